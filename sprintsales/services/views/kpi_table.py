"""The table of figures: a row a group with each figure held against its goal, and the order in which the figures are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.kpi_facts import KpiFacts
from sprintsales.domain.kpi_registry import KPIS, LEADING, Kpi
from sprintsales.domain.kpi_standing import Standing, standing
from sprintsales.domain.kpis import compute, cuts_named
from sprintsales.domain.periods import Period, pieces
from sprintsales.domain.workdays import WorkCalendar
from sprintsales.services.desk import Desk
from sprintsales.services.views.asking import AskedPeriod, period_of
from sprintsales.services.views.kpis import Figures, KpiRow, KpiView, kpi_view
from sprintsales.services.views.quotas import WON_VALUE
from sprintsales.storage.queries.calendars import Calendars, calendars
from sprintsales.storage.queries.names import Names, read_names

TOTAL = "total"
WITHIN = frozenset({"sprint", "week"})
"""Periods too short for what they bring."""
FIRST_DONE = ("calls_made", "meetings_held", "proposals_sent", "say_do", "selling_time_share", "demos_held", "leads_created")
FIRST_BROUGHT = ("won_value", "win_rate", "cycle_days_median", "open_value", "weighted_pipeline")
"""What stands on the first page, as far as there are numbers: what we do, what it brings."""
PLACES = (5, 3)
"""How many of each kind stand on the first page."""


@dataclass(frozen=True, slots=True)
class RepNote:
    """What people want to know about a rep beside the figures; `joined_on`: where the seat began in the period."""

    function: str | None
    territory: str | None
    seated: bool = True
    away: bool = False
    joined_on: date | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: who or what, its figures, and how those with a goal stand. `member_id` and `note` under a cut by rep.

    `names`: under two cuts, one name for each.
    """

    key: str
    name: str
    member_id: int | None
    note: RepNote | None
    figures: Figures
    standings: Mapping[str, Standing]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KpiTable:
    """The figures of a period cut one way, the total beneath; `columns`: the keys of the KPIs in the order they are shown."""

    view: KpiView
    asked: AskedPeriod
    by: str
    today: date
    rows: tuple[TableRow, ...]
    total: TableRow
    columns: tuple[str, ...]
    known: int
    """So many of the columns have a number somewhere; the others come after them."""
    me: int
    sprint_number: int | None
    """Of a sprint: its number."""
    fiscal_start_month: int
    to_date: AskedPeriod | None = None
    """Of which longer period the outcomes are: what a week brings, it seldom brings within the week. None: of the same one."""

    def as_shown(self) -> KpiView:
        """Return the view with the figures that the table shows."""
        goals = {row.key: row.goals for row in self.view.groups}
        groups = tuple(KpiRow(row.key, row.name, row.names, row.figures, goals.get(row.key, {})) for row in self.rows)
        return replace(self.view, groups=groups, total=replace(self.view.total, figures=self.total.figures))

    def period_of(self, key: str) -> AskedPeriod:
        """Return which period a figure is of."""
        return self.to_date if self.to_date is not None and not does(KPIS[key]) else self.asked


def kpi_table(connection: Connection, desk: Desk, asked: AskedPeriod, *, by: str = "rep", to_date: bool = False) -> KpiTable:
    """Return the figures of a period cut by one or two of the cuts; with TO_DATE the outcomes of a sprint or week are its quarter's.

    Raises NotReadable for an unknown cut.
    """
    view = kpi_view(connection, desk, asked, by=by)
    names, times = read_names(connection, desk.team.id), calendars(connection, desk.team.id)
    rows, total = _rows(desk, view, asked, names, times, by)
    later = None
    if to_date and asked.kind in WITHIN and not any(cut.time for cut in cuts_named(by)):
        later = AskedPeriod("quarter", period_of(desk, "quarter", asked.period.last))
        others, whole = _rows(desk, kpi_view(connection, desk, later, by=by), later, names, times, by)
        rows, total = _merged(rows, others), _with_outcomes(total, whole)
    team = desk.team
    number = team.rhythm.number(asked.period.start) if asked.kind == "sprint" else None
    columns, known = ordered((*rows, total))
    return KpiTable(view, asked, by, desk.today, rows, total, columns, known, desk.me.id, number, team.fiscal_start_month, later)


def _rows(desk: Desk, view: KpiView, asked: AskedPeriod, names: Names, times: Calendars, by: str) -> tuple[tuple[TableRow, ...], TableRow]:
    """The rows of a view and its total, each held against its goals."""
    total = TableRow(TOTAL, "Team", None, None, view.total.figures, _standings(desk, view.total, asked, times.team))
    return tuple(_row(desk, row, asked, names, times, by) for row in view.groups), total


