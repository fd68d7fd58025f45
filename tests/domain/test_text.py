"""Hostile text is only text, at every entrance and every exit."""

from __future__ import annotations

import sys
from unicodedata import category, is_normalized

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.text import BLOCK_CAP, LINE_CAP, MARKS_CAP, clean_block, clean_line, for_terminal

NASTY = st.text(
    st.one_of(
        st.characters(codec=None),
        st.sampled_from(
            "\x00\x07\x1b\x7f\x85\x9b\t\n\r\u2028\u200d\u200c\u202e\u2066\ufeff\u0301\u0316\u20dd\ufe0f\ud83d\udc00 ·…é\u1fef\u0344"
        ),
        st.sampled_from("\U0001f3f4\U000e0067\U000e0062\U000e007f\U000e0001\U0001f468\U0001f469"),
    ),
    max_size=60,
)
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


def longest_run_of_marks(text: str) -> int:
    longest = run = 0
    for char in text:
        run = run + 1 if char in "\u200c\u200d" or category(char) in {"Mn", "Me"} else 0
        longest = max(longest, run)
    return longest


def assert_harmless(text: str, *, newline: bool) -> None:
    whole = text.replace(SCOTLAND, "")
    for char in whole:
        if newline and char == "\n":
            continue
        kind = category(char)
        assert kind not in {"Cc", "Cs", "Zl", "Zp"}, hex(ord(char))
        assert kind != "Cf" or char in "\u200c\u200d" or 0xE0020 <= ord(char) <= 0xE007F, hex(ord(char))
    assert text.encode("utf-8").decode("utf-8") == text
    assert longest_run_of_marks(text) <= MARKS_CAP
    assert is_normalized("NFC", text)


@given(NASTY, st.integers(1, 40))
@settings(max_examples=300)
def test_a_cleaned_line_is_harmless_short_and_stays_as_it_is(text: str, cap: int) -> None:
    line = clean_line(text, cap=cap)
    assert_harmless(line, newline=False)
    assert len(line) <= cap
    assert line == line.strip()
    assert clean_line(line, cap=cap) == line


@given(NASTY, st.integers(1, 40))
@settings(max_examples=200)
def test_a_cleaned_note_keeps_only_newlines_and_stays_as_it_is(text: str, cap: int) -> None:
    note = clean_block(text, cap=cap)
    assert_harmless(note, newline=True)
    assert len(note) <= cap
    assert clean_block(note, cap=cap) == note


@given(NASTY)
@settings(max_examples=200)
def test_nothing_printed_can_steer_the_terminal(text: str) -> None:
    shown = for_terminal(text)
    assert_harmless(shown, newline=True)
    assert for_terminal(shown) == shown


@given(NASTY)
def test_what_was_cleaned_at_the_entrance_leaves_unchanged(text: str) -> None:
    line = clean_line(text)
    assert for_terminal(line) == line
    note = clean_block(text)
    assert for_terminal(note) == note


def test_every_control_and_format_character_of_this_unicode_is_caught() -> None:
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        kind = category(char)
        if kind in {"Cc", "Cf", "Cs", "Zl", "Zp"} and char not in "\u200c\u200d":
            assert clean_line(f"a{char}b") != f"a{char}b", hex(code)
        if kind in {"Mn", "Me"}:
            assert len(clean_line("a" + char * 9)) <= 1 + MARKS_CAP, hex(code)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Acme Ltd ", "Acme Ltd"),
        ("", ""),
        ("\x1b]0;PWNED\x07after", "␛]0;PWNED␇after"),
        ("a\x00b", "a␀b"),
        ("rub\x7fout", "rub␡out"),
        ("csi\x9b2J", "csi\ufffd2J"),
        ("half \ud83d emoji", "half \ufffd emoji"),
        ("invoice\u202egnp.exe", "invoice·gnp.exe"),
        ("\ufeffAcme", "·Acme"),
        ("soft\u00adhyphen", "soft·hyphen"),
        ("zero\u200bwidth", "zero·width"),
        ("braille\u2800blank", "braille blank"),
        ("\u2800", ""),
        ("\u3164\uffa0", "··"),
        ("two\r\n\tlines\u2028three", "two lines three"),
        ("e\u0301clair", "éclair"),
        ("Acme [/] deal", "Acme [/] deal"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        (SCOTLAND, SCOTLAND),
        ("hid\U000e0068\U000e0069den", "hid··den"),
        ("z" + "\u0335" * 30 + "algo", "z" + "\u0335" * 4 + "algo"),
        ("not\uffffchar", "not\ufffdchar"),
        ("株式会社", "株式会社"),
        ("שלום", "שלום"),
    ],
)
def test_a_name_shows_what_was_in_it(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


@pytest.mark.slow
@pytest.mark.parametrize(
    "monster",
    [
        "x" * 1_000_000,
        "word " * 200_000,
        "é\u0301" * 500_000,
        "\x1b" * 1_000_000,
        " " * 1_000_000,
        "\u200d" * 1_000_000,
        "e" + "\u0301\u0323" * 500_000,  # marks which composing has to sort
        "\u0f73" * 500_000,  # marks which come apart and are sorted then
        "\U0001d16d\U0001d165" * 500_000,  # the same with marks that take room
        "\U0001f3f4\U000e0067" * 500_000,
        "\ud800" * 1_000_000,
        "[" * 1_000_000,
    ],
    ids=lambda monster: ascii(monster[:2]),
)
def test_a_megabyte_becomes_one_short_line(monster: str) -> None:
    assert len(clean_line(monster)) <= LINE_CAP
    assert len(clean_block(monster)) <= BLOCK_CAP
    assert len(for_terminal(monster)) <= len(monster)


def test_what_was_cut_says_so() -> None:
    assert clean_line("e" + "\u0301" * 1_000_000 + " tail") == "é" + "\u0301" * 4 + "…"
    assert clean_line("x" * 1_000_000).endswith("…")
    assert clean_line(" " * 1_000_000 + "Acme" + " " * 1_000_000) == "Acme"


def test_a_cut_never_leaves_half_a_flag() -> None:
    for cap in range(1, 12):
        line = clean_line("ab" + SCOTLAND + "cdef", cap=cap)
        assert clean_line(line, cap=cap) == line
        assert len(line) <= cap
    assert clean_line("ab" + SCOTLAND + "cdef", cap=10) == "ab" + SCOTLAND + "…"


def test_a_note_keeps_its_lines_and_nothing_else() -> None:
    assert clean_block("one\r\ntwo\rthree\u2029four\tfive\n\n") == "one\ntwo\nthree\nfour five"
    assert clean_block("a\n\x1b[31mb") == "a\n␛[31mb"


def test_a_printed_report_keeps_its_layout() -> None:
    report = "Deal    Value\n  Acme   10.00\n"
    assert for_terminal(report) == report
