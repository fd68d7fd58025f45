"""One figure explained: its formula with this cell's numbers, what it is made of row by row, what stands beside it, and its command."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from sprintsales.domain.errors import Ambiguous, NotFound
from sprintsales.domain.kpi_behind import Behind, rows_behind
from sprintsales.domain.kpi_facts import ActivityTally, ClosedDeal, CountRow, KpiFacts, PromiseRow, without_rows
from sprintsales.domain.kpi_formulas import Figure
from sprintsales.domain.kpi_registry import KPIS, Kpi
from sprintsales.domain.kpi_standing import Standing
from sprintsales.domain.kpis import CUTS, Cut, KpiGroup, compute, cuts_named, grouped
from sprintsales.domain.periods import Period, pieces, previous
from sprintsales.domain.statistics import wilson
from sprintsales.services.desk import Desk
from sprintsales.services.views.asking import AskedPeriod, asked_member
from sprintsales.services.views.kpi_counting import Counting, Question
from sprintsales.services.views.kpi_table import TOTAL, KpiTable, TableRow
from sprintsales.storage.queries.activity_counts import WorkLine, lead_names, planned_lines, work_lines
from sprintsales.storage.queries.goals import goals
from sprintsales.storage.schema import deal

MOST = 500
"""Rows that are named one by one; how many there are is always said."""


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One row behind a figure. `state`: won, lost, open, or an outcome; `what`: the kind of row, an activity's type for work."""

    what: str
    name: str
    state: str
    units: int
    value: int | None
    on: date | None
    deal_id: int | None = None
    who: str | None = None
    """Whose it is, where the figure is not one person's."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure with everything that stands behind and beside it; money in minor units of `currency`.

    `likely`: the 95 % interval of a share of a few; `open_left_out`: open deals that a figure of closed ones does not count.
    """

    kpi: Kpi
    row: TableRow
    asked: AskedPeriod
    by: str
    period: Period
    today: date
    currency: str
    figure: Figure
    standing: Standing | None
    team: Figure
    before: Figure
    before_period: Period
    likely: tuple[float, float] | None
    open_left_out: int
    rows: tuple[BehindRow, ...]
    total_rows: int
    command: str


def explain(connection: Connection, desk: Desk, table: KpiTable, row_key: str, kpi_key: str) -> Explained:
    """Return a cell of a table explained; raises NotFound for a row that is not there any more."""
    return Explainer(table).explain(connection, desk, row_key, kpi_key)


@dataclass(slots=True)
class Explainer:
    """Explains the cells of one table: what they are counted from is gathered once, so that walking from cell to cell counts nothing anew.

    A table that was read again needs another one.
    """

    table: KpiTable
    gathered: dict[tuple[AskedPeriod, tuple[Cut, ...]], _Gathered] = field(default_factory=dict)

    def explain(self, connection: Connection, desk: Desk, row_key: str, kpi_key: str, *, most: int | None = MOST) -> Explained:
        """Return a cell explained, with at most so many of its rows; raises NotFound for a row that is not there any more."""
        row = next((one for one in (*self.table.rows, self.table.total) if one.key == row_key), None)
        if row is None:
            raise NotFound("This row is not there any more. Go back and look again.")
        asked = self.table.period_of(kpi_key)
        cuts = () if row_key == TOTAL else cuts_named(self.table.by)
        cell = self.cell(connection, desk, asked, cuts, row_key)
        kind = next((cut.key for cut in cuts if cut.time), asked.kind)
        period = previous(cell.facts.period, kind, week_start=desk.team.week_start, fiscal_start_month=desk.team.fiscal_start_month)
        untimed = tuple(cut for cut in cuts if not cut.time)
        earlier_key = "/".join(part for part, cut in zip(parts_of(row_key, cuts), cuts, strict=False) if not cut.time)
        before = self.cell(connection, desk, AskedPeriod(kind, period), untimed, earlier_key)
        return _explained(connection, desk, self.table, row, KPIS[kpi_key], asked, (cell, before), most)

    def cell(self, connection: Connection, desk: Desk, asked: AskedPeriod, cuts: tuple[Cut, ...], row_key: str) -> _Cell:
        """Return the facts of a row, gathered where they are not yet."""
        found = self.gathered.get((asked, cuts))
        if found is None:
            found = self.gathered[asked, cuts] = _gathered(connection, desk, asked, cuts)
        return found.cell(connection, desk, row_key)


