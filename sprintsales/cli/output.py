"""What a command prints: text made harmless, or one JSON document."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from sprintsales.reports.sheet import Sheet

PIPED = 120
LONGEST = 2000
"""Characters of one line of a message: a sentence that quotes a megabyte says no more than its beginning."""


def harmless(text: str) -> str:
    """Return lines of text with nothing in them that steers a terminal."""
    from sprintsales.domain.text import for_terminal

    return "\n".join(for_terminal(line) for line in text.split("\n"))


def say(text: str = "") -> None:
    """Print text on standard output, harmless to any terminal."""
    sys.stdout.write(harmless(text) + "\n")


def tell(text: str) -> None:
    """Print a message on standard error, harmless to any terminal and no longer than one reads."""
    try:
        sys.stderr.write(readable(text) + "\n")
        sys.stderr.flush()
    except OSError:
        silence(sys.stderr)  # nobody can be told; the exit status still says it


def silence(stream: TextIO) -> None:
    """Let what could not be written go nowhere: Python would try again at exit, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def readable(text: str) -> str:
    """Return a message with nothing in it that steers a terminal, its lines cut where they quote more than one reads."""
    return harmless("\n".join(line if len(line) <= LONGEST else line[: LONGEST - 1] + "…" for line in text.split("\n")))


def on_one_line(text: str) -> str:
    """Return a sentence on one line and no longer than one reads, whatever the names hold that it quotes."""
    from sprintsales.domain.text import clean_line

    return clean_line(text, cap=LONGEST)


def emit(document: Mapping[str, object]) -> None:
    """Print one JSON document; what could steer a terminal stands in it as an escape."""
    import json

    from sprintsales.domain.text import for_document

    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    sys.stdout.write(for_document(text, ascii_only=not speaks_unicode()) + "\n")


def speaks_unicode() -> bool:
    """Return whether standard output takes every character."""
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


def counted(many: int, word: str) -> str:
    """Return a number with its word in the right form: 1 deal, 8,800 deals, 2 activities."""
    if many == 1:
        return f"1 {word}"
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{many:,} {plural}"


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


def started(args: Namespace) -> list[str]:
    """Return how this command line began, for telling one that does it again: where, who and when, as far as that was said."""
    options = (("--db", getattr(args, "db", None)), ("--as", getattr(args, "user", None)), ("--today", getattr(args, "today", None)))
    return ["sprintsales", *(word for option, value in options if value and "://" not in str(value) for word in (option, str(value)))]
