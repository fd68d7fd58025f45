"""The whole database as one JSON document: every table, the journal and the text store, nothing lost, the same from both databases."""

from __future__ import annotations

import gzip
import io
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TextIO

from sqlalchemy import Connection

from sprintsales.domain.errors import Unusable
from sprintsales.storage.backup import finish
from sprintsales.storage.database import Database
from sprintsales.storage.document import LEFT_OUT, SCHEMA
from sprintsales.storage.plain import kind_of, stream, written_as
from sprintsales.storage.schema import metadata
from sprintsales.storage.version import HEAD

EXPORTED = tuple(table for table in metadata.sorted_tables if table.name not in LEFT_OUT)
QUICK = 1
"""How hard a document is packed: a fifth of its size in a third of the time the hardest packing takes for a sixth."""
ENCODE = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode


class Shape(NamedTuple):
    """A table with its columns, each with its kind."""

    table: str
    columns: tuple[tuple[str, str], ...]


SHAPES = tuple(Shape(table.name, tuple((column.name, kind_of(column)) for column in table.columns)) for table in EXPORTED)


def export_all(database: Database, stream: TextIO) -> None:
    """Write everything, as of one moment, as one JSON document in ASCII.

    Values stand as the journal writes them: amounts in minor units, days and moments in ISO 8601, yes and no as 1 and 0.
    The same content gives the same bytes. Raises Unusable when the database cannot be read.
    """
    with database.read() as connection:
        stream.writelines(lines(connection))


def export_to(database: Database, target: Path) -> Path:
    """Write everything into a file that only its owner can read and return it; it appears only when it is whole.

    A name that ends in .gz gets it packed. Raises Unusable when it cannot be written; a file that was there before then stays.
    """
    file = database.place.file
    if file is not None and target.resolve() == file.resolve():
        raise Unusable(f"{target} is the database itself. Choose another file for the export.")
    if target.exists() and not target.is_file():  # a device would be replaced by a file
        raise Unusable(f"{target} is a folder or a device. Name a file for the export.")
    with database.read() as connection:
        return write_file(target, lines(connection))


def write_file(target: Path, pieces: Iterable[str]) -> Path:
    """Write a document into a file of its own and return it; raises Unusable when it cannot be written."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with (
            os.fdopen(handle, "wb") as file,
            closing(packing(file) if target.suffix == ".gz" else file) as raw,
            io.TextIOWrapper(raw, encoding="ascii", newline="\n") as stream,
        ):
            stream.writelines(pieces)
        finish(part, target)
    except OSError as error:
        raise Unusable(f"{target} cannot be written ({error.strerror}). Choose a folder you can write to, or make room.") from error
    finally:
        part.unlink(missing_ok=True)
    return target


def packing(file: io.BufferedWriter) -> gzip.GzipFile:
    """Return a stream that packs into a file: the same content gives the same bytes, so no name and no time."""
    return gzip.GzipFile(filename="", mode="wb", compresslevel=QUICK, fileobj=file, mtime=0)


def lines(connection: Connection, version: str = HEAD) -> Iterator[str]:
    """Yield the document piece by piece, a row a line; a database of an older VERSION tells its tables itself.

    Raises Unusable for a value no document can carry.
    """
    yield f'{{"schema":"{SCHEMA}","version":"{version}",\n"ids":{written(ids(connection))},\n"tables":{{'
    for place, (table, columns) in enumerate(SHAPES if version == HEAD else shapes_of(connection)):
        yield f'{"," if place else ""}\n{written(table)}:{{"columns":{written([name for name, _ in columns])},"rows":['
        listed = ", ".join(written_as(name, kind, connection.dialect.name) for name, kind in columns)
        comma = ""
        for row in stream(connection, f"SELECT {listed} FROM {table} ORDER BY id"):
            try:
                yield f"{comma}\n{written(list(row))}"
            except (TypeError, ValueError) as error:
                raise Unusable(
                    f"{table} {row[0]} holds something no export can carry ({error}). Look at it with: sprintsales db check"
                ) from error
            comma = ","
        yield "]}"
    yield "}}\n"


OWN_TABLES = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
AND c.relname NOT IN ('alembic_version', 'write_door') ORDER BY c.relname, a.attnum"""


def shapes_of(connection: Connection) -> list[Shape]:
    """Return the tables of a server as it describes them itself, whatever their schema."""
    rows = connection.exec_driver_sql(OWN_TABLES).all()
    return [Shape(table, tuple((name, kind) for _, name, kind in columns)) for table, columns in groupby(rows, key=itemgetter(0))]


COUNTERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema() AND last_value > 0"


def ids(connection: Connection) -> dict[str, int]:
    """Return the highest id each table ever gave out, so that a restored one gives none of them out again."""
    if connection.dialect.name == "sqlite":
        given = {str(name): int(last) for name, last in connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence WHERE seq > 0")}
    else:
        given = {str(name).removesuffix("_id_seq"): int(last) for name, last in connection.exec_driver_sql(COUNTERS)}
    return {name: last for name, last in sorted(given.items()) if name not in LEFT_OUT}


def written(value: object) -> str:
    """Return a value as JSON without spaces; every sign outside ASCII is escaped, so that no name can steer a terminal."""
    return ENCODE(value).replace("\x7f", "\\u007f")
