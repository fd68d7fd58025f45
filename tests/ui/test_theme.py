"""The palette keeps its promises of contrast, and every name exists under any theme."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from sprintsales.ui.app import opening_on
from sprintsales.ui.base import KIT_CSS
from sprintsales.ui.theme import CHOICES, EXTRA_NAMES, INK, PAPER, THEMES, contrast, following, theme_named, variable_defaults
from tests.ui import day
from tests.ui.kit_app import KitApp
from tests.ui.settled import settled
from tests.ui.snapshot import _painted

GROUNDS = ("background", "surface", "panel", "select", "tint-good", "tint-risk", "tint-bad", "tint-accent")
OURS = pytest.mark.parametrize("theme", [INK, PAPER], ids=lambda theme: theme.name)


def colours(theme: Theme) -> dict[str, str]:
    return {**theme.to_color_system().generate(), **theme.variables}


@OURS
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_reads_on_every_ground(theme: Theme, ground: str) -> None:
    known = colours(theme)
    assert contrast(known["foreground"], known[ground]) >= 10.0
    assert round(contrast(known["muted"], known[ground]), 1) >= 5.6
    for name in ("accent", "success", "warning", "error"):
        assert round(contrast(known[name], known[ground]), 1) >= 4.9, name


@OURS
def test_faint_reads_on_background_and_surface_only(theme: Theme) -> None:
    known = colours(theme)
    for ground in ("background", "surface"):
        assert 4.6 <= round(contrast(known["faint"], known[ground]), 1) <= 5.1
    for ground in ("panel", "select", "tint-risk"):
        assert contrast(known["faint"], known[ground]) < 4.5


@OURS
def test_the_active_tab_reads(theme: Theme) -> None:
    known = colours(theme)
    assert contrast(known["on-fill"], known["accent"]) >= 4.85


def test_a_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", BUILTIN_THEMES.values(), ids=lambda theme: theme.name)
def test_every_other_theme_gets_every_name(theme: Theme) -> None:
    assert set(variable_defaults(theme)) == set(EXTRA_NAMES)


@pytest.mark.parametrize("name", ["textual-light", "nord", "ansi-dark"])
async def test_the_style_sheet_works_under_a_theme_of_somebody_else(name: str) -> None:
    app: App[None] = KitApp(theme=name)
    async with app.run_test():
        assert app.theme_variables["tint-bad"]


def test_the_style_sheet_names_no_colour() -> None:
    rules = re.sub(r"/\*.*?\*/", "", KIT_CSS.read_text(encoding="utf-8"), flags=re.DOTALL)
    values = re.findall(r"(?:background|color):\s*([^;]+);", rules)
    assert values
    assert all(value.startswith("$") for value in values)


def painted(app: App[None]) -> list[Segment]:
    """The segments of the screen as they go to the terminal."""
    found: list[Segment] = []
    for row in _painted(app):
        for one in app.get_line_filters():
            row = one.apply(row, Color.parse("black"))
        found += row
    return found


@pytest.mark.parametrize(("name", "bare"), [("terminal", False), ("terminal-light", False), ("terminal", True), ("ink", True)])
async def test_the_terminals_own_theme_has_its_colours_only_and_a_cursor_without_any(wednesday: Path, name: str, bare: bool) -> None:
    chosen = replace(day.settings(wednesday), theme=name, color=not bare)
    app = opening_on("today")(chosen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        styles = [segment.style for segment in painted(app) if segment.style is not None and segment.text.strip()]
        app.office.close()
    colours = {colour for style in styles for colour in (style.color, style.bgcolor) if colour is not None}
    if name == "ink":
        assert all(len(set(colour.triplet or ())) < 3 and colour.triplet is not None for colour in colours if not colour.is_default)
        return
    assert all(colour.is_default or colour.is_system_defined for colour in colours)
    assert (not bare) == any(colour.number is not None for colour in colours)
    assert any(style.reverse for style in styles), "the row under the cursor"
    assert any(style.dim for style in styles), "context steps back"
    assert 8 not in {style.color.number for style in styles if style.color is not None}, "a colour many palettes hide"


def test_a_theme_is_told_by_words_and_the_first_follows_the_ground_of_the_terminal() -> None:
    assert [theme_named(word) for word in CHOICES] == [theme.name for theme in THEMES]
    assert (theme_named(None), theme_named(None, light_ground=True), theme_named("nord")) == ("ink", "paper", "nord")
    ring = [start := "ink"] + [start := following(start, light_ground=True) for _ in range(3)]
    assert ring == ["ink", "paper", "terminal-light", "ink"]
