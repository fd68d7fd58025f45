"""Everything the screens of one person's sprint are made from, read at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Connection

from sprintsales.domain.capacity import Capacity
from sprintsales.domain.deals import DealFacts
from sprintsales.domain.errors import NotFound
from sprintsales.domain.flags import Flag, Situation, flags, uncovered_on
from sprintsales.domain.periods import SOON, Period
from sprintsales.domain.slips import DateHistory
from sprintsales.domain.workdays import WorkCalendar
from sprintsales.services.capacity import capacity_of
from sprintsales.services.desk import Desk
from sprintsales.services.promises import SprintPromise, promises
from sprintsales.services.sprints import SprintView, sprint_on
from sprintsales.services.views.cards import Marks
from sprintsales.services.views.given_dates import judged_dates
from sprintsales.services.views.lessons import lessons
from sprintsales.services.views.week import is_planned_into, stands_in_week
from sprintsales.storage.database import Database
from sprintsales.storage.journal import last_entry
from sprintsales.storage.queries import activities, people, subjects
from sprintsales.storage.queries import goals as stored_goals
from sprintsales.storage.queries.activities import ActivityRow, BlockerRow
from sprintsales.storage.queries.calendars import Calendars, calendars
from sprintsales.storage.queries.deals import DealScope, deal_rows
from sprintsales.storage.queries.goals import GoalRow
from sprintsales.storage.queries.history import date_histories
from sprintsales.storage.queries.names import Names, read_names
from sprintsales.storage.queries.people import MemberRow
from sprintsales.storage.queries.stages import stage_steps


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a view is about."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One person's sprint as read: work, promise, deals with their flags, time and goals."""

    desk: Desk
    who: MemberRow
    sprint: SprintView
    times: Calendars
    names: Names
    rows: tuple[ActivityRow, ...]
    """What is in the sprint: planned into it or on its days, or done on them; dropped items too."""
    open: tuple[ActivityRow, ...]
    """Everything still to do, whenever it was planned."""
    blockers: tuple[BlockerRow, ...]
    promise: SprintPromise | None
    capacity: Capacity
    deals: tuple[DealFacts, ...]
    """The person's own open deals."""
    raised: tuple[tuple[DealFacts, tuple[Flag, ...]], ...]
    goals: tuple[GoalRow, ...]

    @property
    def today(self) -> date:
        """The day that counts."""
        return self.desk.today

    @property
    def calendar(self) -> WorkCalendar:
        """The person's working time."""
        return self.times.of(self.who.id)

    @property
    def person(self) -> Person:
        """Whose view it is."""
        return Person(self.who.id, self.who.name)

    @property
    def marks(self) -> Marks:
        """What tells the state of an item."""
        return Marks(self.today, self.names.rates, self.promise, self.blockers)


def is_in(row: ActivityRow, sprint: SprintView) -> bool:
    """Return whether an item belongs to a sprint's plan."""
    return is_planned_into(row, sprint.id, sprint.period)


def member(connection: Connection, desk: Desk, who_id: int) -> MemberRow:
    """Return the member a view is about; raises NotFound."""
    if who_id == desk.me.id:
        return desk.me
    found = next((one for one in people.members(connection, desk.team.id, desk.today) if one.id == who_id), None)
    if found is None:
        raise NotFound("This person is not in the team. See who is: sprintsales team")
    return found


_LAST: WeakKeyDictionary[Database, tuple[tuple[object, ...], Reading]] = WeakKeyDictionary()
"""The last reading of each open database, with what it was read for."""


def read_sprint(connection: Connection, desk: Desk, who_id: int, period: Period) -> Reading:
    """Return everything about one person's sprint at this moment; raises NotFound for a stranger.

    Every change has an entry of the journal, so what was read last is right as long as no entry came after it: the lists that open
    over a week are not to read a big book of deals again.
    """
    asked = (last_entry(connection), desk.team, desk.me, desk.zone, desk.today, who_id, period)
    known = _LAST.get(desk.database)
    if known is not None and known[0] == asked:
        return replace(known[1], desk=desk)
    found = _read_sprint(connection, desk, who_id, period)
    _LAST[desk.database] = (asked, found)
    return found


def _read_sprint(connection: Connection, desk: Desk, who_id: int, period: Period) -> Reading:
    who = member(connection, desk, who_id)
    team = desk.team.id
    sprint = sprint_on(connection, desk, period.start)
    times, names = calendars(connection, team), read_names(connection, team)
    rows = activities.of_sprint(connection, team, who_id, sprint.id, sprint.period)
    in_week = [row for row in rows if stands_in_week(row, sprint.id, sprint.period)]
    still = activities.open_of(connection, team, who_id)
    mine = [one for one in promises(connection, desk, [sprint], who_id, times=times, rates=names.rates) if one.commitment is not None]
    ids = subjects.open_ids(connection, team, who_id)
    histories = own_histories(connection, desk, names, ids)
    deals = own_deals(connection, desk, names, ids, histories)
    return Reading(
        desk=desk,
        who=who,
        sprint=sprint,
        times=times,
        names=names,
        rows=tuple(rows),
        open=tuple(still),
        blockers=tuple(activities.blockers(connection, team)),
        promise=mine[0] if mine else None,
        capacity=capacity_of(connection, desk, who_id, sprint.period, in_week, times, who.function),
        deals=tuple(deals),
        raised=tuple(raised(connection, desk, sprint, times, names, deals, histories)),
        goals=tuple(stored_goals.goals(connection, team)),
    )


