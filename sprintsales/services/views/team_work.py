"""A team's work in a sprint and the dates that moved, read once for stand-up and review."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select

from sprintsales.domain.periods import Period
from sprintsales.domain.slips import DateMove, slip_class
from sprintsales.services.desk import Desk
from sprintsales.services.promises import SprintPromise, promises
from sprintsales.services.sprints import SprintView, sprint_on
from sprintsales.services.views.cards import Card, Marks, card
from sprintsales.storage.queries import activities, people
from sprintsales.storage.queries.activities import ActivityRow
from sprintsales.storage.queries.calendars import Calendars, calendars
from sprintsales.storage.queries.history import date_histories, deal_work
from sprintsales.storage.queries.names import Names, read_names
from sprintsales.storage.queries.people import MemberRow
from sprintsales.storage.schema import deal, deal_history

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MovedDate:
    """A close date moved later (days > 0) or earlier, with its slip class (None for a pull-in) and the reason given."""

    deal_id: int
    deal: str
    owner_id: int | None
    on: date
    from_date: date
    to_date: date
    days: int
    value: int | None
    slip_class: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class TeamWork:
    """Everybody's work in one sprint."""

    desk: Desk
    sprint: SprintView
    times: Calendars
    names: Names
    members: tuple[MemberRow, ...]
    rows: tuple[ActivityRow, ...]
    open: tuple[ActivityRow, ...]
    earlier: tuple[ActivityRow, ...]
    """Done in the week before the sprint: what a Monday's stand-up tells of Friday."""
    promises: tuple[SprintPromise, ...]
    blockers: tuple[activities.BlockerRow, ...]

    def promise(self, member_id: int | None) -> SprintPromise | None:
        """Return a member's promise, with the counts around it even where none was made."""
        return next((one for one in self.promises if one.member_id == member_id), None)

    def marks(self, member_id: int | None) -> Marks:
        """Return what tells the states of a member's items."""
        return Marks(self.desk.today, self.names.rates, self.promise(member_id), self.blockers)

    def cards(self, member_id: int | None, rows: Iterable[ActivityRow], wanted: Callable[[ActivityRow], bool]) -> tuple[Card, ...]:
        """Return a member's items that are wanted."""
        marks = self.marks(member_id)
        return tuple(card(marks, row) for row in rows if row.owner_id == member_id and wanted(row))

    def present(self) -> list[MemberRow]:
        """Return who belongs to the team's stand-up: reps with a seat, then others with a seat and work in the sprint.

        Who manages the team has the last word, not the first.
        """
        working = {row.owner_id for row in (*self.rows, *self.open)}
        found = [one for one in self.members if one.role == "rep" or (one.role is not None and one.id in working)]
        return sorted(found, key=lambda one: one.role != "rep")


def team_work(connection: Connection, desk: Desk, period: Period | None = None) -> TeamWork:
    """Return everybody's work in a sprint (the running one)."""
    team = desk.team.id
    sprint = sprint_on(connection, desk, (period or desk.sprint_of(desk.today)).start)
    names, times = read_names(connection, team), calendars(connection, team)
    return TeamWork(
        desk=desk,
        sprint=sprint,
        times=times,
        names=names,
        members=tuple(people.members(connection, team, desk.today)),
        rows=tuple(activities.of_sprint(connection, team, None, sprint.id, sprint.period)),
        open=tuple(activities.open_of(connection, team, None)),
        earlier=tuple(activities.done_between(connection, team, None, Period(sprint.period.start - WEEK, sprint.period.start))),
        promises=tuple(promises(connection, desk, [sprint], times=times, rates=names.rates)),
        blockers=tuple(activities.blockers(connection, team)),
    )


def moved_dates(connection: Connection, desk: Desk, names: Names, period: Period) -> tuple[MovedDate, ...]:
    """Return the close dates that moved on the days of a period, the largest value first."""
    h = deal_history.c
    moved = select(h.deal_id).where(
        h.team_id == desk.team.id,
        h.close_before.is_not(None),
        h.close_on != h.close_before,
        h.known_on >= period.start,
        h.known_on < period.end,
    )
    ids = sorted(set(connection.execute(moved).scalars()))
    if not ids:
        return ()
    told = connection.execute(select(deal.c.id, deal.c.name, deal.c.owner_id).where(deal.c.id.in_(ids)))
    subjects = {row.id: (row.name, row.owner_id) for row in told}
    histories = date_histories(connection, desk.team.id, names, lambda day: desk.sprint_of(day).start, ids=ids)
    work = deal_work(connection, desk.team.id, ids)
    found = []
    for deal_id, history in histories.items():
        name, owner_id = subjects.get(deal_id, ("", None))
        for move in (*history.pushes, *history.pull_ins):
            if move.on in period and name:
                code = slip_class(move, work.get(deal_id, [])) if move.days > 0 else None
                found.append(moved_date(deal_id, name, owner_id, move, code))
    return tuple(sorted(found, key=lambda one: (-(one.value or 0), one.deal_id, one.on)))


def moved_date(deal_id: int, name: str, owner_id: int | None, move: DateMove, code: str | None) -> MovedDate:
    """Return one move with the deal it belongs to."""
    return MovedDate(deal_id, name, owner_id, move.on, move.from_date, move.to_date, move.days, move.value, code, move.reason)


def of_owner(moves: Sequence[MovedDate], member_id: int | None) -> tuple[MovedDate, ...]:
    """Return the moves of a member's deals."""
    return tuple(one for one in moves if one.owner_id == member_id)
