"""What an import tells a person: refusals by kind with the command that mends them, changes field by field, words with their like."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sprintsales.cli.main import main
from tests.services.importing_team import founded

HEAD = "id,name,account,product,owner,stage,value,close\n"
FIRST = (
    "A-1,Roof,Nord AG,GTX Pro,Ana Rossi,Prospecting,12000,2026-12-04\n"
    "A-2,Wall,Nord AG,GTX Pro,Ana Rossi,Prospecting,800,2026-12-05\n"
    "A-3,Door,Nord AG,GTX Pro,Ana Rossi,Engaging,90,2026-12-06\n"
)
ONE_FAULT_EACH = "A-4,Gate,Nord AG,GTX Pro,Ana Rossi,Engaging,much,soon\n"


def run(folder: Path, *words: str) -> int:
    return main(["--db", str(folder / "team.db"), "--today", "2026-11-18", *words])


def test_what_the_file_says_differently_is_told_by_kind_by_field_and_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    founded(tmp_path).database.close()
    file = tmp_path / "export.csv"
    file.write_text(HEAD + FIRST + ONE_FAULT_EACH)

    assert run(tmp_path, "import", str(file)) == 3
    told = capsys.readouterr().out
    assert "✗ Prospecting ×2 (line 2), Engaging ×2 (line 4) are stages this team does not have" in told
    command = f"sprintsales --db {tmp_path / 'team.db'} --today 2026-11-18 import {file}"
    assert f"{command} --stage Prospecting=Prospect --stage Engaging=OURS" in told
    assert f"{command} --new-stages" in told

    rejects = tmp_path / "out.csv"
    stages = ("--stage", "Prospecting=Prospect", "--stage", "Engaging=Qualified")
    assert run(tmp_path, "import", str(file), *stages, "--rejects", str(rejects), "--save-mapping", "crm", "--json") == 3
    found = json.loads(capsys.readouterr().out)
    (refused,) = found["refusals"]
    assert [fault["column"] for fault in refused["faults"]] == ["value", "close"]
    assert rejects.read_text().count("“") == 2
    assert {"word": "Engaging", "stage": "Qualified", "by": "--stage"} in found["stages"]

    file.write_text(
        HEAD + FIRST.partition("A-3")[0].replace("12000", "15000").replace("2026-12-05", "2026-12-15").replace("GTX Pro", "GTXPro")
    )
    assert run(tmp_path, "import", str(file), "--mapping", "crm", "--dry-run") == 0
    told = capsys.readouterr().out
    assert "Stages: Prospecting → Prospect (from mapping crm)" in told
    assert "product that was not here (added): GTXPro (line 2; did you mean GTX Pro?)" in told
    assert "~ #1 Roof (A-1): product GTX Pro → GTXPro; value 12,000 → 15,000" in told
    assert "~ #2 Wall (A-2): close on 2026-12-05 → 2026-12-15" in told
    assert "1 deal here from this source is not in this file, 1 of them open (#3 Door): stays as it is." in told
    assert run(tmp_path, "import", str(file), "--mapping", "crm", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    wanted = {"id": 1, "external_id": "A-1", "name": "Roof", "field": "value", "old": "12000.00", "new": "15000.00"}
    assert wanted in found["changes"]
    assert (found["not_in_file"]["count"], found["not_in_file"]["open"]) == (1, 1)


def test_columns_nobody_named_are_read_by_their_names_and_new_stages_say_where_they_stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    founded(tmp_path).database.close()
    file = tmp_path / "export.csv"
    file.write_text("key,headline,account,stage,value,close date,owner\nA-1,Roof,Nord AG,Scoping,12000,2026-12-04,Ana Rossi\n")
    named = ("import", str(file), "--kind", "deals", "--map", "external_id=key", "--map", "name=headline")
    assert run(tmp_path, *named, "--only-mapped", "--dry-run", "--json") == 0
    assert list(json.loads(capsys.readouterr().out)["mapping"]) == ["external_id", "name"]
    assert run(tmp_path, *named, "--new-stages", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["mapping"]["owner"] == "owner"
    assert set(found["guessed"]) == {"account", "stage", "value", "close_on", "owner"}
    assert (found["stage_order"], found["dropped_stages"]) == (
        ["Scoping", "Won", "Lost"],
        ["Prospect", "Qualified", "Proposal", "Negotiation"],
    )


def test_a_members_file_tells_what_it_changes_and_an_undo_counts_as_the_import_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    founded(tmp_path).database.close()
    file = tmp_path / "people.csv"
    file.write_text("name,email,manager\nBen Berg,,Ana Rossi\nCleo Cruz,,Ana Rossi\n")
    assert run(tmp_path, "import", str(file), "--kind", "members") == 0
    file.write_text("name,email,manager\nBen Berg,ben@north.example,Cleo Cruz\nCleo Cruz,,Ana Rossi\n")
    capsys.readouterr()
    assert run(tmp_path, "import", str(file), "--kind", "members") == 0
    assert "~ Ben Berg: email empty → ben@north.example; manager Ana Rossi → Cleo Cruz" in capsys.readouterr().out
    assert run(tmp_path, "undo") == 0
    assert run(tmp_path, "undo") == 0
    assert "(2 members)" in capsys.readouterr().out
    assert run(tmp_path, "db", "status") == 0
    assert " 1 member\n" in capsys.readouterr().out
