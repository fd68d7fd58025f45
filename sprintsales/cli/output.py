"""What a command prints: text made harmless, or one JSON document."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sprintsales.reports.sheet import Sheet

PIPED = 120

# JSON itself escapes C0 only: these are DEL, C1, zero-width, bidi and other invisible signs, and lone surrogates.
STEERING = "[\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"


def harmless(text: str) -> str:
    """Return lines of text with nothing in them that steers a terminal."""
    from sprintsales.domain.text import for_terminal

    return "\n".join(for_terminal(line) for line in text.split("\n"))


def say(text: str = "") -> None:
    """Print text on standard output, harmless to any terminal."""
    sys.stdout.write(harmless(text) + "\n")


def tell(text: str) -> None:
    """Print a message on standard error, harmless to any terminal."""
    sys.stderr.write(harmless(text) + "\n")


def emit(document: Mapping[str, object]) -> None:
    """Print one JSON document; what could steer a terminal stands in it as an escape."""
    import json
    import re

    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    sys.stdout.write(re.sub(STEERING, lambda found: f"\\u{ord(found.group()):04x}", text) + "\n")


def show_sheet(args: Namespace, sheet: Sheet) -> None:
    """Print a report in the format asked for; text as wide as the terminal."""
    from sprintsales.reports.sheet import WRITERS, as_text

    say(as_text(sheet, report_width()) if args.format == "text" else WRITERS[args.format](sheet))


def report_width() -> int:
    """Return how many columns a report may take: those of the terminal, 120 where it goes to a file or a pipe."""
    import shutil

    return max(60, shutil.get_terminal_size((PIPED, 40)).columns)


def wants_json(args: Namespace) -> bool:
    """Return whether JSON was asked for."""
    return bool(getattr(args, "json", False)) or getattr(args, "format", "text") == "json"
