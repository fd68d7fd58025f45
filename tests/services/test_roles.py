"""What a rep, a manager, a viewer and a name without a seat may do, and the sentence each is refused with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from sprintsales.domain.errors import Refused
from sprintsales.domain.periods import Period
from sprintsales.services import (
    accepting,
    blocking,
    calendar_edits,
    closing_sprint,
    committing,
    dealing,
    goals,
    moving,
    planning,
    roles,
    seats,
    tracking,
    undoing,
)  # fmt: skip
from sprintsales.services.desk import Desk
from sprintsales.services.goals import GoalWish
from sprintsales.services.importing.order import ImportOrder
from sprintsales.services.importing.run import import_file
from sprintsales.services.roles import NoManagerLeft, NoSeat, NotYourAct, NotYours, OnlyManagers, ReadsOnly
from sprintsales.services.views.plan import plan_view
from sprintsales.storage import rows, tables
from sprintsales.storage.queries.people import members
from sprintsales.storage.schema import deal, journal_entry
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, TUESDAY, WEDNESDAY, Week

ACME, GALE = 1, 7
"""A deal of Ana's and one of Ben's."""
AWAY = Period(FRIDAY, NEXT_MONDAY)
ASK = "Ask Ben Okafor or a manager (Mia Chef)"


@pytest.fixture
def items(week: Week) -> dict[str, int]:
    """One planned item of Ana's and one of Ben's."""
    return {who: planning.add(week.desk(who), "call 30m", day=WEDNESDAY).ids[0] for who in ("Ana", "Ben")}


def entries(week: Week) -> int:
    """Return how many acts there are."""
    with week.database.read() as connection:
        return len(connection.execute(select(journal_entry.c.id)).all())


def owner_of(week: Week, deal_id: int) -> int | None:
    """Return whose deal it is."""
    with week.database.read() as connection:
        found: int | None = connection.execute(select(deal.c.owner_id).where(deal.c.id == deal_id)).scalar_one()
    return found


def wish(level: int = 5) -> GoalWish:
    """Return a goal to set."""
    return GoalWish("calls_made", "month", MONDAY, Decimal(level))


def people_file(folder: Path, *lines: str) -> ImportOrder:
    """Return the order to import a members file."""
    file = folder / "people.csv"
    file.write_text("\n".join(("name,role", *lines)))
    return ImportOrder(file=file, kind="members")


def ben(desk: Desk) -> int:
    """Return who Ben is."""
    with desk.database.read() as connection:
        return next(one.id for one in members(connection, desk.team.id, desk.today) if one.name == "Ben Okafor")


# What a rep may.


def test_a_rep_plans_does_and_commits_the_own_week_and_works_the_own_deals(week: Week, items: dict[str, int]) -> None:
    ana = week.desk("Ana")
    moving.move(ana, [items["Ana"]], FRIDAY)
    committing.commit(ana)
    tracking.done(ana, items["Ana"])
    dealing.set_fields(ana, ACME, {"value": "50000", "stage": "Negotiation"})
    assert dealing.add_deal(ana, "Nova line").view.deal.owner == "Ana Ruiz"
    assert undoing.undo(ana).summary == "undid: added Nova line"


def test_a_rep_reads_the_plan_of_a_colleague(week: Week, items: dict[str, int]) -> None:
    ana, his = week.desk("Ana"), week.desk("Ben")
    with week.database.read() as connection:
        seen = plan_view(connection, ana, his.me.id)
    assert [card.id for day in seen.days for card in day.cards] == [items["Ben"]]


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda desk, item: planning.add(desk, "call 30m", owner_id=ben(desk)), f"this is Ben Okafor’s. {ASK} to plan it."),
        (lambda desk, item: moving.move(desk, [item], FRIDAY), f"#2 call is Ben Okafor’s. {ASK} to change it."),
        (lambda desk, item: moving.carry(desk, [item]), "is Ben Okafor’s"),
        (lambda desk, item: moving.unplan(desk, [item]), "is Ben Okafor’s"),
        (lambda desk, item: moving.drop(desk, [item]), "is Ben Okafor’s"),
        (lambda desk, item: moving.change(desk, item, minutes=15), "is Ben Okafor’s"),
        (tracking.done, "is Ben Okafor’s"),
        (lambda desk, item: tracking.follow(desk, item, "email fri"), "is Ben Okafor’s"),
        (lambda desk, item: blocking.block(desk, [item], "legal"), "is Ben Okafor’s"),
        (lambda desk, item: blocking.unblock(desk, [item]), "is Ben Okafor’s"),
        (lambda desk, _: dealing.set_fields(desk, GALE, {"value": "1"}), f"Gale expansion is Ben Okafor’s deal. {ASK} to change it."),
        (lambda desk, _: dealing.set_fields(desk, GALE, {"owner": "Ana"}), "is Ben Okafor’s deal"),
        (
            lambda desk, _: calendar_edits.note_absence(desk, ben(desk), AWAY),
            f"is Ben Okafor’s: everybody notes the own ones. {ASK} to do it.",
        ),
        (lambda desk, _: dealing.add_deal(desk, "Nova", {"owner": "Ben"}), "A rep adds own deals. Add Nova without an owner"),
        (lambda desk, _: dealing.add_deal(desk, "Nova", {"owner": "none"}), "or ask a manager (Mia Chef) to add it"),
    ],
)
def test_a_rep_changes_nothing_of_a_colleague_and_is_told_whom_to_ask(
    week: Week, items: dict[str, int], act: Callable[[Desk, int], object], sentence: str
) -> None:
    before = entries(week)
    with pytest.raises(NotYours) as refused:
        act(week.desk("Ana"), items["Ben"])
    assert sentence in str(refused.value)
    assert entries(week) == before, "a refused verb leaves nothing, no sprint either"


def test_goals_the_close_imports_and_what_others_did_are_a_managers(week: Week, items: dict[str, int], tmp_path: Path) -> None:
    ana, later = week.desk("Ana"), week.desk("Ana", NEXT_MONDAY)
    with pytest.raises(OnlyManagers, match=r"Goals are set by a manager. Ask a manager \(Mia Chef\)."):
        goals.set_goal(ana, wish())
    with pytest.raises(OnlyManagers, match="A sprint is closed by a manager"):
        closing_sprint.close_sprint(later, MONDAY)
    for rehearsed in (False, True):
        with pytest.raises(OnlyManagers, match=r"Give the file to a manager \(Mia Chef\)"):
            import_file(ana, replace(people_file(tmp_path, "Nina Neu,rep"), dry_run=rehearsed))
    moving.move(week.desk("Ben"), [items["Ben"]], FRIDAY)
    with pytest.raises(NotYourAct, match=f"is Ben Okafor’s act, and only a manager.*{ASK[:14]}"):
        undoing.undo(ana, entries(week))


def test_a_manager_does_all_of_it_and_stands_in_the_journal_for_it(week: Week, items: dict[str, int], tmp_path: Path) -> None:
    mia, his = week.desk("Mia"), week.desk("Ben")
    planning.add(mia, "meeting 60m", owner_id=his.me.id, day=FRIDAY)
    moving.move(mia, [items["Ben"]], FRIDAY)
    dealing.set_fields(mia, GALE, {"value": "1"})
    dealing.add_deal(mia, "Nova", {"owner": "Ben"})
    goals.set_goal(mia, wish())
    import_file(mia, people_file(tmp_path, "Nina Neu,rep"))
    closing_sprint.close_sprint(week.at(mia, NEXT_MONDAY), MONDAY)
    with week.database.read() as connection:
        query = select(journal_entry.c.verb, journal_entry.c.member_id).order_by(journal_entry.c.id.desc()).limit(7)
        told = [tuple(row) for row in connection.execute(query)]
    assert told == [(verb, mia.me.id) for verb in ("close", "import", "goal", "deal", "deal", "move", "plan")]


# Whose a deal is.


def test_a_rep_hands_an_own_deal_over_and_has_it_no_more(week: Week) -> None:
    ana, his = week.desk("Ana"), week.desk("Ben")
    dealing.set_fields(ana, ACME, {"owner": "Ben", "next_step": "call them"})
    assert owner_of(week, ACME) == his.me.id
    with pytest.raises(NotYours, match="Acme renewal is Ben Okafor’s deal"):
        dealing.set_fields(ana, ACME, {"value": "1"})
    dealing.set_fields(his, ACME, {"value": "1"})


def test_whose_a_deal_is_counts_at_the_moment_of_the_save_not_when_it_was_seen(week: Week) -> None:
    ana = week.desk("Ana")
    seen = dealing.as_seen(ana, ACME)
    dealing.set_fields(week.desk("Mia"), ACME, {"owner": "Ben"})
    with pytest.raises(NotYours, match="Acme renewal is Ben Okafor’s deal"):
        dealing.set_fields(ana, ACME, {"value": "1"}, seen=seen)
    theirs = dealing.as_seen(ana, GALE)
    dealing.set_fields(week.desk("Mia"), GALE, {"owner": "Ana"})
    dealing.set_fields(ana, GALE, {"value": "1"}, seen=theirs)


def test_a_deal_nobody_owns_is_anybodys_to_take(week: Week) -> None:
    dealing.set_fields(week.desk("Ana"), ACME, {"owner": "none"})
    his = week.desk("Ben")
    dealing.set_fields(his, ACME, {"value": "1"})
    dealing.set_fields(his, ACME, {"owner": "Ben"})
    assert owner_of(week, ACME) == his.me.id


def test_who_has_a_function_on_a_deal_changes_it_but_does_not_hand_it_over(week: Week) -> None:
    ana, mia = week.desk("Ana"), week.desk("Mia")
    beside = tables.DealPerson(team_id=ana.team.id, deal_id=GALE, member_id=ana.me.id, function="sdr")
    mia.write(mia.act("deal", "put a person on it"), lambda session: rows.add(session, beside))
    dealing.set_fields(ana, GALE, {"value": "1"})
    with pytest.raises(NotYours, match="its owner hands it over"):
        dealing.set_fields(ana, GALE, {"owner": "Ana"})


def test_a_rep_plans_own_work_for_a_deal_of_a_colleague(week: Week) -> None:
    assert planning.add(week.desk("Ana"), "call gale 20m").understood.target.deal_id == GALE


def test_what_nobody_owns_in_the_plan_is_a_managers(week: Week) -> None:
    mia = week.desk("Mia")
    nobodys = tables.Activity(team_id=1, type_id=1, planned_on=WEDNESDAY, minutes=30)
    id_ = mia.write(mia.act("test", "an item of nobody"), lambda session: rows.add(session, nobodys)).value
    with pytest.raises(NotYours, match=r"is nobody’s. Ask a manager \(Mia Chef\) to change it"):
        tracking.done(week.desk("Ana"), id_)
    tracking.done(mia, id_)


# Viewers, and who has no seat.

EVERY_ACT: dict[str, Callable[[Desk, dict[str, int]], object]] = {
    "plan": lambda desk, _: planning.add(desk, "call 30m"),
    "log": lambda desk, _: tracking.log(desk, "call 30m"),
    "move": lambda desk, items: moving.move(desk, [items["Ana"]], FRIDAY),
    "done": lambda desk, items: tracking.done(desk, items["Ana"]),
    "deal": lambda desk, _: dealing.set_fields(desk, ACME, {"value": "1"}),
    "new deal": lambda desk, _: dealing.add_deal(desk, "Nova"),
    "commit": lambda desk, _: committing.commit(desk),
    "goal": lambda desk, _: goals.set_goal(desk, wish()),
    "close": lambda desk, _: closing_sprint.close_sprint(desk, MONDAY),
    "absence": lambda desk, _: calendar_edits.note_absence(desk, desk.me.id, AWAY),
    "pattern": lambda desk, _: calendar_edits.set_week(desk, calendar_edits.WeekWish((480,) * 7, MONDAY)),
    "holiday": lambda desk, _: calendar_edits.note_holiday(desk, FRIDAY),
    "new member": lambda desk, _: seats.add_member(desk, seats.NewMember("Nina Neu")),
    "role": lambda desk, _: seats.change_role(desk, desk.me.id, "manager"),
    "leave": lambda desk, _: seats.end_seat(desk, desk.me.id),
    "undo": lambda desk, _: undoing.undo(desk),
    "redo": lambda desk, _: undoing.redo(desk),
}


@pytest.mark.parametrize("act", EVERY_ACT)
def test_a_viewer_changes_nothing_and_is_told_what_the_seat_is_for(week: Week, items: dict[str, int], act: str) -> None:
    before = entries(week)
    with pytest.raises(ReadsOnly, match=r"look at everything and change nothing. Ask a manager \(Mia Chef\)"):
        EVERY_ACT[act](week.desk("Vic"), items)
    assert entries(week) == before


@pytest.mark.parametrize("act", EVERY_ACT)
def test_a_seat_taken_away_meanwhile_is_refused_at_a_desk_that_was_opened_with_it(week: Week, items: dict[str, int], act: str) -> None:
    ana = week.desk("Ana")
    planning.add(ana, "email 10m")
    week.seat("Ana", role="viewer")
    before = entries(week)
    with pytest.raises(ReadsOnly):
        EVERY_ACT[act](ana, items)
    assert entries(week) == before


def test_a_seat_given_meanwhile_counts_at_once(week: Week, items: dict[str, int]) -> None:
    ana, vic = week.desk("Ana"), week.desk("Vic")
    week.seat("Ana", role="manager")
    week.seat("Vic", role="rep")
    moving.move(ana, [items["Ben"]], FRIDAY)
    goals.set_goal(ana, wish())
    assert planning.add(vic, "call 30m").ids


def test_a_managers_seat_taken_away_meanwhile_leaves_the_own_week(week: Week, items: dict[str, int]) -> None:
    week.seat("Ana", role="manager")
    ana = week.desk("Ana")
    week.seat("Ana", role="rep")
    with pytest.raises(NotYours):
        moving.move(ana, [items["Ben"]], FRIDAY)
    with pytest.raises(OnlyManagers):
        goals.set_goal(ana, wish())
    moving.move(ana, [items["Ana"]], FRIDAY)


def test_a_seat_that_ended_reads_on_and_is_told_until_when(week: Week, items: dict[str, int]) -> None:
    ana = week.desk("Ana")
    week.seat("Ana", until_on=MONDAY)
    for desk in (ana, week.desk("Ana")):
        with pytest.raises(NoSeat) as refused:
            tracking.done(desk, items["Ana"])
        assert str(refused.value) == (
            "Ana Ruiz’s seat in Nordwind was held until Sun 15 Nov 2026, so nothing can be changed under this name; reading is free. "
            "Ask a manager (Mia Chef) for a seat."
        )
    with week.database.read() as connection:
        assert plan_view(connection, week.desk("Ana")).days


def test_a_seat_that_begins_later_begins_later(week: Week) -> None:
    week.seat("Ana", from_on=TUESDAY)
    with pytest.raises(NoSeat, match="Ana Ruiz’s seat in Nordwind begins on Tue 17 Nov 2026"):
        planning.add(week.desk("Ana"), "call 30m")
    assert planning.add(week.desk("Ana", TUESDAY), "call 30m").ids


def test_a_name_met_in_an_import_has_no_seat(week: Week, tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    file.write_text("id,name,owner,stage\nX1,Nova,Nina Neu,Proposal\n")
    import_file(week.desk("Mia"), ImportOrder(file=file, kind="deals"))
    with pytest.raises(NoSeat, match=r"^Nina Neu has no seat in Nordwind, so nothing"):
        planning.add(week.desk("Nina Neu"), "call 30m")


# What a right that went away takes with it.


def test_what_was_done_with_a_managers_seat_is_taken_back_with_one_only(week: Week, tmp_path: Path) -> None:
    week.seat("Ana", role="manager")
    ana = week.desk("Ana")
    goals.set_goal(ana, wish())
    week.seat("Ana", role="rep")
    with pytest.raises(OnlyManagers, match="Goals are set by a manager"):
        undoing.undo(ana)
    week.seat("Ana", role="manager")
    undoing.undo(ana)


def test_the_last_managers_seat_stays(week: Week, tmp_path: Path) -> None:
    mia = week.desk("Mia")
    file = tmp_path / "seats.csv"
    file.write_text(f"name,active_until\nMia Chef,{MONDAY}\n")
    before = entries(week)
    with pytest.raises(NoManagerLeft, match="Let one manager keep the seat"):
        import_file(mia, ImportOrder(file=file, kind="members"))
    assert entries(week) == before


def test_everybody_has_as_many_names_to_ask_as_a_sentence_holds_the_own_manager_first(week: Week, tmp_path: Path) -> None:
    import_file(week.desk("Mia"), people_file(tmp_path, *(f"Chief {name},manager" for name in "ABCD")))
    with pytest.raises(OnlyManagers) as refused:
        goals.set_goal(week.desk("Ana"), wish())
    assert str(refused.value) == "Goals are set by a manager. Ask a manager (Mia Chef or Chief A or Chief B)."


# The table.


def test_every_right_names_known_roles_and_no_verb_needs_two() -> None:
    named = [verb for right in roles.RIGHTS.values() for verb in right.verbs]
    assert len(named) == len(set(named))
    for right in roles.RIGHTS.values():
        assert right.others <= right.own <= roles.SELLERS
        said = right.sentence.format(what="#1 Call", whose="Ben’s", ask="Ask Ben", managers="a manager")
        assert said.endswith(".")
        assert issubclass(right.refusal, Refused)


def test_a_day_before_the_team_was_founded_changes_nothing_about_seats(week: Week) -> None:
    assert planning.add(week.desk("Mia", date(2020, 1, 6)), "call 30m").ids


def test_taking_up_attention_for_a_colleague_is_planning_for_a_colleague(week: Week) -> None:
    ana, his = week.desk("Ana"), week.desk("Ben")
    with week.database.read() as connection:
        lines = plan_view(connection, his).attention.lines
    line = next(one for one in lines if one.activity_id is None and one.deal_id is not None)
    with pytest.raises(NotYours, match="You plan your own week"):
        accepting.accept(ana, line, owner_id=his.me.id)
