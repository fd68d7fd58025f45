"""One frozen object and one function per screen."""
