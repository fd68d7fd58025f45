"""What happens to the deals and leads of the sample team, each on its day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import drawn
import nordwind as story
from sqlmodel import Session
from world import DealNow, World, at, some_time

from sprintsales.domain.periods import Period
from sprintsales.services.dealing import change, put_in
from sprintsales.services.moving import drop
from sprintsales.services.planning import add
from sprintsales.services.tracking import log
from sprintsales.storage import rows, tables
from sprintsales.storage.persons import remember
from sprintsales.storage.queries.activities import done_between

STAGES = frozenset(stage for stages in drawn.STAGES.values() for stage in stages)
ENDS = ("Won", "Lost", "Renewed", "Lapsed")
CATEGORIES = ("qualified", "qualified", "qualified", "unqualified", "price problem", "no need yet")


def schedule(world: World) -> None:
    """Put everything that happens to deals and leads into the story."""
    for deal in world.deals.values():
        if deal.told.is_later:
            world.at(some_time(world, story.day(deal.told.started), "10:00"), partial(begin, world, deal))
        for event in deal.told.path:
            when, what = event.split(" ", 1)
            day = story.day(when)
            if what.startswith("push") and deal.habit:
                neglect(world, deal, day)
            first, last = ("08:00", "09:20") if day == story.TODAY else ("09:45", "17:00")
            world.at(some_time(world, day, first, last), partial(happen, world, deal, what))
    for who in world.team(story.FIRST):
        leads(world, who)


def leads(world: World, who: str) -> None:
    """Let somebody's leads come in."""
    for place, name in enumerate(story.LEADS[who]):
        came_in(world, who, name, place, len(story.LEADS[who]))


def neglect(world: World, deal: DealNow, day: date) -> None:
    """Let a deal be touched only by the way, or planned for too late, before its date moves on a day."""
    calendar = world.calendar(deal.owner)
    if deal.habit == "unplanned":
        for before in (3, 6):
            world.at(at(calendar.add_working_days(day, -before), "11:25"), partial(touch, world, deal))
    elif deal.habit == "early":
        world.at(at(calendar.previous_working_day(day), "15:20"), partial(plan_late, world, deal))


def touch(world: World, deal: DealNow) -> None:
    """Call about a deal without having planned it."""
    log(world.desk(deal.owner), f"call #{deal.id} reached 10m")


def plan_late(world: World, deal: DealNow) -> None:
    """Plan a meeting for the very day a deal is to close."""
    if deal.close is not None and deal.close > world.today:
        add(world.desk(deal.owner), f"meeting #{deal.id} re last questions {deal.close} 60m")


def begin(world: World, deal: DealNow) -> None:
    """Add a deal on the day it began."""
    told = deal.told
    fields = {
        "account": told.account, "source": told.source, "segment": told.segment, "product": told.product,
        "territory": world.people[told.owner].territory, "stage": told.stage, "close_on": told.close and story.day(told.close).isoformat(),
        "agreement_on": told.agreement and story.day(told.agreement).isoformat(),
        "value": None if told.value is None else f"{told.value * 1000:.2f}", "contact": story.CONTACTS.get(told.name),
    }  # fmt: skip
    given = {name: value for name, value in fields.items() if value}
    deal.id, deal.is_open = int(put_in(world.desk(told.owner), told.name, given).value), True


def happen(world: World, deal: DealNow, said: str) -> None:
    """Let one thing happen to a deal."""
    if said in STAGES:
        deal.stage = said
        change(world.desk(deal.owner), deal.id, {"stage": said})
        return
    what, _, rest = said.partition(" ")
    desk = world.desk(deal.owner)
    word, _, more = rest.partition(" ")
    if what in ("push", "pull"):
        deal.close, deal.habit = story.day(word), ""
        change(desk, deal.id, {"close_on": deal.close.isoformat()}, reason=more or None)
    elif what == "agreement":
        deal.agreement = story.day(word)
        change(desk, deal.id, {"agreement_on": deal.agreement.isoformat()})
    elif what == "sent":
        send(world, deal)
    elif what == "forecast":
        change(desk, deal.id, {"forecast_category": word})
    elif what == "owner":
        change(world.desk("Lena"), deal.id, {"owner": world.people[word].name})
        deal.owner = word
    elif what.capitalize() in ENDS:
        change(desk, deal.id, {"stage": what.capitalize()}, reason=rest or None)
        deal.is_open, deal.stage = False, what
        end_work(world, deal)
    else:
        raise ValueError(f"{deal.told.name}: {said}")


