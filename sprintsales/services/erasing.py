"""Erasing a person: what would go, the act itself, and erasing again after a restore."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from sprintsales.domain.errors import Ambiguous, NotFound, Refused, Unusable
from sprintsales.services import roles
from sprintsales.services.desk import Desk, new_token
from sprintsales.settings import Clock
from sprintsales.storage import erasures
from sprintsales.storage.acting import act_in
from sprintsales.storage.database import Act
from sprintsales.storage.persons import texts
from sprintsales.storage.queries import mentions, people
from sprintsales.storage.queries.mentions import Elsewhere, Mention
from sprintsales.storage.queries.persons import IDENTITY, Person, kinds_of, of_kind, one_line, persons, rows_once_named, texts_of, traces
from sprintsales.storage.scrub import scrub

if TYPE_CHECKING:
    from sqlmodel import Session

SHOWN = 5
VERB = "forget"


class NotYourself(Refused):
    """A manager wants to erase the own person."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What erasing a person would do: how many texts of which kind go, and where else the person is named."""

    person: Person
    seat: str | None
    """The role of a seat that is still held."""
    counts: Mapping[str, int]
    mentions: tuple[Mention, ...]
    elsewhere: tuple[Elsewhere, ...]

    @property
    def named(self) -> tuple[int, ...]:
        """The texts of others with the whole name in them."""
        return tuple(one.text_id for one in self.mentions if one.why == mentions.NAMED)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What erasing a person did; no entry where there was nothing left to erase."""

    number: int
    counts: Mapping[str, int]
    entry_id: int | None
    register: Path | None
    """The list by which a restore erases again."""
    copies: tuple[Path, ...]
    """Copies of the database that still hold the texts."""
    scrubbed: bool
    """Whether the bytes are gone from the database itself."""
    notes: tuple[str, ...]


def person_named(connection: Connection, desk: Desk, words: str) -> Person:
    """Return whom a name, an e-mail address or #NUMBER means; raises NotFound, or Ambiguous with the numbers to choose from."""
    said, team = " ".join(words.casefold().split()), desk.team.id
    number = said.removeprefix("#")
    if said.startswith("#") and number.isascii() and number.isdigit() and len(number) <= 15:
        return numbered(connection, team, int(number))
    everyone = persons(connection, team)
    ways: tuple[Callable[[], list[Person]], ...] = (
        lambda: [one for one in everyone if said in (one.name.casefold(), (one.email or "").casefold())],
        lambda: traces(connection, team, said),
        lambda: [one for one in everyone if said and said in one.name.casefold()],
    )
    for way in ways:
        found = way()
        if len(found) == 1:
            return found[0]
        if found:
            more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
            listed = ", ".join(f"#{one.number} {one.name} ({described(one)})" for one in found[:SHOWN])
            raise Ambiguous(f"“{words}” could be {listed}{more}. Write the number, such as '#{found[0].number}'.")
    raise NotFound(
        f"Nobody here is called {words}: no member, no contact and no lead. Write the whole name, the e-mail address or #NUMBER."
    )


def numbered(connection: Connection, team_id: int, number: int) -> Person:
    """Return the person with a number, erased or not; raises NotFound."""
    found = next((one for one in persons(connection, team_id) if one.number == number), None)
    for kind, row_id, text in rows_once_named(connection, {number}) if found is None else ():
        now = next(of_kind(connection, team_id, kind, row_id), None)
        name = one_line(texts(connection, [text])[text])
        found = now or Person(kind, row_id, text, name, None, erased=not kinds_of(connection, team_id, [text]), gone=True)
    if found is None:
        raise NotFound(f"There is no person #{number} here. Write the whole name or the e-mail address instead.")
    return found


def described(person: Person) -> str:
    """Return what somebody is, to tell two of one name apart."""
    return f"{person.kind}{f' at {person.account}' if person.account else ''}{', taken back by an undo' if person.gone else ''}"


def outlook(connection: Connection, desk: Desk, person: Person, *, keep_notes: bool = False) -> Outlook:
    """Return what erasing a person would do; raises what the seat does not allow, and NotYourself."""
    roles.refuse(connection, desk, VERB)
    refuse_oneself(desk, person)
    ids, counts = going(connection, desk, person, keep_notes=keep_notes)
    names = mentions.names_of(connection, ids)
    return Outlook(
        person,
        seat_of(connection, desk, person),
        counts,
        tuple(mentions.mentions(connection, desk.team.id, person, names, ids)),
        tuple(mentions.elsewhere(connection, desk.team.id, names)),
    )


def seat_of(connection: Connection, desk: Desk, person: Person) -> str | None:
    """Return the role of the seat a person holds today, if any."""
    seat = people.seats_on(connection, desk.team.id, desk.today).get(person.row_id) if person.kind == "member" else None
    return seat[0] if seat else None


