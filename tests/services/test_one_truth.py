"""One question has one answer, whichever screen or command is asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from sprintsales.reports.review import adding_words, short_words
from sprintsales.services import committing, planning, tracking
from sprintsales.services.dealing import set_fields
from sprintsales.services.desk import Desk
from sprintsales.services.goals import GoalWish, set_goal
from sprintsales.services.tracking import Report
from sprintsales.services.views.asking import AskedPeriod, period_of
from sprintsales.services.views.closing import closing_view
from sprintsales.services.views.forecast import forecast_view
from sprintsales.services.views.frame import frame_view
from sprintsales.services.views.kpi_table import kpi_table
from sprintsales.services.views.kpis import KpiView, kpi_view
from sprintsales.services.views.plan import plan_view
from sprintsales.services.views.review import ReviewView, review_as_recorded
from sprintsales.services.views.standup import standup_view
from sprintsales.services.views.team import team_view
from sprintsales.storage import rows, tables
from tests.services.week import FRIDAY, MONDAY, NEXT_TUESDAY, WEDNESDAY, Week


def goal_everywhere(desk: Desk, kind: str, metric: str) -> set[int | None]:
    """What every view says the goal of the one at the desk is, in a period of a kind."""
    me, asked = desk.me.id, AskedPeriod(kind, period_of(desk, kind, desk.today))
    with desk.database.read() as connection:
        alone = kpi_view(connection, desk, asked, member_id=me)
        table = kpi_table(connection, desk, asked)
        row = next(one for one in table.rows if one.member_id == me)
        person = team_view(connection, desk).person(me)
        assert person is not None
        said: set[float | Fraction | None] = {alone.total.goals.get(metric), row.standings[metric].goal}
        said |= {goal.target for goal in person.goals if (goal.metric, goal.kind) == (metric, kind)}
        if metric == "won_value":
            said |= {alone.total.figures["quota"].value, forecast_view(connection, desk, asked, member_id=me).outlook.goal}
            outlooks = closing_view(connection, desk, member_id=me).outlooks
            said |= {one.goal.level for one in outlooks if one.kind == kind and one.goal is not None}
            tiles = frame_view(connection, desk, me).tiles
            said |= {tile.target for tile in tiles if (tile.key, tile.kind) == (metric, kind)}
    return {None if one is None else int(one) for one in said}


def test_the_goal_of_a_joiner_is_the_same_figure_on_every_screen_and_in_every_command(week: Week) -> None:
    mia, ana = week.desk("Mia"), week.desk("Ana").me.id
    for metric, period, level in (("won_value", "month", 20_000), ("won_value", "quarter", 60_000), ("calls_made", "month", 120)):
        set_goal(mia, GoalWish(metric, period, MONDAY, Decimal(level), member_id=ana))
    week.seat("Ana", from_on=MONDAY)
    desk = week.desk("Ana", on=WEDNESDAY)
    # 11 of 21 working days of November, 34 of 66 of the quarter; money is whole
    assert goal_everywhere(desk, "month", "won_value") == {10_476_00}
    assert goal_everywhere(desk, "quarter", "won_value") == {30_909_00}
    assert goal_everywhere(desk, "month", "calls_made") == {63}


def test_a_goal_made_inside_a_period_is_the_goal_of_that_period(week: Week) -> None:
    mia, ana = week.desk("Mia"), week.desk("Ana").me.id
    goal = tables.Goal(team_id=mia.team.id, member_id=ana, metric="won_value", period="month", commit_level=21_000_00, from_on=MONDAY)
    mia.write(mia.act("goal", "set a goal"), lambda session: rows.add(session, goal))
    assert goal_everywhere(week.desk("Ana", on=WEDNESDAY), "month", "won_value") == {21_000_00}


def test_a_rate_is_no_sum_of_the_rates_of_shorter_periods(week: Week) -> None:
    mia = week.desk("Mia")
    set_goal(mia, GoalWish("win_rate", "month", date(2026, 10, 1), Decimal("0.4")))
    with mia.database.read() as connection:
        view = kpi_view(connection, mia, AskedPeriod("quarter", period_of(mia, "quarter", MONDAY)))
    assert view.total.goals["win_rate"] == 400


def reviewed(week: Week, on: date) -> tuple[ReviewView, KpiView]:
    """Return the review of the sprint of a day as recorded, and the KPIs of its days."""
    desk = week.desk("Mia", on=on)
    period = desk.sprint_of(on)
    with desk.database.read() as connection:
        return review_as_recorded(connection, desk, period), kpi_view(connection, desk, AskedPeriod("sprint", period))


def test_an_outcome_stands_on_its_closing_day_and_a_correction_is_called_one(week: Week) -> None:
    mia = week.desk("Mia", on=NEXT_TUESDAY)
    set_fields(mia, 1, {"stage": "Won", "closed_on": str(FRIDAY)})
    set_fields(mia, 2, {"stage": "Lost", "closed_on": "2026-10-05"})
    now, figures = reviewed(week, NEXT_TUESDAY)
    assert sorted(one.kind for one in now.deals_moved) == ["corrected", "corrected"]
    assert (figures.total.figures["won_count"].value, figures.total.figures["lost_count"].value) == (0, 0)
    before, figures = reviewed(week, FRIDAY)
    assert [(one.deal_id, one.kind, one.on, one.from_stage) for one in before.deals_moved] == [(1, "won", FRIDAY, "Proposal")]
    assert figures.total.figures["won_count"].value == 1


def test_a_deal_without_a_start_is_open_from_its_import_and_created_on_no_day(week: Week) -> None:
    mia = week.desk("Mia")
    mia.write(mia.act("deal", "forgot a start"), lambda session: rows.put(session, tables.Deal, 1, started_on=None))
    with mia.database.read() as connection:
        view = kpi_view(connection, mia, AskedPeriod("month", period_of(mia, "month", MONDAY)), by="rep")
    created = view.total.figures["deals_created"]
    assert (created.value, created.note) == (0, "1 more without a start date")
    assert view.total.figures["open_count"].value == 8


def test_a_day_has_the_same_load_in_the_plan_and_at_the_stand_up_and_a_week_in_plan_and_team(week: Week) -> None:
    ana = week.desk("Ana")
    for line in ("call acme today 60m", "call corto today 45m", "call birch wed 30m"):
        planning.add(ana, line)
    with ana.database.read() as connection:
        plan = plan_view(connection, ana)
        told = next(one for one in standup_view(connection, ana).members if one.id == ana.me.id)
        person = team_view(connection, ana).person(ana.me.id)
    today = next(one for one in plan.days if one.is_today)
    assert (told.used, told.capacity) == (today.used, today.capacity) == (105, 240)
    assert person is not None
    assert person.load is not None
    assert (person.load.selling, person.load.capacity) == (plan.selling_used, plan.capacity)


def test_nothing_is_called_covered_while_an_open_deal_has_no_date(week: Week) -> None:
    ana = week.desk("Ana")
    with ana.database.read() as connection:
        mine, everybody = frame_view(connection, ana, ana.me.id), frame_view(connection, ana)
    assert mine.uncovered is not None
    assert everybody.uncovered is not None
    assert (mine.uncovered.undated, everybody.uncovered.undated) == (1, 1)
    later = week.desk("Ana", on=NEXT_TUESDAY)
    with later.database.read() as connection:
        past = frame_view(connection, later, later.me.id, later.sprint_of(MONDAY))
    assert past.uncovered is None


def test_a_sprint_over_the_end_of_a_month_shows_what_was_won_in_the_month_of_its_last_working_day(week: Week) -> None:
    ana = week.desk("Ana", on=WEDNESDAY)
    with ana.database.read() as connection:
        won = frame_view(connection, ana, ana.me.id, ana.sprint_of(date(2026, 10, 28))).tiles[-1]
    assert (won.key, won.kind, won.period.start) == ("won_value", "month", date(2026, 10, 1))


def test_what_is_open_in_the_review_adds_up_to_what_was_promised_and_what_came_later(week: Week) -> None:
    ana = week.desk("Ana")
    block = planning.add(ana, "10x call list:Q4 today 60m").ids[0]
    planning.add(ana, "call corto today")
    committing.commit(ana)
    planning.add(week.desk("Ana", on=WEDNESDAY), "email birch today")
    view, _figures = reviewed(week, WEDNESDAY)
    assert adding_words(view) == "3 open: 2 promised + 1 added"
    tracking.done(week.desk("Ana", on=WEDNESDAY), block, Report(quantity=6, finish=True))
    view, _figures = reviewed(week, WEDNESDAY)
    assert adding_words(view) == "2 open: 1 promised + 1 added"
    assert short_words(view) == "1 promised ended short of its number"


def test_the_targets_of_a_sprint_are_judged_once_its_days_are_over(week: Week) -> None:
    mia = week.desk("Mia")
    for metric, level in (("calls_made", 1), ("meetings_held", 3)):
        set_goal(mia, GoalWish(metric, "sprint", MONDAY, Decimal(level)))
    tracking.done(week.desk("Ana"), planning.add(week.desk("Ana"), "call corto today").ids[0])
    verdicts = [[(one.key, one.is_met) for one in reviewed_on(week, on).targets] for on in (FRIDAY, NEXT_TUESDAY)]
    assert verdicts[0] == [("calls_made", None), ("meetings_held", None)]
    assert verdicts[1] == [("calls_made", True), ("meetings_held", False)]


def reviewed_on(week: Week, on: date) -> ReviewView:
    """Return the review of the first sprint as recorded on a day."""
    desk = week.desk("Mia", on=on)
    with desk.database.read() as connection:
        return review_as_recorded(connection, desk, desk.sprint_of(MONDAY))
