"""The table of figures: goals as they count for a row, trends that are those of the periods before, numbers that explain themselves."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sprintsales.cli.main import main
from sprintsales.domain.errors import NotFound, NotReadable
from sprintsales.domain.kpi_registry import KPIS, LEADING
from sprintsales.domain.kpi_trend import TREND
from sprintsales.services.dealing import set_fields
from sprintsales.services.desk import Desk
from sprintsales.services.goals import GoalWish, set_goal
from sprintsales.services.tables_written import FileIsThere, named_file, write_table
from sprintsales.services.views.asking import AskedPeriod, period_of
from sprintsales.services.views.kpi_explained import MOST, Explained, Explainer, explain
from sprintsales.services.views.kpi_table import FIRST_DONE, KpiTable, TableRow, kpi_table
from sprintsales.services.views.kpi_trend import KpiTrend, kpi_trend
from sprintsales.services.views.kpis import KpiRow, kpi_view
from sprintsales.storage import rows, tables
from tests.places import Place, Template
from tests.services.week import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, Week, prepared

ANA, BEN = 2, 3
UNITS_ARE_N = ("calls_made", "activities_done", "meetings_held", "win_rate", "won_count", "open_count", "pushes", "leads_created",
               "contact_rate", "value_share", "lost_count", "deals_created")  # fmt: skip


def worked(week: Week) -> None:
    """Work of two weeks, goals, and what became of three deals."""
    mia = week.desk("Mia", on=MONDAY)
    work = [(1, ANA, TUESDAY, 7, "reached"), (1, ANA, WEDNESDAY, 5, None), (1, BEN, TUESDAY, 3, "no_answer"),
            (4, BEN, WEDNESDAY, 1, "held"), (1, ANA, date(2026, 11, 11), 4, "reached"), (2, BEN, date(2026, 10, 7), 2, None)]  # fmt: skip
    made = [
        tables.Activity(
            team_id=1, type_id=kind, owner_id=who, state="done", done_on=on, quantity_planned=units, quantity_done=units, outcome=outcome,
            deal_id=3 if who == ANA else 6,
        )
        for kind, who, on, units, outcome in work
    ]  # fmt: skip
    made.append(tables.Activity(team_id=1, type_id=1, owner_id=ANA, state="done", done_on=WEDNESDAY, quantity_done=6, deal_id=4))
    mia.write(mia.act("test", "worked"), lambda session: [rows.add(session, row) for row in made])
    mia.write(
        mia.act("test", "told"),
        lambda session: rows.add(session, tables.ActivityTally(team_id=1, activity_id=7, outcome="reached", units=2)),
    )
    for metric, period, commit, who in (
        ("calls_made", "sprint", 20, ANA),
        ("calls_made", "sprint", 30, None),
        ("won_value", "month", 40_000, ANA),
    ):
        set_goal(mia, GoalWish(metric, period, MONDAY.replace(day=1), Decimal(commit), member_id=who))
    set_fields(week.desk("Ana", on=TUESDAY), 3, {"stage": "won", "product": "Press"})
    set_fields(week.desk("Ana", on=TUESDAY), 1, {"close_on": "2026-12-30"})
    set_fields(week.desk("Ben", on=WEDNESDAY), 6, {"status": "lost"})


@pytest.fixture(scope="session")
def week_template(place: Place) -> Template:
    """Return the team after that, to be copied."""
    return prepared(place, "worked", worked)


@pytest.fixture
def desk(week: Week) -> Desk:
    """Mia's desk on Friday."""
    return week.desk("Mia", on=FRIDAY)


def asked(desk: Desk, kind: str, on: date | None = None) -> AskedPeriod:
    return AskedPeriod(kind, period_of(desk, kind, on or desk.today))


def table(desk: Desk, kind: str = "sprint", by: str = "rep", on: date | None = None) -> KpiTable:
    with desk.database.read() as connection:
        return kpi_table(connection, desk, asked(desk, kind, on), by=by)


def trend(desk: Desk, shown: KpiTable) -> KpiTrend:
    with desk.database.read() as connection:
        return kpi_trend(connection, desk, shown)


def row(shown: KpiTable, name: str) -> TableRow:
    return next(one for one in (*shown.rows, shown.total) if one.name == name)


def explained(desk: Desk, shown: KpiTable, key: str, kpi: str) -> Explained:
    with desk.database.read() as connection:
        return explain(connection, desk, shown, key, kpi)


def test_goals_stand_beside_the_figures_with_share_and_verdict(desk: Desk) -> None:
    shown = table(desk)
    ana, team = row(shown, "Ana Ruiz").standings["calls_made"], shown.total.standings["calls_made"]
    assert (ana.share, ana.due, ana.verdict) == (Fraction(18, 20), Fraction(4, 5), "ahead")
    assert (team.share, team.verdict) == (Fraction(21, 30), "behind")
    assert "calls_made" not in row(shown, "Ben Okafor").standings


