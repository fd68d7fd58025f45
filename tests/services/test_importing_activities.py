"""Activities out of a CRM: done or planned, whose, for which deal, and what is no work of a rep."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from sprintsales.domain.cadences import read_steps
from sprintsales.domain.errors import Usage
from sprintsales.formats.cadence_file import CadenceWish
from sprintsales.services import cadences
from sprintsales.services.cadence_views import Subject, over
from sprintsales.services.views.leads import lead_index
from sprintsales.storage import tables
from tests.services.importing_team import TODAY, Team, codes

FIELDS = {
    "external_id": "id", "deal": "deal", "type": "type", "done_at": "done", "planned_on": "due", "minutes": "minutes",
    "outcome": "outcome", "direction": "direction", "note": "note", "quantity": "n",
}  # fmt: skip
HEADER = "id,deal,type,done,due,minutes,outcome,direction,note,n\n"


@pytest.fixture
def team(team: Team) -> Team:
    team.deals("D1,Northwind,Nord AG,Ben Kaya,Qualified,5,2026-12-04", "D2,Nobody's,,,Qualified,5,2026-12-04")
    return team


def bring(team: Team, *lines: str, **order: Any) -> Any:
    text = HEADER + "".join(f"{line}\n" for line in lines)
    return team.bring(text, kind="activities", **{"fields": FIELDS, "date_formats": {"*": "ymd"}, **order})


def test_done_work_belongs_to_the_deals_owner_and_to_the_day_of_the_teams_clock(team: Team) -> None:
    report = bring(team, "A1,D1,phone call,2026-11-16 23:30,,30,reached,outbound,asked for prices,")
    assert (report.added, codes(report)) == (1, {"date_without_zone": 1})
    row = team.one(
        "SELECT a.*, t.code, p.body FROM activity a, activity_type t, person_text p WHERE t.id = a.type_id AND p.id = a.result_id"
    )
    wanted = {
        "code": "call", "state": "done", "done_on": "2026-11-16", "done_at": "2026-11-16T22:30:00.000000Z", "minutes_done": 30,
        "outcome": "reached", "direction": "out", "quantity_done": 1, "body": "asked for prices", "unplanned": 1,
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert row["owner_id"] == team.deal("Northwind")["owner_id"]


def test_a_moment_with_its_zone_counts_for_the_day_it_was_here(team: Team) -> None:
    assert codes(bring(team, "A1,D1,call,2026-11-16T23:30:00Z,,,,,,")) == {}
    assert team.one("SELECT done_on FROM activity")["done_on"] == "2026-11-17"


def test_a_day_without_a_time_needs_no_zone(team: Team) -> None:
    assert codes(bring(team, "A1,D1,call,2026-11-16,,,,,,")) == {}


def test_work_planned_for_this_week_stands_in_this_weeks_sprint(team: Team) -> None:
    report = bring(team, "A1,D1,meeting,,2026-11-20,60,,,,", "A2,D1,meeting,,2025-11-20,60,,,,")
    assert report.added == 2
    rows = team.rows(
        "SELECT a.planned_on, a.state, a.minutes, s.start_on FROM activity a LEFT JOIN sprint s ON s.id = a.sprint_id ORDER BY a.id"
    )
    assert [(row["planned_on"], row["state"], row["start_on"]) for row in rows] == [
        ("2026-11-20", "planned", "2026-11-16"), ("2025-11-20", "planned", None),
    ]  # fmt: skip
    assert not team.undo().kept


def test_the_same_activities_twice_change_nothing(team: Team) -> None:
    lines = (
        "A1,D1,call,2026-11-16 10:00,,,,,,",
        ",D1,call,2026-11-16 10:00,,,,,,",
        ",D1,call,2026-11-16 10:00,,,,,,",
        "A4,,email,,2026-11-20,,,,,5",
    )
    assert bring(team, *lines).added == 4
    again = bring(team, *lines, day=TODAY + timedelta(days=1))
    assert (again.entry_id, again.unchanged) == (None, 4)


def test_a_plan_done_here_stays_done_when_the_file_still_plans_it(team: Team) -> None:
    bring(team, "A1,D1,call,,2026-11-20,,,,,")
    team.change(tables.Activity, 1, state="done", done_on=TODAY, quantity_done=1)
    report = bring(team, "A1,D1,call,,2026-11-20,45,,,,")
    assert (report.changed, report.conflicts) == (1, [])
    row = team.one("SELECT state, minutes FROM activity")
    assert row == {"state": "done", "minutes": 45}


def test_a_plan_the_crm_logged_as_done_becomes_done(team: Team) -> None:
    bring(team, "A1,D1,call,,2026-11-17,,,,,")
    report = bring(team, "A1,D1,call,2026-11-17 09:00,2026-11-17,20,,,,")
    assert (report.changed, report.conflicts) == (1, [])
    row = team.one("SELECT state, done_on, quantity_done, minutes_done, logged_at, unplanned FROM activity")
    assert (row["state"], row["done_on"], row["quantity_done"], row["minutes_done"], row["unplanned"]) == ("done", "2026-11-17", 1, 20, 0)
    assert row["logged_at"] is not None


def test_words_that_are_no_work_of_a_rep_are_left_out(team: Team) -> None:
    words = {"call_inbound": "not-rep-work", "task": "skip", "Anruf raus": "call"}
    lines = ("1,D1,call_inbound,2026-11-16,,,,,,", "2,D1,Task,2026-11-16,,,,,,", "3,D1,anruf raus,2026-11-16,,,,,,")
    report = bring(team, *lines, activities=words)
    assert (report.rows, report.added, report.left_out, codes(report)) == (3, 1, 2, {"not_rep_work": 1})


@pytest.mark.parametrize(
    ("line", "column", "says"),
    [
        ("1,D1,,2026-11-16,,,,,,", "type", "needs its type"),
        ("1,D1,fishing,2026-11-16,,,,,,", "type", "--activity fishing=call"),
        ("1,D9,call,2026-11-16,,,,,,", "deal", "no deal D9"),
        ("1,D1,call,,,,,,,", "done", "needs the day"),
        ("1,D1,call,2026-11-19,,,,,,", "done", "not come yet"),
        ("1,D1,call,1900-01-01T00:00:00+12:00,,,,,,", "done", "before 1900"),
        ("1,D1,call,2026-11-16,,,,,,0", "n", "not between 1 and 100,000"),
        ("1,D1,call,2026-11-16,,,,,,200000", "n", "not between 1 and 100,000"),
        ("1,D1,call,2026-11-16,,soon,,,,", "minutes", "length of time"),
        ("1,D1,call,2026-13-16,,,,,,", "done", ""),
    ],
)
def test_a_refused_activity_is_told_why(team: Team, line: str, column: str, says: str) -> None:
    report = bring(team, line)
    (refusal,) = report.refusals
    assert (refusal.line, refusal.column, says in refusal.reason) == (2, column, True)


def test_a_type_that_is_none_of_ours_is_found_before_a_row_is_read(team: Team) -> None:
    with pytest.raises(Usage, match="we have no type calls-out"):
        bring(team, "1,D1,call,2026-11-16,,,,,,", activities={"ring": "calls-out"})


def test_work_for_a_deal_without_an_owner_has_none_and_says_so(team: Team) -> None:
    assert codes(bring(team, "1,D2,call,2026-11-16,,,,,,")) == {"no_owner": 1}
    assert team.one("SELECT owner_id FROM activity")["owner_id"] is None


def test_deals_with_work_that_came_later_are_kept_when_their_import_is_undone(team: Team) -> None:
    deals = team.one("SELECT max(id) AS id FROM journal_entry")["id"]
    bring(team, "1,D1,call,2026-11-16,,,,,,")
    undone = team.undo(deals)
    assert ("deal", team.deal("Northwind")["id"]) in {(one.table, one.row_id) for one in undone.kept}
    assert team.count("activity") == 1
    assert date.fromisoformat(team.deal("Northwind")["close_on"]) == date(2026, 12, 4)


def test_work_on_a_lead_is_linked_to_it_and_is_its_first_touch(team: Team) -> None:
    team.bring("id,name,owner,source,category,created\nL1,Jo Berg,Ana Rossi,Fair,new,2026-11-16\n", kind="leads", date_formats={"*": "ymd"})
    text = "id,lead,type,done_at,outcome\nA1,L1,call,2026-11-17,reached\nA2,C9,email,2026-11-17,\n"
    report = team.bring(text, kind="activities", date_formats={"*": "ymd"})
    assert (report.added, codes(report)["unknown_lead"]) == (2, 1)
    desk = team.desk()
    with desk.database.read() as connection:
        [one] = lead_index(connection, desk).lines
    assert (one.state, one.first_touch_on, one.touches) == ("touched", date(2026, 11, 17), 1)
    row = team.one("SELECT lead_id, owner_id FROM activity WHERE lead_id IS NOT NULL")
    assert (row["lead_id"], row["owner_id"]) == (one.id, one.owner_id)
    again = team.bring(text, kind="activities", date_formats={"*": "ymd"})
    assert (again.added, again.unchanged) == (0, 2)


def test_a_reply_that_comes_in_by_an_import_stops_the_cadence(team: Team) -> None:
    desk = team.desk()
    cadences.save(desk, [CadenceWish("Mails", "", read_steps("email, call +2"))])
    assert cadences.start(desk, 1, Subject(team.deal("Nobody's")["id"])).new
    bring(team, f"A8,D2,email,{TODAY},,5,no_answer,outbound,,")
    with desk.database.read() as connection:
        assert not over(connection, desk)
    bring(team, f"A9,D2,email,{TODAY},,5,replied,inbound,yes,")
    with desk.database.read() as connection:
        assert [one.why for one in over(connection, desk)] == ["reply"]
