"""Which schema this program speaks."""

HEAD = "0003"
KNOWN = ("0001", "0002", "0003")
