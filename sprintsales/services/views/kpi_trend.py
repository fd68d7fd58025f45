"""How the figures of a table came about: the same figures of the periods before, counted from one reading."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy import Connection

from sprintsales.domain.kpi_facts import Group, KpiFacts
from sprintsales.domain.kpi_trend import periods_before, pieced
from sprintsales.domain.kpis import Cut, KpiGroup, compute, cuts_named, grouped
from sprintsales.domain.periods import Period
from sprintsales.services.desk import Desk
from sprintsales.services.views.kpi_counting import Counting, Question
from sprintsales.services.views.kpi_table import TOTAL, KpiTable
from sprintsales.services.views.kpis import Figures
from sprintsales.services.views.quotas import WON_VALUE, held_goal
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.queries.goals import goals

Value = int | float | Fraction | None


@dataclass(frozen=True, slots=True)
class KpiTrend:
    """The figures of some periods that end with the shown one, the oldest first; `values` by row and KPI, one for each period."""

    periods: tuple[Period, ...]
    values: Mapping[str, Mapping[str, tuple[Value, ...]]]

    def of(self, row: str, kpi: str) -> tuple[Value, ...]:
        """The values of one cell; no values where nothing is known of the row."""
        return self.values.get(row, {}).get(kpi, ())


def kpi_trend(connection: Connection, desk: Desk, table: KpiTable) -> KpiTrend:
    """Return the trend of every figure of a table; a cut by time has one for the total only.

    The last period's figures are those of the table's own period. Open deals of periods before are as history knew them.
    """
    asked, team = table.asked, desk.team
    periods = periods_before(asked.period, asked.kind, week_start=team.week_start, fiscal_start_month=team.fiscal_start_month)
    cuts = cuts_named(table.by)
    cuts = () if any(cut.time for cut in cuts) else cuts
    whole = Period(periods[0].start, periods[-1].end)
    rows, times = goals(connection, team.id), calendars(connection, team.id)
    counting = Counting(connection, desk, Question(whole, asked.kind, cuts, periods), rows)
    parts = pieced(counting.facts(), periods)
    everywhere = {group.key for part in parts for group in grouped(part, cuts)} if cuts else set()
    by_period: list[dict[str, Figures]] = []
    keys: dict[str, None] = {}
    for part in parts[:-1]:
        held = held_goal(desk, rows, WON_VALUE, part.period, asked.kind, times.team)
        figures: dict[str, Figures] = {TOTAL: compute(replace(part, quota=None if held is None else held.target))}
        figures.update(_of_rows(counting, cuts, part, everywhere))
        by_period.append(figures)
    by_period.append({TOTAL: table.view.total.figures, **({row.key: row.figures for row in table.view.groups} if cuts else {})})
    for figures in by_period:
        keys |= dict.fromkeys(figures)
    return KpiTrend(periods, {key: _line(by_period, key) for key in keys})


def _of_rows(counting: Counting, cuts: tuple[Cut, ...], part: KpiFacts, everywhere: Iterable[Group]) -> Mapping[str, Figures]:
    """The figures of each row in one period: whoever has figures in any period has some in each, but for reps who were not there."""
    if not cuts:
        return {}
    found = grouped(part, cuts, also=everywhere)
    return {_key(group): compute(group.facts) for group in found if _there(counting, cuts, group, part)}


def _there(counting: Counting, cuts: tuple[Cut, ...], group: KpiGroup, part: KpiFacts) -> bool:
    who: Hashable = group.key[0]
    if cuts[0].key != "rep" or not isinstance(who, int):
        return True
    seats = counting.picture.names.seats.get(who, ())
    return not seats or any(part.period.start < seat.until_on and seat.from_on < part.period.end for seat in seats)


def _key(group: KpiGroup) -> str:
    return "/".join("" if part is None else str(part) for part in group.key)


def _line(by_period: Sequence[Mapping[str, Figures]], row: str) -> dict[str, tuple[Value, ...]]:
    last = by_period[-1].get(row) or next(figures[row] for figures in by_period if row in figures)
    return {kpi: tuple(figures[row][kpi].value if row in figures else None for figures in by_period) for kpi in last}