def _explained(
    connection: Connection,
    desk: Desk,
    table: KpiTable,
    row: TableRow,
    kpi: Kpi,
    asked: AskedPeriod,
    told: tuple[_Cell, _Cell],
    most: int | None,
) -> Explained:
    """One cell TOLD from its facts and those of the period before."""
    kpi_key, (cell, before) = kpi.key, told
    figure, behind = compute(cell.facts)[kpi_key], rows_behind(kpi, cell.facts)
    closed_only = "closed" in behind and "open" not in behind
    found = sorted(cell.named(behind), key=lambda one: (one.on or date.min, one.name), reverse=True)
    return Explained(
        kpi=kpi,
        row=row,
        asked=asked,
        by=table.by,
        period=cell.facts.period,
        today=desk.today,
        currency=desk.team.currency,
        figure=figure,
        standing=row.standings.get(kpi_key),
        team=table.total.figures[kpi_key],
        before=compute(before.facts)[kpi_key],
        before_period=before.facts.period,
        likely=likely(figure),
        open_left_out=len({one.ref for one in cell.facts.open}) if closed_only else 0,
        rows=tuple(found[:most]),
        total_rows=len(found),
        command=command(connection, desk, table, row, kpi_key),
    )


def likely(figure: Figure) -> tuple[float, float] | None:
    """The 95 % interval of a share that counts cases: numerator of denominator, and n is the denominator."""
    hits, n = figure.numerator, figure.denominator
    if isinstance(hits, int) and isinstance(n, int) and 0 <= hits <= n == figure.n:
        return wilson(hits, n)
    return None


def command(connection: Connection, desk: Desk, table: KpiTable, row: TableRow, kpi_key: str) -> str:
    """The command that prints the figure: of one rep, of the total, else the table with the row in it."""
    asked = table.period_of(kpi_key)
    period = asked.period
    day = desk.today if desk.today in period else period.start
    words = ["sprintsales", *(["--today", desk.today.isoformat()] if desk.clock.set_to else []), "kpis"]
    words += ["--period", asked.kind, "--at", day.isoformat()]
    if row.key != TOTAL:
        words += ["--rep", row.name] if _names_one(connection, desk, row) else ["--by", table.by]
    return shlex.join([*words, "--kpi", kpi_key])


def _names_one(connection: Connection, desk: Desk, row: TableRow) -> bool:
    if row.member_id is None:
        return False
    try:
        found = asked_member(connection, desk, row.name)
    except (NotFound, Ambiguous):
        return False
    return found is not None and found.id == row.member_id


@dataclass(frozen=True, slots=True)
class _Cell:
    """The facts of one cell, with what is needed to name its rows."""

    connection: Connection
    desk: Desk
    counting: Counting
    cuts: tuple[Cut, ...]
    group: KpiGroup | None
    facts: KpiFacts

    def named(self, behind: Behind) -> Iterable[BehindRow]:
        """The rows behind a figure, named."""
        names = self._deal_names(behind)
        for family, rows in behind.items():
            if family == "activities":
                yield from self._work(rows)
            elif family == "meetings":
                yield from self._planned()
            elif family in ("leads", "first_touches", "positive_responses"):
                yield from self._leads(family, rows)
            else:
                for row in rows:
                    yield self._told(_NAMED[family](row, names), self._owner(row))

    def _owner(self, row: Any) -> int | None:
        """Whose a promise or a deal is."""
        if isinstance(row, PromiseRow):
            return row.member_id
        found = self.counting.by_id.get(row.ref)
        return found.owner_id if found is not None else None

    def _told(self, row: BehindRow, owner_id: int | None) -> BehindRow:
        """A row with whose it is, where the figure is that of several people."""
        if any(cut.key == "rep" for cut in self.cuts):
            return row
        return replace(row, who=self.counting.picture.names.person(owner_id))

    def _deal_names(self, behind: Behind) -> dict[int, str]:
        wanted = {row.ref for family, rows in behind.items() if family in _NAMED and family != "promises" for row in rows}
        if not wanted:
            return {}
        query = select(deal.c.id, deal.c.name).where(deal.c.team_id == self.desk.team.id)
        return {id_: name for id_, name in self.connection.execute(query) if id_ in wanted}

    def _work(self, tallies: Sequence[ActivityTally]) -> Iterable[BehindRow]:
        counted = {(one.type, one.outcome) for one in tallies}
        for one in work_lines(self.connection, self.desk.team.id, self.counting.question.period):
            if (one.type, one.outcome) in counted and self._is_mine(one, dated=bool(self.counting.question.pieces)):
                yield self._told(_of_work(one), one.owner_id)

    def _planned(self) -> Iterable[BehindRow]:
        for one in planned_lines(self.connection, self.desk.team.id, "meeting", self.counting.question.period):
            if self._is_mine(one, dated=True):
                yield self._told(_of_work(one), one.owner_id)

    def _is_mine(self, one: WorkLine, *, dated: bool) -> bool:
        if self.group is None:
            return True
        own = self.counting.group_of_work(one.owner_id, one.on if dated else None, one.deal_id)
        wanted = tuple(part for part in self.group.key if not isinstance(part, Period))
        return own == wanted and one.on in self.facts.period

    def _leads(self, family: str, rows: Sequence[CountRow]) -> Iterable[BehindRow]:
        names = lead_names(self.connection, self.desk.team.id, [row.ref for row in rows if row.ref is not None])
        for row in rows:
            took = "" if family == "leads" else f"{row.units / 60:.1f} h"
            yield BehindRow("lead", names.get(row.ref or 0, f"lead {row.ref}"), took, 1 if took else row.units, None, row.on)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """The facts of a whole table, gathered as the table does it, and its groups."""

    counting: Counting
    cuts: tuple[Cut, ...]
    facts: KpiFacts
    groups: Mapping[str, KpiGroup]

    def cell(self, connection: Connection, desk: Desk, row_key: str) -> _Cell:
        """The facts of one row."""
        if not self.cuts:
            return _Cell(connection, desk, self.counting, self.cuts, None, self.facts)
        group = self.groups.get(row_key)
        if group is None:  # nobody did anything: the figures of nothing
            group = grouped(without_rows(self.facts), self.cuts, also=[_asked_key(self.cuts, row_key)])[0]
        return _Cell(connection, desk, self.counting, self.cuts, group, group.facts)


