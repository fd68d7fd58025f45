"""The weeks of the sample team: planning on Monday, work as it comes, what is left on Friday, the close on the Monday after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

import nordwind as story
from backlog import clear_backlog
from outcomes import BLOCKED, CARRIED, DROPPED, IDLE, REMOVED, REPEATS, RESULTS, SINGLE, STEPS, drawn, tallied
from sheets import Slot, plan_sheet, slots, tick_off
from sqlmodel import Session
from this_week import is_told
from world import DealNow, World, at, some_time, week_of

from sprintsales.domain.periods import Period
from sprintsales.services.blocking import block, unblock
from sprintsales.services.carrying import promised_in
from sprintsales.services.closing_sprint import close_sprint
from sprintsales.services.committing import commit
from sprintsales.services.moving import carry, drop, move, unplan
from sprintsales.services.planning import add
from sprintsales.services.sprints import ensure
from sprintsales.services.tracking import Report, done, log
from sprintsales.storage import rows, tables
from sprintsales.storage.queries.activities import ActivityRow

DAY = timedelta(days=1)
Step = tuple[str, int, str]
LATE = ("Tom", date(2026, 10, 19))
NOT_COMMITTED = ("Jonas", date(2026, 10, 26))
LIGHT = ("Mara", date(2026, 11, 2))
SUMMER = date(2026, 9, 1)
"""Until then everybody's customers are on holiday, and weeks are thinner."""
AS_IT_COMES = 12
"""From the last closed sprint on people tell of their work when it is done; before it they did so in the evening."""


