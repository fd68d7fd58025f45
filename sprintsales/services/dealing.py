"""Verbs on deals: add one, change fields of one; closing and reopening follow from the stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from sprintsales.domain.errors import Ambiguous, NotFound, NotReadable, Refused
from sprintsales.domain.spoken import priced
from sprintsales.domain.text import clean_block, clean_line
from sprintsales.services import roles
from sprintsales.services.deal_fields import FIELDS, Before, Pen, Values
from sprintsales.services.desk import Desk
from sprintsales.services.views.deals import DealView, deal_view
from sprintsales.storage.database import Done
from sprintsales.storage.persons import texts
from sprintsales.storage.queries.lookup import Candidate, candidates, find_deal
from sprintsales.storage.queries.names import Names, read_names
from sprintsales.storage.schema import deal

if TYPE_CHECKING:
    from sqlmodel import Session


CALLED: Mapping[str, str] = {
    "close": "close_on", "close_date": "close_on", "amount": "value", "price": "value", "company": "account", "customer": "account",
    "rep": "owner", "start": "started_on", "agreement": "agreement_on", "closed": "closed_on", "category": "forecast_category",
    "chance": "probability", "region": "territory", "next": "next_step", "state": "status",
}  # fmt: skip
"""What people call some fields of a deal."""
CANDIDATES = 10
MOST_COMPARED = 500
TEXTS = frozenset({"next_step_id", "note_id"})
"""Columns that hold the number of a text: the same words have another number each time they are written."""


class NotOpen(Refused):
    """What was asked fits only an open deal, or only a closed one."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A deal after a write; `changed` False where everything was so already."""

    view: DealView
    entry_id: int | None

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return self.entry_id is not None


def deal_named(desk: Desk, text: str) -> int:
    """Return the id of the deal people mean by `#12`, a foreign id, a number or a name.

    Raises NotFound, or Ambiguous with what tells the deals apart: the open ones first.
    """
    with desk.database.read() as connection:
        try:
            return find_deal(connection, desk.team.id, text)
        except Ambiguous as unclear:
            ids = [key for key in unclear.keys if isinstance(key, int)]
            raise Ambiguous(apart(text, candidates(connection, desk.team.id, ids[:MOST_COMPARED]), len(ids)), ids) from None


def apart(text: str, found: Sequence[Candidate], many: int) -> str:
    """Return what tells the deals apart that some words fit, and how to name one of them."""
    first = found[0]
    lines = [f"“{clean_line(text)}” fits {many:,} deals, {sum(one.is_open for one in found):,} of them open:"]
    for one in found[:CANDIDATES]:
        value = "no value" if one.value is None else priced(one.value, one.currency)
        said = (f"#{one.id}", one.name, one.external_id, one.stage, one.owner or "nobody's", value)
        lines.append("  " + " · ".join(clean_line(part) for part in said if part))
    if many > CANDIDATES:
        lines.append(f"  and {many - CANDIDATES:,} more: sprintsales deals list WORDS")
    other = f", or its id in the CRM: {first.external_id}" if first.external_id else ""
    return "\n".join([*lines, f"Name one by its number in quotes: '#{first.id}'{other}."])


def as_seen(desk: Desk, deal_id: int) -> dict[str, object]:
    """Return the columns of a deal as they are now, for deciding on; raises NotFound."""
    with desk.database.read() as connection:
        return stored_row(connection, desk, deal_id)


def add_deal(desk: Desk, name: str, fields: Mapping[str, str] | None = None, *, token: str | None = None) -> Saved:
    """Add a deal and return it: mine, in the first open stage, started today, unless the fields say otherwise.

    Raises NotReadable, NotFound or Ambiguous for a field that cannot be read, NotYours for a rep who adds it for somebody else.
    """
    done = put_in(desk, name, fields, token=token)
    return Saved(_view(desk, int(done.value)), done.entry_id)


