"""What a PostgreSQL server's errors mean in plain words, and which of them pass by themselves."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from sprintsales.storage.passfile import passfile, state_of

CONNECT_SECONDS = 6
"""How long a server may take to answer a knock."""
LOCK_SECONDS = 15
"""How long a write waits for another write of its team."""

# The server or the connection went away, or nobody used it for longer than the server likes; no connection left.
AWAY = ("57P01", "57P02", "57P03", "57P05", "25P03", "53300", "08")
# Asking again does it: deadlock and serialization as well.
PASSING = ("40001", "40P01", *AWAY)
LOCKED, NO_SUCH_TABLE = "55P03", "42P01"

# A connection that is cut, or cannot be made, has no state to tell: only the words of driver and system.
CUT = (
    "connection refused", "timeout", "timed out", "server closed", "connection is lost", "could not translate host", "no route",
    "network is unreachable", "name resolution", "starting up", "shutting down", "recovery mode", "not yet accepting",
    "no such file or directory", "connection reset", "broken pipe", "too many clients", "too many connections", "connection slots",
    "ssl connection has been closed", "connection is closed",
    "terminating connection", "eof detected", "connection not open",
)  # fmt: skip


# What driver and library put before the reason: the address stands in our own sentence.
PREAMBLE = re.compile(
    r"^(?:connection (?:failed|is bad): )?(?:connection to server (?:at|on socket) .*? failed: )?"
    r"(?:(?:consuming input|sending query|sending query and params|flushing) failed: )?"
    r"(?:could not (?:receive|send) data (?:from|to) server: )?"
    r"(?:FATAL: +|ERROR: +|fe_sendauth: +)?"
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error with what a sentence about it needs."""

    url: URL
    name: str
    said: str
    words: str
    state: str
    away: bool

    @property
    def user(self) -> str:
        """Return who wants in: as the server calls them, else as the URL does."""
        called = re.search(r'(?:user|role) "([^"]+)"', self.said)
        return called[1] if called else self.url.username or "your login"

    @property
    def database(self) -> str:
        """Return which database is meant: as the server calls it, else as the URL does."""
        called = re.search(r'database "([^"]+)"', self.said)
        return called[1] if called else self.url.database or ""

    def has(self, *words: str) -> bool:
        """Return whether the words of who could not be asked at all hold all of these; of a statement's words only the state counts.

        They may quote what somebody typed.
        """
        return not self.state and all(one in self.words for one in words)


def sqlstate(error: DBAPIError) -> str:
    """Return the five signs by which PostgreSQL names an error; nothing where the driver itself complains."""
    return str(getattr(error.orig, "sqlstate", None) or "")


def lost(error: DBAPIError) -> bool:
    """Return whether the connection was cut, or could not be made for a reason that may pass."""
    said = str(error.orig).lower()
    return error.connection_invalidated or (not sqlstate(error) and any(words in said for words in CUT))


def passes(error: DBAPIError) -> bool:
    """Return whether asking again may well do what failed."""
    return sqlstate(error).startswith(PASSING) or lost(error)


def is_away(error: DBAPIError) -> bool:
    """Return whether the server cannot be reached just now."""
    return sqlstate(error).startswith(AWAY) or lost(error)


def explained(url: URL, name: str, error: DBAPIError) -> str | None:
    """Return what an error of the server means, and what to do; None for one that is the program's own."""
    trouble = Trouble(url, name, reason(error), str(error.orig).lower(), sqlstate(error), is_away(error))
    sentence = next((say(trouble) for fits, say in WAYS if fits(trouble)), None)
    if sentence is None and isinstance(error, (OperationalError, InterfaceError)):
        return f"{name} could not be used ({trouble.said}). Check the address, or ask who runs the server."
    return sentence


def reason(error: DBAPIError) -> str:
    """Return why, in the server's own words: the first line without where it was said."""
    said = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
    return PREAMBLE.sub("", said[0]).strip() or said[0]


def not_let_in(trouble: Trouble) -> str:
    """Return what to do about a password."""
    return (
        f"{trouble.name} does not let {trouble.user} in ({trouble.said}). Check the user and the password. It belongs into "
        f"{state_of(passfile(trouble.url))} as a line HOST:PORT:DATABASE:USER:PASSWORD that only you can read, or into a service file; "
        "not into the URL."
    )


def not_allowed(trouble: Trouble) -> str:
    """Return what to do about a right that is missing."""
    right = f"make tables there (GRANT CREATE ON SCHEMA public TO {trouble.user})" if "schema" in trouble.words else "use the tables in it"
    return f"{trouble.name} does not allow you this ({trouble.said}), so nothing was changed. Ask who runs it for the right to {right}."


