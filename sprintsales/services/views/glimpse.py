"""The week at first sight: what stands on which day, read by the standard library alone while the database layer is still imported."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sprintsales.domain.errors import NotReadable, Refused, Unusable, Usage
from sprintsales.domain.fates import CommittedItem, SprintFacts, as_known
from sprintsales.domain.periods import Period, sprint_number, sprint_period
from sprintsales.domain.workdays import WorkCalendar
from sprintsales.services.views.week import OPEN_STATES, column_of, minutes_of, place, stands_in_week, state_of
from sprintsales.services.who import who
from sprintsales.settings import Settings, zone_named
from sprintsales.storage.first_sight import FirstSight, MemberSeen, SprintSeen, TeamSeen, WorkSeen, look_first


class GlimpseCard(NamedTuple):
    """One piece of work as its card shows it; that it came after the promise is not known yet."""

    id: int
    state: str
    type: str
    type_name: str
    title: str
    minutes: int
    quantity: int
    quantity_done: int
    carries: int
    is_added: bool
    """Logged without ever being planned."""

    @property
    def is_block(self) -> bool:
        """Whether it is many alike, counted one by one."""
        return self.quantity > 1

    @property
    def is_open(self) -> bool:
        """Whether something is left to do."""
        return self.state in OPEN_STATES


class GlimpseDay(NamedTuple):
    """One day that is worked or has work on it, with its cards; minutes planned and done."""

    day: date
    used: int
    cards: tuple[GlimpseCard, ...]


class WeekGlimpse(NamedTuple):
    """A person's week at first sight: everything about it that is no number to be counted."""

    team: str
    who: str
    number: int
    period: Period
    last_worked: date
    today: date
    day_n: int
    """Working days begun, today included, of `worked`."""
    worked: int
    saved_at: datetime | None
    """In the team's zone."""
    days: tuple[GlimpseDay, ...]


class Asked(NamedTuple):
    """Whose sprint is looked at, and when."""

    team: TeamSeen
    person: MemberSeen
    zone: ZoneInfo
    today: date
    period: Period
    sprint: SprintSeen | None
    """None while nothing was ever planned in it."""

    @property
    def sprint_id(self) -> int | None:
        """The sprint's id."""
        return self.sprint.id if self.sprint else None


def week_glimpse(settings: Settings, who_id: int | None = None, sprints: int = 0) -> WeekGlimpse | None:
    """Return what stands on the days of one person's (my) sprint, so many sprints from the running one, as the whole view will show it.

    None where there is nothing to see at once: no file, another schema, a locked database, no team, nobody of that name. The proper way
    of opening it tells why, a moment later.
    """

    def look(sight: FirstSight) -> WeekGlimpse | None:
        asked = asked_of(sight, settings, who_id, sprints)
        return None if asked is None else seen_week(sight, asked)

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
    running = sprint_period(today, team.sprint_anchor, team.sprint_weeks)
    period = sprint_period(running.start + sprints * timedelta(days=running.days), team.sprint_anchor, team.sprint_weeks)
    return Asked(team, person, zone, today, period, sight.sprint(team.id, period.start))


def person_of(sight: FirstSight, team: TeamSeen, named: str | None, who_id: int | None) -> MemberSeen | None:
    """Return the member with that id, else of that name, else the team's first manager; raises NotFound, Ambiguous."""
    members = sight.members(team.id)
    if who_id is None and named:
        return who(named, members)
    wanted = sight.first_member(team.id) if who_id is None else who_id
    return next((one for one in members if one.id == wanted), None)


def seen_week(sight: FirstSight, asked: Asked) -> WeekGlimpse:
    """Return the week seen at one moment."""
    team, period, sprint = asked.team, asked.period, asked.sprint
    calendar = sight.calendar(team.id, asked.person.id)
    worked = calendar.days(period)
    saved = sight.saved_at(team.id)
    return WeekGlimpse(
        team=team.name,
        who=asked.person.name,
        number=sprint.number if sprint else sprint_number(period.start, team.sprint_anchor, team.sprint_weeks),
        period=period,
        last_worked=worked[-1] if worked else period.last,
        today=asked.today,
        day_n=sum(day <= asked.today for day in worked),
        worked=len(worked),
        saved_at=None if saved is None else saved.astimezone(asked.zone),
        days=seen_days(sight, asked, calendar),
    )


def seen_days(sight: FirstSight, asked: Asked, calendar: WorkCalendar) -> tuple[GlimpseDay, ...]:
    """Return the days that are worked or hold work, in order."""
    team, period = asked.team, asked.period
    seen = sight.work(team.id, asked.person.id, asked.sprint_id, period)
    rows = [row for row in seen if stands_in_week(row, asked.sprint_id, period)]
    foreign = {row.deal_currency for row in rows if row.deal_currency is not None and row.deal_currency != team.currency}
    rates = sight.rates(team.id, team.currency, foreign)
    rows.sort(key=lambda row: place(row.planned_time, rates.at_home(row.deal_value, row.deal_currency, asked.today), row.id))
    promised = promised_of(sight, asked)
    days = []
    for day in period.each_day():
        cards = tuple(glimpsed(row, asked, promised) for row in rows if column_of(row.planned_on, row.done_on, period) == day)
        if cards or calendar.is_working(day):
            days.append(GlimpseDay(day, sum(card.minutes for card in cards), cards))
    return tuple(days)


def promised_of(sight: FirstSight, asked: Asked) -> dict[int, CommittedItem]:
    """Return what was promised for the sprint, by item; nothing for a cancelled one."""
    sprint = asked.sprint
    if sprint is None or sprint.cancelled_on is not None:
        return {}
    found = sight.promise(sprint.id, asked.person.id)
    return {item.activity_id: as_known(item, logged_at, sprint.closed_on, asked.zone) for item, logged_at in found}


def glimpsed(row: WorkSeen, asked: Asked, promised: dict[int, CommittedItem]) -> GlimpseCard:
    """Return one item as the whole view will show it."""
    own = promised.get(row.id)
    facts = SprintFacts(asked.sprint_id or 0, asked.period, "active")  # whether it is closed makes no difference to a card
    state = state_of(row, own, facts, today=asked.today, blocked=row.blocked)
    title = row.deal or row.list_name or row.lead or row.account or row.note
    if not title:
        title = f"{row.type_name} ×{row.quantity}" if row.quantity > 1 else row.type_name
    return GlimpseCard(
        row.id, state, row.type, row.type_name, title, minutes_of(row.state, row.minutes, row.minutes_done), row.quantity,
        row.quantity_done, row.carries, row.unplanned,
    )  # fmt: skip
