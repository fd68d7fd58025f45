"""Verbs on leads: add one, change some, make one a deal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from sprintsales.domain import fuzzy
from sprintsales.domain.errors import NotFound, NotReadable, Refused
from sprintsales.domain.meanwhile import Over
from sprintsales.domain.text import clean_line
from sprintsales.services import dealing, roles
from sprintsales.services.deal_fields import Pen, Values, nothing, read_account, read_label, read_owner
from sprintsales.services.desk import Desk
from sprintsales.services.first_touch import arrange, let_go
from sprintsales.storage.queries import leads as stored
from sprintsales.storage.queries.leads import LeadRow
from sprintsales.storage.queries.names import read_names
from sprintsales.storage.schema import activity, enrolment, lead, proposal

if TYPE_CHECKING:
    from sqlmodel import Session

CATEGORIES = ("qualified", "unqualified", "price problem", "later", "partner")
"""Categories offered; a team writes its own."""
ME = "me"


class AlreadyADeal(Over):
    """The lead became a deal before."""


@dataclass(frozen=True, slots=True)
class Converted:
    """The deal a lead became, how much planned work went with it, and the entry in the journal."""

    deal_id: int
    items: int
    entry_id: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """Leads after a write, and the entry in the journal: none where everything was so already."""

    ids: tuple[int, ...]
    entry_id: int | None


def lead_numbered(connection: Connection, desk: Desk, words: str) -> int:
    """Return the id of the lead meant by `#12`, `12` or words of its name; raises NotFound, Ambiguous."""
    said = words.strip()
    number = said.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) <= 12:
        return rows_of(connection, desk, [int(number)])[0].id
    listed = [(row.id, f"{row.name} #{row.id}") for row in stored.leads(connection, desk.team.id)]
    key, _ = fuzzy.best(said, listed, what="lead")
    return key


def rows_of(connection: Connection, desk: Desk, ids: Iterable[int]) -> list[LeadRow]:
    """Return leads by id, each once; raises Gone for one somebody took away, NotFound for one never there."""
    wanted = list(dict.fromkeys(ids))
    found = {row.id: row for row in stored.leads(connection, desk.team.id, wanted)}
    for id_ in wanted:
        if id_ not in found:
            from sprintsales.services.meanwhile import gone

            raise gone(connection, desk, "lead", id_) or NotFound(f"There is no lead #{id_} here. See the numbers with: sprintsales leads")
    if not wanted:
        raise NotFound("No lead is named. Write its number, such as '#12', or words of its name.")
    return [found[id_] for id_ in wanted]


def refuse_others(connection: Connection, desk: Desk, row: LeadRow, *, taking: bool) -> None:
    """Raise NotYours for a lead of somebody else; one of the queue anybody who sells may look after, or take, but not give away."""
    if row.owner_id is None and taking:
        return
    roles.refuse_others(connection, desk, "lead", f"#{row.id}", row.owner_id)


def as_seen(desk: Desk, lead_id: int) -> dict[str, object]:
    """Return the columns of a lead as they are now, for deciding on; raises NotFound."""
    with desk.database.read() as connection:
        rows_of(connection, desk, [lead_id])
        return dict(connection.execute(select(lead).where(lead.c.id == lead_id)).mappings().one())


# Fields as people type them.


def read_category(_pen: Pen, _field: str, text: str) -> Values:
    """What the lead turned out to be."""
    return {"category": None if nothing(text) else clean_line(text)}


def read_own_name(pen: Pen, _field: str, text: str) -> Values:
    """The name of the person or company, kept in the text store."""
    from sprintsales.storage.persons import remember

    name = clean_line(text)
    if not name:
        raise NotReadable("A lead needs a name: name=Jo Berg")
    return {"name_id": remember(pen.connection, pen.team_id, "name", name)}


def read_its_owner(pen: Pen, field: str, text: str) -> Values:
    """Who follows it up: a name, `me`, or nobody."""
    return {"owner_id": pen.desk.me.id} if text.strip().casefold() == ME else read_owner(pen, field, text)


FIELDS: Mapping[str, Callable[[Pen, str, str], Values]] = {
    "name": read_own_name, "account": read_account, "owner": read_its_owner, "source": read_label, "category": read_category,
}  # fmt: skip


def check_fields(fields: Mapping[str, str]) -> None:
    """Raise NotReadable for a field leads do not have, or when there is none at all."""
    unknown = next((field for field in fields if field not in FIELDS), None)
    if unknown is not None:
        raise NotReadable(f"A lead has no field {unknown}. The fields are {', '.join(FIELDS)}.")
    if not fields:
        raise NotReadable("Say what to change, such as category=qualified or owner=ana.")


def read_fields(desk: Desk, connection: Connection, fields: Mapping[str, str]) -> Values:
    """Return the columns the fields fill."""
    pen = Pen(connection, desk, read_names(connection, desk.team.id), {})
    values: Values = {}
    for field, text in fields.items():
        values |= FIELDS[field](pen, field, text)
    return values


# Verbs.


def add_lead(desk: Desk, name: str, fields: Mapping[str, str] | None = None, *, token: str | None = None) -> Kept:
    """Add a lead that came in now: mine unless the fields say otherwise (owner=- puts it into the queue).

    Its first touch is planned for its owner, or proposed where that is somebody else. Raises NotReadable, NotFound, Ambiguous, NotYours.
    """
    given = {"owner": ME, **(fields or {}), "name": name}
    check_fields(given)

    def work(session: Session) -> int:
        from sprintsales.storage import rows, tables

        values: dict[str, Any] = read_fields(desk, session.connection(), given)
        if values["owner_id"] is not None:
            roles.refuse_others(session.connection(), desk, "lead", "A new lead", values["owner_id"])
        made = tables.Lead(team_id=desk.team.id, created_on=desk.today, created_at=desk.now, **values)
        lead_id = rows.add(session, made)
        arrange(session, desk, [lead_id])
        return lead_id

    done = desk.write(desk.act("lead", "added a lead"), work, token=token)
    return Kept((int(done.value),), done.entry_id)


def set_leads(
    desk: Desk,
    ids: Iterable[int],
    fields: Mapping[str, str],
    *,
    seen: Mapping[int, Mapping[str, object]] | None = None,
    token: str | None = None,
) -> Kept:
    """Change fields of leads in one act; a field somebody else changed since it was SEEN (default: now) raises ChangedMeanwhile.

    A new owner gets the first touch, planned or proposed; what was proposed to the old one is withdrawn, what the old one planned stays
    with who planned it. Raises NotReadable, NotFound, Gone, Ambiguous, NotYours.
    """
    check_fields(fields)
    wanted = list(ids)
    taking = fields.get("owner", ME).strip().casefold() in (ME, desk.me.name.casefold())

    def look(connection: Connection) -> list[LeadRow]:
        found = rows_of(connection, desk, wanted)
        for row in found:
            refuse_others(connection, desk, row, taking=taking)
        return found

    def work(session: Session, found: Sequence[LeadRow]) -> list[int]:
        from sprintsales.storage import rows, tables

        values = read_fields(desk, session.connection(), fields)
        changed = []
        for row in found:
            now = dict(session.connection().execute(select(lead).where(lead.c.id == row.id)).mappings().one())
            by = (seen or {}).get(row.id, now)
            if rows.edit(session, tables.Lead, row.id, {name: rows.Seen(by[name], value) for name, value in values.items()}):
                changed.append(row.id)
        if "owner_id" in values:
            let_go(session, desk, changed)
            arrange(session, desk, changed)
        return changed

    def tell(found: Sequence[LeadRow]) -> str:
        return f"changed {said(found)}: {', '.join(fields)}"

    done = desk.decide("lead", look, tell, work, token=token)
    return Kept(tuple(done.value), done.entry_id)


def said(found: Sequence[LeadRow]) -> str:
    """Return leads as the journal may name them: by number, never by a person's name."""
    return f"lead #{found[0].id}" if len(found) == 1 else f"{len(found)} leads"