def _merged(rows: Sequence[TableRow], later: Sequence[TableRow]) -> tuple[TableRow, ...]:
    """The rows with the outcomes of the later ones; who or what has outcomes only has a row too, in its place by name."""
    others = {row.key: row for row in later}
    found = [_with_outcomes(row, others.pop(row.key, None)) for row in rows]
    nothing = compute(KpiFacts(period=Period(date.min, date.max), today=date.min))
    found += [_with_outcomes(replace(row, figures=nothing, standings={}), row) for row in others.values()]
    return tuple(sorted(found, key=lambda row: (not row.key, row.name.casefold())) if others else found)


def _with_outcomes(row: TableRow, later: TableRow | None) -> TableRow:
    """A row with its outcomes taken from another; those of nothing where there is none."""
    if later is None:
        return row
    figures = {key: (row if does(kpi) else later).figures[key] for key, kpi in KPIS.items()}
    held = {key: (row if does(kpi) else later).standings.get(key) for key, kpi in KPIS.items()}
    return replace(row, figures=figures, standings={key: one for key, one in held.items() if one is not None})


def _row(desk: Desk, row: KpiRow, asked: AskedPeriod, names: Names, times: Calendars, by: str) -> TableRow:
    member_id = int(row.key) if by == "rep" and row.key.isdigit() else None
    calendar = times.of(member_id)
    note = None if member_id is None else _about(names, member_id, asked.period, calendar, desk.today)
    standings = _standings(desk, row, _of_row(desk, row, asked, by), calendar)
    return TableRow(row.key, row.name, member_id, note, row.figures, standings, row.names)


def _of_row(desk: Desk, row: KpiRow, asked: AskedPeriod, by: str) -> AskedPeriod:
    """The period a row is about: its own piece under a cut by time."""
    kind = next((cut.key for cut in cuts_named(by) if cut.time), None)
    if kind is None:
        return asked
    week_start, fiscal = desk.team.week_start, desk.team.fiscal_start_month
    cut = pieces(asked.period, kind, week_start=week_start, fiscal_start_month=fiscal)
    return AskedPeriod(kind, next(one for one in cut if one.start.isoformat() in row.key.split("/")))


def _about(names: Names, member_id: int, period: Period, calendar: WorkCalendar, today: date) -> RepNote:
    seat = names.seat(member_id, min(max(today, period.start), period.last))
    function = names.members[member_id][1]
    if seat is None:
        return RepNote(function, None, seated=False)
    joined = min(one.from_on for one in names.seats[member_id])
    new = joined if period.start < joined < period.end else None
    return RepNote(function, seat.territory, away=not calendar.working_days(period), joined_on=new)


def _standings(desk: Desk, row: KpiRow, asked: AskedPeriod, calendar: WorkCalendar) -> dict[str, Standing]:
    """Every figure with a goal held against it; reps' quotas sum up where the team has none of its own."""
    quota = row.figures["quota"].value
    goals = {**({WON_VALUE: int(quota)} if quota is not None else {}), **row.goals}
    return {
        key: standing(KPIS[key], row.figures[key], goal, calendar=calendar, period=asked.period, today=desk.today, full=row.fulls.get(key))
        for key, goal in goals.items()
        if goal
    }


def ordered(rows: Sequence[TableRow]) -> tuple[tuple[str, ...], int]:
    """The keys of all KPIs in the order they are shown, and how many of them say something: those first, the most asked for before all."""
    telling = {key for key in KPIS if any(says(row.figures, key) or key in row.standings for row in rows)}
    done, brought = _of_kind(telling, FIRST_DONE, leading=True), _of_kind(telling, FIRST_BROUGHT, leading=False)
    first = (*done[: PLACES[0]], *brought[: PLACES[1]])
    rest = (*done[PLACES[0] :], *brought[PLACES[1] :])
    silent = KPIS.keys() - telling
    return (*first, *rest, *_of_kind(silent, (), leading=True), *_of_kind(silent, (), leading=False)), len(telling)


def _of_kind(keys: Iterable[str], first: Sequence[str], *, leading: bool) -> list[str]:
    wanted = set(keys)
    own = [key for key, kpi in KPIS.items() if key in wanted and does(kpi) == leading]
    return [*(key for key in first if key in own), *(key for key in own if key not in first)]


def does(kpi: Kpi) -> bool:
    """Whether a figure is about what we do, not what it brings."""
    return kpi.kind == LEADING


def says(figures: Figures, key: str) -> bool:
    """Whether a figure says something: it has a number that is not a count of nothing."""
    figure = figures[key]
    return figure.value is not None and bool(figure.n or figure.value)
