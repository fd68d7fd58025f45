"""The palette: the themes `ink` and `paper`, two of the terminal's own colours, and every extra name under any other theme."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.color import Color
from textual.theme import Theme

from sprintsales.ui.terminal_tones import QUIET, SELECTED

EXTRA_NAMES = (
    "select",
    "muted",
    "faint",
    "line",
    "track",
    "trend",
    "fill-good",
    "fill-acc",
    "fill-risk",
    "fill-bad",
    "tint-good",
    "tint-risk",
    "tint-bad",
    "tint-accent",
    "on-fill",
)
"""The names this product adds to those of Textual; style with these and Textual's, never with a raw colour."""


def _palette(*, dark: bool, name: str, base: dict[str, str], extra: dict[str, str]) -> Theme:
    """A theme of ours: BASE in Textual's own fields, EXTRA as variables, Textual's own widgets tied to both."""
    return Theme(
        name=name,
        dark=dark,
        primary=base["accent"],
        secondary=extra["fill-acc"],
        accent=base["accent"],
        foreground=base["foreground"],
        background=base["background"],
        surface=base["surface"],
        panel=base["panel"],
        success=base["success"],
        warning=base["warning"],
        error=base["error"],
        variables={
            **extra,
            # Textual's own widgets (input, palette, toasts) take these names.
            "block-cursor-background": extra["select"],
            "block-cursor-foreground": base["foreground"],
            "block-cursor-text-style": "bold",
            "block-hover-background": base["surface"],
            "border": extra["line"],
            "border-blurred": extra["line"],
            "footer-background": base["surface"],
            "footer-key-foreground": base["accent"],
            "input-cursor-background": base["accent"],
            "input-cursor-foreground": extra["on-fill"],
            "input-cursor-text-style": "none",
            "input-selection-background": extra["select"],
            "scrollbar": extra["track"],
            "scrollbar-hover": extra["trend"],
            "scrollbar-active": extra["trend"],
            "scrollbar-background": base["background"],
            "scrollbar-background-hover": base["background"],
            "scrollbar-background-active": base["background"],
            "scrollbar-corner-color": base["background"],
        },
    )


INK = _palette(
    dark=True,
    name="ink",
    base={
        "background": "#10131A",
        "surface": "#171B24",
        "panel": "#1F2531",
        "foreground": "#DEE3EC",
        "accent": "#8FB0FF",
        "success": "#7FCE9F",
        "warning": "#E8B868",
        "error": "#F28B85",
    },
    extra={
        "select": "#27314A",
        "muted": "#A3ADBF",
        "faint": "#7B869B",
        "line": "#2C3445",
        "track": "#39435A",
        "trend": "#505C78",
        "fill-good": "#4F9D74",
        "fill-acc": "#5B7FD8",
        "fill-risk": "#B98D45",
        "fill-bad": "#C25F5A",
        "tint-good": "#16281F",
        "tint-risk": "#2E2515",
        "tint-bad": "#33191D",
        "tint-accent": "#1B2440",
        "on-fill": "#10131A",
    },
)

PAPER = _palette(
    dark=False,
    name="paper",
    base={
        "background": "#FBFAF7",
        "surface": "#F4F2ED",
        "panel": "#EAE7E0",
        "foreground": "#1D222B",
        "accent": "#2B53C4",
        "success": "#17703F",
        "warning": "#8A5600",
        "error": "#B3261E",
    },
    extra={
        "select": "#DCE5FB",
        "muted": "#525966",
        "faint": "#686D77",
        "line": "#D8D3C8",
        "track": "#C4BFB3",
        "trend": "#9AA0AB",
        "fill-good": "#3F9A68",
        "fill-acc": "#5C80DE",
        "fill-risk": "#C4923A",
        "fill-bad": "#CC5A50",
        "tint-good": "#E0F0E5",
        "tint-risk": "#FAEDD0",
        "tint-bad": "#FAE3E0",
        "tint-accent": "#E6ECFC",
        "on-fill": "#FFFFFF",
    },
)


def _terminal(*, dark: bool, name: str, accent: str, success: str, warning: str, error: str, on_fill: str) -> Theme:
    """A theme of the terminal's own sixteen colours on its own ground, for a DARK ground or a light one."""
    none = "ansi_default"
    return Theme(
        name=name,
        ansi=True,
        dark=dark,
        primary=accent,
        secondary=accent,
        accent=accent,
        foreground=none,
        background=none,
        surface=none,
        panel=none,
        boost=none,
        success=success,
        warning=warning,
        error=error,
        variables={
            "select": SELECTED,
            **dict.fromkeys(("muted", "faint", "line", "track", "trend"), QUIET),
            "fill-good": success,
            "fill-acc": accent,
            "fill-risk": warning,
            "fill-bad": error,
            **dict.fromkeys(("tint-good", "tint-risk", "tint-bad", "tint-accent"), none),
            "on-fill": on_fill,
            "ansi-background": none,
            "ansi-foreground": none,
            "block-cursor-background": SELECTED,
            "block-cursor-foreground": none,
            "block-cursor-text-style": "bold",
            "block-hover-background": none,
            "border": QUIET,
            "border-blurred": QUIET,
            "input-cursor-background": SELECTED,
            "input-cursor-foreground": none,
            "input-cursor-text-style": "reverse",
            "input-selection-background": accent,
            "input-selection-foreground": on_fill,
            **dict.fromkeys(("scrollbar", "scrollbar-hover", "scrollbar-active"), QUIET),
            **dict.fromkeys(("scrollbar-background", "scrollbar-background-hover", "scrollbar-background-active"), none),
            "scrollbar-corner-color": none,
        },
    )


