"""Making sure that erased texts are gone from the bytes of the database too: free pages, the write-ahead log, dead rows."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from sprintsales.storage.database import Database
from sprintsales.storage.engine import BUSY_SECONDS

SERVER = "The server's own log, its replicas and its backups hold the text until they are rotated; ask who runs it."


def scrub(database: Database) -> tuple[bool, str | None]:
    """Rewrite what may hold erased bytes and return whether that is done, and a sentence on what remains to be said."""
    file = database.place.file
    return scrub_server(database) if file is None else scrub_file(file)


def scrub_file(path: Path) -> tuple[bool, str | None]:
    """Rewrite a SQLite file without its free pages and empty its log, while others may be reading."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("VACUUM")
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        return False, f"The texts are erased, but {path} could not be rewritten ({error}), so their bytes may still be in it."
    finally:
        connection.close()
    if busy:
        return False, f"The texts are erased, but somebody was reading, so their bytes may still be in {path.name}-wal."
    return True, None


def scrub_server(database: Database) -> tuple[bool, str | None]:
    """Rewrite the table of texts on a server without its dead rows."""
    try:
        with database.place.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (FULL) person_text")
    except DBAPIError as error:
        why = str(error.orig).strip().splitlines()[0]
        return (
            False,
            f"The texts are erased, but the table was not rewritten ({why}). Ask its owner for: VACUUM (FULL) person_text. {SERVER}",
        )
    return True, SERVER
