"""How a piece of work is named on the screens: in a few words, as the head of a dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sprintsales.ui import signs
from sprintsales.ui.content import line

if TYPE_CHECKING:
    from sprintsales.services.views.cards import Card


def label(card: Card) -> str:
    """A piece of work in a few words, as the beginning of a line: its type and what it is about."""
    about_what = card.deal or card.list_name or card.lead or card.account or card.note or ""
    return capital(f"{card.type_name} {about_what}".strip())


def capital(words: str) -> str:
    """Words as the beginning of a line."""
    return words[:1].upper() + words[1:]


def about(card: Card) -> Content:
    """A piece of work as the head of a dialog."""
    sign = signs.activity(card.type)
    return line(
        (signs.drawn(sign), sign.tone),
        " ",
        (capital(card.type_name), sign.tone),
        "  ",
        (card.deal or card.list_name or card.title, "bold"),
    )
