"""Commands: arguments in, reports out."""
