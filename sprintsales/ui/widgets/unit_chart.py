"""The unit chart of a promise: one sign for each item, sorted by what became of it, so that a week is read at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.content import Content

from sprintsales.ui.content import Part, cut, line


@dataclass(frozen=True, slots=True)
class Unit:
    """What became of an item: its sign, tone, and words for the legend."""

    mark: str
    tone: str
    words: str


KEPT, LATE = "kept", "kept late"
UNITS: dict[str, Unit] = {
    KEPT: Unit("●", "$success", "kept"),
    LATE: Unit("◐", "$success", "kept late"),
    "carried": Unit("↻", "$warning", "carried"),
    "handed_over": Unit("→", "$warning", "handed over"),
    "split": Unit("¦", "$warning", "split"),
    "missed": Unit("✗", "$error", "missed"),
    "dropped": Unit("–", "$muted", "dropped"),
    "removed": Unit("‹", "$muted", "taken out"),
    "open": Unit("○", "$muted", "open"),
    "moot": Unit("∅", "$muted", "moot"),
}
"""By fate of a promised item, in the order of the chart."""


def counted(fates: Iterable[str]) -> dict[str, int]:
    """How many items of each fate, in the order of the chart; those of which there are none are left out."""
    listed = list(fates)
    return {fate: listed.count(fate) for fate in UNITS if fate in listed}


def unit_chart(fates: Sequence[str], width: int) -> Content:
    """One sign for each item; where they do not all fit into WIDTH, each sign once with its count."""
    counts = counted(fates)
    if sum(counts.values()) <= width:
        return line(*((UNITS[fate].mark * number, UNITS[fate].tone) for fate, number in counts.items()))
    return unit_counts(counts, width)


def unit_counts(counts: dict[str, int], width: int) -> Content:
    """Each sign with its count: `●91 ◐9 ↻8`; without the blanks where they do not fit."""
    for blank in (" ", ""):
        parts: list[Part] = []
        for fate, number in counts.items():
            parts += [blank if parts else "", (UNITS[fate].mark, UNITS[fate].tone), str(number)]
        told = line(*parts)
        if told.cell_length <= width:
            break
    return cut(told, width)


def legend(counts: dict[str, int], width: int) -> list[Content]:
    """What the signs in use mean, on as many lines as it takes."""
    lines: list[Content] = []
    parts: list[Part] = []
    for fate in counts:
        unit = UNITS[fate]
        entry: list[Part] = ["  " if parts else "", (f"{unit.mark} ", unit.tone), (unit.words, "$faint")]
        if parts and line(*parts, *entry).cell_length > width:
            lines.append(line(*parts))
            parts, entry = [], entry[1:]
        parts += entry
    return [*lines, line(*parts)] if parts else lines
