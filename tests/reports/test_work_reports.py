"""Facts about plan, day, stand-up and review as text, Markdown and documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sprintsales.reports.plan import plan_document, plan_sheet
from sprintsales.reports.review import review_document, review_sheet
from sprintsales.reports.sheet import as_html, as_markdown, as_text
from sprintsales.reports.standup import standup_document, standup_sheet
from sprintsales.reports.today import today_document, today_sheet
from sprintsales.services import blocking, planning, tracking
from sprintsales.services.committing import commit
from sprintsales.services.desk import Desk
from sprintsales.services.tracking import Report
from sprintsales.services.views.plan import plan_view
from sprintsales.services.views.reviewed import review_view
from sprintsales.services.views.standup import standup_view
from sprintsales.services.views.today import today_view
from sprintsales.storage import rows, tables
from tests.services.week import MONDAY, TUESDAY, WEDNESDAY, Week


def lived(week: Week) -> Desk:
    ana = week.desk()
    ids = [planning.add(ana, line).ids[0] for line in ("call acme tue 30m", "call #5 re two seats wed 9:30", "10x call list:Q4 wed 60m")]
    commit(ana)
    tracking.done(week.at(ana, TUESDAY), ids[0])
    wednesday = week.at(ana, WEDNESDAY)
    tracking.done(wednesday, ids[2], Report(quantity=4))
    blocking.block(wednesday, [ids[1]], "legal | has it")
    return wednesday


def document(found: Mapping[str, object]) -> dict[str, Any]:
    """Return a document as a script reads it."""
    read: dict[str, Any] = json.loads(json.dumps(found, allow_nan=False))
    return read


def test_the_plan_as_a_document_holds_days_with_items(week: Week) -> None:
    ana = lived(week)
    with ana.database.read() as connection:
        found = document(plan_document(plan_view(connection, ana)))
    assert (found["schema"], found["as_of"], found["rep"]) == ("sprintsales.plan/1", "2026-11-18", "Ana Ruiz")
    assert found["sprint"] == {
        "number": 47, "start": "2026-11-16", "end": "2026-11-23", "state": "active", "goal": None, "goal_met": None,
    }  # fmt: skip
    assert [one["date"] for one in found["days"]] == [f"2026-11-{day}" for day in range(16, 21)]
    first, second = found["days"][2]["items"]
    assert (first["type"], first["deal"], first["time"], first["state"]) == ("call", "Frost [/] contract", "09:30", "blocked")
    assert (second["list"], second["quantity"], second["quantity_done"], second["value"]) == ("Q4", 10, 4, None)
    assert found["days"][1]["items"][0]["value"] == "48000.00"
    assert (found["commitment"]["numbers"]["committed"], found["commitment"]["numbers"]["say_do"]) == (3, None)
    assert found["uncovered"]["value"] == "60000.00"
    assert len(found["attention"]["lines"]) <= 7


def test_the_plan_reads_in_plain_words(week: Week) -> None:
    ana = lived(week)
    with ana.database.read() as connection:
        sheet = plan_sheet(plan_view(connection, ana))
    text = as_text(sheet, 100)
    for words in (
        "Sprint 47",
        "promise 1 of 3",
        "uncovered closing EUR 60,000 (2)",
        "Q4 ×10",
        "4 of 10",
        "legal | has it",
        "Kept 1/3 so far",
    ):
        assert words in text
    assert max(len(line) for line in text.splitlines()) <= 130
    assert "legal \\| has it" in as_markdown(sheet)
    assert "Frost [/] contract" in as_html(sheet)


def test_the_day_as_a_document_and_in_words(week: Week) -> None:
    ana = lived(week)
    with ana.database.read() as connection:
        view = today_view(connection, ana)
    found = document(today_document(view))
    assert (found["schema"], found["count"], [one["id"] for one in found["at_time"]]) == ("sprintsales.today/1", 2, [2])
    assert "At a time" in "\n".join(section.title for section in today_sheet(view).sections)


def test_an_empty_day_says_what_to_do(week: Week) -> None:
    ben = week.desk("Ben")
    with ben.database.read() as connection:
        text = as_text(today_sheet(today_view(connection, ben)))
    assert "Nothing is planned for today. Plan something: sprintsales add" in text


def test_the_standup_document_has_the_promised_keys(week: Week) -> None:
    ana = lived(week)
    with ana.database.read() as connection:
        view = standup_view(connection, ana)
    found = document(standup_document(view))
    assert (found["schema"], found["since"], found["sprint"]["number"]) == ("sprintsales.standup/1", "2026-11-17", 47)
    first = found["members"][0]
    assert set(first) >= {"name", "done", "overdue", "today", "blocked", "promises", "dates_moved", "say_do"}
    assert ([one["deal"] for one in first["done"]], [one["deal"] for one in first["blocked"]]) == (["Acme renewal"], ["Frost [/] contract"])
    text = as_text(standup_sheet(view))
    assert "blocked         call Frost [/] contract: legal | has it" in text
    assert "nothing planned Corto upgrade, closes 20 Nov" in text


def test_the_review_document_has_the_promised_keys(week: Week) -> None:
    ana = lived(week)
    ana.write(ana.act("deal", "won"), lambda session: rows.put(session, tables.Deal, 1, stage_id=5, outcome="won", closed_on=WEDNESDAY))
    with ana.database.read() as connection:
        view = review_view(connection, ana, ana.sprint_of(MONDAY))
    found = document(review_document(view))
    keys = {"schema", "sprint", "promise", "kpis", "deals_moved", "dates_moved", "forecast", "unfinished", "retro"}
    assert set(found) >= keys
    assert (found["promise"]["team"]["committed"], found["promise"]["team"]["kept"]) == (3, 1)
    assert [one["fate"] for one in found["promise"]["members"][0]["items"]] == ["kept", "open", "open"]
    assert (found["deals_moved"][0]["kind"], found["deals_moved"][0]["value"]) == ("won", "48000.00")
    assert found["kpis"]["won_value"]["value"] == "48000.00"
    assert len(found["unfinished"]) == 2
    text = as_text(review_sheet(view), 100)
    assert "Team: kept 1/3 so far, 1 of 2 committed." in text
