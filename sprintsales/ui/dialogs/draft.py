"""What was typed into a dialog and not yet taken, and what one types there."""

from __future__ import annotations

from dataclasses import dataclass

EXAMPLE = "call acme re pricing tue 30m"


@dataclass(slots=True)
class Draft:
    """What was typed and not yet taken; kept by the screen, so that closing the dialog loses nothing."""

    text: str = ""
