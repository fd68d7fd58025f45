"""The suggested plan as a table for people and as a document for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sprintsales.domain.activities import kind_of
from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import amount, day, iso, money
from sprintsales.reports.work_items import hours
from sprintsales.services.views.suggestions import nothing_words

if TYPE_CHECKING:
    from sprintsales.domain.suggesting import Suggestion
    from sprintsales.services.views.suggestions import SuggestionsView

COLUMNS = (
    Column("name", key="id"),
    Column("what"),
    Column("about", cut=True),
    Column("day"),
    Column("min", right=True, key="minutes"),
    Column("value", right=True, spare=True),
    Column("why", key="reason", wraps=True),
)


def what(one: Suggestion) -> str:
    """What to do, in words: 12 calls, or meeting."""
    kind = kind_of(one.what.type)
    return f"{one.what.quantity} {kind.plural}" if one.what.quantity > 1 else kind.name


def row(view: SuggestionsView, one: Suggestion) -> tuple[Cell, ...]:
    """Return a suggestion as a row; one that does not fit says so before its reason."""
    over = "" if one.fits else "does not fit: "
    return (
        plain(one.what.key), plain(what(one)), plain(one.what.title), Cell(day(one.day, view.today), iso(one.day)),
        Cell(str(one.what.minutes), one.what.minutes),
        Cell(amount(one.what.value, view.currency), money(one.what.value, view.currency)), plain(f"{over}{one.what.reason}"),
    )  # fmt: skip


def suggestions_sheet(view: SuggestionsView) -> Sheet:
    """Return what is suggested as a report: its name, what, about whom, day, minutes, value, reason, and where the week is full."""
    found = view.found
    assumed = " assumed" if view.assumed else ""
    load = f"Planned {hours(found.used)} of {hours(found.available)} h for selling{assumed}."
    keys = [one.what.key for one in found.fitting]
    with_all, room = found.load_with(keys), found.room_with(keys)
    fitting, over = len(found.fitting), found.left_over
    notes = [load]
    if found.lines:
        rest = f", {over} left over" if over else ""
        notes.append(
            f"{fitting} fit{'s' if fitting == 1 else ''}{rest}: with all that fit {hours(with_all)} of {hours(room)} h for selling."
        )
        notes.append(
            f"Nothing is planned yet: --accept {found.lines[0].what.key} plans one, several names several, --accept all what fits."
        )
    section = Section("", COLUMNS, tuple(row(view, one) for one in found.lines), tuple(notes), empty=nothing_words(view))
    return Sheet(f"Suggestions for {view.sprint.name}: {view.who.name}", (section,))


def suggestions_document(view: SuggestionsView) -> dict[str, object]:
    """Return what is suggested as a document."""
    found = view.found
    return {
        "schema": "sprintsales.suggestions/1",
        "as_of": iso(view.today),
        "sprint": view.sprint.number,
        "member": view.who.name,
        "currency": view.currency,
        "used_minutes": found.used,
        "capacity_minutes": found.available,
        "assumed": view.assumed,
        "fitting": len(found.fitting),
        "left_over": found.left_over,
        "suggestions": [
            {
                "id": one.what.key, "rank": one.rank, "code": one.what.code, "type": one.what.type, "quantity": one.what.quantity,
                "title": one.what.title, "deal_id": one.what.deal_id, "item_id": one.what.activity_id,
                "proposal_id": one.what.proposal_id, "day": iso(one.day), "minutes": one.what.minutes,
                "load_minutes": one.what.selling_cost, "value": money(one.what.value, view.currency), "fits": one.fits,
                "reason": one.what.reason,
            }
            for one in found.lines
        ],
    }  # fmt: skip
