"""The desk: which database, which team, who works there and at which moment; every verb and view starts from it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from sprintsales.domain.errors import Refused, Unusable
from sprintsales.domain.periods import Period, sprint_period
from sprintsales.services.who import who
from sprintsales.settings import Clock, Settings, zone_named
from sprintsales.storage.database import Act, Database, Done
from sprintsales.storage.queries import people

if TYPE_CHECKING:
    from sqlmodel import Session

T = TypeVar("T")


class ReadsOnly(Refused):
    """A viewer wants to change something."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works with which database, in which team, at which moment."""

    database: Database
    clock: Clock
    team: people.TeamRow
    me: people.MemberRow
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """Return the civil date that counts for this team."""
        return self.clock.today(self.zone)

    @property
    def now(self) -> datetime:
        """Return the moment that counts, in UTC."""
        return self.clock.now(self.zone)

    def sprint_of(self, day: date) -> Period:
        """Return the sprint's period around a day."""
        return sprint_period(day, self.team.sprint_anchor, self.team.sprint_weeks)

    def act(
        self,
        verb: str,
        summary: str,
        *,
        reason: str | None = None,
        undoes: int | None = None,
        final: bool = False,
        known_on: date | None = None,
    ) -> Act:
        """Return the act for the journal: me, here, now."""
        return Act(
            verb=verb,
            summary=summary,
            recorded_at=self.clock.recorded(),
            happened_at=self.now,
            known_on=known_on or self.today,
            team_id=self.team.id,
            member_id=self.me.id,
            reason=reason,
            clock_set=self.clock.set_to is not None,
            undoes_id=undoes,
            final=final,
        )

    def write(self, act: Act, work: Callable[[Session], T], *, token: str | None = None, rehearse: bool = False) -> Done[T]:
        """Do WORK under ACT and return what it gave back; a rehearsal keeps nothing; raises ReadsOnly for a viewer."""
        if self.me.role == "viewer":
            raise ReadsOnly("You have a viewer's seat: you can look at everything, and a manager can give you a rep's seat.")
        return self.database.write(act, work, token=token or new_token(), rehearse=rehearse)


def new_token() -> str:
    """Return a token for one act of one user: asking again with it does nothing twice."""
    return uuid.uuid4().hex


def open_desk(settings: Settings, database: Database | None = None) -> Desk:
    """Return the desk these settings name; raises Unusable without a database or team, NotFound for an unknown user."""
    database = database or Database.open(settings.path)
    with database.read() as connection:
        teams = people.teams(connection)
        if not teams:
            raise Unusable("This database has no team yet. Make one with: sprintsales init")
        team = teams[0]
        zone = zone_named(team.timezone)
        members = people.members(connection, team.id, settings.clock.today(zone))
        first = people.first_member(connection, team.id)
    me = who(settings.user, members) if settings.user else next(one for one in members if one.id == first)
    return Desk(database, settings.clock, team, me, zone)


__all__ = ["Desk", "ReadsOnly", "new_token", "open_desk", "who"]
