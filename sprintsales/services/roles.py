"""Roles: which right needs which seat, in one table, and the one place where a seat that is not enough is refused by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from sprintsales.domain.dates import day_name
from sprintsales.domain.errors import Refused
from sprintsales.storage.queries import people
from sprintsales.storage.queries import seats as noted
from sprintsales.storage.schema import deal_person, membership

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk

REP, MANAGER, VIEWER = "rep", "manager", "viewer"
NAMED = 3
"""Managers named in a sentence; a team with more knows them anyway."""


class NotAllowed(Refused):
    """The seat held at this moment does not allow this; nothing was changed."""


class ReadsOnly(NotAllowed):
    """A viewer wants to change something."""


class NoSeat(NotAllowed):
    """Somebody without a seat today wants to change something: a name from an import, or a seat that has ended."""


class OnlyManagers(NotAllowed):
    """A rep wants to do what is a manager's."""


class NotYours(NotAllowed):
    """Somebody else's plan, item or deal, and no manager's seat."""


class NotYourAct(NotAllowed):
    """Somebody else's act, and no manager's seat."""


class NoManagerLeft(NotAllowed):
    """After this nobody could lead the team any more."""


@dataclass(frozen=True, slots=True)
class Right:
    """One right: what it is, the verbs of the journal that need it, and the roles that have it over own and over others' things.

    SENTENCE tells who has it not: {what} is the thing, {whose} says of whom, {managers} who can do it instead; {ask} begins the way out.
    """

    title: str
    verbs: frozenset[str]
    own: frozenset[str]
    others: frozenset[str]
    sentence: str
    refusal: type[NotAllowed]


SELLERS, LEADERS, NOBODY = frozenset({REP, MANAGER}), frozenset({MANAGER}), frozenset[str]()