def send(world: World, deal: DealNow) -> None:
    """Send the written agreement: the work is logged unless it stands in the plan or was done as planned, and the deal gets its day."""
    who = deal.owner
    desk = world.desk(who)
    planned = any(row.deal_id == deal.id and row.type == "agreement" for row in world.open_items(who))
    with desk.database.read() as connection:
        today = done_between(connection, desk.team.id, desk.me.id, Period(world.today, world.today + timedelta(days=1)))
    if not planned and not any(row.deal_id == deal.id and row.type == "agreement" for row in today):
        log(world.desk(who), f"agreement #{deal.id} sent 30m")
    change(world.desk(who), deal.id, {"agreement_sent_on": world.today.isoformat()})


def end_work(world: World, deal: DealNow) -> None:
    """Drop what was planned for a deal that is over."""
    left = [row.id for row in world.open_items(deal.owner) if row.deal_id == deal.id]
    if left:
        drop(world.desk(deal.owner), left, "the deal is over")


def came_in(world: World, who: str, name: str, place: int, of: int) -> None:
    """Let a lead come in on a working day of the story, be touched within hours or days, and perhaps answer."""
    begin = story.FIRST if (joined := world.people[who].joined) is None else story.day(joined)
    last = story.TODAY + timedelta(days=2)
    days = [day for n in range((last - begin).days) if world.calendar(who).is_working(day := begin + timedelta(days=n))]
    day = days[min(len(days) - 1, place * len(days) // of + world.random.randrange(2))]
    source, category = world.random.choice(story.SOURCES), world.random.choice(CATEGORIES)
    world.at(some_time(world, day), partial(add_lead, world, who, name, source, category))


def add_lead(world: World, who: str, name: str, source: str, category: str) -> None:
    """Write a new lead down and let its first touch follow."""
    desk = world.desk(who)

    def work(session: Session) -> int:
        connection, team = session.connection(), desk.team.id
        query = "SELECT id FROM label WHERE kind = 'source' AND name = ?"
        source_id = connection.exec_driver_sql(query, (source,)).scalar()
        row = tables.Lead(
            team_id=team, name_id=remember(connection, team, "name", name), owner_id=desk.me.id, source_id=source_id, category=category,
            created_on=desk.today, created_at=desk.now,
        )  # fmt: skip
        return rows.add(session, row)

    lead_id = int(desk.write(desk.act("lead", "added a lead"), work).value)
    hours = world.random.choice((1, 2, 2, 3, 5, 20, 26, 44))
    moment = world.moment + timedelta(hours=hours)
    if not world.calendar(who).is_working(moment.date()) or not 8 <= moment.hour < 18:
        moment = at(world.calendar(who).next_working_day(moment.date()), "09:10") + timedelta(minutes=world.random.randrange(90))
    world.at(moment, partial(first_touch, world, who, lead_id, name))


def first_touch(world: World, who: str, lead_id: int, name: str) -> None:
    """Call or write to a lead for the first time; one in three answers within days."""
    how = world.random.choice(("call lead:{} no answer 5m", "call lead:{} reached 10m", "email lead:{} sent 5m"))
    log(world.desk(who), how.format(f'"{name}"'))
    note(world, who, lead_id, "touched a lead for the first time", first_touch_on=world.today, first_touch_at=world.desk(who).now)
    if world.chance(0.34):
        moment = some_time(world, world.calendar(who).add_working_days(world.today, world.random.randrange(1, 4)))
        world.at(moment, partial(answered, world, who, lead_id))


def answered(world: World, who: str, lead_id: int) -> None:
    """Write down that a lead answered with interest."""
    note(world, who, lead_id, "a lead answered", responded_on=world.today, responded_at=world.desk(who).now)


def note(world: World, who: str, lead_id: int, summary: str, **fields: object) -> None:
    """Change fields of a lead."""
    desk = world.desk(who)
    desk.write(desk.act("lead", summary), lambda session: rows.put(session, tables.Lead, lead_id, **fields))
