"""Joining a team that exists: which team a database holds, who is in it, and as whom the server knows this user."""

from __future__ import annotations

from dataclasses import dataclass

from sprintsales.domain.errors import Unusable
from sprintsales.settings import Settings, zone_named
from sprintsales.storage.database import Database
from sprintsales.storage.queries import people


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who can be joined as; `own` where the server knows this user by this person's login."""

    name: str
    named: str
    role: str
    own: bool


@dataclass(frozen=True, slots=True)
class TeamThere:
    """The team of a database, and who has a seat in it today."""

    team: str
    seats: tuple[Seat, ...]


def team_there(settings: Settings) -> TeamThere | None:
    """Return the team in the database of these settings, None while it holds none; raises Unusable when it cannot be opened."""
    database = Database(settings.target)
    try:
        if database.version() is None:
            return None
        with database.read() as connection:
            teams = people.teams(connection)
            if not teams:
                return None
            team, login = teams[0], database.place.login(connection)
            own = None if login is None else people.member_with_login(connection, team.id, login)
            members = people.members(connection, team.id, settings.clock.today(zone_named(team.timezone)))
    finally:
        database.close()
    names = [one.name for one in members]
    seats = tuple(
        Seat(one.name, one.email if one.email and names.count(one.name) > 1 else one.name, one.role, one.id == own)
        for one in members
        if one.role is not None
    )
    if not seats:
        raise Unusable(f"Nobody has a seat in {team.name} today. Ask its manager for one.")
    return TeamThere(team.name, seats)
