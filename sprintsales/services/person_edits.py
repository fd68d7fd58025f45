"""A person changed by a manager: name, e-mail address, function, whom the person reports to, territory; the own address by oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.domain.meanwhile import InWords
from sprintsales.domain.text import clean_line
from sprintsales.services import roles
from sprintsales.services.calendar_edits import member_name
from sprintsales.services.desk import Desk
from sprintsales.services.seats import FUNCTIONS, changed_from, sound_name
from sprintsales.storage.persons import texts
from sprintsales.storage.queries import people, seats
from sprintsales.storage.queries.seats import SeatRow
from sprintsales.storage.schema import label, member

if TYPE_CHECKING:
    from sqlmodel import Session

NAME, EMAIL, FUNCTION, REPORTS_TO, TERRITORY = "name", "email", "function", "reports_to", "territory"
FIELDS = (NAME, EMAIL, FUNCTION, REPORTS_TO, TERRITORY)
OF_SEAT = {REPORTS_TO: "reports_to_id", TERRITORY: "territory_id"}
LONGEST = 120
UNSEEN = object()
"""Nobody said what was on screen: then what is there now was seen."""


class AlreadyCalled(Refused):
    """Somebody else has this address, or this name without an address to tell the two apart."""


class RoundInCircles(Refused):
    """After this somebody would report to themselves, over others or at once."""


class NoSeatNow(Refused):
    """Somebody without a seat reports to nobody and has no territory."""


def change_person(
    desk: Desk, member_id: int, field: str, wanted: str | int | None, *, shown: object = UNSEEN, token: str | None = None
) -> bool:
    """Change one field of a person and return whether it was different; None empties it (a name stays).

    WANTED is a text, a function's code, or for `reports_to` who it is; SHOWN is the same of what the user saw. Whom somebody reports to
    and the territory change from today on, and where nothing was noted, for the whole seat. Raises OnlyManagers, NotYours for somebody
    else's address, NotFound, NotReadable, AlreadyCalled, RoundInCircles, NoSeatNow, ChangedMeanwhile.
    """
    if field not in FIELDS:
        raise NotReadable(f"A person has {', '.join(FIELDS)}.")
    value = sound(field, wanted)

    def look(connection: Connection) -> str:
        name = member_name(connection, desk, member_id)
        if field == EMAIL:
            roles.refuse_others(connection, desk, "address", "This e-mail address", member_id)
        if field == REPORTS_TO and isinstance(value, int):
            refuse_circle(connection, desk, member_id, value)
        if field in (NAME, EMAIL) and value is not None:
            refuse_same(connection, desk, member_id, field, str(value))
        return name

    def work(session: Session, _name: str) -> bool:
        if field in OF_SEAT:
            return set_on_seat(session, desk, member_id, field, value, shown)
        return set_on_person(session, desk, member_id, field, value, shown)

    said = f"changed the {field.replace('_', ' ')} of a member"  # no name and no address: the journal keeps what it says for ever
    return desk.decide("person" if field == EMAIL else "seat", look, lambda _name: said, work, token=token).value


def sound(field: str, wanted: str | int | None) -> str | int | None:
    """Return a value as it is kept; raises NotReadable."""
    if field == REPORTS_TO:
        return int(wanted) if wanted is not None else None
    if field == NAME:
        return sound_name(str(wanted or ""))
    text = clean_line(str(wanted or "")) or None
    if text is not None and len(text) > LONGEST:
        raise NotReadable(f"This has {len(text)} characters; at most {LONGEST} are kept.")
    if field == EMAIL and text is not None and ("@" not in text or " " in text):
        raise NotReadable(f"“{text}” is no e-mail address. Leave it empty where there is none.")
    if field == FUNCTION and text is not None and text not in FUNCTIONS:
        raise NotReadable(f"A function is one of {', '.join(FUNCTIONS)}.")
    return text


def refuse_circle(connection: Connection, desk: Desk, member_id: int, boss_id: int) -> None:
    """Raise RoundInCircles where the new superior is the person, or reports to the person; NotFound, NoSeatNow for who leads nobody."""
    boss, held = member_name(connection, desk, boss_id), people.seats_on(connection, desk.team.id, desk.today)
    if boss_id not in held:
        raise NoSeatNow(f"{boss} has no seat today, so nobody reports there. Choose somebody who is in the team.")
    above: int | None = boss_id
    passed: set[int] = set()
    while above is not None and above not in passed:
        if above == member_id:
            name = member_name(connection, desk, member_id)
            way = "Nobody reports to oneself." if boss_id == member_id else f"Let {boss} report to somebody else first."
            raise RoundInCircles(f"{name} would report to {name}{'' if boss_id == member_id else f', over {boss}'}. {way}")
        passed.add(above)
        above = held[above][1] if above in held else None


def refuse_same(connection: Connection, desk: Desk, member_id: int, field: str, value: str) -> None:
    """Raise AlreadyCalled for another member's address, and for another one's name unless addresses tell the two apart."""
    everyone = people.members(connection, desk.team.id, desk.today)
    me = next(one for one in everyone if one.id == member_id)
    for one in everyone:
        if one.id == member_id or value.casefold() != ((one.email if field == EMAIL else one.name) or "").casefold():
            continue
        if field == EMAIL:
            raise AlreadyCalled(f"{one.name} has this e-mail address. Write another, or none.")
        if one.email is None or me.email is None:
            raise AlreadyCalled(f"There is a {one.name} already. Give both an e-mail address first, so that one can tell them apart.")


def set_on_person(session: Session, desk: Desk, member_id: int, field: str, value: str | int | None, shown: object) -> bool:
    """Write a name, an address or a function; the text of a name or address is a new one, because the journal knows texts by number."""
    from sprintsales.storage import tables
    from sprintsales.storage.persons import remember
    from sprintsales.storage.rows import Seen, edit, row_to_write

    row = row_to_write(session, member, member_id)
    if field == FUNCTION:
        return edit(session, tables.Member, member_id, {FUNCTION: Seen(row[FUNCTION] if shown is UNSEEN else shown, value)})
    column = f"{field}_id"
    number = row[column]
    now = texts(session.connection(), [number]).get(number) if isinstance(number, int) else None
    if now == value:
        return False
    seen = number if shown is UNSEEN or shown in (now, number) else InWords(str(shown or f"no {field}"))
    new = remember(session.connection(), desk.team.id, field, str(value)) if value is not None else None
    return edit(session, tables.Member, member_id, {column: Seen(seen, new)})


def set_on_seat(session: Session, desk: Desk, member_id: int, field: str, value: str | int | None, shown: object) -> bool:
    """Write whom somebody reports to, or the territory, on the seat of today or the next one, and on those after it that said the same."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import Seen, put, refuse_clashes, row_to_write, table_of

    connection, column = session.connection(), OF_SEAT[field]
    seat, later = standing(connection, desk, member_id)
    wanted = territory_id(connection, desk, value) if field == TERRITORY else value
    now = getattr(seat, column)
    seen = now if shown is UNSEEN else shown
    if field == TERRITORY and shown is not UNSEEN and not isinstance(shown, int):
        called = connection.execute(select(label.c.name).where(label.c.id == now)).scalar()
        seen = now if shown == called else InWords(str(shown or "no territory"))
    table = table_of(tables.Membership)
    refuse_clashes(table, row_to_write(session, table, seat.id), {column: Seen(seen, wanted)})
    if wanted == now:
        return False
    begins = desk.today if seat.from_on is None or seat.from_on < desk.today else seat.from_on
    if now is None:
        put(session, tables.Membership, seat.id, **{column: wanted})
    else:
        changed_from(session, desk, seat, begins, {column: wanted})
    for one in later:
        if getattr(one, column) == now:
            put(session, tables.Membership, one.id, **{column: wanted})
    return True


