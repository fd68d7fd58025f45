"""The place somebody means comes first: by how well its name fits, then what is open, mine, and looked at last."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.fuzzy import Fit, fits
from sprintsales.domain.jumping import ACCOUNT, DEAL, KINDS, PERSON, SCREEN, Candidate, Key, ranked

NAMES = st.sampled_from(["Acme", "Acme renewal", "Big Acme", "Pacman", "Arc Mills", "Müller", "amc", "[b]acme[/]", "Ana", "A"])
CANDIDATES = st.builds(
    Candidate,
    st.sampled_from(KINDS),
    st.integers(1, 9),
    NAMES,
    st.tuples(NAMES) | st.just(()),
    near=st.booleans(),
    over=st.booleans(),
    touched=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)


def deal(id_: int, name: str, *also: str, near: bool = False, over: bool = False, touched: date | None = None) -> Candidate:
    return Candidate(DEAL, id_, name, also, (f"#{id_}", str(id_)), near=near, over=over, touched=touched)


def order(words: str, *candidates: Candidate, recent: dict[Key, int] | None = None) -> list[str]:
    return [hit.candidate.name for hit in ranked(words, candidates, recent or {}, 20)]


def test_the_beginning_of_a_name_comes_before_a_word_of_it_and_that_before_letters_in_order() -> None:
    found = order("acm", deal(1, "Pacman"), deal(2, "Arc Mills"), deal(3, "Big Acme"), deal(4, "Acme renewal"))
    assert found == ["Acme renewal", "Big Acme", "Pacman", "Arc Mills"]


def test_among_equals_what_is_open_then_mine_then_seen_last_then_touched_last() -> None:
    places = (
        deal(1, "Acme one", over=True, near=True),
        deal(2, "Acme two", touched=date(2026, 3, 1)),
        deal(3, "Acme three", near=True),
        deal(4, "Acme four", near=True),
        deal(5, "Acme five", touched=date(2026, 9, 1)),
    )
    assert order("acme", *places, recent={(DEAL, 4): 0}) == ["Acme four", "Acme three", "Acme five", "Acme two", "Acme one"]


def test_a_number_or_an_id_of_the_crm_typed_whole_comes_first() -> None:
    foreign = Candidate(DEAL, 7, "Birch", (), ("#7", "7", "006AB"))
    assert order("#7", deal(1, "Deal #7 of many"), foreign)[0] == "Birch"
    assert order("006ab", deal(1, "006ab follow-up"), foreign)[0] == "Birch"


def test_a_deal_is_found_by_its_account_and_by_words_of_both() -> None:
    places = (deal(1, "Renewal", "Acme Ltd"), deal(2, "Acme spare parts", "Birch"), Candidate(ACCOUNT, 3, "Acme Ltd"))
    assert order("acme", *places) == ["Acme spare parts", "Acme Ltd", "Renewal"]
    assert order("acme renewal", *places)[0] == "Renewal"


def test_before_anything_is_typed_there_is_what_was_opened_last_and_then_what_is_mine() -> None:
    places = (deal(1, "One", near=True), deal(2, "Two"), deal(3, "Three", near=True, over=True), Candidate(PERSON, 4, "Tom", near=True))
    assert order(" ", *places, recent={(PERSON, 4): 1, (DEAL, 2): 0}) == ["Two", "Tom", "One"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="acme un", max_size=5), st.lists(CANDIDATES, max_size=12, unique_by=lambda one: one.key))
def test_every_answer_fits_no_worse_comes_before_a_better_and_the_given_order_does_not_matter(words: str, given: list[Candidate]) -> None:
    found = ranked(words, given, {}, 50)
    if not words.strip():
        return
    assert found == ranked(words, list(reversed(given)), {}, 50)
    assert [hit.fit for hit in found] == sorted((hit.fit for hit in found), reverse=True)
    judge = fits(words)
    named = {one.key for one in given if judge(one.name) is not None}
    assert named <= {hit.candidate.key for hit in found}
    assert all(hit.fit in Fit for hit in found)
    assert all(0 <= at < len(hit.candidate.name) for hit in found for at in hit.letters)


def test_a_screen_is_a_place_too() -> None:
    assert order("kp", Candidate(SCREEN, 5, "KPIs", near=True), deal(1, "Kappa pilot", near=True)) == ["KPIs", "Kappa pilot"]
