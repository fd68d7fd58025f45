"""Putting off: work to the next working day or away until a day, a deal that shall not ask before one; and what of many can go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from sprintsales.domain.errors import NotFound, Refused
from sprintsales.domain.text import clean_block
from sprintsales.domain.workdays import WorkCalendar
from sprintsales.services import carrying, roles
from sprintsales.services.desk import Desk
from sprintsales.services.items import change_open, refuse_others, refuse_over, rows_of, short_day
from sprintsales.services.moving import place
from sprintsales.services.planning import refuse_past
from sprintsales.services.resting import rest
from sprintsales.services.sprints import ensure
from sprintsales.storage.queries import subjects
from sprintsales.storage.queries.activities import ActivityRow
from sprintsales.storage.queries.calendars import calendars

if TYPE_CHECKING:
    from sqlmodel import Session

Shown = Mapping[int, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Sifted:
    """Of many items those that can be changed, and of each of the others why it stays as it is, as a sentence."""

    ids: tuple[int, ...]
    refused: tuple[tuple[int, str], ...]


def sift(connection: Connection, desk: Desk, ids: Iterable[int], *, carries: bool = False) -> Sifted:
    """Return which of many items can be moved, postponed or dropped by me; what is done, dropped, or somebody else's stays.

    With CARRIES they shall go into the next sprint: what was carried before is decided about one by one.
    """
    free: list[int] = []
    refused: list[tuple[int, str]] = []
    for id_ in dict.fromkeys(ids):
        try:
            [row] = rows_of(connection, desk, [id_])
            refuse_others(connection, desk, [row])
            refuse_over(connection, desk, row)
            if carries:
                carrying.refuse_second_carry(carrying.leavings(connection, desk, [row], later=True), None)
        except (Refused, NotFound) as refusal:
            refused.append((id_, str(refusal)))
        else:
            free.append(row.id)
    return Sifted(tuple(free), tuple(refused))


def postpone(
    desk: Desk, ids: Iterable[int], *, reason: str | None = None, shown: Shown | None = None, token: str | None = None
) -> dict[int, date]:
    """Put each item off to its owner's next working day, after its own day or after today, and return the days, by item.

    Raises what `moving.move` raises, NoWorkingDay for somebody who never works again.
    """
    wanted = list(ids)
    reason = clean_block(reason or "") or None

    def work(session: Session, rows: list[ActivityRow]) -> list[tuple[int, str]]:
        connection = session.connection()
        times = calendars(connection, desk.team.id)
        days = {row.id: times.of(row.owner_id).next_working_day(max(row.planned_on or desk.today, desk.today)) for row in rows}
        return [(id_, day.isoformat()) for id_, day in spread(session, desk, rows, days, reason, shown)]

    return {
        id_: date.fromisoformat(day) for id_, day in change_open(desk, "move", wanted, "put off {items}", work, reason=reason, token=token)
    }


def next_sprint(
    desk: Desk, ids: Iterable[int], *, reason: str | None = None, shown: Shown | None = None, token: str | None = None
) -> dict[int, date]:
    """Take each item into the sprint after its own, to the same weekday or the owner's next working day there; return the days, by item.

    What was carried before needs a decision: CarriedTwice. Raises what `moving.move` raises.
    """
    wanted = list(ids)
    reason = clean_block(reason or "") or None

    def work(session: Session, rows: list[ActivityRow]) -> list[tuple[int, str]]:
        connection = session.connection()
        times = calendars(connection, desk.team.id)
        carrying.refuse_second_carry(carrying.leavings(connection, desk, rows, later=True), None)
        days = {row.id: a_sprint_later(desk, times.of(row.owner_id), row.planned_on) for row in rows}
        return [(id_, day.isoformat()) for id_, day in spread(session, desk, rows, days, reason, shown)]

    told = change_open(desk, "move", wanted, "took {items} into the next sprint", work, reason=reason, token=token)
    return {id_: date.fromisoformat(day) for id_, day in told}


def a_sprint_later(desk: Desk, calendar: WorkCalendar, day: date | None) -> date:
    """Return where a day goes in the sprint after its own: the same weekday, else the next one worked there; without one the first."""
    own = desk.sprint_of(max(day or desk.today, desk.today))
    after = desk.sprint_of(own.end)
    wanted = after.start + (day - own.start) if day is not None and day in own else after.start
    worked = calendar.days(after)
    return next((one for one in worked if one >= wanted), worked[0] if worked else after.start)


def spread(
    session: Session, desk: Desk, rows: Sequence[ActivityRow], days: Mapping[int, date], reason: str | None, shown: Shown | None
) -> list[tuple[int, date]]:
    """Put each item on its day, into that day's sprint, with the fates that brings; return those that stood elsewhere."""
    starts = {day: desk.sprint_of(day).start for day in days.values()}
    sprints = {start: ensure(session, desk, start) for start in sorted(set(starts.values()))}
    goals = {row.id: sprints[starts[days[row.id]]] for row in rows}
    away = [row for row in rows if row.sprint_id != goals[row.id]]
    leaving = {one.row.id: one for one in carrying.leavings(session.connection(), desk, away, later=True)}
    carrying.refuse_without_reason(list(leaving.values()), reason, how=f"sprintsales move {rows[0].id} DAY --reason WHY")
    return [
        (row.id, days[row.id])
        for row in rows
        if place(session, desk, row, goals[row.id], days[row.id], leaving.get(row.id), (shown or {}).get(row.id))
    ]


