"""A foreign file does no harm: what can be read is read, what cannot is named with its line."""

from __future__ import annotations

import csv
import io
import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.errors import NotFound, NotReadable, Refused
from sprintsales.formats.delimited import Row, Table, open_table
from sprintsales.formats.records import CELL_CAP

PLAIN = "id,name,value\n1,Acme,10\n2,Beta,20\n"


def read(text: str | bytes, **options: str) -> Table:
    return open_table(text if isinstance(text, bytes) else text.encode(), **options)


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def problems(table: Table) -> dict[int, str]:
    return {row.line: row.problem for row in table.rows if row.problem}


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (PLAIN.encode(), "utf-8"),
        (PLAIN.encode("utf-8-sig"), "utf-8-sig"),
        (PLAIN.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + PLAIN.encode("utf-16-be"), "utf-16"),
        (PLAIN.encode("utf-16-le"), "utf-16-le"),
        (PLAIN.encode("utf-16-be"), "utf-16-be"),
        (PLAIN.encode("utf-32"), "utf-32"),
    ],
)
def test_the_same_table_comes_out_of_every_encoding(data: bytes, encoding: str) -> None:
    table = open_table(data)
    assert table.encoding == encoding
    assert table.header == ("id", "name", "value")
    assert cells(table) == [("1", "Acme", "10"), ("2", "Beta", "20")]


def test_a_windows_file_keeps_its_accents_and_says_how_it_was_read() -> None:
    table = open_table("id;name\n1;Müller – Söhne €\n".encode("cp1252"))
    assert cells(table) == [("1", "Müller – Söhne €")]
    assert any("Windows-1252" in note for note in table.notes)


def test_utf16_tab_files_of_spreadsheets_are_read() -> None:
    table = open_table("id\tname\r\n1\tÉmile\r\n".encode("utf-16"))
    assert table.delimiter == "\t"
    assert cells(table) == [("1", "Émile")]


def test_bytes_that_fit_no_encoding_are_refused_with_their_line() -> None:
    with pytest.raises(NotReadable, match="line 3"):
        open_table(b"id,name\n1,Acme\n2,\x81\x8d\n")


def test_one_bad_byte_among_real_utf8_is_refused_and_does_not_spoil_the_other_names() -> None:
    with pytest.raises(NotReadable, match="line 3"):
        open_table("id,name\n1,Müller\n2,".encode() + b"\xff\n")


def test_a_named_encoding_is_used_and_an_unknown_one_refused() -> None:
    assert cells(open_table("id,name\n1,Ł\n".encode("iso8859-2"), encoding="iso8859-2")) == [("1", "Ł")]
    for name in ("klingon", "base64", ""):
        with pytest.raises(Refused):
            open_table(PLAIN.encode(), encoding=name)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    table = read(PLAIN.replace(",", delimiter))
    assert table.delimiter == delimiter
    assert cells(table)[1] == ("2", "Beta", "20")


def test_decimal_commas_do_not_pass_for_delimiters() -> None:
    table = read("name;value;note\nAcme, Inc;1,50;a, b\nBeta, Ltd;2,50;c, d\n")
    assert table.delimiter == ";"
    assert cells(table)[0] == ("Acme, Inc", "1,50", "a, b")


def test_a_header_with_commas_in_a_semicolon_file_does_not_mislead() -> None:
    assert read("deal;value;close date (day, month, or quarter, if known)\n1;2;3\n").delimiter == ";"


def test_the_delimiter_line_of_excel_is_obeyed_and_is_no_row() -> None:
    table = read("sep=;\nid;name\n1;a,b,c\n")
    assert table.header == ("id", "name")
    assert list(table.rows) == [Row(3, ("1", "a,b,c"))]


def test_a_single_column_is_a_table() -> None:
    assert cells(read("name\nAna\nBen\n")) == [("Ana",), ("Ben",)]


def test_a_delimiter_can_be_named_but_must_be_one_sign() -> None:
    assert read("a:b\n1:2\n", delimiter=":").header == ("a", "b")
    for wrong in ("", "::", '"', "\n", "x"):
        with pytest.raises(Refused):
            read(PLAIN, delimiter=wrong)


def test_rows_know_the_physical_line_they_begin_on() -> None:
    table = read('id,note\n\n1,"two\nlines"\r\n2,"three\n\nlines"\n3,end')
    assert [(row.line, row.cells[1]) for row in table.rows] == [(3, "two\nlines"), (5, "three\n\nlines"), (8, "end")]


def test_rows_can_be_read_again() -> None:
    table = read(PLAIN)
    assert list(table.rows) == list(table.rows)