def put_in(desk: Desk, name: str, fields: Mapping[str, str] | None = None, *, token: str | None = None) -> Done[int]:
    """Add a deal and return its id, for whoever does not look at it now; raises what `add_deal` raises."""
    given = {"name": name, **(fields or {})}
    check_fields(given)
    shown = clean_line(name)

    def work(session: Session) -> int:
        from sprintsales.storage import rows, tables

        connection = session.connection()
        names = read_names(connection, desk.team.id)
        before = blank(desk, names)
        values = read_fields(desk, connection, names, before, given)
        settle(desk, names, before, values, given)
        columns: dict[str, Any] = {**before, **values}
        roles.refuse_others(connection, desk, "new deal", shown, columns["owner_id"])
        return rows.add(session, tables.Deal(**columns))

    return desk.write(desk.act("deal", f"added {shown}"), work, token=token)


def set_fields(
    desk: Desk,
    deal_id: int,
    fields: Mapping[str, str],
    *,
    reason: str | None = None,
    seen: Before | None = None,
    told: Before | None = None,
    token: str | None = None,
) -> Saved:
    """Change fields of a deal and return it; a field somebody else changed since it was SEEN (default: now) raises ChangedMeanwhile.

    What was TOLD by such a refusal may be overwritten; the fields are read by what was seen all the same. A stage that is won or lost
    closes the deal (today, unless closed_on is given), an open one reopens it. A push without a reason is taken and asked for later.
    Raises NotReadable, NotFound, Gone, Ambiguous, NotOpen, NotYours.
    """
    done = change(desk, deal_id, fields, reason=reason, seen=seen, told=told, token=token)
    return Saved(_view(desk, deal_id), done.entry_id)


def change(
    desk: Desk,
    deal_id: int,
    fields: Mapping[str, str],
    *,
    reason: str | None = None,
    seen: Before | None = None,
    told: Before | None = None,
    token: str | None = None,
) -> Done[bool]:
    """Change fields of a deal and return whether anything was different, for whoever does not look at it now.

    Reads and raises what `set_fields` does.
    """
    check_fields(fields)
    titles, why = ", ".join(FIELDS[field].title for field in fields), clean_block(reason) if reason else None

    def look(connection: Connection) -> Before:
        now = stored_row(connection, desk, deal_id)
        refuse_others(connection, desk, now, fields)
        return now

    def work(session: Session, now: Before) -> bool:
        return put_fields(session, desk, deal_id, fields, now, seen=seen, told=told)

    return desk.decide("deal", look, lambda before: f"changed {before['name']}: {titles}", work, reason=why or None, token=token)


def put_fields(
    session: Session,
    desk: Desk,
    deal_id: int,
    fields: Mapping[str, str],
    now: Before,
    *,
    seen: Before | None = None,
    told: Before | None = None,
) -> bool:
    """Change fields of a deal inside a write, NOW being its row, and return whether anything was different; raises what `change` does."""
    from sprintsales.storage import rows, tables

    connection, by = session.connection(), now if seen is None else seen
    names = read_names(connection, desk.team.id)
    values = same_texts(connection, now, read_fields(desk, connection, names, by, fields))
    before = {**by, **(told or {})}
    changes = {column: rows.Seen(before[column], value) for column, value in with_its_other_half(by, values).items()}
    rows.refuse_clashes(deal, now, changes)
    settled = {**values}
    settle(desk, names, now, settled, fields)  # by the deal as it is: its outcome may have changed since it was seen
    changes |= {column: rows.Seen(now[column], value) for column, value in settled.items() if column not in values}
    return rows.edit(session, tables.Deal, deal_id, changes)


def with_its_other_half(by: Before, values: Values) -> Values:
    """Return wanted columns with what one of them was read by: an amount means nothing in another currency, nor the other way round."""
    other = {"value": "currency", "currency": "value"}
    halves = {other[column]: by[other[column]] for column in values if column in other}
    return {**halves, **values}


def same_texts(connection: Connection, now: Before, values: Values) -> Values:
    """Return wanted columns where a text somebody else has just written word for word is theirs."""
    same: Values = {}
    for column in TEXTS & values.keys():
        mine, theirs = values[column], now[column]
        if isinstance(mine, int) and isinstance(theirs, int):
            said = texts(connection, (mine, theirs))
            same |= {column: theirs} if said[mine] == said[theirs] else {}
    return {**values, **same}


