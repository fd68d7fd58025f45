"""What a PostgreSQL server's errors mean in plain words, and which of them pass by themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

LOCK_SECONDS = 15
"""How long a write waits for another write of its team."""

# Asking again does it: deadlock, serialization; the server or the connection went away; no connection left.
PASSING = ("40001", "40P01", "57P01", "57P02", "57P03", "53300", "08")
AWAY = ("57P01", "57P02", "57P03", "53300", "08")
LOCKED, NO_SUCH_TABLE = "55P03", "42P01"

# A connection that is cut, or cannot be made, has no state to tell: only the words of driver and system.
CUT = (
    "connection refused", "timeout", "timed out", "server closed", "connection is lost", "could not translate host", "no route",
    "network is unreachable", "name resolution", "starting up", "shutting down", "recovery mode", "no such file or directory",
    "connection reset", "broken pipe", "too many clients", "connection slots", "ssl connection has been closed", "connection is closed",
    "terminating connection", "eof detected", "connection not open",
)  # fmt: skip


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
        """Return who wants in."""
        return self.url.username or "your login"

    def has(self, *words: str) -> bool:
        """Return whether the server's words hold all of these."""
        return all(one in self.words for one in words)


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
    trouble = Trouble(url, name, first_line(error), str(error.orig).lower(), sqlstate(error), is_away(error))
    sentence = next((say(trouble) for fits, say in WAYS if fits(trouble)), None)
    if sentence is None and isinstance(error, (OperationalError, InterfaceError)):
        return f"{name} could not be used: {trouble.said}"
    return sentence


def not_let_in(trouble: Trouble) -> str:
    """Return what to do about a password."""
    return (
        f"{trouble.name} does not let {trouble.user} in ({trouble.said}). Check the user and the password. It belongs into "
        f"{passfile(trouble.url)} as a line HOST:PORT:DATABASE:USER:PASSWORD that only you can read, or into a service file; "
        "not into the URL."
    )


def passfile(url: URL) -> str:
    """Return where passwords are looked for, and what is wrong with the file if the driver passes over it."""
    named = str(url.query.get("passfile") or "~/.pgpass")
    try:
        mode = Path(named).expanduser().stat().st_mode
    except OSError:
        return f"{named} (which is not there yet)"
    return f"{named} (which is passed over because others can read it: chmod 600 {named})" if mode & 0o077 else named


def first_line(error: DBAPIError) -> str:
    """Return the first line of what the server said, without where it was said."""
    said = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
    return said[0].split("FATAL:")[-1].strip()


Way = tuple[Callable[[Trouble], bool], Callable[[Trouble], str]]
WAYS: tuple[Way, ...] = (
    (lambda t: t.has("password authentication failed") or t.has("no password supplied") or t.state in ("28P01", "28000"), not_let_in),
    (
        lambda t: t.has("definition of service") or t.has("service file"),
        lambda t: f"{t.said}. Check the name after service= and the service file (~/.pg_service.conf, or where PGSERVICEFILE says).",
    ),
    (
        lambda t: t.state == "3D000" or t.has("database", "does not exist"),
        lambda t: f"There is no database {t.url.database or ''} on this server ({t.name}). Check the name, or ask for an empty one.",
    ),
    (
        lambda t: t.has("role", "does not exist"),
        lambda t: f"{t.name} does not know {t.user}. Check the user, or ask who runs the server for a login.",
    ),
    (
        lambda t: t.has("no pg_hba.conf entry"),
        lambda t: f"{t.name} lets nobody in from this machine as {t.user} ({t.said}). Ask who runs the server.",
    ),
    (
        lambda t: t.has("too many clients") or t.has("connection slots") or t.state == "53300",
        lambda t: f"{t.name} has no connection left. Try again; whoever runs it can raise max_connections.",
    ),
    (
        lambda t: t.state == LOCKED,
        lambda t: f"{t.name} is busy: somebody else of this team has been writing for {LOCK_SECONDS} seconds. Try again.",
    ),
    (
        lambda t: t.state == "53100" or t.has("no space left"),
        lambda t: f"The disk of the server is full, so nothing was saved. Whoever runs {t.name} must make room.",
    ),
    (
        lambda t: t.state in ("25006", "42501"),
        lambda t: f"{t.name} does not let you write ({t.said}), so nothing was saved. Ask who runs it for the right to.",
    ),
    (
        lambda t: t.state == NO_SUCH_TABLE,
        lambda t: f"{t.name} is a database, but not one of sprintsales. Name another one with --db, or make a team in it: sprintsales init",
    ),
    (
        lambda t: t.has("could not translate host") or t.has("name resolution") or t.has("name or service not known"),
        lambda t: f"The host in {t.name} is not known here ({t.said}). Check its name and your network.",
    ),
    (
        lambda t: t.away,
        lambda t: f"{t.name} cannot be reached just now ({t.said}). Check your network or ask who runs the server, then try again.",
    ),
)
