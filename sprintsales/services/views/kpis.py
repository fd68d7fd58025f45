"""The KPIs of a period: the total, the groups of up to two cuts, and the periods they are compared with."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.kpi_facts import Group
from sprintsales.domain.kpi_formulas import Figure
from sprintsales.domain.kpi_registry import KPIS
from sprintsales.domain.kpis import Cut, KpiGroup, compute, cuts_named, grouped
from sprintsales.domain.periods import Period, pieces, previous, same_last_year
from sprintsales.services.desk import Desk
from sprintsales.services.views.as_known import known_on
from sprintsales.services.views.asking import AskedPeriod
from sprintsales.services.views.kpi_counting import Counting, Question
from sprintsales.services.views.quotas import HeldGoal, held_goal
from sprintsales.storage.queries.calendars import Calendars, calendars
from sprintsales.storage.queries.goals import GoalRow, goals

Figures = Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class KpiRow:
    """One group's figures; `key` as scripts use it, `name` as people read it, `goals` in the metric's unit where one is set.

    A goal is cut to the own days in the team, a sprint's to the days worked in it; `fulls` has the levels of those that were cut.
    """

    key: str
    name: str
    names: tuple[str, ...]
    figures: Figures
    goals: Mapping[str, int]
    fulls: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ComparedPeriod:
    """The total of another period, to hold this one against."""

    kind: str
    period: Period
    figures: Figures


@dataclass(frozen=True, slots=True)
class KpiView:
    """What the KPI screen and report show; money in minor units of `currency`."""

    as_of: date
    kind: str
    period: Period
    by: tuple[str, ...]
    currency: str
    team: str
    rep: str | None
    total: KpiRow
    groups: tuple[KpiRow, ...]
    compared: tuple[ComparedPeriod, ...] = ()


def kpi_view(
    connection: Connection,
    desk: Desk,
    asked: AskedPeriod,
    *,
    by: str | None = None,
    member_id: int | None = None,
    as_of: date | None = None,
    compare: bool = False,
) -> KpiView:
    """Return the KPIs of a period, cut by up to two of the cuts (`rep`, `rep,month`), of one member where named.

    `as_of` tells them as they were known at the end of a past day. `compare` adds the period before and the same one a year ago.
    Raises NotReadable for an unknown cut.
    """
    cuts = cuts_named(by) if by else ()
    if as_of is None:
        return _view(connection, desk, asked, cuts, member_id, None, compare=compare)
    with known_on(connection, desk, as_of) as (then, desk_then):
        return _view(then, desk_then, asked, cuts, member_id, as_of, compare=compare)


def _view(
    connection: Connection,
    desk: Desk,
    asked: AskedPeriod,
    cuts: tuple[Cut, ...],
    member_id: int | None,
    as_of: date | None,
    *,
    compare: bool,
) -> KpiView:
    rows, times = goals(connection, desk.team.id), calendars(connection, desk.team.id)
    question = Question(
        asked.period, asked.kind, cuts, _pieces(desk, asked.period, cuts), member_id, only_member=member_id is not None, as_of=as_of
    )
    counting = Counting(connection, desk, question, rows)
    facts = counting.facts()
    names = counting.picture.names
    people: dict[Hashable, str] = {id_: name for id_, (name, _function) in names.members.items()}
    found = grouped(facts, cuts, pieces=question.pieces, names={"rep": people}, also=_also(counting)) if cuts else ()
    held = _goals(desk, rows, times, facts.period, asked.kind, member_id)
    total = KpiRow("total", desk.team.name, (), compute(facts), *_levels(held))
    return KpiView(
        as_of=as_of or desk.today,
        kind=asked.kind,
        period=asked.period,
        by=tuple(cut.key for cut in cuts),
        currency=desk.team.currency,
        team=desk.team.name,
        rep=None if member_id is None else names.person(member_id),
        total=total,
        groups=tuple(_row(desk, rows, times, cuts, group, question) for group in found),
        compared=_compared(connection, desk, asked, question, rows) if compare else (),
    )


def _pieces(desk: Desk, period: Period, cuts: tuple[Cut, ...]) -> tuple[Period, ...]:
    kind = next((cut.key for cut in cuts if cut.time), None)
    if kind is None:
        return ()
    return tuple(pieces(period, kind, week_start=desk.team.week_start, fiscal_start_month=desk.team.fiscal_start_month))


def _also(counting: Counting) -> list[Group]:
    """Reps with a seat have a row even where nothing happened."""
    if counting.own_cuts != ("rep",):
        return []
    names, today = counting.picture.names, counting.today
    day = min(max(today, counting.question.period.start), counting.question.period.last)
    held = {who: names.seat(who, day) for who in names.seats if names.is_seated(who, day)}
    return [(who,) for who, seat in held.items() if seat is not None and seat.role == "rep" and counting.wants(who)]


def _row(desk: Desk, rows: list[GoalRow], times: Calendars, cuts: tuple[Cut, ...], group: KpiGroup, question: Question) -> KpiRow:
    parts = dict(zip((cut.key for cut in cuts), group.key, strict=True))
    member = parts.get("rep", question.member_id)
    of_one = set(parts) <= {"rep", "week", "month", "quarter"} and (isinstance(member, int) or "rep" not in parts)
    member_id = member if isinstance(member, int) else None
    kind = question.piece_kind
    found = _goals(desk, rows, times, group.facts.period, kind, member_id) if of_one else {}
    return KpiRow("/".join(_key(part) for part in group.key), group.name, group.names, compute(group.facts), *_levels(found))


def _key(part: Hashable) -> str:
    if isinstance(part, Period):
        return part.start.isoformat()
    return "" if part is None else str(part)


def _goals(desk: Desk, rows: list[GoalRow], times: Calendars, period: Period, kind: str, member_id: int | None) -> dict[str, HeldGoal]:
    calendar = times.of(member_id)
    metrics = {row.metric for row in rows} & KPIS.keys()
    found = {key: held_goal(desk, rows, key, period, kind, calendar, member_id) for key in metrics}
    return {key: held for key, held in found.items() if held is not None}


def _levels(held: Mapping[str, HeldGoal]) -> tuple[dict[str, int], dict[str, int]]:
    """The goals as they count, and the full levels of those that were cut."""
    return {key: one.target for key, one in held.items()}, {key: one.full for key, one in held.items() if one.full != one.target}


def _compared(
    connection: Connection, desk: Desk, asked: AskedPeriod, question: Question, rows: list[GoalRow]
) -> tuple[ComparedPeriod, ...]:
    week_start, fiscal = desk.team.week_start, desk.team.fiscal_start_month
    others = (
        ("previous", previous(asked.period, asked.kind, week_start=week_start, fiscal_start_month=fiscal)),
        ("last_year", same_last_year(asked.period, asked.kind)),
    )
    found = []
    for kind, period in others:
        other = replace(question, period=period, cuts=(), pieces=())
        found.append(ComparedPeriod(kind, period, compute(Counting(connection, desk, other, rows).facts())))
    return tuple(found)
