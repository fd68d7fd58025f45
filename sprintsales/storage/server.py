"""A team database on a PostgreSQL server: how it is reached, who may write, and what its errors mean in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, ProgrammingError

from sprintsales.domain.errors import Unusable
from sprintsales.storage import schema
from sprintsales.storage.passfile import unshared
from sprintsales.storage.server_errors import CONNECT_SECONDS, LOCK_SECONDS, NO_SUCH_TABLE, explained, is_away, passes, sqlstate
from sprintsales.storage.triggers_postgresql import postgresql_triggers
from sprintsales.storage.version import HEAD

if TYPE_CHECKING:
    from psycopg import Connection as DriverConnection

WRITERS = 1936749427
"""The name under which a team's one writer is registered on the server; the second number is the team."""

# A server that went away is noticed within seconds instead of the quarter of an hour a quiet network connection would take.
ALIVE = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 3,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 6000,
}
# And the server notices a program that went away: a cut laptop in the middle of a save would keep its whole team from saving.
NOTICED = {"tcp_keepalives_idle": 5, "tcp_keepalives_interval": 2, "tcp_keepalives_count": 3, "tcp_user_timeout": 12000}
SESSION = "; ".join(
    (
        "SET TIME ZONE 'UTC'",
        "SET datestyle = 'ISO'",
        "SET jit = off",  # compiling a question costs more than answering it, with as few rows as a team has
        f"SET lock_timeout = '{LOCK_SECONDS}s'",
        *(f"SET {name} = {NOTICED[name]}" for name in NOTICED),
    )
)
STANDSTILL = "5min"
"""How long a save may stand still before the server gives it up: a program that was stopped holds its team's lock."""
FREE = "SELECT pg_try_advisory_xact_lock(:key, :team)"
HOLD = "SELECT set_config('idle_in_transaction_session_timeout', :standstill, true), pg_advisory_xact_lock(:key, :team)"


PATIENCE = 10.0
"""Seconds a write waits for a server that went away, before it gives up; screens wait as long as they are open."""


class Server:
    """Where a team database is: the server, the database in it, and the one connection a quiet program keeps."""

    def __init__(self, target: str) -> None:
        self.url = read_url(target)
        self.name = shown_url(self.url)
        self.file: Path | None = None
        self.patience = PATIENCE
        self._engine = server_engine(self.url)
        self.reader = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self.writer = self._engine.execution_options(isolation_level="READ COMMITTED")
        self._is_ours = False
        self._watcher = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    def look(self) -> None:
        """Nothing can be told of a server before it is asked."""

    def make(self) -> None:
        """Make the tables, the guards and the version in an empty database; raises Unusable when there is something in it."""
        with self.writer.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key, 0)"), {"key": WRITERS})
            there = connection.execute(text(TABLES)).scalars().all()
            if "alembic_version" in there:
                raise Unusable(f"{self.name} holds a sprintsales database already. To join its team: sprintsales --db URL --as YOUR-NAME")
            if there:
                raise Unusable(f"{self.name} holds other tables ({', '.join(there[:3])}). Ask for an empty database of its own.")
            make_tables(connection)
            add_guards(connection)

    def discard(self) -> None:
        """Take away tables made a moment ago, when founding the team was refused."""
        with self.writer.begin() as connection:
            if connection.execute(text("SELECT count(*) FROM journal_entry")).scalar_one():
                raise Unusable(f"{self.name} is in use; nothing was taken away.")
            drop_everything(connection)

    def version(self, connection: Connection) -> str | None:
        """Return the schema's version, None for a database that is not ours."""
        if self._is_ours:
            return self._version(connection)
        try:
            with connection.begin_nested():
                found = self._version(connection)
        except ProgrammingError as error:
            if sqlstate(error) == NO_SUCH_TABLE:
                return None
            raise
        self._is_ours = found is not None
        return found

    def _version(self, connection: Connection) -> str | None:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)

    def login(self, connection: Connection) -> str | None:
        """Return the login the server knows this user by."""
        return str(connection.execute(text("SELECT session_user")).scalar_one())

    def hold(self, connection: Connection, team_id: int | None) -> None:
        """Wait until no other write of this team is under way, and keep others out until this one ends.

        Without it entries would commit out of their order, and who saw number 2 would never see number 1.
        """
        connection.execute(text(HOLD), {"standstill": STANDSTILL, "key": WRITERS, "team": team_id or 0})

    def is_free(self, team_id: int) -> bool:
        """Return whether no other write of this team is under way."""
        with self.reader.connect() as connection, connection.begin():
            return bool(connection.execute(text(FREE), {"key": WRITERS, "team": team_id}).scalar())

    def counter(self) -> int:
        """Return the number of the newest act, of any team: it grows when anybody saved."""
        try:
            return self._newest()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return self._newest()  # the one connection that was kept had been cut; that says nothing of the server

    def _newest(self) -> int:
        with self._watcher.connect() as connection:
            return int(connection.execute(text("SELECT coalesce(max(id), 0) FROM journal_entry")).scalar_one())

    def close(self) -> None:
        """Let go of the server."""
        self._engine.dispose()

    def passes(self, error: DBAPIError) -> bool:
        """Return whether asking again may well do what failed."""
        return passes(error)

    def is_away(self, error: DBAPIError) -> bool:
        """Return whether the server cannot be reached just now."""
        return is_away(error)

    def is_alive(self, connection: Connection) -> bool:
        """Return whether a connection that was kept is still one: a server that was started again has forgotten it.

        The transaction it was asked in goes on: each way to a server and back is time that somebody waits.
        """
        connection.begin()
        try:
            connection.exec_driver_sql("SELECT 1")
        except DBAPIError:
            return False
        return True

    def explain(self, error: DBAPIError) -> str | None:
        """Return the sentence for a database that could not be used, with a way out; None for an error of the program."""
        return explained(self.url, self.name, error)


