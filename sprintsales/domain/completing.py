"""Owns what the word at the cursor of a line of quick add may become, and in which order that is offered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sprintsales.domain.activities import type_begun, type_named
from sprintsales.domain.dates import DayReader, readings
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.fuzzy import Fit
from sprintsales.domain.jumping import ACCOUNT, DEAL, LEAD, Candidate, Ranked, ranked
from sprintsales.domain.one_line import without_bullet
from sprintsales.domain.periods import WEEKDAYS
from sprintsales.domain.times import read_minutes, read_span, read_time

ANY, DAY = "any", "day"
OF_MARK = {"@": ACCOUNT, "account:": ACCOUNT, "lead:": LEAD, "#": DEAL}
"""What the name after a mark can be."""

_QUOTE = '"“”„'
_MARK = r"@|#|(?i:lead|account|list):"
_UNCLOSED = re.compile(rf"(?:^|(?<=\s))(?P<mark>{_MARK})?[{_QUOTE}](?P<words>[^{_QUOTE}]*)$")
_WORD = re.compile(rf"(?P<mark>{_MARK})?(?:[{_QUOTE}](?P<quoted>[^{_QUOTE}]*)[{_QUOTE}]|(?P<word>\S*))")
_COUNT = re.compile(r"[0-9]{1,4}[x×]?", re.IGNORECASE)
_ABOUT = {"re", "re:", "about", "about:", "next"}
_LONGEST = 4
"""Words in the longest day or time."""
_MOST = 8
"""Words of a name that are looked for: a longer line is a note by now."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """The part of a line that is being written: from `start` up to `end` stand the `words` of something of a `kind`."""

    start: int
    end: int
    words: str
    kind: str = ANY


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    mark: str
    quoted: bool

    @property
    def plain(self) -> bool:
        return not self.mark and not self.quoted


def fragment_at(text: str, cursor: int, reader: DayReader) -> Fragment | None:
    """Return what is being written before the cursor, None where it is no name: the kind of work, a note, after a name in quotes."""
    typed = text[:cursor]
    words = [
        _Word(
            each.start(),
            each.end(),
            each["quoted"] if each["quoted"] is not None else each["word"],
            (each["mark"] or "").lower(),
            bool(each["quoted"]),
        )
        for each in _WORD.finditer(typed)
        if each.end() > each.start()
    ]
    rest = _after_type(words, typed)
    if rest and rest[-1].plain and rest[-1].end == len(typed) and len(days_of(rest[-1].text, reader)) == 2:
        return Fragment(rest[-1].start, len(typed), rest[-1].text, DAY)
    if rest is None or any(word.plain and word.text.lower() in _ABOUT for word in rest):
        return None
    unclosed = _UNCLOSED.search(typed)
    if unclosed is not None and sum(typed.count(sign) for sign in _QUOTE) % 2:
        mark = (unclosed["mark"] or "").lower()
        return _named(unclosed.start(), cursor, unclosed["words"], mark)
    last = rest[-1] if rest else None
    if last is not None and last.mark and last.end == len(typed):
        return None if last.quoted else _named(last.start, cursor, last.text, last.mark)
    if any(word.quoted or word.mark in {"#", "lead:"} for word in rest):
        return None
    return _plain(rest, typed, reader)


def _named(start: int, end: int, words: str, mark: str) -> Fragment | None:
    if mark == "list:" or (mark == "#" and not words.isdigit()):
        return None
    return Fragment(start, end, f"#{words}" if mark == "#" else words, OF_MARK.get(mark, ANY))


def _after_type(words: list[_Word], typed: str) -> list[_Word] | None:
    """The words after count and kind of work; None where no kind is named yet, or it is still being written."""
    words = [word for word in words if word.start >= len(typed) - len(without_bullet(typed))]
    at = 1 if words and words[0].plain and _COUNT.fullmatch(words[0].text) else 0
    at += at and len(words) > at and words[at].text.lower() in {"x", "×"}
    for size in (3, 2, 1):
        head = words[at : at + size]
        if len(head) == size and all(word.plain for word in head) and _is_kind(" ".join(word.text for word in head), size):
            if head[-1].end == len(typed):
                return None
            at += size
            break
    else:
        return None
    if len(words) > at and words[at].plain and re.fullmatch(r"[0-9]{1,4}[x×]", words[at].text, re.IGNORECASE):
        at += 1
    return words[at:]


def _is_kind(words: str, size: int) -> bool:
    return type_named(words) is not None or (size == 1 and type_begun(words) is not None)


def _plain(rest: list[_Word], typed: str, reader: DayReader) -> Fragment | None:
    """The name being written without a mark: the plain words at the end, without a day that stands before them."""
    name: list[_Word] = []
    for word in reversed(rest):
        if not word.plain:
            break
        name.insert(0, word)
    while name:
        size = next((size for size in range(min(_LONGEST, len(name) - 1), 0, -1) if _told(name[:size], reader)), 0)
        if not size:
            break
        name = name[size:]
    if len(name) > _MOST:
        return None
    if not name:
        return Fragment(len(typed), len(typed), "") if typed.endswith(" ") else None
    return Fragment(name[0].start, len(typed), " ".join(word.text for word in name))


def _told(words: list[_Word], reader: DayReader) -> bool:
    """Whether words are a day, a time or an effort."""
    said = " ".join(word.text for word in words)
    try:
        return read_span(said) is not None or read_minutes(said) is not None or read_time(said) is not None or reader.look(said) is not None
    except NotReadable:
        return True


def days_for(fragment: Fragment, reader: DayReader) -> tuple[date, ...]:
    """Return both days a numeric date may mean."""
    return days_of(fragment.words, reader)


def days_of(word: str, reader: DayReader) -> tuple[date, ...]:
    """Return both days a word may mean: 3/4, and today's weekday, which is today or in a week; else one or none."""
    said = word.lower()
    if said in WEEKDAYS and WEEKDAYS.index(said) == reader.today.weekday():
        return (reader.today, reader.today + timedelta(weeks=1))
    return readings(word, reader)