def convert(desk: Desk, lead_id: int, fields: Mapping[str, str], *, token: str | None = None) -> Converted:
    """Make a lead a deal in the first open stage, with its account, source and owner; the lead stays and points at it.

    What is planned or proposed for the lead goes on for the deal, and its cadences stop. FIELDS are a deal's and win; without a name the
    deal is called as the account. Raises AlreadyADeal, NotReadable, NotFound, Ambiguous, NotYours.
    """

    def look(connection: Connection) -> LeadRow:
        [row] = rows_of(connection, desk, [lead_id])
        refuse_others(connection, desk, row, taking=True)
        if row.deal_id is not None:
            raise AlreadyADeal(f"Lead #{row.id} is the deal {row.deal} (#{row.deal_id}) already. Change that one.")
        named(row, fields)
        return row

    def work(session: Session, row: LeadRow) -> dict[str, int]:
        from sprintsales.storage import rows, tables

        connection = session.connection()
        given = {**fields, "name": named(row, fields)}
        dealing.check_fields(given)
        names = read_names(connection, desk.team.id)
        owner = desk.me.id if row.owner_id is None else row.owner_id
        before = {**dealing.blank(desk, names), "account_id": row.account_id, "source_id": row.source_id, "owner_id": owner}
        values = dealing.read_fields(desk, connection, names, before, given)
        dealing.settle(desk, names, before, values, given)
        columns: dict[str, Any] = {**before, **values}
        roles.refuse_others(connection, desk, "new deal", given["name"], columns["owner_id"])
        deal_id = rows.add(session, tables.Deal(**columns))
        rows.put(session, tables.Lead, row.id, deal_id=deal_id, won_on=row.won_on or desk.today, owner_id=owner)
        return {"deal": deal_id, "items": take_along(session, desk, row.id, deal_id)}

    done = desk.decide("lead", look, lambda row: f"made lead #{row.id} the deal {named(row, fields)}", work, token=token)
    return Converted(int(done.value["deal"]), int(done.value["items"]), done.entry_id)


