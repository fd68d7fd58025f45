"""The steps from one schema to the next; run by upgrade.py, imported only when a file is not current."""
