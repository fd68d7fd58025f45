"""How a result stands against its goal: pace over own working days, the verdict in words, goals of shortened sprints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sprintsales.domain.periods import Period
from sprintsales.domain.statistics import Number, ratio, rounded
from sprintsales.domain.workdays import WorkCalendar

TOLERANCE = Fraction(5, 100)
"""Share of what is due by which a result may differ and still be on pace; a team setting."""
AHEAD, ON_PACE, BEHIND = "ahead", "on_pace", "behind"


@dataclass(frozen=True, slots=True)
class Progress:
    """A result against its goal. `due`: what should be there by now; `pace` = result / due; None before a working day is past."""

    result: Number
    target: Number
    due: Fraction | None
    pace: Fraction | None
    verdict: str | None
    """ahead, on_pace, behind, or None while nothing can be said."""
    amount: int | None
    """How far ahead (+) or behind (−) what is due, in the metric's unit, rounded."""
    days_past: int
    days: int

    @property
    def missing(self) -> Number:
        """What is still to be done for the whole target, 0 once it is reached."""
        return max(self.target - self.result, 0)

    @property
    def attained(self) -> Fraction | None:
        """result / target; None without a target."""
        return ratio(self.result, self.target)


def pace(result: Number, target: Number, *, days_past: Number, days: Number) -> Fraction | None:
    """result / (target × own working days fully past / working days); None where none is past or the target is 0."""
    return ratio(result * days, target * days_past)


def progress(
    result: Number,
    target: Number,
    *,
    calendar: WorkCalendar,
    period: Period,
    today: date,
    better: str = "up",
    tolerance: Fraction = TOLERANCE,
) -> Progress:
    """The standing of one goal; with `better="down"` a result below what is due counts as ahead. Half a day off owes half a day."""
    days, past = calendar.working_days(period), calendar.days_past(period, today)
    worth, gone = calendar.worth(period), calendar.worth_past(period, today)
    if not worth or not gone or not target:
        return Progress(result, target, None, None, None, None, past, days)
    due = target * gone / worth
    ahead = (result - due) if better == "up" else (due - result)
    if abs(ahead) <= abs(due) * tolerance:
        verdict = ON_PACE
    else:
        verdict = AHEAD if ahead > 0 else BEHIND
    return Progress(result, target, due, pace(result, target, days_past=gone, days=worth), verdict, rounded(Fraction(ahead)), past, days)


@dataclass(frozen=True, slots=True)
class ScaledTarget:
    """A sprint goal cut to the working days there are; shown as "24 of 40, 3 of 5 days"."""

    target: int
    full: int
    days: int | Fraction
    full_days: int | Fraction


def scaled_target(full: int, *, days: int | Fraction, full_days: int | Fraction) -> ScaledTarget:
    """The goal of a sprint with `days` of its usual `full_days` working days, rounded once; a longer sprint is not scaled up."""
    if full_days <= 0 or days >= full_days:
        return ScaledTarget(full, full, days, full_days)
    return ScaledTarget(rounded(Fraction(full * days) / full_days), full, days, full_days)


def prorated(target: int, *, days: int | Fraction, full_days: int | Fraction) -> int:
    """A joiner's share of a quota: target × own working days in the period / working days of the period, rounded once."""
    return scaled_target(target, days=days, full_days=full_days).target


def while_seated(target: int, calendar: WorkCalendar, period: Period) -> int | None:
    """A quota's part for who joins or leaves inside the period: target × its working days in the seat / its working days.

    Absences do not cut it. None where the person has no seat on any working day of the period.
    """
    if calendar.seats is None:
        return target
    days = replace(calendar, absences=(), halves=())
    seated = days.worth(period)
    return prorated(target, days=seated, full_days=days.without_seats.worth(period)) if seated else None


ADDS_UP = frozenset({
    "leads_created", "calls_made", "contacts_reached", "meetings_scheduled", "meetings_held", "demos_held", "proposals_sent",
    "agreements_sent", "follow_ups", "committed", "kept", "added", "removed", "carried", "deals_created", "stage_advances", "won_count",
    "won_value", "lost_count", "pushes", "slipped_value", "activities_done",
})  # fmt: skip
"""KPIs that grow day by day towards their goal: only they have a pace. A rate, a mean or what is open just now has a level, and no pace."""


def cut_words(kind: str, full: str) -> str:
    """Return what a goal was cut from, as people read it: `40 in a whole sprint`, `prorated from 20,000 a month`."""
    return f"{full} in a whole sprint" if kind == "sprint" else f"prorated from {full} a {kind}"
