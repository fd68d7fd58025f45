"""The KPIs of a small team, counted from rows: groups sum to the total, work counts for the doer, moments are real moments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from sprintsales.domain.errors import NotReadable, Usage
from sprintsales.domain.kpi_registry import KPIS
from sprintsales.domain.periods import Period, month, quarter
from sprintsales.services.dealing import add_deal, set_fields
from sprintsales.services.desk import Desk
from sprintsales.services.views.asking import AskedPeriod, asked_period
from sprintsales.services.views.kpis import KpiView, kpi_view
from sprintsales.storage import rows, tables
from tests.places import Place, Template
from tests.services.week import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, Week, prepared

NOVEMBER = AskedPeriod("month", month(MONDAY))
ANA, BEN = 2, 3


def two_closed(week: Week) -> None:
    """A week in which two deals closed."""
    set_fields(week.desk("Ana", on=TUESDAY), 3, {"stage": "won", "product": "Press", "source": "Fair"})
    set_fields(week.desk("Ben", on=WEDNESDAY), 6, {"status": "lost"})


@pytest.fixture(scope="session")
def week_template(place: Place) -> Template:
    """Return the team after that week, to be copied."""
    return prepared(place, "two_closed", two_closed)


@pytest.fixture
def desk(week: Week) -> Desk:
    """Mia's desk on Friday."""
    return week.desk("Mia", on=FRIDAY)


def add(desk: Desk, *made: tables.Base) -> None:
    """Add rows in one act."""
    desk.write(desk.act("test", "added"), lambda session: [rows.add(session, row) for row in made])


def work(type_id: int, owner: int, **more: Any) -> tables.Activity:
    """Return one done activity."""
    fields = {"state": "done", "done_on": TUESDAY, "quantity_done": 1, "deal_id": 3, **more}
    return tables.Activity(team_id=1, type_id=type_id, owner_id=owner, **fields)


def view(desk: Desk, asked: AskedPeriod = NOVEMBER, **more: Any) -> KpiView:
    """Return the KPIs."""
    with desk.database.read() as connection:
        return kpi_view(connection, desk, asked, **more)


def value(found: KpiView, key: str, name: str | None = None) -> object:
    """Return one figure of the total or of a group."""
    row = found.total if name is None else next(row for row in found.groups if row.name == name)
    return row.figures[key].value


def test_every_kpi_of_the_registry_is_there_with_or_without_a_number(desk: Desk) -> None:
    found = view(desk, by="rep")
    assert all(list(row.figures) == list(KPIS) for row in (found.total, *found.groups))
    assert all(figure.why for figure in found.total.figures.values() if figure.value is None)


def test_won_and_lost_count_by_their_closing_day(desk: Desk) -> None:
    found = view(desk)
    assert (value(found, "won_count"), value(found, "lost_count"), value(found, "won_value")) == (1, 1, 12_000_00)
    assert value(found, "win_rate") == Fraction(1, 2)
    assert value(found, "cycle_days_mean") == 47
    assert value(view(desk, AskedPeriod("month", month(date(2026, 10, 5)))), "won_count") == 0


@pytest.mark.parametrize("by", ["rep", "product", "stage", "week", "manager", "rep,week", "segment,rep", "territory", "function", "source"])
def test_the_groups_of_any_cut_sum_to_the_total(desk: Desk, by: str) -> None:
    add(desk, work(1, ANA), work(1, BEN, deal_id=None, quantity_done=4), work(1, BEN, deal_id=7, done_on=WEDNESDAY))
    set_fields(desk, 7, {"close_on": "2026-12-30"})
    found = view(desk, by=by)
    keys = ("won_count", "lost_count", "won_value", "deals_created", "calls_made", "pushes")
    sums = {key: sum(int(str(row.figures[key].value or 0)) for row in found.groups) for key in keys}
    assert sums == {key: value(found, key) for key in keys}


@pytest.mark.parametrize("by", ["rep", "product", "stage", "manager", "segment,rep"])
def test_open_deals_are_each_in_one_group(desk: Desk, by: str) -> None:
    found = view(desk, by=by)
    assert sum(int(str(row.figures["open_count"].value)) for row in found.groups) == value(found, "open_count") == 6


def test_reps_with_a_seat_have_a_row_and_a_viewer_has_none(desk: Desk) -> None:
    assert [row.name for row in view(desk, by="rep").groups] == ["Ana Ruiz", "Ben Okafor"]
    later = AskedPeriod("month", month(date(2027, 5, 1)))
    assert [row.name for row in view(desk, later, by="rep").groups] == ["Ana Ruiz", "Ben Okafor"]


def test_a_deal_of_nobody_stands_under_no_owner(desk: Desk) -> None:
    set_fields(desk, 1, {"owner": ""})
    assert value(view(desk, by="rep"), "open_count", "(no owner)") == 1


