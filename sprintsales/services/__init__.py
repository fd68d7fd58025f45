"""Verbs that write and views that read."""
