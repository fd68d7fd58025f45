"""The commands kpis, closing, forecast and deals as scripts use them."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sprintsales.cli.main import main
from sprintsales.domain.kpi_formulas import Figure
from sprintsales.domain.kpi_registry import KPIS
from sprintsales.reports.kpis import figure_text
from tests.services import week as built


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with the small team."""
    made = tmp_path_factory.mktemp("numbers") / "team.db"
    built.make(made)
    return made


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a file of its own, for writing."""
    made = tmp_path / "team.db"
    built.make(made)
    return made


def start(path: Path, *words: str, today: str = "2026-11-16", who: str = "Ana") -> list[str]:
    """Return the command line."""
    return ["--db", str(path), "--today", today, "--as", who, *words]


def document(capsys: pytest.CaptureFixture[str], path: Path, *words: str, **more: str) -> dict[str, Any]:
    """Run a command with --json and return its document."""
    status = main(start(path, *words, "--json", **more))
    out = capsys.readouterr()
    assert (status, out.err) == (0, "")
    found: dict[str, Any] = json.loads(out.out)
    return found


def test_kpis_have_every_key_in_the_total_and_in_each_group(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    found = document(capsys, path, "kpis", "--by", "rep", "--period", "quarter")
    assert found["schema"] == "sprintsales.kpis/1"
    assert found["as_of"] == "2026-11-16"
    assert found["period"] == {"kind": "quarter", "start": "2026-10-01", "end": "2027-01-01"}
    assert list(found["total"]) == list(KPIS)
    assert {one["name"]: list(one["kpis"]) for one in found["groups"]} == {"Ana Ruiz": list(KPIS), "Ben Okafor": list(KPIS)}
    assert found["total"]["open_value"] == {
        "value": "1455400.00", "n": 7, "goal": None, "unit": "money", "currency": "EUR", "note": "1 open deal without a value left out",
    }  # fmt: skip
    assert found["total"]["win_rate"]["value"] is None
    assert found["total"]["win_rate"]["why"] == "nothing was won or lost"
    assert {figure["unit"] for figure in found["total"].values()} == {kpi.unit for kpi in KPIS.values()}


def test_durations_have_their_unit_and_a_missing_number_its_reason(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    assert figure_text(KPIS["positive_response_hours"], Figure(Fraction(1019, 10)), "EUR") == "101.9 h"
    assert figure_text(KPIS["cycle_days_mean"], Figure(106), "EUR") == "106.0 d"
    assert figure_text(KPIS["cycle_days_mean"], Figure(None), "EUR") == "–"
    assert main(start(path, "kpis", "--kpi", "forecast_accuracy", "--kpi", "forecast_error")) == 0
    out = capsys.readouterr().out
    assert ("not built" in out, "this version" in out) == (False, True)


def test_ratios_are_not_rounded_and_say_what_they_are_made_of(capsys: pytest.CaptureFixture[str], own: Path) -> None:
    for deal, stage in (("1", "won"), ("2", "won"), ("3", "lost")):
        document(capsys, own, "deals", "set", deal, f"stage={stage}")
    rate = document(capsys, own, "kpis")["total"]["win_rate"]
    assert (rate["value"], rate["numerator"], rate["denominator"], rate["n"], rate["unit"]) == (2 / 3, 2, 3, 3, "ratio")


def test_closing_lists_every_open_deal_with_the_keys_of_the_contract(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    found = document(capsys, path, "closing")
    assert found["uncovered"] == {"count": 3, "value": "69400.00", "unvalued": 0}
    assert len(found["deals"]) == 8
    first = found["deals"][0]
    promised = {
        "id": 3, "name": "Corto upgrade", "account": "Corto Ltd", "owner": "Ana Ruiz", "stage": "Negotiation", "value": "12000.00",
        "probability": 0.75, "agreement_on": None, "close_on": "2026-11-20", "first_close_on": "2026-11-20", "pushes": 0,
        "days_slipped": 0, "next_activity": None, "last_touch": None, "stage_age_days": None, "stage_age_least_days": 14,
        "flags": ["uncovered"],
    }  # fmt: skip
    assert {key: first[key] for key in promised} == promised
    [flag] = first["raised"]
    assert flag == {"flag": "uncovered", "n": 4, "on": "2026-11-20", "dates": "close", "why": "closes in 4 days, nothing planned"}
    assert set(found["weeks"][0]) >= {"start", "count", "value", "weighted"}


def test_a_forecast_has_the_keys_of_the_contract(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    found = document(capsys, path, "forecast", "--period", "month", "--at", "2026-11-20")
    assert found["weighted"] == "37700.00"
    assert found["undated"] == {"count": 1, "value": "0.00", "unvalued": 1}
    totals = {f"{name}{of}" for name in ("commit", "best_case", "weighted") for of in ("", "_total")}
    assert totals | {"schema", "as_of", "period", "won", "overdue", "undated", "likely", "naive", "goal", "note"} <= set(found)
    assert found["likely"] is None
    assert found["naive"] is None


def test_a_deal_is_added_changed_shown_and_pushed_with_a_reason(capsys: pytest.CaptureFixture[str], own: Path) -> None:
    added = document(capsys, own, "deals", "add", "Nova [/] line", "value=48k", "close_on=2026-12-18")
    assert (added["schema"], added["name"], added["value"], added["status"]) == ("sprintsales.deal/1", "Nova [/] line", "48000.00", "open")
    changed = document(capsys, own, "deals", "set", f"#{added['id']}", "close_on=2027-01-15", "--reason", "legal", today="2026-11-18")
    assert changed["date_moves"][0] == {
        "on": "2026-11-18", "from": "2026-12-18", "to": "2027-01-15", "days": 28, "by": "Ana Ruiz", "reason": "legal", "class": "no_plan",
        "value": "48000.00",
    }  # fmt: skip
    assert document(capsys, own, "deals", "show", "nova")["pushes"] == 1
    assert document(capsys, own, "deals", "show", "nova", "--as-of", "2026-11-16")["close_on"] == "2026-12-18"


def test_deals_of_one_name_are_told_apart_and_a_change_says_what_it_was(capsys: pytest.CaptureFixture[str], own: Path) -> None:
    ids = [document(capsys, own, "deals", "add", "Isdom twins", f"value={value}")["id"] for value in ("12000", "800")]
    assert main(start(own, "deals", "set", f"#{ids[1]}", "stage=lost")) == 0
    capsys.readouterr()
    assert main(start(own, "deals", "show", "Isdom twins")) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "“Isdom twins” fits 2 deals, 1 of them open:"
    assert told[1].startswith(f"  #{ids[0]} · Isdom twins · ")
    assert told[1].endswith(" · Ana Ruiz · EUR 12,000")
    assert main(start(own, "deals", "set", f"#{ids[0]}", "value=13000.50")) == 0
    assert capsys.readouterr().out.startswith(f"Changed #{ids[0]} Isdom twins: value EUR 12,000 → EUR 13,000.50.\n")
    found = document(capsys, own, "deals", "set", f"#{ids[0]}", "value=13k")
    assert found["changes"] == [{"field": "value", "old": "13000.50", "new": "13000.00", "currency": "EUR"}]


def test_closing_as_text_sums_up_first_and_folds_what_has_no_date(capsys: pytest.CaptureFixture[str], own: Path) -> None:
    for name in ("Undated one", "Undated two"):
        document(capsys, own, "deals", "add", name, "value=500")
    assert main(start(own, "closing")) == 0
    told = capsys.readouterr().out
    assert "no close date: 3 deals, EUR 1,000 (1 without a value)" in told
    assert "Undated one" not in told
    assert "3 deals without a close date are left out here: EUR 1,000 (1 without a value)." in told
    assert main(start(own, "closing", "--all")) == 0
    assert "Undated one" in capsys.readouterr().out
    assert main(start(own, "closing", "--limit", "1")) == 0
    assert "more deals with a date: --limit" in capsys.readouterr().out
    assert len(document(capsys, own, "closing")["deals"]) == 10


def test_deals_alone_is_the_list_and_words_filter_it(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    assert document(capsys, path, "deals")["count"] == 8
    found = document(capsys, path, "deals", "list", "acme", "value>10k")
    assert [one["name"] for one in found["deals"]] == ["Acme renewal"]
    assert document(capsys, path, "deals", "list", "--rep", "ben", "--sort", "value")["deals"][0]["name"] == "Hansa rollout"


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("deals", "set", "no-such-deal", "stage=Qualified"), 1, "No deal is called"),
        (("deals", "show", "#99"), 1, "There is no deal #99"),
        (("deals", "show", "acme"), 1, "spare parts"),
        (("deals", "set", "1", "close_on=someday"), 1, "is not a day"),
        (("deals", "set", "1", "colour=red"), 1, "has no field colour"),
        (("deals", "set", "1", "close=friday"), 1, "Did you mean close_on?"),
        (("deals", "set", "1", "value=1,5"), 1, "can be read in two ways: 1.50 or 15."),
        (("deals", "set", "1", "value=1.234"), 1, "can be read in two ways: 1234.00 or 1.23."),
        (("deals", "set", "1", "red"), 2, "FIELD=VALUE"),
        (("kpis", "--by", "colour"), 2, "is no cut"),
        (("kpis", "--kpi", "luck"), 2, "There is no KPI"),
        (("kpis", "--from", "2026-01-01"), 2, "--to"),
        (("kpis", "--rep", "Zora"), 1, "There is no Zora"),
        (("closing", "--as-of", "someday"), 2, "--as-of"),
        (("closing", "--team", "Other"), 1, "There is no team Other"),
        (("deals", "--sort", "colour"), 1, "not sorted by colour"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    capsys: pytest.CaptureFixture[str], path: Path, words: tuple[str, ...], status: int, sentence: str
) -> None:
    assert main(start(path, *words)) == status
    out = capsys.readouterr()
    assert sentence in out.err
    assert "Traceback" not in out.err
    assert out.out == ""


def test_an_unknown_kind_of_period_is_wrong_usage(path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(start(path, "kpis", "--period", "decade"))
    assert stopped.value.code == 2


@pytest.mark.parametrize(
    ("word", "meant"),
    [("2017-Q4", "--period quarter --at 2017-10-01"), ("2026-11", "--period month --at 2026-11-01"), ("2026-W47", "--week 2026-W47")],
)
def test_a_period_written_as_a_date_is_told_how_to_be_written(
    capsys: pytest.CaptureFixture[str], path: Path, word: str, meant: str
) -> None:
    with pytest.raises(SystemExit):
        main(start(path, "kpis", "--period", word))
    assert f"Write {meant}." in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("kpis",), ("kpis", "--compare"), ("kpis", "--by", "rep,month", "--period", "quarter"), ("closing",), ("forecast",),
        ("forecast", "--from-open", "--through", "2026-12-31", "--from", "2026-11-01"), ("deals",), ("deals", "list", "acme"),
        ("deals", "show", "1"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["text", "md", "html", "csv"])
def test_every_view_is_printed_in_every_format(capsys: pytest.CaptureFixture[str], path: Path, words: tuple[str, ...], form: str) -> None:
    assert main(start(path, *words, "--format", form)) == 0
    out = capsys.readouterr().out
    assert out.strip()
    assert "None" not in out
    assert "Fraction" not in out


def test_text_fits_into_a_terminal_of_eighty_columns(
    capsys: pytest.CaptureFixture[str], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for words in (("kpis", "--by", "rep"), ("closing",), ("deals",), ("forecast",), ("kpis",)):
        main(start(path, *words))
        assert max(map(len, capsys.readouterr().out.splitlines())) <= 80, words


def test_reading_leaves_the_heavy_libraries_alone(path: Path) -> None:
    asked = (("kpis", "--by", "rep"), ("closing", "--as-of", "2026-11-10"), ("deals", "show", "1"), ("forecast",), ("deals",))
    code = (
        "import sys; from sprintsales.cli.main import main\n"
        f"for words in {[start(path, *words) for words in asked]!r}:\n"
        "    status = main(words)\n"
        "    print(status, sorted({'sqlmodel', 'textual', 'alembic', 'pydantic', 'rich'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.splitlines() == ["0 []"] * len(asked)


def test_a_closed_pipe_is_quiet(path: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "sprintsales", *start(path, "closing")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.close()
    assert (program.stderr.read(), program.wait()) == ("", 0)


def test_a_range_to_the_last_day_of_a_month_says_that_it_leaves_it_out(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    for end, hint in (("2026-10-31", "Up to and including Fri 30 Oct; for the 31st too: --through 2026-10-31\n"), ("2026-11-01", "")):
        assert main(["--db", str(path), "kpis", "--json", "--from", "2026-10-01", "--to", end]) == 0
        assert capsys.readouterr().err == hint
