"""Everything the screens of one person's sprint are made from, read at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from sprintsales.domain.capacity import Capacity
from sprintsales.domain.deals import DealFacts
from sprintsales.domain.errors import NotFound
from sprintsales.domain.flags import SOON, Flag, Situation, flags, uncovered_on
from sprintsales.domain.periods import Period
from sprintsales.domain.won_history import Limits, limits
from sprintsales.domain.workdays import WorkCalendar
from sprintsales.services.committing import capacity_of
from sprintsales.services.desk import Desk
from sprintsales.services.promises import SprintPromise, promises
from sprintsales.services.sprints import SprintView, sprint_on
from sprintsales.services.views.cards import Marks
from sprintsales.storage.queries import activities, people, subjects
from sprintsales.storage.queries import goals as stored_goals
from sprintsales.storage.queries.activities import ActivityRow, BlockerRow
from sprintsales.storage.queries.calendars import Calendars, calendars
from sprintsales.storage.queries.deals import DealScope, deal_rows
from sprintsales.storage.queries.goals import GoalRow
from sprintsales.storage.queries.history import date_histories
from sprintsales.storage.queries.names import Names, read_names
from sprintsales.storage.queries.people import MemberRow
from sprintsales.storage.queries.stages import won_history
from sprintsales.storage.schema import deal_history, deal_past

KEPT_LIMITS = 4


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
    if row.sprint_id is not None:
        return row.sprint_id == sprint.id
    return row.planned_on is not None and row.planned_on in sprint.period


def member(connection: Connection, desk: Desk, who_id: int) -> MemberRow:
    """Return the member a view is about; raises NotFound."""
    if who_id == desk.me.id:
        return desk.me
    found = next((one for one in people.members(connection, desk.team.id, desk.today) if one.id == who_id), None)
    if found is None:
        raise NotFound("This person is not in the team.")
    return found


def read_sprint(connection: Connection, desk: Desk, who_id: int, period: Period) -> Reading:
    """Return everything about one person's sprint at this moment; raises NotFound for a stranger."""
    who = member(connection, desk, who_id)
    team = desk.team.id
    sprint = sprint_on(connection, desk, period.start)
    times, names = calendars(connection, team), read_names(connection, team)
    rows = activities.of_sprint(connection, team, who_id, sprint.id, sprint.period)
    still = activities.open_of(connection, team, who_id)
    planned = [row for row in still if is_in(row, sprint)]
    mine = [one for one in promises(connection, desk, [sprint], who_id, times=times, rates=names.rates) if one.commitment is not None]
    deals = own_deals(connection, desk, names, subjects.open_ids(connection, team, who_id))
    situation = Situation(desk.today, sprint.period, learnt(connection, desk, names))
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
        capacity=capacity_of(connection, desk, who_id, sprint.period, planned, times, who.function),
        deals=tuple(deals),
        raised=tuple((one, flags(one, situation)) for one in deals),
        goals=tuple(stored_goals.goals(connection, team)),
    )


_LEARNT: dict[tuple[str, int, int, int, date], Limits] = {}
"""The last few limits learnt, by what they were learnt from: won history changes seldom, the plan is read after every key."""


def learnt(connection: Connection, desk: Desk, names: Names) -> Limits:
    """Return the limits won deals teach, kept until the history of deals grows."""
    ours = connection.execute(select(func.max(deal_history.c.id))).scalar() or 0
    past = connection.execute(select(func.max(deal_past.c.id))).scalar() or 0
    key = (str(desk.database.path), desk.team.id, ours, past, desk.today)
    if key not in _LEARNT:
        while len(_LEARNT) >= KEPT_LIMITS:
            _LEARNT.pop(next(iter(_LEARNT)))
        _LEARNT[key] = limits(won_history(connection, desk.team.id, names, as_of=desk.today))
    return _LEARNT[key]


def own_deals(connection: Connection, desk: Desk, names: Names, ids: frozenset[int]) -> list[DealFacts]:
    """Return these deals as facts, with the history of their dates."""
    if not ids:
        return []
    slips = date_histories(connection, desk.team.id, names, lambda day: desk.sprint_of(day).start, ids=ids)
    return deal_rows(connection, desk.team.id, today=desk.today, scope=DealScope(open_only=True, ids=ids), names=names, slips=slips)


@dataclass(frozen=True, slots=True)
class UncoveredDeal:
    """An open deal that closes or is agreed soon with no touch planned before."""

    id: int
    name: str
    owner_id: int | None
    on: date
    value: int | None


@dataclass(frozen=True, slots=True)
class Uncovered:
    """What closes soon with nothing planned; value in minor units of the team's currency, `unvalued` deals have none."""

    value: int
    count: int
    unvalued: int
    deals: tuple[UncoveredDeal, ...]


def uncovered(deals: Sequence[DealFacts], today: date, sprint: Period) -> Uncovered:
    """Return the deals that close soon with nothing planned, the largest first."""
    found = [
        UncoveredDeal(one.id, one.name, one.owner_id, day, one.value)
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