URL_RULE = "It is written postgresql://USER@HOST:PORT/DATABASE"
TABLES = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"


def read_url(target: str) -> URL:
    """Return the URL of a server for the driver we use; raises Unusable for one that cannot be read."""
    try:
        url = make_url(target)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise Unusable(f"The database URL cannot be read. {URL_RULE}") from error
    among_options = url.query.get("password")
    if isinstance(among_options, str):  # to where whoever prints a URL leaves it out
        url = url.set(password=among_options).difference_update_query(["password"])
    return url.set(drivername="postgresql+psycopg")


def shown_url(url: URL) -> str:
    """Return a URL as it may be shown: never with a password, wherever in it one stands."""
    query = {key: value for key, value in url.query.items() if "password" not in key}
    safe = URL.create("postgresql", username=url.username, host=url.host, port=url.port, database=url.database, query=query)
    return safe.render_as_string(hide_password=True).replace("%2F", "/")


def server_engine(url: URL) -> Engine:
    """Return the engine: one connection is kept, more are made while needed; raises Unusable where the driver is missing."""
    extra: dict[str, Any] = {key: value for key, value in ALIVE.items() if key not in url.query}
    try:
        refuse_unknown_options(url)
        extra |= unshared(url)
        engine = create_engine(
            url, pool_size=1, max_overflow=8, connect_args={**extra, "application_name": "sprintsales"}, hide_parameters=True
        )
    except ImportError as error:
        raise Unusable("A team database needs one more package. Install it with: pip install 'sprintsales[postgres]'") from error

    def connected(connection: DriverConnection, _record: Any) -> None:
        before, connection.autocommit = connection.autocommit, True
        connection.execute(SESSION)
        connection.autocommit = before

    def lent(connection: DriverConnection, _record: Any, _lent: Any) -> None:
        if connection.closed:
            raise DisconnectionError  # the pool makes another one
        connection.read_only = None  # what the server says of writing counts: a standby, and one that is not to be written to now, refuse

    event.listen(engine, "connect", connected)
    event.listen(engine, "checkout", lent)
    return engine


def refuse_unknown_options(url: URL) -> None:
    """Raise Unusable for an option of the URL that the driver does not know."""
    from psycopg import pq

    known = {one.keyword.decode() for one in pq.Conninfo.get_defaults()}
    unknown = sorted(set(url.query) - known)
    if unknown:
        raise Unusable(f"The database URL has an option no server knows ({unknown[0]}). {URL_RULE}, and after ? what psql knows.")


def make_tables(connection: Connection) -> None:
    """Make every table, rule and index of this program's schema."""
    from sprintsales.storage.schema_rules import complete
    from sprintsales.storage.tables.base import for_postgresql

    metadata = complete()
    for_postgresql(metadata)
    metadata.create_all(connection, checkfirst=False)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
    connection.execute(insert(schema.write_door), {"id": 1})


def add_guards(connection: Connection) -> None:
    """Make every function and trigger of the journal."""
    for statement in postgresql_triggers():
        connection.exec_driver_sql(statement)


def drop_guards(connection: Connection) -> None:
    """Take every function of ours with its triggers away: a changed table would keep guards that do not know its columns."""
    for statement in postgresql_triggers():
        if statement.startswith("CREATE FUNCTION"):
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {statement.split()[2]} CASCADE")


def drop_everything(connection: Connection) -> None:
    """Take all our tables and guards away."""
    drop_guards(connection)
    schema.metadata.drop_all(connection)
    connection.execute(text("DROP TABLE alembic_version"))
