"""Seats changed: somebody joins the team, has another role from a day on, or leaves after a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from sprintsales.domain.dates import day_name
from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.domain.periods import DAY
from sprintsales.domain.text import clean_line
from sprintsales.services import roles
from sprintsales.services.calendar_edits import member_name
from sprintsales.services.desk import Desk
from sprintsales.services.handing import LeftBehind, give, left_behind, refuse_no_heir
from sprintsales.storage.queries import people, seats
from sprintsales.storage.queries.people import MemberRow
from sprintsales.storage.queries.seats import SeatRow

if TYPE_CHECKING:
    from sqlmodel import Session

ROLES = (roles.REP, roles.MANAGER, roles.VIEWER)
FUNCTIONS = ("lead_gen", "sdr", "ae", "am", "cs")
NAME_LENGTH = 120


class AlreadyHere(Refused):
    """The person has a seat already."""


class NoSeatThen(Refused):
    """The person has no seat on that day."""


class SameRole(Refused):
    """The person has this role already."""


class SeatFollows(Refused):
    """Another seat of the person begins after that day."""


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody who joins: name, address, what the person does and may do, and from which day on."""

    name: str
    email: str | None = None
    function: str | None = None
    role: str = roles.REP
    from_on: date | None = None


def add_member(desk: Desk, wish: NewMember, *, token: str | None = None) -> int:
    """Give somebody a seat and return who it is: a new person, or one known by name or address who has no seat now.

    Raises OnlyManagers, AlreadyHere, NotReadable for a name, address, role or function that is none.
    """
    name, email = sound_name(wish.name), clean_line(wish.email or "") or None
    if email is not None and "@" not in email:
        raise NotReadable(f"“{email}” is no e-mail address. Leave it out where there is none.")
    if wish.role not in ROLES or wish.function not in (*FUNCTIONS, None):
        raise NotReadable(f"Choose a role of {', '.join(ROLES)} and a function of {', '.join(FUNCTIONS)}.")
    from_on = wish.from_on or desk.today

    def look(connection: Connection) -> int | None:
        members = people.members(connection, desk.team.id, desk.today)
        known = next((one for one in members if email is not None and (one.email or "").casefold() == email.casefold()), None)
        if known is None:
            known = next((one for one in members if one.name.casefold() == name.casefold() and (email is None or one.email is None)), None)
            if known is not None and email is not None and seat_from(connection, desk, known, from_on) is not None:
                return None  # another person of the same name, with an address of the own
        if known is not None:
            refuse_seated(connection, desk, known, from_on)
        return None if known is None else known.id

    def work(session: Session, known: int | None) -> int:
        from sprintsales.storage import tables
        from sprintsales.storage.persons import remember
        from sprintsales.storage.rows import add, put

        connection, team = session.connection(), desk.team.id
        address = remember(connection, team, "email", email) if email else None
        if known is None:
            row = tables.Member(team_id=team, name_id=remember(connection, team, "name", name), email_id=address, function=wish.function)
            who = add(session, row)
        else:
            who = known
            said = {"function": wish.function, "email_id": address}
            put(session, tables.Member, who, **{column: value for column, value in said.items() if value is not None})
        leads = desk.me.id if wish.role == roles.REP and roles.role_now(connection, desk) == roles.MANAGER else None
        add(session, tables.Membership(team_id=team, member_id=who, role=wish.role, reports_to_id=leads, from_on=from_on))
        return who

    return desk.decide("seat", look, lambda _known: f"gave a {wish.role}’s seat from {day_name(from_on)}", work, token=token).value


def sound_name(text: str) -> str:
    """Return a name on one line; raises NotReadable for none and for more than a name."""
    name = clean_line(text)
    if not name:
        raise NotReadable("A person needs a name.")
    if len(name) > NAME_LENGTH:
        raise NotReadable(f"A name has at most {NAME_LENGTH} characters; this one has {len(name)}.")
    return name


def seat_from(connection: Connection, desk: Desk, known: MemberRow, from_on: date) -> SeatRow | None:
    """Return the seat somebody has from a day on, or gets after it."""
    every = seats.seats(connection, desk.team.id, known.id)
    return next((seat for seat in every if seat.until_on is None or seat.until_on > from_on), None)


def refuse_seated(connection: Connection, desk: Desk, known: MemberRow, from_on: date) -> None:
    """Raise AlreadyHere for somebody who has a seat from that day on, or gets one."""
    seat = seat_from(connection, desk, known, from_on)
    if seat is not None:
        when = f"from {day_name(seat.from_on)}" if seat.from_on is not None and seat.from_on > desk.today else "already"
        way = "Change the role instead, or give another person of the same name an e-mail address."
        raise AlreadyHere(f"{known.name} has a {seat.role}’s seat {when}. {way}")


