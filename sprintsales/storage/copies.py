"""The automatic copies in a folder: what those of a database are called, which are kept, and whether another one is due."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sprintsales.domain.errors import Refused, Unusable
from sprintsales.storage.place import place_of

KEEP = 14
STAMP = "%Y-%m-%dT%H%M%SZ"
STAMPED = r"\d{4}-\d\d-\d\dT\d{6}Z"
IMPORT = "import"
PACKED = ".json.gz"
"""What the copy of a server's database ends in: an export, packed."""

Target = Path | str
"""A database file, or the URL of a server."""


def stem(target: Target) -> str:
    """Return how a database is called in the names of its copies."""
    file = place_of(target).file
    if file is not None:
        return file.stem
    host, database = whereabouts(str(target))[:2]
    return re.sub(r"[^\w.-]+", "_", f"{Path(host).name}-{database}")


def family(target: Target) -> str:
    """Return what the copies of a database are called: databases of the same name in two places are kept apart."""
    file = place_of(target).file
    place = os.fsencode(file.resolve()) if file is not None else "\n".join(whereabouts(str(target))).encode()
    return f"{stem(target)}-{hashlib.sha256(place).hexdigest()[:6]}"


def whereabouts(target: str) -> tuple[str, str, str]:
    """Return host, database and port a URL names, whoever enters there; a service stands for those it leaves out."""
    from sprintsales.storage.server import read_url

    url = read_url(target)
    service = str(url.query.get("service", ""))
    host = url.host or str(url.query.get("host", service or "local"))
    return host, str(url.database or url.query.get("dbname", service)), str(url.port or url.query.get("port", ""))


def ending(target: Target) -> str:
    """Return what the names of copies end in."""
    return PACKED if place_of(target).file is None else ".db"


def stamped(name: str, target: Target, now: datetime) -> str:
    """Return the name of a copy made at a moment."""
    return f"{name}-{now.astimezone(UTC).strftime(STAMP)}{ending(target)}"


def daily(target: Target, folder: Path) -> list[Path]:
    """Return the daily copies of a database, oldest first."""
    return series(target, folder, "")


def series(target: Target, folder: Path, before: str) -> list[Path]:
    """Return the copies of one kind, oldest first: the daily ones, or those made BEFORE something."""
    name = family(target) + (f"-before-{before}" if before else "")
    named = re.compile(f"{re.escape(name)}-{STAMPED}{re.escape(ending(target))}")
    return sorted(file for file in files_in(folder) if named.fullmatch(file.name))


def files_in(folder: Path) -> list[Path]:
    """Return what is in the folder, nothing where there is none; raises Unusable for one that cannot be looked into."""
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise Unusable(f"The backup folder {folder} cannot be read ({error.strerror}). Make it one you can read and write.") from error


def newest(target: Target, folder: Path) -> Path | None:
    """Return the newest automatic copy of any kind, by the moment in its name; None where there is none."""
    named = re.compile(f"{re.escape(family(target))}-(?:before-.*-)?({STAMPED}){re.escape(ending(target))}")
    found = [(hit[1], file) for file in files_in(folder) if (hit := named.fullmatch(file.name))]
    return max(found)[1] if found else None


def forget_old(target: Target, folder: Path, before: str = "", keep: int = KEEP) -> None:
    """Remove all but the newest copies of one kind."""
    for old in series(target, folder, before)[:-keep]:
        old.unlink(missing_ok=True)


def due(target: Target, folder: Path, now: datetime) -> bool:
    """Return whether nobody asked yet on this day (UTC) whether this database needs a copy."""
    today = now.astimezone(UTC).date().isoformat()
    if any(f"-{today}T" in copy.name for copy in daily(target, folder)):
        return False
    try:
        return asked_at(target, folder).read_text(encoding="ascii") != today
    except (OSError, UnicodeDecodeError):
        return True


def settle_day(target: Target, folder: Path, now: datetime) -> None:
    """Note that this day needs no copy (any more), so that the next start does not ask; raises Unusable."""
    try:
        asked_at(target, make_folder(folder)).write_text(now.astimezone(UTC).date().isoformat(), encoding="ascii")
    except OSError as error:
        raise Unusable(f"The backup folder {folder} cannot be written ({error.strerror}). Choose one you can write to.") from error


def asked_at(target: Target, folder: Path) -> Path:
    """Return the small file that holds the last day somebody asked on."""
    return folder / f".{family(target)}.asked"


def make_folder(folder: Path) -> Path:
    """Return the folder, made if needed so that only its owner can look into it; raises Unusable."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"The backup folder {folder} cannot be made ({error.strerror}). Choose one you can write to.") from error
    return folder


def state_of_copy(copy: Path) -> tuple[str, Mapping[str, int]] | None:
    """Return the schema and the highest ids a copy holds, None if it cannot be read: the database's own when nothing was written since."""
    from sprintsales.storage.document import opened

    try:
        if copy.name.endswith(PACKED):
            with opened(copy) as export:
                return export.version, export.ids
        uri = f"{copy.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return str(version), dict(connection.execute("SELECT name, seq FROM sqlite_sequence WHERE seq > 0").fetchall())
    except (sqlite3.Error, OSError, TypeError, Refused, Unusable, json.JSONDecodeError):
        return None