def _gathered(connection: Connection, desk: Desk, asked: AskedPeriod, cuts: tuple[Cut, ...]) -> _Gathered:
    rows = goals(connection, desk.team.id)
    kind = next((cut.key for cut in cuts if cut.time), None)
    week_start, fiscal = desk.team.week_start, desk.team.fiscal_start_month
    cut = tuple(pieces(asked.period, kind, week_start=week_start, fiscal_start_month=fiscal)) if kind else ()
    counting = Counting(connection, desk, Question(asked.period, asked.kind, cuts, cut), rows)
    facts = counting.facts()
    if not cuts:
        return _Gathered(counting, cuts, facts, {})
    return _Gathered(counting, cuts, facts, {_key(one.key): one for one in grouped(facts, cuts, pieces=cut)})


def _key(key: tuple[Hashable, ...]) -> str:
    return "/".join(part.start.isoformat() if isinstance(part, Period) else "" if part is None else str(part) for part in key)


def parts_of(row_key: str, cuts: Sequence[Cut]) -> list[str]:
    """The parts of a row's key; a name may hold a slash of its own."""
    return row_key.split("/", max(0, len(cuts) - 1))


def _asked_key(cuts: tuple[Cut, ...], row_key: str) -> tuple[Hashable, ...]:
    parts = zip(cuts, parts_of(row_key, cuts), strict=False)
    return tuple(int(part) if cut == CUTS["rep"] and part.isdigit() else part or None for cut, part in parts)


def _of_work(one: WorkLine) -> BehindRow:
    return BehindRow(one.type, one.name or "", one.outcome or "", one.units, None, one.on, one.deal_id)


def _of_closed(row: ClosedDeal, names: Mapping[int, str]) -> BehindRow:
    return BehindRow("deal", _called(row.ref, names), row.outcome, 1, row.value, row.on, row.ref)


def _called(ref: int | None, names: Mapping[int, str]) -> str:
    return names.get(ref or 0, f"#{ref}")


_NAMED: Mapping[str, Callable[[Any, Mapping[int, str]], BehindRow]] = {
    "closed": _of_closed,
    "open": lambda row, names: BehindRow("deal", _called(row.ref, names), "open", 1, row.value, row.close_on, row.ref),
    "created": lambda row, names: BehindRow("deal", _called(row.ref, names), row.outcome, 1, None, row.on, row.ref),
    "pushes": lambda row, names: BehindRow("push", _called(row.ref, names), f"+{row.days} days", 1, row.value, row.on, row.ref),
    "stage_advances": lambda row, names: BehindRow("advance", _called(row.ref, names), "", row.units, None, row.on, row.ref),
    "promises": lambda row, _names: BehindRow(
        "promise", f"Sprint {row.ref}", f"kept {row.numbers.kept} of {row.numbers.committed - row.numbers.moot}", 1, None, row.on
    ),
}
"""How a row of each family is named."""
