"""The KPIs: one row each with its words, unit, direction, denominator and formula, in the order they are shown."""

from __future__ import annotations

from dataclasses import dataclass

from sprintsales.domain import kpi_formulas as f
from sprintsales.domain.kpi_formulas import Figure, Formula
from sprintsales.domain.statistics import mean, median

UNITS = ("count", "ratio", "money", "days", "hours", "money_per_day")


@dataclass(frozen=True, slots=True)
class Kpi:
    """One KPI. `denominator`: what n counts; `source`: the facts it is counted from; `better`: up or down; `kind`: leading or outcome."""

    key: str
    title: str
    unit: str
    better: str
    kind: str
    denominator: str
    explanation: str
    source: str
    formula: Formula


_DONE = "activities by the day they were done, for the doer, in units"
_PLANNED = "activities by their planned day, in units"
_LEADS = "leads by the day they were created"
_CLOSED = "deals won or lost by their closing day, for the owner at closing"
_OPEN = "deals open at the earlier of the period's last day and today, for the present owner"
_CREATED = "deals by their start date"
_PROMISE = "frozen commitments of the sprints whose last working day lies in the period"
_QUOTA = "goals on won value, and deals won"
_HISTORY = "deal history, by the day it was known"
_CALLS = "stored forecast calls, and deals won"
UP, DOWN, LEADING, OUTCOME = "up", "down", "leading", "outcome"

_ACTIVITY = (
    Kpi("leads_created", "leads", "count", UP, LEADING, "leads", "Leads created.", _LEADS, f.rows_count(lambda c: c.facts.leads)),
    Kpi("calls_made", "calls", "count", UP, LEADING, "calls", "Calls made, reached or not.", _DONE, f.unit_count("call")),
    Kpi("contacts_reached", "contacts reached", "count", UP, LEADING, "calls with an outcome",
        "Calls that reached the person.", _DONE, f.calls_reached),
    Kpi("contact_rate", "contact rate", "ratio", UP, LEADING, "calls with an outcome",
        "Calls that reached the person / calls with an outcome.", _DONE, f.contact_rate),
    Kpi("meetings_scheduled", "meetings scheduled", "count", UP, LEADING, "meetings planned",
        "Meetings planned for a day of the period, whatever became of them.", _PLANNED, f.rows_count(lambda c: c.facts.meetings)),
    Kpi("meetings_held", "meetings held", "count", UP, LEADING, "meetings held",
        "Meetings that took place; one logged without an outcome counts as held.", _DONE, f.held("meeting")),
    Kpi("show_rate", "show rate", "ratio", UP, LEADING, "meetings with an outcome",
        "Meetings held / meetings with an outcome (held, no show, rescheduled, cancelled).", _DONE, f.show_rate),
    Kpi("demos_held", "demos", "count", UP, LEADING, "demos held",
        "Demos that took place; one logged without an outcome counts as held.", _DONE, f.held("demo")),
    Kpi("proposals_sent", "proposals", "count", UP, LEADING, "proposals", "Proposals sent.", _DONE, f.unit_count("proposal")),
    Kpi("agreements_sent", "agreements sent", "count", UP, LEADING, "agreements", "Agreements sent.", _DONE, f.unit_count("agreement")),
    Kpi("follow_ups", "follow-ups", "count", UP, LEADING, "follow-ups", "Follow-ups done.", _DONE, f.unit_count("follow_up")),
    Kpi("first_touch_hours", "first touch", "hours", DOWN, LEADING, "leads touched",
        "Median working hours from a lead's creation to its first touch.", _LEADS,
        f.median_hours(lambda c: c.facts.first_touches, "no lead was touched")),
    Kpi("positive_response_hours", "positive response", "hours", DOWN, LEADING, "leads that answered",
        "Median hours from the first touch of a lead to its positive response.", _LEADS,
        f.median_hours(lambda c: c.facts.positive_responses, "no lead answered")),
    Kpi("selling_time_share", "selling time", "ratio", UP, LEADING, "available minutes",
        "Minutes of value and volume work / available working minutes; no number while under 60 % of the time is logged.", _DONE,
        f.selling_time_share),
    Kpi("value_share", "value share", "ratio", UP, LEADING, "units of value and volume work",
        "Units of value work (meetings, demos, proposals, agreements, referral asks) / units of value and volume work.", _DONE,
        f.value_share),
)  # fmt: skip

