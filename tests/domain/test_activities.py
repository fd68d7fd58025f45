"""The catalogue of sales work is whole, distinct and drawable."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

import pytest

from sprintsales.domain.activities import CLASSES, NON_SELLING, TYPES, type_named

CODES = "call email social meeting demo proposal agreement follow_up referral research training admin"
SIGNS = "☏ @ # & ▷ ¶ § » ÷ · · ·"
ASCII = "c @ # & > P S f R . . ."


def test_the_codes_and_signs_are_those_of_the_contract_in_this_order() -> None:
    assert list(TYPES) == CODES.split()
    assert [kind.sign for kind in TYPES.values()] == SIGNS.split()
    assert [kind.ascii_sign for kind in TYPES.values()] == ASCII.split()


@pytest.mark.parametrize("code", CODES.split())
def test_each_type_is_complete(code: str) -> None:
    kind = TYPES[code]
    assert kind.kind in CLASSES
    assert 1 <= kind.minutes <= 480
    assert len(kind.sign) == len(kind.ascii_sign) == 1
    assert kind.ascii_sign.isascii()
    assert east_asian_width(kind.sign) not in {"W", "F"}
    assert len(kind.outcomes) >= 2
    codes = [outcome.code for outcome in kind.outcomes]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch("[a-z_]+", each) for each in codes)


def test_work_that_is_not_selling_touches_nobody() -> None:
    assert [kind.code for kind in TYPES.values() if not kind.touch] == ["research", "training", "admin"]
    assert all(kind.touch == (kind.kind != NON_SELLING) for kind in TYPES.values())


def test_no_word_means_two_types() -> None:
    said = [name.lower() for kind in TYPES.values() for name in {kind.code, kind.name, kind.plural, *kind.aliases}]
    assert len(set(said)) == len(said)
    assert all(type_named(name) for name in said)


@pytest.mark.parametrize("code", CODES.split())
def test_no_word_means_two_outcomes_of_a_type(code: str) -> None:
    kind = TYPES[code]
    said = [name for outcome in kind.outcomes for name in {outcome.code, outcome.label, *outcome.aliases}]
    assert len(set(said)) == len(said)
    for outcome in kind.outcomes:
        assert kind.outcome_named(outcome.label.upper()) == outcome
        assert kind.outcome(outcome.code) == outcome


@pytest.mark.parametrize(
    ("word", "code"),
    [("Call", "call"), ("phone", "call"), ("mail", "email"), ("fu", "follow_up"), ("follow-up", "follow_up"), ("follow_up", "follow_up"),
     ("agr", "agreement"), ("ref", "referral"), ("prop", "proposal"), ("meetings", "meeting"), ("LinkedIn", "social")],
)  # fmt: skip
def test_a_type_may_be_typed_short(word: str, code: str) -> None:
    kind = type_named(word)
    assert kind is not None
    assert kind.code == code


def test_other_words_are_no_type_and_no_outcome() -> None:
    assert type_named("acme") is None
    assert type_named("") is None
    assert TYPES["call"].outcome_named("held") is None
    assert TYPES["call"].outcome("held") is None


def test_only_held_meetings_and_demos_count_as_held_and_only_answered_calls_as_reached() -> None:
    held = {(kind.code, outcome.code) for kind in TYPES.values() for outcome in kind.outcomes if outcome.held}
    assert held == {("meeting", "held"), ("demo", "held")}
    assert [outcome.code for outcome in TYPES["call"].outcomes if not outcome.reached] == ["no_answer", "left_message", "wrong_person"]


def test_a_positive_answer_means_the_person_was_reached_and_nothing_failed() -> None:
    for kind in TYPES.values():
        for outcome in kind.outcomes:
            assert outcome.reached or not (outcome.reply or outcome.held)
            assert not (outcome.failed and (outcome.reply or outcome.held))
