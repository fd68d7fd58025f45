"""Facts about the views of the work: the plan, the day, the stand-up and the review, each from one read."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlmodel import Session

from sprintsales.services import blocking, moving, planning, tracking
from sprintsales.services.accepting import accept
from sprintsales.services.closing_sprint import close_sprint
from sprintsales.services.committing import commit
from sprintsales.services.dealing import set_fields
from sprintsales.services.desk import Desk
from sprintsales.services.goals import GoalWish, set_goal
from sprintsales.services.roles import OnlyManagers
from sprintsales.services.sprints import sprint_on
from sprintsales.services.tracking import Report
from sprintsales.services.views.as_known import known_at
from sprintsales.services.views.frame import FrameView, Tile, frame_view
from sprintsales.services.views.picture import deal_picture
from sprintsales.services.views.plan import PlanView, plan_view
from sprintsales.services.views.reading import Uncovered, read_sprint
from sprintsales.services.views.review import ReviewView, review_as_recorded
from sprintsales.services.views.reviewed import READ_BEFORE, restated, review_view, reviewed_now, with_figures
from sprintsales.services.views.standup import PersonStandup, StandupView, standup_view
from sprintsales.services.views.today import TodayView, today_view
from sprintsales.storage import rows, tables
from sprintsales.storage.as_known import Moment
from sprintsales.storage.queries.snapshots import closing_act, closing_picture
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, NEXT_TUESDAY, THURSDAY, TUESDAY, WEDNESDAY, Week


def uncovered(view: PlanView | FrameView) -> Uncovered:
    """What closes soon with nothing planned, of a sprint that is not over."""
    assert view.uncovered is not None
    return view.uncovered


def plan(desk: Desk, who_id: int | None = None, day: date | None = None) -> PlanView:
    with desk.database.read() as connection:
        return plan_view(connection, desk, who_id, desk.sprint_of(day) if day else None)


def the_day(desk: Desk, selected: int | None = None) -> TodayView:
    with desk.database.read() as connection:
        return today_view(connection, desk, None, selected)


def stand_up(desk: Desk) -> StandupView:
    with desk.database.read() as connection:
        return standup_view(connection, desk)


def review(desk: Desk) -> ReviewView:
    with desk.database.read() as connection:
        return review_view(connection, desk, desk.sprint_of(MONDAY))


def frame(desk: Desk, who_id: int | None) -> FrameView:
    with desk.database.read() as connection:
        return frame_view(connection, desk, who_id)


def tile(view: FrameView, key: str) -> Tile:
    return next(one for one in view.tiles if one.key == key)


def states(view: PlanView, day: date) -> list[tuple[str, str]]:
    return next([(one.state, one.title) for one in column.cards] for column in view.days if column.day == day)


def a_lived_week(week: Week) -> Desk:
    """Ana plans and promises on Monday, works on Tuesday, and looks on Wednesday."""
    ana = week.desk()
    lines = (
        "call acme tue 30m",
        "email birch tue",
        "demo corto wed 14:00",
        "10x call list:Q4 wed 60m",
        "call eder fri",
        "email acme wed 9:00",
    )
    ids = [planning.add(ana, line).ids[0] for line in lines]
    commit(ana)
    tuesday = week.at(ana, TUESDAY)
    tracking.done(tuesday, ids[0], Report(note="wants a discount"))
    wednesday = week.at(ana, WEDNESDAY)
    tracking.done(wednesday, ids[3], Report(quantity=4))
    blocking.block(wednesday, [ids[4]], "legal has it")
    planning.add(wednesday, "call corto thu")
    tracking.log(wednesday, "social birch")
    return wednesday


def test_the_plan_shows_each_day_in_order_of_time_then_value_with_what_is_done_overdue_blocked_and_added(week: Week) -> None:
    view = plan(a_lived_week(week))
    assert [one.day.day for one in view.days] == [16, 17, 18, 19, 20]
    assert states(view, TUESDAY) == [("done", "Acme renewal"), ("overdue", "Birch pilot")]
    assert states(view, WEDNESDAY) == [
        ("planned", "Acme renewal"), ("planned", "Corto upgrade"), ("done", "Birch pilot"), ("planned", "Q4 ×10"),
    ]  # fmt: skip
    assert states(view, FRIDAY) == [("blocked", "Eder press line")]
    [added] = next(one for one in view.days if one.day == THURSDAY).cards
    assert (added.is_added, added.is_promised) == (True, False)
    assert (view.committed, view.added, view.removed, view.is_committed) == (6, 1, 0, True)


def test_the_plan_reacts_capacity_and_uncovered_value_change_with_every_item(week: Week) -> None:
    ana = week.desk()
    before = plan(ana)
    assert (uncovered(before).count, uncovered(before).value, before.used) == (2, 60_000_00, 0)
    [id_] = planning.add(ana, "call corto thu 45m").ids
    after = plan(ana)
    assert (uncovered(after).count, uncovered(after).value, after.used) == (1, 48_000_00, 45)
    moving.drop(ana, [id_])
    assert uncovered(plan(ana)).value == 60_000_00


def test_admin_work_does_not_silence_a_closing_deal(week: Week) -> None:
    ana = week.desk()
    planning.add(ana, "admin corto thu")
    assert uncovered(plan(ana)).count == 2


def test_a_day_with_over_110_percent_is_overloaded(week: Week) -> None:
    ana = week.desk()
    planning.add(ana, "call acme tue 4h")
    planning.add(ana, "research birch tue 25m")
    tuesday = plan(ana).days[1]
    assert (tuesday.used, tuesday.capacity, tuesday.is_overloaded) == (265, 240, True)


def test_attention_becomes_planned_work_with_one_act_and_the_reason_as_its_note(week: Week) -> None:
    ana = week.desk()
    line = next(one for one in plan(ana).attention.lines if one.code == "uncovered")
    id_ = accept(ana, line)
    view = plan(ana)
    made = view.card(id_)
    assert made is not None
    assert (made.deal_id, made.type, made.planned_on) == (line.deal_id, "call", MONDAY)
    assert made.note == line.sentence
    assert line.deal_id not in {one.deal_id for one in view.attention.lines if one.code == "uncovered"}


def test_overdue_work_of_an_earlier_sprint_needs_attention_and_is_answered_by_moving_it(week: Week) -> None:
    [id_] = planning.add(week.desk(), "call eder tue").ids
    ana = week.desk(on=NEXT_MONDAY)
    line = next(one for one in plan(ana).attention.lines if one.activity_id == id_)
    assert line.code == "overdue_activity"
    assert accept(ana, line) == id_
    moved = plan(ana).card(id_)
    assert moved is not None
    assert (moved.planned_on, moved.carries) == (NEXT_MONDAY, 1)


def test_attention_fits_a_head_on_any_stock(week: Week) -> None:
    ana = week.desk()

    def many(session: Session) -> None:
        for number in range(40):
            row = tables.Deal(
                team_id=1, name=f"Old {number}", owner_id=ana.me.id, pipeline_id=1, stage_id=1, value=1000 * number, currency="EUR",
                close_on=date(2026, 11, 2 + number % 10),
            )  # fmt: skip
            rows.add(session, row)

    ana.write(ana.act("test", "many deals"), many)
    found = plan(ana).attention
    assert len(found.lines) <= 7
    assert [note.rule for note in found.stock] == ["overdue"]


def test_a_goal_is_cut_to_the_working_days_there_are_and_shows_its_pace(week: Week) -> None:
    ana, mia = week.desk("Ana"), week.desk("Mia")
    away = tables.Absence(team_id=1, member_id=ana.me.id, start_on=THURSDAY, end_on=NEXT_MONDAY)
    mia.write(mia.act("absence", "away"), lambda session: rows.add(session, away))
    with pytest.raises(OnlyManagers):
        set_goal(ana, GoalWish("calls_made", "sprint", MONDAY, commit=Decimal(40)))
    set_goal(mia, GoalWish("calls_made", "sprint", MONDAY, commit=Decimal(40), member_id=ana.me.id))
    planning.add(ana, "20x call list:Q4 today")
    tracking.done(ana, 1, Report(quantity=12))
    calls = tile(plan(week.at(ana, TUESDAY)).frame, "calls_made")
    assert (calls.value, calls.target, calls.full, calls.basis) == (12, 24, 40, "goal")
    assert calls.progress is not None
    assert (calls.progress.pace, calls.progress.verdict) == (Fraction(3, 2), "ahead")


def test_without_a_goal_a_tile_stands_against_what_is_planned_and_without_that_against_nothing(week: Week) -> None:
    ana = week.desk()
    planning.add(ana, "20x call list:Q4 tue")
    view = plan(ana).frame
    assert (tile(view, "calls_made").target, tile(view, "calls_made").basis) == (20, "planned")
    assert (tile(view, "meetings_held").target, tile(view, "promise").target) == (None, None)


def test_the_frame_tells_the_day_in_the_sprint_and_sums_the_team(week: Week) -> None:
    ana = a_lived_week(week)
    mine, team = frame(ana, ana.me.id), frame(ana, None)
    assert (mine.day_n, mine.days, mine.who and mine.who.name) == (3, 5, "Ana Ruiz")
    assert (team.who, tile(team, "promise").value, tile(team, "promise").target) == (None, 1, 6)
    assert (tile(mine, "leads_created").value, uncovered(mine).count) == (1, 0)
    assert (uncovered(team).count, uncovered(team).value) == (1, 9_400_00)


def test_today_is_in_order_of_time_then_value_and_overdue_work_stays_on_it(week: Week) -> None:
    view = the_day(a_lived_week(week))
    assert [one.title for one in view.overdue] == ["Birch pilot"]
    assert [(one.planned_time, one.title) for one in view.at_time] == [(540, "Acme renewal"), (840, "Corto upgrade")]
    assert [one.title for one in view.any_time] == ["Q4 ×10"]
    assert [one.title for one in view.done] == ["Birch pilot"]
    assert (view.done_count, view.count) == (1, 5)
    assert view.tomorrow is not None
    assert (view.tomorrow.day, [one.title for one in view.tomorrow.cards]) == (THURSDAY, ["Corto upgrade"])
    assert [len(one.states) for one in view.week] == [0, 2, 4, 1, 1]


def test_the_selected_item_says_why_now_its_last_touches_and_how_it_usually_comes_out(week: Week) -> None:
    ana = week.desk()
    for outcome in ("reached", "na", "na"):
        tracking.log(ana, f"call acme {outcome} today")
    [id_] = planning.add(ana, "call acme re the two seats wed").ids
    detail = the_day(week.at(ana, WEDNESDAY), id_).selected
    assert detail is not None
    assert [(one.code, one.sentence) for one in detail.reasons] == [("close", "close is due in 12 days"), ("note", "the two seats")]
    assert [(one.outcome, one.failed) for one in detail.touches] == [("no answer", True), ("no answer", True), ("reached", False)]
    first, second = detail.outcomes[:2]
    assert (first.number, first.label, first.share) == (1, "reached", Fraction(1, 3))
    assert (second.number, second.label, second.share, second.n) == (2, "no answer", Fraction(2, 3), 3)


def test_the_standup_tells_what_was_done_since_the_last_working_day(week: Week) -> None:
    wednesday = a_lived_week(week)
    view = stand_up(wednesday)
    ana, ben = view.members
    assert (view.since, ana.name, ben.name) == (TUESDAY, "Ana Ruiz", "Ben Okafor")
    assert [one.title for one in ana.done] == ["Acme renewal", "Birch pilot"]
    assert ([one.title for one in ana.overdue], [one.card.title for one in ana.blocked]) == (["Birch pilot"], ["Eder press line"])
    assert len(ana.today) == 3
    assert ana.numbers is not None
    assert (ana.numbers.kept, ana.numbers.committed, ana.numbers.say_do) == (1, 6, None)
    assert (ben.numbers, [one.name for one in ben.uncovered]) == (None, ["Acme spare parts"])
    monday = stand_up(week.at(wednesday, NEXT_MONDAY))
    assert (monday.since, person(monday, "Ana").overdue != ()) == (FRIDAY, True)


def test_what_is_blocked_is_told_with_its_age_and_who_can_clear_it(week: Week) -> None:
    ana = week.desk()
    ids = [planning.add(ana, line).ids[0] for line in ("call acme fri", "call eder fri")]
    blocking.block(ana, ids[:1], "legal has it", clears_id=week.desk("Ben").me.id)
    blocking.block(week.at(ana, TUESDAY), ids[1:], "no budget yet")
    told = person(stand_up(week.at(ana, WEDNESDAY)), "Ana").blocked
    assert [(one.card.title, one.days, one.clears) for one in told] == [("Acme renewal", 2, "Ben Okafor"), ("Eder press line", 1, None)]


def test_who_is_away_is_told_with_the_day_of_coming_back(week: Week) -> None:
    mia, ben = week.desk("Mia"), week.desk("Ben").me.id
    away = tables.Absence(team_id=mia.team.id, member_id=ben, start_on=TUESDAY, end_on=FRIDAY)
    mia.write(mia.act("absence", "away"), lambda session: rows.add(session, away))
    told = person(stand_up(week.desk(on=WEDNESDAY)), "Ben")
    assert (told.is_away, told.back, told.capacity) == (True, FRIDAY, 0)
    here = person(stand_up(week.desk(on=WEDNESDAY)), "Ana")
    assert (here.is_away, here.back, here.capacity) == (False, None, 240)  # half of the working hours, assumed


def test_a_moved_date_is_told_with_its_class_and_reason(week: Week) -> None:
    ana = week.desk(on=WEDNESDAY)
    moved = {"close_on": date(2026, 12, 11)}
    ana.write(ana.act("deal", "later", reason="their board meets"), lambda session: rows.put(session, tables.Deal, 3, **moved))
    [one] = person(stand_up(ana), "Ana").dates_moved
    assert (one.deal, one.days, one.slip_class, one.reason, one.value) == ("Corto upgrade", 21, "no_plan", "their board meets", 12_000_00)
    assert review(ana).dates_moved == (one,)


def person(view: StandupView, name: str) -> PersonStandup:
    return next(one for one in view.members if one.name.startswith(name))


def test_the_review_shows_every_promised_item_as_one_sign_and_what_is_left(week: Week) -> None:
    ana = a_lived_week(week)
    tracking.done(ana, 2)  # the email of Tuesday, on Wednesday
    moving.move(ana, [5], NEXT_MONDAY, reason="legal takes a week")
    view = review(week.at(ana, FRIDAY))
    mine = next(one for one in view.members if one.name == "Ana Ruiz")
    assert [(one.fate, one.is_late) for one in mine.items] == [
        ("kept", False), ("kept", True), ("removed", False), ("open", False), ("open", False), ("open", False),
    ]  # fmt: skip
    assert (view.promise.committed, view.promise.kept, view.promise.reps_committed, view.promise.reps_expected) == (6, 2, 1, 2)
    assert [one.card.title for one in view.unfinished] == ["Acme renewal", "Corto upgrade", "Corto upgrade", "Q4 ×10"]
    assert view.kpis.total.figures["calls_made"].value == 5


def test_a_deal_that_moved_on_is_in_the_review_and_one_that_was_only_imported_is_not(week: Week) -> None:
    ana = week.desk(on=TUESDAY)
    won = {"stage_id": 5, "outcome": "won", "closed_on": TUESDAY}
    ana.write(ana.act("deal", "won"), lambda session: rows.put(session, tables.Deal, 1, **won))
    ana.write(ana.act("deal", "forward"), lambda session: rows.put(session, tables.Deal, 2, stage_id=3))
    found = [(one.deal, one.from_stage, one.to_stage, one.kind) for one in review(ana).deals_moved]
    assert found == [("Acme renewal", "Proposal", "Won", "won"), ("Birch pilot", "Qualified", "Proposal", "forward")]


def test_views_are_frozen(week: Week) -> None:
    desk = a_lived_week(week)
    for view in (plan(desk), the_day(desk), stand_up(desk), review(desk)):
        first = fields(view)[0].name
        with pytest.raises(FrozenInstanceError):
            setattr(view, first, None)


def test_a_manager_looks_at_anybodys_plan_and_it_is_the_same_as_theirs(week: Week) -> None:
    ana = a_lived_week(week)
    mia = week.desk("Mia", WEDNESDAY)
    assert plan(mia, ana.me.id).days == plan(ana).days


def test_the_plan_raises_the_same_flags_as_the_closing_view(week: Week) -> None:
    ana = a_lived_week(week)
    with ana.database.read() as connection:
        read = read_sprint(connection, ana, ana.me.id, ana.sprint_of(ana.today))
        picture = deal_picture(connection, ana)
    everybody = {one.id: [flag.code for flag in picture.flags(one)] for one in picture.deals}
    assert {one.id: [flag.code for flag in found] for one, found in read.raised} == {one.id: everybody[one.id] for one in read.deals}


def test_a_review_is_about_last_week_until_it_is_closed_or_two_days_have_gone(week: Week) -> None:
    ana = week.desk()
    planning.add(ana, "call acme tue")
    commit(ana)

    def reviewed(on: date) -> date:
        desk = week.desk("Mia", on=on)
        with desk.database.read() as connection:
            assert review_view(connection, desk).sprint.period == reviewed_now(connection, desk), "the command opens where the screen does"
            return reviewed_now(connection, desk).start

    assert [reviewed(day) for day in (FRIDAY, NEXT_MONDAY, NEXT_TUESDAY, date(2026, 11, 25))] == [MONDAY, MONDAY, MONDAY, NEXT_MONDAY]
    close_sprint(week.desk("Mia", on=NEXT_MONDAY), MONDAY)
    assert reviewed(NEXT_MONDAY) == NEXT_MONDAY


def test_a_closed_review_tells_the_promise_as_it_was_frozen_and_what_became_of_the_rest(week: Week) -> None:
    ana = a_lived_week(week)
    before = review(week.desk("Mia", on=NEXT_MONDAY))
    assert (before.frozen_on, before.unkept) == (None, ())
    close_sprint(week.desk("Mia", on=NEXT_MONDAY), MONDAY)
    told = review(week.desk("Mia", on=NEXT_TUESDAY))
    assert told.frozen_on == NEXT_MONDAY
    assert [(one.owner, one.title, one.fate) for one in told.unkept if one.type_name == "demo"] == [("Ana Ruiz", "Corto upgrade", "missed")]
    assert (told.promise.kept, told.promise.missed, len(told.unkept)) == (1, 5, 5)
    set_fields(week.at(ana, NEXT_TUESDAY), 3, {"stage": "Won", "closed_on": "2026-11-16"})  # its work would not have been owed
    READ_BEFORE.clear()  # as another program would read it
    again = review(week.desk("Mia", on=NEXT_TUESDAY))
    assert (again.promise.kept, again.promise.missed, again.promise.moot) == (1, 5, 0)
    assert [one.name for one in again.members if one.is_restated] == ["Ana Ruiz"]
    assert replace(again, members=told.members, now=None) == replace(told, now=None), "figures, deals and dates too stay as they were"
    assert (told.digest, restated(told)) == (again.digest, ())
    READ_BEFORE.clear()
    with week.database.read() as connection:
        sprint = sprint_on(connection, ana, MONDAY)
        act, picture = closing_act(connection, 1, sprint.id or 0), closing_picture(connection, 1, sprint.id or 0)
        assert act is not None
        with known_at(connection, ana, Moment(entry_id=act.entry_id), NEXT_MONDAY) as (then, desk_then):
            counted = review_as_recorded(then, desk_then, sprint.period).kpis
    assert with_figures(counted, picture) == counted, "what was written down at the close is what the journal tells of it"
    assert set(picture.figures) == {"team", *(row.key for row in counted.groups)}
    assert [(one.who, one.key, one.frozen, one.now) for one in restated(again) if one.key == "won_count"] == [
        (None, "won_count", 0, 1), ("Ana Ruiz", "won_count", 0, 1),
    ]  # fmt: skip


def test_a_date_moved_over_the_end_of_the_quarter_takes_its_value_along(week: Week) -> None:
    ana = week.desk(on=WEDNESDAY)
    set_fields(ana, 2, {"close_on": "2027-01-15"}, reason="budget of next year")
    set_fields(ana, 4, {"close_on": "2026-12-18"})
    set_fields(ana, 1, {"close_on": "2026-12-11"})
    crossed = review(ana).crossed
    assert (crossed.left, crossed.left_count, crossed.came, crossed.came_count) == (27_000_00, 1, 64_000_00, 1)
