"""Facts about the team's calendar and seats: what an edit changes on the Plan at once, what it refuses, and that undo takes it back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from sprintsales.domain.errors import NotFound, NotReadable
from sprintsales.domain.meanwhile import Gone
from sprintsales.domain.periods import Period
from sprintsales.services import dealing, handing, planning, seats, tracking
from sprintsales.services.calendar_edits import AlreadyAway, WeekWish, note_absence, note_holiday, remove_absence, remove_holiday, set_week
from sprintsales.services.committing import commit
from sprintsales.services.desk import Desk
from sprintsales.services.goals import GoalWish, set_goal
from sprintsales.services.roles import NoManagerLeft, NoSeat, NotYourAct, OnlyManagers
from sprintsales.services.undoing import undo
from sprintsales.services.views.frame import frame_view
from sprintsales.services.views.plan import PlanView, plan_view
from sprintsales.services.views.team import TeamPerson, TeamView, team_view
from sprintsales.storage import rows, tables
from sprintsales.storage.check import check
from sprintsales.storage.database import Database
from sprintsales.storage.export import export_to
from sprintsales.storage.queries import seats as noted
from sprintsales.storage.restore import restore
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Week

PART_TIME = (360, 360, 360, 360, 0, 0, 0)
THURSDAY_AND_FRIDAY = Period(THURSDAY, date(2026, 11, 21))


def the(week: Week, who: str, on: date = MONDAY, seen_by: str = "Mia") -> TeamPerson:
    """One person as somebody sees them on the Team screen."""
    found = team(week, seen_by, on)
    return next(one for one in found.people if one.name.startswith(who))


def team(week: Week, who: str = "Mia", on: date = MONDAY) -> TeamView:
    """The team as somebody sees it."""
    desk = week.desk(who, on)
    with desk.database.read() as connection:
        return team_view(connection, desk)


def plan(week: Week, who: str = "Ana") -> PlanView:
    """Somebody's plan."""
    desk = week.desk(who)
    with desk.database.read() as connection:
        return plan_view(connection, desk)


def ana(week: Week) -> tuple[Desk, int]:
    """Ana's desk and who she is."""
    desk = week.desk("Ana")
    return desk, desk.me.id


# Absences.


def test_an_absence_shrinks_the_week_and_its_capacity_at_once_and_undo_gives_it_back(week: Week) -> None:
    desk, me = ana(week)
    before = plan(week)
    note_absence(desk, me, THURSDAY_AND_FRIDAY)
    after = plan(week)
    assert [day.day for day in after.days] == [MONDAY, TUESDAY, WEDNESDAY]
    assert (before.capacity.gross, after.capacity.gross) == (1200, 720)
    assert [one.minutes for one in the(week, "Ana").days] == [480, 480, 480, 0, 0]
    undo(desk)
    again = plan(week)
    assert (again.days, again.capacity) == (before.days, before.capacity)


def test_half_a_day_shrinks_that_day_in_the_plan_and_undo_gives_it_back(week: Week, tmp_path: Path) -> None:
    desk, me = ana(week)
    friday, before = Period(FRIDAY, date(2026, 11, 21)), plan(week)
    note_absence(desk, me, friday, "training", "afternoon")
    note_holiday(week.desk("Mia"), THURSDAY, "Town fair", "half")
    after = plan(week)
    assert [one.capacity for one in after.days] == [240, 240, 240, 120, 120]
    assert [before.capacity.gross, after.capacity.gross, the(week, "Ana").worth] == [1200, 960, 4]
    assert [(one.part, one.kind) for one in the(week, "Ana").away] == [("afternoon", "training")]
    with pytest.raises(AlreadyAway, match=r"on Fri 20 Nov 2026 \(in the afternoon\) already"):
        note_absence(desk, me, friday)
    note_absence(desk, me, friday, "holiday", "morning")
    assert [one.day for one in plan(week).days] == [MONDAY, TUESDAY, WEDNESDAY, THURSDAY]
    restore(export_to(week.database, tmp_path / "all.json"), tmp_path / "again.db")
    kept = Database.open(tmp_path / "again.db")
    with kept.read() as connection:
        assert [one.part for one in noted.absences(connection, 1)] == ["afternoon", "morning"]
        assert [one.part for one in noted.holidays(connection, 1)] == ["half"]
    kept.close()
    undo(desk)
    undo(desk)
    undo(week.desk("Mia"))
    assert (plan(week).days, check(week.database).findings) == (before.days, ())


def test_what_is_no_part_of_a_day_is_refused(week: Week) -> None:
    desk, me = ana(week)
    with pytest.raises(NotReadable, match="one of half, morning, afternoon"):
        note_absence(desk, me, THURSDAY_AND_FRIDAY, part="evening")
    with pytest.raises(NotReadable, match="one of half, morning, afternoon"):
        note_holiday(week.desk("Mia"), FRIDAY, part="")