def snooze(
    desk: Desk, ids: Iterable[int], until: date, *, reason: str | None = None, shown: Shown | None = None, token: str | None = None
) -> list[int]:
    """Put items away until a day and return their ids: out of the sprint, and back in the plan of the sprint that day is in.

    A day of the sprint an item stands in only moves it there. Raises what `moving.unplan` raises, PlannedInThePast.
    """
    wanted = list(ids)
    refuse_past(desk, until)
    reason = clean_block(reason or "") or None

    def work(session: Session, rows: list[ActivityRow]) -> list[int]:
        stays = ensure(session, desk, desk.sprint_of(until).start)
        away = [row for row in rows if row.sprint_id != stays]
        leaving = carrying.leavings(session.connection(), desk, away, later=False)
        carrying.refuse_without_reason(leaving, reason, how=f"sprintsales snooze {wanted[0]} DAY --reason WHY")
        known = {one.row.id: one for one in leaving}
        return [
            row.id
            for row in rows
            if place(
                session, desk, row, row.sprint_id if row.sprint_id == stays else None, until, known.get(row.id), (shown or {}).get(row.id)
            )
        ]

    return change_open(desk, "unplan", wanted, f"put {{items}} away until {short_day(until)}", work, reason=reason, token=token)


def snooze_deal(
    desk: Desk, deal_id: int, until: date | None, *, shown: Mapping[str, object] | None = None, token: str | None = None
) -> bool:
    """Let a deal ask for nothing before a day, or from now on again (None), and return whether that is new.

    Its work, dates and figures stay as they are. SHOWN holds the day the user saw, as `until_on`. Raises NotFound, NotYours,
    PlannedInThePast, ChangedMeanwhile.
    """
    refuse_past(desk, until)

    def look(connection: Connection) -> str:
        found = subjects.deal_with_id(connection, desk.team.id, deal_id)
        if found is None:
            raise NotFound(f"There is no deal #{deal_id} here. See the numbers with: sprintsales deals list")
        roles.refuse_others(connection, desk, "deal", found.name, found.owner_id)
        return found.name

    def work(session: Session, _name: str) -> bool:
        return rest(session, desk, deal_id, until, shown=shown)

    when = f"until {short_day(until)}" if until is not None else "no longer"
    return bool(desk.decide("snooze", look, lambda name: f"put {name} away {when}", work, token=token).value)


__all__ = ["Sifted", "next_sprint", "postpone", "sift", "snooze", "snooze_deal"]
