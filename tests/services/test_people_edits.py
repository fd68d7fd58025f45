"""Facts about a person changed by a manager, work handed over by who leaves, and the end of a goal: what stands, is refused, is undone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.meanwhile import ChangedMeanwhile
from sprintsales.services import erasing, handing, person_edits, planning, seats
from sprintsales.services.calendar_edits import WeekWish, set_week
from sprintsales.services.committing import commit
from sprintsales.services.desk import Desk
from sprintsales.services.goals import GoalWish, NoGoal, end_goal, goals_view, set_goal
from sprintsales.services.roles import NotYours, OnlyManagers
from sprintsales.services.undoing import undo
from sprintsales.storage.check import check
from sprintsales.storage.queries import seats as noted
from tests.services.test_team_edits import ana, plan, team, the
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Week

# A person changed.


def edit(desk: Desk, who: int, field: str, wanted: str | int | None, shown: object = person_edits.UNSEEN) -> bool:
    """Change one field of a person."""
    return person_edits.change_person(desk, who, field, wanted, shown=shown)


def test_a_manager_changes_every_field_of_a_person_and_undo_takes_each_back(week: Week) -> None:
    mia, (desk, me) = week.desk("Mia"), ana(week)
    ben, before = week.desk("Ben").me.id, team(week).people
    wanted = (("name", "Ana Ruiz-Vogt"), ("email", "a@x.example"), ("function", "am"), ("reports_to", ben), ("territory", "South"))
    for field, value in wanted:
        assert edit(mia, me, field, value)
        assert not edit(mia, me, field, value)
    one = the(week, "Ana")
    assert (one.name, one.email, one.function, one.manager, one.territory) == ("Ana Ruiz-Vogt", "a@x.example", "am", "Ben Okafor", "South")
    assert team(week).territories == ("South",)
    for _ in wanted:
        undo(mia)
    assert team(week).people == before
    edit(desk, me, "email", "me@x.example")
    with pytest.raises(NotYours, match="This e-mail address is Ben Okafor’s: everybody keeps the own one right. Ask Ben"):
        edit(desk, ben, "email", "b@x.example")
    with pytest.raises(OnlyManagers):
        edit(desk, me, "name", "Ana the Great")
    assert check(week.database).findings == ()


def test_whom_somebody_reports_to_changes_from_today_on_and_an_empty_one_is_filled_for_the_whole_seat(week: Week) -> None:
    mia, (_desk, me) = week.desk("Mia", WEDNESDAY), ana(week)
    nina = seats.add_member(week.desk("Mia"), seats.NewMember("Nina Neu", role="manager"))
    edit(mia, me, "territory", "South")
    edit(mia, me, "reports_to", nina)
    with week.database.read() as connection:
        held = noted.seats(connection, mia.team.id, me)
    assert [(one.from_on, one.until_on, one.reports_to_id == nina) for one in held] == [(None, WEDNESDAY, False), (WEDNESDAY, None, True)]
    assert len({one.territory_id for one in held}) == 1
    with pytest.raises(person_edits.RoundInCircles, match="Nina Neu would report to Nina Neu, over Ana Ruiz"):
        edit(mia, nina, "reports_to", me)
    with pytest.raises(person_edits.RoundInCircles, match="Nobody reports to oneself"):
        edit(mia, me, "reports_to", me)


@pytest.mark.parametrize(
    ("field", "value", "refusal", "sentence"),
    [
        ("name", " ", NotReadable, "needs a name"), ("email", "ana", NotReadable, "is no e-mail address"),
        ("function", "cook", NotReadable, "one of lead_gen, sdr"), ("age", "9", NotReadable, "A person has name, email"),
        ("name", "ben okafor", person_edits.AlreadyCalled, "Give both an e-mail address first"),
    ],
)  # fmt: skip
def test_what_no_person_can_be_is_refused(week: Week, field: str, value: str, refusal: type[Exception], sentence: str) -> None:
    with pytest.raises(refusal, match=sentence):
        edit(week.desk("Mia"), ana(week)[1], field, value)


def test_two_who_change_the_same_of_a_person_are_asked_and_the_name_of_before_is_erased_with_the_person(week: Week, tmp_path: Path) -> None:
    mia, (_desk, me) = week.desk("Mia"), ana(week)
    edit(mia, me, "territory", "North")
    for field, theirs, mine, shown in (("territory", "South", "West", "North"), ("email", "a@x.example", "b@x.example", None)):
        edit(mia, me, field, theirs)
        with pytest.raises(ChangedMeanwhile, match=f"theirs {theirs} .*, mine {mine}") as refused:
            edit(mia, me, field, mine, shown=shown)
        (told,) = refused.value.now.values()
        edit(mia, me, field, mine, shown=told)
    assert (the(week, "Ana").territory, the(week, "Ana").email) == ("West", "b@x.example")
    edit(mia, me, "name", "Anna Ruiz")
    with mia.database.read() as connection:
        person = erasing.person_named(connection, mia, "Anna Ruiz")
    assert erasing.forget(mia, person, tmp_path).counts == {"name": 2, "email": 2}


# Handing over.


def cards(week: Week) -> list[tuple[int, date, str]]:
    """What Ana's plan holds, and where."""
    return [(card.id, day.day, card.state) for day in plan(week).days for card in day.cards]