def test_the_same_days_are_not_noted_twice(week: Week) -> None:
    desk, me = ana(week)
    note_absence(desk, me, THURSDAY_AND_FRIDAY)
    with pytest.raises(AlreadyAway, match="away from Thu 19 Nov 2026 to Fri 20 Nov 2026 already. Take that absence away first"):
        note_absence(desk, me, Period(FRIDAY, NEXT_MONDAY))
    note_absence(desk, me, Period(NEXT_MONDAY, NEXT_MONDAY + timedelta(days=1)))
    assert len(the(week, "Ana").away) == 2


def test_a_manager_notes_and_takes_away_the_absence_of_anybody_but_a_rep_does_not_take_back_the_managers_act(week: Week) -> None:
    mia, (desk, me) = week.desk("Mia"), ana(week)
    id_ = note_absence(mia, me, THURSDAY_AND_FRIDAY, "training")
    with pytest.raises(NotYourAct):
        undo(desk, 3)
    remove_absence(desk, id_)
    with pytest.raises(Gone, match="you removed it just now"):
        remove_absence(desk, id_)
    with pytest.raises(NotFound):
        remove_absence(desk, 99)


def test_more_than_a_year_away_is_no_absence(week: Week) -> None:
    desk, me = ana(week)
    with pytest.raises(NotReadable, match="end the seat instead"):
        note_absence(desk, me, Period(MONDAY, date(2027, 12, 1)))
    with pytest.raises(NotReadable, match="one of holiday, sick"):
        note_absence(desk, me, Period(MONDAY, TUESDAY), "hospital, room 12")


def test_what_an_absence_is_for_is_told_to_the_person_and_the_managers_only(week: Week) -> None:
    desk, me = ana(week)
    note_absence(desk, me, Period(MONDAY, TUESDAY), "sick")
    kinds = {who: [one.kind for one in the(week, "Ana", seen_by=who).away] for who in ("Ana", "Mia", "Ben", "Vic")}
    assert kinds == {"Ana": ["sick"], "Mia": ["sick"], "Ben": [None], "Vic": [None]}
    assert the(week, "Ana", seen_by="Ben").away_now is not None


# Working weeks.


def test_a_part_time_week_counts_from_its_day_on(week: Week) -> None:
    _desk, me = ana(week)
    set_week(week.desk("Mia"), WeekWish(PART_TIME, WEDNESDAY, me))
    monday, wednesday = the(week, "Ana"), the(week, "Ana", WEDNESDAY)
    assert (monday.week.own, [one.since for one in monday.coming_weeks]) == (False, [WEDNESDAY])
    assert (wednesday.week.own, wednesday.week.minutes, wednesday.coming_weeks) == (True, PART_TIME, ())
    assert [one.minutes for one in monday.days] == [480, 480, 360, 360, 0]


def test_the_teams_week_counts_for_whoever_has_none_of_their_own(week: Week) -> None:
    _desk, me = ana(week)
    mia = week.desk("Mia")
    set_week(mia, WeekWish(PART_TIME, MONDAY, me))
    set_week(mia, WeekWish((420,) * 5 + (0, 0), MONDAY))
    assert (the(week, "Ana").minutes, the(week, "Ben").minutes) == (1440, 2100)


def test_a_week_of_more_than_a_days_hours_is_none(week: Week) -> None:
    with pytest.raises(NotReadable, match="0 to 1440 minutes"):
        set_week(week.desk("Mia"), WeekWish((1500, 0, 0, 0, 0, 0, 0), MONDAY))


def test_a_holiday_takes_a_day_from_everybody_and_stands_under_the_team(week: Week) -> None:
    mia = week.desk("Mia")
    id_ = note_holiday(mia, THURSDAY, "Town fair")
    assert [(one.name, one.on_day) for one in team(week).holidays] == [("Town fair", THURSDAY)]
    assert (the(week, "Ana").minutes, the(week, "Ben").minutes, plan(week).capacity.gross) == (1920, 1920, 960)
    remove_holiday(mia, id_)
    assert (the(week, "Ana").minutes, plan(week).capacity.gross) == (2400, 1200)
    with pytest.raises(OnlyManagers):
        note_holiday(week.desk("Ana"), THURSDAY)


# Seats.


def test_who_joins_works_at_once_and_undo_takes_the_person_out_again(week: Week) -> None:
    mia = week.desk("Mia")
    before = team(week).people
    seats.add_member(mia, seats.NewMember("Nina Neu", "nina@nordwind.example", "sdr"))
    nina = the(week, "Nina")
    assert (nina.state, nina.role, nina.function, nina.manager, nina.email) == ("here", "rep", "sdr", "Mia Chef", "nina@nordwind.example")
    assert nina.load is not None
    assert nina.load.capacity.assumed
    assert planning.add(week.desk("Nina"), "call 30m").ids
    undo(week.desk("Nina"))
    undo(mia)
    assert team(week).people == before


