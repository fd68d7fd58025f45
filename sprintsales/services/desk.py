"""The desk: which database, which team, who works there and at which moment; every verb and view starts from it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from sprintsales.domain.errors import NotFound, Refused, Unusable
from sprintsales.domain.periods import Period
from sprintsales.services.who import who
from sprintsales.settings import Clock, Settings, zone_named
from sprintsales.storage.database import Act, Database, Done
from sprintsales.storage.journal import entry_numbered, first_of
from sprintsales.storage.queries import people
from sprintsales.storage.queries.sprints import in_review

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlmodel import Session

T = TypeVar("T")
Found = TypeVar("Found")


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
        return self.team.rhythm.period(day)

    def knowing_rhythm(self, connection: Connection) -> Desk:
        """Return the desk with the sprints as they follow each other by now: a manager may have changed that since it was opened."""
        rhythm = people.rhythm_now(connection, self.team)
        return self if rhythm == self.team.rhythm else replace(self, team=replace(self.team, rhythm=rhythm))

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
        """Do WORK under ACT and return what it gave back; a rehearsal keeps nothing.

        Raises NoSeat, ReadsOnly or OnlyManagers unless the seat I hold at this moment, not when I sat down, allows the verb, and
        ChangedMeanwhile, told in words, for what met another change.
        """
        from sprintsales.services import roles  # only who changes something needs the rules of who may
        from sprintsales.services.meanwhile import worded

        if self.me.role not in roles.SELLERS:  # asked before anything is locked: a viewer may not even be able to write the file
            with self.database.read() as connection:
                roles.refuse(connection, self, act.verb)

        def settled(connection: Connection) -> Act:
            roles.refuse(connection, self, act.verb)
            known = act if act.settle is None else act.settle(connection)
            refuse_set_day(connection, self, known)
            return known

        return self.database.write(replace(act, settle=settled), worded(self, work), token=token or new_token(), rehearse=rehearse)

    def decide(
        self,
        verb: str,
        look: Callable[[Connection], Found],
        tell: Callable[[Found], str],
        work: Callable[[Session, Found], T],
        *,
        reason: str | None = None,
        undoes: Callable[[Found], int] | None = None,
        final: bool = False,
        token: str | None = None,
    ) -> Done[T]:
        """Do a verb all inside its write: LOOK reads what it is about and refuses, TELL says it in the journal, WORK does it.

        So nothing a rule was judged by changes before it is written, and a token used before answers as it did, without a look.
        """
        found: list[Found] = []

        def settle(connection: Connection) -> Act:
            found[:] = [look(connection)]  # anew each time: a write that was cut is done again
            about = found[0]
            return self.act(verb, tell(about), reason=reason, undoes=None if undoes is None else undoes(about), final=final)

        outline = replace(self.act(verb, verb, reason=reason, final=final), settle=settle)
        return self.write(outline, lambda session: work(session, found[0]), token=token)


class DayIsSet(Refused):
    """Somebody wants to write into a team database as if it were another day."""


def refuse_set_day(connection: Connection, desk: Desk, act: Act) -> None:
    """Raise DayIsSet for a write under --today into a database others work in; an import and its undo say by themselves when they were."""
    if not desk.clock.asked or desk.database.place.file is not None or act.verb in ("init", "import"):
        return
    team = desk.team.id
    if act.undoes_id is not None and first_of(connection, team, entry_numbered(connection, team, act.undoes_id)).verb == "import":
        return
    raise DayIsSet(
        "On a team database --today (SPRINTSALES_TODAY) is for looking: what is saved there counts for everybody, on the day it is. "
        "Leave it out, and do it again."
    )


def new_token() -> str:
    """Return a token for one act of one user: asking again with it does nothing twice."""
    return uuid.uuid4().hex


def open_desk(settings: Settings, database: Database | None = None) -> Desk:
    """Return the desk these settings name; raises Unusable without a database or team, NotFound for an unknown user."""
    database = database or Database.open(settings.target)
    database.say_waiting = settings.say_waiting
    with database.read() as connection:
        teams = people.teams(connection)
        if not teams:
            raise Unusable("This database has no team yet. Make one with: sprintsales init")
        team = teams[0]
        zone = zone_named(team.timezone)
        members = people.members(connection, team.id, settings.clock.today(zone))
        me = who(settings.user, members) if settings.user else by_default(connection, database, team.id, members)
        desk = Desk(database, settings.clock, team, me, zone)
        waiting = settings.keeps_calendar and in_review(connection, team.id, desk.today)
    if waiting:
        from sprintsales.services.closing_by_calendar import close_due

        close_due(desk)
    return desk


def by_default(connection: Connection, database: Database, team_id: int, members: list[people.MemberRow]) -> people.MemberRow:
    """Return who works here where nobody says so: on a server whoever has the login, in a file who made the team.

    Raises NotFound for a login nobody in the team has.
    """
    login = database.place.login(connection)
    if login is None:
        first = people.first_member(connection, team_id)
        return next(one for one in members if one.id == first)
    own = people.member_with_login(connection, team_id, login)
    found = [one for one in members if one.id == own] or [one for one in members if login.casefold() in (one.name.casefold(), one.email)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.name for one in members[:8])
    raise NotFound(
        f"The server knows you as {login}, and nobody in this team has that login. Say who you are with --as NAME. Here are: {names}."
    )


__all__ = ["Desk", "new_token", "open_desk", "who"]
