"""Tables, queries, the journal and the database doors."""
