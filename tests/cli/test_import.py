"""sprintsales import as it is typed: exit statuses, the JSON document, sentences on standard error."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sprintsales.cli.main import main
from tests.services.importing_team import founded

DEALS = "id,name,account,owner,stage,value,close\n"
GOOD = "1,Northwind,Nord AG,Ana Rossi,Qualified,1000.00,2026-12-04\n"
BAD = "2,Delta,,Ana Rossi,Nowhere,5,2026-12-04\n"
MAP = "external_id=id name=name account=account owner=owner stage=stage value=value close_on=close"
KEYS = {
    "schema", "as_of", "file", "kind", "dry_run", "rows", "added", "changed", "unchanged", "left_out", "combined", "refused", "mapping",
    "unused_columns", "date_formats", "new_stages", "refusals", "warnings", "conflicts", "notes", "control", "leads", "entry",
    "guessed", "stages", "stage_order", "dropped_stages", "changes", "not_in_file", "refusal_groups", "cleanup",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    founded(tmp_path).database.close()
    (tmp_path / "good.csv").write_text(DEALS + GOOD)
    (tmp_path / "part.csv").write_text(DEALS + GOOD + BAD)
    return tmp_path


def words(folder: Path, *more: str) -> list[str]:
    return ["--db", str(folder / "team.db"), "--today", "2026-11-18", *more]


def typed(folder: Path, file: str, *more: str) -> list[str]:
    mapped = [word for pair in MAP.split() for word in ("--map", pair)]
    return words(folder, "import", str(folder / file), "--kind", "deals", "--date-format", "ymd", *mapped, *more)


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_a_good_file_ends_with_0_and_one_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(typed(folder, "good.csv", "--json")) == 0
    found = document(capsys)
    assert set(found) == KEYS
    assert (found["schema"], found["file"], found["kind"], found["rows"], found["added"]) == (
        "sprintsales.import/1",
        "good.csv",
        "deals",
        1,
        1,
    )
    assert found["mapping"]["close_on"] == "close"
    assert found["date_formats"] == {"close": "ymd"}
    (unknown,) = (one for one in found["warnings"] if one["code"] == "unknown_account")
    assert (unknown["count"], unknown["lines"]) == (1, [2])
    assert unknown["values"] == [{"value": "Nord AG", "count": 1, "lines": [2], "near": None}]
    assert isinstance(found["entry"], int)
    assert main(typed(folder, "good.csv", "--json")) == 0
    again = document(capsys)
    assert (again["unchanged"], again["entry"]) == (1, None)


def test_a_file_refused_in_part_ends_with_3_and_names_each_row(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rejects = folder / "rejects.csv"
    assert main(typed(folder, "part.csv", "--json", "--rejects", str(rejects))) == 3
    (refusal,) = document(capsys)["refusals"]
    assert (refusal["line"], refusal["column"], refusal["value"]) == (3, "stage", "Nowhere")
    assert "--new-stages" in refusal["reason"]
    assert "Delta" in rejects.read_text()


def test_a_dry_run_ends_like_the_real_one_and_keeps_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(typed(folder, "part.csv", "--json", "--dry-run")) == 3
    found = document(capsys)
    assert (found["dry_run"], found["added"], found["entry"]) == (True, 1, None)
    assert main(typed(folder, "part.csv")) == 3
    assert "1 added" in capsys.readouterr().out


def test_all_or_nothing_ends_with_1_and_still_tells_in_the_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(typed(folder, "part.csv", "--json", "--all-or-nothing")) == 1
    out, err = capsys.readouterr()
    assert (json.loads(out)["added"], json.loads(out)["refused"]) == (0, 1)
    assert "Nothing was imported" in err


@pytest.mark.parametrize(
    ("more", "status", "says"),
    [
        (("--map", "valu=value"), 2, "Did you mean value?"),
        (("--map", "value=wert"), 2, "no column wert"),
        (("--map", "value"), 2, "FIELD=COLUMN"),
        (("--stage", "Talks=Nowhere"), 2, "no stage Nowhere"),
        (("--rule", "value=mine"), 2, "crm"),
        (("--rule", "worth=crm"), 2, "no field worth"),
        (("--date-format", "dd.mm."), 2, "ymd, dmy, mdy"),
        (("--pipeline", "Other"), 1, "Here are: Sales"),
        (("--mapping", "weekly"), 1, "no saved mapping"),
        (("--currency", "dollars"), 1, "currency code"),
        (("--blank-clears", "stage"), 2, "may clear"),
    ],
)
def test_a_slip_of_the_pen_changes_nothing_and_says_the_way_out(
    folder: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], status: int, says: str
) -> None:
    before = (folder / "team.db").read_bytes()
    assert main(typed(folder, "good.csv", *more)) == status
    out, err = capsys.readouterr()
    assert (out, says in err) == ("", True)
    assert (folder / "team.db").read_bytes() == before


@pytest.mark.parametrize(
    ("file", "data", "status", "says"),
    [
        ("none.csv", None, 1, "/none.csv. Check the name"),
        (".", None, 1, "is a folder"),
        ("empty.csv", b"", 1, "is empty"),
        ("README.md", b"# Sales\n\nA plan, and a promise.\nMore.\n", 1, "looks like no table: its first line is “# Sales”"),
        ("header.csv", DEALS.encode(), 1, "a header and no rows"),
        ("report.pdf", b"%PDF-1.7 x", 1, "a PDF"),
        ("sheet.xlsx", b"PK\x03\x04 x", 1, "CSV UTF-8"),
    ],
)
def test_what_is_no_table_is_told_apart(
    folder: Path, capsys: pytest.CaptureFixture[str], file: str, data: bytes | None, status: int, says: str
) -> None:
    if data is not None:
        (folder / file).write_bytes(data)
    assert main(words(folder, "import", str(folder / file))) == status
    assert says in capsys.readouterr().err


def test_no_database_ends_with_4(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "good.csv").write_text(DEALS + GOOD)
    assert main(words(tmp_path, "import", str(tmp_path / "good.csv"))) == 4
    assert "sprintsales init" in capsys.readouterr().err


def test_an_unknown_option_ends_with_2(folder: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(typed(folder, "good.csv", "--nonsense"))
    assert stopped.value.code == 2


def test_an_import_undone_in_part_ends_with_3(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(typed(folder, "good.csv", "--json"))
    entry = str(document(capsys)["entry"])
    (folder / "more.csv").write_text(DEALS + GOOD.replace("1000.00", "1500.00"))
    main(typed(folder, "more.csv"))
    assert main(words(folder, "undo", "--entry", entry)) == 3
    assert "deal" in capsys.readouterr().err


def test_german_headers_and_signs_are_read_without_a_mapping(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Vorgangsnummer;Name der Verkaufschance;Firma;Phase;Betrag;Abschlussdatum\n"
    text += "7;Pumpen;Müller & Söhne;Qualified;1.234,50 €;24.12.2026\n"
    (folder / "deutsch.csv").write_bytes(text.encode("cp1252"))
    assert main(words(folder, "import", str(folder / "deutsch.csv"), "--json")) == 0
    found = document(capsys)
    assert (found["kind"], found["added"], found["date_formats"]) == ("deals", 1, {"Abschlussdatum": "dmy"})
    assert found["mapping"]["value"] == "Betrag"


def test_names_that_steer_a_terminal_do_not_reach_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "odd.csv").write_text(DEALS + "1,x,,,\x1b]0;owned\x07,5,\n")
    assert main(typed(folder, "odd.csv")) == 3
    out = capsys.readouterr().out
    assert "owned" in out
    assert "\x1b" not in out


def test_it_runs_as_a_program_and_a_closed_pipe_is_quiet(folder: Path) -> None:
    (folder / "many.csv").write_text(DEALS + "".join(f"{number},,,,No such stage,5,\n" for number in range(2000)))
    command = [sys.executable, "-m", "sprintsales", *typed(folder, "many.csv", "--json")]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert program.stdout is not None
    assert program.stderr is not None
    assert program.stdout.readline() == "{\n"
    program.stdout.close()
    assert program.stderr.read() == ""
    program.stderr.close()
    assert program.wait(timeout=60) in (0, 3)
