"""The closing screen: every open deal with the dates it had, what closes in the periods ahead, and three outlooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.closing import Due
from sprintsales.domain.flags import Flag
from sprintsales.domain.forecast import Forecast
from sprintsales.domain.fuzzy import folded
from sprintsales.domain.periods import Period
from sprintsales.domain.slips import DateHistory
from sprintsales.services.desk import Desk
from sprintsales.services.views.asking import AskedPeriod, period_of
from sprintsales.services.views.closing_goals import PeriodGoal, WonGoals
from sprintsales.services.views.deal_filter import DealLine
from sprintsales.services.views.deals import DealIndex, open_line, told_apart
from sprintsales.services.views.forecast import forecast_views
from sprintsales.services.views.picture import deal_picture
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.queries.deals import OPEN
from sprintsales.storage.queries.goals import goals
from sprintsales.storage.queries.names import Names

HORIZONS = ("week", "month", "quarter")


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one period will bring; `days_left`: working days from today on."""

    kind: str
    forecast: Forecast
    goal: PeriodGoal | None
    days_left: int


@dataclass(frozen=True, slots=True)
class ClosingBoard:
    """Everything the closing screen shows; money in minor units of the team's currency."""

    index: DealIndex
    """The open deals only."""
    flags: Mapping[int, tuple[Flag, ...]]
    """By deal, the worst first."""
    earlier: Mapping[int, tuple[date, ...]]
    """By deal, the close dates it had before, the oldest first; a deal whose date never moved is not in it."""
    pulled_in: Mapping[int, int]
    """By deal whose last move was to an earlier day: by how many days."""
    goals: WonGoals
    whose: str | None
    """Whose goals and outlooks these are; None: the team's."""
    outlooks: tuple[Outlook, ...]

    def dues(self, lines: Iterable[DealLine]) -> Iterable[Due]:
        """Return what the sums need of some of the deals; those missing in the CRM count nowhere."""
        judged = self.index.judged
        return (Due(one.close_on, one.value, "uncovered" in one.flags) for one in lines if not judged[one.id].missing)

    def cell(self, day: date, unit: str) -> Period:
        """Return the week, month or quarter a day lies in, by the team's calendar."""
        return period_of(self.goals.desk, unit, day)


def closing_board(connection: Connection, desk: Desk, said: str | None = None) -> ClosingBoard:
    """Return every open deal of the team, with the goals and outlooks of the one member SAID means, else of the team."""
    picture = deal_picture(connection, desk, scope=OPEN)
    member_id = None if said is None else member_meant(picture.names, desk.me.id, said)
    flags = {deal.id: picture.flags(deal) for deal in picture.deals}
    lines = tuple(told_apart(open_line(deal, flags[deal.id]) for deal in picture.deals))
    judged = {deal.id: deal for deal in picture.deals}
    won = WonGoals(desk, tuple(goals(connection, desk.team.id)), calendars(connection, desk.team.id).of(member_id), member_id)
    return ClosingBoard(
        index=DealIndex(desk.today, picture.names.currency, lines, desk.me.id, picture, judged),
        flags=flags,
        earlier={id_: dates for id_ in judged if (dates := _earlier(picture.histories.get(id_)))},
        pulled_in={id_: days for id_ in judged if (days := _pulled_in(picture.histories.get(id_)))},
        goals=won,
        whose=picture.names.person(member_id),
        outlooks=tuple(_outlooks(connection, desk, won)),
    )


def _outlooks(connection: Connection, desk: Desk, won: WonGoals) -> Iterator[Outlook]:
    asked = [AskedPeriod(kind, period_of(desk, kind, desk.today)) for kind in HORIZONS]
    for one, told in zip(asked, forecast_views(connection, desk, asked, won.member_id), strict=True):
        left = won.calendar.working_days(Period(desk.today, one.period.end))
        yield Outlook(one.kind, told.outlook, won.of(one.period, one.kind), left)


def _earlier(history: DateHistory | None) -> tuple[date, ...]:
    moves = sorted((*history.pushes, *history.pull_ins), key=lambda move: (move.on, move.entry_id)) if history else ()
    return tuple(move.from_date for move in moves)


def _pulled_in(history: DateHistory | None) -> int:
    moves = (*history.pushes, *history.pull_ins) if history else ()
    last = max(moves, key=lambda move: (move.on, move.entry_id), default=None)
    return -last.days if last is not None and last.days < 0 else 0


def member_meant(names: Names, me: int, said: str) -> int | None:
    """Return the one person that SAID (a part of a name, or `me`) means; None where it is nobody or several."""
    if said.casefold() == "me":
        return me
    fitting = [id_ for id_, (name, _function) in names.members.items() if folded(said) in folded(name)]
    return fitting[0] if len(fitting) == 1 else None
