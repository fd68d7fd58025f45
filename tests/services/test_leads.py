"""Leads in real databases: brought in, assigned, touched, made deals, and each of it taken back."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import Table, func, select

from sprintsales.services import planning, tracking
from sprintsales.services.assigning import QueueChanged, QueueIsEmpty, assign, preview, set_rules
from sprintsales.services.desk import Desk
from sprintsales.services.leads import AlreadyADeal, DealNeedsName, add_lead, convert, set_leads
from sprintsales.services.roles import NotYours, OnlyManagers
from sprintsales.services.undoing import undo
from sprintsales.services.views.asking import asked_period
from sprintsales.services.views.kpis import kpi_view
from sprintsales.services.views.leads import LeadIndex, LeadLine, counted, lead_index, read_ask
from sprintsales.storage.schema import activity, lead, origin, proposal
from tests.services.importing_team import TODAY, Team
from tests.services.week import MONDAY, TUESDAY, WEDNESDAY, Week

HEAD = "Lead ID,Name,Company,Lead Owner,Lead Source,Lead Status,Created Date\n"


def index(desk: Desk) -> LeadIndex:
    """Return the leads as they stand."""
    with desk.database.read() as connection:
        return lead_index(connection, desk)


def line(desk: Desk, lead_id: int) -> LeadLine:
    """Return one lead as it stands."""
    found = index(desk).line(lead_id)
    assert found is not None
    return found


def queue_of(week: Week, many: int) -> list[int]:
    """Let Mia put leads without an owner in."""
    mia = week.desk("Mia")
    return [add_lead(mia, f"Lead {number}", {"owner": "-", "source": "Fair"}).ids[0] for number in range(many)]


def rows(desk: Desk, table: Table) -> int:
    """Count the rows of a table."""
    with desk.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_of_500_leads_in_one_import_each_has_an_owner_and_a_first_touch_day_or_is_counted_in_the_queue(team: Team) -> None:
    lines = [
        f"L{number},Lead {number},Company {number % 40},{'Ana Rossi' if number % 3 else ''},Fair,"
        f"{'unqualified' if number % 50 == 1 else 'new'},{TODAY - timedelta(days=number % 9)}\n"
        for number in range(500)
    ]
    report = team.bring(HEAD + "".join(lines), kind="leads", date_formats={"*": "ymd"})
    told = report.leads
    assert told is not None
    assert (report.added, report.refusals) == (500, [])
    assert (told.dated, told.queue, told.over, told.undated, told.total, told.whole_queue) == (326, 164, 10, 0, 500, 164)
    assert told.proposed == 326
    every = index(team.desk()).lines
    assert all(one.touch_day is not None for one in every if one.owner_id is not None and not one.is_over)
    counts = counted(every, TODAY)
    assert (counts.queue, counts.undated, sum(counts.states.values())) == (164, 0, 500)
    assert counts.dated + counts.queue + counts.over == 500
    again = team.bring(HEAD + "".join(lines), kind="leads", date_formats={"*": "ymd"})
    assert (again.added, again.unchanged, rows(team.desk(), proposal)) == (0, 500, 326)
    team.undo(report.entry_id)
    assert index(team.desk()).lines == ()


def test_a_lead_whose_file_tells_no_day_is_counted_from_the_day_it_came_in(team: Team) -> None:
    report = team.bring("name,owner,source,category\nJo Berg,Ana Rossi,Fair,new\n", kind="leads")
    [one] = index(team.desk()).lines
    assert (one.created_on, one.due, report.warnings["no_created"].count) == (TODAY, date(2026, 11, 19), 1)


def test_the_queue_is_assigned_in_turn_in_one_act_and_one_undo_takes_it_back(week: Week) -> None:
    ids, mia = queue_of(week, 5), week.desk("Mia")
    with mia.database.read() as connection:
        shown = preview(connection, mia, "round-robin").shown
    done = assign(mia, "round-robin", shown=shown)
    assert (done.given, done.left, done.proposed, done.planned) == (5, 0, 5, 0)
    owners = Counter(line(mia, id_).owner for id_ in ids)
    assert sorted(owners.values()) == [2, 3]
    assert {line(mia, id_).touch_day for id_ in ids} == {TUESDAY}
    assert all(one.ahead is not None and one.ahead.proposed for one in index(mia).lines if one.id in ids)
    [later] = queue_of(week, 1)
    assign(mia, "round-robin")
    assert owners[line(mia, later).owner] == 2
    undo(mia)
    undo(mia)
    undo(mia)
    assert counted(index(mia).lines, MONDAY).queue == 5
    assert rows(mia, proposal) == 0


def test_a_team_may_want_first_touches_later_and_planned_at_once(week: Week) -> None:
    [lead_id] = queue_of(week, 1)
    mia = week.desk("Mia")
    set_rules(mia, days=2, plans="planned")
    done = assign(mia, "load")
    found = line(mia, lead_id)
    assert (done.planned, done.proposed, found.due) == (1, 0, WEDNESDAY)
    assert found.ahead is not None
    assert (found.ahead.proposed, found.ahead.day) == (False, WEDNESDAY)
    with pytest.raises(OnlyManagers):
        set_rules(week.desk("Ana"), days=3)


def test_what_is_shown_is_what_is_done_or_nothing(week: Week) -> None:
    first, *_ = queue_of(week, 3)
    mia = week.desk("Mia")
    with mia.database.read() as connection:
        shown = preview(connection, mia, "load").shown
    set_leads(week.desk("Ana"), [first], {"owner": "me"})
    with pytest.raises(QueueChanged, match="Look again"):
        assign(mia, "load", shown=shown)
    assign(mia, "load")
    with pytest.raises(QueueIsEmpty, match="each has an owner"):
        assign(mia, "load")


def test_a_rep_takes_a_lead_for_herself_and_its_first_touch_is_in_her_plan_once(week: Week) -> None:
    [lead_id] = queue_of(week, 1)
    ana = week.desk("Ana")
    set_leads(ana, [lead_id], {"owner": "me"})
    found = line(ana, lead_id)
    assert (found.owner, found.state) == ("Ana Ruiz", "waiting")
    assert found.ahead is not None
    assert (found.ahead.proposed, found.ahead.day) == (False, TUESDAY)
    set_leads(ana, [lead_id], {"owner": "-"})
    set_leads(ana, [lead_id], {"owner": "me"})
    assert (rows(ana, origin), rows(ana, activity)) == (1, 1)
    with pytest.raises(NotYours, match="Ana Ruiz’s lead"):
        set_leads(week.desk("Ben"), [lead_id], {"category": "unqualified"})
    with pytest.raises(OnlyManagers, match="owner=me"):
        assign(ana, "load")


def test_a_touch_that_is_logged_stops_the_clock_and_an_answer_is_one_too(week: Week) -> None:
    [lead_id] = queue_of(week, 1)
    ana = week.desk("Ana")
    set_leads(ana, [lead_id], {"owner": "me"})
    wednesday = week.at(ana, WEDNESDAY)
    assert line(wednesday, lead_id).late
    tracking.log(wednesday, f"call lead:#{lead_id} interested")
    found = line(wednesday, lead_id)
    assert (found.state, found.first_touch_on, found.responded_on, found.late) == ("responded", WEDNESDAY, WEDNESDAY, False)
    assert found.touch_clock is not None
    counts = counted([found], WEDNESDAY)
    assert (counts.touch_n, counts.response_n) == (1, 1)


def test_a_lead_becomes_a_deal_and_its_planned_work_goes_with_it(week: Week) -> None:
    ana = week.desk("Ana")
    [lead_id] = add_lead(ana, "Jo Berg", {"source": "Fair"}).ids
    planning.add(ana, 'email lead:"Jo Berg" thu')
    with pytest.raises(DealNeedsName, match="--name"):
        convert(ana, lead_id, {})
    done = convert(ana, lead_id, {"name": "Berg pilot", "value": "12k", "close_on": "2026-12-18"})
    found = line(ana, lead_id)
    assert (found.state, found.deal, found.deal_id, done.items) == ("converted", "Berg pilot", done.deal_id, 2)
    with pytest.raises(AlreadyADeal, match="Berg pilot"):
        convert(ana, lead_id, {"name": "Again"})
    undo(ana)
    found = line(ana, lead_id)
    assert (found.state, found.deal_id, found.ahead is not None) == ("waiting", None, True)


def test_no_name_of_a_person_reaches_the_journal(week: Week) -> None:
    from sprintsales.storage.schema import journal_entry

    ana = week.desk("Ana")
    [lead_id] = add_lead(ana, "Jo Berg").ids
    set_leads(ana, [lead_id], {"category": "qualified", "name": "Joanna Berg"})
    with ana.database.read() as connection:
        told = " ".join(connection.execute(select(journal_entry.c.summary)).scalars())
    assert "Berg" not in told
    assert lead.name == "lead"


def test_what_is_done_on_a_lead_here_tells_the_hours_to_its_first_touch_and_answer(week: Week) -> None:
    ana = week.desk("Ana")
    [first] = add_lead(ana, "Nils Berg", {"source": "Fair"}).ids
    [second] = add_lead(ana, "Olga Sand", {"source": "Fair"}).ids
    [third] = add_lead(ana, "Pia Holt", {"source": "Fair"}).ids
    later = week.desk("Ana", TUESDAY)
    tracking.log(later, f"call lead:#{first} no answer")
    tracking.log(later, f"call lead:#{second} reached")
    tracking.log(week.desk("Ana", WEDNESDAY), f"email lead:#{second} replied")
    view = week.desk("Ana", WEDNESDAY)
    assert third not in (first, second)
    with view.database.read() as connection:
        figures = kpi_view(connection, view, asked_period(view, connection, kind="week", default="week")).total.figures
    touch, answer = figures["first_touch_hours"], figures["positive_response_hours"]
    assert touch.n == 2
    assert touch.value is not None
    assert touch.value > 0
    assert answer.n == 1


def test_the_list_is_sorted_by_a_word_and_what_has_none_stands_last(week: Week) -> None:
    ana = week.desk("Ana")
    add_lead(ana, "Zoe Adler", {"source": "Web"})
    add_lead(ana, "Änne Bick", {"source": "Fair"})
    shown = index(ana)
    assert [one.name for one in shown.select("sort:name")] == ["Änne Bick", "Lena Frost", "Zoe Adler"]
    assert [one.source for one in shown.select("sort:source")] == ["Fair", "Web", None]
    assert read_ask("sort:colour").problems == ("sort: takes one of due, name, owner, category, source, came, state",)
