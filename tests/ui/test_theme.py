"""The palette keeps its promises of contrast, and every name exists under any theme."""

from __future__ import annotations

import re

import pytest
from textual.app import App
from textual.theme import BUILTIN_THEMES, Theme

from sprintsales.ui.base import KIT_CSS
from sprintsales.ui.theme import EXTRA_NAMES, INK, PAPER, contrast, variable_defaults
from tests.ui.kit_app import KitApp

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