_PROMISES = (
    Kpi("say_do", "say/do", "ratio", UP, LEADING, "items promised and not moot",
        "Kept / (committed − moot) over closed sprints, a ratio of sums; added work never raises it.", _PROMISE, f.say_do),
    Kpi("on_time", "on time", "ratio", UP, LEADING, "items kept",
        "Kept on or before the day frozen at commit / kept, over closed sprints.", _PROMISE, f.on_time),
    Kpi("committed", "committed", "count", UP, LEADING, "items promised",
        "Items promised, in running sprints too.", _PROMISE, f.promised("committed")),
    Kpi("kept", "kept", "count", UP, LEADING, "items promised", "Promised items done inside their sprint.", _PROMISE, f.promised("kept")),
    Kpi("added", "added", "count", DOWN, LEADING, "items promised",
        "Items that came into a sprint after the commit.", _PROMISE, f.promised("added")),
    Kpi("removed", "removed", "count", DOWN, LEADING, "items promised",
        "Promised items taken out of the sprint before its end.", _PROMISE, f.promised("removed")),
    Kpi("carried", "carried", "count", DOWN, LEADING, "items promised",
        "Promised items moved to a later sprint at the end.", _PROMISE, f.promised("carried")),
)  # fmt: skip

_OUTCOMES = (
    Kpi("deals_created", "deals created", "count", UP, LEADING, "deals",
        "Deals that began; without a start date they stand beside it.", _CREATED, f.deals_created),
    Kpi("stage_advances", "stage advances", "count", UP, LEADING, "advances",
        "Moves of a deal to a later stage.", _HISTORY, f.rows_count(lambda c: c.facts.stage_advances)),
    Kpi("won_count", "won", "count", UP, OUTCOME, "won deals", "Deals won.", _CLOSED, lambda c: Figure(c.won_count, c.won_count)),
    Kpi("won_value", "won value", "money", UP, OUTCOME, "won deals with a value",
        "Value of the deals won, at the closing day's rate.", _CLOSED, f.won_value),
    Kpi("lost_count", "lost", "count", DOWN, OUTCOME, "lost deals", "Deals lost.", _CLOSED, lambda c: Figure(c.lost_count, c.lost_count)),
    Kpi("win_rate", "win rate", "ratio", UP, OUTCOME, "won and lost deals", "Won / (won + lost), by count.", _CLOSED, f.win_rate),
    Kpi("win_rate_value", "win rate by value", "ratio", UP, OUTCOME, "won and lost deals with a value",
        "Won / (won + lost), by value.", _CLOSED, f.win_rate_value),
    Kpi("conversion", "conversion", "ratio", UP, OUTCOME, "deals created",
        "Won so far / all deals created in the period; those still open are named beside it.", _CREATED, f.conversion),
    Kpi("avg_won_value", "average won", "money", UP, OUTCOME, "won deals with a value", "Mean value of a won deal.", _CLOSED,
        f.average(lambda c: c.won_values, mean, "nothing with a value was won")),
    Kpi("median_won_value", "median won", "money", UP, OUTCOME, "won deals with a value", "Median value of a won deal.", _CLOSED,
        f.average(lambda c: c.won_values, median, "nothing with a value was won")),
    Kpi("avg_open_value", "average open", "money", UP, OUTCOME, "open deals with a value", "Mean value of an open deal.", _OPEN,
        f.avg_open_value),
    Kpi("open_count", "open", "count", UP, OUTCOME, "open deals", "Deals open.", _OPEN, lambda c: Figure(c.open_count, c.open_count)),
    Kpi("open_value", "open value", "money", UP, OUTCOME, "open deals with a value", "Value of the open deals.", _OPEN, f.open_value),
    Kpi("weighted_pipeline", "weighted pipeline", "money", UP, OUTCOME, "open deals with value and probability",
        "Sum of value × probability over open deals, whatever their date.", _OPEN, f.weighted_pipeline),
    Kpi("cycle_days_mean", "cycle, mean", "days", DOWN, OUTCOME, "won deals with a start", "Mean days from start to win.", _CLOSED,
        f.average(lambda c: c.won_cycles, mean, "no won deal with a start")),
    Kpi("cycle_days_median", "cycle, median", "days", DOWN, OUTCOME, "won deals with a start", "Median days from start to win.", _CLOSED,
        f.average(lambda c: c.won_cycles, median, "no won deal with a start")),
    Kpi("lost_cycle_days_mean", "time to loss, mean", "days", DOWN, OUTCOME, "lost deals with a start",
        "Mean days from start to loss.", _CLOSED, f.average(lambda c: c.lost_cycles, mean, "no lost deal with a start")),
    Kpi("lost_cycle_days_median", "time to loss, median", "days", DOWN, OUTCOME, "lost deals with a start",
        "Median days from start to loss.", _CLOSED, f.average(lambda c: c.lost_cycles, median, "no lost deal with a start")),
    Kpi("quota", "quota", "money", UP, OUTCOME, "quotas", "The goal on won value.", _QUOTA, f.quota),
    Kpi("quota_attainment", "quota attainment", "ratio", UP, OUTCOME, "the quota", "Won value / quota.", _QUOTA, f.quota_attainment),
    Kpi("quota_attainment_rate", "reps at quota", "ratio", UP, OUTCOME, "reps with a quota",
        "Reps at 100 % and more / reps with a quota; ended periods only, prorated for joiners.", _QUOTA, f.quota_attainment_rate),
    Kpi("coverage", "coverage", "ratio", UP, LEADING, "quota − won value",
        "Open value closing in the period / (quota − won value).", _QUOTA, f.coverage),
    Kpi("velocity_per_day", "velocity per day", "money_per_day", UP, OUTCOME, "won deals",
        "Open deals × win rate × mean won value / median cycle in days.", _OPEN, f.velocity_per_day),
    Kpi("hygiene", "hygiene", "ratio", UP, LEADING, "open deals",
        "Open deals that pass every hygiene rule / open deals.", _OPEN, f.hygiene),
    Kpi("pushes", "pushes", "count", DOWN, OUTCOME, "pushes", "Close dates moved later.", _HISTORY, f.pushes),
    Kpi("slipped_value", "slipped value", "money", DOWN, OUTCOME, "pushes of deals with a value",
        "Value of the pushed deals, once for each push.", _HISTORY, f.slipped_value),
    Kpi("forecast_error", "forecast error", "ratio", DOWN, OUTCOME, "won value",
        "(Forecast − actual) / actual; above 0 too much was promised, below 0 too little; the distance from 0 counts.", _CALLS,
        f.forecast_error),
    Kpi("forecast_accuracy", "forecast accuracy", "ratio", UP, OUTCOME, "won value",
        "1 − |forecast − actual| / actual, never below 0.", _CALLS, f.forecast_accuracy),
    Kpi("activities_done", "activities", "count", UP, LEADING, "activities", "Units of work done, of all types.", _DONE, f.activities_done),
)  # fmt: skip