def test_who_joins_later_is_told_from_when_and_changes_nothing_before(week: Week) -> None:
    seats.add_member(week.desk("Mia"), seats.NewMember("Nina Neu", from_on=NEXT_MONDAY))
    assert the(week, "Nina").state == "coming"
    with pytest.raises(NoSeat, match="begins on Mon 23 Nov 2026"):
        planning.add(week.desk("Nina"), "call 30m")


def test_who_joins_or_leaves_inside_a_sprint_has_the_capacity_the_goals_and_the_duties_of_the_days_in_the_team(week: Week) -> None:
    mia, (_desk, me) = week.desk("Mia"), ana(week)
    whole = plan(week).capacity.gross
    nina = seats.add_member(mia, seats.NewMember("Nina Neu", function="ae", from_on=WEDNESDAY))
    seats.end_seat(mia, me, TUESDAY)
    for who, share in ((nina, Fraction(3, 5)), (me, Fraction(2, 5))):
        set_goal(mia, GoalWish("calls_made", "sprint", MONDAY, Decimal(40), member_id=who))
        one = next(one for one in team(week, on=WEDNESDAY if who == nina else MONDAY).people if one.id == who)
        assert one.load is not None
        assert [one.minutes, one.worth, one.goals[0].target] == [2400 * share, 5 * share, 40 * share]
        assert one.load.capacity.gross == whole * share
    assert [one.day for one in plan(week, "Ana").days] == [MONDAY, TUESDAY]
    planning.add(week.desk("Nina", WEDNESDAY), "call 30m today")
    assert not commit(week.desk("Nina", WEDNESDAY)).late


def test_a_name_without_a_seat_gets_one_and_somebody_with_one_is_not_made_twice(week: Week) -> None:
    mia = week.desk("Mia")
    seats.end_seat(mia, week.desk("Ben").me.id, MONDAY)
    assert the(week, "Ben", TUESDAY).state == "left"
    seats.add_member(week.desk("Mia", TUESDAY), seats.NewMember("ben okafor", role="manager"))
    again = the(week, "Ben", TUESDAY)
    assert (again.state, again.role, again.name) == ("here", "manager", "Ben Okafor")
    with pytest.raises(seats.AlreadyHere, match="Ana Ruiz has a rep’s seat already"):
        seats.add_member(mia, seats.NewMember("Ana Ruiz"))
    seats.add_member(mia, seats.NewMember("Ana Ruiz", "other@nordwind.example"))
    seats.add_member(mia, seats.NewMember("Ana Ruiz", "third@nordwind.example"))
    assert [one.name for one in team(week).people].count("Ana Ruiz") == 3


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (seats.NewMember("  "), "needs a name"),
        (seats.NewMember("x" * 200), "at most 120 characters"),
        (seats.NewMember("Nina", "nina"), "is no e-mail address"),
        (seats.NewMember("Nina", role="boss"), "Choose a role of rep, manager, viewer"),
        (seats.NewMember("Nina", function="cook"), "and a function of lead_gen, sdr, ae, am, cs"),
    ],
)
def test_what_is_no_person_is_refused(week: Week, wish: seats.NewMember, sentence: str) -> None:
    with pytest.raises(NotReadable, match=sentence):
        seats.add_member(week.desk("Mia"), wish)


def test_a_role_changes_from_its_day_on_and_the_time_before_stays_as_it_was(week: Week) -> None:
    mia, (_desk, me) = week.desk("Mia"), ana(week)
    before = team(week).people
    seats.change_role(mia, me, "manager", WEDNESDAY)
    monday = the(week, "Ana")
    assert monday.role == "rep"
    assert monday.next_seat is not None
    assert (monday.next_seat.role, monday.next_seat.from_on) == ("manager", WEDNESDAY)
    wednesday = the(week, "Ana", WEDNESDAY)
    assert (wednesday.role, wednesday.manager) == ("manager", "Mia Chef")
    undo(mia)
    assert team(week).people == before
    with pytest.raises(seats.SameRole, match="is a rep on that day already"):
        seats.change_role(mia, me, "rep")
    with pytest.raises(NotReadable, match="from today on"):
        seats.change_role(mia, me, "manager", date(2026, 11, 2))


