"""The review's goal: the verdict, the figures in one line, and every target of the sprint with how it ended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.content import Content

from sprintsales.domain.goals import AHEAD, BEHIND
from sprintsales.domain.kpi_registry import KPIS
from sprintsales.services.sprints import CANCELLED
from sprintsales.services.views import frame as counted
from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import NOTHING, Part, between, cut, left, line
from sprintsales.ui.screens.review_since import since_words, state_words
from sprintsales.ui.screens.review_told import Reviewed, Told, is_running
from sprintsales.ui.widgets.bars import bar
from sprintsales.ui.widgets.frame import Tile

if TYPE_CHECKING:
    from sprintsales.domain.statistics import Number
    from sprintsales.services.views.review import ReviewView, Target

OF_THE_MONTH = "won_value"
"""What was won is the month's at the top of the screen, whatever the sprint asks for."""
LABEL, FIGURE, BAR, VERDICT = 17, 17, 30, 17


def judged_tiles(tiles: tuple[counted.Tile, ...], view: ReviewView) -> tuple[counted.Tile, ...]:
    """Return the top of the screen for a review: a sprint that is over is judged by its targets, whatever pace tolerates.

    What is planned is no goal: once a sprint is closed its plan is gone, and 7 of 1 would say nothing.
    """
    met = {one.key: one.is_met for one in view.targets}

    def judged(one: counted.Tile) -> counted.Tile:
        if one.basis == counted.PLANNED:
            return replace(one, target=None, progress=None)
        if one.kind != "sprint" or one.progress is None or met.get(one.key) is None:
            return one
        return replace(one, progress=replace(one.progress, verdict=AHEAD if met[one.key] else BEHIND))

    return tuple(judged(one) for one in tiles)


def goal_verdict(view: ReviewView) -> tuple[str, str, str]:
    """The goal's verdict in words, its tone, and the ground it stands on."""
    sprint = view.sprint
    if sprint.goal_met is not None:
        return ("✓ Goal met", "$success", "on $tint-good") if sprint.goal_met else ("✗ Goal not met", "$error", "on $tint-bad")
    judged = [one for one in view.targets if one.is_met is not None]
    if judged:
        met = sum(bool(one.is_met) for one in judged)
        words = f"{met} of {len(judged)} {'target' if len(judged) == 1 else 'targets'} met"
        return (f"✓ {words}", "$success", "on $tint-good") if met == len(judged) else (f"✗ {words}", "$error", "on $tint-bad")
    return ("○ Goal" if sprint.goal else "○ No goal was set", "$accent", "on $tint-accent")


def goal_line(told: Reviewed, width: int) -> Content:
    """Goal and figures in one line."""
    word, tone, _ground = goal_verdict(told.view)
    figures: list[Part] = []
    for tile in told.frame.tiles[1:]:
        sign = signs.verdict(tile.verdict)
        value = tile.narrow_value or tile.value
        own = tile.label.lower() if tile.label.istitle() and " " not in tile.label else tile.label[:1].lower() + tile.label[1:]
        apart = "  │ " if tile is told.frame.tiles[-1] else "    "  # what was won is the month's, the rest the sprint's
        figures += [(apart, "$muted"), (f"{own} ", "$muted"), value, (f" {signs.drawn(sign)}" if signs.drawn(sign) else "", sign.tone)]
    start = line((word, f"bold {tone}"), "   ", (told.view.sprint.goal or "", "bold"))
    return between(start, line(*figures), width)


def goal_part(told: Reviewed, width: int) -> Told:
    """The goal, every target of the sprint with its verdict, then the figures at the top of the screen that are no target."""
    view = told.view
    word, tone, _ground = goal_verdict(view)
    lines: list[Content] = [line((view.sprint.goal or "Nothing was set as the goal of this sprint.", "bold")), NOTHING]
    keys = {one.key for one in view.targets}
    beside = [tile for key, tile in told.tiles.items() if key not in keys or key == OF_THE_MONTH]
    if view.targets:
        cut_to = [line((f"The team works {view.days_words}, so the targets are as much smaller.", "$muted"))] if view.days_words else []
        lines += [*(target_line(one, told, width) for one in view.targets), *cut_to, NOTHING, line(("Beside the targets", "$muted"))]
    lines += [tile_line(tile, width) for tile in beside]
    return Told("Goal", since_words(told) or state_words(told), line((word, f"bold {tone}")), tuple(lines))


def target_line(one: Target, told: Reviewed, width: int) -> Content:
    """One target: what was reached, what was asked for, and whether it was met; while the sprint runs, how it stands."""
    tile = told.tiles.get(one.key)
    if one.is_met is not None:
        verdict = line(("✓ met", "$success")) if one.is_met else line(("✗ missed", "$error"))
    elif is_running(told.view) and tile is not None:
        sign = signs.verdict(tile.verdict)
        verdict = line((f"{signs.drawn(sign)} {tile.words}".strip(), sign.tone))
    else:
        verdict = line(
            ("no verdict" if told.view.sprint.state == CANCELLED else "told at the close" if one.value is None else "", "$faint")
        )
    reached = f"{target_words(one, one.value, told.view.currency)} of {target_words(one, one.goal, told.view.currency)}"
    share = float(one.value) / float(one.goal) if one.value is not None and one.goal else None
    pace = tile.pace if tile is not None and is_running(told.view) else None
    title = KPIS[one.key].title
    return _row(title[:1].upper() + title[1:], reached, share, pace, verdict, width)


def target_words(one: Target, value: Number | float | None, currency: str) -> str:
    """A target's figure as people read it."""
    from sprintsales.domain.kpi_formulas import Figure
    from sprintsales.reports.kpis import figure_text

    if value is not None and KPIS[one.key].unit == "money":
        return written.money_short(int(value), currency)
    return figure_text(KPIS[one.key], Figure(value), currency)


def tile_line(tile: Tile, width: int) -> Content:
    """One figure against its goal, with a bar."""
    sign = signs.verdict(tile.verdict)
    value = f"{tile.value} of {tile.goal}" if tile.goal else tile.value
    verdict = line((f"{signs.drawn(sign)} {tile.words}".strip(), sign.tone))
    return _row(tile.label, value, tile.share if tile.goal else None, tile.pace, verdict, width)


def _row(label: str, figure: str, share: float | None, pace: float | None, verdict: Content, width: int) -> Content:
    start = line(left(line((label, "$muted")), LABEL), left(line((figure, "bold")), FIGURE), "  ")
    room = min(BAR, max(0, width - start.cell_length - VERDICT - 2))
    return line(start, bar(room, share, pace=pace) if share is not None else " " * room, "  ", cut(verdict, VERDICT))
