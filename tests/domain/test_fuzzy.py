"""A name is found from a few letters, and a guess is never taken for a find."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sprintsales.domain.errors import Ambiguous, NotFound
from sprintsales.domain.fuzzy import Fit, best, folded, matches

NAMES = [
    "Acme",
    "Acme Ltd",
    "Big Acme renewal",
    "Müller & Söhne",
    "Corto Ltd",
    "Pacman",
    "Łódź Straße",
    "Adv Comms Europe",
    "O'Brien",
    "株式会社",
]
DEALS = list(enumerate(NAMES, 1))


def found(words: str) -> list[str]:
    return [match.name for match in matches(words, DEALS)]


def test_better_fits_come_first() -> None:
    assert found("acme") == ["Acme", "Acme Ltd", "Big Acme renewal"]
    assert [match.fit for match in matches("acme", DEALS)] == [Fit.EXACT, Fit.PREFIX, Fit.WORDS]
    assert [(match.name, match.fit) for match in matches("adcom", DEALS)] == [("Adv Comms Europe", Fit.SEQUENCE)]
    assert found("ltd") == ["Acme Ltd", "Corto Ltd"]
    assert found("acm")[0] == "Acme"
    assert found("cman") == ["Pacman"]


@pytest.mark.parametrize(
    ("words", "name"),
    [("muller", "Müller & Söhne"), ("MÜLLER SÖ", "Müller & Söhne"), ("sohne mul", "Müller & Söhne"), ("lodz strasse", "Łódź Straße"),
     ("ltd cor", "Corto Ltd"), ("ren big", "Big Acme renewal"), ("o'b", "O'Brien"), ("obrien", "O'Brien"), ("株式", "株式会社")],
)  # fmt: skip
def test_case_accents_and_the_order_of_words_do_not_matter(words: str, name: str) -> None:
    assert found(words)[0] == name


def test_the_fitting_letters_are_marked_in_the_name_as_written() -> None:
    def marked(words: str) -> str:
        match = matches(words, DEALS)[0]
        return "".join(match.name[at] for at in match.positions)

    assert marked("sohne mul") == "MülSöhne"
    assert marked("strasse") == "Straße"
    assert marked("adveu") == "AdvEu"
    assert marked("acm") == "Acm"


def test_without_words_the_first_names_are_offered_as_they_come() -> None:
    assert [match.key for match in matches("  ", DEALS, limit=3)] == [1, 2, 3]


def test_an_exact_name_wins_over_longer_ones() -> None:
    assert best("ACME", DEALS) == (1, "Acme")
    assert best("corto", DEALS) == (5, "Corto Ltd")
    assert best("brie", DEALS) == (9, "O'Brien")


def test_two_names_that_fit_are_asked_not_guessed() -> None:
    with pytest.raises(Ambiguous, match=r"#1 Acme, #2 Acme Ltd, #3 Big Acme renewal\. .*#1"):
        best("acm", DEALS)
    with pytest.raises(Ambiguous, match=r"fits 2 accounts: Acme, Acme.*in quotes"):
        best("acme", [("a", "Acme"), ("b", "Acme")], what="account")
    with pytest.raises(Ambiguous, match="and 4 more"):
        best("deal", [(number, f"Deal {number}") for number in range(9)])


def test_letters_in_order_are_a_suggestion_not_a_find() -> None:
    with pytest.raises(NotFound, match="Did you mean #6 Pacman"):
        best("pcmn", DEALS)
    with pytest.raises(NotFound, match="Check the spelling"):
        best("xyzzy", DEALS)
    with pytest.raises(NotFound):
        best("", DEALS)


def test_a_name_in_quotes_is_the_whole_name() -> None:
    assert best("acme ltd", DEALS, exact=True) == (2, "Acme Ltd")
    with pytest.raises(NotFound, match="Did you mean #5 Corto Ltd"):
        best("Corto", DEALS, exact=True)


@given(st.text(max_size=12), st.lists(st.text(max_size=20), max_size=8))
def test_any_words_on_any_names_give_ordered_marked_matches(words: str, names: list[str]) -> None:
    hits = matches(words, enumerate(names))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert all(0 <= at < len(hit.name) for at in hit.positions)
        assert not folded(words) or hit.fit in Fit


@given(st.lists(st.text(min_size=1, max_size=20).filter(lambda name: folded(name) != ""), min_size=1, max_size=8, unique_by=folded))
def test_every_name_is_found_by_itself(names: list[str]) -> None:
    for key, name in enumerate(names):
        assert best(name, enumerate(names)) == (key, name)
        assert best(name, enumerate(names), exact=True) == (key, name)
        assert matches(name.upper().lower(), enumerate(names)) != []


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_ten_thousand_names_are_searched_while_typing() -> None:
    names = [
        (number, f"{first} {second} {number % 97} {'Gmbh' if number % 3 else 'Söhne'}") for number, (first, second) in enumerate(_pairs())
    ]
    assert len(names) == 10_000
    matches("warm", names)
    for words in ("a", "corto 9", "ltd ab", "zzz", "sohne nor"):
        started = process_time()
        matches(words, names)
        assert process_time() - started < 0.25  # 50 ms on a quiet machine; the suite shares two cores


def test_a_hostile_name_costs_no_more_than_its_length() -> None:
    started = process_time()
    matches("a" * 30 + "b", [(number, "a" * 500) for number in range(50)])
    assert process_time() - started < 2


def _pairs() -> list[tuple[str, str]]:
    parts = [f"{left}{right}" for left in ("Corto", "Nord", "Müller", "Alpen", "Data", "Big", "Sun", "Abra", "Iron", "Lux") for right in
             ("tec", "ware", "bank", "med", "foods", "line", "gas", "soft", "log", "air")]  # fmt: skip
    return [(first, second) for first in parts for second in parts]


@pytest.mark.parametrize(
    ("words", "near"),
    [("Corvetta", "Corveta upgrade"), ("Almnedra", "Almendra Foods expansion"), ("almnedra expnsion", "Almendra Foods expansion"),
     ("Corvte", "Corveta upgrade"), ("orban", None), ("thru", None), ("zz", None)],
)  # fmt: skip
def test_a_slip_of_the_fingers_is_asked_about_and_scattered_letters_of_a_long_name_are_not(words: str, near: str | None) -> None:
    long = "Donaudampfschifffahrtsgesellschaft Regensburg, Erneuerung des Rahmenvertrags"
    deals = list(enumerate(("Corveta upgrade", "Almendra Foods expansion", long, "Nordby Foods cold chain"), 1))
    with pytest.raises(NotFound) as refused:
        best(words, deals)
    said = str(refused.value)
    assert [name for _, name in deals if name in said] == ([near] if near else []), said
