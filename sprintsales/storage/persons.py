"""The text store: names, addresses and free notes of persons, kept apart so that the journal never holds them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from sprintsales.storage.bulk import insert_rows, inserted, reserve_ids
from sprintsales.storage.erased import text_of
from sprintsales.storage.schema import person_text


def sealed(body: str) -> tuple[str, str]:
    """Return a fresh salt and the digest of a text under it: what journal and snapshots may refer to."""
    salt = secrets.token_hex(8)
    return salt, hashlib.sha256((salt + body).encode()).hexdigest()


def is_sealed(body: str, salt: str, digest: str) -> bool:
    """Return whether a text is the one this salt and digest were made of."""
    return hashlib.sha256((salt + body).encode()).hexdigest() == digest


def login_seal(login: str) -> str:
    """Return what a member's row keeps of the login on a server: salt and digest, because a login is often a name."""
    return ":".join(sealed(login))


def has_login(login: str, seal: str) -> bool:
    """Return whether a kept seal is of this login."""
    salt, _, digest = seal.partition(":")
    return is_sealed(login, salt, digest)


def remember(connection: Connection, team_id: int, kind: str, body: str) -> int:
    """Put a text into the store and return its id."""
    salt, digest = sealed(body)
    values = {"team_id": team_id, "kind": kind, "salt": salt, "digest": digest, "body": body}
    return inserted(connection, person_text, values)


def remember_all(connection: Connection, team_id: int, kind: str, bodies: Sequence[str]) -> Sequence[int]:
    """Put many texts into the store and return their ids in the same order."""
    ids = reserve_ids(connection, "person_text", len(bodies))
    rows = [(id_, team_id, kind, *sealed(body), body) for id_, body in zip(ids, bodies, strict=True)]
    insert_rows(connection, "person_text", ("id", "team_id", "kind", "salt", "digest", "body"), rows)
    return ids


def texts(connection: Connection, ids: Iterable[int | None]) -> dict[int, str]:
    """Return the texts with these ids, as they are shown."""
    wanted = sorted({id_ for id_ in ids if id_ is not None})
    found: dict[int, str] = {}
    for start in range(0, len(wanted), 900):
        part = wanted[start : start + 900]
        query = select(person_text.c.id, person_text.c.body, person_text.c.erased_as).where(person_text.c.id.in_(part))
        found.update({row.id: text_of(row.body, row.erased_as) for row in connection.execute(query)})
    return found
