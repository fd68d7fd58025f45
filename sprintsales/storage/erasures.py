"""Erasing texts of persons, and the list of what was erased: it lets a restore of an older copy erase the same again."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection, select, update

from sprintsales.domain.errors import Refused, Unusable
from sprintsales.storage.copies import PACKED, make_folder
from sprintsales.storage.document import rows_of_copy
from sprintsales.storage.queries.persons import kinds_of, parts
from sprintsales.storage.schema import journal_entry, person_text

REGISTER = "erased.jsonl"
"""One JSON object a line, beside the automatic copies of the database."""


@dataclass(frozen=True, slots=True, order=True)
class Erasure:
    """One erased text: in which lineage of databases, its id and digest, and the number of the person. Never the text."""

    lineage: str
    text: int
    digest: str
    person: int


def erase(connection: Connection, team_id: int, ids: Iterable[int], person: int) -> dict[str, int]:
    """Delete texts under the act at hand, leaving salt and digest, and return how many of each kind went."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")  # freed bytes are overwritten, not only given back
    kinds = kinds_of(connection, team_id, ids)
    t = person_text.c
    for part in parts(kinds):
        connection.execute(update(person_text).where(t.id.in_(part), t.body.is_not(None)).values(body=None, erased_as=person))
    counts: dict[str, int] = {}
    for kind in kinds.values():
        counts[kind] = counts.get(kind, 0) + 1
    return counts


def lineage(connection: Connection) -> str:
    """Return what a database, its backups, its exports and what is restored from them have in common: the act that founded it."""
    token = connection.execute(select(journal_entry.c.token).order_by(journal_entry.c.id).limit(1)).scalar()
    return hashlib.sha256(str(token).encode()).hexdigest()[:32]


def erasures(connection: Connection) -> list[Erasure]:
    """Return everything that was erased in a database."""
    t, family = person_text.c, lineage(connection)
    query = select(t.id, t.digest, t.erased_as).where(t.body.is_(None), t.erased_as.is_not(None)).order_by(t.id)
    return [Erasure(family, int(row.id), row.digest, int(row.erased_as)) for row in connection.execute(query)]


def standing_again(connection: Connection, listed: Iterable[Erasure]) -> dict[int, list[int]]:
    """Return the texts of a list that stand in this database (again), by the number of their person."""
    family, t = lineage(connection), person_text.c
    mine = {(one.text, one.digest): one.person for one in listed if one.lineage == family}
    again: dict[int, list[int]] = {}
    for part in parts(text for text, _ in mine):
        query = select(t.id, t.digest).where(t.id.in_(part), t.body.is_not(None))
        for id_, digest in connection.execute(query):
            if (id_, digest) in mine:
                again.setdefault(mine[id_, digest], []).append(int(id_))
    return dict(sorted(again.items()))


def read_register(folder: Path) -> list[Erasure]:
    """Return the list of erasures in a folder of backups, empty where there is none; raises Unusable when it cannot be read."""
    file = folder / REGISTER
    try:
        lines = file.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{file}, the list of erased persons, cannot be read ({error}). Put back a whole copy of it.") from error
    return [read_line(file, place, line) for place, line in enumerate(lines, 1) if line]


def read_line(file: Path, place: int, line: str) -> Erasure:
    """Return one line of the list; raises Unusable for a damaged one: what it would erase must not come back unseen."""
    try:
        one = json.loads(line)
        return Erasure(str(one["lineage"]), int(one["text"]), str(one["digest"]), int(one["person"]))
    except (ValueError, KeyError, TypeError) as error:
        said = f"Line {place} of {file}, the list of erased persons, is damaged"
        raise Unusable(f"{said}: restoring without it could bring an erased text back. Put back a whole copy of the file.") from error


def keep_register(connection: Connection, folder: Path) -> Path:
    """Add to the list in a folder what is erased in this database and not in it yet, and return the file; raises Unusable.

    Lines are only ever added, in one go, so that two who erase at once both stay in it.
    """
    file = folder / REGISTER
    fresh = sorted(set(erasures(connection)) - set(read_register(folder)))
    if not fresh:
        return file
    make_folder(folder)
    lines = "".join(f"\n{json.dumps(asdict(one))}" for one in fresh)  # the break first: a line cut off by a crash spoils no other
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "wb", buffering=0) as stream:
            stream.write(f"{lines}\n".encode("ascii"))
            os.fsync(stream.fileno())
    except OSError as error:
        raise Unusable(f"{file} cannot be written ({error.strerror}).") from error
    return file


def copies_holding(folder: Path, erased: Sequence[Erasure]) -> list[Path]:
    """Return the copies in a folder that still hold one of these texts; files that are none of ours are passed over."""
    if not folder.is_dir():
        return []
    copies = sorted(file for file in folder.iterdir() if file.suffix == ".db" or file.name.endswith(PACKED))
    return [file for file in copies if (holds if file.suffix == ".db" else holds_packed)(file, erased)]


def holds_packed(file: Path, erased: Sequence[Erasure]) -> bool:
    """Return whether the copy of a server's database holds one of these texts."""
    wanted = {(one.text, one.digest) for one in erased}
    try:
        texts = rows_of_copy(file, person_text.name)
        return any((row["id"], row["digest"]) in wanted and row["body"] is not None for row in texts)
    except (Refused, Unusable):
        return False


def holds(file: Path, erased: Sequence[Erasure]) -> bool:
    """Return whether a database file holds one of these texts, reading it and leaving nothing beside it."""
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    query = "SELECT 1 FROM person_text WHERE id = ? AND digest = ? AND body IS NOT NULL"
    try:
        return any(connection.execute(query, (one.text, one.digest)).fetchone() for one in erased)
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()
