"""Working time changed: absences and holidays noted and taken away, and working weeks from a day on, for a person or the team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from sprintsales.domain.dates import day_name
from sprintsales.domain.errors import NotFound, NotReadable, Refused
from sprintsales.domain.periods import DAY, Period
from sprintsales.domain.team_words import KINDS, PART_WORDS
from sprintsales.domain.text import clean_line
from sprintsales.domain.workdays import AFTERNOON, MORNING, PARTS, Pattern
from sprintsales.services import roles
from sprintsales.services.desk import Desk
from sprintsales.storage.queries import people, seats
from sprintsales.storage.queries.seats import WEEK_COLUMNS, AbsenceRow, HolidayRow, PatternRow

if TYPE_CHECKING:
    from sqlmodel import Session

    from sprintsales.storage.rows import Seen

LONGEST = 366
"""Days of one absence: a longer one is a seat that ended."""
NAME_LENGTH = 40
HOLIDAY = "holiday"


class AlreadyAway(Refused):
    """The person is away then already."""


class HolidayKnown(Refused):
    """The day is a holiday of the team already."""


def note_absence(
    desk: Desk, member_id: int, days: Period, kind: str = HOLIDAY, part: str | None = None, *, token: str | None = None
) -> int:
    """Note days somebody is away (PART: for so much of each) and return the absence's id: the own ones, or as a manager anybody's.

    Raises NotYours, AlreadyAway where days of it are noted already, NotFound for a stranger, NotReadable for more than a year
    or a kind or a part that is none.
    """
    if days.days > LONGEST:
        raise NotReadable("An absence of more than a year is a seat that ended: end the seat instead.")
    if kind not in KINDS:
        raise NotReadable(f"An absence is for one of {', '.join(KINDS)}.")
    refuse_no_part(part)

    def look(connection: Connection) -> str:
        name = member_name(connection, desk, member_id)
        roles.refuse_others(connection, desk, "absence", "This absence", member_id)
        refuse_twice(name, days, part, seats.absences(connection, desk.team.id, member_id))
        return name

    def work(session: Session, _name: str) -> int:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import add

        away = tables.Absence(
            team_id=desk.team.id, member_id=member_id, start_on=days.start, end_on=days.end, kind=kind, part=part
        )  # fmt: skip
        return add(session, away)

    said = f"noted an absence from {day_name(days.start)}, {days.days} {'half ' if part else ''}{'day' if days.days == 1 else 'days'}"
    return desk.decide("absence", look, lambda _name: said, work, token=token).value


def refuse_no_part(part: str | None) -> None:
    """Raise NotReadable for what is no part of a day."""
    if part not in (None, *PARTS):
        raise NotReadable(f"A part of a day is one of {', '.join(PARTS)}.")


def refuse_twice(name: str, days: Period, part: str | None, there: Sequence[AbsenceRow]) -> None:
    """Raise AlreadyAway where an absence of the same person shares a day; a morning and an afternoon share none."""
    for one in there:
        if one.start_on < days.end and days.start < one.end_on and {one.part, part} != {MORNING, AFTERNOON}:
            last = day_name(one.end_on - DAY)
            when = f"on {last}" if one.end_on - DAY == one.start_on else f"from {day_name(one.start_on)} to {last}"
            when += f" ({PART_WORDS[one.part]})" if one.part else ""
            raise AlreadyAway(f"{name} is away {when} already. Take that absence away first, or choose other days.")


def remove_absence(desk: Desk, absence_id: int, *, token: str | None = None) -> int:
    """Take an absence away and return its id; raises NotYours, Gone for one that was taken away meanwhile, NotFound."""

    def look(connection: Connection) -> AbsenceRow:
        found = next((one for one in seats.absences(connection, desk.team.id) if one.id == absence_id), None)
        if found is None:
            from sprintsales.services.meanwhile import gone

            raise gone(connection, desk, "absence", absence_id) or NotFound(
                "This absence is not there any more. See those there are: sprintsales team"
            )
        roles.refuse_others(connection, desk, "absence", "This absence", found.member_id)
        return found

    def work(session: Session, found: AbsenceRow) -> int:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import remove

        remove(session, tables.Absence, found.id)
        return found.id

    return desk.decide("absence", look, lambda one: f"took away the absence from {day_name(one.start_on)}", work, token=token).value


def note_holiday(desk: Desk, day: date, name: str = "", part: str | None = None, *, token: str | None = None) -> int:
    """Note a day the whole team does not work (PART: so much of it) and return the holiday's id; raises OnlyManagers, HolidayKnown."""
    called = clean_line(name)[:NAME_LENGTH].strip()
    refuse_no_part(part)

    def look(connection: Connection) -> None:
        there = next((one for one in seats.holidays(connection, desk.team.id) if one.on_day == day), None)
        if there is not None:
            raise HolidayKnown(
                f"{day_name(day)} is a holiday of the team already{f' ({there.name})' if there.name else ''}. Choose another day."
            )

    def work(session: Session, _nothing: None) -> int:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import add

        return add(session, tables.Holiday(team_id=desk.team.id, on_day=day, name=called, part=part))

    return desk.decide("holiday", look, lambda _: f"noted a {'half ' if part else ''}holiday on {day_name(day)}", work, token=token).value


