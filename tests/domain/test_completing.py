"""Facts about completing a name in a line of work: what is being written, what is offered first, and that it is put in precisely."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sprintsales.domain.completing import DAY, Fragment, days_for, fragment_at, offered, put, quoted
from sprintsales.domain.dates import DayReader
from sprintsales.domain.jumping import ACCOUNT, DEAL, LEAD, Candidate
from sprintsales.domain.quickadd import read_plan
from sprintsales.domain.text import clean_line
from tests.services.week import SUNDAY

READER = DayReader(SUNDAY)


def at_end(text: str) -> Fragment | None:
    return fragment_at(text, len(text), READER)


@pytest.mark.parametrize(
    ("typed", "words", "kind"),
    [
        ("call ", "", "any"),
        ("call acme", "acme", "any"),
        ("call acme re", None, None),
        ("call acme ren", "acme ren", "any"),
        ("30x call list:Q", None, None),
        ("30x call list:Q4 acm", "acm", "any"),
        ("2x call @Bir", "Bir", ACCOUNT),
        ("2x call account:Bir", "Bir", ACCOUNT),
        ("email lead:Fro", "Fro", LEAD),
        ("call #1", "#1", DEAL),
        ("meeting #dem", None, None),
        ('meeting "Corto L', "Corto L", "any"),
        ('call @"Birch & C', "Birch & C", ACCOUNT),
        ('meeting "Corto Ltd" 24 n', None, None),
        ("call tue acm", "acm", "any"),
        ("call tomorrow 14:00 acm", "acm", "any"),
        ("call", None, None),
        ("acme", None, None),
        ("", None, None),
        ("call acme 3/4", "3/4", DAY),
        ("call acme re price 3/4", "3/4", DAY),
        ("call acme re price", None, None),
    ],
)
def test_what_is_being_written_is_told_from_what_stands_there(typed: str, words: str | None, kind: str | None) -> None:
    found = at_end(typed)
    assert (found.words if found else None, found.kind if found else None) == (words, kind)


def test_an_ambiguous_date_offers_both_its_readings() -> None:
    found = at_end("call acme 3/4")
    assert found is not None
    assert [day.isoformat() for day in days_for(found, READER)] == ["2027-04-03", "2027-03-04"]


def test_my_open_deals_come_first_and_closed_ones_last() -> None:
    candidates = [
        Candidate(DEAL, 1, "Acme parts", over=True),
        Candidate(ACCOUNT, 2, "Acme"),
        Candidate(DEAL, 3, "Acme renewal"),
        Candidate(DEAL, 4, "Renewal of Acme South", near=True),
        Candidate(LEAD, 5, "Ann Acmeson"),
        Candidate(DEAL, 6, "Another comet", near=True),
    ]
    assert [hit.candidate.id for hit in offered("acme", candidates, 9)] == [4, 3, 2, 5, 1]


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z", "M")), min_size=1, max_size=12)


@settings(max_examples=60)
@given(words=st.lists(NAMES, min_size=1, max_size=3), number=st.integers(1, 999), kind=st.sampled_from([DEAL, ACCOUNT, LEAD]))
def test_what_is_put_into_the_line_is_read_as_exactly_that(words: list[str], number: int, kind: str) -> None:
    name = clean_line(" ".join(words))
    assume(name)
    typed = "call ac"
    fragment = at_end(typed)
    assert fragment is not None
    text, cursor = put(typed, fragment, quoted(name, number, kind, alone=True))
    line = read_plan(f"{text}re pricing tue 30m", today=SUNDAY)
    assert cursor == len(text)
    meant = {DEAL: line.target or f"#{line.deal_ref}", ACCOUNT: line.account, LEAD: line.lead}[kind]
    assert meant in (name, f"#{number}")
    assert (line.note, line.minutes, line.problems) == ("pricing", 30, ())
