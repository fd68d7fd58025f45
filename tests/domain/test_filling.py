"""What a week takes of what is offered: working days only, what fits first, nothing a second time."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.filling import THERE, TOO_MUCH, Wanted, judged, why_off
from sprintsales.domain.periods import Period, one_day
from sprintsales.domain.workdays import Pattern, WorkCalendar

MONDAY = date(2026, 11, 16)
WEEK = [MONDAY + timedelta(days=day) for day in range(7)]


def test_a_day_off_is_named() -> None:
    calendar = WorkCalendar(holidays=frozenset({WEEK[2]}), absences=(one_day(WEEK[3]),))
    told = [why_off(day, calendar, WEEK[1]) for day in (*WEEK[:4], WEEK[5])]
    assert told == ["Mon 16 Nov is over", None, "Wed 18 Nov is a holiday", "away on Thu 19 Nov", "Sat 21 Nov is no working day"]


def test_what_is_more_than_fits_stays_possible_but_is_not_proposed() -> None:
    wanted = [Wanted("a", MONDAY, 60), Wanted("b", MONDAY, 60), Wanted("c", MONDAY, 30), Wanted("d", None, 50)]
    told = judged(wanted, calendar=WorkCalendar(), today=MONDAY, room={MONDAY: 100}, left=130)
    assert [(one.key, one.possible, one.fits, one.why) for one in told] == [
        ("a", True, True, None), ("b", True, False, TOO_MUCH), ("c", True, True, None), ("d", True, False, TOO_MUCH),
    ]  # fmt: skip


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from([*WEEK, None]), st.integers(0, 300)), max_size=25),
    st.dictionaries(st.sampled_from(WEEK), st.integers(0, 500)),
    st.integers(-60, 2000),
    st.lists(st.sampled_from((0, 240, 480)), min_size=7, max_size=7),
    st.sets(st.sampled_from(WEEK)),
)
def test_what_is_proposed_stands_on_working_days_and_never_takes_more_than_is_left(
    wishes: list[tuple[date | None, int]], room: dict[date, int], left: int, hours: list[int], holidays: set[date]
) -> None:
    calendar = WorkCalendar(((None, Pattern(tuple(hours))),), frozenset(holidays), (Period(WEEK[4], WEEK[6]),))
    wanted = [Wanted(str(number), *wish) for number, wish in enumerate(wishes)]
    told = judged(wanted, calendar=calendar, today=WEEK[1], room=room, left=left, made=frozenset({"0"}))
    chosen = [one for one, verdict in zip(wanted, told, strict=True) if verdict.fits]
    assert all(one.day is None or (one.day >= WEEK[1] and calendar.is_working(one.day)) for one in chosen)
    assert sum(one.minutes for one in chosen) <= max(0, left)
    assert all(sum(one.minutes for one in chosen if one.day == day) <= max(0, room.get(day, 0)) for day in WEEK)
    assert all(verdict.fits or verdict.why for verdict in told)
    assert not told or (told[0].possible, told[0].why) == (False, THERE)
