"""New stages stand where a sale has them, whatever order a file meets them in."""

from __future__ import annotations

import pytest

from sprintsales.domain.stage_order import alike, placed, proposed

OURS = ("Prospect", "Qualified", "Proposal", "Negotiation")


@pytest.mark.parametrize(
    ("met", "order"),
    [
        (("Engaging", "Prospecting"), ["Prospecting", "Engaging"]),
        (("Negotiation/Review", "Qualification", "Value Proposition", "Proposal/Price Quote", "Prospecting"),
         ["Prospecting", "Qualification", "Value Proposition", "Proposal/Price Quote", "Negotiation/Review"]),
        (("Angebot", "Freigabe", "Qualifizierung"), ["Qualifizierung", "Angebot", "Freigabe"]),
        (("Blue", "Red", "Amber"), ["Blue", "Red", "Amber"]),
    ],
)  # fmt: skip
def test_known_words_are_ordered_and_others_stay_where_they_were_met(met: tuple[str, ...], order: list[str]) -> None:
    assert proposed(met) == order


@pytest.mark.parametrize(
    ("new", "said", "order"),
    [
        (["Demo", "Lead"], [], ["Lead", "Prospect", "Qualified", "Demo", "Proposal", "Negotiation"]),
        (["Blue", "Red"], [], [*OURS, "Blue", "Red"]),
        (["Blue", "Red"], ["Red", "Qualified", "Blue"], ["Prospect", "Red", "Qualified", "Blue", "Proposal", "Negotiation"]),
        (["Demo"], ["Demo"], ["Prospect", "Qualified", "Demo", "Proposal", "Negotiation"]),
    ],
)
def test_a_new_stage_goes_between_ours_or_where_it_was_said_to(new: list[str], said: list[str], order: list[str]) -> None:
    assert placed(OURS, new, said) == order


def test_what_was_said_orders_the_stages_nobody_chose_too() -> None:
    assert placed(OURS, ["Blue"], ["Proposal", "Blue", "Prospect"], OURS) == ["Qualified", "Proposal", "Blue", "Prospect", "Negotiation"]


@pytest.mark.parametrize(
    ("word", "ours"),
    [("qualification", "Qualified"), ("Prospecting", "Prospect"), ("Proposal/Price Quote", "Proposal"), ("negociation", "Negotiation"),
     ("Engaging", None), ("Blue", None)],
)  # fmt: skip
def test_a_word_beside_one_of_ours_is_known_as_its_likeness(word: str, ours: str | None) -> None:
    assert alike(word, OURS) == ours