Way = tuple[Callable[[Trouble], bool], Callable[[Trouble], str]]
WAYS: tuple[Way, ...] = (
    (
        lambda t: t.has("password authentication failed") or t.has("no password supplied") or t.state in ("28P01", "28000"),
        not_let_in,
    ),
    (
        lambda t: t.has("definition of service") or t.has("service file"),
        lambda t: (
            f"The service cannot be used ({t.said}). Check the name after service= and the service file (~/.pg_service.conf, or where "
            "PGSERVICEFILE says)."
        ),
    ),
    (
        lambda t: t.state == "3D000" or t.has("database", "does not exist"),
        lambda t: f"There is no database {t.database} on this server ({t.name}). Check the name, or ask for an empty one.",
    ),
    (
        lambda t: t.has("role", "does not exist"),
        lambda t: f"{t.name} does not know {t.user}. Check the user, or ask who runs the server for a login.",
    ),
    (
        lambda t: t.has("pg_hba.conf") or t.has("peer authentication failed") or t.has("ident authentication failed"),
        lambda t: f"{t.name} lets nobody in from this machine as {t.user} ({t.said}). Ask who runs the server to allow it.",
    ),
    (
        lambda t: t.has("not permitted to log in") or t.has("permission denied for database"),
        lambda t: f"{t.name} does not let {t.user} in ({t.said}). Ask who runs the server for the right to.",
    ),
    (
        lambda t: t.has("does not support ssl"),
        lambda t: (
            f"{t.name} asks for an encrypted connection, and the server offers none. Ask who runs it to turn TLS on; "
            "take sslmode out of the URL only in a network you trust."
        ),
    ),
    (
        lambda t: t.has("certificate"),
        lambda t: (
            f"The certificate of {t.name} cannot be trusted ({t.said}). Ask who runs the server for its root certificate and name "
            "the file with sslrootcert= in the URL."
        ),
    ),
    (
        lambda t: t.has("too many clients") or t.has("connection slots") or t.has("too many connections") or t.state == "53300",
        lambda t: f"{t.name} has no connection left. Try again; whoever runs it can raise max_connections.",
    ),
    (
        lambda t: t.state == LOCKED,
        lambda t: (
            f"{t.name} is busy: somebody else of this team has been writing for {LOCK_SECONDS} seconds. Nothing was changed; try again."
        ),
    ),
    (
        lambda t: t.state == "53100" or t.has("no space left"),
        lambda t: f"The disk of the server is full, so nothing was saved. Whoever runs {t.name} must make room.",
    ),
    (
        lambda t: t.state.startswith(("53", "54", "58")),
        lambda t: f"{t.name} could not do it ({t.said}), so nothing was saved. Try again, or tell who runs the server.",
    ),
    (
        lambda t: t.state == "25006",
        lambda t: (
            f"{t.name} is read-only ({t.said}), so nothing was saved. It may be a standby: ask who runs it for the address of the "
            "server that takes changes."
        ),
    ),
    (lambda t: t.state == "42501", not_allowed),
    (
        lambda t: t.state == "57014",
        lambda t: f"{t.name} takes too long for a limit of the server ({t.said}), so nothing was changed. Try again, or ask who runs it.",
    ),
    (
        lambda t: t.state == NO_SUCH_TABLE,
        lambda t: (
            f"{t.name} is a database, but not one of sprintsales. Name another one with --db, or make a team in an empty one: "
            "sprintsales init."
        ),
    ),
    (
        lambda t: t.has("could not translate host") or t.has("failed to resolve host") or t.has("name or service not known"),
        lambda t: f"The host in {t.name} is not known here ({t.said}). Check its name and your network.",
    ),
    (
        lambda t: t.has("timeout expired"),
        lambda t: (
            f"{t.name} does not answer: {t.url.query.get('connect_timeout', CONNECT_SECONDS)} seconds passed without a word. "
            "Check the address and your network, then try again."
        ),
    ),
    (
        lambda t: t.has("not currently accepting connections"),
        lambda t: f"{t.name} lets nobody in just now ({t.said}). Ask who runs the server, then try again.",
    ),
    (
        lambda t: t.away,
        lambda t: f"{t.name} cannot be reached just now ({t.said}). Check your network or ask who runs the server, then try again.",
    ),
    (
        lambda t: t.state in ("XX001", "XX002"),
        lambda t: f"{t.name} is damaged ({t.said}). Tell who runs the server at once, and change nothing in it any more.",
    ),
)