class Week:
    """One sprint of everybody; SCRIPTED names who acts by a script in it."""

    def __init__(self, world: World, monday: date, place: int, scripted: str | None = None) -> None:
        self.world, self.monday, self.place, self.scripted = world, monday, place, scripted
        self.now = scripted is not None
        self.evenings: defaultdict[tuple[str, date], list[int]] = defaultdict(list)
        self.unplanned: defaultdict[tuple[str, date], list[str]] = defaultdict(list)

    @property
    def as_it_comes(self) -> bool:
        """Whether work is told when it is done, and not in the evening."""
        return self.place >= AS_IT_COMES

    def schedule(self) -> None:
        """Put the week's fixed moments into the story."""
        world, random = self.world, self.world.random
        world.at(at(self.monday, "08:05"), self.set_goal)
        for who in world.team(self.monday):
            if who == self.scripted:
                continue
            days = world.calendar(who).days(week_of(self.monday))
            if not days:
                continue
            start = at(days[0], "08:20") + timedelta(minutes=random.randrange(20))
            world.at(start, partial(self.plan, who, days))
            self.schedule_commit(who, days, start)
            for day in days:
                world.at(at(day, "08:58"), partial(self.morning, who, day, days))
                if not self.as_it_comes:
                    world.at(at(day, "16:10") + timedelta(minutes=random.randrange(24)), partial(self.evening, who, day))
            if len(days) > 2:
                world.at(at(days[1], "17:20") + timedelta(minutes=random.randrange(20)), partial(self.cover, who))
                world.at(some_time(world, days[1], "11:00"), partial(self.block_something, who))
                world.at(some_time(world, days[2], "11:00"), partial(self.remove_something, who))
            world.at(at(days[-1], "16:35") + timedelta(minutes=random.randrange(40)), partial(self.leftovers, who, days))
        if not self.now:
            after = self.monday + 7 * DAY
            world.at(at(after, "16:40"), self.close)
            for who in world.team(self.monday):
                world.at(at(after + DAY, "08:30") + timedelta(minutes=random.randrange(15)), partial(clear_backlog, world, who))

    def schedule_commit(self, who: str, days: list[date], start: datetime) -> None:
        """Let somebody commit on Monday morning, late, or not at all."""
        if self.world.people[who].role != "rep" or (who, self.monday) == NOT_COMMITTED:
            return
        moment = at(days[1], "10:05") if (who, self.monday) == LATE else start + timedelta(minutes=14)
        self.world.at(moment, lambda: commit(self.world.desk(who)))

    def set_goal(self) -> None:
        """Set the sprint's goal."""
        desk, goal = self.world.desk("Lena"), story.GOALS[self.place]
        number = desk.team.rhythm.number(self.monday)

        def work(session: Session) -> None:
            rows.put(session, tables.Sprint, ensure(session, desk, self.monday), goal=goal)

        desk.write(desk.act("goal", f"set the goal of sprint {number}"), work)

    def plan(self, who: str, days: list[date]) -> None:
        """Fill somebody's week: blocks of calls, deals by their dates, a little that is not selling."""
        world = self.world
        person, random = world.people[who], world.random
        share = len(days) / (4 if who == "Mara" else 5) * (0.75 if self.monday < SUMMER else 1.0)
        room = int(person.minutes * min(share, 1.0) * random.uniform(1 - person.rhythm, 1 + person.rhythm))
        there = [row for row in world.open_items(who) if row.planned_on is not None and row.planned_on in week_of(self.monday)]
        room -= sum(row.minutes for row in there)
        light = (who, self.monday) == LIGHT
        if light:
            room = 280 - sum(row.minutes for row in there)
        sheet, taken = [], slots(world.open_items(who))
        lists = story.LISTS[who]
        wanted = [days[n] for n in (0, 1, 3) if n < len(days)] if person.calls and not light else []
        for day in wanted if room > 350 else wanted[:1]:
            count = person.calls + random.randrange(-3, 4)
            sheet.append(f'{count}x call list:"{random.choice(lists)}" {day} {count * 6}m')
            room -= count * 6
        for kind, minutes, about in () if light else IDLE if person.calls else IDLE[1:2]:
            if random.random() < 0.45:
                sheet.append(f"{kind} re {about} {random.choice(days)} {minutes}m")
                room -= minutes
        touched = [row.deal_id for row in there]
        deals = [one for one in world.deals_of(who) if one.is_worked_on(self.monday)]
        for deal in sorted(deals, key=lambda one: (self.urgency(one), one.id)):
            if room > 0 and deal.id not in touched and (self.urgency(deal) < 16 or world.chance(0.7)):
                line, minutes = self.touch(deal, days, taken)
                sheet.append(line)
                room -= minutes
        while room > 45 and deals:
            deal = random.choice(deals)
            deals.remove(deal)
            line, minutes = self.touch(deal, days, taken)
            sheet.append(line)
            room -= minutes
        plan_sheet(world, who, sheet)

    def urgency(self, deal: DealNow) -> int:
        """Return the days to the next date of a deal."""
        ahead = [(day - self.monday).days for day in (deal.agreement, deal.close) if day is not None and day >= self.monday]
        return min(ahead, default=99)

    def touch(self, deal: DealNow, days: list[date], taken: list[Slot]) -> tuple[str, int]:
        """Return the line and minutes of one touch of a deal, other than those planned; before its date where one is near."""
        random = self.world.random
        twice = {slot.type_name for slot in taken if slot.deal_id == deal.id}
        kind, minutes, about = self.step(deal, [step for step in STEPS[deal.stage] if step[0] not in twice] or STEPS[deal.stage])
        near = self.monday + timedelta(days=self.urgency(deal))
        may = [day for day in days if day <= near] or days[:1]
        day = may[-1] if self.now and self.urgency(deal) < 16 else random.choice(may)
        if deal.stage in ("Negotiation", "Agreed") and deal.agreement in days and "agreement" not in twice:
            kind, minutes, about, day = "agreement", 60, "send the written agreement", deal.agreement
        free = sorted({9, 10, 11, 13, 14, 15} - {slot.hour for slot in taken if slot.planned_on == day})
        timed = free and (kind in ("meeting", "demo") or (kind == "call" and random.random() < 0.3))
        hour = random.choice(free) if timed else None
        clock = f" {hour:02}:{random.choice(('00', '30'))}" if hour is not None else ""
        taken.append(Slot(deal.id, kind, day, hour))
        return f"{kind} #{deal.id} re {about} {day}{clock} {minutes}m", minutes

    def step(self, deal: DealNow, steps: Sequence[Step]) -> Step:
        """Return what to do next for a deal: any of the steps that were done least often."""
        least = min(deal.steps.count(about) for _, _, about in steps)
        chosen = self.world.random.choice([one for one in steps if deal.steps.count(one[2]) == least])
        deal.steps.append(chosen[2])
        return chosen

    def cover(self, who: str) -> None:
        """See to it that something is planned before the dates that come soon, this week always and before that mostly."""
        world = self.world
        soon, there = world.today + timedelta(days=15), world.open_items(who)
        for deal in world.deals_of(who):
            pending = [day for day in (deal.agreement, deal.close) if day is not None and world.today < day <= soon]
            rows = [row.planned_on for row in there if row.deal_id == deal.id and row.planned_on is not None]
            if not pending or not deal.is_worked_on(world.today) or any(world.today < day <= min(pending) for day in rows):
                continue
            days = [day for day in world.calendar(who).days(Period(world.today + DAY, min(pending) + DAY)) if not is_told(who, day)]
            if days and (self.now or world.chance(0.6)):
                kind, minutes, about = self.step(deal, [one for one in STEPS[deal.stage] if one[0] in ("call", "follow-up")])
                self.add(who, f"{kind} #{deal.id} re {about} {days[len(days) // 2]} {minutes}m", minutes)

    def add(self, who: str, line: str, minutes: int) -> int:
        """Plan one line, a little later than the one before, and return its minutes."""
        self.world.moment += timedelta(seconds=self.world.random.randrange(8, 40))
        add(self.world.desk(who), line)
        return minutes

    def morning(self, who: str, day: date, days: list[date]) -> None:
        """Decide what becomes of the day's items, and of those left from the days before."""
        world, random = self.world, self.world.random
        person = world.people[who]
        busy = 0
        for row in world.open_items(who):
            if row.id in world.scripted:
                continue
            if row.planned_on == day:
                self.decide(who, row, day, days, person.keeps)
                busy += row.minutes
            elif row.planned_on is not None and self.monday <= row.planned_on < day and world.chance(0.28) and not self.is_missed(row):
                self.will_finish(who, row, day)
        for _ in range(random.choice((0, 0, 1, 1, 2) if self.as_it_comes else (0, 0, 0, 1, 1))):
            world.at(some_time(world, day, "10:00", "16:00"), partial(self.log_something, who))
        if day != days[0] and world.chance(0.45 if self.as_it_comes else 0.15):
            world.at(some_time(world, day, "09:30", "12:00"), partial(self.add_something, who, day, days))

    def decide(self, who: str, row: ActivityRow, day: date, days: list[date], keeps: float) -> None:
        """Let an item of today be done at its time, moved within the week, or left."""
        world, chance = self.world, self.world.random.random()
        later = [one for one in days if one > day]
        keeps = 0.1 if self.is_missed(row) else keeps
        if chance < keeps:
            self.will_finish(who, row, day)
        elif chance < keeps + (0.07 if self.as_it_comes else 0.03) and later:
            world.at(some_time(world, day, "15:00", "16:00"), partial(self.put_off, who, row.id, world.random.choice(later)))

    def is_missed(self, row: ActivityRow) -> bool:
        """Return whether an item is for a deal nobody does what was planned for."""
        deal = self.world.deal_with(row.deal_id)
        return deal is not None and deal.habit == "missed"

    def will_finish(self, who: str, row: ActivityRow, day: date) -> None:
        """Let an item be done on a day: at its time where it has one."""
        world = self.world
        if not self.as_it_comes:
            self.evenings[who, day].append(row.id)
            return
        timed = row.planned_time if row.planned_on == day else None
        clock = at(day) + timedelta(minutes=timed - 540 + row.minutes) if timed else some_time(world, day)
        world.at(clock + timedelta(minutes=world.random.randrange(1, 9)), partial(self.finish, who, row.id))

    def evening(self, who: str, day: date) -> None:
        """Tell of a day's work all at once."""
        world, there = self.world, self.world.open_items(who)
        wanted = set(self.evenings.pop((who, day), ()))
        told = []
        for row in there:
            if row.id not in wanted:
                continue
            reports = self.counts(row) if row.is_block else [self.report(row)]
            told.append((row, reports, None if row.is_block else self.following(who, row, reports[0].outcome, there)))
        tick_off(world, who, told, self.unplanned.pop((who, day), []))

    def put_off(self, who: str, id_: int, day: date) -> None:
        """Move an item to a later day of the week."""
        if self.world.item(id_).state == "planned":
            move(self.world.desk(who), [id_], day)

    def finish(self, who: str, id_: int) -> None:
        """Do an item, if it is still to be done: a block in a few counts, everything else with its outcome and perhaps a next step."""
        world = self.world
        row = world.item(id_)
        if row.state != "planned":
            return
        if row.is_block:
            self.count(who, row)
            return
        report = self.report(row)
        done(world.desk(who), id_, report, following=self.following(who, row, report.outcome, world.open_items(who)))

    def report(self, row: ActivityRow) -> Report:
        """Return how a piece of work came out."""
        world = self.world
        outcome = drawn(world.random, SINGLE[row.type]) if row.type in SINGLE else None
        result = world.random.choice(RESULTS) if outcome in ("reached", "held", "replied") and world.chance(0.3) else None
        minutes = max(5, row.minutes + world.random.choice((-10, -5, 0, 0, 0, 5, 15))) if world.chance(0.5) else None
        return Report(outcome=outcome, note=result, minutes=minutes)

    def following(self, who: str, row: ActivityRow, outcome: str | None, there: list[ActivityRow]) -> str | None:
        """Return the next step after a touch of a deal, most of the time."""
        world, random = self.world, self.world.random
        deal = world.deal_with(row.deal_id)
        if deal is None or not deal.is_worked_on(world.today):
            return None
        again = outcome in REPEATS
        planned = [one for one in there if one.deal_id == deal.id and one.planned_on and one.planned_on > world.today]
        if planned or not (again or world.chance(0.8)):
            return None
        ahead = random.randrange(1, 4) if again else random.randrange(4, 13)
        day = world.calendar(who).add_working_days(world.today, ahead)
        if is_told(who, day):
            day += timedelta(days=7)
        elif deal.close and day > deal.close > world.today:
            day = self.before(who, deal.close)
        if day <= world.today or not deal.is_worked_on(day):
            return None
        if again:
            return f"{row.type_name} re {row.note or 'once more'} {day} {row.minutes}m"
        kind, minutes, about = self.step(deal, [one for one in STEPS[deal.stage] if one[0] != "proposal"])
        return f"{kind} re {about} {day} {minutes}m"

    def before(self, who: str, day: date) -> date:
        """Return the working day before a day."""
        return self.world.calendar(who).previous_working_day(day)

    def counts(self, row: ActivityRow) -> list[Report]:
        """Return how a block of calls was counted, outcome by outcome; now and then it ends short of its plan."""
        world, random = self.world, self.world.random
        units = row.quantity_planned - row.quantity_done
        short = units > 4 and world.chance(0.22)
        if short:
            units = int(units * random.uniform(0.55, 0.9))
        parts = tallied(random, units)
        return [
            Report(
                quantity=number, outcome=outcome, finish=short and place == len(parts), minutes=row.minutes if place == len(parts) else None
            )
            for place, (outcome, number) in enumerate(parts, 1)
        ]

    def count(self, who: str, row: ActivityRow) -> None:
        """Count a block of calls."""
        for report in self.counts(row):
            done(self.world.desk(who), row.id, report)
            self.world.moment += timedelta(minutes=self.world.random.randrange(2, 9))

    def log_something(self, who: str) -> None:
        """Log a touch nobody had planned."""
        world = self.world
        deals = [one for one in world.deals_of(who) if one.is_worked_on(world.today)]
        if deals:
            deal = world.random.choice(deals)
            words = ("call #{} reached 10m", "email #{} replied 5m", "call #{} no answer 5m", "social #{} sent 5m", "email #{} sent 5m")
            line = world.random.choice(words).format(deal.id)
            if self.as_it_comes:
                log(world.desk(who), line)
            else:
                self.unplanned[who, world.today].append(line)

    def add_something(self, who: str, day: date, days: list[date]) -> None:
        """Plan something that came up after the commit."""
        world = self.world
        deals = [one for one in world.deals_of(who) if one.is_worked_on(day)]
        if deals:
            line, minutes = self.touch(world.random.choice(deals), [one for one in days if one >= day], slots(world.open_items(who)))
            self.add(who, line, minutes)

    def block_something(self, who: str) -> None:
        """Say of an item that something stops it, once in a while, and that it is over two days later."""
        world = self.world
        items = self.open_touches(who)
        if not items or not world.chance(0.3):
            return
        id_ = world.random.choice(items).id
        block(world.desk(who), [id_], world.random.choice(BLOCKED), clears_id=world.desk("Lena").me.id)
        world.at(world.moment + 2 * DAY, lambda: world.item(id_).state == "planned" and unblock(world.desk(who), [id_]))

    def open_touches(self, who: str) -> list[ActivityRow]:
        """Return what somebody still plans for deals in this week."""
        week, scripted = week_of(self.monday), self.world.scripted
        rows = self.world.open_items(who)
        return [row for row in rows if row.deal_id and row.planned_on and row.planned_on in week and row.id not in scripted]

    def remove_something(self, who: str) -> None:
        """Take a promised item out of the running sprint, once in a while."""
        world, desk = self.world, self.world.desk(who)
        items = self.open_touches(who)
        with desk.database.read() as connection:
            promised = set().union(*promised_in(connection, desk, items).values())
        items = [row for row in items if row.id in promised and row.planned_on and row.planned_on > world.today]
        if items and world.chance(0.25):
            unplan(desk, [world.random.choice(items).id], reason=world.random.choice(REMOVED))

    def leftovers(self, who: str, days: list[date]) -> None:
        """Decide some of what is left at the end of the week: carried, dropped, or nothing yet."""
        world, random = self.world, self.world.random
        following = [day for day in world.calendar(who).days(week_of(self.monday + 7 * DAY)) if not is_told(who, day)]
        dropped, carried = [], []
        for row in world.open_items(who):
            if row.planned_on is None or row.planned_on not in week_of(self.monday) or row.id in world.scripted:
                continue
            deal, chance = world.deal_with(row.deal_id), random.random()
            over = deal is not None and not deal.is_worked_on(self.monday + 7 * DAY)
            if row.carries > 1 or over or chance < 0.15:
                dropped.append(row.id)
            elif chance < 0.55:
                carried.append(row.id)
        if dropped:
            drop(world.desk(who), dropped, random.choice(DROPPED))
        for place in range(2):
            ids = carried[place::2]
            if ids and following:
                world.moment += timedelta(seconds=40)
                carry(world.desk(who), ids, random.choice(following), reason=random.choice(CARRIED))

    def close(self) -> None:
        """Close the sprint, as its manager does on the Monday after."""
        close_sprint(self.world.desk("Lena"), self.monday, goal_met=story.GOALS_MET[self.place])