def remove_holiday(desk: Desk, holiday_id: int, *, token: str | None = None) -> int:
    """Take a holiday of the team away and return its id; raises OnlyManagers, Gone, NotFound."""

    def look(connection: Connection) -> HolidayRow:
        found = next((one for one in seats.holidays(connection, desk.team.id) if one.id == holiday_id), None)
        if found is None:
            from sprintsales.services.meanwhile import gone

            raise gone(connection, desk, "holiday", holiday_id) or NotFound(
                "This holiday is not there any more. See those there are: sprintsales team"
            )
        return found

    def work(session: Session, found: HolidayRow) -> int:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import remove

        remove(session, tables.Holiday, found.id)
        return found.id

    return desk.decide("holiday", look, lambda one: f"took away the holiday on {day_name(one.on_day)}", work, token=token).value


@dataclass(frozen=True, slots=True)
class WeekWish:
    """A working week to set: minutes Monday to Sunday, from which day on, for whom (None: the team)."""

    minutes: tuple[int, ...]
    from_on: date
    member_id: int | None = None


def set_week(desk: Desk, wish: WeekWish, *, shown: Sequence[int] | None = None, token: str | None = None) -> int:
    """Set a working week from a day on, over one that begins on the same day, and return its id.

    SHOWN are the minutes the user saw for that day. Raises OnlyManagers, NotReadable for a week that is none, NotFound for a stranger,
    ChangedMeanwhile where the week that held on that day is another one by now.
    """
    Pattern(wish.minutes)
    whose = "the team" if wish.member_id is None else "one person"

    def look(connection: Connection) -> PatternRow | None:
        if wish.member_id is not None:
            member_name(connection, desk, wish.member_id)
        return week_on(seats.patterns(connection, desk.team.id), wish.member_id, wish.from_on)

    def work(session: Session, there: PatternRow | None) -> int:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import add, edit, refuse_clashes, row_to_write, table_of

        columns = dict(zip(WEEK_COLUMNS, wish.minutes, strict=True))
        if there is not None:
            changes = as_seen(wish.minutes, there.minutes if shown is None else shown)
            if there.from_on == wish.from_on:
                edit(session, tables.WorkingPattern, there.id, changes)
                return there.id
            table = table_of(tables.WorkingPattern)
            refuse_clashes(table, row_to_write(session, table, there.id), changes)
            stays = dict(zip(WEEK_COLUMNS, there.minutes, strict=True))
            columns = {day: columns[day] if day in changes else stays[day] for day in WEEK_COLUMNS}
        return add(session, tables.WorkingPattern(team_id=desk.team.id, member_id=wish.member_id, from_on=wish.from_on, **columns))

    said = f"set the working week of {whose} from {day_name(wish.from_on)}"
    return desk.decide("pattern", look, lambda _there: said, work, token=token).value


def week_on(patterns: Sequence[PatternRow], member_id: int | None, day: date) -> PatternRow | None:
    """Return the own working week that holds on a day, None where the team's counts."""
    begun = [one for one in patterns if one.member_id == member_id and (one.from_on is None or one.from_on <= day)]
    return begun[-1] if begun else None


def as_seen(wanted: Sequence[int], shown: Sequence[int]) -> Mapping[str, Seen]:
    """Return the weekdays that are to change, each as it was seen and as it is wanted; on the others somebody else's change stays."""
    from sprintsales.storage.rows import Seen

    return {name: Seen(before, after) for name, before, after in zip(WEEK_COLUMNS, shown, wanted, strict=True) if before != after}


def member_name(connection: Connection, desk: Desk, member_id: int) -> str:
    """Return what a member of the team is called; raises NotFound for a stranger."""
    found = next((one for one in people.members(connection, desk.team.id, desk.today) if one.id == member_id), None)
    if found is None:
        raise NotFound("This person is not in the team. See who is: sprintsales team")
    return found.name
