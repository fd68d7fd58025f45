"""Which schema this program speaks."""

HEAD = "0001"
KNOWN = ("0001",)
