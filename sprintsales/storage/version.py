"""Which schema this program speaks."""

HEAD = "0002"
KNOWN = ("0001", "0002")