def standing(connection: Connection, desk: Desk, member_id: int) -> tuple[SeatRow, list[SeatRow]]:
    """Return the seat somebody has today, else the next one, and those after it; raises NoSeatNow."""
    every = seats.seats(connection, desk.team.id, member_id)
    coming = [one for one in every if one.until_on is None or one.until_on > desk.today]
    if not coming:
        name = member_name(connection, desk, member_id)
        raise NoSeatNow(f"{name} has no seat, so this says nothing yet. Give one first.")
    return coming[0], coming[1:]


def territory_id(connection: Connection, desk: Desk, name: str | int | None) -> int | None:
    """Return the territory of this name, a new one where there is none yet; None for none."""
    from sprintsales.storage.bulk import inserted

    if name is None:
        return None
    rows = connection.execute(label.select().where(label.c.team_id == desk.team.id, label.c.kind == TERRITORY))
    known = next((int(row.id) for row in rows if row.name.casefold() == str(name).casefold()), None)
    return known or inserted(connection, label, {"team_id": desk.team.id, "kind": TERRITORY, "name": str(name)})


def territories(connection: Connection, desk: Desk) -> list[str]:
    """Return the names of the team's territories."""
    rows = connection.execute(select(label.c.name).where(label.c.team_id == desk.team.id, label.c.kind == TERRITORY))
    return sorted(rows.scalars(), key=str.casefold)
