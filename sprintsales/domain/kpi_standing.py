"""How a figure stands against its goal: its share of the goal, where it should be by now, and the verdict on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sprintsales.domain.goals import ADDS_UP, AHEAD, BEHIND, ON_PACE, TOLERANCE, progress
from sprintsales.domain.kpi_formulas import Figure
from sprintsales.domain.kpi_registry import DOWN, UP, Kpi
from sprintsales.domain.periods import Period
from sprintsales.domain.statistics import Number, ratio
from sprintsales.domain.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure against its goal. `goal` in the figure's unit (a ratio is 0..1); `full`: the goal before it was cut to the days there are.

    `share` = figure / goal; `due` = the share of the goal that should be there by now, None where a figure does not grow with the days;
    `verdict`: ahead, on_pace, behind, or None while nothing can be said.
    """

    goal: Number
    share: Fraction | None
    due: Fraction | None
    verdict: str | None
    full: Number | None = None


def grows(kpi: Kpi) -> bool:
    """Whether a figure adds up over the days of its period, so that a part of the period owes a part of the goal."""
    return kpi.key in ADDS_UP


def goal_in_unit(kpi: Kpi, goal: int) -> Number:
    """A stored goal in the unit of its figure: ratios are stored per mille."""
    return Fraction(goal, 1000) if kpi.unit == "ratio" else goal


def is_met(kpi: Kpi, value: float | Fraction | None, goal: int) -> bool | None:
    """Whether a figure meets the whole of a goal (GOAL as stored: ratios per mille), by the KPI's direction; None without a figure.

    The one rule for targets of a sprint that is over, wherever they are judged.
    """
    if value is None:
        return None
    asked = goal_in_unit(kpi, goal)
    return value >= asked if kpi.better == UP else value <= asked


def standing(
    kpi: Kpi, figure: Figure, goal: int, *, calendar: WorkCalendar, period: Period, today: date, full: int | None = None
) -> Standing:
    """The standing of a figure; GOAL as stored. One that grows is held against result / (target × share of working days gone).

    Any other is held against the whole goal, 5 % either way being on pace.
    """
    target = goal_in_unit(kpi, goal)
    whole = None if full is None or full == goal else goal_in_unit(kpi, full)
    value = exact(figure.value)
    if value is None:
        return Standing(target, None, None, None, whole)
    share = ratio(value, target)
    if grows(kpi):
        held = progress(value, target, calendar=calendar, period=period, today=today, better=kpi.better)
        due = None if held.due is None else ratio(held.due, target)
        return Standing(target, share, due, held.verdict, whole)
    ahead = Fraction(target) - value if kpi.better == DOWN else Fraction(value) - target
    verdict = ON_PACE if abs(ahead) <= abs(Fraction(target)) * TOLERANCE else AHEAD if ahead > 0 else BEHIND
    return Standing(target, share, None, verdict, whole)


def exact(value: float | Fraction | None) -> Number | None:
    """A figure's value as an exact number."""
    return value if value is None or isinstance(value, (int, Fraction)) else Fraction(value)
