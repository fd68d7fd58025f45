"""Draws the README's pictures: drives the program on the sample team and saves its screens: `python -m tests.pictures [NAME ...]`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from rich.color import ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from sprintsales.services.demo import make_demo
from sprintsales.ui.app import SprintSales, opening_on
from sprintsales.ui.theme import INK, PAPER
from tests.ui.day import StillClock
from tests.ui.settled import settled
from tests.ui.snapshot import _painted

FOLDER = Path(__file__).parent.parent / ".pictures"
DAY = date(2026, 11, 18)
WIDE, HIGH = 8.4, 18
"""What one terminal cell takes in a picture."""
EDGE = 14
BASELINE = 13.5
MOST = 100_000
"""Bytes a picture may take."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: who looks at which screen, how large, in which theme, after which keys."""

    name: str
    screen: str
    size: tuple[int, int] = (120, 36)
    user: str = "Ana Ruiz"
    theme: str = "dark"
    keys: tuple[str, ...] = ()


PICTURES: tuple[Picture, ...] = (
    Picture("today", "today"),
    Picture("plan", "plan", (140, 40)),
    Picture("standup", "standup", (100, 30), "Lena Vogt", keys=("down",)),
    Picture("deals", "deals"),
    Picture("closing", "closing", (140, 40)),
    Picture("kpis", "kpis", user="Lena Vogt"),
    Picture("review", "review", (140, 40), "Lena Vogt"),
    Picture("team", "team", user="Lena Vogt"),
    Picture("plan-light", "plan", (140, 40), theme="light"),
    Picture("today-80x24", "today", (80, 24)),
)


class Run(NamedTuple):
    """A stretch of one row in one look: its first cell, how many cells it takes, its text, colours and weight."""

    x: int
    wide: int
    text: str
    ink: str
    paper: str
    look: str


def runs(row: Iterable[Segment], ink: str, paper: str) -> Iterator[Run]:
    """The stretches of a row; neighbours of one look are one."""
    x, last = 0, None
    for segment in row:
        wide = segment.cell_length
        found = Run(x, wide, segment.text, *drawn(segment.style or Style.null(), ink, paper))
        x += wide
        if last is not None and last[3:] == found[3:]:
            last = last._replace(wide=last.wide + wide, text=last.text + found.text)
            continue
        if last is not None:
            yield last
        last = found
    if last is not None:
        yield last


def drawn(style: Style, ink: str, paper: str) -> tuple[str, str, str]:
    """The two colours of a style as a web page writes them, and what else it says of the letters."""

    def web(color: object, otherwise: str) -> str:
        triplet = getattr(color, "triplet", None)
        known = getattr(color, "type", ColorType.DEFAULT) is not ColorType.DEFAULT and triplet is not None
        return str(triplet.hex) if known and triplet is not None else otherwise

    front, back = web(style.color, ink), web(style.bgcolor, paper)
    if style.reverse:
        front, back = back, front
    if style.dim:
        front = Color.parse(back).blend(Color.parse(front), 0.6).hex6.lower()
    look = "".join(letter for letter, holds in (("b", style.bold), ("i", style.italic), ("u", style.underline)) if holds)
    return front.lower(), back.lower(), look


BLOCKS = {
    "█": (0, 0, 8, 8), "▀": (0, 0, 8, 4), "▄": (0, 4, 8, 4), "▐": (4, 0, 4, 8),
    **{sign: (0, 8 - high, 8, high) for high, sign in enumerate("▁▂▃", start=1)},
    **{sign: (0, 8 - high, 8, high) for high, sign in enumerate("▅▆▇", start=5)},
    **{sign: (0, 0, wide, 8) for wide, sign in enumerate("▏▎▍▌▋▊▉", start=1)},
    "░": (0, 0, 8, 8), "▒": (0, 0, 8, 8), "▓": (0, 0, 8, 8),
}  # fmt: skip
"""Signs that are drawn as what they are, in eighths of a cell (from left, from top, wide, high): no two fonts agree on their height."""
SHADES = {"░": 0.25, "▒": 0.5, "▓": 0.75}
LOOKS = {"b": "font-weight:bold", "i": "font-style:italic", "u": "text-decoration:underline"}


