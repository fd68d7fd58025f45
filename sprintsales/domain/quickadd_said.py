"""Owns what is said of a line of quick add once it is read: what was understood, and what in it does not go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sprintsales.domain.activities import TYPES
from sprintsales.domain.dates import DayReader, day_name

if TYPE_CHECKING:
    from sprintsales.domain.quickadd import QuickAdd


def contradictions(line: QuickAdd, reader: DayReader) -> list[str]:
    """Return what in a line does not go together, as sentences."""
    problems: list[str] = []
    if not line.quantity:
        problems.append("Nothing to do: the count is 0.")
    if len(line.days) > 1 and line.quantity != len(line.days):
        problems.append(
            f"{len(line.days)} days but {line.quantity} of it; write {len(line.days)}x for one on each day, or a line for each day. "
            "A name goes in quotes."
        )
    if len(set(line.days)) < len(line.days):
        problems.append("The same day stands there twice.")
    if line.deal_ref and (line.target_words or line.lead):
        problems.append(f"Both #{line.deal_ref} and “{line.target or line.lead}” are named; leave one out.")
    elif line.target_words and line.lead:
        problems.append(f"Both “{line.target}” and the lead “{line.lead}” are named; leave one out.")
    if reader.past and line.target_words and line.target_words[-1].lower() == "next":
        problems.append("Nothing follows “next”; write what comes next, such as: next email fri.")
    late = [day for day in line.days if reader.past and day > reader.today]
    if late:
        problems.append(f"{day_name(late[0])} is still to come; for the next step write: next call fri.")
    return problems


def understood(line: QuickAdd) -> tuple[tuple[str, str], ...]:
    """Return what was read as (label, value), in the order people check it."""
    kind = TYPES.get(line.type_code or "")
    outcome = kind.outcome(line.outcome) if kind and line.outcome else None
    said = (
        ("type", kind.name if kind else None),
        ("quantity", str(line.quantity) if line.quantity != 1 else None),
        ("name", f"“{line.target}”" if line.quoted else line.target or None),
        ("deal", f"#{line.deal_ref}" if line.deal_ref is not None else None),
        ("account", line.account),
        ("lead", line.lead),
        ("list", line.list_name),
        ("outcome", outcome.label if outcome else None),
        ("days" if line.separate else "day", ", ".join(map(day_name, line.days)) or None),
        ("time", line.time.strftime("%H:%M") if line.time else None),
        ("effort", f"{line.minutes} min{' each' if line.separate else ''}" if line.minutes else None),
        ("note", line.note),
    )
    return tuple((label, value) for label, value in said if value)
