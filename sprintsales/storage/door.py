"""The write door: which act the writes of a transaction belong to, told to the database's own guards."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select, text, update

from sprintsales.storage.schema import write_door

ENTRY, KNOWN_ON = "sprintsales.entry_id", "sprintsales.known_on"
NAME_ACT = text("SELECT set_config(:entry_key, :entry, true), set_config(:known_key, :known_on, true)")


def name_act(connection: Connection, entry_id: int, known_on: date) -> None:
    """Open the door: what is written from here on in this transaction belongs to this act."""
    if connection.dialect.name == "sqlite":
        connection.execute(update(write_door).values(entry_id=entry_id, known_on=known_on))
    else:
        tell(connection, str(entry_id), known_on.isoformat())


def shut(connection: Connection) -> None:
    """Close the door before the end of the transaction, so that no later write passes under this act."""
    if connection.dialect.name == "sqlite":
        connection.execute(update(write_door).values(entry_id=None, known_on=None))
    else:
        tell(connection, "", "")


def named_act(connection: Connection) -> int:
    """Return the act under way; only inside a write."""
    if connection.dialect.name == "sqlite":
        return int(connection.execute(select(write_door.c.entry_id)).scalar_one())
    return int(connection.execute(text("SELECT current_setting(:key)"), {"key": ENTRY}).scalar_one())


def tell(connection: Connection, entry: str, known_on: str) -> None:
    """Set both for this transaction only: a server forgets them when it ends, however it ends."""
    connection.execute(NAME_ACT, {"entry_key": ENTRY, "entry": entry, "known_key": KNOWN_ON, "known_on": known_on})
