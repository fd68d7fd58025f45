"""Facts about the figures of a period and about cutting them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.accountability import PromiseNumbers
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.kpi_facts import (
    ActivityTally,
    CallRow,
    ClosedDeal,
    CountRow,
    CreatedDeal,
    KpiFacts,
    OpenDeal,
    PromiseRow,
    PushRow,
    QuotaRow,
)
from sprintsales.domain.kpi_formulas import Figure
from sprintsales.domain.kpi_registry import KPIS, OF_PEOPLE, UNITS, why_of
from sprintsales.domain.kpis import CUTS, compute, cuts_named, grouped
from sprintsales.domain.periods import Period, pieces

QUARTER = Period(date(2017, 10, 1), date(2018, 1, 1))
LAST = QUARTER.last
AFTER = date(2018, 2, 1)
DAY = date(2017, 11, 15)
EMPTY = KpiFacts(period=QUARTER, today=AFTER)
CONTRACT = """leads_created calls_made contacts_reached contact_rate meetings_scheduled meetings_held show_rate demos_held proposals_sent
agreements_sent follow_ups first_touch_hours positive_response_hours selling_time_share value_share say_do on_time committed kept added
removed carried deals_created stage_advances won_count won_value lost_count win_rate win_rate_value conversion avg_won_value
median_won_value
avg_open_value open_count open_value weighted_pipeline cycle_days_mean cycle_days_median lost_cycle_days_mean lost_cycle_days_median quota
quota_attainment quota_attainment_rate coverage velocity_per_day hygiene pushes slipped_value forecast_error forecast_accuracy
activities_done"""


def won(value: int | None = 100_00, days: int | None = 40, on: date = DAY, *group: Hashable) -> ClosedDeal:
    return ClosedDeal("won", value, None if days is None else on - timedelta(days=days), on, group)


def lost(value: int | None = 50_00, days: int | None = 10, on: date = DAY, *group: Hashable) -> ClosedDeal:
    return ClosedDeal("lost", value, None if days is None else on - timedelta(days=days), on, group)


def opened(value: int | None = 200_00, probability: int | None = 500, close_on: date | None = DAY, clean: bool | None = True) -> OpenDeal:
    return OpenDeal(value, probability, close_on, clean, LAST)


def done(code: str, outcome: str | None = None, units: int = 1, minutes: int = 0) -> ActivityTally:
    return ActivityTally(code, outcome, units, minutes, DAY)


def figure(key: str, facts: KpiFacts) -> Figure:
    return compute(facts)[key]


def test_the_registry_is_the_contract_in_its_order() -> None:
    assert list(KPIS) == CONTRACT.split()
    assert {kpi.unit for kpi in KPIS.values()} == set(UNITS)
    assert {kpi.better for kpi in KPIS.values()} == {"up", "down"}
    assert {kpi.kind for kpi in KPIS.values()} == {"leading", "outcome"}
    assert all(kpi.explanation.endswith(".") and kpi.denominator and kpi.source for kpi in KPIS.values())


def test_counts_of_nothing_are_0_and_quotients_of_nothing_have_no_number_and_say_why() -> None:
    figures = compute(EMPTY)
    for key, kpi in KPIS.items():
        found = figures[key]
        if found.why is None:
            assert (found.value, kpi.unit in {"count", "money"}) == (0, True), key
        else:
            assert found.value is None, key
    counts = {key for key, kpi in KPIS.items() if kpi.unit == "count" and key != "stage_advances"}
    assert all(figures[key].value == 0 for key in counts)


def test_what_storage_was_not_asked_for_is_not_built() -> None:
    figures = compute(EMPTY)
    not_built = {key for key, found in figures.items() if found.why == "not built"}
    assert not_built == {
        "first_touch_hours", "positive_response_hours", "selling_time_share", "stage_advances", "forecast_error", "forecast_accuracy",
    }  # fmt: skip
    told = {why_of(KPIS[key], figures[key]) or "" for key in not_built}
    assert all("this version" in said and "built" not in said for said in told)  # programs read the code, people a sentence
    assert why_of(KPIS["win_rate"], figures["win_rate"]) == figures["win_rate"].why


def test_the_win_rate_is_won_over_won_and_lost_by_count_and_by_value() -> None:
    facts = replace(EMPTY, closed=[won(300_00), won(None), lost(100_00), lost(100_00)])
    assert figure("win_rate", facts) == Figure(Fraction(1, 2), 4, 2, 4)
    assert figure("win_rate_value", facts) == Figure(Fraction(3, 5), 3, 300_00, 500_00)


def test_lost_deals_without_a_value_give_no_win_rate_by_value() -> None:
    found = figure("win_rate_value", replace(EMPTY, closed=[won(), lost(0), lost(None)]))
    assert (found.value, found.why) == (None, "lost deals carry no value, so a share by value would say nothing")


def test_won_value_names_what_it_leaves_out_and_has_no_number_if_nothing_is_known() -> None:
    assert figure("won_value", replace(EMPTY, closed=[won(7), won(None)])) == Figure(7, 1, note="1 won deal without a value left out")
    assert figure("won_value", replace(EMPTY, closed=[won(None)])).why == "no value is known (1 won deal)"
    assert figure("won_value", EMPTY).value == 0


def test_sizes_are_exact_means_and_medians() -> None:
    facts = replace(EMPTY, closed=[won(100), won(101), won(901), won(1000)])
    assert figure("avg_won_value", facts).value == Fraction(2102, 4)
    assert figure("median_won_value", facts).value == 501


def test_cycles_leave_out_deals_without_a_start_and_those_closed_before_it() -> None:
    facts = replace(EMPTY, closed=[won(days=10), won(days=40), won(days=None), won(days=-3), lost(days=14)])
    assert (figure("cycle_days_mean", facts).value, figure("cycle_days_median", facts).n) == (25, 2)
    assert figure("lost_cycle_days_median", facts).value == 14


def test_conversion_is_of_all_created_and_names_the_open_ones() -> None:
    facts = replace(EMPTY, created=[CreatedDeal(outcome, DAY) for outcome in ("won", "lost", "open", "open")])
    assert figure("conversion", facts) == Figure(Fraction(1, 4), 4, 1, 4, note="2 of them still open")
    assert figure("deals_created", facts).value == 4


def test_open_deals_are_counted_weighted_and_judged() -> None:
    facts = replace(EMPTY, open=[opened(), opened(100_00, None, clean=False), opened(None, 100, clean=None)])
    assert (figure("open_count", facts).value, figure("open_value", facts).value) == (3, 300_00)
    assert figure("avg_open_value", facts).value == 150_00
    assert figure("weighted_pipeline", facts) == Figure(100_00, 1, note="2 open deals without value or probability left out")
    assert figure("hygiene", facts) == Figure(Fraction(1, 2), 2, 1, 2)


def test_open_deals_without_any_value_have_no_open_value() -> None:
    found = compute(replace(EMPTY, open=[opened(None)]))
    assert [found[key].value for key in ("open_count", "open_value", "avg_open_value", "weighted_pipeline")] == [1, None, None, None]


def test_activities_count_units_and_outcomes() -> None:
    facts = replace(
        EMPTY,
        activities=[
            done("call", "reached", 12), done("call", "meeting_set", 1), done("call", "no_answer", 7), done("call", None, 10),
            done("meeting", "held", 2), done("meeting", "no_show", 1), done("meeting"), done("demo"), done("demo", "cancelled"),
            done("proposal", "sent", 3), done("agreement"), done("follow_up", None, 4), done("admin"),
        ],
    )  # fmt: skip
    seen = {key: found.value for key, found in compute(facts).items()}
    wanted = {
        "calls_made": 30, "contacts_reached": 13, "contact_rate": Fraction(13, 20), "meetings_held": 3, "show_rate": Fraction(2, 3),
        "demos_held": 1, "proposals_sent": 3, "agreements_sent": 1, "follow_ups": 4, "activities_done": 45, "value_share": Fraction(10, 44),
    }  # fmt: skip
    assert {key: seen[key] for key in wanted} == wanted


def test_calls_without_a_single_outcome_do_not_claim_that_nobody_was_reached() -> None:
    found = figure("contacts_reached", replace(EMPTY, activities=[done("call", None, 33)]))
    assert (found.value, found.why) == (None, "no outcome is known (33 calls)")


def test_selling_time_needs_60_percent_of_the_time_logged() -> None:
    facts = replace(EMPTY, available=[CountRow(1000, DAY)])
    enough = replace(facts, activities=[done("call", minutes=350), done("admin", minutes=250)])
    assert figure("selling_time_share", enough) == Figure(Fraction(35, 100), 1000, 350, 1000)
    short = figure("selling_time_share", replace(facts, activities=[done("call", minutes=599)]))
    assert (short.value, short.why) == (None, "only 60 % of the working time is logged; 60 % are needed")
    assert figure("selling_time_share", replace(facts, available=[])).why == "no working time in the period"


def test_say_do_is_over_closed_sprints_while_counts_show_the_running_one_too() -> None:
    closed = PromiseRow(PromiseNumbers(committed=10, kept=6, moot=2, on_time=3, missed=2), DAY)
    running = PromiseRow(PromiseNumbers(committed=22, kept=14, open=8, open_sprints=1), DAY)
    found = compute(replace(EMPTY, promises=[closed, running]))
    assert found["say_do"] == Figure(Fraction(3, 4), 8, 6, 8)
    assert found["on_time"].value == Fraction(1, 2)
    assert found["kept"] == Figure(20, 32, note="14 of them so far in sprints that are not closed")


def test_quota_attainment_and_the_rate_of_reps_at_quota() -> None:
    quotas = [QuotaRow(100_00, 100_00, QUARTER), QuotaRow(200_00, 150_00, QUARTER), QuotaRow(0, 5, QUARTER)]
    facts = replace(EMPTY, closed=[won(250_00)], quotas=quotas)
    assert (figure("quota", facts).value, figure("quota_attainment", facts).value) == (300_00, Fraction(5, 6))
    assert figure("quota_attainment_rate", facts) == Figure(Fraction(1, 2), 2, 1, 2)
    assert figure("quota_attainment_rate", replace(facts, today=LAST)).why == "the period has not ended"
    assert figure("quota", replace(facts, quota=500_00)).value == 500_00


def test_coverage_is_what_closes_in_the_period_over_what_is_missing() -> None:
    facts = replace(EMPTY, closed=[won(100_00), lost()], open=[opened(), opened(close_on=AFTER), opened(close_on=None)], quota=500_00)
    assert figure("coverage", facts) == Figure(Fraction(1, 2), 1, 200_00, 400_00, note="the own win rate needs 2.0x")
    assert figure("coverage", replace(facts, quota=100_00)).why == "quota reached"
    assert figure("coverage", replace(facts, quota=None)).why == "no quota"


def test_velocity_is_open_deals_times_win_rate_times_mean_over_median_cycle() -> None:
    facts = replace(EMPTY, closed=[won(100_00, 40), lost()], open=[opened()] * 8)
    assert figure("velocity_per_day", facts).value == Fraction(8 * 100_00, 2 * 40)
    assert figure("velocity_per_day", replace(facts, closed=[won(100_00, 0)])).why == "the median cycle is 0 days"
    assert figure("velocity_per_day", replace(facts, closed=[lost()])).why == "nothing with a value was won"


def test_pushes_and_slipped_value() -> None:
    found = compute(replace(EMPTY, pushes=[PushRow(100_00, 7, DAY), PushRow(None, 30, DAY)]))
    assert (found["pushes"].value, found["slipped_value"].value, found["slipped_value"].n) == (2, 100_00, 1)


def test_forecast_error_is_signed_and_accuracy_never_negative() -> None:
    facts = replace(EMPTY, closed=[won(100_00)], calls=[CallRow(130_00, QUARTER), CallRow(9, Period(DAY, AFTER))])
    assert (figure("forecast_error", facts).value, figure("forecast_accuracy", facts).value) == (Fraction(3, 10), Fraction(7, 10))
    wild = replace(facts, calls=[CallRow(300_00, QUARTER)])
    assert (figure("forecast_error", wild).value, figure("forecast_accuracy", wild).value) == (2, 0)
    assert figure("forecast_error", replace(facts, today=LAST)).why == "the period has not ended"
    assert figure("forecast_error", replace(facts, calls=[])).why == "no forecast call"
    assert figure("forecast_accuracy", replace(facts, closed=[])).why == "nothing was won"


def test_times_to_first_touch_and_answer_are_medians_in_hours() -> None:
    rows = [CountRow(minutes, DAY) for minutes in (30, 90, 600)]
    found = compute(replace(EMPTY, first_touches=rows, positive_responses=[]))
    assert found["first_touch_hours"] == Figure(Fraction(3, 2), 3)
    assert found["positive_response_hours"].why == "no lead answered"


def test_a_cut_has_a_row_for_nobody_so_that_rows_sum_to_the_total() -> None:
    facts = replace(EMPTY, closed=[won(1, 1, DAY, 7), won(2, 1, DAY, None), won(4, 1, DAY, 3)])
    found = grouped(facts, cuts_named("rep"), names={"rep": {7: "Anna", 3: "Zoe"}}, also=[(9,)])
    assert [group.name for group in found] == ["9", "Anna", "Zoe", "(no owner)"]
    assert [figure("won_value", group.facts).value for group in found] == [0, 1, 4, 2]


def test_a_cut_by_month_shows_empty_months_and_the_moment_of_each() -> None:
    months = pieces(QUARTER, "month")
    rows = [OpenDeal(1, 500, None, None, piece.last) for piece in months for _ in range(piece.start.month - 9)]
    facts = replace(EMPTY, closed=[won(on=date(2017, 12, 31))], open=rows)
    found = grouped(facts, cuts_named("month"), pieces=months)
    assert [group.name for group in found] == ["2017-10", "2017-11", "2017-12"]
    assert [figure("open_count", group.facts).value for group in found] == [1, 2, 3]
    assert [figure("won_count", group.facts).value for group in found] == [0, 0, 1]
    assert figure("open_count", facts).value == 3


def test_two_cuts_at_once_and_their_order() -> None:
    months = pieces(QUARTER, "month")
    facts = replace(EMPTY, closed=[won(1, 1, date(2017, 10, 2), 7), won(2, 1, date(2017, 12, 2), 7), won(4, 1, date(2017, 12, 2), None)])
    names = {"rep": {7: "Anna"}}
    by_rep = grouped(facts, cuts_named("rep, month"), pieces=months, names=names)
    assert [group.name for group in by_rep] == ["Anna · 2017-10", "Anna · 2017-12", "(no owner) · 2017-12"]
    by_month = grouped(facts, cuts_named("month,rep"), pieces=months, names=names)
    assert [group.names for group in by_month] == [("2017-10", "Anna"), ("2017-12", "Anna"), ("2017-12", "(no owner)")]


def test_quotas_of_the_pieces_go_to_the_pieces_and_that_of_the_period_to_the_total() -> None:
    months = pieces(QUARTER, "month")
    quotas = [QuotaRow(300, 0, QUARTER), *[QuotaRow(100, 0, piece) for piece in months]]
    facts = replace(EMPTY, quotas=quotas)
    assert figure("quota", facts).value == 300
    assert [figure("quota", group.facts).value for group in grouped(facts, cuts_named("month"), pieces=months)] == [100, 100, 100]


def test_a_product_promises_nothing_and_has_no_quota() -> None:
    facts = replace(EMPTY, closed=[won(1, 1, DAY, "GTX")], promises=[PromiseRow(PromiseNumbers(committed=3), DAY)], quota=5)
    [group] = grouped(facts, cuts_named("product"))
    found = compute(group.facts)
    assert {key for key, one in found.items() if one.why == "counted by people only"} == OF_PEOPLE
    assert {"say_do", "committed", "quota", "coverage", "forecast_error", "selling_time_share"} <= OF_PEOPLE
    assert found["won_value"].value == 1


@pytest.mark.parametrize("text", ["planet", "", "rep,team,product", "rep,rep", "week,month"])
def test_cuts_that_make_no_sense_are_refused_with_a_way_out(text: str) -> None:
    with pytest.raises(NotReadable, match="rep"):
        cuts_named(text)


def test_a_row_outside_the_pieces_is_a_mistake_and_not_dropped() -> None:
    facts = replace(EMPTY, closed=[won(on=AFTER)])
    with pytest.raises(ValueError, match="no piece"):
        grouped(facts, cuts_named("month"), pieces=pieces(QUARTER, "month"))
    with pytest.raises(ValueError, match="needs the pieces"):
        grouped(facts, cuts_named("month"))


ADDITIVE = ("won_count", "lost_count", "deals_created", "activities_done", "calls_made", "pushes", "committed", "kept", "leads_created")
owners = st.tuples(st.sampled_from([1, 2, None]), st.sampled_from(["GTX", None]))
dates = st.dates(QUARTER.start, LAST)
closed_rows = st.builds(ClosedDeal, st.sampled_from(["won", "lost"]), st.none() | st.integers(0, 10**9), st.none() | dates, dates, owners)
created_rows = st.builds(CreatedDeal, st.sampled_from(["won", "lost", "open"]), dates, owners)
tallies = st.builds(
    ActivityTally, st.sampled_from(["call", "meeting", "own"]), st.none() | st.just("held"), st.integers(1, 40), st.just(5), dates, owners
)
push_rows = st.builds(PushRow, st.integers(0, 10**6), st.integers(1, 50), dates, owners)
open_rows = st.builds(
    OpenDeal, st.none() | st.integers(0, 10**9), st.none() | st.integers(0, 1000), st.none() | dates, st.booleans(), st.just(LAST), owners
)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(closed_rows, max_size=15), st.lists(created_rows, max_size=8), st.lists(tallies, max_size=8),
    st.lists(push_rows, max_size=5), st.lists(open_rows, max_size=8),
)  # fmt: skip
def test_under_every_cut_the_rows_sum_to_the_total(
    closed: list[ClosedDeal], created: list[CreatedDeal], activities: list[ActivityTally], pushed: list[PushRow], open_deals: list[OpenDeal]
) -> None:
    facts = replace(EMPTY, closed=closed, created=created, activities=activities, pushes=pushed, open=open_deals)
    total = compute(facts)
    parts = [compute(group.facts) for group in grouped(facts, cuts_named("rep,product"))]
    for key in (*ADDITIVE[:6], "open_count"):
        assert sum(whole(part[key]) for part in parts) == whole(total[key])
    assert sum(whole(part["won_value"]) for part in parts) == whole(total["won_value"])
    weeks = pieces(QUARTER, "week")
    alone: Sequence[KpiFacts] = [group.facts for group in grouped(without_groups(facts), cuts_named("week"), pieces=weeks)]
    assert len(alone) == len(weeks)
    for key in ADDITIVE:
        assert sum(whole(compute(one)[key]) for one in alone) == whole(total[key])


def whole(found: Figure) -> int:
    return found.value if isinstance(found.value, int) else 0


def without_groups(facts: KpiFacts) -> KpiFacts:
    """The same facts as storage fills them for a cut by time alone."""
    return replace(
        facts,
        closed=[replace(row, group=()) for row in facts.closed],
        created=[replace(row, group=()) for row in facts.created],
        activities=[replace(row, group=()) for row in facts.activities],
        pushes=[replace(row, group=()) for row in facts.pushes or ()],
        open=[replace(row, group=()) for row in facts.open],
    )


def test_every_cut_of_the_contract_is_there() -> None:
    assert list(CUTS) == [
        "rep",
        "team",
        "manager",
        "function",
        "territory",
        "product",
        "segment",
        "source",
        "stage",
        "week",
        "month",
        "quarter",
    ]
