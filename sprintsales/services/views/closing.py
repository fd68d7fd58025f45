"""When deals can really close: every open deal with its dates, pushes and flags, what is uncovered, and the weeks ahead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import Connection

from sprintsales.domain.deals import DealFacts, days_to_close, least_stage_age, stage_age_days
from sprintsales.domain.flags import Flag
from sprintsales.domain.forecast import Heap
from sprintsales.domain.periods import Period, week
from sprintsales.domain.slips import DateHistory
from sprintsales.domain.statistics import rounded
from sprintsales.services.desk import Desk
from sprintsales.services.views.as_known import known_on
from sprintsales.services.views.asking import AskedPeriod, period_of
from sprintsales.services.views.closing_board import HORIZONS, ClosingBoard, Outlook
from sprintsales.services.views.closing_goals import PeriodGoal, WonGoals
from sprintsales.services.views.forecast import forecast_view, forecast_views
from sprintsales.services.views.picture import DealPicture, deal_picture
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.queries.deals import DealScope
from sprintsales.storage.queries.goals import goals

WEEKS = 13
MOST_WEEKS = 105
"""Weeks that are told of a long period that was asked for."""


@dataclass(frozen=True, slots=True)
class ClosingDeal:
    """One open deal with its flags, the worst first."""

    deal: DealFacts
    flags: tuple[Flag, ...]
    stage_age: int | None
    days_to_close: int | None
    least_stage_age: int | None = None
    """Days it has been known to stand in its stage, also where nobody saw it enter."""
    earlier: tuple[date, ...] = ()
    """The close dates it had before, the oldest first."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The flags' codes."""
        return tuple(flag.code for flag in self.flags)


@dataclass(frozen=True, slots=True)
class ClosingWeek:
    """What should close in one week: count, value, and value × probability, in minor units; `unvalued` deals have no amount."""

    start: date
    count: int
    value: int
    weighted: int
    unvalued: int
    uncovered: int
    """Value of those with nothing planned."""
    goal: PeriodGoal | None = None
    """What should be won in the week."""


@dataclass(frozen=True, slots=True)
class ClosingView:
    """What the closing screen and report show; money in minor units of `currency`."""

    as_of: date
    day: date
    """The day the deals are told as known on."""
    currency: str
    deals: tuple[ClosingDeal, ...]
    """Every open deal: dated ones by date, then the undated by value."""
    uncovered: Heap
    overdue: Heap
    undated: Heap
    weeks: tuple[ClosingWeek, ...]
    from_dates_only: int
    """Deals nobody knew on that day: told from their start and closing dates."""
    asked: AskedPeriod | None = None
    """Only the deals that close in this period; None: all, the undated ones too."""
    rep: str | None = None
    words: str = ""
    """The words of a filter that left only these deals."""
    outlooks: tuple[Outlook, ...] = ()
    """What the present week, month and quarter will bring, of all deals of the team or the member."""


def closing_view(
    connection: Connection,
    desk: Desk,
    *,
    as_of: date | None = None,
    member_id: int | None = None,
    asked: AskedPeriod | None = None,
) -> ClosingView:
    """Return the open deals of the team or of one member, as today or as known at the end of `as_of`: all, or those of a period."""
    if as_of is None:
        return _view((connection, desk), connection, desk, None, member_id, asked)
    with known_on(connection, desk, as_of) as (then, desk_then):
        return _view((connection, desk), then, desk_then, as_of, member_id, asked)


def _view(
    now: tuple[Connection, Desk], connection: Connection, desk: Desk, as_of: date | None, member_id: int | None, asked: AskedPeriod | None
) -> ClosingView:
    """Return the view from what was known; NOW: where the outlooks are asked for, which go back to the day by themselves."""
    owners = None if member_id is None else frozenset((member_id,))
    picture = deal_picture(connection, desk, as_of=as_of, scope=DealScope(open_only=True, owners=owners), externals=True)
    wanted = [deal for deal in picture.deals if asked is None or (deal.close_on is not None and deal.close_on in asked.period)]
    rows = sorted((judged(picture, deal) for deal in wanted), key=_order)
    won = WonGoals(desk, tuple(goals(connection, desk.team.id)), calendars(connection, desk.team.id).of(member_id), member_id)
    return _told(picture, rows, won, _outlooks(*now, won, picture.day, as_of), asked)