def test_old_mac_line_ends_are_lines() -> None:
    assert [row.line for row in read("id,name\r1,a\r2,b\r").rows] == [2, 3]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "nothing but empty lines"),
        (b"\n\n  \n", "nothing but empty lines"),
        (b"id,name\n", "no rows"),
        (b"id,name", "no rows"),
        (b"id,name\n,\n\n", "no rows"),
        (b'id,name\n"Grand Totals (0 records)"\n', "no rows"),
        (b"PK\x03\x04....", "Excel"),
        (b"\xd0\xcf\x11\xe0....", "Excel"),
        (b"SQLite format 3\x00....", "database"),
        (b"<HTML><table>", "web page"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"i\0d,name\n1,2\n", "NUL"),
        (b'"id,name\n1,2\n', "header"),
        (",".join(map(str, range(2_001))).encode() + b"\n1\n", "2,000"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(data: bytes, why: str) -> None:
    with pytest.raises(NotReadable, match=why):
        open_table(data)


def test_repeated_and_missing_column_names_are_told_apart_and_reported() -> None:
    table = read("Deal - Title*,Amount,Amount,,Amount\na,1,2,3,4\n")
    assert table.header == ("Deal - Title", "Amount", "Amount (2)", "column 4", "Amount (3)")
    assert len(table.notes) == 2
    assert "“Amount (2)”, “Amount (3)”" in table.notes[0]


def test_column_names_are_cleaned() -> None:
    assert read("\u202eeman,\x1b[2Jvalue\n1,2\n").header == ("·eman", "␛[2Jvalue")


def test_rows_of_the_wrong_width_are_refused_with_both_widths() -> None:
    table = read("id,name,value\n1,Acme\n2,Beta,20,30\n3,Corto,30\n")
    assert problems(table) == {2: "has 2 cells, the header has 3 columns", 3: "has 4 cells, the header has 3 columns"}
    assert cells(table)[1] == ("2", "Beta", "20", "30")


def test_delimiters_at_the_end_of_lines_are_no_extra_columns() -> None:
    assert cells(read("id,name\n1,Acme,,\n2,Beta,\n")) == [("1", "Acme"), ("2", "Beta")]
    assert cells(read("id,name,\n1,Acme\n2,Beta,\n")) == [("1", "Acme", ""), ("2", "Beta", "")]


def test_empty_rows_are_left_out_and_counted() -> None:
    table = read("id,name\n1,a\n\n,\n , \n2,b\n")
    assert cells(table) == [("1", "a"), ("2", "b")]
    assert table.left_out.blank == 3


def test_a_quote_that_never_closes_costs_its_row_and_not_the_rest_of_the_file() -> None:
    rows = "".join(f"{number},Deal {number},{number}0\n" for number in range(3, 400))
    table = read(f'id,name,value\n1,Acme,10\n2,"Beta,20\n{rows}')
    assert list(problems(table)) == [3]
    assert "opened on line 3" in problems(table)[3]
    assert len(cells(table)) == 399


def test_a_forgotten_quote_is_named_where_it_opened_not_where_its_row_began() -> None:
    table = read('id,note,value\n1,"two\nlines","10\n2,b,20\n3,c,30\n')
    assert list(problems(table)) == [2]
    assert "opened on line 3" in problems(table)[2]
    assert cells(table)[1:] == [("2", "b", "20"), ("3", "c", "30")]


def test_two_forgotten_quotes_do_not_hide_the_rows_between_them() -> None:
    table = read('id,name,value,day\n1,"Acme,10,x\n2,Beta,20,x\n3,Corto",30,x\n4,Delta,40,x\n')
    assert list(problems(table)) == [2]
    assert [row.cells[0] for row in table.rows] == ["1", "2", "3", "4"]


def test_the_first_of_two_forgotten_quotes_is_blamed_and_the_rows_behind_it_are_read() -> None:
    table = read('id,name,value\n1,"Acme,10\n2,Beta,20\n3,Corto","30\n4,Delta,40\n')
    assert list(problems(table)) == [2, 4]
    assert [row.cells[0] for row in table.rows] == ["1", "2", "3", "4"]


def test_a_quote_in_the_middle_of_a_quoted_cell_refuses_its_row_only() -> None:
    table = read('id,name\n1,"Acme "Best" Ltd"\n2,Beta\n3,12" pipe\n4,"12"" pipe"\n')
    assert list(problems(table)) == [2]
    assert cells(table)[1:] == [("2", "Beta"), ("3", '12" pipe'), ("4", '12" pipe')]


def test_notes_of_several_lines_with_commas_are_no_forgotten_quotes() -> None:
    table = read('id,name,value,note\n1,Acme,10,"Met Ana, Ben,\nand Carla, too,\nin May"\n2,Beta,20,x\n')
    assert problems(table) == {}
    assert len(cells(table)) == 2


def test_cells_over_a_megabyte_refuse_their_row_only() -> None:
    table = read(f"id,name\n1,{'x' * (CELL_CAP + 1)}\n2,{'y' * CELL_CAP}\n3,{'z' * 5 * CELL_CAP}\n4,end\n")
    assert problems(table) == {2: "a cell holds more than 1 MB of text", 4: "the line is longer than 4 MB"}
    assert [row.line for row in table.rows] == [2, 3, 4, 5]


def test_nul_refuses_its_row_only() -> None:
    table = read("id,name\n1,a\0b\n2,c\n")
    assert list(problems(table)) == [2]


def test_the_footer_of_a_report_is_left_out_and_counted() -> None:
    table = read(
        '"Opportunity Name","Stage","Amount"\n"Acme","Won","10"\n"Beta","Lost","20"\n"Grand Totals (2 records)","","30"\n""\n""\n'
        '"My pipeline"\n"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'
        '"Confidential Information - Do Not Distribute"\n"Generated By: Ana 11/18/2026"\n"Northwind"\n'
    )
    assert [row.cells[0] for row in table.rows] == ["Acme", "Beta"]
    assert table.left_out.footers == 6


def test_a_deal_called_like_a_footer_is_a_deal() -> None:
    table = read("name,value\nGrand Totals,5\nConfidential Information Systems,7\nCopyright (c) renewal,9\n")
    assert [row.cells[0] for row in table.rows] == ["Grand Totals", "Confidential Information Systems", "Copyright (c) renewal"]
    assert table.left_out.footers == 0


def test_a_cut_last_line_is_refused_and_not_taken_for_a_footer() -> None:
    assert list(problems(read("id,name,value\n1,a,1\n2"))) == [3]


def test_the_protection_of_our_own_exports_is_taken_off() -> None:
    assert cells(read("id,name\n1,'=cmd()|x\n2,'s-Hertogenbosch\n3,''=x\n")) == [("1", "=cmd()|x"), ("2", "'s-Hertogenbosch"), ("3", "'=x")]


def test_paths_that_cannot_be_read_are_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"There is no file .*nothing\.csv"):
        open_table(tmp_path / "nothing.csv")
    with pytest.raises(Refused, match="is a folder"):
        open_table(tmp_path)
    with pytest.raises(Refused, match="not a file"):
        open_table("/dev/null")
    for name in ("a\0b", "x" * 5_000):
        with pytest.raises(Refused):
            open_table(name)