RIGHTS: Mapping[str, Right] = {
    "plan": Right(
        "plan and log work", frozenset({"plan", "log"}), SELLERS, LEADERS,
        "You plan your own week, and this is {whose}. {ask} to plan it.", NotYours,
    ),
    "item": Right(
        "do, move, drop, change and block planned work", frozenset({"done", "move", "unplan", "drop", "change", "block", "unblock"}),
        SELLERS, LEADERS, "{what} is {whose}. {ask} to change it.", NotYours,
    ),
    "week": Right(
        "keep an own ideal week", frozenset({"week"}), SELLERS, NOBODY,
        "{what} is of {whose} ideal week: everybody keeps the own one.", NotYours,
    ),
    "recurring": Right(
        "keep own recurring work", frozenset({"recurring"}), SELLERS, NOBODY,
        "{what} is {whose}: everybody keeps the own one.", NotYours,
    ),
    "cadence": Right(
        "make, change and put away cadences", frozenset({"cadence"}), LEADERS, LEADERS,
        "Cadences are made by a manager, for everybody. Ask {managers}; any rep starts them.", OnlyManagers,
    ),
    "enrol": Right(
        "start and stop a cadence for a deal or lead", frozenset({"enrol"}), SELLERS, NOBODY,
        "{what} is {whose}: who works on it starts and stops its cadences.", NotYours,
    ),
    "commit": Right(
        "commit to a sprint, and withdraw", frozenset({"commit", "withdraw"}), SELLERS, NOBODY,
        "This promise is {whose} to give and to withdraw: nobody commits for somebody else; a manager may propose.", NotYours,
    ),
    "suggestion": Right(
        "accept suggestions, and accept or decline proposals", frozenset({"accept", "decline"}), SELLERS, NOBODY,
        "This is {whose} to accept or decline: nobody says yes for somebody else; a manager may propose.", NotYours,
    ),
    "proposal": Right(
        "propose work to somebody, and take a proposal back", frozenset({"propose", "retract"}), LEADERS, LEADERS,
        "Work is proposed by a manager. Ask {managers}; your own week you plan yourself.", OnlyManagers,
    ),
    "deal": Right(
        "change deals, and put them away until a day", frozenset({"deal", "snooze"}), SELLERS, LEADERS,
        "{what} is {whose} deal. {ask} to change it.", NotYours,
    ),
    "deal owner": Right(
        "hand deals over", NOBODY, SELLERS, LEADERS,
        "{what} is {whose} deal, and its owner hands it over. {ask} to do it.", NotYours,
    ),
    "new deal": Right(
        "add deals", NOBODY, SELLERS, LEADERS,
        "A rep adds own deals. Add {what} without an owner (then it is yours) and hand it over, or ask {managers} to add it.", NotYours,
    ),
    "lead": Right(
        "change leads", frozenset({"lead"}), SELLERS, LEADERS,
        "{what} is {whose} lead. {ask} to change it.", NotYours,
    ),
    "assign": Right(
        "assign the leads of the queue", frozenset({"assign"}), LEADERS, LEADERS,
        "Leads are assigned by a manager. Take one yourself (leads set NUMBER owner=me), or ask {managers}.",
        OnlyManagers,
    ),
    "undo": Right(
        "undo and redo", frozenset({"undo", "redo"}), SELLERS, LEADERS,
        "{what} is {whose} act, and only a manager takes back what somebody else did. {ask} to do it.", NotYourAct,
    ),
    "goal": Right(
        "set goals and quotas", frozenset({"goal"}), LEADERS, LEADERS,
        "Goals are set by a manager. Ask {managers}.", OnlyManagers,
    ),
    "sprint": Right(
        "set a sprint's goal, cancel a sprint", frozenset({"sprint", "cancel"}), LEADERS, LEADERS,
        "A sprint's goal is set, and a sprint cancelled, by a manager. Ask {managers}.", OnlyManagers,
    ),
    "close": Right(
        "close a sprint", frozenset({"close", "reopen"}), LEADERS, LEADERS,
        "A sprint is closed by a manager. Ask {managers}; until then work can still be marked done on its days.", OnlyManagers,
    ),
    "import": Right(
        "import files", frozenset({"import"}), LEADERS, LEADERS,
        "Files are imported by a manager, because they change everybody’s deals. Give the file to {managers}.", OnlyManagers,
    ),
    "erase": Right(
        "erase a person", frozenset({"forget"}), LEADERS, LEADERS,
        "A person is erased by a manager, for good. Ask {managers}.", OnlyManagers,
    ),
    "absence": Right(
        "note absences and take them away", frozenset({"absence"}), SELLERS, LEADERS,
        "{what} is {whose}: everybody notes the own ones. {ask} to do it.", NotYours,
    ),
    "address": Right(
        "change an e-mail address", frozenset({"person"}), SELLERS, LEADERS,
        "{what} is {whose}: everybody keeps the own one right. {ask} to change it.", NotYours,
    ),
    "team": Right(
        "change the team: its settings, people, seats, working weeks, stages and holidays; hand all work of a person over",
        frozenset({"team", "seat", "pattern", "stage", "holiday", "hand"}), LEADERS, LEADERS,
        "The team’s settings are changed by a manager. Ask {managers}.", OnlyManagers,
    ),
}  # fmt: skip
"""Every right; everybody of the team, viewers too, reads everything. A verb in no row needs a seat that may change something."""

OF_VERB: Mapping[str, Right] = {verb: right for right in RIGHTS.values() for verb in right.verbs}


def role_now(connection: Connection, desk: Desk) -> str | None:
    """Return my role at this moment, None without a seat: inside a write it is the one that counts."""
    return role_on(connection, desk, desk.me.id)


def role_on(connection: Connection, desk: Desk, member_id: int) -> str | None:
    """Return somebody's role today, None without a seat."""
    seat = people.seats_on(connection, desk.team.id, desk.today, member_id).get(member_id)
    return None if seat is None else seat[0]


def refuse(connection: Connection, desk: Desk, verb: str) -> None:
    """Raise NoSeat, ReadsOnly or OnlyManagers unless my seat of this moment allows a verb at all."""
    role = role_now(connection, desk)
    if role is None:
        raise NoSeat(without_seat(connection, desk))
    if role == VIEWER:
        raise ReadsOnly(f"You have a viewer’s seat: you can look at everything and change nothing. Ask {managers(connection, desk)}.")
    right = OF_VERB.get(verb)
    if right is not None and role not in right.own | right.others:
        raise right.refusal(right.sentence.format(managers=managers(connection, desk)))


