"""Exports are safe and whole: a spreadsheet runs nothing in them, our reader gets back exactly what was written."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TextIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.errors import Refused
from sprintsales.formats.delimited import open_table
from sprintsales.formats.files import write_whole
from sprintsales.formats.spreadsheet import Reject, neutralise, save_csv, unneutralise, write_csv, write_rejects


@pytest.mark.parametrize("text", ["=1+1", "+39 02 1234", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "'=1", "-"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert neutralise(text) == f"'{text}"
    assert unneutralise(neutralise(text)) == text


@pytest.mark.parametrize("text", ["-5", "-500.00", "-1.234,56", "Acme", "'s-Hertogenbosch", "a=b", "", "'"])
def test_numbers_and_harmless_words_stay_as_they_are(text: str) -> None:
    assert neutralise(text) == text
    assert unneutralise(text) == text


@given(st.text(st.sampled_from("'=-+@5. \t\n＝a")) | st.text())
def test_taking_the_protection_off_gives_the_text_before(text: str) -> None:
    assert unneutralise(neutralise(text)) == text
    assert neutralise(text)[:1] not in tuple("=+@\t\r")


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.text(st.sampled_from("'=-+@5. \t\r\n\",;＝a"))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.just("x"), CELL, CELL), min_size=1))
def test_a_written_table_is_read_back_exactly(rows: list[tuple[str, ...]]) -> None:
    out = io.StringIO(newline="")
    write_csv(out, ["id", "a", "b"], rows)
    assert [row.cells for row in open_table(out.getvalue().encode(), delimiter=",").rows] == rows


def test_cells_are_written_by_their_kind() -> None:
    out = io.StringIO(newline="")
    write_csv(out, ["=a"], [[None, -5, True, Decimal("1E+3"), date(2026, 11, 18), 0.25, 'say "hi"', "a,b"]])
    assert out.getvalue() == "'=a\r\n" + ',-5,yes,1000,2026-11-18,0.25,"say ""hi""","a,b"\r\n'


def test_a_figure_that_is_not_a_number_is_never_written() -> None:
    with pytest.raises(ValueError, match="not a number"):
        write_csv(io.StringIO(), ["a"], [[float("nan")]])


def test_rejects_keep_their_columns_and_say_line_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    write_rejects(
        path, ["id", "name"], [Reject(3, ("2", "=cmd()|x"), "not a number"), Reject(4, ("3",), "short"), Reject(5, ("4", "b", "c"), "long")]
    )
    table = open_table(path)
    assert table.header == ("id", "name", "column 3", "line", "reason")
    assert [row.cells for row in table.rows] == [
        ("2", "=cmd()|x", "", "3", "not a number"),
        ("3", "", "", "4", "short"),
        ("4", "b", "c", "5", "long"),
    ]
    assert b"'=cmd()|x" in path.read_bytes()


def test_rejects_of_a_file_of_rejects_have_columns_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "again.csv"
    write_rejects(path, ["id", "line", "reason"], [Reject(2, ("1", "7", "old"), "new")])
    assert open_table(path).header == ("id", "line", "reason", "line (2)", "reason (2)")


def test_a_new_file_is_for_its_owner_and_a_replaced_one_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    save_csv(path, ["a"], [["1"]])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    save_csv(path, ["a"], [["2"]])
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")

    def fail(stream: TextIO) -> None:
        stream.write("half")
        raise KeyError

    with pytest.raises(KeyError):
        write_whole(path, fail)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link_to_the_new_text(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    link.symlink_to(real)
    write_whole(link, _words("new"))
    assert link.is_symlink()
    assert real.read_text() == "new"


def _words(text: str) -> Callable[[TextIO], None]:
    def write(stream: TextIO) -> None:
        stream.write(text)

    return write


def test_a_pipe_is_written_to_and_not_replaced() -> None:
    reading, writing = os.pipe()
    write_whole(Path(f"/dev/fd/{writing}"), _words("new"))
    os.close(writing)
    with os.fdopen(reading) as stream:
        assert stream.read() == "new"


def test_half_a_surrogate_pair_does_not_lose_the_file(tmp_path: Path) -> None:
    save_csv(tmp_path / "out.csv", ["a"], [["x\ud800y"]])
    assert "x\\ud800y" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("name", ["missing/out.csv", ".", "x" * 300, "a\0b"])
def test_places_that_cannot_be_written_are_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused):
        write_whole(tmp_path / name, _words("x"))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_a_sentence() -> None:
    with pytest.raises(Refused, match="the disk is full"):
        write_whole(Path("/dev/full"), _words("x" * 100_000))
