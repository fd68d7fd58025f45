"""The forecast on one axis of the share of the goal: won, commit and best case as one bar, weighted and naive as marks below it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from sprintsales.ui.content import line

MOST = 1.25
"""Where the axis ends: at so many times the goal."""
FILLS: tuple[tuple[str, str], ...] = (("█", "$fill-good"), ("▓", "$fill-acc"), ("░", "$fill-acc"))
WEIGHTED, NAIVE = "◆", "◇"


def place(share: float, width: int) -> int:
    """Return the column of a share of the goal; what does not fit has none: WIDTH."""
    return min(width, max(0, int(share * width / MOST)))


def outlook_bar(totals: Sequence[int], goal: int, width: int) -> Content:
    """Return the bar of growing TOTALS (won, with commit, with best case) in WIDTH columns; `│` is the goal, `›` what lies beyond."""
    ends = [total * width / (goal * MOST) for total in totals]
    cells: list[tuple[str, str]] = []
    for at in range(width):
        fill = next((look for end, look in zip(ends, FILLS, strict=True) if at + 0.5 < end), (" ", "on $surface"))
        cells.append(fill)
    _mark_edge(cells, any(end > width for end in ends))
    return _joined(_with_goal(cells, width))


def outlook_marks(weighted: int, naive: int | None, goal: int, width: int, words: Sequence[str] = ()) -> Content:
    """Return the marks below a bar: `◆` weighted, `◇` the naive rival; of two on one column the naive one moves to the left.

    The first of the WORDS that finds room beside them is written there.
    """
    cells = _with_goal([(" ", "")] * width, width)
    at = place(weighted / goal, width)
    rival = None if naive is None else place(naive / goal, width)
    if rival is not None and rival == at:
        rival -= 1
    for column, mark, look in ((rival, NAIVE, "$muted"), (at, WEIGHTED, "bold")):
        if column is not None and 0 <= column < width:
            cells[column] = (mark, look)
    _mark_edge(cells, at >= width or (rival is not None and rival >= width))
    _write_beside(cells, words)
    return _joined(cells)


def _write_beside(cells: list[tuple[str, str]], words: Sequence[str]) -> None:
    """Write the first text that fits into a stretch of blanks, a blank on both sides of it unless the row begins there."""
    row = "".join(mark for mark, _look in cells)
    for text in words:
        blank = " " * (len(text) + 1)
        start = 0 if row.startswith(blank) else row.find(f" {blank}") + 1
        if start or row.startswith(blank):
            cells[start : start + len(text)] = [(mark, "$muted") for mark in text]
            return


def axis_line(width: int) -> Content:
    """Return the numbers over the bars: shares of the goal, and where the goal is."""
    text = [" "] * width
    bold = place(1.0, width)
    for share, word in ((0.0, "0"), (0.25, "25%"), (0.5, "50%"), (0.75, "75%")):
        at = place(share, width)
        if at + len(word) < bold - 2:
            text[at : at + len(word)] = word
    start = max(0, min(width - 4, bold - 2))
    return line(("".join(text[:start]), "$muted"), ("goal", "bold"), ("".join(text[start + 4 :]), "$muted"))


def _mark_edge(cells: list[tuple[str, str]], is_beyond: bool) -> None:
    if is_beyond and cells:
        cells[-1] = ("›", "bold")


def _with_goal(cells: list[tuple[str, str]], width: int) -> list[tuple[str, str]]:
    at = place(1.0, width)
    return [("│", "$foreground") if column == at else cell for column, cell in enumerate(cells)]


def _joined(cells: Sequence[tuple[str, str]]) -> Content:
    parts: list[tuple[str, str]] = []
    for mark, look in cells:
        if parts and parts[-1][1] == look:
            parts[-1] = (parts[-1][0] + mark, look)
        else:
            parts.append((mark, look))
    return line(*parts)