def change_role(
    desk: Desk, member_id: int, role: str, from_on: date | None = None, *, shown: str | None = None, token: str | None = None
) -> int:
    """Give somebody another role from a day on (today) and return the seat's id; SHOWN is the role the user saw.

    Raises OnlyManagers, NoSeatThen, SameRole, NoManagerLeft, ChangedMeanwhile; NotReadable for a day that is over and for no role.
    """
    on = from_on or desk.today
    if role not in ROLES:
        raise NotReadable(f"“{role}” is no role; choose one of {', '.join(ROLES)}.")
    if on < desk.today:
        raise NotReadable("A role changes from today on or later: what was done under the old one stays as it was.")

    def look(connection: Connection) -> SeatRow:
        return seat_on(connection, desk, member_id, on)

    def work(session: Session, seat: SeatRow) -> int:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import Seen, refuse_clashes, row_to_write, table_of

        table, wanted = table_of(tables.Membership), {"role": Seen(seat.role if shown is None else shown, role)}
        refuse_clashes(table, row_to_write(session, table, seat.id), wanted)
        if seat.role == role:
            raise SameRole(
                f"{member_name(session.connection(), desk, member_id)} is a {role} on that day already. Choose another role or another day."
            )
        made = changed_from(session, desk, seat, on, {"role": role})
        roles.refuse_unled(session.connection(), desk)
        return made

    return desk.decide("seat", look, lambda _seat: f"made a member {role} from {day_name(on)}", work, token=token).value


def changed_from(session: Session, desk: Desk, seat: SeatRow, on: date, columns: Mapping[str, object]) -> int:
    """Change a seat from a day on and return the id of the one that holds then: what was before that day stays as it was."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import add, put

    if seat.from_on == on:
        put(session, tables.Membership, seat.id, **columns)
        return seat.id
    stays = {name: getattr(seat, name) for name in ("role", "reports_to_id", "territory_id", "until_on")}
    put(session, tables.Membership, seat.id, until_on=on)
    return add(session, tables.Membership(team_id=desk.team.id, member_id=seat.member_id, from_on=on, **{**stays, **columns}))


def end_seat(
    desk: Desk,
    member_id: int,
    last_day: date | None = None,
    *,
    heir_id: int | None = None,
    plans_stay: bool = False,
    token: str | None = None,
) -> LeftBehind:
    """Let somebody's seat end after a day (today), and return what waits for another owner then.

    With an HEIR all open deals and planned work go there in the same act; where PLANS_STAY, but for what is planned up to a last day that
    is still to come. Raises OnlyManagers, NoSeatThen, SeatFollows, NoManagerLeft,
    NoHeir.
    """
    last = last_day or desk.today
    stays = last if plans_stay and last > desk.today else None

    def look(connection: Connection) -> tuple[SeatRow, LeftBehind]:
        seat = seat_on(connection, desk, member_id, last)
        after = [one for one in seats.seats(connection, desk.team.id, member_id) if one.from_on is not None and one.from_on > last]
        if after:
            name, begins = member_name(connection, desk, member_id), after[0].from_on
            assert begins is not None
            raise SeatFollows(f"{name} has another role from {day_name(begins)}, so the seat does not end. Take that change back first.")
        if heir_id is not None:
            refuse_no_heir(connection, desk, member_id, heir_id)
        return seat, left_behind(connection, desk).get(member_id, LeftBehind(0, 0))

    def work(session: Session, found: tuple[SeatRow, LeftBehind]) -> dict[str, int]:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import put

        seat, left = found
        put(session, tables.Membership, seat.id, until_on=last + DAY)
        roles.refuse_unled(session.connection(), desk)
        return (
            {"deals": left.deals, "items": left.items} if heir_id is None else give(session, desk, member_id, heir_id, stays_through=stays)
        )

    def tell(found: tuple[SeatRow, LeftBehind]) -> str:
        handed = f" and handed over {'what comes after it' if stays else found[1].words}" if heir_id is not None and found[1].words else ""
        return f"ended a seat after {day_name(last)}{handed}"

    return LeftBehind(**desk.decide("seat", look, tell, work, token=token).value, handed=heir_id is not None)


def seat_on(connection: Connection, desk: Desk, member_id: int, day: date) -> SeatRow:
    """Return the seat somebody has on a day; raises NotFound for a stranger, NoSeatThen."""
    name = member_name(connection, desk, member_id)
    every = seats.seats(connection, desk.team.id, member_id)
    found = [one for one in every if one.holds(day)]
    if not found:
        said = roles.seat_words(name, desk.team.name, [(one.from_on, one.until_on) for one in every], desk.today)
        raise NoSeatThen(f"{said}, so there is none on {day_name(day)}. Give a new one instead.")
    return found[-1]
