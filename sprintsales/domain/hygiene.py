"""The hygiene rules: what every open deal should pass so that the pipeline can be believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sprintsales.domain.deals import DealFacts, is_known_value, least_stage_age, opened_on, stage_age_days
from sprintsales.domain.flags import Situation, stage_limit


@dataclass(frozen=True, slots=True)
class HygieneRule:
    """One rule; `passes` is asked of open deals only."""

    key: str
    title: str
    passes: Callable[[DealFacts, Situation], bool]


def _close_date(deal: DealFacts, now: Situation) -> bool:
    return deal.close_on is not None and deal.close_on >= now.today


def _next_touch(deal: DealFacts, now: Situation) -> bool:
    last = now.today + timedelta(days=deal.touch_cadence_days)
    return any(now.today <= day <= last for day in deal.open_touches)


def _agreement(deal: DealFacts, now: Situation) -> bool:
    return deal.agreement_on is None or deal.close_on is None or deal.agreement_sent_on is not None or deal.agreement_on <= deal.close_on


def _value(deal: DealFacts, now: Situation) -> bool:
    return is_known_value(deal)


def _stage_age(deal: DealFacts, now: Situation) -> bool:
    age, limit = least_stage_age(deal, now.today), stage_limit(deal, now.limits)
    return age is None or limit is None or age <= limit


def _last_touch(deal: DealFacts, now: Situation) -> bool:
    since = deal.last_touch or opened_on(deal)  # a new deal has one cadence's time for its first touch
    return (now.today - since).days <= deal.touch_cadence_days


HYGIENE: tuple[HygieneRule, ...] = (
    HygieneRule("close_date", "close date given and not past", _close_date),
    HygieneRule("next_touch", "next touch dated within the stage's cadence", _next_touch),
    HygieneRule("agreement", "agreement not after close", _agreement),
    HygieneRule("value", "value known", _value),
    HygieneRule("stage_age", "stage age within its limit", _stage_age),
    HygieneRule("last_touch", "touched within the stage's cadence", _last_touch),
)


def failed_rules(deal: DealFacts, situation: Situation) -> tuple[str, ...]:
    """Keys of the hygiene rules an open deal does not pass, in the order of the table; empty for a closed deal."""
    if deal.outcome != "open":
        return ()
    return tuple(rule.key for rule in HYGIENE if not rule.passes(deal, situation))


def unjudged_rules(deal: DealFacts, situation: Situation) -> tuple[str, ...]:
    """Keys of the rules an open deal does not break, but which cannot be said to be passed: its stage age, or the limit, is unknown."""
    if deal.outcome != "open" or not _stage_age(deal, situation):
        return ()
    age, limit = stage_age_days(deal, situation.today), stage_limit(deal, situation.limits)
    return ("stage_age",) if age is None or limit is None else ()


def is_clean(deal: DealFacts, situation: Situation) -> bool:
    """Whether an open deal passes every rule."""
    return deal.outcome == "open" and all(rule.passes(deal, situation) for rule in HYGIENE)
