"""Questions asked of the database, one file per family, answered as frozen rows."""
