"""Rows an import refused, put together by what is wrong with them, and the command that mends the most of them."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from sprintsales.domain.stage_order import alike
from sprintsales.services.importing.grouped import RefusalGroup, grouped

if TYPE_CHECKING:
    from sprintsales.services.importing.order import Report, Worded

SHOWN = 10
LINES_TOLD = 5
VALUES_KEPT = 100
PLACEHOLDER = "OURS"
UNKNOWN_STAGE = "unknown_stage"


def document(report: Report, again: str) -> list[dict[str, object]]:
    """Return the refusals by kind: count, first lines, the different values with theirs; `commands` would take the rows in."""
    found = []
    for one in grouped(report.refusals):
        values = [{"value": value, "count": told.count, "lines": told.lines} for value, told in list(one.values.items())[:VALUES_KEPT]]
        said: dict[str, object] = {**asdict(one), "values": values}
        if one.code == UNKNOWN_STAGE:
            said["commands"] = list(stage_commands(one, report, again))
        found.append(said)
    return found


def lines(report: Report, again: str) -> list[str]:
    """Return the refusals for a person: each kind once, the most frequent first."""
    found: list[str] = []
    kinds = grouped(report.refusals)
    for one in kinds[:SHOWN]:
        found += stage_lines(one, report, again) if one.code == UNKNOWN_STAGE else [line(one)]
    if len(kinds) > SHOWN:
        found.append(f"  and {len(kinds) - SHOWN:,} more kinds of refusals; --rejects FILE writes all rows")
    return found


def line(one: RefusalGroup) -> str:
    """Return refusals of one kind as a line."""
    value = next(iter(one.values), "")
    if one.count == 1:
        return f"  ✗ line {one.lines[0]}, {f'{one.column} “{value}”: ' if one.column else ''}{one.reason}"
    what = f"{one.column}: " if one.column else ""
    if len(one.values) < 2:
        return f"  ✗ {one.count:,} rows {placed(one.lines, one.count)}, {what}{one.reason}"
    return f"  ✗ {one.count:,} rows, {what}{one.reason} So are {counted(one.values, quoted=True)}"


def stage_lines(one: RefusalGroup, report: Report, again: str) -> list[str]:
    """Return which stages the team does not have, and the two commands that take the rows in."""
    words = counted(one.values)
    alone = len(one.values) == 1
    what = f"{words} {'is a stage' if alone else 'are stages'} this team does not have; the rows stay out."
    named, added = stage_commands(one, report, again)
    return [
        f"  ✗ {what}",
        f"    Say which stages they are ({', '.join(report.our_stages)}) in the place of {PLACEHOLDER}: {named}",
        f"    or add {'it' if alone else 'them'} as new open stages: {added}",
    ]


def stage_commands(one: RefusalGroup, report: Report, again: str) -> tuple[str, str]:
    """Return the command with a place for each stage (filled where one of ours is almost called so), and the one that adds them."""
    near = {word: alike(word, report.our_stages) or PLACEHOLDER for word in one.values}
    start = again or "sprintsales import FILE"
    named = " ".join(f"--stage {shlex.quote(f'{word}={stage}')}" for word, stage in near.items())
    return f"{start} {named}", f"{start} --new-stages"


def counted(values: Mapping[str, Worded], *, quoted: bool = False) -> str:
    """Return values with how often and where they stand first, the most frequent first."""
    by_count = sorted(values.items(), key=lambda one: -one[1].count)
    said = [f"{f'“{value}”' if quoted else value} ×{told.count:,} (line {told.lines[0]})" for value, told in by_count[:SHOWN]]
    return ", ".join(said) + (f" and {len(values) - SHOWN:,} more" if len(values) > SHOWN else "")


def placed(found: Sequence[int], count: int) -> str:
    """Return the first lines in brackets."""
    return (
        f"({'line' if count == 1 else 'lines'} {', '.join(str(line) for line in found[:LINES_TOLD])}{', …' if count > LINES_TOLD else ''})"
    )
