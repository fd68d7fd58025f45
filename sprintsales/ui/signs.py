"""The signs: one for every activity type, state, flag and mark, with the letters that replace them on a plain terminal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """A typographer's mark, its plain stand-in, and the style of its tone."""

    mark: str
    plain: str
    tone: str = "$muted"


ACTIVITIES: dict[str, Sign] = {
    "call": Sign("☏", "c", "$accent"),
    "email": Sign("@", "@", "$accent"),
    "social": Sign("#", "#", "$accent"),
    "meeting": Sign("&", "&", "$accent"),
    "demo": Sign("▷", ">", "$accent"),
    "proposal": Sign("¶", "P", "$accent"),
    "agreement": Sign("§", "S", "$accent"),
    "follow_up": Sign("»", "f", "$accent"),
    "referral": Sign("÷", "R", "$accent"),
    "research": Sign("·", ".", "$accent"),
    "training": Sign("·", ".", "$accent"),
    "admin": Sign("·", ".", "$accent"),
}
"""By code of the activity type; a type of the team's own is drawn as `admin`."""

STATES: dict[str, Sign] = {
    "planned": Sign("○", "o", "$muted"),
    "done": Sign("✓", "v", "$success"),
    "late": Sign("✓", "v", "$success"),
    "overdue": Sign("✗", "x", "$error"),
    "missed": Sign("✗", "x", "$error"),
    "blocked": Sign("■", "#", "$warning"),
    "carried": Sign("↻", "r", "$warning"),
    "added": Sign("+", "+", "$accent"),
    "dropped": Sign("–", "-", "$muted"),
    "moot": Sign("∅", "0", "$muted"),
    "unknown": Sign("–", "-", "$faint"),
}
"""By state of an activity; `late` is done late, `overdue` while the sprint runs, `missed` once it is closed."""

VERDICTS: dict[str, Sign] = {
    "good": Sign("✓", "ok", "$success"),
    "risk": Sign("▼", "v", "$warning"),
    "bad": Sign("▼", "v", "$error"),
    "over": Sign("▲", "^", "$warning"),
    "none": Sign("", "", "$muted"),
}
"""By verdict on a number: on pace or ahead, behind, far behind, above a limit, not judged."""

FLAGS: dict[str, Sign] = {
    "uncovered": Sign("!", "!", "$warning"),
    "overdue": Sign("✗", "x", "$error"),
    "unlikely": Sign("≠", "/=", "$error"),
    "agreement_after_close": Sign("≠", "/=", "$error"),
    "agreement_late": Sign("≠", "/=", "$error"),
    "blocked": Sign("■", "#", "$warning"),
    "stalled": Sign("‖", "=", "$error"),
    "pushed": Sign("→", ">", "$muted"),
    "pulled": Sign("←", "<", "$muted"),
    "no_date": Sign("?", "?", "$muted"),
    "no_value": Sign("?", "?", "$muted"),
    "placeholder": Sign("?", "?", "$muted"),
    "missing": Sign("?", "?", "$muted"),
    "dead": Sign("†", "+", "$muted"),
    "none": Sign("·", ".", "$muted"),
}
"""By flag of a deal."""

# Marks of the frame and of charts. The stand-ins are one column wide too, so a translated line keeps its width.
_PLAIN_MARKS = {
    "▌": "|",
    "▏": "|",
    "│": "|",
    "━": "=",
    "╸": "=",
    "╺": "-",
    "─": "-",
    "╌": "-",
    "┄": "-",
    "┼": "|",
    "╋": "#",
    "▰": "#",
    "▱": "-",
    "●": "*",
    "◐": "%",
    "◇": "o",
    "○": "o",
    "▾": "v",
    "▸": ">",
    "▲": "^",
    "▼": "v",
    "↓": "v",
    "↑": "^",
    "→": ">",
    "←": "<",
    "↻": "r",
    "✓": "v",
    "✗": "x",
    "■": "#",
    "§": "S",
    "¶": "P",
    "»": "f",
    "÷": "R",
    "½": "h",
    "☏": "c",
    "▷": ">",
    "†": "+",
    "‖": "=",
    "∅": "0",
    "…": "~",
    "·": ".",
    "–": "-",
    "−": "-",
    "×": "x",
    "“": '"',
    "”": '"',
    "’": "'",
    "█": "#",
    "▓": "%",
    "▒": ":",
    "░": ".",
    "▁": ".",
    "▂": ".",
    "▃": ":",
    "▄": ":",
    "▅": "%",
    "▆": "%",
    "▇": "#",
    "◆": "W",
    "¦": "|",
    "‹": "<",
    "›": ">",
}
_TRANSLATION = str.maketrans(_PLAIN_MARKS)


class _Choice:
    """What this terminal draws: one process, one terminal, one answer."""

    plain = False


def use_plain(plain: bool) -> None:
    """Draw every sign by letters (the setting `signs = ascii`, or a terminal that is not UTF-8), or by marks again."""
    _Choice.plain = plain


def plain_in_use() -> bool:
    """Whether signs are drawn by letters."""
    return _Choice.plain


def drawn(sign: Sign) -> str:
    """The character, or the two, that stand for SIGN on this terminal."""
    return sign.plain if _Choice.plain else sign.mark


def on_this_terminal(text: str) -> str:
    """TEXT of our own with every mark of ours as this terminal can draw it; the width stays."""
    return text.translate(_TRANSLATION) if _Choice.plain else text


def activity(code: str) -> Sign:
    """The sign of an activity type; a type of the team's own has the dot."""
    return ACTIVITIES.get(code, ACTIVITIES["admin"])


def state(code: str) -> Sign:
    """The sign of an activity's state; an unknown one is drawn as a dash."""
    return STATES.get(code, STATES["unknown"])


def flag(code: str) -> Sign:
    """The sign of a deal's flag; nothing to say is a dot."""
    return FLAGS.get(code, FLAGS["none"])


def verdict(code: str) -> Sign:
    """The sign of a verdict on a number; no verdict has none."""
    return VERDICTS.get(code, VERDICTS["none"])
