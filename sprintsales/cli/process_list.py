"""What a list of processes shows of us: the words we were started with, without a password among them."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

from sprintsales.settings import without_password

BEFORE_THE_WORDS = 45
"""Fields of /proc/self/stat behind the program's name that come before the address of its first word."""


def hide_passwords(words: Iterable[str]) -> None:
    """Write over passwords in the words the system keeps for everybody to see; does nothing on a system that keeps them elsewhere."""
    try:
        fields = Path("/proc/self/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        start, end = int(fields[BEFORE_THE_WORDS]), int(fields[BEFORE_THE_WORDS + 1])
    except (OSError, IndexError, ValueError):
        return
    if not 0 < start < end:
        return
    kept = ctypes.string_at(start, end - start)
    for word in words:
        option, is_set, url = word.partition("=") if word.startswith("--db=") else ("", "", word)
        try:
            said, shown = os.fsencode(word), os.fsencode(f"{option}{is_set}{without_password(url)}")
        except UnicodeEncodeError:
            continue  # half a character cannot have come from the system, so it keeps no such word
        place = kept.find(said)
        if place >= 0 and shown != said:
            ctypes.memmove(start + place, shown.ljust(len(said)), len(said))