def refuse_others(connection: Connection, desk: Desk, now: Before, fields: Mapping[str, str]) -> None:
    """Raise NotYours for a deal that is somebody else's as it is now, whatever was seen."""
    owner = now["owner_id"]
    owner_id = owner if isinstance(owner, int) else None
    roles.refuse_others_deal(connection, desk, int(str(now["id"])), str(now["name"]), owner_id, hands_over="owner" in fields)


def check_fields(fields: Mapping[str, str]) -> None:
    """Raise NotReadable for a field deals do not have, or when there is none at all."""
    unknown = [field for field in fields if field not in FIELDS]
    if unknown:
        raise NotReadable(f"A deal has no field {unknown[0]}.{meant(unknown[0])} The fields are {', '.join(FIELDS)}.")
    if not fields:
        raise NotReadable("Say what to change, such as close_on=2026-12-18.")


def meant(word: str) -> str:
    """Return the question whether another field was meant: the one that begins so, else one that is spelled almost so."""
    said = word.casefold().replace(" ", "_").replace("-", "_")
    known = CALLED.get(said) or next((field for field in FIELDS if field.startswith(said)), None)
    near = [known] if known else get_close_matches(said, FIELDS, n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""


def blank(desk: Desk, names: Names) -> dict[str, object]:
    """Return a new deal before its fields: in the first open stage, mine, from today on."""
    first = next((row for id_, row in names.stages.items() if row.kind == "open" and not row.archived and id_ == row.id), None)
    if first is None:
        raise NotFound("There is no open stage to put a deal in. See the stages there are: sprintsales stages")
    return {
        "team_id": desk.team.id, "owner_id": desk.me.id, "pipeline_id": first.pipeline_id, "stage_id": first.id,
        "currency": desk.team.currency, "started_on": desk.today, "outcome": "open", "closed_on": None,
    }  # fmt: skip


def read_fields(desk: Desk, connection: Connection, names: Names, before: Before, fields: Mapping[str, str]) -> Values:
    """Return the columns the fields fill, each read with what the fields before it said."""
    values: Values = {}
    for field, how in FIELDS.items():
        if field in fields:
            pen = Pen(connection, desk, names, {**before, **values})
            values.update(how.read(pen, field, fields[field]))
    return values


def settle(desk: Desk, names: Names, before: Before, values: Values, fields: Mapping[str, str]) -> None:
    """Make outcome and closing day follow the stage; raises NotOpen where a closing day is given for a deal that stays open."""
    stage = names.stages[int(str(values.get("stage_id", before["stage_id"])))]
    was = before["outcome"]
    outcome = stage.kind if {"stage", "status"} & fields.keys() else was
    if outcome == "open":
        if values.get("closed_on") is not None:
            raise NotOpen("An open deal has no closing day. Close it with stage=won or stage=lost, and closed_on if it was not today.")
        if was != "open":
            values |= {"outcome": "open", "closed_on": None}
        return
    if outcome != was:
        values["outcome"] = outcome
        values.setdefault("closed_on", desk.today)
    started = values.get("started_on", before.get("started_on"))
    closed = values.get("closed_on")
    if isinstance(closed, date) and isinstance(started, date) and closed < started and before.get("started_on") == started:
        raise NotOpen(f"The deal started on {started}, so it cannot have closed on {closed}. Correct started_on too if that is wrong.")


def stored_row(connection: Connection, desk: Desk, deal_id: int) -> dict[str, object]:
    """Return a deal's row as it is stored; raises Gone for one somebody took away, NotFound for one never there."""
    row = connection.execute(select(deal).where(deal.c.team_id == desk.team.id, deal.c.id == deal_id)).mappings().first()
    if row is None:
        from sprintsales.services.meanwhile import gone

        raise gone(connection, desk, "deal", deal_id) or NotFound(
            f"There is no deal #{deal_id} here. See the numbers with: sprintsales deals list"
        )
    return dict(row)


def _view(desk: Desk, deal_id: int) -> DealView:
    with desk.database.read() as connection:
        return deal_view(connection, desk, deal_id)
