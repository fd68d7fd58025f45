"""What was known on a past day: the figures of each evening, asked for again later, are the same figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from sqlmodel import Session

from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.domain.kpi_registry import KPIS, RECORDED
from sprintsales.domain.periods import Period, quarter
from sprintsales.services import blocking, calendar_edits, dealing, goals, moving, planning, seats, tracking
from sprintsales.services.closing_sprint import close_sprint
from sprintsales.services.committing import commit, withdraw
from sprintsales.services.desk import Desk
from sprintsales.services.tracking import Report
from sprintsales.services.undoing import undo
from sprintsales.services.views.asking import AskedPeriod
from sprintsales.services.views.closing import closing_view
from sprintsales.services.views.deals import deal_view
from sprintsales.services.views.forecast import forecast_view
from sprintsales.services.views.kpis import KpiView, kpi_view
from sprintsales.storage import rows, tables
from tests.services.week import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, Week

SPRINT = AskedPeriod("sprint", Period(MONDAY, MONDAY + timedelta(days=7)))
QUARTER = AskedPeriod("quarter", quarter(MONDAY))
OUTCOMES = ("reached", "no answer", "left message", None)


@dataclass
class Players:
    """Ana, Ben and Mia, who do anything in an order nobody chose; what a rule refuses has not happened."""

    week: Week
    chance: Random
    today: date = MONDAY
    ids: list[int] = field(default_factory=list)

    def desk(self, who: str | None = None) -> Desk:
        return self.week.desk(who or self.chance.choice(("Ana", "Ana", "Ben")), on=self.today)

    def play(self, count: int) -> None:
        acts: list[Callable[[], object]] = [
            self.add, self.add, self.block, self.done, self.done, self.done, self.count, self.count, self.move, self.drop, self.log,
            self.deal, self.deal, self.new_deal, self.lead, self.goal, self.away, self.holiday, self.undo, self.joiner, self.label,
            self.hours, self.effort, self.withdraw, self.stage,
        ]  # fmt: skip
        for _ in range(count):
            try:
                self.chance.choice(acts)()
            except (Refused, NotReadable):
                continue

    def item(self) -> int:
        return self.chance.choice(self.ids or [0])

    def day(self, least: int = 0, most: int = 6) -> date:
        return self.today + timedelta(days=self.chance.randint(least, most))

    def add(self) -> None:
        kind = self.chance.choice(("call", "meeting", "email", "demo", "proposal"))
        self.ids += planning.add(self.desk(), f"{kind} #{self.chance.randint(1, 8)} {self.day().isoformat()} 30m").ids

    def block(self) -> None:
        self.ids += planning.add(self.desk(), f"{self.chance.randint(2, 5)}x call list:Q4 {self.day().isoformat()}").ids

    def done(self) -> None:
        told = Report(on=self.day(-2, 0), outcome=self.chance.choice(OUTCOMES), minutes=self.chance.choice((None, 25)))
        tracking.done(self.desk(), self.item(), told, following=self.chance.choice((None, "email in 2 days")))

    def count(self) -> None:
        told = Report(quantity=self.chance.randint(1, 2), outcome=self.chance.choice(OUTCOMES), finish=self.chance.random() < 0.2)
        tracking.done(self.desk(), self.item(), told)

    def move(self) -> None:
        moving.move(self.desk(), [self.item()], self.day(0, 9), reason="they are away")

    def drop(self) -> None:
        moving.drop(self.desk(), [self.item()], "no budget")

    def log(self) -> None:
        tracking.log(self.desk(), f"call #{self.chance.randint(1, 8)} {self.chance.choice(('reached', ''))}")

    def effort(self) -> None:
        moving.change(self.desk(), self.item(), minutes=self.chance.randint(10, 90), quantity_planned=self.chance.randint(1, 6))

    def deal(self) -> None:
        wish = self.chance.choice(
            (
                {"stage": "won"}, {"stage": "Lost"}, {"stage": "Negotiation"}, {"value": "12345"},
                {"close_on": self.day(5, 40).isoformat()},
                {"source": "fair"}, {"product": "Pump"}, {"started_on": self.day(-9, 0).isoformat()}, {"owner": "Ben Okafor"},
                {"probability": "40"}, {"currency": "CHF"}, {"agreement_on": self.day(1, 9).isoformat()}, {"segment": "large"},
            )
        )  # fmt: skip
        dealing.set_fields(self.desk("Mia"), self.chance.randint(1, 9), wish)

    def new_deal(self) -> None:
        fields = {"value": "9000", "started_on": self.day(-9, 0).isoformat(), "close_on": self.day(3, 30).isoformat()}
        dealing.add_deal(self.desk(), f"Deal {self.chance.random()}", fields)

    def lead(self) -> None:
        desk, new = self.desk(), self.chance.random() < 0.5
        created = self.day(-3, 0)

        def work(session: Session) -> None:
            if new:
                rows.add(session, tables.Lead(team_id=desk.team.id, owner_id=desk.me.id, created_on=created))
            else:
                rows.put(session, tables.Lead, 1, first_touch_on=created, responded_on=self.today)

        desk.write(desk.act("test", "a lead"), work)

    def goal(self) -> None:
        metric = self.chance.choice(("calls_made", "won_value", "won_value"))
        kind = "sprint" if metric == "calls_made" else "quarter"
        member = self.chance.choice((None, self.desk("Ana").me.id, self.desk("Ben").me.id))
        goals.set_goal(self.desk("Mia"), goals.GoalWish(metric, kind, self.today, Decimal(self.chance.randint(5, 900)), member_id=member))

    def away(self) -> None:
        first = self.day(0, 2)
        calendar_edits.note_absence(self.desk("Mia"), self.desk().me.id, Period(first, first + timedelta(days=1)))

    def holiday(self) -> None:
        calendar_edits.note_holiday(self.desk("Mia"), self.day(-3, 3), "fair")

    def hours(self) -> None:
        wish = calendar_edits.WeekWish((240,) * 5 + (0, 0), self.day(0, 3), self.chance.choice((None, self.desk("Ana").me.id)))
        calendar_edits.set_week(self.desk("Mia"), wish)

    def joiner(self) -> None:
        seats.add_member(self.desk("Mia"), seats.NewMember(f"Joiner {self.chance.randint(1, 99)}", from_on=self.today))

    def label(self) -> None:
        desk = self.desk("Mia")
        desk.write(desk.act("test", "renamed"), lambda session: rows.put(session, tables.Label, 1, name=f"Fair {self.chance.random()}"))

    def stage(self) -> None:
        desk, told = self.desk("Mia"), self.chance.randint(1, 99) * 10
        desk.write(desk.act("test", "sure"), lambda session: rows.put(session, tables.Stage, 2, probability=told))

    def undo(self) -> None:
        undo(self.desk())

    def withdraw(self) -> None:
        if self.chance.random() < 0.3:
            withdraw(self.desk())


def told(desk: Desk, asked: AskedPeriod, by: str | None, as_of: date | None = None) -> KpiView:
    with desk.database.read() as connection:
        return kpi_view(connection, desk, asked, by=by, as_of=as_of)


def evening(desk: Desk, as_of: date | None = None) -> list[KpiView]:
    return [told(desk, asked, by, as_of) for asked, by in ((SPRINT, "rep"), (QUARTER, "rep,week"), (QUARTER, "source"))]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 3])
def test_each_evening_asked_for_again_says_what_it_said(week: Week, seed: int) -> None:
    players = Players(week, Random(seed))
    evenings: dict[date, list[KpiView]] = {}
    for days in range(9):
        players.today = MONDAY + timedelta(days=days)
        players.play(6)
        if days == 0:
            for who in ("Ana", "Ben"):
                players.ids += planning.add(players.desk(who), "3x call list:Q4 wed").ids
                commit(players.desk(who))
        if days == 7:
            close_sprint(players.desk("Mia"), MONDAY)
        players.play(6)
        if days in (0, 3, 6, 8):
            evenings[players.today] = evening(players.desk("Mia"))
    players.today += timedelta(days=1)
    players.play(15)
    later = week.desk("Mia", on=players.today)
    for day, was in evenings.items():
        for one, again in zip(was, evening(later, day), strict=True):
            before = figures(one)
            assert {at: (known, before.get(at)) for at, known in figures(again).items() if known != before.get(at)} == {}, (day, one.by)
    assert evening(later, MONDAY) != evening(later)


def figures(view: KpiView) -> dict[tuple[str, str], object]:
    """Return every figure and goal of every row."""
    return {(row.name, key): (figure, row.goals.get(key)) for row in (view.total, *view.groups) for key, figure in row.figures.items()}


def test_the_units_of_a_block_are_known_from_the_day_they_were_told(week: Week) -> None:
    block = planning.add(week.desk("Ana"), "6x call list:Q4 tue 1h").ids[0]
    tracking.done(week.desk("Ana", TUESDAY), block, Report(quantity=2, outcome="reached"))
    tracking.done(week.desk("Ana", WEDNESDAY), block, Report(quantity=3, outcome="reached", on=TUESDAY))
    desk = week.desk("Ana", FRIDAY)
    said = [told(desk, SPRINT, None, day).total.figures["contacts_reached"].value for day in (MONDAY, TUESDAY, WEDNESDAY)]
    assert said == [0, 2, 5]


def test_before_anybody_recorded_anything_there_is_no_number_and_the_reason(week: Week) -> None:
    found = told(week.desk("Ana"), QUARTER, None, date(2026, 10, 15)).total.figures
    assert {found[key].value for key in RECORDED} == {None}
    assert found["calls_made"].why == "nobody recorded anything here up to 2026-10-15"
    assert found["open_count"].value == 8, "deals tell their own dates"
    assert set(found) == set(KPIS)


def test_a_deal_and_what_closes_are_told_as_they_were_known(week: Week) -> None:
    ana, mia = week.desk("Ana", TUESDAY), week.desk("Mia", WEDNESDAY)
    call = planning.add(ana, "call #1 fri 30m").ids[0]
    blocking.block(week.desk("Ana", WEDNESDAY), [call], "legal is slow")
    dealing.set_fields(mia, 1, {"segment": "large", "agreement_on": "2026-11-27", "owner": "Ben Okafor"})
    with mia.database.read() as connection:
        then = deal_view(connection, week.desk("Mia", FRIDAY), 1, as_of=TUESDAY)
        before = {one.deal.id: (one.deal.segment, one.deal.owner) for one in closing_view(connection, mia, as_of=TUESDAY).deals}
        late = forecast_view(connection, mia, QUARTER, as_of=TUESDAY)
    assert (then.deal.segment, then.deal.agreement_on, then.deal.owner) == (None, None, "Ana Ruiz")
    assert [(one.id, one.state) for one in then.work] == [(call, "planned")]
    assert before[1] == (None, "Ana Ruiz")
    assert (late.as_of, then.as_of) == (TUESDAY, TUESDAY)