def svg(rows: list[list[Segment]], columns: int, ink: str, paper: str, says: str) -> str:
    """A screen as a picture that asks nothing from outside, small: a class for each look, nothing for blanks."""
    classes: dict[tuple[str, str], str] = {}
    papers: dict[str, list[str]] = {}
    inks: dict[str, list[str]] = {}
    texts: list[str] = []
    for y, row in enumerate(rows):
        told = list(runs(row, ink, paper))
        for run in told:
            texts += lettered(run, y, classes)
            for color, place in blocks(run, y):
                inks.setdefault(color, []).append(place)
        for back, stretch in groupby(told, key=lambda run: run.paper):
            if back != paper:
                papers.setdefault(back, []).append(patch(list(stretch), y))
    wide, high = number(2 * EDGE + columns * WIDE), 2 * EDGE + len(rows) * HIGH
    styles = "".join(f".{name}{{fill:{color}{''.join(f';{LOOKS[one]}' for one in look)}}}" for (color, look), name in classes.items())
    fonts = "font:14px 'DejaVu Sans Mono','Cascadia Mono',Menlo,Consolas,'Liberation Mono',monospace"
    named = f'role="img" aria-label="{escape(says)}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" xml:space="preserve" {named}>',
            f"<style>text{{{fonts};white-space:pre}}{styles}</style>",
            f'<rect width="{wide}" height="{high}" rx="8" fill="{paper}"/>',
            *(f'<path fill="{color}" d="{"".join(places)}"/>' for color, places in papers.items()),
            *(f'<path fill="{color}" d="{"".join(places)}"/>' for color, places in inks.items()),
            *texts,
            "</svg>\n",
        ]
    )


def patch(stretch: list[Run], y: int) -> str:
    """The way around some runs that follow each other on one ground."""
    wide = number(sum(run.wide for run in stretch) * WIDE)
    return f"M{number(EDGE + stretch[0].x * WIDE)} {EDGE + y * HIGH}h{wide}v{HIGH}h-{wide}z"


def blocks(run: Run, y: int) -> Iterator[tuple[str, str]]:
    """The block signs of a run as colours and ways around them; equal neighbours are one."""
    x = run.x
    for sign, alike in groupby(run.text):
        wide = Segment("".join(alike)).cell_length
        if sign in BLOCKS:
            left, top, across, high = BLOCKS[sign]
            many, across = (wide, across) if across == 8 else (1, across)
            ink = Color.parse(run.paper).blend(Color.parse(run.ink), SHADES.get(sign, 1.0)).hex6.lower()
            for cell in range(1 if across == 8 else wide):
                at = number(EDGE + (x + cell + left / 8) * WIDE), number(EDGE + (y + top / 8) * HIGH)
                size = number(across / 8 * many * WIDE), number(high / 8 * HIGH)
                yield ink, f"M{at[0]} {at[1]}h{size[0]}v{size[1]}h-{size[0]}z"
        x += wide


def lettered(run: Run, y: int, classes: dict[tuple[str, str], str]) -> list[str]:
    """The text of a run without the blanks at its ends; where blanks are many inside, as several texts."""
    letters = "".join(" " if sign in BLOCKS else sign for sign in run.text)
    if not letters.strip():
        return []
    name = classes.setdefault((run.ink, run.look), f"c{len(classes)}")
    found, x = [], run.x
    for piece in letters.split("   "):
        wide = Segment(piece).cell_length
        text = piece.strip(" ")
        if text:
            start = x + len(piece) - len(piece.lstrip(" "))
            long = Segment(text).cell_length
            place = f'x="{number(EDGE + start * WIDE)}" y="{number(EDGE + y * HIGH + BASELINE)}"'
            stretched = f' textLength="{number(long * WIDE)}"' if long > 1 else ""
            found.append(f'<text class="{name}" {place}{stretched}>{escape(text, quote=False)}</text>')
        x += wide + 3
    return found


def number(value: float) -> str:
    """A number as short as it can be written."""
    return f"{value:.1f}".removesuffix(".0")


async def draw(picture: Picture, folder: Path) -> Path:
    """Save one picture and return its file."""
    settings = make_demo(folder / f"{picture.name}.db", DAY, clock=StillClock(DAY), user=picture.user)
    app: SprintSales = opening_on(picture.screen)(settings)
    theme = PAPER if picture.theme == "light" else INK
    app.theme = theme.name
    async with app.run_test(size=picture.size, notifications=False) as pilot:
        await settled(pilot)
        for key in picture.keys:
            await pilot.press(key)
        await settled(pilot)
        says = f"The {picture.screen} screen of the sample team"
        told = svg(_painted(app), picture.size[0], str(theme.foreground), str(theme.background), says)
    app.office.close()
    target = FOLDER / f"{picture.name}.svg"
    target.write_text(told, encoding="utf-8")
    return target


def main(names: list[str]) -> None:
    """Draw the pictures with these names, all where none is named."""
    FOLDER.mkdir(exist_ok=True)
    wanted = [picture for picture in PICTURES if not names or picture.name in names]
    with tempfile.TemporaryDirectory() as folder:
        for picture in wanted:
            made = asyncio.run(draw(picture, Path(folder)))
            print(f"{made.name}: {made.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
