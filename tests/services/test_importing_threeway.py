"""The three-way rule: what the file said last, what it says now, what is here."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sprintsales.services.importing.threeway import RULES, TOGETHER, judge

Row = Mapping[str, object]


@pytest.mark.parametrize(
    ("base", "file", "here", "rule", "taken", "clash"),
    [
        ("a", "a", "a", "crm", False, False),
        ("a", "a", "b", "crm", False, False),  # only we changed it
        ("a", "b", "a", "here", True, False),  # only the file changed it
        ("a", "b", "b", "crm", False, False),  # both to the same value
        ("a", "b", "c", "crm", True, True),
        ("a", "b", "c", "here", False, True),
        ("a", "b", "c", "ask", False, True),
        ("a", "b", None, "crm", True, True),  # we emptied it, the file changed it
        ("a", "b", None, "here", False, True),
        ("a", None, "a", "here", True, False),  # the file cleared it
        ("a", None, "b", "here", False, True),
        (None, "b", None, "here", True, False),
        (None, "b", "c", "here", False, True),
    ],
)
def test_the_file_is_taken_where_only_it_changed_and_the_rule_decides_where_both_did(
    base: object, file: object, here: object, rule: str, taken: bool, clash: bool
) -> None:
    verdict = judge({"source_id": file}, {"source_id": base}, {"source_id": here}, {"source_id": rule})
    assert ("source_id" in verdict.takes, bool(verdict.clashes)) == (taken, clash)


def test_a_column_mapped_for_the_first_time_fills_what_is_empty_and_asks_the_rule_elsewhere() -> None:
    assert judge({"agreement_on": "x"}, {}, {"agreement_on": None}, RULES).takes == {"agreement_on"}
    verdict = judge({"agreement_on": "x"}, {}, {"agreement_on": "y"}, RULES)
    assert verdict.takes == set()
    assert [(one.base, one.file, one.here, one.kept) for one in verdict.clashes] == [(None, "x", "y", "here")]


OPEN = {"pipeline_id": 1, "stage_id": 1, "outcome": "open", "closed_on": None}
LATER = {**OPEN, "stage_id": 2}
WON = {**OPEN, "stage_id": 8, "outcome": "won", "closed_on": "2026-11-10"}
LOST = {**OPEN, "stage_id": 9, "outcome": "lost", "closed_on": "2026-11-12"}


@pytest.mark.parametrize(
    ("file", "here", "rules", "result"),
    [
        (LATER, LOST, {}, LATER),  # lost here, moved on there: the CRM decides about stage and outcome as one
        (LATER, LOST, {"stage_id": "here"}, LOST),
        (WON, LATER, {}, WON),
        (WON, LATER, {"outcome": "here"}, LATER),
        (OPEN, WON, {}, WON),  # the file has nothing new
        (WON, OPEN, {"stage_id": "here"}, WON),  # nothing changed here
        (WON, LOST, {"closed_on": "ask"}, LOST),
    ],
)
def test_stage_outcome_and_closing_day_come_from_one_side(file: Row, here: Row, rules: Row, result: Row) -> None:
    verdict = judge(file, OPEN, here, rules)
    assert {name: file[name] if name in verdict.takes else here[name] for name in here} == result


def test_an_amount_never_comes_without_its_currency() -> None:
    base, here = {"value": 100, "currency": "EUR"}, {"value": 150, "currency": "EUR"}
    verdict = judge({"value": 100, "currency": "USD"}, base, here, {})
    assert verdict.takes == {"value", "currency"}
    assert verdict.clashes


sides = st.fixed_dictionaries(
    {},
    optional={name: st.sampled_from((None, 1, 2)) for name in ("value", "currency", "close_on", "stage_id", "outcome", "agreement_on")},
)


@given(said=sides, theirs=sides, mine=sides)
def test_a_row_merged_once_is_settled(said: Row, theirs: Row, mine: Row) -> None:
    verdict = judge(theirs, said, mine, RULES)
    merged = {**mine, **{name: theirs[name] for name in verdict.takes}}
    again = judge(theirs, {**said, **theirs}, merged, RULES)
    assert not again.takes
    assert not again.clashes


@given(said=sides, theirs=sides, mine=sides)
def test_what_belongs_together_is_taken_together_or_not_at_all(said: Row, theirs: Row, mine: Row) -> None:
    takes = judge(theirs, said, mine, RULES).takes
    for group in TOGETHER:
        present = {name for name in group if name in theirs}
        assert takes & present in (set(), present)