def read_alone(connection: Connection, desk: Desk, who_id: int) -> Reading:
    """Return what judging a single item needs: sprint, promise and blockers, without the list and the deals around it."""
    who = member(connection, desk, who_id)
    sprint = sprint_on(connection, desk, desk.sprint_of(desk.today).start)
    times, names = calendars(connection, desk.team.id), read_names(connection, desk.team.id)
    mine = [one for one in promises(connection, desk, [sprint], who_id, times=times, rates=names.rates) if one.commitment is not None]
    return Reading(
        desk=desk,
        who=who,
        sprint=sprint,
        times=times,
        names=names,
        rows=(),
        open=(),
        blockers=tuple(activities.blockers(connection, desk.team.id)),
        promise=mine[0] if mine else None,
        capacity=capacity_of(connection, desk, who_id, sprint.period, [], times, who.function),
        deals=(),
        raised=(),
        goals=(),
    )


def raised(
    connection: Connection,
    desk: Desk,
    sprint: SprintView,
    times: Calendars,
    names: Names,
    deals: Sequence[DealFacts],
    histories: Mapping[int, DateHistory],
) -> list[tuple[DealFacts, tuple[Flag, ...]]]:
    """Return open deals with their flags, the worst first: the same that the closing view raises."""
    if not deals:
        return []
    past = lessons(connection, desk, names)
    judged = judged_dates(
        deals,
        histories=histories,
        by_hand=past.by_hand,
        calendars=times,
        steps=stage_steps(connection, desk.team.id, names, ids=[one.id for one in deals]),
        stays=past.stays,
        today=desk.today,
    )
    situation = Situation(desk.today, sprint.period, past.limits)
    return [(one, flags(one, situation, judged.get(one.id, ()))) for one in deals]


def own_histories(connection: Connection, desk: Desk, names: Names, ids: frozenset[int]) -> dict[int, DateHistory]:
    """Return the history of these deals' dates."""
    return date_histories(connection, desk.team.id, names, desk.sprint_of, ids=ids) if ids else {}


def own_deals(
    connection: Connection, desk: Desk, names: Names, ids: frozenset[int], histories: Mapping[int, DateHistory] | None = None
) -> list[DealFacts]:
    """Return these deals as facts, with the history of their dates."""
    if not ids:
        return []
    slips = own_histories(connection, desk, names, ids) if histories is None else histories
    return deal_rows(connection, desk.team.id, today=desk.today, scope=DealScope(open_only=True, ids=ids), names=names, slips=slips)


@dataclass(frozen=True, slots=True)
class UncoveredDeal:
    """An open deal that closes or is agreed soon with no touch planned before."""

    id: int
    name: str
    owner_id: int | None
    on: date
    value: int | None
    is_close: bool
    """Whether the day is the expected close; else it is the agreement's."""

    @property
    def what(self) -> str:
        """What is to happen on the day: the close, or the agreement before it."""
        return "close" if self.is_close else "agreement"

    @property
    def verb(self) -> str:
        """The same as a word before the day: closes 9 Dec, agreement 4 Dec."""
        return "closes" if self.is_close else "agreement"


@dataclass(frozen=True, slots=True)
class Uncovered:
    """What closes soon with nothing planned; value in minor units of the team's currency, `unvalued` deals have none.

    `undated`: open deals with no close date, of which nobody can say whether they are covered.
    """

    value: int
    count: int
    unvalued: int
    deals: tuple[UncoveredDeal, ...]
    undated: int = 0
    has_deals: bool = True
    """Whether there is any open deal that could be covered."""


def uncovered(deals: Sequence[DealFacts], today: date, sprint: Period) -> Uncovered:
    """Return the deals that close soon with nothing planned, the largest first."""
    found = [
        UncoveredDeal(one.id, one.name, one.owner_id, day, one.value, day == one.close_on)
        for one in deals
        if not one.missing and (day := uncovered_on(one, today, sprint)) is not None
    ]
    found.sort(key=lambda one: (-(one.value or 0), one.on, one.id))
    return Uncovered(sum(one.value or 0 for one in found), len(found), sum(one.value is None for one in found), tuple(found))


def uncovered_of_team(connection: Connection, desk: Desk, names: Names, sprint: Period) -> Uncovered:
    """Return the same for everybody's deals, reading only those with a date that soon."""
    end = max(desk.today + SOON + timedelta(days=1), sprint.end)
    ids = subjects.ids_due(connection, desk.team.id, None, Period(desk.today, end)) if end > desk.today else frozenset()
    if not ids:
        return Uncovered(0, 0, 0, ())
    deals = deal_rows(connection, desk.team.id, today=desk.today, scope=DealScope(open_only=True, ids=ids), names=names)
    return uncovered(deals, desk.today, sprint)


def by_id(deals: Sequence[DealFacts]) -> Mapping[int, DealFacts]:
    """Return deals by id."""
    return {one.id: one for one in deals}
