"""The simulated team: a database, a clock that stands where the story is, and events that happen in the order of time."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import nordwind as story

from sprintsales.domain.periods import Period
from sprintsales.domain.workdays import WorkCalendar
from sprintsales.services.desk import Desk, open_desk
from sprintsales.settings import Clock, Settings
from sprintsales.storage.database import Database
from sprintsales.storage.queries.activities import ActivityRow, by_ids, open_of
from sprintsales.storage.queries.calendars import calendars

SEED = 20261116
ZONE = ZoneInfo("Europe/Rome")
END = datetime(2026, 11, 20, 18, 0, tzinfo=ZONE)
START = datetime(2026, 8, 14, 9, 0, tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class StoryClock(Clock):
    """A clock that stands at a moment of the story; for whoever sits at the desk it is simply now."""

    moment: datetime = START

    def recorded(self) -> datetime:
        """Return the moment."""
        return self.moment.astimezone(UTC)

    def now(self, zone: ZoneInfo) -> datetime:
        """Return the moment."""
        return self.moment.astimezone(UTC)

    def today(self, zone: ZoneInfo) -> date:
        """Return the day of the moment in a zone."""
        return self.moment.astimezone(zone).date()


@dataclass(slots=True)
class DealNow:
    """What the simulation knows of a deal: its number and whether anybody still works on it."""

    told: story.Deal
    owner: str
    id: int = 0
    stage: str = ""
    close: date | None = None
    agreement: date | None = None
    is_open: bool = False
    habit: str = ""
    """How it is neglected until its date moves."""
    steps: list[str] = field(default_factory=list)
    """What its touches were about so far."""

    def is_worked_on(self, day: date) -> bool:
        """Return whether the owner works on it on a day."""
        return self.is_open and self.habit not in story.LEFT_ALONE and (self.told.quiet is None or day < story.day(self.told.quiet))


@dataclass
class World:
    """Everything the events act on."""

    database: Database
    random: Random = field(default_factory=lambda: Random(SEED))
    moment: datetime = START
    deals: dict[str, DealNow] = field(default_factory=dict)
    people: dict[str, story.Person] = field(default_factory=lambda: {one.first_name: one for one in story.PEOPLE})
    scripted: set[int] = field(default_factory=set)
    """Items whose fate is told, not drawn."""
    _calendars: dict[str, WorkCalendar] = field(default_factory=dict)
    _desks: dict[str, Desk] = field(default_factory=dict)
    _queue: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)
    _order: itertools.count[int] = field(default_factory=itertools.count)

    def at(self, moment: datetime, event: Callable[[], object]) -> None:
        """Let something happen at a moment, or now where that is gone; what lies behind the end of the story never happens."""
        if moment <= END:
            heapq.heappush(self._queue, (max(moment, self.moment), next(self._order), event))

    def run(self) -> None:
        """Let everything happen, in order."""
        while self._queue:
            self.moment, _, event = heapq.heappop(self._queue)
            event()

    def clock(self) -> StoryClock:
        """Return the clock as it stands; no two acts have the same moment."""
        self.moment += timedelta(seconds=1, microseconds=self.random.randrange(1_000_000))
        return StoryClock(moment=self.moment)

    def desk(self, who: str) -> Desk:
        """Return somebody's desk now."""
        if who not in self._desks:
            settings = Settings(database=str(self.database.path), user=self.people[who].name, clock=self.clock())
            self._desks[who] = open_desk(settings, self.database)
        return replace(self._desks[who], clock=self.clock())

    def team(self, day: date) -> list[str]:
        """Return who is in the team on a day."""
        return [who for who, one in self.people.items() if one.joined is None or story.day(one.joined) <= day]

    @property
    def today(self) -> date:
        """The day of the story."""
        return self.moment.astimezone(ZONE).date()

    def calendar(self, who: str) -> WorkCalendar:
        """Return somebody's working time, which is settled once for all before they begin."""
        if who not in self._calendars:
            desk = self.desk(who)
            with self.database.read() as connection:
                self._calendars[who] = calendars(connection, desk.team.id).of(desk.me.id)
        return self._calendars[who]

    def open_items(self, who: str) -> list[ActivityRow]:
        """Return what somebody still has to do."""
        desk = self.desk(who)
        with self.database.read() as connection:
            return open_of(connection, desk.team.id, desk.me.id)

    def item(self, id_: int) -> ActivityRow:
        """Return one item as it is now."""
        with self.database.read() as connection:
            return by_ids(connection, 1, [id_])[id_]

    def deals_of(self, who: str) -> list[DealNow]:
        """Return somebody's open deals."""
        return [one for one in self.deals.values() if one.owner == who and one.is_open]

    def deal_with(self, id_: int | None) -> DealNow | None:
        """Return the deal with this number."""
        return next((one for one in self.deals.values() if one.id == id_), None)

    def chance(self, share: float) -> bool:
        """Return whether something with this chance happens."""
        return self.random.random() < share


def at(day: date, clock: str = "09:00") -> datetime:
    """Return a moment of the story: a day and a time of day in the team's zone."""
    hour, minute = (int(part) for part in clock.split(":"))
    return datetime.combine(day, time(hour, minute), ZONE)


def some_time(world: World, day: date, first: str = "09:00", last: str = "17:30") -> datetime:
    """Return any moment of a working day."""
    start, end = at(day, first), at(day, last)
    return start + timedelta(seconds=world.random.randrange(int((end - start).total_seconds())))


def monday_of(day: date) -> date:
    """Return the Monday of a week."""
    return day - timedelta(days=day.weekday())


def week_of(day: date) -> Period:
    """Return the sprint around a day."""
    return Period(monday_of(day), monday_of(day) + timedelta(days=7))
