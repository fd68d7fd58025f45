"""Which counted facts are behind a figure, found by the figure's own formula: a row is in it when the figure changes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sprintsales.domain.kpi_facts import DATED, KpiFacts, counted, without_rows
from sprintsales.domain.kpi_formulas import Figure
from sprintsales.domain.kpi_registry import Kpi
from sprintsales.domain.statistics import Number

FAMILIES = tuple(name for name in DATED if name != "available")
"""The families of rows that can be shown; quotas and working time stand behind figures as numbers, not as rows."""
FEW = 300
"""Up to so many rows of a family, each is also taken away from all the others to see whether the figure changes."""

Behind = Mapping[str, Sequence[Any]]
"""By family, the rows a figure counts, in their order."""

_Effect = tuple[Number | float, int, Number | float, Number | float]


def rows_behind(kpi: Kpi, facts: KpiFacts) -> Behind:
    """The rows of FACTS that KPI counts, by family; families it does not count are left out.

    A row counts when the figure of that row alone differs from the figure of no row, or the figure of all rows from that of all others:
    a median may stay where it is, but never its n.
    """
    bare = without_rows(facts, FAMILIES)
    nothing, everything = _effect(kpi, bare), _effect(kpi, facts)
    found: dict[str, list[Any]] = {}
    for name in FAMILIES:
        rows: Sequence[Any] = getattr(facts, name) or ()
        few = len(rows) <= FEW
        kept = []
        for place, row in enumerate(rows):
            counts = _effect(kpi, _with(bare, {name: (row,)})) != nothing
            if not counts and few:
                counts = _effect(kpi, _with(facts, {name: (*rows[:place], *rows[place + 1 :])})) != everything
            if counts:
                kept.append(row)
        if kept:
            found[name] = kept
    return found


def _with(facts: KpiFacts, families: Mapping[str, Any]) -> KpiFacts:
    return replace(facts, **families)


def _effect(kpi: Kpi, facts: KpiFacts) -> _Effect:
    figure: Figure = kpi.formula(counted(facts))
    return _number(figure.value), figure.n, _number(figure.numerator), _number(figure.denominator)


def _number(value: float | Fraction | None) -> Number | float:
    return 0 if value is None else value
