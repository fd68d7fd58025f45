"""What an import finds here: stages, types of work, people, and the mappings kept under a name."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from sprintsales.domain.errors import Refused
from sprintsales.domain.stage_order import alike, placed
from sprintsales.domain.text import clean_line
from sprintsales.formats.words import activity_type_of
from sprintsales.services import roles
from sprintsales.services.desk import Desk
from sprintsales.services.importing.book import Book, folded
from sprintsales.services.importing.stages import Pipelines, starters
from sprintsales.storage.queries import people
from sprintsales.storage.schema import activity_type, deal, import_mapping

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """How a file of a kind was read, under a name: fields and their columns, and everything else that was said."""

    name: str
    kind: str
    body: Mapping[str, Any]

    @property
    def fields(self) -> dict[str, str]:
        """Fields and the columns they were read from."""
        return dict(self.body.get("fields") or {})

    def fits(self, kind: str, header: Collection[str]) -> bool:
        """Return whether a file of this kind has all the columns."""
        return kind == self.kind and bool(self.fields) and set(self.fields.values()) <= set(header)


@dataclass(frozen=True, slots=True)
class Around:
    """The team as an import meets it."""

    team: str
    currency: str
    me: str
    stages: tuple[tuple[str, str], ...]
    types: tuple[tuple[str, str], ...]
    members: frozenset[str]
    saved: tuple[SavedMapping, ...]
    alone: bool
    starters: frozenset[str] = frozenset()
    """Stages that are only the proposal every team begins with: the first file's own ones replace them."""

    def stage_of(self, word: str, given: Mapping[str, str]) -> str | None:
        """Return `won`, `lost` or the name of our stage a word means, by what was GIVEN or by itself; None for an unknown one."""
        from sprintsales.formats.words import status_of

        ours = given.get(word, word)
        for name, _ in self.stages:
            if folded(name) == folded(ours):
                return name
        status = folded(ours) if word in given else status_of(ours)
        return status if status in ("won", "lost") else None

    def like(self, word: str) -> str | None:
        """Return the one of our stages that an unknown word probably means, None for none; what a file will replace is none of ours."""
        return alike(word, [name for name, kind in self.stages if kind == "open" and name not in self.starters])

    def open_stages(self, words: Iterable[str], given: Mapping[str, str], said: Sequence[str]) -> list[str]:
        """Return how the open stages will stand once a file with these words is in, as `Pipelines.settle` puts them."""
        meant = {word: self.stage_of(word, given) for word in words}
        new = list(dict.fromkeys(given.get(word, word) for word, ours in meant.items() if ours is None))
        kept = {*meant.values(), *said}
        ours = [name for name, kind in self.stages if kind == "open"]
        gone = {name for name in self.starters if name not in kept} if new else set()
        return placed([name for name in ours if name not in gone], new, said, self.starters)

    def type_of(self, word: str, given: Mapping[str, str]) -> str | None:
        """Return the code of the type of work a word means, `skip` or `not-rep-work`; None for an unknown one."""
        ours = given.get(word, word)
        if ours in ("skip", "not-rep-work"):
            return ours
        by_word = {folded(name): code for code, name in self.types} | {code: code for code, _ in self.types}
        return by_word.get(folded(ours)) or by_word.get(activity_type_of(ours) or "")

    def is_known(self, name: str) -> bool:
        """Return whether somebody of this name or address is here."""
        return folded(name) in self.members


def look_around(desk: Desk, pipeline: str | None = None) -> Around:
    """Return what an import meets; raises OnlyManagers and its like for whoever may not import, NotFound for an unknown pipeline."""
    with desk.database.read() as connection:
        roles.refuse(connection, desk, "import")
        book = Pipelines(connection, desk.team.id, pipeline, {}, may_add=True).default
        query = select(activity_type.c.code, activity_type.c.name).where(activity_type.c.team_id == desk.team.id)
        members = people.members(connection, desk.team.id, desk.today)
        known = Book(connection, desk.team.id).members.known
        mine = next((one.name for one in members if one.id == desk.me.id), desk.me.name)
        return Around(
            team=desk.team.name, currency=desk.team.currency, me=mine,
            stages=tuple((one.name, one.kind) for one in book.stages),
            types=tuple((str(code), str(name)) for code, name in connection.execute(query)),
            members=frozenset(known), saved=saved_mappings(connection, desk.team.company_id),
            alone=is_alone(connection, desk, len(members)),
            starters=frozenset(one.name for one in starters(connection, desk.team.id, book)),
        )  # fmt: skip


def saved_mappings(connection: Connection, company_id: int) -> tuple[SavedMapping, ...]:
    """Return the mappings kept under a name, the newest first."""
    c = import_mapping.c
    query = select(c.name, c.kind, c.body).where(c.company_id == company_id).order_by(c.id.desc())
    return tuple(SavedMapping(str(name), str(kind), json.loads(body)) for name, kind, body in connection.execute(query))


def is_alone(connection: Connection, desk: Desk, members: int) -> bool:
    """Return whether nobody but me is here, and no deal is mine yet: then a file may be the first to say what I am called."""
    if members != 1:
        return False
    return connection.execute(select(deal.c.id).where(deal.c.owner_id == desk.me.id).limit(1)).first() is None


def owns_nothing(desk: Desk) -> bool:
    """Return whether no open deal is mine while the team has some: then there is more to see on the team's view than on mine."""
    c = deal.c
    with desk.database.read() as connection:
        query = select(c.owner_id == desk.me.id).where(c.team_id == desk.team.id, c.outcome == "open").distinct()
        return True not in (found := {bool(mine) for mine in connection.execute(query).scalars()}) and bool(found)


class NameIsTaken(Refused):
    """Somebody else here is called so."""


class CalledOtherwise(Refused):
    """My name was changed by another window since I sat down."""


def call_me(desk: Desk, name: str, *, token: str | None = None) -> int:
    """Give me the name a file knows me by, so that what it says of that person is said of me, and return who I am.

    Raises NameIsTaken, CalledOtherwise, OnlyManagers.
    """
    wanted = clean_line(name)

    def look(connection: Connection) -> int:
        roles.refuse(connection, desk, "import")
        known = Book(connection, desk.team.id).members.known
        if known.get(folded(wanted)) not in (None, desk.me.id):
            raise NameIsTaken(f"{wanted} is here already, with work of their own. Look at their week with w.")
        if known.get(folded(desk.me.name)) != desk.me.id:
            raise CalledOtherwise(f"You are not called {desk.me.name} here any more: another window changed it. Start again to go on.")
        return desk.me.id

    def work(session: Session, who: int) -> int:
        from sprintsales.storage.persons import remember
        from sprintsales.storage.rows import put
        from sprintsales.storage.tables import Member

        put(session, Member, who, name_id=remember(session.connection(), desk.team.id, "name", wanted))
        return who

    return desk.decide("seat", look, lambda _who: "changed my name to the one in the CRM", work, token=token).value
