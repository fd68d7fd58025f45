"""Which period, person and team a view is asked for, read from the words of its options."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from sprintsales.domain.dates import DayReader
from sprintsales.domain.errors import NotFound, NotReadable, Usage
from sprintsales.domain.periods import Period, iso_week, period, through
from sprintsales.services.desk import Desk, who
from sprintsales.storage.queries.people import MemberRow, members
from sprintsales.storage.schema import sprint

RANGE = "range"


@dataclass(frozen=True, slots=True)
class AskedPeriod:
    """A period and its kind: day, sprint, week, month, quarter, year, or range."""

    kind: str
    period: Period


def read_day_option(desk: Desk, option: str, text: str) -> date:
    """Return the day an option names; raises Usage with what to write."""
    reader = DayReader(desk.today, week_start=desk.team.week_start, fiscal_start_month=desk.team.fiscal_start_month)
    try:
        return reader.read(text)
    except NotReadable as error:
        raise Usage(f"{option} {text}: {error}") from error


def asked_period(
    desk: Desk,
    connection: Connection,
    *,
    kind: str | None = None,
    at: str | None = None,
    start: str | None = None,
    end: str | None = None,
    last: str | None = None,
    week: str | None = None,
    number: int | None = None,
    default: str = "month",
) -> AskedPeriod:
    """Return the period that options name (`--from` with `--to` or `--through`, `--week`, `--sprint`, `--period` with `--at`).

    Raises Usage where they contradict each other or name no period, NotFound for a sprint that is not there.
    """
    ranged = start is not None or end is not None or last is not None
    if sum((ranged, week is not None, number is not None, kind is not None or at is not None)) > 1:
        raise Usage("Name the period in one way: --period with --at, --from with --to, --week or --sprint.")
    try:
        if ranged:
            return AskedPeriod(RANGE, _range(desk, start, end, last))
        if week is not None:
            return AskedPeriod("week", iso_week(week))
    except NotReadable as error:
        raise Usage(str(error)) from error
    if number is not None:
        return AskedPeriod("sprint", _sprint(connection, desk, number))
    day = desk.today if at is None else read_day_option(desk, "--at", at)
    return AskedPeriod(kind or default, period_of(desk, kind or default, day))


def period_of(desk: Desk, kind: str, day: date) -> Period:
    """Return the period of a kind, the sprint included, that a day lies in, by the team's calendar."""
    if kind == "sprint":
        return desk.sprint_of(day)
    return period(kind, day, week_start=desk.team.week_start, fiscal_start_month=desk.team.fiscal_start_month)


def _range(desk: Desk, start: str | None, end: str | None, last: str | None) -> Period:
    if start is None or (end is None) == (last is None):
        raise Usage("A range needs --from and one of --to (not included) and --through (included).")
    first = read_day_option(desk, "--from", start)
    if end is not None:
        return Period(first, read_day_option(desk, "--to", end))
    return through(first, read_day_option(desk, "--through", last or ""))


def _sprint(connection: Connection, desk: Desk, number: int) -> Period:
    s = sprint.c
    row = connection.execute(select(s.start_on, s.end_on).where(s.team_id == desk.team.id, s.number == number)).first()
    if row is not None:
        return Period(row.start_on, row.end_on)
    if not 1 <= number <= 10_000:
        raise NotFound(f"There is no sprint {number}. See those there are: sprintsales sprints")
    return desk.team.rhythm.numbered(number)


def asked_member(connection: Connection, desk: Desk, name: str | None) -> MemberRow | None:
    """Return the member a `--rep` names, None where none is named; raises NotFound, Ambiguous."""
    return None if name is None else who(name, members(connection, desk.team.id, desk.today))


def check_team(desk: Desk, name: str | None) -> None:
    """Raise NotFound unless the named team is the one of this desk."""
    if name is not None and name.strip().casefold() != desk.team.name.casefold():
        raise NotFound(f"There is no team {name} here; this database holds {desk.team.name}. Name that one, or another database with --db.")
