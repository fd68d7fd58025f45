"""Where passwords for a server lie, and why the driver may pass a file of them over."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL

SHARED = 0o077
"""The rights of others: with any of them the driver does not believe the file."""


def passfile(url: URL) -> Path:
    """Return the file passwords are looked for in: named in the URL, else by PGPASSFILE, else the one in the home folder."""
    named = url.query.get("passfile") or default("passfile") or "~/.pgpass"
    try:
        return Path(str(named)).expanduser()
    except RuntimeError:  # nobody's home
        return Path(str(named))


def default(keyword: str) -> str | None:
    """Return what the driver's own environment says for a part of the URL that is left out."""
    from psycopg import pq

    found = next((one.val for one in pq.Conninfo.get_defaults() if one.keyword == keyword.encode()), None)
    return found.decode(errors="replace") if found else None


def is_shared(file: Path) -> bool:
    """Return whether others can read the file, so that the driver passes over it."""
    try:
        return bool(file.stat().st_mode & SHARED)
    except OSError:
        return False


def unshared(url: URL) -> dict[str, str]:
    """Return what keeps the driver from complaining about a shared file in the middle of a screen: a name nothing is under."""
    file = passfile(url)
    return {"passfile": str(file / "passed-over")} if is_shared(file) else {}


def state_of(file: Path) -> str:
    """Return the name of the file, with what is wrong with it."""
    if not file.exists():
        return f"{file} (which is not there yet)"
    return f"{file} (which is passed over because others can read it: chmod 600 {file})" if is_shared(file) else str(file)
