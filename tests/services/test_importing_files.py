"""Bad and odd files: each costs what it must and no more; nothing crashes an import, and an undone import leaves nothing."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sprintsales.domain.errors import NotReadable, Refused, Usage
from sprintsales.services.importing.order import Unclear
from tests.places import Place
from tests.services.importing_team import DEALS, FIELDS, Team, founded

ROW = "1,Größe & Söhne,Nord AG,Ben Kaya,Qualified,1000.00,2026-12-04\n"
NAME = "Größe & Söhne"
ODD = "Acme [/] deal \x1b]0;owned\x07 \u202egnp.exe"


@pytest.mark.parametrize(
    "data",
    [
        (DEALS + ROW).encode(),
        b"\xef\xbb\xbf" + (DEALS + ROW).encode(),
        (DEALS + ROW).encode("utf-16"),
        (DEALS + ROW).replace(",", "\t").encode("utf-16"),
        (DEALS + ROW).encode("cp1252"),
        (DEALS + ROW).replace(",", ";").encode(),
        (DEALS + ROW).replace(",", "|").replace("\n", "\r\n").encode(),
        ("sep=;\n" + (DEALS + ROW).replace(",", ";")).encode(),
        (DEALS + "\n\n" + ROW + "\n").encode(),
        (DEALS + ROW + '"Grand Total",1\n"Confidential Information - Do Not Distribute"\n').encode(),
    ],
    ids=["plain", "bom", "utf-16", "utf-16 tabs", "cp1252", "semicolons", "pipes", "sep line", "empty lines", "report footer"],
)
def test_the_same_deal_comes_out_of_every_way_of_writing_it(team: Team, data: bytes) -> None:
    report = team.bring(data, fields=FIELDS, date_formats={"*": "ymd"})
    assert (report.rows, report.added, report.refusals) == (1, 1, [])
    deal = team.deal(NAME)
    assert (deal["account"], deal["owner"], deal["value"], deal["close_on"]) == ("Nord AG", "Ben Kaya", 100000, "2026-12-04")


@pytest.mark.parametrize("data", [b"", b"\n\n", DEALS.encode(), b"%PDF-1.7 stuff", b"PK\x03\x04 zip", b"\x00\x01\x02" * 50])
def test_what_holds_no_table_is_refused_in_a_sentence(team: Team, data: bytes) -> None:
    before = team.state()
    with pytest.raises((NotReadable, Unclear, Usage)):
        team.bring(data, fields=FIELDS)
    assert team.state() == before


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("2,with\0nul,,,Qualified,5,", "NUL"),
        ('2,"never closed,,,Qualified,5,', "quote"),
        (f"2,{'x' * 1_100_000},,,Qualified,5,", "1 MB"),
        ("2,too,few", "3 cells"),
        ("2,a,b,c,Qualified,5,2026-12-04,extra", "8 cells"),
    ],
)
def test_a_broken_row_costs_itself_only(team: Team, line: str, says: str) -> None:
    report = team.bring(f"{DEALS}{ROW}{line}\n3,After,,,Qualified,5,\n", fields=FIELDS, date_formats={"*": "ymd"})
    assert [one.line for one in report.refusals] == [3]
    assert says in report.refusals[0].reason
    assert {row["name"] for row in team.rows("SELECT name FROM deal")} == {NAME, "After"}


def test_columns_with_one_name_are_told_apart(team: Team) -> None:
    report = team.bring("id,name,name\n1,First,Second\n", fields={"external_id": "id", "name": "name (2)"})
    assert team.deal("Second")["outcome"] == "open"
    assert any("same name" in note for note in report.notes)


def test_hostile_names_are_only_names(team: Team) -> None:
    names = (ODD, "=cmd()|' /C calc'!A0", "'; DROP TABLE deal; --", "[@click=app.quit]x[/]", "日本 🙂 שלום")
    out = io.StringIO()
    csv.writer(out).writerows([["id", "name", "owner"], *([str(place), name, name] for place, name in enumerate(names))])
    report = team.bring(out.getvalue(), fields={"external_id": "id", "name": "name", "owner": "owner"})
    assert report.added == len(names)
    kept = [row["name"] for row in team.rows("SELECT name FROM deal ORDER BY id")]
    assert kept[1:] == list(names[1:])
    assert not any(sign in kept[0] for sign in "\x1b\x07\u202e")


def test_the_rejects_hold_the_refused_rows_as_they_were_and_come_in_when_mended(team: Team, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    team.deals("1,Good,,,Qualified,5,", "2,=cmd()|x,,,Qualified,NaN,2026-12-04", "3,Short", rejects=rejects)
    text = rejects.read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "id,name,account,owner,stage,value,close,line,reason"
    assert "'=cmd()|x" in text
    mended = text.replace("NaN", "7.00")
    report = team.bring("\n".join(mended.splitlines()[:2]) + "\n", fields=FIELDS, date_formats={"*": "ymd"})
    assert (report.added, report.unused) == (1, ["line", "reason"])
    assert team.deal("=cmd()|x")["value"] == 700


def test_rejects_that_cannot_be_written_leave_everything_as_it_was(team: Team, tmp_path: Path) -> None:
    before = team.state()
    with pytest.raises(Refused, match="its folder does not exist"):
        team.deals("1,Good,,,Qualified,5,", "2,Bad,,,Nowhere,5,", rejects=tmp_path / "nowhere" / "rejects.csv")
    assert team.state() == before


def test_the_rejects_never_overwrite_the_file_being_read(team: Team, tmp_path: Path) -> None:
    with pytest.raises(Usage, match="the file being read"):
        team.deals("1,Good,,,Qualified,5,", rejects=tmp_path / "file-1.csv")


words = st.text(st.characters(codec="utf-8"), max_size=12)
likely = st.sampled_from(
    ("", "1", "2", "won", "Lost", "Qualified", "open", "5", "-3.50", "1.234,56", "NaN", "1e400", "2026-12-04", "04/05/2026", "45631", "EUR",
     "usd", "50 %", "0.5", "true", "~1", "\\~1", "'=1", "Ana Rossi", "ana@north.example", "9" * 40)
)  # fmt: skip
cells = st.one_of(likely, words)
tables = st.lists(st.lists(cells, min_size=10, max_size=10), min_size=1, max_size=6)
COLUMNS = ("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")
DEAL_FIELDS = ("external_id", "name", "account", "owner", "stage", "status", "value", "close_on", "probability", "owner:sdr")


any_two = given(first=tables, second=tables, way=st.sampled_from(("update", "refuse", "line-items")), may_add=st.booleans())


@pytest.mark.slow
@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@any_two
def test_no_table_crashes_an_import_and_an_undone_one_leaves_everything_as_it_was(
    place: Place, first: list[list[str]], second: list[list[str]], way: str, may_add: bool
) -> None:
    for found, wanted in there_and_back(place, first, second, way, may_add=may_add):
        assert found == wanted


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@any_two
def test_the_same_with_more_tables(place: Place, first: list[list[str]], second: list[list[str]], way: str, may_add: bool) -> None:
    for found, wanted in there_and_back(place, first, second, way, may_add=may_add):
        assert found == wanted


def there_and_back(
    place: Place, first: list[list[str]], second: list[list[str]], way: str, *, may_add: bool
) -> Iterator[tuple[object, object]]:
    """Bring two tables into a team one after the other, undo and redo each; yield what is found on the way with what it has to be."""
    with tempfile.TemporaryDirectory() as folder:
        team = founded(Path(folder), place)
        for rows in (first, second):
            before = team.state("import_source")
            out = io.StringIO()
            csv.writer(out).writerows([COLUMNS, *rows])
            try:
                report = team.bring(
                    out.getvalue().encode("utf-8", "replace"), fields=dict(zip(DEAL_FIELDS, COLUMNS, strict=True)),
                    date_formats={"*": "ymd"}, on_conflict=way, new_stages=may_add,
                )  # fmt: skip
            except (NotReadable, Refused, Usage):
                yield team.state("import_source"), before
                continue
            told = report.added + report.changed + report.unchanged + report.left_out + report.combined + len(report.refusals)
            yield told, report.rows
            after = team.state("import_source")
            if report.entry_id is not None:
                yield team.undo(report.entry_id).kept, ()
                yield team.state("import_source"), before
                team.redo()
            yield team.state("import_source"), after
        team.database.close()
