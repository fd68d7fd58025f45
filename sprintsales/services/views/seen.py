"""What every first sight begins with: whose sprint is looked at and when, the top of the screen, and pieces of work as cards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from sprintsales.domain.errors import NotReadable, Refused, Unusable, Usage
from sprintsales.domain.fates import CommittedItem, SprintFacts, as_known
from sprintsales.domain.periods import Period
from sprintsales.domain.workdays import WorkCalendar
from sprintsales.services.views.week import OPEN_STATES, days_overdue, minutes_of, state_of
from sprintsales.services.who import who
from sprintsales.settings import Settings, zone_named
from sprintsales.storage.first_sight import FirstSight, MemberSeen, SprintSeen, TeamSeen, WorkSeen, look_first

T = TypeVar("T")


class Asked(NamedTuple):
    """Whose sprint is looked at, and when."""

    team: TeamSeen
    person: MemberSeen
    zone: ZoneInfo
    now: datetime
    today: date
    period: Period
    sprint: SprintSeen | None
    """None while nothing was ever planned in it."""

    @property
    def sprint_id(self) -> int | None:
        """The sprint's id."""
        return self.sprint.id if self.sprint else None


class Head(NamedTuple):
    """The top of the screen without what is counted."""

    team: str
    currency: str
    who: str
    number: int
    period: Period
    last_worked: date
    day_n: int
    """Working days begun, today included, of `worked`."""
    worked: int
    zone: ZoneInfo
    saved_at: datetime | None


class GlimpseCard(NamedTuple):
    """One piece of work as screens show it; that it came after the promise is not known yet. Value in the team's currency."""

    id: int
    state: str
    type: str
    type_name: str
    title: str
    deal_id: int | None
    deal: str | None
    account: str | None
    lead: str | None
    list_name: str | None
    planned_on: date | None
    planned_time: int | None
    minutes: int
    quantity: int
    quantity_done: int
    value: int | None
    carries: int
    is_added: bool
    """Logged without ever being planned."""
    days_overdue: int
    blocked_why: str | None
    outcome: str | None
    done_at: datetime | None
    note: str | None
    result: str | None

    @property
    def is_block(self) -> bool:
        """Whether it is many alike, counted one by one."""
        return self.quantity > 1

    @property
    def is_open(self) -> bool:
        """Whether something is left to do."""
        return self.state in OPEN_STATES

    @property
    def is_unplanned(self) -> bool:
        """Whether it was logged without ever being planned."""
        return self.is_added


def seen(settings: Settings, who_id: int | None, sprints: int, make: Callable[[FirstSight, Asked], T | None]) -> T | None:
    """Return what MAKE sees of one person's (my) sprint, so many sprints from the running one.

    None where there is nothing to see at once: no file, another schema, a locked database, no team, nobody of that name. The proper way
    of opening it tells why, a moment later.
    """

    def look(sight: FirstSight) -> T | None:
        asked = asked_of(sight, settings, who_id, sprints)
        return None if asked is None else make(sight, asked)

    try:
        return look_first(settings.path, look)
    except (Refused, NotReadable, Unusable, Usage):
        return None


def asked_of(sight: FirstSight, settings: Settings, who_id: int | None, sprints: int) -> Asked | None:
    """Return whose sprint is asked for, None without a team or such a person; raises what opening a desk for these settings raises."""
    team = sight.team()
    person = None if team is None else person_of(sight, team, settings.user, who_id)
    if team is None or person is None:
        return None
    zone = zone_named(team.timezone)
    today = settings.clock.today(zone)
    period = team.rhythm.shifted(team.rhythm.period(today), sprints)
    return Asked(team, person, zone, settings.clock.now(zone), today, period, sight.sprint(team.id, period.start))


def person_of(sight: FirstSight, team: TeamSeen, named: str | None, who_id: int | None) -> MemberSeen | None:
    """Return the member with that id, else of that name, else the team's first manager; raises NotFound, Ambiguous."""
    members = sight.members(team.id)
    if who_id is None and named:
        return who(named, members)
    wanted = sight.first_member(team.id) if who_id is None else who_id
    return next((one for one in members if one.id == wanted), None)


def head_of(sight: FirstSight, asked: Asked, calendar: WorkCalendar) -> Head:
    """Return the top of the screen."""
    team, period, sprint = asked.team, asked.period, asked.sprint
    worked = calendar.days(period)
    return Head(
        team=team.name,
        currency=team.currency,
        who=asked.person.name,
        number=sprint.number if sprint else team.rhythm.number(period.start),
        period=period,
        last_worked=worked[-1] if worked else period.last,
        day_n=sum(day <= asked.today for day in worked),
        worked=len(worked),
        zone=asked.zone,
        saved_at=sight.saved_at(team.id),
    )


def cards_of(sight: FirstSight, asked: Asked, rows: Iterable[WorkSeen]) -> list[GlimpseCard]:
    """Return pieces of work as the whole view will show them, in the same order."""
    listed, home = list(rows), asked.team.currency
    rates = sight.rates(asked.team.id, home, {row.deal_currency for row in listed if row.deal_currency not in (None, home)})
    promised = promised_of(sight, asked)
    values = [rates.at_home(row.deal_value, row.deal_currency, asked.today) for row in listed]
    return [glimpsed(row, asked, promised.get(row.id), value) for row, value in zip(listed, values, strict=True)]


def promised_of(sight: FirstSight, asked: Asked) -> dict[int, CommittedItem]:
    """Return what was promised for the sprint, by item; nothing for a cancelled one."""
    sprint = asked.sprint
    if sprint is None or sprint.cancelled_on is not None:
        return {}
    found = sight.promise(sprint.id, asked.person.id)
    return {item.activity_id: as_known(item, logged_at, sprint.closed_on, asked.zone) for item, logged_at in found}


def glimpsed(row: WorkSeen, asked: Asked, own: CommittedItem | None, value: int | None) -> GlimpseCard:
    """Return one item as the whole view will show it; OWN as it was promised, VALUE in the team's currency."""
    facts = SprintFacts(asked.sprint_id or 0, asked.period, "active")  # whether it is closed makes no difference to a card
    name = row.deal or row.lead or row.account or row.list_name or row.type_name
    return GlimpseCard(
        id=row.id, state=state_of(row, own, facts, today=asked.today, blocked=row.blocked), type=row.type, type_name=row.type_name,
        title=f"{name} ×{row.quantity}" if row.quantity > 1 else name, deal_id=row.deal_id, deal=row.deal, account=row.account,
        lead=row.lead, list_name=row.list_name, planned_on=row.planned_on, planned_time=row.planned_time,
        minutes=minutes_of(row.state, row.minutes, row.minutes_done), quantity=row.quantity, quantity_done=row.quantity_done, value=value,
        carries=row.carries, is_added=row.unplanned, days_overdue=days_overdue(row.state, row.planned_on, asked.today),
        blocked_why=row.blocked_why, outcome=row.outcome, done_at=row.done_at, note=row.note, result=row.result,
    )  # fmt: skip