def test_the_last_manager_neither_leaves_nor_gives_the_seat_up_not_even_later(week: Week) -> None:
    mia, (_desk, me) = week.desk("Mia"), ana(week)
    with pytest.raises(NoManagerLeft, match="after this, and nobody could give one. Make somebody else a manager first"):
        seats.change_role(mia, mia.me.id, "rep")
    with pytest.raises(NoManagerLeft, match="from Sat 21 Nov 2026"):
        seats.end_seat(mia, mia.me.id, FRIDAY)
    seats.change_role(mia, me, "manager", WEDNESDAY)
    seats.end_seat(mia, mia.me.id, FRIDAY)
    with pytest.raises(NoManagerLeft, match="from Sat 21 Nov 2026"):
        undo(mia, first_seat_act(week))


def first_seat_act(week: Week) -> int:
    """The number of the act that made Ana a manager."""
    from sqlalchemy import select

    from sprintsales.storage.schema import journal_entry

    with week.database.read() as connection:
        query = select(journal_entry.c.id).where(journal_entry.c.verb == "seat").order_by(journal_entry.c.id).limit(1)
        return int(connection.execute(query).scalar_one())


def test_who_leaves_is_told_with_what_waits_for_another_owner(week: Week) -> None:
    mia, (desk, me) = week.desk("Mia"), ana(week)
    planning.add(desk, "call 30m")
    assert seats.end_seat(mia, me, FRIDAY) == handing.LeftBehind(deals=5, items=1)
    still = the(week, "Ana")
    assert still.seat is not None
    assert (still.state, still.seat.until_on) == ("here", date(2026, 11, 21))
    assert the(week, "Ana", NEXT_MONDAY).state == "left"
    with pytest.raises(seats.NoSeatThen, match="so there is none on Mon 23 Nov 2026"):
        seats.change_role(mia, me, "manager", NEXT_MONDAY)
    dealing.set_fields(mia, 1, {"owner": "Ben"})


def test_a_seat_does_not_end_before_another_role_begins(week: Week) -> None:
    mia, (_desk, me) = week.desk("Mia"), ana(week)
    seats.change_role(mia, me, "viewer", THURSDAY)
    with pytest.raises(seats.SeatFollows, match="another role from Thu 19 Nov 2026"):
        seats.end_seat(mia, me, TUESDAY)


def test_seats_and_weeks_are_a_managers(week: Week) -> None:
    desk, me = ana(week)
    for act in (
        lambda: set_week(desk, WeekWish(PART_TIME, MONDAY, me)),
        lambda: seats.add_member(desk, seats.NewMember("Nina")),
        lambda: seats.change_role(desk, me, "manager"),
        lambda: seats.end_seat(desk, me),
    ):
        with pytest.raises(OnlyManagers, match=r"changed by a manager. Ask a manager \(Mia Chef\)"):
            act()


# What is not for everybody.


def test_private_numbers_are_shown_to_the_person_and_the_managers(week: Week) -> None:
    mia = week.desk("Mia")
    mia.write(mia.act("team", "made numbers private"), lambda session: rows.put(session, tables.Team, mia.team.id, private_numbers=True))
    seen = {who: (the(week, "Ana", seen_by=who).is_private, the(week, "Ana", seen_by=who).load is None) for who in ("Ana", "Mia", "Ben")}
    assert seen == {"Ana": (False, False), "Mia": (False, False), "Ben": (True, True)}


def test_what_the_team_screen_says_of_capacity_is_what_the_plan_says(week: Week) -> None:
    desk, _me = ana(week)
    for text in ("call acme tue 30m", "training wed 60m", "demo birch fri"):
        planning.add(desk, text)
    shown, load = plan(week), the(week, "Ana").load
    assert load is not None
    assert (load.capacity, load.selling, load.is_overloaded) == (shown.capacity, shown.selling_used, shown.is_overloaded)


def test_what_the_team_screen_says_of_goals_is_what_the_tiles_say(week: Week) -> None:
    mia, (desk, me) = week.desk("Mia"), ana(week)
    for metric, level, period in (("calls_made", 20, "sprint"), ("meetings_held", 4, "sprint"), ("won_value", 40_000, "month")):
        set_goal(mia, GoalWish(metric, period, MONDAY, Decimal(level), member_id=me))
        set_goal(mia, GoalWish(metric, period, MONDAY, Decimal(2 * level)))
    for text in ("call acme reached", "meeting birch held", "call gale"):
        tracking.log(desk, text)
    dealing.set_fields(desk, 1, {"stage": "Won"})
    tuesday = week.desk("Mia", TUESDAY)
    with tuesday.database.read() as connection:
        view = team_view(connection, tuesday)
        for who, goals in ((None, view.goals), (me, the(week, "Ana", TUESDAY).goals)):
            tiles = {tile.key: (tile.value, tile.target, tile.progress) for tile in frame_view(connection, tuesday, who).tiles}
            assert goals
            assert {one.metric: (one.value, one.target, one.progress) for one in goals} == {one.metric: tiles[one.metric] for one in goals}
