"""Questions to the user that return a value and never write."""
