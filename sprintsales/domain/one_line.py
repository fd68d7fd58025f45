"""Owns that one piece of work is one line: several lines, as a paste brings them, are told apart and never run together."""

from __future__ import annotations

import re

from sprintsales.domain.text import clean_line

_BULLET = re.compile(r"\s*(?:[-*+•·‣–—>]\s+|[0-9]{1,2}[.)]\s+|\[[ xX]?\]\s*)+")
"""What a pasted list begins its lines with: - * • 1. 2) [ ]."""
_ENDS = re.compile("[\r\n\u2028\u2029]+")


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that say something, each to be read for itself."""
    return [said for line in _ENDS.split(text) if (said := without_bullet(line).strip())]


def without_bullet(text: str) -> str:
    """Return a line without what a list puts before it."""
    return _BULLET.sub("", text, count=1) if _BULLET.match(text) else text


def too_many(text: str) -> tuple[str, ...]:
    """Return the sentence that refuses several lines as one; nothing for one line."""
    lines = lines_of(text)
    if len(lines) < 2:
        return ()
    return (f"These are {len(lines)} lines; each is one piece of work. Write one at a time, first “{clean_line(lines[0], cap=60)}”.",)