def test_work_counts_for_the_doer_in_units_and_by_the_deals_product(desk: Desk) -> None:
    call = work(1, BEN, quantity_planned=30, quantity_done=20, outcome=None)
    add(desk, call, work(4, ANA, outcome="held"), work(1, ANA, direction="in"))
    add(desk, tables.ActivityTally(team_id=1, activity_id=1, outcome="reached", units=5))
    add(desk, tables.ActivityTally(team_id=1, activity_id=1, outcome="no_answer", units=10))
    found = view(desk, by="rep")
    assert (value(found, "calls_made"), value(found, "contacts_reached"), value(found, "contact_rate")) == (20, 5, Fraction(1, 3))
    assert (value(found, "calls_made", "Ben Okafor"), value(found, "meetings_held", "Ana Ruiz")) == (20, 1)
    assert value(view(desk, by="product"), "calls_made", "Press") == 20
    assert value(found, "activities_done") == 21, "a call that came in is no work of a rep"


def test_meetings_are_scheduled_on_the_day_they_are_planned_for(desk: Desk) -> None:
    add(desk, work(4, ANA, state="planned", done_on=None, quantity_done=0, planned_on=date(2026, 12, 1)))
    assert value(view(desk), "meetings_scheduled") == 0
    assert value(view(desk, AskedPeriod("month", month(date(2026, 12, 1)))), "meetings_scheduled") == 1


def test_open_value_is_of_the_earlier_of_the_periods_end_and_today(desk: Desk) -> None:
    everything = 48_000_00 + 27_000_00 + 64_000_00 + 55_000_00 + 1_240_000_00
    assert value(view(desk), "open_value") == everything
    past = view(desk, AskedPeriod("range", Period(date(2026, 11, 1), TUESDAY)))
    assert (value(past, "open_count"), value(past, "open_value")) == (8, everything + 12_000_00 + 9_400_00)
    set_fields(desk, 1, {"value": "1"})
    assert value(view(desk, AskedPeriod("range", Period(date(2026, 11, 1), TUESDAY))), "open_value") == value(past, "open_value")


def test_the_weighted_pipeline_of_a_past_moment_does_not_know_what_was_won_later(desk: Desk) -> None:
    past = view(desk, AskedPeriod("range", Period(date(2026, 11, 1), TUESDAY)))
    expected = 48_000_00 * 500 + 27_000_00 * 250 + 12_000_00 * 750 + 64_000_00 * 250 + 9_400_00 * 500 + 55_000_00 * 750 + 1_240_000_00 * 100
    assert value(past, "weighted_pipeline") == expected // 1000


def test_stage_advances_count_moves_forward_and_wins(desk: Desk) -> None:
    for stage in ("Negotiation", "Qualified", "Proposal"):
        set_fields(desk, 1, {"stage": stage})
    assert value(view(desk), "stage_advances") == 3


def test_pushes_count_once_with_the_value_at_that_moment(desk: Desk) -> None:
    set_fields(desk, 1, {"close_on": "2026-12-30"})
    set_fields(desk, 1, {"value": "1"})
    found = view(desk, by="rep")
    assert (value(found, "pushes"), value(found, "slipped_value", "Ana Ruiz"), value(found, "pushes", "Ben Okafor")) == (1, 48_000_00, 0)


def test_as_of_a_day_nothing_later_is_known(desk: Desk) -> None:
    found = view(desk, as_of=MONDAY)
    assert (value(found, "won_count"), value(found, "open_count"), found.as_of) == (0, 8, MONDAY)


def goal(metric: str, level: int, period: str, member: int | None = None, from_on: date = date(2026, 1, 1)) -> tables.Goal:
    """Return one goal."""
    return tables.Goal(team_id=1, member_id=member, metric=metric, period=period, commit_level=level, from_on=from_on)


def test_a_quota_is_the_sum_of_the_shorter_ones_and_the_teams_own_stands_above(desk: Desk) -> None:
    add(desk, goal("won_value", 10_000_00, "month", ANA), goal("won_value", 8_000_00, "month", BEN))
    found = view(desk, by="rep")
    assert (value(found, "quota"), value(found, "quota", "Ana Ruiz")) == (18_000_00, 10_000_00)
    assert value(found, "quota_attainment", "Ana Ruiz") == Fraction(12, 10)
    assert value(view(desk, AskedPeriod("quarter", quarter(MONDAY))), "quota") == 54_000_00
    assert found.total.figures["quota_attainment_rate"].why == "the period has not ended"
    assert view(desk, AskedPeriod("week", Period(MONDAY, date(2026, 11, 23)))).total.figures["quota"].why == "no quota"
    add(desk, goal("won_value", 20_000_00, "month"))
    assert value(view(desk), "quota") == 20_000_00


