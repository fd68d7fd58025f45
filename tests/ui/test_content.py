"""Text people wrote is only text, and a column is exactly as wide as it says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from textual.content import Content

from sprintsales.ui import signs
from sprintsales.ui.content import T, between, cells, cut, for_this_terminal, left, line, right, rule

NAMES = st.text(max_size=40)


def test_markup_stays_what_was_typed() -> None:
    for name in ("Acme [/] deal", "[@click=app.quit]x[/]", "[b]X[/b] [red]y", "$foo [$bar]"):
        assert T(name).plain == name
        assert T(name).spans == []


def test_nothing_that_steers_a_terminal_passes() -> None:
    name = "\x1b]0;PWNED\x07after\x9b2J \u202eevil\u2066"
    drawn = T(name).plain
    assert not set("\x1b\x07\x9b\u202e\u2066") & set(drawn)
    assert "after" in drawn


def test_a_line_cleans_what_nobody_cleaned_before() -> None:
    assert line(("a\x1b[2Jb\nc", "bold")).plain == "a␛[2Jb c"


def test_a_name_is_cut_at_its_end() -> None:
    assert cut("Donaudampfschifffahrtsgesellschaft", 10).plain == "Donaudamp…"
    assert cut("Acme", 4).plain == "Acme"
    assert cut("Acme", 0).plain == ""
    assert cut("Acme   ", 5).plain == "Acme "


def test_a_wide_character_is_not_cut_in_half() -> None:
    assert cut("日本語株式会社", 6).plain == "日本…"
    assert cells("日本…") == 5
    assert left("日本語株式会社", 6).cell_length == 6


def test_a_joiner_at_the_edge_of_a_name_takes_no_blank_from_the_column() -> None:
    assert left("Ana\u200d", 6).cell_length == 6
    assert left(T("Ana\u200d"), 6).plain == "Ana   "
    assert between("\u200d", "", 1).cell_length == 1


def test_the_style_of_a_name_goes_on_over_its_ellipsis() -> None:
    assert cut(line(("Versicherungskammer", "bold")), 5).spans[-1].style == "bold"


def test_numbers_stay_whole_beside_a_name() -> None:
    assert between("Versicherungskammer Süd", "€74k", 16).plain == "Versicheru… €74k"
    assert between("Name", "far too long a number", 8).plain == "far too…"


@settings(max_examples=150)
@given(NAMES, NAMES, st.integers(0, 30))
def test_a_column_is_as_wide_as_asked_whatever_stands_in_it(name: str, other: str, width: int) -> None:
    assert left(name, width).cell_length == width
    assert right(name, width).cell_length == width
    assert cut(name, width).cell_length <= width
    assert between(name, other, width).cell_length == width


def test_a_style_covers_what_has_none() -> None:
    inner = line(("b", "$accent"))
    assert [(span.start, span.end, span.style) for span in line("a", (line(inner, "c"), "$muted")).spans] == [
        (1, 3, "$muted"),
        (1, 2, "$accent"),
    ]


def test_a_plain_terminal_gets_plain_marks() -> None:
    signs.use_plain(True)
    assert for_this_terminal(rule(3)).plain == "---"
    assert for_this_terminal(Content("a…b")).plain == "a~b"