# Colours that read on their ground in the palettes terminals come with; yellow does not on a light one.
TERMINAL = _terminal(
    dark=True, name="terminal", accent="ansi_cyan", success="ansi_green", warning="ansi_yellow", error="ansi_bright_red",
    on_fill="ansi_black",
)  # fmt: skip
TERMINAL_LIGHT = _terminal(
    dark=False, name="terminal-light", accent="ansi_blue", success="ansi_green", warning="ansi_magenta", error="ansi_red",
    on_fill="ansi_bright_white",
)  # fmt: skip

THEMES = (INK, PAPER, TERMINAL, TERMINAL_LIGHT)
CHOICES: dict[str, str] = {
    "dark": "our own dark colours",
    "light": "our own light colours",
    "terminal": "the terminal's colours, on a dark ground",
    "terminal-light": "the terminal's colours, on a light ground",
}
"""What the setting `theme` may say, and what it means."""
_NAMES = dict(zip(CHOICES, (theme.name for theme in THEMES), strict=True))


def theme_named(word: str | None, *, light_ground: bool | None = None) -> str:
    """The theme a setting means; where it leaves the choice, that of a terminal known to be light, else dark; other words are Textual's."""
    if word is None:
        return PAPER.name if light_ground else INK.name
    if word == "terminal" and light_ground:
        return TERMINAL_LIGHT.name
    return _NAMES.get(word, word)


def word_of(theme: str) -> str:
    """What the setting says for a theme."""
    return next((word for word, name in _NAMES.items() if name == theme), theme)


def following(theme: str, *, light_ground: bool | None = None) -> str:
    """The theme after this one: dark, light, the terminal's own."""
    own = TERMINAL_LIGHT.name if light_ground else TERMINAL.name
    ring = (INK.name, PAPER.name, own)
    return ring[(ring.index(theme) + 1) % len(ring)] if theme in ring else INK.name


# Of the way from background to a named colour: what an unknown theme gets instead of a hand-picked tone.
_MIXES: dict[str, tuple[str, float]] = {
    "select": ("primary", 0.25),
    "muted": ("foreground", 0.75),
    "faint": ("foreground", 0.6),
    "line": ("foreground", 0.14),
    "track": ("foreground", 0.22),
    "trend": ("foreground", 0.38),
    "fill-good": ("success", 0.75),
    "fill-acc": ("primary", 0.75),
    "fill-risk": ("warning", 0.75),
    "fill-bad": ("error", 0.75),
    "tint-good": ("success", 0.15),
    "tint-risk": ("warning", 0.15),
    "tint-bad": ("error", 0.15),
    "tint-accent": ("primary", 0.15),
    "on-fill": ("background", 1.0),
}

# A theme of the terminal's own sixteen colours cannot be mixed; these keep text readable on any of them.
_ANSI: dict[str, str] = {
    "select": "ansi_blue",
    "muted": "ansi_default",
    "faint": "ansi_default",
    "line": "ansi_bright_black",
    "track": "ansi_bright_black",
    "trend": "ansi_white",
    "fill-good": "ansi_green",
    "fill-acc": "ansi_blue",
    "fill-risk": "ansi_yellow",
    "fill-bad": "ansi_red",
    "tint-good": "ansi_default",
    "tint-risk": "ansi_default",
    "tint-bad": "ansi_default",
    "tint-accent": "ansi_default",
    "on-fill": "ansi_black",
}


def variable_defaults(theme: Theme) -> dict[str, str]:
    """A value of every extra name under THEME; an app returns this from `get_theme_variable_defaults`."""
    if theme.ansi:
        return dict(_ANSI)
    known = theme.to_color_system().generate()
    ground = Color.parse(known["background"])
    return {name: ground.blend(Color.parse(known[source]), share, alpha=1.0).hex for name, (source, share) in _MIXES.items()}


def register_themes(app: App[Any]) -> None:
    """Make our themes known to APP; choosing one stays the app's matter."""
    for theme in THEMES:
        app.register_theme(theme)


def contrast(text: str, ground: str) -> float:
    """The contrast of two colours, 1 to 21 (definition: WCAG 2.1, relative luminance of sRGB, (L1 + 0.05) / (L2 + 0.05))."""

    def luminance(colour: str) -> float:
        parts = [part / 255 for part in Color.parse(colour).rgb]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(text), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
