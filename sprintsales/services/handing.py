"""Handing over: all open deals and planned work of somebody go to another member, in one act that is undone in one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from sprintsales.domain.errors import Refused
from sprintsales.domain.fates import Fate
from sprintsales.services import carrying, roles
from sprintsales.services.calendar_edits import member_name
from sprintsales.services.desk import Desk
from sprintsales.services.sprints import seen
from sprintsales.storage.queries import activities, seats, sprints
from sprintsales.storage.schema import activity, deal

if TYPE_CHECKING:
    from sqlmodel import Session


class NoHeir(Refused):
    """Who should take over cannot: the same person, or nobody who sells here now."""


class NothingOpen(Refused):
    """There is nothing to hand over."""


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What somebody leaves behind, open deals and planned work: it waits for another owner, or was handed over at once."""

    deals: int
    items: int
    handed: bool = False
    stay: int = 0
    """Items planned up to the last day that stay with the person until then."""

    @property
    def words(self) -> str:
        """`5 open deals and 1 planned item`; nothing where there is nothing."""
        counted = ((self.deals, "open deal"), (self.items, "planned item"))
        return " and ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counted if count)


def left_behind(connection: Connection, desk: Desk) -> dict[int, LeftBehind]:
    """Return how many open deals and planned items everybody has who has any."""
    d, a = deal.c, activity.c
    owners = connection.execute(select(d.owner_id).where(d.team_id == desk.team.id, d.outcome == "open", d.owner_id.is_not(None)))
    doers = connection.execute(select(a.owner_id).where(a.team_id == desk.team.id, a.state == "planned", a.owner_id.is_not(None)))
    deals, items = Counter(owners.scalars()), Counter(doers.scalars())
    return {who: LeftBehind(deals[who], items[who]) for who in {*deals, *items}}


def hand_over(desk: Desk, member_id: int, heir_id: int, *, stays_through: date | None = None, token: str | None = None) -> LeftBehind:
    """Give all open deals and planned work of somebody to another member, and return how much it was.

    What is planned for a day up to STAYS_THROUGH stays with the person.
    What was promised for a sprint that is not closed counts there as handed over. Raises OnlyManagers, NotFound, NoHeir, NothingOpen.
    """

    def look(connection: Connection) -> LeftBehind:
        refuse_no_heir(connection, desk, member_id, heir_id)
        found = left_behind(connection, desk).get(member_id)
        if found is None:
            raise NothingOpen(
                f"{member_name(connection, desk, member_id)} has no open deal and nothing planned: there is nothing to hand over. "
                "Choose whose work it shall be."
            )
        return found

    def work(session: Session, _found: LeftBehind) -> dict[str, int]:
        return give(session, desk, member_id, heir_id, stays_through=stays_through)

    return LeftBehind(**desk.decide("hand", look, lambda found: f"handed over {found.words}", work, token=token).value, handed=True)


def refuse_no_heir(connection: Connection, desk: Desk, member_id: int, heir_id: int) -> None:
    """Raise NoHeir unless somebody else with a rep's or a manager's seat, today or later, takes over; NotFound for strangers."""
    name, heir = member_name(connection, desk, member_id), member_name(connection, desk, heir_id)
    if heir_id == member_id:
        raise NoHeir(f"{name} cannot take over from {name}. Choose somebody else.")
    coming = (one for one in seats.seats(connection, desk.team.id, heir_id) if one.from_on is not None and one.from_on > desk.today)
    if roles.role_on(connection, desk, heir_id) not in roles.SELLERS and not any(one.role in roles.SELLERS for one in coming):
        raise NoHeir(f"{heir} has no rep’s or manager’s seat, today or later, so nothing can be handed over there. Choose somebody else.")


def give(session: Session, desk: Desk, member_id: int, heir_id: int, *, stays_through: date | None = None) -> dict[str, int]:
    """Make the heir the owner of every open deal and planned item, inside a write, and return how many there were.

    Items planned for a day up to STAYS_THROUGH keep their owner: what is agreed for the last days is done by who agreed it.
    """
    from sprintsales.storage import tables
    from sprintsales.storage.rows import put

    connection = session.connection()
    d = deal.c
    query = select(d.id).where(d.team_id == desk.team.id, d.owner_id == member_id, d.outcome == "open").order_by(d.id)
    deals = list(connection.execute(query).scalars())
    for deal_id in deals:
        put(session, tables.Deal, deal_id, owner_id=heir_id)
    every = activities.open_of(connection, desk.team.id, member_id)
    rows = [row for row in every if stays_through is None or row.planned_on is None or row.planned_on > stays_through]
    promised = carrying.promised_in(connection, desk, rows)
    stored = sprints.sprints_with_ids(connection, desk.team.id, (row.sprint_id for row in rows if row.sprint_id is not None))
    for row in rows:
        sprint = seen(stored[row.sprint_id], desk.today) if row.sprint_id in stored else None
        if sprint is not None and not sprint.is_over and row.id in promised.get(row.sprint_id or 0, ()):
            leaving = carrying.Leaving(row, sprint, promised=True, fate=Fate.HANDED_OVER)
            carrying.record(session, desk, leaving, to_sprint_id=row.sprint_id, reason_id=None, to_member_id=heir_id)
        put(session, tables.Activity, row.id, owner_id=heir_id)
    return {"deals": len(deals), "items": len(rows), "stay": len(every) - len(rows)}
