"""Finding one deal by what people type: our number, the CRM's id, or its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from sprintsales.domain.errors import Ambiguous, NotFound
from sprintsales.domain.fuzzy import best
from sprintsales.domain.text import clean_line
from sprintsales.storage.journal import undone_entries
from sprintsales.storage.persons import texts
from sprintsales.storage.schema import deal, import_seen, member, stage

_NUMBER = re.compile(r"#?([0-9]{1,18})")


def find_deal(connection: Connection, team_id: int, text: str) -> int:
    """Return the id of the deal meant: `#12` is our number; else the CRM's id, then our number, then the name.

    Raises NotFound, or Ambiguous with the candidates.
    """
    words = clean_line(text)  # as everything is that it can be: a server takes no other signs, not even in a question
    number = _NUMBER.fullmatch(words)
    if number is None or not words.startswith("#"):
        foreign = _by_external_id(connection, team_id, words)
        if len(foreign) == 1:
            return foreign[0]
        if foreign:
            listed = ", ".join(f"#{id_} {name}" for id_, name in named(connection, team_id, foreign))
            raise Ambiguous(f"“{words}” is the id of several deals: {listed}. Write the number with #, such as #{foreign[0]}.", foreign)
    if number is not None:
        id_ = int(number[1])
        if connection.execute(select(deal.c.id).where(deal.c.team_id == team_id, deal.c.id == id_)).first():
            return id_
        if words.startswith("#"):
            raise NotFound(f"There is no deal {words}. Find it with: sprintsales deals list WORDS")
    try:
        return best(words, named(connection, team_id))[0]
    except NotFound:
        if number is None:
            raise
        raise NotFound(
            f"There is no deal {words}, by the CRM’s id, by our number or by its name. Find it with: sprintsales deals list WORDS"
        ) from None


def _by_external_id(connection: Connection, team_id: int, text: str) -> list[int]:
    s, d = import_seen.c, deal.c
    query = (
        select(s.row_id, s.entry_id)
        .join(deal, (d.id == s.row_id) & (d.team_id == team_id))
        .where(s.team_id == team_id, s.kind == "deal", s.external_id == text)
        .order_by(s.id.desc())
    )
    void = undone_entries(connection, team_id)
    return list(dict.fromkeys(row_id for row_id, entry in connection.execute(query) if entry not in void))


def named(connection: Connection, team_id: int, ids: list[int] | None = None) -> list[tuple[int, str]]:
    """Return number and name of the team's deals (or of some of them), open ones and the newest first."""
    query = select(deal.c.id, deal.c.name).where(deal.c.team_id == team_id).order_by(deal.c.outcome != "open", deal.c.id.desc())
    rows = connection.execute(query if ids is None else query.where(deal.c.id.in_(ids)))
    return [(row.id, row.name) for row in rows]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A deal among several that some words fit: what tells it from the others."""

    id: int
    name: str
    external_id: str | None
    stage: str
    owner: str | None
    value: int | None
    currency: str
    is_open: bool


def candidates(connection: Connection, team_id: int, ids: Sequence[int]) -> list[Candidate]:
    """Return what tells some deals apart, the open ones and the newest first."""
    d, s = deal.c, import_seen.c
    query = (
        select(d.id, d.name, d.value, d.currency, d.outcome, stage.c.name.label("stage"), member.c.name_id)
        .join(stage, stage.c.id == d.stage_id)
        .outerjoin(member, member.c.id == d.owner_id)
        .where(d.team_id == team_id, d.id.in_(ids))
        .order_by(d.outcome != "open", d.id.desc())
    )
    rows = connection.execute(query).all()
    people = texts(connection, [row.name_id for row in rows if row.name_id is not None])
    void = undone_entries(connection, team_id)
    seen = select(s.row_id, s.external_id, s.entry_id).where(s.team_id == team_id, s.kind == "deal", s.row_id.in_(ids)).order_by(s.id)
    foreign = {row_id: key.removeprefix("\\") for row_id, key, entry in connection.execute(seen) if entry not in void and key[0] != "~"}
    return [
        Candidate(row.id, row.name, foreign.get(row.id), row.stage, people.get(row.name_id), row.value, row.currency, row.outcome == "open")
        for row in rows
    ]
