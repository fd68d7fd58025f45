"""What a period will bring: the domain's outlook from the team's or one member's deals, with the periods before as its rival."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.deals import DealFacts
from sprintsales.domain.forecast import NAIVE_PERIODS, Forecast, forecast
from sprintsales.domain.periods import Period, previous
from sprintsales.services.desk import Desk
from sprintsales.services.views.as_known import known_on
from sprintsales.services.views.asking import AskedPeriod
from sprintsales.services.views.quotas import WON_VALUE, held_goal
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.queries.deals import DealScope, deal_rows
from sprintsales.storage.queries.goals import goals
from sprintsales.storage.queries.names import Names, read_names
from sprintsales.storage.queries.standing import first_closing


@dataclass(frozen=True, slots=True)
class ForecastView:
    """What the forecast screen and report show; money in minor units of `currency`."""

    as_of: date
    kind: str
    currency: str
    team: str
    rep: str | None
    from_open: bool
    """Asked of the deals open now only; else of all revenue."""
    outlook: Forecast


def forecast_view(
    connection: Connection,
    desk: Desk,
    asked: AskedPeriod,
    *,
    member_id: int | None = None,
    as_of: date | None = None,
    from_open: bool = False,
) -> ForecastView:
    """Return the outlook of a period from what is known today, or was at the end of `as_of`."""
    if as_of is None:
        return _view(connection, desk, asked, member_id, None, from_open=from_open)
    with known_on(connection, desk, as_of) as (then, desk_then):
        return _view(then, desk_then, asked, member_id, as_of, from_open=from_open)


def _view(
    connection: Connection, desk: Desk, asked: AskedPeriod, member_id: int | None, as_of: date | None, *, from_open: bool
) -> ForecastView:
    names = read_names(connection, desk.team.id)
    day = as_of or desk.today
    before = ended_before(desk, asked, day)
    owners = None if member_id is None else frozenset((member_id,))
    scope = DealScope(since=min((one.start for one in before), default=asked.period.start), owners=owners)
    deals = deal_rows(
        connection, desk.team.id, today=desk.today, as_of=as_of, scope=scope, names=names, rate_day=asked.period.start, judged=False
    )
    return _told(connection, desk, asked, deals, names, member_id=member_id, day=day, from_open=from_open)


def forecast_views(connection: Connection, desk: Desk, asked: Sequence[AskedPeriod], member_id: int | None = None) -> list[ForecastView]:
    """Return the outlooks of several periods from what is known today; the deals are read once where no amount needs a rate."""
    names = read_names(connection, desk.team.id)
    if names.rates.dated:
        return [forecast_view(connection, desk, one, member_id=member_id) for one in asked]
    since = min((before.start for one in asked for before in ended_before(desk, one, desk.today)), default=desk.today)
    scope = DealScope(since=since, owners=None if member_id is None else frozenset((member_id,)))
    deals = deal_rows(connection, desk.team.id, today=desk.today, scope=scope, names=names, judged=False)
    return [_told(connection, desk, one, deals, names, member_id=member_id, day=desk.today) for one in asked]


def _told(
    connection: Connection,
    desk: Desk,
    asked: AskedPeriod,
    deals: Sequence[DealFacts],
    names: Names,
    *,
    member_id: int | None,
    day: date,
    from_open: bool = False,
) -> ForecastView:
    calendar = calendars(connection, desk.team.id).of(member_id)
    held = held_goal(desk, goals(connection, desk.team.id), WON_VALUE, asked.period, asked.kind, calendar, member_id)
    goal = None if held is None else held.target
    won_before = won_values(deals, ended_before(desk, asked, day), first_closing(connection, desk.team.id))
    return ForecastView(
        as_of=day,
        kind=asked.kind,
        currency=names.currency,
        team=desk.team.name,
        rep=names.person(member_id),
        from_open=from_open,
        outlook=forecast(asked.period, deals, today=day, won_before=won_before, goal=goal),
    )


def ended_before(desk: Desk, asked: AskedPeriod, day: date) -> list[Period]:
    """Return the last three periods of this kind before the asked one that are over, the oldest first."""
    found: list[Period] = []
    current = asked.period
    while len(found) < NAIVE_PERIODS:
        current = previous(current, asked.kind, week_start=desk.team.week_start, fiscal_start_month=desk.team.fiscal_start_month)
        if current.end <= day:
            found.append(current)
    return found[::-1]


def won_values(deals: Sequence[DealFacts], periods: Sequence[Period], first: date | None) -> list[int]:
    """Return the won value of each period that ended after the FIRST closing we know of: before it nothing is known, not 0."""
    won = [(deal.closed_on, deal.value or 0) for deal in deals if deal.outcome == "won" and deal.closed_on is not None]
    begun = [period for period in periods if first is not None and period.end > first]
    return [sum(value for on, value in won if on in period) for period in begun]