def test_reps_at_quota_are_counted_when_the_period_has_ended(week: Week, desk: Desk) -> None:
    add(desk, goal("won_value", 10_000_00, "month", ANA), goal("won_value", 8_000_00, "month", BEN))
    december = week.at(desk, date(2026, 12, 1))
    assert value(view(december), "quota_attainment_rate") == Fraction(1, 2)


def test_goals_stand_beside_their_figures(desk: Desk) -> None:
    add(desk, goal("calls_made", 40, "month"), goal("calls_made", 25, "month", ANA))
    found = view(desk, by="rep")
    assert found.total.goals == {"calls_made": 40}
    assert {row.name: dict(row.goals) for row in found.groups} == {"Ana Ruiz": {"calls_made": 25}, "Ben Okafor": {}}


def test_one_rep_alone_has_the_figures_of_the_own_group(desk: Desk) -> None:
    everyone, alone = view(desk, by="rep"), view(desk, member_id=ANA)
    group = next(row for row in everyone.groups if row.name == "Ana Ruiz")
    assert {key: figure.value for key, figure in alone.total.figures.items()} == {
        key: figure.value for key, figure in group.figures.items()
    }


def test_periods_are_compared_with_the_one_before_and_a_year_ago(desk: Desk) -> None:
    found = view(desk, compare=True)
    assert [(one.kind, one.period.start) for one in found.compared] == [("previous", date(2026, 10, 1)), ("last_year", date(2025, 11, 1))]
    assert found.compared[0].figures["deals_created"].value == 8


def test_a_sprints_promise_is_counted_for_the_rep(desk: Desk) -> None:
    found = view(desk, by="rep")
    assert (value(found, "say_do"), value(found, "committed")) == (None, 0)


def test_an_unknown_cut_is_refused_by_name(desk: Desk) -> None:
    with pytest.raises(NotReadable, match="colour"):
        view(desk, by="colour")


@pytest.mark.parametrize(
    ("words", "kind", "first", "end"),
    [
        ({}, "month", date(2026, 11, 1), date(2026, 12, 1)),
        ({"kind": "quarter", "at": "2026-05-05"}, "quarter", date(2026, 4, 1), date(2026, 7, 1)),
        ({"kind": "sprint"}, "sprint", MONDAY, date(2026, 11, 23)),
        ({"start": "2026-11-01", "end": "2026-11-03"}, "range", date(2026, 11, 1), date(2026, 11, 3)),
        ({"start": "2026-11-01", "last": "2026-11-03"}, "range", date(2026, 11, 1), date(2026, 11, 4)),
        ({"week": "2026-W47"}, "week", MONDAY, date(2026, 11, 23)),
        ({"number": 47}, "sprint", MONDAY, date(2026, 11, 23)),
    ],
)
def test_a_period_is_named_in_several_ways(desk: Desk, words: dict[str, Any], kind: str, first: date, end: date) -> None:
    with desk.database.read() as connection:
        found = asked_period(desk, connection, **words)
    assert found == AskedPeriod(kind, Period(first, end))


@pytest.mark.parametrize(
    "words", [{"start": "2026-11-01"}, {"end": "2026-11-01"}, {"week": "47"}, {"week": "2026-W47", "at": "today"}, {"at": "soon"}]
)
def test_a_period_named_badly_is_wrong_usage(desk: Desk, words: dict[str, Any]) -> None:
    with desk.database.read() as connection, pytest.raises(Usage):
        asked_period(desk, connection, **words)


def test_a_joiners_quota_is_cut_to_the_days_since(week: Week, desk: Desk) -> None:
    def joined(session: Any) -> bool:
        return rows.put(session, tables.Membership, 3, from_on=MONDAY)

    desk.write(desk.act("test", "joined"), joined)
    add(desk, goal("won_value", 21_000_00, "month", BEN))
    assert value(view(desk, by="rep"), "quota", "Ben Okafor") == 11_000_00, "11 of November's 21 working days"


def test_a_deal_in_a_foreign_currency_without_a_rate_is_counted_and_not_summed(desk: Desk) -> None:
    add_deal(desk, "Tokyo", {"value": "1000000", "currency": "JPY"})
    found = view(desk)
    assert value(found, "open_count") == 7
    assert found.total.figures["open_value"].n == 5


def test_the_same_question_gives_the_same_answer_a_week_later(week: Week, desk: Desk) -> None:
    asked = AskedPeriod("range", Period(date(2026, 11, 1), WEDNESDAY))
    now, later = view(desk, asked), view(week.at(desk, date(2026, 11, 27)), asked)
    assert replace(later, as_of=now.as_of) == now
