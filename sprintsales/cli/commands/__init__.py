"""The commands by family: each declared once with its options and what it runs; heavy imports stay inside."""
