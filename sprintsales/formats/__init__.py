"""Foreign text into plain rows, and plain rows into safe files."""