def refuse_others(connection: Connection, desk: Desk, right: str, what: str, owner_id: int | None, *also: int) -> None:
    """Raise the right's refusal for a thing that is neither mine nor one of those it is ALSO of, unless my role may."""
    if desk.me.id in (owner_id, *also):
        return
    asked = RIGHTS[right]
    if role_now(connection, desk) not in asked.others:
        owner, others = name_of(connection, desk, owner_id), managers(connection, desk)
        whose, ask = (f"{owner}’s", f"Ask {owner} or {others}") if owner else ("nobody’s", f"Ask {others}")
        raise asked.refusal(asked.sentence.format(what=what, whose=whose, ask=ask, managers=others))


def refuse_others_deal(connection: Connection, desk: Desk, deal_id: int, name: str, owner_id: int | None, *, hands_over: bool) -> None:
    """Raise NotYours for a deal that is somebody else's: mine are those I own, those nobody owns, and those I have a function on.

    Who has a function on a deal changes it, but does not hand it over.
    """
    if owner_id is None:
        return
    d = deal_person.c
    beside = connection.execute(select(d.member_id).where(d.deal_id == deal_id, d.member_id == desk.me.id)).scalars().all()
    refuse_others(connection, desk, "deal", name, owner_id, *beside)
    if hands_over:
        refuse_others(connection, desk, "deal owner", name, owner_id)


def refuse_without_manager(connection: Connection, desk: Desk) -> None:
    """Raise NoManagerLeft when nobody of the team has a manager's seat today."""
    if not any(seat[0] == MANAGER for seat in people.seats_on(connection, desk.team.id, desk.today).values()):
        raise NoManagerLeft("Nobody would have a manager’s seat after this, and nobody could give one. Let one manager keep the seat.")


def refuse_unled(connection: Connection, desk: Desk) -> None:
    """Raise NoManagerLeft when on some day, from today on, nobody of the team would have a manager's seat any more."""
    leading = [one for one in noted.seats(connection, desk.team.id) if one.role == MANAGER]
    ends = {one.until_on for one in leading if one.until_on is not None and one.until_on > desk.today}
    for day in sorted({desk.today, *ends}):
        if not any(one.holds(day) for one in leading):
            when = "after this" if day == desk.today else f"from {day_name(day)}"
            raise NoManagerLeft(
                f"Nobody would have a manager’s seat {when}, and nobody could give one. Make somebody else a manager first."
            )


def name_of(connection: Connection, desk: Desk, member_id: int | None) -> str | None:
    """Return what somebody is called, None for nobody."""
    return next((one.name for one in people.members(connection, desk.team.id, desk.today) if one.id == member_id), None)


def managers(connection: Connection, desk: Desk) -> str:
    """Return whom to ask: a manager, with the names of those there are, my own one first."""
    boss = desk.me.manager_id
    there = [one for one in people.members(connection, desk.team.id, desk.today) if one.role == MANAGER and one.id != desk.me.id]
    names = [one.name for one in sorted(there, key=lambda one: (one.id != boss, one.name.casefold()))][:NAMED]
    return f"a manager ({' or '.join(names)})" if names else "a manager"


def without_seat(connection: Connection, desk: Desk) -> str:
    """Return the sentence for somebody without a seat: it has ended, it has not begun, or there never was one."""
    m = membership.c
    query = select(m.from_on, m.until_on).where(m.team_id == desk.team.id, m.member_id == desk.me.id)
    seats = [(row.from_on, row.until_on) for row in connection.execute(query)]
    return (
        f"{seat_words(desk.me.name, desk.team.name, seats, desk.today)}, so nothing can be changed under this name; reading is free. "
        f"Ask {managers(connection, desk)} for a seat."
    )


def seat_words(name: str, team: str, seats: Iterable[tuple[date | None, date | None]], today: date) -> str:
    """Return that somebody has no seat today: when the next one begins, else when the last one ended, else that there is none."""
    every = list(seats)
    begins = min((start for start, _ in every if start is not None and start > today), default=None)
    ended = max((end for _, end in every if end is not None and end <= today), default=None)
    if begins is not None:
        return f"{name}’s seat in {team} begins on {day_name(begins)}"
    if ended is not None:
        return f"{name}’s seat in {team} was held until {day_name(ended - timedelta(days=1))}"
    return f"{name} has no seat in {team}"
