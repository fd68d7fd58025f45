"""What a file shows before it is imported: columns, guesses, the words and days that have to be asked about, and the command."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path

import pytest

from sprintsales.cli.commands import data
from sprintsales.cli.main import build
from sprintsales.formats.peek import files_in, kind_in, one_export
from sprintsales.reports.import_command import command_of, monday_command
from sprintsales.services.importing.around import look_around
from sprintsales.services.importing.order import ImportOrder, Stopped
from sprintsales.services.importing.sight import guessed_fields, look_closer, survey
from tests.services.importing_team import FIELDS, Team


def written(folder: Path, name: str, text: str) -> Path:
    """A file in a folder."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_files_of_one_export_are_found_in_the_order_that_works(tmp_path: Path) -> None:
    written(tmp_path, "pipeline.csv", "opportunity_id,sales_agent,deal_stage,close_date\n1,Ana,Won,2026-11-02\n")
    written(tmp_path, "people.csv", "sales_agent,manager,regional_office\nAna,Mia,West\n")
    written(tmp_path, "dictionary.csv", "Table,Field,Description\na,b,c\n")
    written(tmp_path, ".hidden.csv", "sales_agent,manager,regional_office\nAna,Mia,West\n")
    (tmp_path / "folder.csv").mkdir()
    files = files_in(tmp_path)
    assert {one.path.name for one in files} == {"pipeline.csv", "people.csv", "dictionary.csv"}
    assert [one.path.name for one in one_export(files)] == ["people.csv", "pipeline.csv"]
    assert files_in(tmp_path / "nowhere") == []
    assert kind_in(tmp_path / "folder.csv") is None


def test_columns_are_shown_with_their_first_different_values(tmp_path: Path) -> None:
    sight = survey(written(tmp_path, "d.csv", "id,stage,empty\n1,New,\n2,New,\n3,Old,\n4,Won,\n"))
    assert [(one.name, one.values) for one in sight.columns] == [("id", ("1", "2", "3")), ("stage", ("New", "Old", "Won")), ("empty", ())]
    assert sight.rows == 4


def test_two_columns_that_claim_one_field_are_unsure() -> None:
    guess = guessed_fields("deals", ("Deal ID", "Amount", "Deal Value"))
    assert guess.unsure == {"value": ("Amount", "Deal Value")}
    assert guess.fields["value"] == "Amount"


def test_days_that_could_be_two_are_asked_with_an_example_that_shows_it(tmp_path: Path) -> None:
    sight = survey(written(tmp_path, "d.csv", "id,stage,close\n1,New,01/01/2026\n2,Won,03/04/2025\n"))
    closer = look_closer(sight, "deals", {"external_id": "id", "stage": "stage", "close_on": "close"}, ())
    (asked,) = closer.dates
    assert (asked.column, asked.example) == ("close", "03/04/2025")
    assert asked.ways == (("dmy", date(2025, 4, 3)), ("mdy", date(2025, 3, 4)))
    assert closer.stages == (("New", 1), ("Won", 1))
    assert look_closer(sight, "deals", {"external_id": "id", "close_on": "close"}, ("close",)).dates == ()


def test_an_amount_that_could_be_thousands_or_decimals_is_asked(tmp_path: Path) -> None:
    sight = survey(written(tmp_path, "d.csv", "id,value\n1,1.234\n2,5.678\n"))
    assert look_closer(sight, "deals", {"external_id": "id", "value": "value"}, ()).amount == "1.234"


def test_whoever_stops_waiting_stops_the_look_and_the_import(team: Team, tmp_path: Path) -> None:
    path = written(tmp_path, "d.csv", "id,name\n" + "".join(f"{number},Deal\n" for number in range(3000)))

    def stop(rows: int = 0) -> None:
        raise Stopped("stopped")

    with pytest.raises(Stopped):
        survey(path, stop)
    with pytest.raises(Stopped):
        team.bring(path.read_bytes(), progress=stop)
    assert (team.count("deal"), team.count("journal_entry")) == (0, 1)


def test_words_are_known_by_themselves_or_by_what_was_said(team: Team) -> None:
    around = look_around(team.desk())
    assert [around.stage_of(word, {"Hot": "Proposal"}) for word in ("Closed Won", "qualified", "Hot", "Demo done")] == [
        "won", "Qualified", "Proposal", None,
    ]  # fmt: skip
    assert [around.type_of(word, {"Lunch": "meeting"}) for word in ("Phone call", "Lunch", "Nap")] == ["call", "meeting", None]


def test_a_saved_mapping_fits_the_next_file_with_its_columns(team: Team) -> None:
    team.deals("1,Acme,A,Ana Rossi,Proposal,1000,2026-12-04", save_mapping="Monday")
    (saved,) = look_around(team.desk()).saved
    assert saved.fits("deals", (*FIELDS.values(), "more"))
    assert not saved.fits("deals", ("id", "name"))
    assert saved.fields == FIELDS


def test_the_command_gives_the_same_order(tmp_path: Path) -> None:
    order = ImportOrder(
        tmp_path / "my deals.csv", kind="deals", fields={"external_id": "Deal ID", "stage": "Stage"}, stages={"In talks": "Proposal"},
        date_formats={"Close": "dmy"}, currency="USD", new_stages=True, save_mapping="deals",
    )  # fmt: skip
    words = shlex.split(command_of(order))[1:]
    args = build(data.COMMANDS, words).parse_args(words)
    assert (args.file, args.kind, data.pairs("--map", args.map)) == (order.file, "deals", dict(order.fields))
    assert (data.pairs("--stage", args.stage), data.date_formats(args.date_format)) == (dict(order.stages), dict(order.date_formats))
    assert (args.currency, args.new_stages, args.save_mapping, args.strict) == ("USD", True, "deals", False)
    assert shlex.split(monday_command(order))[-2:] == ["--mapping", "deals"]