def refuse_oneself(desk: Desk, person: Person) -> None:
    """Raise NotYourself where the person works at this desk."""
    if person.kind == "member" and person.row_id == desk.me.id:
        raise NotYourself("You cannot erase yourself: the act needs somebody who did it. Ask another manager.")


def going(
    connection: Connection, desk: Desk, person: Person, *, also: Collection[int] = (), keep_notes: bool = False
) -> tuple[list[int], dict[str, int]]:
    """Return the texts that go with a person, and how many of each kind; raises NotFound for a further text that cannot."""
    team = desk.team.id
    own = texts_of(connection, team, person)
    kinds = {id_: kind for id_, kind in own.items() if kind in IDENTITY or not keep_notes}
    loose = mentions.loose_names(connection, team, mentions.names_of(connection, own))
    kinds |= kinds_of(connection, team, loose)
    kinds |= further(connection, team, set(also) - kinds.keys())
    counts: dict[str, int] = {}
    for kind in kinds.values():
        counts[kind] = counts.get(kind, 0) + 1
    return sorted(kinds), counts


def further(connection: Connection, team_id: int, ids: Collection[int]) -> dict[int, str]:
    """Return texts of others that were named one by one, with their kinds; raises NotFound, or Refused for another person's name."""
    kinds = kinds_of(connection, team_id, ids)
    for id_ in sorted(ids):
        if id_ not in kinds:
            raise NotFound(f"There is no text #{id_} to erase. See the numbers with: sprintsales forget NAME --search")
    at = mentions.rows_with(connection, [id_ for id_, kind in kinds.items() if kind in IDENTITY])
    for id_ in at:
        raise Refused(f"Text #{id_} is the {kinds[id_]} of another person. Erase that person by itself: sprintsales forget '#{id_}'")
    return kinds


def forget(
    desk: Desk, person: Person, folder: Path, *, also: Collection[int] = (), keep_notes: bool = False, token: str | None = None
) -> Forgotten:
    """Erase a person for good and return what that did; FOLDER holds the automatic copies and the list of erasures.

    Asked again it erases what came since, and rewrites the database once more. Raises OnlyManagers, NotYourself, NotFound, Refused.
    """
    with desk.database.read() as connection:
        roles.refuse(connection, desk, VERB)
        refuse_oneself(desk, person)
        seat = seat_of(connection, desk, person)
        left = going(connection, desk, person, also=also, keep_notes=keep_notes)[0]

    def look(connection: Connection) -> list[int]:
        return going(connection, desk, person, also=also, keep_notes=keep_notes)[0]

    def work(session: Session, ids: Sequence[int]) -> dict[str, int]:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import put

        if person.kind == "member" and not person.gone:
            put(session, tables.Member, person.row_id, login=None)
        return erasures.erase(session.connection(), desk.team.id, ids, person.number)

    counts, entry_id = {}, None
    if left:
        said = f"erased person {person.number}"
        done = desk.decide(VERB, look, lambda _: said, work, final=True, token=token)
        counts, entry_id = done.value, done.entry_id
    notes = [f"Person {person.number} still has a {seat}’s seat: whoever leads the team should end it."] if seat else []
    return settled(desk, person, folder, counts, entry_id, notes)


def settled(desk: Desk, person: Person, folder: Path, counts: Mapping[str, int], entry_id: int | None, notes: Sequence[str]) -> Forgotten:
    """Do what comes after an erasure: the list, the bytes, the copies; what cannot be done now is said, not raised."""
    said, register = list(notes), None
    with desk.database.read() as connection:
        theirs = [one for one in erasures.erasures(connection) if one.person == person.number]
        try:
            register = erasures.keep_register(connection, folder)
        except Unusable as error:
            said.append(f"{error} Without it a restore of an older copy brings the texts back.")
    scrubbed, sentence = scrub(desk.database)
    if sentence:
        said.append(sentence if scrubbed else f"{sentence} Ask again later: sprintsales forget '#{person.number}'")
    copies = tuple(erasures.copies_holding(folder, theirs))
    return Forgotten(person.number, counts, entry_id, register, copies, scrubbed, tuple(said))


def erase_again(connection: Connection, folders: Sequence[Path], clock: Clock) -> list[int]:
    """Erase in a database that is being restored what the lists in some folders say was erased; return the persons' numbers.

    It is an act of its own, done before anybody else sees the database. Raises Unusable for a list that cannot be read: what it
    would erase must not come back unseen.
    """
    listed = {one for folder in folders for one in erasures.read_register(folder)}
    teams = people.teams(connection) if listed else []
    waiting = erasures.standing_again(connection, listed) if teams else {}
    if not waiting:
        return []
    now = clock.recorded()
    said = f"erased again after a restore: {', '.join(f'person {number}' for number in waiting)}"
    act = Act(VERB, said, now, now, now.date(), team_id=teams[0].id, clock_set=clock.set_to is not None, final=True)
    with act_in(connection, act, new_token()):
        for number, ids in waiting.items():
            erasures.erase(connection, teams[0].id, ids, number)
    return list(waiting)