def test_who_leaves_hands_everything_over_in_one_act_that_is_undone_in_one(week: Week) -> None:
    mia, (desk, me) = week.desk("Mia"), ana(week)
    for one, text in ((desk, "call acme 30m thu"), (week.desk("Ben"), "call gale 30m tue")):
        planning.add(one, text)
        commit(one)
    planning.add(desk, "demo birch 60m fri")
    before, ben = (cards(week), team(week).people), week.desk("Ben").me.id
    with pytest.raises(handing.NoHeir, match="Vic Viewer has no rep’s or manager’s seat"):
        seats.end_seat(mia, me, FRIDAY, heir_id=week.desk("Vic").me.id)
    left = seats.end_seat(mia, me, FRIDAY, heir_id=ben)
    assert (left, left.words) == (handing.LeftBehind(5, 2, handed=True), "5 open deals and 2 planned items")
    assert [len(day.cards) for day in plan(week, "Ben").days] == [0, 1, 0, 1, 1]
    anas, bens = (load.numbers for who in ("Ana", "Ben") if (load := the(week, who).load) is not None)
    assert anas is not None
    assert bens is not None
    assert [(one.committed, one.handed_over, one.added, one.removed) for one in (anas, bens)] == [(1, 1, 0, 0), (1, 0, 2, 0)]
    assert the(week, "Ana").left_behind is None
    assert check(week.database).findings == ()
    undo(mia)
    assert (cards(week), team(week).people) == before


def test_who_leaves_later_keeps_what_is_planned_up_to_the_last_day_and_somebody_who_starts_later_takes_over(week: Week) -> None:
    mia, (desk, me) = week.desk("Mia"), ana(week)
    nina = seats.add_member(mia, seats.NewMember("Nina Neu", from_on=NEXT_MONDAY))
    for text in ("call acme 30m thu", "demo birch 60m fri", "demo birch 30m"):
        planning.add(desk, text)
    left = seats.end_seat(mia, me, THURSDAY, heir_id=nina, plans_stay=True)
    assert (left.words, left.stay) == ("5 open deals and 2 planned items", 1)
    assert the(week, "Ana").left_behind == handing.LeftBehind(0, 1)
    assert the(week, "Nina").left_behind == handing.LeftBehind(5, 2)
    assert check(week.database).findings == ()


def test_a_new_reps_first_week_is_the_one_told_before_it_begins(week: Week) -> None:
    mia = week.desk("Mia")
    nina = seats.add_member(mia, seats.NewMember("Nina Neu", from_on=NEXT_MONDAY))
    set_week(mia, WeekWish((480, 480, 480, 480, 240, 0, 0), NEXT_MONDAY, nina))
    one = the(week, "Nina")
    assert (one.begins, one.week.minutes[4], one.week.own, one.coming_weeks) == (NEXT_MONDAY, 240, True, ())
    days = (FRIDAY, NEXT_MONDAY, NEXT_MONDAY + timedelta(days=4))
    assert [one.usual_minutes(day) for day in days] == [0, 480, 240]


def test_what_waits_is_told_and_handed_over_later_too(week: Week) -> None:
    mia, (_desk, me) = week.desk("Mia"), ana(week)
    seats.end_seat(mia, me, MONDAY)
    tuesday = week.desk("Mia", TUESDAY)
    assert the(week, "Ana", TUESDAY).left_behind == handing.LeftBehind(5, 0)
    assert handing.hand_over(tuesday, me, mia.me.id).words == "5 open deals"
    with pytest.raises(handing.NothingOpen):
        handing.hand_over(tuesday, me, mia.me.id)
    with pytest.raises(handing.NoHeir, match="cannot take over from"):
        handing.hand_over(tuesday, me, me)


# The end of a goal.


def test_a_goal_ends_with_the_period_before_and_no_earlier_level_comes_back(week: Week) -> None:
    mia, december = week.desk("Mia"), date(2026, 12, 1)
    for at, level in ((date(2026, 9, 1), 30), (MONDAY, 40)):
        set_goal(mia, GoalWish("calls_made", "month", at, Decimal(level)))
    assert end_goal(mia, "calls_made", "month", date(2026, 12, 9), reason="other aims") == december
    with mia.database.read() as connection:
        lines = [(one.commit, one.state, one.until_on, one.replaced, one.reason) for one in goals_view(connection, mia).goals]
    november = date(2026, 11, 1)
    assert lines == [(30, "was", november, True, None), (40, "holds", december, False, "other aims")]
    assert ([one.metric for one in team(week).goals], team(week, on=december).goals) == (["calls_made"], ())
    with pytest.raises(NoGoal, match="No goal on calls by month holds"):
        end_goal(mia, "calls_made", "month", december)
    undo(mia)
    assert [one.target for one in team(week, on=december).goals] == [40]
    end_goal(mia, "calls_made", "month", MONDAY)
    assert team(week).goals == ()
    set_goal(mia, GoalWish("calls_made", "month", MONDAY, Decimal(50)))
    assert [one.target for one in team(week).goals] == [50]
    with pytest.raises(OnlyManagers, match="Goals are set by a manager"):
        end_goal(week.desk("Ana"), "calls_made", "month", MONDAY)
