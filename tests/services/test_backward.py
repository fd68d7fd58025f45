"""The backward plan from a small team's rows: both chains, the week's share, what is missing, and the levers where it cannot be done."""

from __future__ import annotations

from datetime import date

from sprintsales.domain.backward import CALLS, MEETINGS
from sprintsales.domain.periods import Period
from sprintsales.reports.likely import likely_document, range_words
from sprintsales.services import planning
from sprintsales.services.views.backward import BackwardView, ChainView, StepView, backward_view
from tests.services.selling import ask, sell
from tests.services.week import MONDAY, Week

BIRCH_IN_DECEMBER = 6_750
"""Birch pilot closes in December: 27,000 at 25 %."""


def looked(week: Week, who: str = "Ana") -> BackwardView:
    """The backward plan of a person on Monday."""
    desk = week.desk(who)
    with desk.database.read() as connection:
        return backward_view(connection, desk)


def step(chain: ChainView, key: str) -> StepView:
    """One step of a chain."""
    return next(one for one in chain.steps if one.step.key == key)


def test_fourteen_deals_to_win_next_month_are_two_thousand_calls_now(week: Week) -> None:
    sell(week)
    ask(week, 140_000)
    chain = looked(week).next
    # All deals so far were decided on their twentieth day; the open ones are eight months old, so that half of all outcomes bring nothing.
    assert (chain.gap, chain.expected, chain.expected_from, chain.likely.n) == (140_000_00, 0, "p50", 35)
    assert [one.step.need for one in chain.steps] == [14, 35, 70, 200, 2000]
    assert chain.by == date(2026, 12, 11)  # the last day of December less the median lag of 20 days
    assert chain.days == 20
    assert (step(chain, CALLS).this_week, step(chain, MEETINGS).this_week) == (500, 18)
    assert chain.is_reachable is False
    assert chain.reach is not None
    assert 0 < chain.reach.short_value < 140_000_00
    assert {one.key for one in chain.reach.levers} == {"win", "deal", "meeting", "contact", "value", "quota", "days"}


def test_what_is_planned_in_the_week_counts_against_its_share_and_the_rest_is_a_line_to_plan(week: Week) -> None:
    sell(week)
    ask(week, 20_000)
    calls = step(looked(week).next, CALLS)
    assert (calls.step.need, calls.this_week, calls.planned, calls.line) == (286, 72, 0, "15x call 16 nov")
    planning.add(week.desk(), "30x call list:Q4 today 2h")
    calls = step(looked(week).next, CALLS)
    assert (calls.planned, calls.missing, calls.line) == (30, 42, "9x call 17 nov")


def test_this_month_needs_more_of_the_deals_that_are_open(week: Week) -> None:
    sell(week)
    ask(week, 100_000)
    chain = looked(week).this
    assert (chain.expected, chain.gap) == (0, 100_000_00)
    assert [one.step.need for one in chain.steps] == [10, 25]
    assert chain.reach is not None
    # By history none of her five open deals is decided in the two weeks left: five could be brought to a decision, at 40 % of 10,000 each.
    assert [chain.reach.possible, chain.reach.short_value] == [5, 80_000_00]
    assert not chain.reach.fits


def test_with_too_little_history_open_deals_count_weighted_by_date_and_it_says_so(week: Week) -> None:
    ask(week, 100_000)
    chain = looked(week).next
    assert (chain.expected, chain.expected_from, chain.gap) == (BIRCH_IN_DECEMBER * 100, "weighted", 93_250_00)
    assert range_words(chain.likely, "EUR").startswith(
        "Open deals count weighted by date, because for a likely range there is too little history (n = 0)"
    )
    assert likely_document(chain.likely, "EUR") is None


def test_who_never_won_anything_is_told_what_is_missing_and_gets_no_number(week: Week) -> None:
    ask(week, 50_000, owner="Ben")
    chain = looked(week, "Ben").next
    assert {one.step.need for one in chain.steps} == {None}
    assert chain.is_reachable is None
    assert chain.missing[0].startswith("mean won value")
    assert any(one.startswith("lag") for one in chain.missing)
    assert chain.quota == 50_000_00
    assert looked(week).next.missing[0].startswith("quota")


def test_a_lag_over_the_next_month_plans_for_the_first_that_new_work_reaches(week: Week) -> None:
    sell(week)
    ask(week, 30_000)
    desk = week.desk(on=date(2026, 12, 21))
    with desk.database.read() as connection:
        assert backward_view(connection, desk).later is None
        late = backward_view(connection, desk, at=date(2026, 11, 30))
    assert late.next.period == Period(date(2026, 12, 1), date(2027, 1, 1))
    assert late.next.by is None
    assert late.next.is_reachable is False
    assert late.later is not None
    assert late.later.period.start == date(2027, 1, 1)
    assert MONDAY not in late.later.period
