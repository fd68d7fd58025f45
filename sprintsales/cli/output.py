"""What a command prints: text made harmless, or one JSON document."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Mapping

from sprintsales.domain.text import for_terminal


def say(text: str = "") -> None:
    """Print text on standard output, harmless to any terminal."""
    sys.stdout.write("\n".join(for_terminal(line) for line in text.split("\n")) + "\n")


def tell(text: str) -> None:
    """Print a message on standard error, harmless to any terminal."""
    sys.stderr.write("\n".join(for_terminal(line) for line in text.split("\n")) + "\n")


def emit(document: Mapping[str, object]) -> None:
    """Print one JSON document; control characters inside are escaped by JSON itself."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def wants_json(args: Namespace) -> bool:
    """Return whether JSON was asked for."""
    return bool(getattr(args, "json", False)) or getattr(args, "format", "text") == "json"
