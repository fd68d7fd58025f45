"""When deals can really close: every open deal with its dates, pushes and flags, what is uncovered, and the weeks ahead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import Connection

from sprintsales.domain.deals import DealFacts, days_to_close, stage_age_days
from sprintsales.domain.flags import Flag
from sprintsales.domain.forecast import Heap
from sprintsales.domain.periods import week
from sprintsales.domain.statistics import rounded
from sprintsales.services.desk import Desk
from sprintsales.services.views.as_known import known_on
from sprintsales.services.views.picture import DealPicture, deal_picture
from sprintsales.storage.queries.deals import DealScope

WEEKS = 13


@dataclass(frozen=True, slots=True)
class ClosingDeal:
    """One open deal with its flags, the worst first."""

    deal: DealFacts
    flags: tuple[Flag, ...]
    stage_age: int | None
    days_to_close: int | None

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


def closing_view(connection: Connection, desk: Desk, *, as_of: date | None = None, member_id: int | None = None) -> ClosingView:
    """Return every open deal of the team or of one member, as today or as known at the end of `as_of`."""
    if as_of is None:
        return _view(connection, desk, None, member_id)
    with known_on(connection, desk, as_of) as (then, desk_then):
        return _view(then, desk_then, as_of, member_id)


def _view(connection: Connection, desk: Desk, as_of: date | None, member_id: int | None) -> ClosingView:
    owners = None if member_id is None else frozenset((member_id,))
    picture = deal_picture(connection, desk, as_of=as_of, scope=DealScope(open_only=True, owners=owners), externals=True)
    rows = sorted((judged(picture, deal) for deal in picture.deals), key=_order)
    return ClosingView(
        as_of=desk.today,
        day=picture.day,
        currency=picture.names.currency,
        deals=tuple(rows),
        uncovered=heap(row.deal for row in rows if "uncovered" in row.codes),
        overdue=heap(row.deal for row in rows if "overdue" in row.codes),
        undated=heap(row.deal for row in rows if row.deal.close_on is None),
        weeks=_weeks(rows, picture.day, desk.team.week_start),
        from_dates_only=sum(row.deal.known_from_dates_only for row in rows),
    )


def judged(picture: DealPicture, deal: DealFacts) -> ClosingDeal:
    """Return a deal with its flags."""
    return ClosingDeal(deal, picture.flags(deal), stage_age_days(deal, picture.day), days_to_close(deal, picture.day))


def heap(deals: Iterable[DealFacts]) -> Heap:
    """Return count and value of deals; `unvalued` of them have no amount."""
    listed = list(deals)
    return Heap(len(listed), sum(deal.value or 0 for deal in listed), sum(deal.value is None for deal in listed))


def _order(row: ClosingDeal) -> tuple[bool, date, int, int]:
    return (row.deal.close_on is None, row.deal.close_on or date.max, -(row.deal.value or 0), row.deal.id)


def _weeks(rows: Sequence[ClosingDeal], day: date, week_start: int) -> tuple[ClosingWeek, ...]:
    """The weeks from the present one on; what is overdue is in none."""
    first = week(day, week_start).start
    dealt: dict[date, list[ClosingDeal]] = {}
    for row in rows:
        close_on = row.deal.close_on
        if close_on is not None and close_on >= day and not row.deal.missing:
            dealt.setdefault(week(close_on, week_start).start, []).append(row)
    return tuple(_one_week(start, dealt.get(start, [])) for start in (first + timedelta(weeks=n) for n in range(WEEKS)))


def _one_week(start: date, rows: Sequence[ClosingDeal]) -> ClosingWeek:
    all_of_it = heap(row.deal for row in rows)
    weighted = Fraction(sum((row.deal.value or 0) * (row.deal.probability or 0) for row in rows), 1000)
    uncovered = sum(row.deal.value or 0 for row in rows if "uncovered" in row.codes)
    return ClosingWeek(start, all_of_it.count, all_of_it.value, rounded(weighted), all_of_it.unvalued, uncovered)
