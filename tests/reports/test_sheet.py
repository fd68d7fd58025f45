"""Reports as text, Markdown, HTML and CSV: aligned by terminal cells, cut where they must be, safe wherever they are opened."""

from __future__ import annotations

import csv
import io
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sprintsales.domain.periods import Period
from sprintsales.reports import values
from sprintsales.reports.sheet import Cell, Column, Section, Sheet, as_csv, as_html, as_markdown, as_text, cells, fitted, padded, plain

COLUMNS = (Column("deal", cut=True, key="name"), Column("value", right=True, key="value"))


def sheet(*rows: tuple[str, int | None]) -> Sheet:
    """Return a small report."""
    cut = tuple((plain(name), Cell(values.amount(value, "EUR"), values.money(value, "EUR"))) for name, value in rows)
    return Sheet("Deals", (Section("", COLUMNS, cut, notes=("a note",), empty="Nothing."),))


def test_numbers_line_up_whatever_script_the_names_are_in() -> None:
    lines = as_text(sheet(("Acme", 48_200_00), ("日本電気", 900_00), ("Zoë\u0301", None))).splitlines()[4:7]
    assert {cells(line) for line in lines} == {cells(lines[0])}
    assert lines[0].endswith("48,200")
    assert lines[2].endswith("–")


def test_names_give_way_and_numbers_never_do() -> None:
    text = as_text(sheet(("Donaudampfschifffahrtsgesellschaftskapitän " * 3, 1_234_567_00)), width=40)
    line = text.splitlines()[4]
    assert cells(line) <= 40
    assert line.endswith("1,234,567")
    assert "…" in line


@given(st.text(max_size=40), st.integers(min_value=1, max_value=30))
def test_a_fitted_text_takes_no_more_than_its_room(text: str, width: int) -> None:
    assert cells(fitted(text, width)) <= max(width, 1)
    assert cells(padded(fitted(text, width), width)) >= cells(fitted(text, width))


def test_an_empty_list_says_so() -> None:
    assert "Nothing." in as_text(sheet())
    assert "Nothing." in as_markdown(sheet())
    assert "Nothing." in as_html(sheet())


def test_markdown_and_html_take_a_name_as_a_name() -> None:
    hostile = sheet(("[x](http://evil) | <script>", 100))
    assert "\\[x\\](http://evil) \\| \\<script\\>" in as_markdown(hostile)
    assert "<script>" not in as_html(hostile)


def test_csv_is_safe_to_open_and_has_raw_amounts() -> None:
    read = list(csv.reader(io.StringIO(as_csv(sheet(("=cmd()|x", 48_200_50), ("Frost", None))))))
    assert read == [["name", "value"], ["'=cmd()|x", "48200.50"], ["Frost", ""]]


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        (values.amount(48_200_00, "EUR"), "48,200"),
        (values.amount(-50, "EUR"), "−0.50"),
        (values.amount(1200, "JPY"), "1,200"),
        (values.amount(None, "EUR"), "–"),
        (values.amount(Fraction(100_05, 10), "EUR"), "10.01"),
        (values.percent(Fraction(1196, 1985)), "60.3 %"),
        (values.percent(None), "–"),
        (values.percent(0.0), "0.0 %"),
        (values.tenths(Fraction(515, 10)), "51.5"),
        (values.count(-1240), "−1,240"),
        (values.money(Fraction(236_090_939, 1000), "USD"), "2360.91"),
        (values.money(0, "JPY"), "0"),
        (values.day(date(2026, 11, 20), date(2026, 11, 18)), "Fri 20 Nov"),
        (values.day(date(2027, 11, 20), date(2026, 11, 18)), "20 Nov 2027"),
        (values.day(None, date(2026, 11, 18)), "–"),
        (values.days_through(Period(date(2026, 10, 1), date(2027, 1, 1))), "1 Oct 2026 – 31 Dec 2026"),
        (values.days_through(Period(date(2026, 10, 1), date(2026, 10, 2))), "1 Oct 2026"),
    ],
)
def test_what_is_not_known_is_a_dash_and_zero_is_zero(shown: str, wanted: str) -> None:
    assert shown == wanted


def test_names_posted_as_markdown_call_nobody() -> None:
    assert "\\@here a@b.example" in as_markdown(sheet(("@here a@b.example", None)))