def test_a_file_over_the_cap_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as stream:
        stream.truncate(600 * 1024 * 1024)
    with pytest.raises(Refused, match="512 MB"):
        open_table(path)


def test_a_file_that_changes_between_two_readings_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(PLAIN)
    table = open_table(path)
    path.write_text(PLAIN + "3,Corto,30\n")
    with pytest.raises(Refused, match="changed while"):
        list(table.rows)


def test_a_pipe_is_read_like_a_file() -> None:
    reading, writing = os.pipe()
    os.write(writing, PLAIN.encode())
    os.close(writing)
    table = open_table(f"/dev/fd/{reading}")
    os.close(reading)
    assert cells(table) == cells(table) == [("1", "Acme", "10"), ("2", "Beta", "20")]


def test_a_hundred_thousand_rows_are_read_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    line = 'Moses,GTX Plus Basic,"Cancity, Inc",Won,2016-10-20,2017-03-01,1054,Note,EUR,0.5,abc\n'
    path.write_text(",".join(f"c{n}" for n in range(12)) + "\n" + "".join(f"{n},{line}" for n in range(100_000)))
    assert sum(1 for _ in open_table(path).rows) == 100_000
    tracemalloc.start()
    for row in open_table(path).rows:
        assert row.problem is None
        if row.line > 5_000:
            break
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12_000_000


@pytest.mark.slow
def test_quotes_broken_on_purpose_end_in_a_refusal_and_not_in_an_endless_reading() -> None:
    with pytest.raises(NotReadable, match="quotes"):
        list(read("id,name\n" + 'a",""",x\n' * 30_000).rows)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_a_table_or_a_sentence(data: bytes) -> None:
    try:
        table = open_table(data)
        assert all(row.problem or len(row.cells) == len(table.header) for row in table.rows)
    except (NotReadable, Refused) as error:
        sentence = str(error)
    else:
        sentence = "read"
    assert sentence


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab,\"\n\r;'= \0"), max_size=120))
def test_no_character_of_a_broken_file_disappears(text: str) -> None:
    """Every letter of the rows is in some row, refused or not: nothing is swallowed."""
    try:
        table = read("a,b,c\n1,2,3\n" + text, delimiter=",")
        found = "".join("".join(row.cells) for row in table.rows)
    except NotReadable:
        return
    for letter in "ab":
        assert found.count(letter) == text.count(letter)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0'"), min_size=1), min_size=3, max_size=3),
        min_size=1,
    )
)
def test_what_the_standard_writer_writes_is_read_back(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["a", "b", "c"], *rows])
    wanted = [tuple(row) for row in rows if any(map(str.strip, row))]
    if not wanted:
        with pytest.raises(NotReadable, match="a header and no rows"):
            read(out.getvalue(), delimiter=",")
        return
    table = read(out.getvalue(), delimiter=",")
    assert cells(table) == wanted
