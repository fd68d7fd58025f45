"""The sums of the deals shown: count, value, weighted value, how many raise which flag, and what stands in which stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import NOTHING, Part, cells, left, line
from sprintsales.ui.widgets.bars import bar

if TYPE_CHECKING:
    from sprintsales.services.views.deals import DealIndex, DealSelection

MOST_STAGES = 7
GROUPS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("uncovered", ("uncovered",), "nothing planned"),
    ("overdue", ("overdue",), "past"),
    ("unlikely", ("agreement_late", "agreement_after_close", "unlikely"), "doubtful"),
    ("stalled", ("stalled",), "stalled"),
    ("pushed", ("pushed",), "pushed"),
    ("no_date", ("no_date", "no_value", "placeholder"), "date or value open"),
    ("dead", ("dead",), "dead"),
)
"""What the foot counts: the sign of a flag, the flags that count, the word."""
_GROUP_OF = {member: code for code, members, _word in GROUPS for member in members}


@dataclass(frozen=True, slots=True)
class StageSum:
    """The deals shown that stand in one stage."""

    name: str
    value: int
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What the list holds in numbers; money in minor units of the team's currency."""

    count: int
    of: int
    value: int
    weighted: int
    groups: dict[str, int]
    """How many deals raise a flag of each of the `GROUPS`."""
    stages: tuple[StageSum, ...]
    problems: tuple[str, ...]


def summed(index: DealIndex, found: DealSelection) -> Summary:
    """Return the numbers of a selection."""
    groups: dict[str, int] = {}
    stages: dict[tuple[int, str], list[int]] = {}
    for one in found.lines:
        for group in {_GROUP_OF[code] for code in one.flags if code in _GROUP_OF}:
            groups[group] = groups.get(group, 0) + 1
        of_stage = stages.setdefault((one.stage_position, one.stage or "no stage"), [0, 0])
        of_stage[0] += one.value or 0
        of_stage[1] += 1
    return Summary(
        count=len(found.lines),
        of=sum(one.outcome in found.asked.outcomes for one in index.lines),
        value=found.value,
        weighted=found.weighted,
        groups=groups,
        stages=tuple(StageSum(name, value, count) for (_place, name), (value, count) in sorted(stages.items())),
        problems=found.asked.problems,
    )


def counts_line(summary: Summary, width: int) -> Content:
    """How many deals are shown and how many of them raise which flag; what does not fit is left out whole."""
    parts: list[Part] = ["   ", (f"{written.count(summary.count)} {'deal' if summary.count == 1 else 'deals'}", "bold")]
    room = width - line(*parts).cell_length
    for code, _members, word in GROUPS:
        number = summary.groups.get(code, 0)
        sign = signs.flag(code)
        entry = line("   ", (signs.drawn(sign)[:1], f"bold {sign.tone}"), " ", (f"{written.count(number)} {word}", "$muted"))
        if number and entry.cell_length <= room:
            parts.append(entry)
            room -= entry.cell_length
    return line(*parts)


def found_line(summary: Summary, currency: str, width: int) -> Content:
    """Count, value and weighted value of what is shown, as many of them as fit whole."""
    count = f"{written.count(summary.count)} of {written.count(summary.of)} deals"
    said = line((count, "" if summary.count else "$muted"))
    more: list[Part] = []
    if summary.value:
        more.append((f" · {written.money_short(summary.value, currency)}", ""))
        if summary.weighted:
            more.append((f" · weighted {written.money_short(summary.weighted, currency)}", "$muted"))
    for part in more:
        if line(said, part).cell_length > width:
            break
        said = line(said, part)
    return said


def stage_lines(summary: Summary, currency: str, width: int) -> list[Content]:
    """The deals shown by stage: name, a bar against the largest, value and count."""
    stages = summary.stages[:MOST_STAGES]
    if not stages:
        return [NOTHING, NOTHING, NOTHING]
    by_value = any(one.value for one in stages)
    most = max((one.value if by_value else one.count for one in stages), default=0)
    wide = min(24, (width - 3) // len(stages) - 2)

    def row(cell: Callable[[StageSum], Content]) -> Content:
        return line("   ", *_spaced(left(cell(one), wide) for one in stages))

    def figures(one: StageSum) -> Content:
        value, count = written.money_short(one.value, currency) if one.value else "", written.count(one.count)
        return line((value, "bold"), " " * max(1, wide - cells(value) - cells(count)), (count, "$muted"))

    return [
        row(lambda one: line((one.name, "$muted"))),
        row(lambda one: bar(wide, (one.value if by_value else one.count) / most if most else None)),
        row(figures),
    ]


def _spaced(pieces: Iterable[Content]) -> list[Part]:
    return [part for piece in pieces for part in (piece, "  ")]