def test_a_sprints_goal_is_cut_to_the_days_a_rep_is_there(desk: Desk) -> None:
    away = tables.Absence(team_id=1, member_id=ANA, start_on=MONDAY, end_on=WEDNESDAY)
    desk.write(desk.act("test", "away"), lambda session: rows.add(session, away))
    found = row(table(desk), "Ana Ruiz").standings["calls_made"]
    assert (found.goal, found.full) == (12, 20)


def test_a_quota_is_the_goal_of_won_value(desk: Desk) -> None:
    shown = table(desk, "month")
    assert row(shown, "Ana Ruiz").standings["won_value"].share == Fraction(12, 40)
    assert shown.total.standings["won_value"].goal == 40_000_00


def test_a_row_of_a_piece_of_time_is_held_against_the_goal_of_such_a_piece(desk: Desk) -> None:
    set_goal(desk, GoalWish("won_value", "month", MONDAY.replace(day=1), Decimal(60_000)))
    shown = table(desk, "month", "month")
    only = shown.rows[0].standings["won_value"]
    assert (only.goal, only.verdict) == (60_000_00, "behind")
    assert only == shown.total.standings["won_value"], "a month cut by months is the month"
    assert not any(one.standings for one in table(desk, "month", "week").rows), "no goal is set for weeks"


def test_figures_with_numbers_come_first_and_the_usual_ones_before_all(desk: Desk) -> None:
    shown = table(desk, "month")
    assert set(shown.columns) == set(KPIS)
    first, last = shown.columns[: shown.known], shown.columns[shown.known :]
    found = (*shown.rows, shown.total)
    assert all(any(one.figures[key].value or one.figures[key].n or key in one.standings for one in found) for key in first)
    assert not any(one.figures[key].value or key in one.standings for one in found for key in last)
    assert shown.columns[0] == FIRST_DONE[0]
    assert shown.columns[5] == "won_value"


@pytest.mark.parametrize(("kind", "by"), [("sprint", "rep"), ("month", "rep"), ("sprint", "product"), ("week", "stage")])
def test_a_trend_is_the_figures_of_the_periods_before(desk: Desk, kind: str, by: str) -> None:
    shown = table(desk, kind, by)
    found = trend(desk, shown)
    assert len(found.periods) == TREND
    assert found.periods[-1] == shown.asked.period
    for place, period in enumerate(found.periods):
        with desk.database.read() as connection:
            then = kpi_view(connection, desk, AskedPeriod(kind, period), by=by)
        alike(found, place, KpiRow("total", "", (), then.total.figures, {}))
        for one in then.groups:
            alike(found, place, one)


def alike(found: KpiTrend, place: int, one: KpiRow) -> None:
    """A cell's trend holds the figure of that period; what nobody did that period is 0 or no number."""
    for key, figure in one.figures.items():
        values = found.of(one.key, key)
        assert values, (one.key, key)
        assert values[place] == figure.value, (one.key, key, place)


def test_before_a_rep_was_there_the_trend_has_no_number(week: Week, desk: Desk) -> None:
    desk.write(desk.act("test", "joined"), lambda session: rows.put(session, tables.Membership, 3, from_on=MONDAY))
    shown = table(desk)
    assert trend(desk, shown).of(str(BEN), "calls_made") == (None,) * 7 + (3,)


def test_a_table_by_weeks_has_a_trend_of_the_total_only(desk: Desk) -> None:
    shown = table(desk, "month", "week")
    assert set(trend(desk, shown).values) == {"total"}


@pytest.mark.parametrize(
    ("kind", "by"), [("sprint", "rep"), ("month", "product"), ("month", "week"), ("quarter", "source"), ("month", "rep,week")]
)
@pytest.mark.parametrize("every_row", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["rows in turn", "every row"])
def test_every_explanation_counts_the_number_of_its_cell_again(desk: Desk, kind: str, by: str, every_row: bool) -> None:
    with desk.database.read() as connection:
        shown = kpi_table(connection, desk, asked(desk, kind), by=by, to_date=True)
    explainer = Explainer(shown)
    own = (*shown.rows, shown.total)
    for place, key in enumerate(shown.columns[: shown.known]):
        for one in own if every_row else (own[place % len(own)],):
            with desk.database.read() as connection:
                found = explainer.explain(connection, desk, one.key, key)
            assert found.figure == one.figures[key], (one.name, key)
            assert found.team == shown.total.figures[key]
            if key in UNITS_ARE_N:
                assert sum(part.units for part in found.rows) == found.figure.n, (one.name, key)
    if "week" not in by:  # every piece of time has a period before of its own
        most = 8 if shown.to_date else 4
        assert len(explainer.gathered) <= most, "rows and total, this period and the one before, are gathered once for all cells"


