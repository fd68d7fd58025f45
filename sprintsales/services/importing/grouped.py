"""What an import has to tell, put together: refusals of one kind as one, and the names here that a new one is spelled almost like."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from sprintsales.domain.nearness import bare, nearest
from sprintsales.services.importing.book import Book, Shelf
from sprintsales.services.importing.conflicts import names_of
from sprintsales.services.importing.order import LINES_SHOWN, Refusal, Report, Worded

NEAR_SHOWN = 100
MOST_COMPARED = 5_000
"""Names: comparing a new one with more of them letter by letter would take longer than the import."""


@dataclass(slots=True)
class RefusalGroup:
    """Refusals of one kind: how many, the first lines, and the different values with theirs; `reason` is that of the first one."""

    code: str | None
    column: str | None
    reason: str
    count: int = 0
    lines: list[int] = field(default_factory=list)
    values: dict[str, Worded] = field(default_factory=dict)


def grouped(refusals: Iterable[Refusal]) -> list[RefusalGroup]:
    """Return the faults of refused rows, those of one column and one kind together, the most frequent first.

    Reasons are of one kind where they are the same but for the value and the line they quote.
    """
    found: dict[tuple[str | None, str | None, str], RefusalGroup] = {}
    for refusal in refusals:
        for fault in refusal.faults:
            kind = fault.code or fault.reason.replace(fault.value or "\0", "…")
            group = found.setdefault((fault.code, fault.column, kind), RefusalGroup(fault.code, fault.column, fault.reason))
            group.count += 1
            if len(group.lines) < LINES_SHOWN:
                group.lines.append(refusal.line)
            if fault.value:
                group.values.setdefault(fault.value, Worded()).note(refusal.line)
    return sorted(found.values(), key=lambda group: -group.count)


def find_near(connection: Connection, report: Report, book: Book) -> None:
    """Note beside each new name the one that was here before and is spelled almost so."""
    shelves = {"unknown_account": book.accounts, "unknown_rep": book.members, "unknown_product": book.products}
    for code, shelf in shelves.items():
        if code in report.warnings:
            note_near(connection, shelf, report.warnings[code].values)


def note_near(connection: Connection, shelf: Shelf, words: dict[str, Worded]) -> None:
    """Note the nearest name of a shelf beside each of the first words."""
    plain = {bare(name): name for name in shelf.before}
    found: dict[str, int] = {}
    for word in list(words)[:NEAR_SHOWN]:
        near = next(iter(nearest(bare(word), plain)), "") if len(plain) <= MOST_COMPARED else bare(word)
        if near in plain:
            found[word] = shelf.known[plain[near]]
    names = names_of(connection, shelf.table, set(found.values()))
    for word, row_id in found.items():
        words[word].near = names.get(row_id)
