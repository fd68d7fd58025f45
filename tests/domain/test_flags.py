"""Facts about the flags of a deal's dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from sprintsales.domain.deals import (
    DealFacts,
    age_days,
    days_to_close,
    is_open_on,
    silent_slip_days,
    stage_age_days,
)
from sprintsales.domain.flag_registry import FLAGS
from sprintsales.domain.flags import (
    Flag,
    Situation,
    flags,
    is_month_end,
    looks_like_placeholder,
    month_end_chance,
    placeholder_habit,
    tone,
    uncovered_on,
    worst,
)
from sprintsales.domain.hygiene import HYGIENE, failed_rules, is_clean, unjudged_rules
from sprintsales.domain.periods import Period
from sprintsales.domain.won_history import Limits, StageStay, WonHistory, is_unlikely, limits, remaining_days

TODAY = date(2026, 11, 18)
NOW = Situation(TODAY)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


HEALTHY = DealFacts(
    id=1, name="Acme", created_on=day(-10), started_on=day(-10), close_on=day(40), value=100_00, stage_id=1, stage_since=day(-5),
    pipeline_id=1, open_touches=(day(3),), last_touch=day(-2),
)  # fmt: skip


def codes(deal: DealFacts, now: Situation = NOW) -> list[str]:
    return [flag.code for flag in flags(deal, now)]


def weekdays(one: date) -> bool:
    return one.weekday() < 5


def test_a_healthy_deal_raises_nothing_and_is_clean() -> None:
    assert codes(HEALTHY) == []
    assert is_clean(HEALTHY, NOW)


@pytest.mark.parametrize(
    ("deal", "code", "n"),
    [
        (replace(HEALTHY, close_on=day(-1)), "overdue", 1),
        (replace(HEALTHY, close_on=day(14), open_touches=()), "uncovered", 14),
        (replace(HEALTHY, agreement_on=day(2)), "uncovered", 2),
        (replace(HEALTHY, pushes=2), "pushed", 2),
        (replace(HEALTHY, expected_days=4), "stalled", 5),
        (replace(HEALTHY, close_on=None), "no_date", None),
        (replace(HEALTHY, agreement_on=day(-3)), "agreement_late", 3),
        (replace(HEALTHY, agreement_on=day(41)), "agreement_after_close", 1),
        (replace(HEALTHY, value=None), "no_value", None),
        (replace(HEALTHY, value=0), "no_value", None),
        (replace(HEALTHY, missing=True), "missing", None),
    ],
)
def test_each_rule_raises_its_flag(deal: DealFacts, code: str, n: int | None) -> None:
    raised = flags(deal, NOW)
    assert [(flag.code, flag.n) for flag in raised] == [(code, n)]


def test_a_closed_deal_raises_nothing() -> None:
    assert flags(replace(HEALTHY, outcome="lost", closed_on=day(-1), close_on=day(-9)), NOW) == ()


def test_a_close_date_today_is_not_overdue_but_wants_a_touch_today() -> None:
    deal = replace(HEALTHY, close_on=TODAY)
    assert codes(deal) == ["uncovered"]
    assert codes(replace(deal, open_touches=(TODAY,))) == []


def test_a_touch_after_the_date_or_before_today_covers_nothing() -> None:
    deal = replace(HEALTHY, close_on=day(5), open_touches=(day(-1), day(6)))
    assert uncovered_on(deal, TODAY) == day(5)
    assert uncovered_on(replace(deal, open_touches=(day(5),)), TODAY) is None


def test_fifteen_days_ahead_is_not_soon_unless_it_lies_in_the_sprint() -> None:
    deal = replace(HEALTHY, close_on=day(15), open_touches=())
    assert uncovered_on(deal, TODAY) is None
    assert uncovered_on(deal, TODAY, Period(day(12), day(19))) == day(15)
    assert uncovered_on(deal, TODAY, Period(day(8), day(15))) is None


def test_a_sent_agreement_needs_no_touch_before_its_date() -> None:
    deal = replace(HEALTHY, agreement_on=day(2), open_touches=(), agreement_sent_on=day(-1))
    assert codes(deal) == []


def test_the_worst_flag_comes_first() -> None:
    deal = replace(HEALTHY, close_on=None, value=None, pushes=3, missing=True)
    assert codes(deal) == ["pushed", "no_date", "no_value", "missing"]
    assert worst(flags(deal, NOW)) == Flag("pushed", 3)
    assert worst(()) is None


def test_pushes_become_a_risk_at_two_and_bad_at_three() -> None:
    assert [tone(Flag("pushed", n)) for n in (1, 2, 3, 9)] == ["muted", "risk", "bad", "bad"]
    assert tone(Flag("overdue", 1)) == "bad"


def test_own_history_of_20_won_deals_beats_the_expected_days_of_the_stage() -> None:
    stays = list(range(1, 21))
    known = limits(WonHistory(stage_days={1: stays, 2: stays[:19]}))
    assert known.stalled == {1: 18}
    deal = replace(HEALTHY, stage_since=day(-18), expected_days=4)
    assert codes(deal, Situation(TODAY, limits=known)) == []
    assert codes(replace(deal, stage_since=day(-19)), Situation(TODAY, limits=known)) == ["stalled"]


def test_a_stage_without_history_and_without_expected_days_is_not_judged() -> None:
    assert codes(replace(HEALTHY, stage_since=day(-999))) == []


def test_a_deal_is_dead_only_beyond_the_p99_of_20_won_cycles_of_its_pipeline() -> None:
    known = limits(WonHistory(cycles={1: [30] * 19 + [60], 2: [1] * 19}))
    assert known == Limits(stalled={}, dead={1: 60})
    old = replace(HEALTHY, started_on=day(-60), created_on=TODAY)
    assert codes(old, Situation(TODAY, limits=known)) == []
    assert codes(replace(old, started_on=day(-61)), Situation(TODAY, limits=known)) == ["dead"]
    assert codes(replace(old, started_on=day(-61), pipeline_id=2), Situation(TODAY, limits=known)) == []


def test_a_date_is_unlikely_when_95_percent_needed_longer_and_20_deals_tell() -> None:
    needed = list(range(1, 21))
    assert is_unlikely(1, needed) is True
    assert is_unlikely(2, needed) is False
    assert is_unlikely(0, needed[:19]) is None


def test_remaining_days_come_from_won_deals_that_stood_in_the_stage_at_that_age() -> None:
    stays = [StageStay(1, 0, 10, 30), StageStay(1, 10, 20, 30), StageStay(2, 0, 50, 60), StageStay(1, 5, 11, 12)]
    assert remaining_days(stays, stage_id=1, age=10) == [2, 20]


def test_what_was_judged_at_entry_is_shown_but_not_once_the_agreement_is_sent() -> None:
    assert [flag.code for flag in flags(HEALTHY, NOW, {"unlikely", "placeholder"})] == ["unlikely", "placeholder"]
    sent = replace(HEALTHY, agreement_sent_on=TODAY)
    assert [flag.code for flag in flags(sent, NOW, {"unlikely", "placeholder"})] == ["placeholder"]


def test_month_ends_are_the_last_calendar_and_the_last_working_day() -> None:
    found = [n for n in range(1, 32) if is_month_end(date(2026, 1, n), weekdays)]
    assert found == [30, 31]  # 31 January 2026 is a Saturday


def test_a_placeholder_is_set_long_ahead_untouched_and_no_renewal() -> None:
    end = date(2026, 12, 31)

    def judged(set_on: date, touched_on: date | None = None, renewal: bool = False) -> bool:
        return looks_like_placeholder(end, set_on=set_on, touched_on=touched_on, renewal=renewal, today=TODAY, is_working=weekdays)

    assert judged(day(-20))
    assert judged(day(-60), touched_on=day(-31))
    assert not judged(day(-60), touched_on=day(-30))
    assert not judged(day(-20), renewal=True)
    assert not judged(date(2026, 12, 1))


def test_single_placeholders_are_flagged_only_above_three_times_chance() -> None:
    chance = month_end_chance(date(2026, 1, 1), date(2026, 1, 31), weekdays)
    assert chance == Fraction(2, 31)
    assert placeholder_habit(2, 10, chance)
    assert not placeholder_habit(6, 31, chance)
    assert not placeholder_habit(0, 0, chance)
    assert not placeholder_habit(5, 5, None)


def test_a_deal_is_open_from_its_start_until_the_day_it_closed() -> None:
    deal = replace(HEALTHY, outcome="won", started_on=day(-9), closed_on=day(-1))
    assert [is_open_on(deal, day(n)) for n in (-10, -9, -2, -1, 0)] == [False, True, True, False, False]
    assert not is_open_on(replace(deal, closed_on=None), day(-5))


def test_an_open_deal_without_a_start_is_open_from_its_import() -> None:
    deal = replace(HEALTHY, started_on=None, created_on=TODAY)
    assert not is_open_on(deal, day(-1))
    assert is_open_on(deal, TODAY)


def test_day_counts_of_a_deal() -> None:
    assert (age_days(HEALTHY, TODAY), stage_age_days(HEALTHY, TODAY), days_to_close(HEALTHY, TODAY)) == (10, 5, 40)
    assert stage_age_days(replace(HEALTHY, stage_since=None), TODAY) is None
    assert days_to_close(replace(HEALTHY, close_on=None), TODAY) is None
    assert silent_slip_days(replace(HEALTHY, close_on=day(-7)), TODAY) == 7


def test_each_hygiene_rule_fails_alone() -> None:
    broken: dict[str, DealFacts] = {
        "close_date": replace(HEALTHY, close_on=day(-1)),
        "next_touch": replace(HEALTHY, open_touches=(day(22),)),
        "agreement": replace(HEALTHY, agreement_on=day(41)),
        "value": replace(HEALTHY, value=None),
        "stage_age": replace(HEALTHY, expected_days=4),
        "last_touch": replace(HEALTHY, last_touch=day(-22)),
    }
    assert [rule.key for rule in HYGIENE] == list(broken)
    for key, deal in broken.items():
        assert failed_rules(deal, NOW) == (key,)


def test_a_stage_nobody_saw_entered_is_no_pass_and_fails_only_once_the_least_age_is_over_the_limit() -> None:
    deal = replace(HEALTHY, stage_since=None, stage_seen_on=day(-4), expected_days=4)
    assert (failed_rules(deal, NOW), unjudged_rules(deal, NOW), codes(deal)) == ((), ("stage_age",), [])
    longer = replace(deal, stage_seen_on=day(-5))
    assert (failed_rules(longer, NOW), unjudged_rules(longer, NOW), codes(longer)) == (("stage_age",), (), ["stalled"])
    assert unjudged_rules(HEALTHY, NOW) == ("stage_age",), "without a limit nothing can be said either"


def test_a_new_deal_has_one_cadence_for_its_first_touch() -> None:
    assert failed_rules(replace(HEALTHY, last_touch=None), NOW) == ()
    assert failed_rules(replace(HEALTHY, last_touch=None, started_on=day(-22)), NOW) == ("last_touch",)


def test_a_deal_without_a_date_is_not_clean() -> None:
    assert failed_rules(replace(HEALTHY, close_on=None), NOW) == ("close_date",)


def test_the_registry_holds_the_twelve_codes_with_a_cure_each() -> None:
    named = "overdue uncovered pushed stalled no_date agreement_late agreement_after_close no_value unlikely placeholder dead missing"
    assert set(FLAGS) == set(named.split())
    assert [kind.rank for kind in FLAGS.values()] == list(range(1, 13))
    assert all(kind.rule.endswith(".") and kind.cure.endswith(".") and kind.ascii_sign.isascii() for kind in FLAGS.values())