OF_PEOPLE = frozenset({"selling_time_share"}) | {kpi.key for kpi in (*_PROMISES, *_OUTCOMES) if kpi.source in {_PROMISE, _QUOTA, _CALLS}}
"""KPIs that make sense for people and pieces of time only: a product promises nothing and has no quota."""

KPIS: dict[str, Kpi] = {kpi.key: kpi for kpi in (*_ACTIVITY, *_PROMISES, *_OUTCOMES)}
"""By key, in the order of the contract."""

OF_HISTORY = frozenset(key for key, kpi in KPIS.items() if kpi.source == _HISTORY)
"""KPIs counted from what was told of deals day by day."""
RECORDED = frozenset(key for key, kpi in KPIS.items() if kpi.source in {_DONE, _PLANNED, _LEADS, _PROMISE}) | {"hygiene"}
"""KPIs counted from what people recorded here; a deal tells its own dates, but not who worked on it."""
_TIME_TELLS = {"conversion", "first_touch_hours", "positive_response_hours"}
"""What a period began and time goes on with: a lead answers later, a deal is won later."""
OF_THE_PERIOD = tuple(key for key, kpi in KPIS.items() if kpi.source not in {_OPEN, _QUOTA, _CALLS} and key not in _TIME_TELLS)
"""KPIs that count what happened on the days of a period: once it is over, only a correction changes them."""


_NO_NUMBER_YET = {
    "forecast_error": "this version keeps no forecast calls, so there is none to compare",
    "forecast_accuracy": "this version keeps no forecast calls, so there is none to compare",
}


def why_of(kpi: Kpi, figure: Figure) -> str | None:
    """Return why a figure has no number in words for people; programs read `why` as it is."""
    return _NO_NUMBER_YET.get(kpi.key, "this is not counted in this version") if figure.why == f.NOT_BUILT else figure.why


def title_of(metric: str) -> str:
    """Return what people call a KPI; a stored word that is none of ours stands for itself."""
    return KPIS[metric].title if metric in KPIS else metric


def unit_of(metric: str) -> str:
    """Return the unit of a KPI; a count for a stored word that is none of ours."""
    return KPIS[metric].unit if metric in KPIS else "count"
