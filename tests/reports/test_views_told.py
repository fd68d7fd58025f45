"""What a screen shows, a command prints: every figure of each view stands in its document, and its report fits where it is read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from sprintsales.reports import closing, deals, forecast, goals, kpis, plan, review, stages, standup, team, today
from sprintsales.reports.sheet import Sheet, as_csv, as_markdown, as_text, cells
from sprintsales.services.demo import make_demo
from sprintsales.services.desk import Desk, open_desk
from sprintsales.services.founding import Founding, create
from sprintsales.services.goals import goals_view
from sprintsales.services.views.asking import AskedPeriod, period_of
from sprintsales.services.views.closing import closing_view
from sprintsales.services.views.closing_board import closing_board
from sprintsales.services.views.deals import deal_index, deal_view
from sprintsales.services.views.forecast import forecast_view
from sprintsales.services.views.kpi_table import kpi_table
from sprintsales.services.views.kpi_trend import kpi_trend
from sprintsales.services.views.plan import plan_view
from sprintsales.services.views.reviewed import review_view
from sprintsales.services.views.stages import stages_view
from sprintsales.services.views.standup import standup_view
from sprintsales.services.views.team import team_view
from sprintsales.services.views.today import today_view
from sprintsales.settings import Settings
from tests.reports.told import untold
from tests.ui.day import StillClock

DAY = date(2026, 11, 18)
INNER = (
    "version", "owner_id", "sprint_id", "lead_id", "member_id", "stage_id", "activity_id", "entry_id",  # numbers of our own rows
    "sign", "words", "stage_position", "stage_kind",  # how a screen draws, finds and sorts
    "now", "saved_at", ".commitment.id", ".frame.sprint.id",
)  # fmt: skip
"""What no reader of a document wants, whatever the view."""


@dataclass(frozen=True, slots=True)
class Told:
    """One view: what the screen has (some parts apart), the document and the report that the command prints."""

    seen: object
    document: dict[str, object]
    sheet: Sheet | None = None
    apart: tuple[str, ...] = ()


def _plan(connection: Connection, desk: Desk) -> Told:
    view = plan_view(connection, desk)
    return Told(view, plan.plan_document(view), plan.plan_sheet(view))


def _today(connection: Connection, desk: Desk) -> Told:
    view = today_view(connection, desk)
    # The week around the day is `plan`, what stands behind the item under the cursor is `deals show`.
    return Told(
        view,
        today.today_document(view),
        today.today_sheet(view),
        (".plan.days", ".plan.frame", ".plan.sprint", ".plan.commitment.id", "selected"),
    )


def _standup(connection: Connection, desk: Desk) -> Told:
    view = standup_view(connection, desk)
    return Told(view, standup.standup_document(view), standup.standup_sheet(view), (".sprint.id",))


def _deals(connection: Connection, desk: Desk) -> Told:
    index = deal_index(connection, desk)
    found = index.select("")
    return Told((found.lines, found.value, found.weighted), deals.list_document(index, found), deals.list_sheet(index, found))


def _deal(connection: Connection, desk: Desk) -> Told:
    view = deal_view(connection, desk, 8)
    return Told(view, deals.deal_document(view), deals.deal_sheet(view), (".deal.team",))


def _closing(connection: Connection, desk: Desk) -> Told:
    view, board = closing_view(connection, desk), closing_board(connection, desk)
    shown = (view, board.flags, board.earlier, board.outlooks)
    return Told(shown, closing.as_document(view), closing.as_sheet(view), ("team", "function", "outcome"))


def _kpis(connection: Connection, desk: Desk) -> Told:
    table = kpi_table(connection, desk, AskedPeriod("month", period_of(desk, "month", desk.today)), by="rep")
    trend = kpi_trend(connection, desk, table)
    return Told(
        (table, trend), kpis.as_document(table.view, table, trend), kpis.as_sheet(table.view, (), table, trend), ("[0].total.name",)
    )


def _one_kpi(connection: Connection, desk: Desk) -> Told:
    table = kpi_table(connection, desk, AskedPeriod("month", period_of(desk, "month", desk.today)), by="rep")
    sheet = kpis.as_sheet(table.view, ("won_value",), table, kpi_trend(connection, desk, table))
    return Told((), kpis.as_document(table.view, table), sheet)


def _review(connection: Connection, desk: Desk) -> Told:
    view = review_view(connection, desk)
    return Told(view, review.review_document(view), review.review_sheet(view), (".sprint.id", ".kpis.by", ".kpis.total.key"))


def _team(connection: Connection, desk: Desk) -> Told:
    view = team_view(connection, desk)
    # Goals that held once, or will, are `goals list`.
    return Told(view, team.team_document(view), team.team_sheet(view), ("days", "goal_lines", ".sprint.id"))


def _forecast(connection: Connection, desk: Desk) -> Told:
    view = forecast_view(connection, desk, AskedPeriod("month", period_of(desk, "month", desk.today)))
    return Told(view, forecast.as_document(view), forecast.as_sheet(view))


def _stages(connection: Connection, desk: Desk) -> Told:
    view = stages_view(connection, desk)
    return Told(view, stages.stages_document(view), stages.stages_sheet(view), ("pipeline_id",))


def _goals(connection: Connection, desk: Desk) -> Told:
    view = goals_view(connection, desk)
    return Told(view, goals.goals_document(view), goals.goals_sheet(view), ("sprint",))


VIEWS: dict[str, Callable[[Connection, Desk], Told]] = {
    "plan": _plan, "today": _today, "standup": _standup, "deals": _deals, "deal": _deal, "closing": _closing, "kpis": _kpis,
    "one kpi": _one_kpi, "review": _review, "team": _team, "forecast": _forecast, "stages": _stages, "goals": _goals,
}  # fmt: skip
CONTRACT = {
    "closing": ("uncovered", "deals", "weeks"),
    "forecast": (
        "period", "won", "commit", "commit_total", "best_case", "best_case_total", "weighted", "weighted_total", "overdue", "undated",
        "likely", "naive", "goal", "note",
    ),
    "standup": ("since", "sprint", "members"),
    "review": ("sprint", "promise", "kpis", "deals_moved", "dates_moved", "forecast", "unfinished", "retro"),
    "kpis": ("period", "by", "total", "groups"),
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Ana's desk in the sample team."""
    made = make_demo(tmp_path_factory.mktemp("told") / "demo.db", DAY, clock=StillClock(DAY))
    found = open_desk(made)
    yield found
    found.database.close()


