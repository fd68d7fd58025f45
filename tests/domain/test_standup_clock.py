"""Laws of the stand-up's clock: time is measured at the people heard, whatever their number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sprintsales.domain.standup_clock import LENGTH, StandupPace

paces = st.builds(
    lambda elapsed, people, share: StandupPace(elapsed, min(people, round(people * share)), people),
    st.integers(0, 3 * LENGTH),
    st.integers(1, 40),
    st.floats(0, 1),
)


@given(paces)
def test_who_speaks_has_an_own_part_of_the_time_before_anybody_is_behind(pace: StandupPace) -> None:
    allotted = LENGTH * min(pace.heard + 1, pace.people) // pace.people
    assert (pace.behind == 0) == (pace.elapsed <= allotted)
    assert pace.left + pace.elapsed == LENGTH
    assert pace.is_over == (pace.left < 0)


@given(paces)
def test_more_people_heard_in_the_same_time_is_never_further_behind(pace: StandupPace) -> None:
    if pace.heard < pace.people:
        assert StandupPace(pace.elapsed, pace.heard + 1, pace.people).behind <= pace.behind


def test_five_people_have_three_minutes_each() -> None:
    assert StandupPace(180, 0, 5).behind == 0
    assert StandupPace(200, 0, 5).behind == 20
    assert StandupPace(200, 1, 5).behind == 0


def test_where_nobody_is_there_no_share_is_claimed() -> None:
    nobody = StandupPace(60, 0, 0)
    assert (nobody.people_share, nobody.behind) == (None, 0)
