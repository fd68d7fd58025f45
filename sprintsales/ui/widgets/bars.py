"""Charts in characters: the bar with its pace mark, and the pips of the days gone."""

from __future__ import annotations

from textual.content import Content

from sprintsales.ui.content import NOTHING, line


def bar(width: int, share: float | None, *, pace: float | None = None, style: str = "$accent") -> Content:
    """A bar of WIDTH columns in half-column steps; SHARE 1.0 and above is full, PACE marks where it should stand by now.

    Where there is no share, only the empty track is drawn: no number is not zero, and the text beside says so.
    """
    if width <= 0:
        return NOTHING
    halves = 0 if share is None else min(2 * width, max(0, int(share * 2 * width)))  # a bar never shows more than there is
    full, half = divmod(halves, 2)
    marks = ["━"] * full + ["╸"] * half + ["─"] * (width - full - half)
    looks = [style] * (full + half) + ["$track"] * (width - full - half)
    if pace is not None:
        at = min(width - 1, max(0, int(pace * width)))
        marks[at] = "╋" if at < full else "┼"
        looks[at] = "$foreground"
    return line(*_runs(marks, looks))


def pips(gone: int, total: int) -> Content:
    """The days of a sprint: `▰▰▰▱▱`, TOTAL at most seven of them."""
    total = max(0, min(7, total))
    gone = max(0, min(total, gone))
    return line(("▰" * gone, "$accent"), ("▱" * (total - gone), "$track"))


def _runs(marks: list[str], looks: list[str]) -> list[tuple[str, str]]:
    runs: list[tuple[str, str]] = []
    for mark, look in zip(marks, looks, strict=True):
        if runs and runs[-1][1] == look:
            runs[-1] = (runs[-1][0] + mark, look)
        else:
            runs.append((mark, look))
    return runs