@pytest.mark.parametrize("name", VIEWS)
def test_every_figure_of_a_view_is_in_its_document_and_its_report_fits(name: str, desk: Desk) -> None:
    with desk.database.read() as connection:
        told = VIEWS[name](connection, desk)
    document: dict[str, Any] = json.loads(json.dumps(told.document, allow_nan=False))
    assert untold(told.seen, document, "EUR", (*INNER, *told.apart)) == []
    assert (document["schema"].partition("/")[0].split(".")[0], document["as_of"]) == ("sprintsales", "2026-11-18")
    assert set(CONTRACT.get(name, ())) <= set(document)
    assert told.sheet is not None
    for width in (80, 120, 200):
        long = [line for line in as_text(told.sheet, width).splitlines() if cells(line) > width]
        assert long == []
    assert "\n\n\n" not in as_markdown(told.sheet)


def test_a_team_of_one_day_has_every_view_and_no_number_before_it_is_known(tmp_path: Path) -> None:
    settings = Settings(database=str(tmp_path / "empty.db"), clock=StillClock(DAY))
    create(settings, Founding("Leer | <b>", "Jo [/] Lone", None, "EUR", "Europe/Rome", "mon"))
    desk = open_desk(settings)
    for name in VIEWS.keys() - {"deal"}:
        with desk.database.read() as connection:
            told = VIEWS[name](connection, desk)
        assert told.sheet is not None
        text = as_text(told.sheet, 80)
        assert json.loads(json.dumps(told.document, allow_nan=False))["as_of"] == "2026-11-18"
        assert "None" not in text.replace("None is noted.", ""), name
        assert text.strip()
    desk.database.close()


def test_csv_of_a_plan_holds_the_whole_week_with_the_day_of_each_item(desk: Desk) -> None:
    with desk.database.read() as connection:
        view = plan_view(connection, desk)
    rows = list(csv.DictReader(io.StringIO(as_csv(plan.plan_sheet(view)))))
    assert [row["id"] for row in rows] == [str(card.id) for one in view.days for card in one.cards]
    assert {row["day"] for row in rows} == {f"2026-11-{day}" for day in range(16, 21)}


def test_a_standup_to_post_is_a_list_of_each_persons_lines(desk: Desk) -> None:
    with desk.database.read() as connection:
        posted = as_markdown(standup.standup_sheet(standup_view(connection, desk))).splitlines()
    at = next(place for place, line in enumerate(posted) if line.startswith("## Ana Ruiz  11/26 so far"))
    assert posted[at + 1 : at + 3] == ["", "- **done** follow-up Eibar Prensas press line"]
