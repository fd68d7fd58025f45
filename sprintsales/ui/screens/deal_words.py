"""The words above the list of deals: what they may be, which stand ready under a key, and whose deals they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from sprintsales.ui.content import Part, between, cut, line
from sprintsales.ui.dialogs.line_dialog import CleanInput
from sprintsales.ui.screens.shared import empty

WHOSE = re.compile(r'(?:rep|owner)[:=](?:"[^"]*"|[^\s"])+\s*', re.IGNORECASE)
PRESETS = {"mine": "rep:me ", "everybody": "", "uncovered": "flag:uncovered ", "moved": "flag:pushed "}
"""Filters one key away; what is about a flag keeps whose deals are shown."""
ON_A_DEAL = frozenset({"sort", "detail", "close_date", "agreement_date", "stage", "value", "plan_next"})
"""Commands that have nothing to act on in an empty list."""
HINTS: tuple[Part, ...] = (("rep:  stage:  value>  closing<  flag:", "$muted"),)
MORE_HINTS: tuple[Part, ...] = (("  account:  won  lost  all", "$muted"),)
KEPT: tuple[tuple[str, str], ...] = (("f2", "mine"), ("f3", "all"), ("f4", "uncovered"), ("f5", "pushed"))
NO_MATCH = empty("No deal fits these words.", ("esc", "back to where you started"), ("f3", "looks among everybody's"), ("/", "other words"))
NO_DEAL = empty("There is no open deal yet.", ("n", "adds one"), ("I", "brings in those of your CRM"))


class FilterInput(CleanInput):
    """The words of the filter; what goes on in the list is seen while they are typed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "screen.to_list", show=False), Binding("escape", "screen.back", show=False)]


def whose_term(words: str) -> str:
    """Return the word that says whose deals, with the blank behind it: `rep:ana ` of `rep:ana value>5k`; or nothing."""
    found = WHOSE.search(words)
    return found[0] if found else ""


def whose_said(words: str) -> str | None:
    """Return whom the words name: `ana` of `rep:ana`."""
    term = whose_term(words)
    return re.split("[:=]", term, maxsplit=1)[1].strip().strip('"') if term else None


def whose_deals(words: str, me: str, team: str) -> str:
    """Return whose deals the words ask for, as the top of the screen says it."""
    who = whose_said(words)
    if who is None:
        return f"Team {team}"
    return me if who.casefold() == "me" else who


def hint_line(problems: Sequence[str], width: int, *, with_presets: bool) -> Content:
    """Return what can be typed, with the keys of what stands ready, or what of the words was not understood."""
    if problems:
        return cut(line("   ", ("✗ ", "bold $error"), problems[0]), width)
    if not with_presets:
        return line("   ", *HINTS, *MORE_HINTS)
    keys = [part for key, name in KEPT for part in ((f"{key} ", "bold $accent"), (f"{name}  ", "$muted"))]
    return between(line("   ", *HINTS), line(*keys), width)
