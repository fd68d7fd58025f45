"""Working time as stored, made into one calendar per person."""

from __future__ import annotations

from sqlalchemy import Connection

from sprintsales.domain.calendars import Calendars, calendars_of
from sprintsales.storage.queries import people


def calendars(connection: Connection, team_id: int) -> Calendars:
    """Return everybody's working time."""
    return calendars_of(
        people.patterns(connection, team_id),
        people.absences(connection, team_id),
        people.holidays(connection, team_id),
        people.seat_spans(connection, team_id),
    )


__all__ = ["Calendars", "calendars"]
