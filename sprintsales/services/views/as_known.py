"""A desk on a past day: the team, the day of view and the tables as they were known then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, func, select

from sprintsales.services.desk import Desk
from sprintsales.storage.as_known import IMPORT, Moment, as_known
from sprintsales.storage.queries import people
from sprintsales.storage.schema import journal_entry


@contextmanager
def known_on(connection: Connection, desk: Desk, day: date) -> Iterator[tuple[Connection, Desk]]:
    """Yield connection and desk as they were at the end of a day."""
    with known_at(connection, desk, Moment(day=day), day) as then:
        yield then


@contextmanager
def known_at(connection: Connection, desk: Desk, moment: Moment, day: date) -> Iterator[tuple[Connection, Desk]]:
    """Yield connection and desk as they were at a moment of a day."""
    with as_known(connection, moment) as copy:
        team = next((one for one in people.teams(copy) if one.id == desk.team.id), desk.team)
        yield copy, replace(desk, team=team, clock=replace(desk.clock, set_to=day))


def worked_here_since(connection: Connection) -> date | None:
    """Return the day people began to work with this database: the first act that was no import."""
    e = journal_entry.c
    return connection.execute(select(func.min(e.known_on)).where(e.verb != IMPORT)).scalar()
