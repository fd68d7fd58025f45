"""The backward plan as a report and as a document: both chains step by step, the week's share, what is missing and the levers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from sprintsales.domain.backward import BLENDED, CALLS, DEALS, MEETINGS, OWN, QUOTIENTS, REACHED, TEAM, WEIGHT, WON, ceiling
from sprintsales.domain.money import digits
from sprintsales.reports.likely import likely_document, range_words
from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import (
    DASH,
    amount,
    count,
    days_through,
    iso,
    money,
    number,
    percent,
    period_document,
    priced,
    tenths,
    whole,
)

if TYPE_CHECKING:
    from sprintsales.domain.backward import Lever, Rate
    from sprintsales.services.views.backward import BackwardView, ChainView, StepView

STEP_WORDS: Mapping[str, str] = {
    WON: "deals to win", DEALS: "deals to decide", MEETINGS: "meetings held", REACHED: "people reached", CALLS: "calls",
}  # fmt: skip
NEW_DEALS = "deals to begin"
BASIS_WORDS: Mapping[str, str] = {OWN: "own", BLENDED: "own, with the team's", TEAM: "the team's"}
LEVER_WORDS: Mapping[str, str] = {
    "win": "win rate", "deal": "deals per meeting", "meeting": "meetings per person reached", "contact": "contact rate of calls",
    "value": "mean won value", "quota": "quota", "days": "working days", "deals": "open deals",
    "lag": "days from a deal's start to being won",
}  # fmt: skip
OVER_ONE: Mapping[str, str] = {
    "deal": "deals also begin without a meeting on record",
    "meeting": "meetings also come about without a call that reached somebody",
    "contact": "more people are on record as reached than calls",
    "win": "more deals are won than decided",
}
"""How a quotient of two separate counts can be over 1."""
CHANCES = (
    "P50: half of all outcomes bring no more than that. A deal's chance comes from the team's deals of its age and stage age, won and "
    f"lost competing, the own ones shrunk to the team's (m = {WEIGHT})."
)
LEVER_SENTENCES: Mapping[str, str] = {
    "win": "Win {needed} of the deals that are decided, instead of {now}.",
    "deal": "Begin deals from {needed} of the meetings, instead of {now}.",
    "meeting": "Meet {needed} of the people reached, instead of {now}.",
    "contact": "Reach somebody with {needed} of the calls, instead of {now}.",
    "value": "Win deals of {currency} {needed} in the mean, instead of {now}.",
    "quota": "Take on a quota of {currency} {needed}, instead of {now}.",
    "days": "Find {needed} working days for it, instead of {now}.",
    "deals": "Have {needed} open deals beside those, instead of {now}.",
    "lag": "Bring a deal from its start to won in {needed} days, instead of {now}.",
}
COLUMNS = (
    Column("step", key="step"),
    Column("need", right=True, key="need"),
    Column("rate", right=True, key="rate"),
    Column("own", right=True, key="own", spare=True),
    Column("team", right=True, key="team", spare=True),
    Column("this week", right=True, key="this_week"),
    Column("planned", right=True, key="planned"),
    Column("", key="note", wraps=True),
)


def step_word(chain: ChainView, one: StepView) -> str:
    """Return what a step counts."""
    return NEW_DEALS if one.step.key == DEALS and chain.key != "this_period" else STEP_WORDS[one.step.key]


def rate_text(rate: Rate | None) -> str:
    """Return a rate for reading: 29.5 %, or 1.4 each where it is no share."""
    if rate is None or rate.value is None:
        return "" if rate is None else DASH
    return percent(rate.value) if rate.value <= 1 else f"{tenths(rate.value)} each"


def of_words(hits: int, n: int) -> str:
    """Return what a rate rests on: 12 of 40; a dash where there is no case."""
    return f"{count(hits)} of {count(n)}" if n else DASH


def title_of(chain: ChainView) -> str:
    """Return what a chain is about."""
    what = "what the open deals still need" if chain.key == "this_period" else "what must start now"
    return f"{chain.name}: {what}"


def gap_words(chain: ChainView, currency: str) -> str:
    """Return how the gap came about."""
    what = "P50" if chain.expected_from == "p50" else "weighted"
    parts = f"won {amount(chain.won, currency)} − open deals, {what} {amount(chain.expected, currency)}"
    if chain.quota is None:
        return f"No quota is set for it, so there is no gap to plan from ({parts})."
    if chain.gap == 0:
        return f"Quota {priced(chain.quota, currency)} − {parts}: nothing is missing."
    return f"Quota {priced(chain.quota, currency)} − {parts} = gap {priced(chain.gap, currency)}"


def share_words(chain: ChainView, one: StepView) -> str:
    """Return what a step asks of this week, and the line that plans a part of it."""
    if one.step.why and one.step.exact is None:
        told = next(step for step in chain.steps if step.step.why == one.step.why)
        return one.step.why if told is one else ""
    if not one.this_week:
        return ""
    if one.planned is None:
        return ""
    what = "with a touch" if one.step.key == DEALS else "planned or done"
    left = f", {count(one.missing)} to go" if one.missing else ""
    return f"{count(one.planned)} {what}{left}"


def reach_words(chain: ChainView, currency: str) -> str | None:
    """Return whether it can be done, and what is missing where it cannot; None where that is unknown or nothing is needed."""
    reach = chain.reach
    if reach is None:
        return None
    deals = chain.key == "this_period"
    needed = f"{count(ceiling(reach.needed))} deals to decide" if deals else f"{hours_of(reach.needed)} of calls and meetings"
    there = f"{count(ceiling(reach.possible))} open deals beside those" if deals else f"{hours_of(reach.possible)} for selling"
    until = f"by {chain.by.day} {chain.by:%b} ({tenths(chain.days)} working days)" if chain.by is not None else "and no day is left for it"
    if reach.fits:
        return f"It fits: {needed}, {there} {until}."
    missing = f"{currency} {whole(reach.short_value, currency)}"
    return f"It does not fit: {needed}, {there} {until}. {missing} of the gap has no way yet."


def week_words(view: BackwardView) -> str:
    """Return what this week asks for, chain by chain, and what is planned or done of it."""
    parts = []
    for chain in view.chains:
        said = [
            f"{count(one.this_week)} {step_word(chain, one)} ({count(one.planned)} planned)"
            for one in reversed(chain.steps)
            if one.this_week and one.planned is not None
        ]
        parts += [f"{' and '.join(said)} for {chain.name}"] if said else []
    return f"This week: {', '.join(parts)}" if parts else "This week nothing can be told of calls and meetings."


def hours_of(minutes: Fraction) -> str:
    """Return minutes as hours, 4.8 h."""
    return f"{tenths(minutes / 60)} h"


def lever_sentence(lever: Lever, currency: str) -> str:
    """Return what would close the plan if it alone changed, as a sentence with both figures."""
    now = DASH if lever.now is None else lever_value(lever.key, lever.now, currency)
    if lever.needed is None:
        return f"{LEVER_WORDS[lever.key].capitalize()} alone, {now} now, cannot close it: {lever.why}."
    needed = lever_value(lever.key, enough(lever.key, lever.needed, currency), currency)
    return LEVER_SENTENCES[lever.key].format(now=now, needed=needed, currency=currency)


def enough(key: str, value: Fraction, currency: str) -> Fraction:
    """Return a lever's value as far as it is shown, rounded so that it still closes the plan: a quota down, all else up."""
    if key in ("quota", "value"):
        unit = 10 ** digits(currency)
        return Fraction((value / unit).numerator // (value / unit).denominator * unit if key == "quota" else ceiling(value / unit) * unit)
    scale = 1 if key in ("deals", "lag") else 10 if key == "days" else 1000
    return Fraction(ceiling(value * scale), scale)


def lever_value(key: str, value: Fraction, currency: str) -> str:
    """Return a lever's value for reading."""
    if key in ("quota", "value"):
        return whole(value, currency)
    if key in ("deals", "lag"):
        return count(ceiling(value))
    return tenths(value) if key == "days" else percent(value)


def as_sheet(view: BackwardView) -> Sheet:
    """Return both chains as tables, with what stands behind them."""
    week = Section("", notes=(week_words(view),))
    sections = [week, *(section for chain in view.chains for section in chain_sections(view, chain))]
    return Sheet(f"Backward plan of {view.who.name} · {view.sprint.name}", (*sections, Section("Counted", notes=basis_notes(view))))


def chain_sections(view: BackwardView, chain: ChainView) -> list[Section]:
    """Return a chain with its sentences, and its levers as a list of their own where it does not fit."""
    rows = tuple(step_row(chain, one) for one in chain.steps) if chain.gap != 0 else ()
    fits = reach_words(chain, view.currency)
    notes = [
        gap_words(chain, view.currency),
        range_words(chain.likely, view.currency),
        *([fits] if fits else []),
        *(f"Missing: {one}" for one in chain.missing),
        *chain.notes,
    ]
    part = ("chain", chain.key)
    found = [Section(f"{title_of(chain)} ({days_through(chain.period)})", COLUMNS, rows, tuple(notes), part=part)]
    if chain.reach is not None and chain.reach.levers:
        levers = tuple((plain(lever_sentence(one, view.currency)),) for one in chain.reach.levers)
        found.append(Section(f"{chain.name}: what would close it, each alone", (Column("", key="lever", wraps=True),), levers))
    return found


def step_row(chain: ChainView, one: StepView) -> tuple[Cell, ...]:
    """Return a step as a row of COLUMNS."""
    rate = one.step.rate
    own, team = (of_words(rate.own.hits, rate.own.n), of_words(rate.team.hits, rate.team.n)) if rate else ("", "")
    value = None if rate is None or rate.value is None else float(rate.value)
    return (
        plain(step_word(chain, one)), Cell(count(one.step.need), one.step.need), Cell(rate_text(rate), value), plain(own), plain(team),
        Cell("" if one.this_week is None else count(one.this_week), one.this_week),
        Cell("" if one.planned is None else count(one.planned), one.planned), plain(share_words(chain, one)),
    )  # fmt: skip


def basis_notes(view: BackwardView) -> tuple[str, ...]:
    """Return what the figures rest on."""
    learnt, currency = view.learnt, view.currency
    own = f"Mean won value: {currency} {whole(learnt.mean_won.value, currency)} (own, n = {learnt.mean_won.n})"
    lag = learnt.lag
    days = DASH if lag.days is None else f"{lag.days} days"
    return (
        f"{own}; the team's is {currency} {whole(learnt.team_mean_won.value, currency)} (n = {learnt.team_mean_won.n}).",
        f"Median lag from a deal's start to being won: {days} ({BASIS_WORDS[lag.basis]}, n = {lag.n}).",
        f"Rates of {days_through(learnt.counted)}: (own hits + {WEIGHT} × the team's rate) / (own cases + {WEIGHT}).",
        "Needs are exact all the way and rounded up once, at the end.",
        *over_one(view),
        CHANCES,
    )


def over_one(view: BackwardView) -> tuple[str, ...]:
    """Return what is done with a quotient over 1, which is no share: nothing, and why."""
    told = []
    for rate in view.learnt.rates.values():
        if rate.value is not None and rate.value > 1:
            what = QUOTIENTS[rate.key].capitalize()
            told.append(f"{what} is {tenths(rate.value)}, over 1, because {OVER_ONE[rate.key]}. It is used as it is, not cut at 1.")
    return tuple(told)


def as_document(view: BackwardView) -> dict[str, object]:
    """Return the view as the document sprintsales.backward/1; `exact` is a fraction as text, ratios are numbers 0..1."""
    learnt, currency = view.learnt, view.currency
    return {
        "schema": "sprintsales.backward/1",
        "as_of": iso(view.today),
        "rep": view.who.name,
        "currency": currency,
        "sprint": {"number": view.sprint.number, **period_document(view.sprint.period)},
        "week": week_words(view),
        "counted": period_document(learnt.counted),
        "rates": [rate_document(rate) for rate in learnt.rates.values()],
        "mean_won_value": {"value": money(learnt.mean_won.value, currency), "n": learnt.mean_won.n},
        "team_mean_won_value": {"value": money(learnt.team_mean_won.value, currency), "n": learnt.team_mean_won.n},
        "lag": {"days": learnt.lag.days, "n": learnt.lag.n, "basis": learnt.lag.basis},
        **{chain.key: chain_document(chain, view.kind, currency) for chain in view.chains},
        **({"later_period": None} if view.later is None else {}),
        "note": CHANCES,
    }


def rate_document(rate: Rate) -> dict[str, object]:
    """Return a rate with the cases behind it."""
    return {
        "key": rate.key, "value": number(rate.value), "basis": rate.basis, "formula": QUOTIENTS[rate.key], "m": WEIGHT,
        "own": {"hits": rate.own.hits, "n": rate.own.n}, "team": {"hits": rate.team.hits, "n": rate.team.n}, "why": rate.why,
    }  # fmt: skip


def chain_document(chain: ChainView, kind: str, currency: str) -> dict[str, object]:
    """Return a chain as JSON."""
    steps = [
        {
            "key": one.step.key, "need": one.step.need, "exact": None if one.step.exact is None else str(one.step.exact),
            "rate": one.step.rate.key if one.step.rate else None, "this_week": one.this_week, "planned": one.planned,
            "missing": one.missing, "line": one.line, "why": one.step.why,
        }
        for one in chain.steps
    ]  # fmt: skip
    return {
        "period": period_document(chain.period, kind),
        "quota": money(chain.quota, currency),
        "won": money(chain.won, currency),
        "expected": money(chain.expected, currency),
        "expected_from": chain.expected_from,
        "likely": likely_document(chain.likely, currency),
        "gap": money(chain.gap, currency),
        "steps": steps,
        "by": iso(chain.by),
        "working_days": number(chain.days),
        "reachable": chain.is_reachable,
        "reach": reach_document(chain, currency),
        "missing": list(chain.missing),
        "notes": list(chain.notes),
    }


def reach_document(chain: ChainView, currency: str) -> dict[str, object] | None:
    """Return what fits and the levers; None where that is unknown."""
    reach = chain.reach
    if reach is None:
        return None
    levers = [
        {"key": one.key, "now": lever_raw(one.key, one.now, currency), "needed": lever_raw(one.key, one.needed, currency), "why": one.why}
        for one in reach.levers
    ]
    return {
        "unit": "deals" if chain.key == "this_period" else "minutes", "needed": number(reach.needed), "possible": number(reach.possible),
        "short_value": money(ceiling(reach.short_value), currency), "levers": levers,
    }  # fmt: skip


def lever_raw(key: str, value: Fraction | None, currency: str) -> str | int | float | None:
    """Return a lever's value as JSON has it: money as text, a quota rounded down and a value up, all else as a number."""
    if value is None or key not in ("quota", "value"):
        return number(value)
    return money(value.numerator // value.denominator if key == "quota" else ceiling(value), currency)