def named(row: LeadRow, fields: Mapping[str, str]) -> str:
    """Return what the deal of a lead is called: as given, else as the account; raises DealNeedsName for a person without a company."""
    name = clean_line(fields.get("name") or row.account or "")
    if not name:
        raise DealNeedsName(f"Lead #{row.id} has no company to call the deal after. Give it a name: --name 'Nova pilot'")
    return name


class DealNeedsName(Refused):
    """A deal of a lead without a company has no name: a person's name is kept apart from deals."""


def take_along(session: Session, desk: Desk, lead_id: int, deal_id: int) -> int:
    """Let what is planned and proposed for a lead go on for its deal, stop its cadences, and return how many planned items there were."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import put

    connection = session.connection()
    a, p, e = activity.c, proposal.c, enrolment.c
    mine = select(a.id).where(a.team_id == desk.team.id, a.lead_id == lead_id, a.state == "planned", a.deal_id.is_(None))
    items = list(connection.execute(mine.order_by(a.id)).scalars())
    for id_ in items:
        put(session, tables.Activity, id_, deal_id=deal_id)
    for id_ in connection.execute(select(p.id).where(p.team_id == desk.team.id, p.lead_id == lead_id, p.state == "open")).scalars().all():
        put(session, tables.Proposal, id_, deal_id=deal_id)
    running = select(e.id).where(e.team_id == desk.team.id, e.lead_id == lead_id, e.stopped_on.is_(None))
    for id_ in connection.execute(running).scalars().all():
        put(session, tables.Enrolment, id_, stopped_on=desk.today, why="closed")
    return len(items)