def shown_view(board: ClosingBoard, deal_ids: Iterable[int], words: str = "") -> ClosingView:
    """Return the open deals that WORDS leave on the closing screen, in its order, with their weeks and the screen's outlooks."""
    picture = board.index.picture
    assert picture is not None, "a board is made from a picture"
    rows = [judged(picture, board.index.judged[id_]) for id_ in deal_ids]
    return replace(_told(picture, rows, board.goals, board.outlooks), words=words)


def _told(
    picture: DealPicture, rows: Sequence[ClosingDeal], won: WonGoals, outlooks: Iterable[Outlook], asked: AskedPeriod | None = None
) -> ClosingView:
    return ClosingView(
        as_of=won.desk.today,
        day=picture.day,
        currency=picture.names.currency,
        deals=tuple(rows),
        uncovered=heap(row.deal for row in rows if "uncovered" in row.codes),
        overdue=heap(row.deal for row in rows if "overdue" in row.codes),
        undated=heap(row.deal for row in rows if row.deal.close_on is None),
        weeks=_weeks(rows, picture.day, won, asked),
        from_dates_only=sum(row.deal.known_from_dates_only for row in rows),
        asked=asked,
        rep=picture.names.person(won.member_id),
        outlooks=tuple(outlooks),
    )


def _outlooks(connection: Connection, desk: Desk, won: WonGoals, day: date, as_of: date | None) -> Iterable[Outlook]:
    member_id = won.member_id
    asked = [AskedPeriod(kind, period_of(desk, kind, day)) for kind in HORIZONS]
    if as_of is None:
        found = forecast_views(connection, desk, asked, member_id)
    else:
        found = [forecast_view(connection, desk, one, member_id=member_id, as_of=as_of) for one in asked]
    for one, told in zip(asked, found, strict=True):
        left = won.calendar.working_days(Period(day, one.period.end))
        yield Outlook(one.kind, told.outlook, won.of(one.period, one.kind), left)


def judged(picture: DealPicture, deal: DealFacts) -> ClosingDeal:
    """Return a deal with its flags."""
    earlier = _earlier(picture.histories.get(deal.id))
    today = picture.day
    ages = (stage_age_days(deal, today), days_to_close(deal, today), least_stage_age(deal, today))
    return ClosingDeal(deal, picture.flags(deal), *ages, earlier)


def _earlier(history: DateHistory | None) -> tuple[date, ...]:
    moves = sorted((*history.pushes, *history.pull_ins), key=lambda move: (move.on, move.entry_id)) if history else ()
    return tuple(move.from_date for move in moves)


def heap(deals: Iterable[DealFacts]) -> Heap:
    """Return count and value of deals; `unvalued` of them have no amount."""
    return Heap.of(deal.value for deal in deals)


def _order(row: ClosingDeal) -> tuple[bool, date, int, int]:
    return (row.deal.close_on is None, row.deal.close_on or date.max, -(row.deal.value or 0), row.deal.id)


def _weeks(rows: Sequence[ClosingDeal], day: date, won: WonGoals, asked: AskedPeriod | None) -> tuple[ClosingWeek, ...]:
    """The weeks from the present one on, or those of the period asked for; what is overdue is in none."""
    week_start = won.desk.team.week_start
    first, many = week(day, week_start).start, WEEKS
    if asked is not None:
        first = max(first, week(asked.period.start, week_start).start)
        many = min(max(0, -((first - asked.period.end).days // 7)), MOST_WEEKS)
    dealt: dict[date, list[ClosingDeal]] = {}
    for row in rows:
        close_on = row.deal.close_on
        if close_on is not None and close_on >= day and not row.deal.missing:
            dealt.setdefault(week(close_on, week_start).start, []).append(row)
    starts = [first + timedelta(weeks=n) for n in range(many)]
    return tuple(_one_week(start, dealt.get(start, []), won.of(Period(start, start + timedelta(weeks=1)), "week")) for start in starts)


def _one_week(start: date, rows: Sequence[ClosingDeal], goal: PeriodGoal | None) -> ClosingWeek:
    all_of_it = heap(row.deal for row in rows)
    weighted = Fraction(sum((row.deal.value or 0) * (row.deal.probability or 0) for row in rows), 1000)
    uncovered = sum(row.deal.value or 0 for row in rows if "uncovered" in row.codes)
    return ClosingWeek(start, all_of_it.count, all_of_it.value, rounded(weighted), all_of_it.unvalued, uncovered, goal)
