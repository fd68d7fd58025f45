"""What erasing a person would do and did, in sentences and as documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sprintsales.services.erasing import Forgotten, Outlook
    from sprintsales.storage.queries.mentions import Mention

SHOWN = 20
# One of a kind, several of it.
KINDS: Mapping[str, tuple[str, str]] = {
    "name": ("the name", "{} names"),
    "email": ("the e-mail address", "{} e-mail addresses"),
    "phone": ("the phone number", "{} phone numbers"),
    "address": ("the address", "{} addresses"),
    "note": ("1 note", "{} notes"),
    "reason": ("1 reason", "{} reasons"),
    "next_step": ("1 next step", "{} next steps"),
}
WHY = {"named": "by the whole name", "part": "by a part of the name only", "deal": "on a deal with this person"}
HEADS: Mapping[str, str] = {
    "named": "{n} of others name {name}. Erase them too with --mentions, or one by one with --text:",
    "part": "{n} of others hold a part of the name, and may mean somebody else. One by one: --text:",
    "deal": "{n} on deals with {name} stay, unless you say --text:",
}
PLACES = {"journal_entry": "act", "journal_change": "change", "import_seen": "import line", "journal_result": "result of act"}


def said_counts(counts: Mapping[str, int]) -> str:
    """Return how many texts of which kind, in words."""
    told = [
        (one if counts[kind] == 1 else several.format(f"{counts[kind]:,}")) for kind, (one, several) in KINDS.items() if counts.get(kind)
    ]
    return ", ".join(told) or "nothing: no text is left"


def outlook_text(view: Outlook, what: str) -> str:
    """Return what would go, what would stay, and where else the person is named; WHAT tells who it is."""
    person = view.person
    lines = [
        f"{person.name} is person #{person.number}: {what}{f' with a {view.seat}’s seat' if view.seat else ''}.",
        f"Goes, for good: {said_counts(view.counts)}.",
        f"Stays: work, deals, promises and all figures, under the name “erased person {person.number}”.",
    ]
    for why, head in HEADS.items():
        lines += mention_lines([one for one in view.mentions if one.why == why], head, person.name)
    if view.elsewhere:
        lines += ["", "These places are no texts of persons and keep the name; rename what you can (the journal keeps the old word):"]
        lines += [f"  {PLACES.get(one.table, one.table)} {one.row_id}, {one.column}: {one.excerpt}" for one in view.elsewhere[:SHOWN]]
        lines += [f"  and {len(view.elsewhere) - SHOWN:,} more"] if len(view.elsewhere) > SHOWN else []
    return "\n".join(lines)


def mention_lines(found: Sequence[Mention], head: str, name: str) -> list[str]:
    """Return texts that may speak of the person, each with its number and where it belongs."""
    if not found:
        return []
    count = "1 text" if len(found) == 1 else f"{len(found):,} texts"
    lines = ["", head.format(n=count, name=name)]
    lines += [f"  #{one.text_id} {place(one)}: {one.excerpt}" for one in found[:SHOWN]]
    return lines + ([f"  and {len(found) - SHOWN:,} more: --json lists them all"] if len(found) > SHOWN else [])


def place(one: Mention) -> str:
    """Return what a text is and where it belongs."""
    at = " and ".join(f"{PLACES.get(table, table).replace('_', ' ')} {row_id}" for table, row_id in one.at[:2])
    return f"{one.kind.replace('_', ' ')} {f'on {at}' if at else 'that belongs to nothing any more'}"


def outlook_document(view: Outlook) -> dict[str, object]:
    """Return the same as the document sprintsales.forget/1, with `erased` false."""
    return {
        "schema": "sprintsales.forget/1",
        "as_of": None,
        "person": view.person.number,
        "kind": view.person.kind,
        "name": view.person.name,
        "erased": False,
        "texts": dict(view.counts),
        "seat": view.seat,
        "mentions": [
            {
                "text": one.text_id,
                "kind": one.kind,
                "why": WHY[one.why],
                "excerpt": one.excerpt,
                "at": [{"table": table, "id": row_id} for table, row_id in one.at],
            }
            for one in view.mentions
        ],
        "elsewhere": [{"table": one.table, "id": one.row_id, "column": one.column, "excerpt": one.excerpt} for one in view.elsewhere],
    }


def forgotten_text(done: Forgotten) -> str:
    """Return what was erased, whether the bytes are gone, and where copies still hold it."""
    lines = [
        f"Erased person {done.number}: {said_counts(done.counts)}. Everything counted stays counted."
        if done.entry_id is not None
        else f"Person {done.number} is erased already; nothing new was found."
    ]
    if done.scrubbed:
        lines.append("Their bytes are gone from the database too.")
    if done.copies:
        shown = ", ".join(copy.name for copy in done.copies[:SHOWN])
        more = f" and {len(done.copies) - SHOWN} more" if len(done.copies) > SHOWN else ""
        lines.append(f"Copies in {done.copies[0].parent} still hold the texts: {shown}{more}. Delete them when you need them no longer;")
        lines.append("exports, files of refused rows and copies you put elsewhere hold them too.")
    else:
        lines.append(
            "No automatic copy holds the texts; exports, files of refused rows and copies you put elsewhere may, and so may the CRM."
        )
    if done.register is not None:
        lines.append(f"A restore of an older copy erases them again, by the list {done.register}: keep it beside the copies.")
    return "\n".join([*lines, *done.notes])


def forgotten_document(done: Forgotten) -> dict[str, object]:
    """Return the same as the document sprintsales.forget/1, with `erased` true."""
    return {
        "schema": "sprintsales.forget/1",
        "as_of": None,
        "person": done.number,
        "erased": True,
        "texts": dict(done.counts),
        "entry": done.entry_id,
        "scrubbed": done.scrubbed,
        "register": str(done.register) if done.register else None,
        "copies": [str(copy) for copy in done.copies],
        "notes": list(done.notes),
    }
