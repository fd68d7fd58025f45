"""Hostile text in every field, through every screen, command, export and import."""
