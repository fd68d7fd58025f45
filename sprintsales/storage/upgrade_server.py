"""Bringing a server's database of an older schema up to date: all teams' writers kept out, a copy first, every step or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from sprintsales.domain.errors import Unusable
from sprintsales.storage.copies import family, make_folder, stamped
from sprintsales.storage.database import Database
from sprintsales.storage.export import ids, lines, write_file
from sprintsales.storage.invariants import links
from sprintsales.storage.schema import metadata
from sprintsales.storage.server import TABLES, WRITERS, add_guards, drop_guards
from sprintsales.storage.server_errors import LOCKED, passes, sqlstate
from sprintsales.storage.upgrade import Steps, UpgradeReport, first_line, run_steps

TRIES = 3
"""Who reads while tables are locked one by one may end up waiting for us while we wait for them: then one of the two starts again."""
PATIENCE = "60s"
GUARDS = """
SELECT DISTINCT p.oid::regprocedure::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal AND t.tgname ~ '_[ja]_(create|update|delete|empty)$'"""


def upgrade_on_server(target: str, folder: Path, now: datetime, *, steps: Steps) -> UpgradeReport:
    """Bring the database a URL names to the schema of this program and return what was done; a current one is not touched.

    Raises Unusable for a database that is not ours, for one of a newer program, when somebody keeps writing, and when a step
    fails: then the database is as it was.
    """
    database = Database(target)
    copy = folder / stamped(f"{family(target)}-before-{steps.head}", target, now)
    try:
        if found_in(database, steps) == steps.head:
            return UpgradeReport(steps.head, steps.head, None)
        for left in reversed(range(TRIES)):
            try:
                with database.place.writer.begin() as connection:
                    return brought_up(connection, database, copy, steps)
            except DBAPIError as error:
                if not left or not passes(error):
                    raise
        raise RuntimeError("an upgrade was tried and neither done nor refused")
    except DBAPIError as error:
        raise database.trouble(error) from error
    finally:
        database.close()


def found_in(database: Database, steps: Steps, connection: Connection | None = None) -> str:
    """Return the schema of a database of ours that is not newer; raises Unusable."""
    found = database.version() if connection is None else database.place.version(connection)
    if found is None:
        raise Unusable(f"{database.name} is a database, but not one of sprintsales. Name another one with --db.")
    if found not in steps.known:
        raise Unusable(f"{database.name} was written by a newer sprintsales ({found}). Update the program; nothing was changed.")
    return found


def brought_up(connection: Connection, database: Database, copy: Path, steps: Steps) -> UpgradeReport:
    """Do the upgrade in this transaction, with a copy before it; who comes second finds nothing left to do."""
    keep_out(connection)
    found = found_in(database, steps, connection)
    if found == steps.head:
        return UpgradeReport(found, found, None)
    make_folder(copy.parent)
    write_file(copy, lines(connection, found))
    try:
        migrate_server(connection, steps.head, steps)
    except SQLAlchemyError as error:
        if isinstance(error, DBAPIError) and (passes(error) or sqlstate(error) == LOCKED):
            raise
        said = first_line(error.orig) if isinstance(error, DBAPIError) and error.orig is not None else first_line(error)
        raise Unusable(
            f"The upgrade of {database.name} from {found} to {steps.head} failed, and the database is as it was ({said}). "
            f"A copy from before is {copy}. Please report this."
        ) from error
    return UpgradeReport(found, steps.head, copy)


def keep_out(connection: Connection) -> None:
    """Wait until nobody writes and keep writers out: those of every team by their own lock, consoles by locks on the tables.

    A writer of an older program then finds the new schema when it is let in, before it writes anything.
    """
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}'")
    lock = text("SELECT pg_advisory_xact_lock(:key, :team)")
    connection.execute(lock, {"key": WRITERS, "team": 0})
    for team in connection.exec_driver_sql("SELECT id FROM team ORDER BY id").scalars().all():
        connection.execute(lock, {"key": WRITERS, "team": team})
    tables = connection.execute(text(TABLES)).scalars().all()
    connection.exec_driver_sql(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE")


def migrate_server(connection: Connection, revision: str, steps: Steps) -> None:
    """Run the steps up to a revision in the transaction at hand, with no guards meanwhile; at the last one ours are there.

    Raises SQLAlchemyError or Unusable.
    """
    used = ids(connection)
    drop_guards(connection)
    for function in connection.exec_driver_sql(GUARDS).scalars().all():  # an older program may have made others
        connection.exec_driver_sql(f"DROP FUNCTION {function} CASCADE")
    run_steps(connection, revision, steps)
    keep_ids_used(connection, used)
    if revision == steps.head:
        refuse_broken_links(connection)
        add_guards(connection)


def keep_ids_used(connection: Connection, used: Mapping[str, int]) -> None:
    """Let no table give out an id it gave out before; raises Unusable if a table lost its counter."""
    there = set(connection.execute(text(TABLES)).scalars())
    for name, last in used.items():
        if name not in there:
            continue
        counter = connection.execute(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": name}).scalar()
        if counter is None:
            raise Unusable(f"The upgrade would have let {name} use ids twice; nothing was changed. Please report this.")
        query = f"SELECT setval('{counter}', greatest({last}, last_value)) FROM {counter}"
        connection.exec_driver_sql(query)


def refuse_broken_links(connection: Connection) -> None:
    """Raise Unusable for rows that point at nothing, whether or not a step let the server go on watching over them."""
    for rule in (rule for table in metadata.sorted_tables for rule in links(table)):
        broken = connection.exec_driver_sql(rule.query).scalars().all()
        if broken:
            raise Unusable(
                f"The upgrade would have broken {len(broken)} links ({rule.table} {broken[0]} {rule.said}); nothing was changed. "
                "Please report this."
            )
