"""An act inside a transaction that is held already, for what is done to a database before anybody else can see it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, insert

from sprintsales.storage import door, schema
from sprintsales.storage.bulk import inserted
from sprintsales.storage.database import Act


@contextmanager
def act_in(connection: Connection, act: Act, token: str) -> Iterator[int]:
    """Write what happens inside under one entry of the journal and yield its number; the act gives no reason and settles nothing."""
    own = {column.name for column in schema.journal_entry.columns} & set(Act.__slots__)
    entry_id = inserted(connection, schema.journal_entry, {"token": token, **{name: getattr(act, name) for name in own}})
    door.name_act(connection, entry_id, act.known_on)
    yield entry_id
    connection.execute(insert(schema.journal_result), {"entry_id": entry_id, "body": json.dumps(None)})
    door.shut(connection)