def open_question(text: str, reader: DayReader) -> Fragment | None:
    """Return the first day of a line that may mean two, wherever it stands; None where there is none."""
    for each in _WORD.finditer(text):
        word = each["word"]
        if word and not each["mark"] and len(readings(word, reader)) == 2:
            return Fragment(each.start(), each.end(), word, DAY)
    return None


def where_named(text: str, words: Sequence[str], mark_kind: str = ANY) -> Fragment | None:
    """Return where in a line some words of a name stand, with their mark; None where they are not there one after the other."""
    mark = "|".join(re.escape(one) for one, kind in OF_MARK.items() if kind == mark_kind)
    before = f"(?i:{mark})" if mark else ""
    gap = r"\s+"
    found = re.search(rf"(?:^|(?<=\s)){before}[{_QUOTE}]?{gap.join(map(re.escape, words))}[{_QUOTE}]?", text)
    return None if found is None else Fragment(found.start(), found.end(), " ".join(words), mark_kind)


def offered(words: str, candidates: Iterable[Candidate], limit: int) -> list[Ranked]:
    """Return what a name may be, the likeliest first: my open deals, then what else is open, then what is closed.

    Inside these as the jump ranks them. Letters in order are offered only for one word, and only where nothing fits better.
    """
    known = list(candidates)
    found = ranked(words, known, {}, len(known))
    if words.strip():
        sure = [hit for hit in found if hit.fit > Fit.SEQUENCE]
        found = sure or ([] if " " in words.strip() else found)
    found.sort(key=lambda hit: (hit.candidate.over, not _mine(hit.candidate)))
    return found[:limit]


def _mine(one: Candidate) -> bool:
    return one.kind == DEAL and one.near and not one.over


def quoted(name: str, number: int, kind: str, *, alone: bool) -> str:
    """Return how a name is written into the line so that it means this one: in quotes, or by its number where that would not do."""
    mark = {ACCOUNT: "@", LEAD: "lead:"}.get(kind, "")
    fits = alone and name == " ".join(name.split()) and not any(sign in name for sign in _QUOTE)
    return f'{mark}"{name}"' if fits else f"{mark}#{number}"


def put(text: str, fragment: Fragment, words: str) -> tuple[str, int]:
    """Return the line with words in the place of what was being written, and the place of the cursor behind them and a blank."""
    rest = text[fragment.end :].lstrip(" ")
    start = f"{text[: fragment.start]}{words} "
    return start + rest, len(start)


def as_typed(day: date) -> str:
    """Return a day as it is understood without asking: 2027-04-03."""
    return day.isoformat()
