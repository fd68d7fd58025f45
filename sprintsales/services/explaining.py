"""What a line of work means, said back while it is typed; and who is here to look at."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.errors import NotFound, NotReadable
from sprintsales.domain.minding import minds
from sprintsales.domain.quickadd import read_log
from sprintsales.services.desk import Desk
from sprintsales.services.items import short_day
from sprintsales.services.planning import Understood, refuse_past, settle, understand
from sprintsales.services.tracking import next_step
from sprintsales.storage.queries import activities, people
from sprintsales.storage.queries.calendars import calendars

MIND = "mind"
"""The label of what should be looked at twice."""


def explain_plan(
    connection: Connection, desk: Desk, text: str, *, owner_id: int | None = None, day: date | None = None
) -> tuple[tuple[str, str], ...]:
    """Return labels and values of all that a line of planning does, the usual effort and day included, and what to mind.

    Raises NotReadable, NotFound, Ambiguous, PlannedInThePast.
    """
    wish = understand(connection, desk, text, owner_id=owner_id, day=day)
    for one in wish.days:
        refuse_past(desk, one)
    when = "some day this sprint" if day is None else short_day(day)
    usual = [] if wish.line.days else [("", when)]
    effort = [] if wish.line.minutes else [("effort", f"{wish.minutes} min{' each' if wish.line.separate else ''}, as usual")]
    return (*wish.said, *usual, *effort, *((MIND, one) for one in minded(connection, desk, wish, owner_id)))


def minded(connection: Connection, desk: Desk, wish: Understood, owner_id: int | None = None) -> tuple[str, ...]:
    """Return what should be looked at twice in a line that was understood, as sentences."""
    who = desk.me.id if owner_id is None else owner_id
    name = None
    if who != desk.me.id:
        name = next((one.name for one in people.members(connection, desk.team.id, desk.today) if one.id == who), None)
    return minds(wish.days, bool(wish.line.days), desk.today, desk.sprint_of, calendars(connection, desk.team.id).of(who), name)


def explain_log(connection: Connection, desk: Desk, text: str) -> tuple[tuple[str, str], ...]:
    """Return labels and values of a line about finished work and its next step; raises NotReadable, NotFound, Ambiguous."""
    line = read_log(text, today=desk.today)
    if line.problems:
        raise NotReadable(" ".join(line.problems))
    said = settle(connection, desk, line.done).said
    if line.following is None:
        return said
    if line.following.problems:
        raise NotReadable(" ".join(line.following.problems))
    return (*said, *((f"then {label}", value) for label, value in settle(connection, desk, line.following).said))


def explain_next(connection: Connection, desk: Desk, text: str, id_: int) -> tuple[tuple[str, str], ...]:
    """Return labels and values of a line about the step after an item, and for whom it is; raises NotReadable, NotFound, Ambiguous."""
    row = activities.by_ids(connection, desk.team.id, [id_]).get(id_)
    if row is None:
        raise NotFound("This item is not there any more. Look at the plan again.")
    step = next_step(connection, desk, text, row)
    about = row.deal or row.account or row.lead
    return step.said if step.line.aims or not about else (*step.said, ("for", about))


def seats(connection: Connection, desk: Desk) -> list[tuple[int, str, str]]:
    """Return everybody with a rep's or manager's seat today: id, name, role; me first."""
    held = [one for one in people.members(connection, desk.team.id, desk.today) if one.role in ("rep", "manager")]
    ordered = sorted(held, key=lambda one: (one.id != desk.me.id, one.name.casefold()))
    return [(one.id, one.name, one.role or "") for one in ordered]
