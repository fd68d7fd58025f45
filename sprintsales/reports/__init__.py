"""View objects into text, Markdown and JSON."""
