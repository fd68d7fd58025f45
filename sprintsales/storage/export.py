"""The whole database as one JSON document: every table, the journal and the text store, nothing lost."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from sqlalchemy import Connection

from sprintsales.domain.errors import Unusable
from sprintsales.storage.backup import finish
from sprintsales.storage.database import Database
from sprintsales.storage.journal import plain_value
from sprintsales.storage.schema import metadata
from sprintsales.storage.version import HEAD

SCHEMA = "sprintsales.export/1"
# The door is empty outside a write, and every database has one.
LEFT_OUT = frozenset({"write_door"})
EXPORTED = tuple(table for table in metadata.sorted_tables if table.name not in LEFT_OUT)


def export_all(database: Database, stream: TextIO) -> None:
    """Write everything, as of one moment, as one JSON document in ASCII.

    Values stand as the journal writes them: amounts in minor units, days and moments in ISO 8601, yes and no as 1 and 0.
    The same content gives the same bytes. Raises Unusable when the database cannot be read.
    """
    with database.read() as connection:
        stream.writelines(lines(connection))


def export_to(database: Database, target: Path) -> Path:
    """Write everything into a file that only its owner can read and return it; it appears only when it is whole.

    Raises Unusable when it cannot be written; a file that was there before then stays.
    """
    if target.resolve() == database.path.resolve():
        raise Unusable(f"{target} is the database itself. Choose another file for the export.")
    if target.exists() and not target.is_file():  # a device would be replaced by a file
        raise Unusable(f"{target} is a folder or a device. Name a file for the export.")
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as stream:
            export_all(database, stream)
        finish(part, target)
    except OSError as error:
        raise Unusable(f"{target} cannot be written ({error.strerror}). Choose a folder you can write to, or make room.") from error
    finally:
        part.unlink(missing_ok=True)
    return target


def lines(connection: Connection) -> Iterator[str]:
    """Yield the document piece by piece, a row a line."""
    yield f'{{"schema":"{SCHEMA}","version":"{HEAD}",\n"ids":{written(ids(connection))},\n"tables":{{'
    for place, table in enumerate(EXPORTED):
        names = [column.name for column in table.columns]
        yield f'{"," if place else ""}\n{written(table.name)}:{{"columns":{written(names)},"rows":['
        query = f"SELECT {', '.join(names)} FROM {table.name} ORDER BY id"
        comma = ""
        for row in connection.execution_options(yield_per=1000).exec_driver_sql(query):
            yield f"{comma}\n{written([plain_value(value) for value in row])}"
            comma = ","
        yield "]}"
    yield "}}\n"


def ids(connection: Connection) -> dict[str, int]:
    """Return the highest id each table ever gave out, so that a restored one gives none of them out again."""
    query = "SELECT name, seq FROM sqlite_sequence WHERE seq > 0 ORDER BY name"
    return {str(name): int(last) for name, last in connection.exec_driver_sql(query)}


def written(value: object) -> str:
    """Return a value as JSON without spaces; every sign outside ASCII is escaped, so that no name can steer a terminal."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True, allow_nan=False).replace("\x7f", "\\u007f")
