"""Importing: a foreign file read, judged row by row and merged into what is here, as one act."""