def test_what_a_week_brings_stands_in_it_as_the_quarter_has_it_to_date(desk: Desk) -> None:
    with desk.database.read() as connection:
        shown = kpi_table(connection, desk, asked(desk, "sprint"), by="rep", to_date=True)
    sprint, whole = table(desk), table(desk, "quarter")
    for name in ("Ana Ruiz", "Ben Okafor"):
        for key, kpi in KPIS.items():
            source = sprint if kpi.kind == LEADING else whole
            assert row(shown, name).figures[key] == row(source, name).figures[key], (name, key)
    assert shown.as_shown().total.figures == shown.total.figures


def test_a_win_rate_names_its_deals_its_likely_range_and_what_it_leaves_out(desk: Desk) -> None:
    found = explained(desk, table(desk, "month"), "total", "win_rate")
    assert [(part.name, part.state, part.deal_id) for part in found.rows] == [("Acme spare parts", "lost", 6), ("Corto upgrade", "won", 3)]
    assert (found.figure.numerator, found.figure.denominator, found.open_left_out) == (1, 2, 6)
    assert found.likely == pytest.approx((0.0945, 0.9055), abs=0.001)
    assert found.before.value is None
    assert found.total_rows <= MOST


def test_calls_told_one_by_one_are_named_by_what_came_of_them(desk: Desk) -> None:
    found = explained(desk, table(desk), str(ANA), "contact_rate")
    assert sorted((part.name, part.state, part.units) for part in found.rows) == [
        ("Corto upgrade", "reached", 7),
        ("Eder press line", "reached", 2),
    ]


def test_a_row_that_is_gone_and_an_unknown_cut_are_refused(desk: Desk) -> None:
    with pytest.raises(NotFound, match="not there"):
        explained(desk, table(desk), "99", "win_rate")
    with pytest.raises(NotReadable, match="colour"):
        table(desk, by="colour")


@pytest.mark.parametrize(
    ("kind", "by", "name", "kpi"),
    [("sprint", "rep", "Ana Ruiz", "calls_made"), ("month", "rep", "Team", "win_rate"), ("month", "rep", "Ana Ruiz", "won_value"),
     ("quarter", "product", "Press", "won_count"), ("month", "week", "2026-W47", "calls_made")],
)  # fmt: skip
def test_the_command_of_a_number_prints_that_number(
    desk: Desk, capsys: pytest.CaptureFixture[str], kind: str, by: str, name: str, kpi: str
) -> None:
    import shlex

    shown = table(desk, kind, by)
    found = explained(desk, shown, row(shown, name).key, kpi)
    program, *words = shlex.split(found.command)
    assert program == "sprintsales"
    assert main(["--db", desk.database.name, *words, "--json"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    figures = document["total"] if "--by" not in words else next(one["kpis"] for one in document["groups"] if one["name"] == name)
    value = figures[kpi]["value"]
    assert value == (
        f"{found.figure.value // 100}.00" if KPIS[kpi].unit == "money" and isinstance(found.figure.value, int) else found.figure.value
    )
    assert main(["--db", desk.database.name, *words]) == 0
    assert KPIS[kpi].title in capsys.readouterr().out


def test_a_row_of_nobody_is_reproduced_by_the_table_it_stands_in(desk: Desk) -> None:
    set_fields(desk, 1, {"owner": ""})
    shown = table(desk)
    assert explained(desk, shown, row(shown, "(no owner)").key, "open_count").command.endswith("--by rep --kpi open_count")


def test_the_view_of_another_period_is_of_that_period(desk: Desk) -> None:
    shown = table(desk, on=date(2026, 11, 11))
    assert (row(shown, "Ana Ruiz").figures["calls_made"].value, shown.sprint_number) == (4, 46)
    assert "--at 2026-11-09" in explained(desk, shown, str(ANA), "calls_made").command


def test_a_table_is_never_written_over_a_file_unless_that_was_answered(tmp_path: Path) -> None:
    path = named_file(str(tmp_path / "kpis.csv"))
    assert write_table(path, "a,b").read_text() == "a,b\n"
    with pytest.raises(FileIsThere, match="already there"):
        write_table(path, "c")
    assert path.read_text() == "a,b\n"
    assert write_table(path, "c\n", over=True).read_text() == "c\n"
    assert path.stat().st_mode & 0o077 == 0, "figures of people are their owner's"


@pytest.mark.parametrize(("name", "says"), [("kpis", ".csv, .md or .json"), ("kpis.exe", ".json"), ("/nowhere/at/all/x.csv", "no folder")])
def test_a_name_that_says_nothing_is_refused_with_what_to_write(name: str, says: str) -> None:
    with pytest.raises(NotReadable, match=says):
        named_file(name)
