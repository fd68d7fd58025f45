"""Everything held on one person, as a report and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain

if TYPE_CHECKING:
    from sprintsales.services.person_record import PersonRecord

# What of a row is worth a column on paper; the document has every field.
SHOWN: Mapping[str, tuple[str, ...]] = {
    "activity": ("id", "type", "deal", "state", "planned_on", "done_on", "quantity_done", "outcome", "note", "result"),
    "deal": ("id", "name", "account", "stage", "outcome", "value", "currency", "close_on", "next_step", "note"),
    "deal_history": ("deal_id", "known_on", "stage_id", "value", "currency", "close_on", "outcome"),
    "membership": ("id", "member", "role", "reports_to", "territory", "from_on", "until_on"),
    "goal": ("metric", "period", "commit_level", "stretch_level", "from_on", "until_on", "reason"),
    "commitment": ("sprint", "on_day", "late", "load_minutes", "capacity_minutes", "withdrawn_by"),
    "commitment_item": ("commitment_id", "activity_id", "type", "deal", "quantity", "minutes", "planned_on"),
    "snapshot": ("kind", "on_day", "sprint", "digest"),
}
TITLES: Mapping[str, str] = {
    "activity": "activities",
    "commitment": "promises",
    "commitment_item": "promised items",
    "deal": "deals",
    "deal_history": "deals owned at some time, as they were known",
    "deal_past": "imported history of deals",
    "deal_person": "further functions on deals",
    "membership": "seats (own, and of those led)",
    "snapshot": "pictures of promises",
    "sprint": "sprints closed",
}
MOST = 6
"""Columns of a table that is not named above."""


def person_document(record: PersonRecord) -> dict[str, object]:
    """Return all that is held as the document sprintsales.person/1."""
    person = record.person
    return {
        "schema": "sprintsales.person/1",
        "as_of": record.today.isoformat(),
        "team": record.team,
        "person": {
            "number": person.number, "kind": person.kind, "id": person.row_id, "name": person.name, "email": person.email,
            "erased": person.erased, "row": record.own,
        },
        "counts": {name: len(rows) for name, rows in record.held.items()} | {"texts": len(record.texts), "acts": len(record.acts)},
        "texts": list(record.texts),
        "held": {name: list(rows) for name, rows in record.held.items()},
        "acts": {"count": len(record.acts), "by_verb": record.acts_by_verb, "entries": list(record.acts)},
        "imports": list(record.imports),
        "mentions": [{"text": one.text_id, "kind": one.kind, "why": one.why, "excerpt": one.excerpt} for one in record.mentions],
    }  # fmt: skip


def person_sheet(record: PersonRecord) -> Sheet:
    """Return all that is held as a report: one section for each kind of thing."""
    person = record.person
    own = [f"{name.replace('_', ' ')}: {value}" for name, value in record.own.items() if value is not None]
    sections = [
        Section("who", notes=(f"#{person.number} {person.name}, {person.kind}{f', {person.email}' if person.email else ''}", *own)),
        table("texts", record.texts, ("id", "kind", "text")),
    ]
    sections += [
        table(TITLES.get(name, name.replace("_", " ")), rows, columns_of(name, rows)) for name, rows in record.held.items() if rows
    ]
    verbs = ", ".join(f"{count:,} {verb}" for verb, count in record.acts_by_verb.items())
    acts = table("acts in the journal", record.acts, ("id", "recorded_at", "verb", "summary", "reason"))
    sections.append(Section(acts.title, acts.columns, acts.rows, (f"Together: {verbs}.",) if verbs else (), acts.empty))
    sections.append(table("lines of imports that named this person", record.imports, ("act", "source", "kind", "external_id")))
    named = [{"text": one.text_id, "kind": one.kind, "excerpt": one.excerpt} for one in record.mentions]
    sections.append(table("texts of others about this person", named, ("text", "kind", "excerpt")))
    return Sheet(f"Held on {person.name} in {record.team}, {record.today.isoformat()}", tuple(sections))


def columns_of(name: str, rows: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """Return the columns shown of a table: the chosen ones, else the first that anything stands in."""
    if name in SHOWN:
        return SHOWN[name]
    filled = [key for key in (rows[0] if rows else {}) if any(row[key] is not None for row in rows)]
    return tuple(key for key in filled if not key.endswith("_id"))[:MOST]


def table(title: str, rows: Iterable[Mapping[str, object]], names: Sequence[str]) -> Section:
    """Return rows as a section with some of their columns."""
    every = list(rows)
    columns = tuple(Column(name.replace("_", " "), cut=name in ("text", "summary", "note", "result", "name", "excerpt")) for name in names)
    lines = tuple(tuple(cell(row.get(name)) for name in names) for row in every)
    return Section(f"{title} ({len(every):,})", columns, lines, empty="Nothing.")


def cell(value: object) -> Cell:
    """Return one value as a cell."""
    return plain(None if value is None else "yes" if value is True else "no" if value is False else str(value))
