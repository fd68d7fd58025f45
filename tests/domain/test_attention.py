"""Facts about the seven lines that need a rep now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.activities import TYPES
from sprintsales.domain.attention import URGENCY, Attention, GoalGap, OpenItem, StockNote, attention
from sprintsales.domain.deals import DealFacts
from sprintsales.domain.flag_registry import FLAGS
from sprintsales.domain.flags import Flag, Situation, flags
from sprintsales.domain.periods import Period
from sprintsales.domain.workdays import WorkCalendar

TODAY = date(2026, 11, 18)
NOW = Situation(TODAY)
HEALTHY = DealFacts(
    id=0, name="Fine", created_on=TODAY, close_on=TODAY + timedelta(days=60), value=100_00, open_touches=(TODAY,), last_touch=TODAY
)


def deal(number: int, value: int | None = 100_00) -> tuple[DealFacts, tuple[Flag, ...]]:
    overdue = replace(HEALTHY, id=number, name=f"deal {number}", value=value, close_on=TODAY - timedelta(days=3))
    return overdue, flags(overdue, NOW)


def healthy(count: int) -> list[tuple[DealFacts, tuple[Flag, ...]]]:
    return [(replace(HEALTHY, id=1000 + n), ()) for n in range(count)]


def seen(
    raised: list[tuple[DealFacts, tuple[Flag, ...]]], items: list[OpenItem] | None = None, gaps: list[GoalGap] | None = None
) -> Attention:
    return attention(raised, items or [], gaps or [], today=TODAY)


def test_nine_late_deals_of_forty_give_seven_lines_and_two_folded() -> None:
    found = seen([deal(n, n * 100) for n in range(1, 10)] + healthy(31))
    assert [line.deal_id for line in found.lines] == [9, 8, 7, 6, 5, 4, 3]
    assert (found.folded, found.folded_sentence, found.stock) == (2, "and 2 more: clean up", ())


def test_nothing_to_do_folds_nothing() -> None:
    found = seen(healthy(5))
    assert (found.lines, found.folded_sentence) == ((), None)


def test_a_rule_that_flags_over_30_percent_becomes_one_sentence_about_the_stock() -> None:
    found = seen([deal(n) for n in range(1, 8)] + healthy(13))
    assert found.lines == ()
    assert found.stock == (StockNote("overdue", 7, 20),)
    assert found.stock[0].sentence.startswith("7 of 20 open deals are past their close date: ")


def test_exactly_30_percent_still_makes_lines() -> None:
    assert len(seen([deal(n) for n in range(1, 7)] + healthy(14)).lines) == 6


def test_two_of_three_deals_are_two_deals_and_not_a_stock() -> None:
    assert len(seen([deal(1), deal(2), *healthy(1)]).lines) == 2


def test_late_items_are_all_counted_though_two_of_one_deal_make_one_line() -> None:
    items = [OpenItem(n, "call", TODAY - timedelta(days=n), "call", 15, deal_id=1, carries=n - 1) for n in (1, 2, 3)]
    found = seen([], [*items, OpenItem(4, "email", TODAY, "email", 5)])
    assert ([line.code for line in found.lines], found.counts) == (["carried_twice"], {"overdue_activity": 3, "carried_twice": 1})


def test_a_deal_has_one_line_with_its_worst_reason_and_the_others_as_signs() -> None:
    one = replace(
        HEALTHY, id=3, close_on=TODAY + timedelta(days=2), open_touches=(), pushes=2, value=None, expected_days=1, stage_since=TODAY
    )
    late = replace(one, stage_since=TODAY - timedelta(days=9))
    [line] = seen([(late, flags(late, NOW)), *healthy(9)]).lines
    assert (line.code, line.others) == ("uncovered", ("stalled", "pushed", "no_value"))
    assert line.sentence == "closes in 2 days, nothing planned"
    assert (line.on, line.value, line.note) == (TODAY + timedelta(days=2), None, line.sentence)


def test_a_late_activity_on_a_flagged_deal_joins_its_line() -> None:
    item = OpenItem(77, "call about pricing", TODAY - timedelta(days=1), "call", 15, deal_id=4, deal_name="deal 4", deal_value=100_00)
    [line] = seen([deal(4), *healthy(9)], [item]).lines
    assert {line.code, *line.others} == {"overdue", "overdue_activity"}


def test_an_item_carried_twice_forces_its_decision_to_the_top() -> None:
    item = OpenItem(77, "research list", TODAY + timedelta(days=1), "research", 30, carries=2)
    found = seen([deal(1, 9_999_999), *healthy(9)], [item])
    assert (found.lines[0].code, found.lines[0].activity_id, found.lines[0].sign) == ("carried_twice", 77, "↻2")


def test_a_fixed_day_decides_about_carried_work_until_it_is_past() -> None:
    def lines(planned_on: date | None) -> list[str]:
        item = OpenItem(77, "list", planned_on, "research", 30, carries=2, carried_to=TODAY + timedelta(days=1))
        return [line.code for line in seen(healthy(9), [item]).lines]

    assert lines(TODAY + timedelta(days=1)) == ["carried_twice"]  # where the carry put it, nobody has decided yet
    assert lines(TODAY) == lines(TODAY + timedelta(days=9)) == []
    assert lines(TODAY - timedelta(days=1)) == lines(None) == ["carried_twice"]


def test_planned_work_that_is_neither_late_nor_carried_twice_needs_no_attention() -> None:
    items = [OpenItem(1, "call", TODAY, "call", 10), OpenItem(2, "call", None, "call", 10, carries=1)]
    assert seen(healthy(3), items).lines == ()


def test_the_largest_goal_gap_keeps_a_place_among_the_seven() -> None:
    gaps = [
        GoalGap("calls_made", "Calls", 8, 40, 2),
        GoalGap("meetings_held", "Meetings", 3, 5, 2),
        GoalGap("demos_held", "Demos", 0, 2, 2),
    ]
    found = seen([deal(n) for n in range(1, 10)] + healthy(31), None, gaps)
    assert [line.code for line in found.lines] == ["overdue"] * 6 + ["goal_gap"]
    assert (found.lines[-1].metric, found.lines[-1].sentence) == ("meetings_held", "3 missing to the goal, 2 working days left")
    assert found.folded == 3 + 1


def test_a_deal_without_an_amount_is_weighed_as_the_usual_deal() -> None:
    found = seen([deal(1, 50_00), deal(2, None), deal(3, 500_00), *healthy(20)])
    assert [line.deal_id for line in found.lines] == [3, 2, 1]


def test_the_proposed_day_is_the_next_day_worked_but_not_after_the_date() -> None:
    saturday, calendar = date(2026, 11, 21), WorkCalendar()
    soon = replace(HEALTHY, id=5, close_on=date(2026, 11, 22), open_touches=())
    later = replace(soon, id=6, close_on=date(2026, 11, 25))

    def next_worked(day: date) -> date:
        return calendar.add_working_days(day, 0)

    raised = [(one, flags(one, Situation(saturday))) for one in (soon, later)]
    found = attention(raised, today=saturday, working_day=next_worked)
    assert {line.deal_id: line.day for line in found.lines} == {5: saturday, 6: date(2026, 11, 23)}


def test_a_deal_missing_in_the_crm_is_kept_out() -> None:
    gone = replace(HEALTHY, id=9, close_on=TODAY - timedelta(days=9), missing=True)
    assert seen([(gone, flags(gone, NOW)), *healthy(9)]).lines == ()


def test_one_push_alone_needs_no_attention() -> None:
    once, twice = replace(HEALTHY, id=1, pushes=1), replace(HEALTHY, id=2, pushes=2)
    assert [line.deal_id for line in seen([(one, flags(one, NOW)) for one in (once, twice)]).lines] == [2]


def test_every_flag_that_asks_has_an_urgency_and_proposes_a_real_activity() -> None:
    assert {kind.code for kind in FLAGS.values() if kind.asks} <= set(URGENCY)
    assert {kind.proposes for kind in FLAGS.values()} <= set(TYPES)


drawn = st.builds(
    lambda **changes: replace(HEALTHY, **changes),
    id=st.integers(1, 200),
    close_on=st.none() | st.dates(TODAY - timedelta(days=30), TODAY + timedelta(days=30)),
    value=st.none() | st.integers(0, 10**9),
    pushes=st.integers(0, 4),
    open_touches=st.sampled_from([(), (TODAY,)]),
    missing=st.booleans(),
)


@settings(max_examples=100)
@given(st.lists(drawn, max_size=40, unique_by=lambda one: one.id), st.integers(0, 3))
def test_no_rep_ever_sees_more_than_seven_lines_nor_two_for_a_deal(deals: list[DealFacts], gaps: int) -> None:
    now = Situation(TODAY, Period(TODAY, TODAY + timedelta(days=7)))
    raised = [(one, flags(one, now)) for one in deals]
    found = attention(raised, [], [GoalGap(f"m{n}", f"m{n}", n + 1, 9, 3) for n in range(gaps)], today=TODAY)
    assert len(found.lines) <= 7
    ids = [line.deal_id for line in found.lines if line.deal_id is not None]
    assert len(ids) == len(set(ids))
    assert found.folded >= 0
    assert found.folded == 0 or len(found.lines) == 7
    for note in found.stock:
        assert note.count * 10 > note.of * 3
