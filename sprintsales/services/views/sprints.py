"""The sprints of a team one after the other: their days, state, goal, and those that are skipped because nobody works in them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from sprintsales.domain.periods import Period
from sprintsales.domain.workdays import WorkCalendar
from sprintsales.services.desk import Desk
from sprintsales.services.sprints import REVIEW, STATE_WORDS, SprintView, sprint_on
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.schema import sprint

SKIPPED, UNUSED = "skipped", "unused"
MEANT = {SKIPPED: "skipped: no working day", UNUSED: "nothing was planned"}
"""States of a sprint without a row, in words."""
BEFORE, AHEAD = 12, 3
"""Sprints told before the running one, and after it."""
MOST_SKIPPED = 60


@dataclass(frozen=True, slots=True)
class SprintLine:
    """One sprint with its state; skipped: nobody works in it, and nothing is planned; unused: it is over, and nothing was planned."""

    view: SprintView
    state: str
    working_days: int

    @property
    def said(self) -> str:
        """The state in words."""
        if self.state in MEANT:
            return MEANT[self.state]
        why = f": {self.view.cancel_reason}" if self.view.cancel_reason else ""
        return f"{STATE_WORDS[self.state]}{why}"

    @property
    def goal_said(self) -> str:
        """The goal, and whether it was met."""
        met = {True: " · met", False: " · not met", None: ""}[self.view.goal_met]
        return f"{self.view.goal}{met}" if self.view.goal else ""


def is_skipped(view: SprintView, team: WorkCalendar) -> bool:
    """Whether a sprint is passed over: nobody of the team works in it, and nothing was ever planned there."""
    return view.id is None and not team.days(view.period)


def sprint_lines(connection: Connection, desk: Desk, *, before: int = BEFORE, ahead: int = AHEAD) -> list[SprintLine]:
    """Return the running sprint with some before and after it, the newest first."""
    rhythm, running, team = desk.team.rhythm, desk.sprint_of(desk.today), calendars(connection, desk.team.id).team
    first = connection.execute(
        select(sprint.c.start_on).where(sprint.c.team_id == desk.team.id).order_by(sprint.c.start_on).limit(1)
    ).scalar()
    found = []
    for step in range(ahead, -before - 1, -1):
        period = rhythm.shifted(running, step)
        if step < 0 and (first is None or period.start < first):
            break
        view = sprint_on(connection, desk, period.start)
        unused = view.id is None and view.state == REVIEW
        state = SKIPPED if is_skipped(view, team) else UNUSED if unused else view.state
        found.append(SprintLine(view, state, len(team.days(period))))
    return found


def worked_sprint(connection: Connection, desk: Desk, period: Period, step: int) -> Period:
    """Return the sprint so many steps (1 or -1 each) away that is not skipped."""
    team, way = calendars(connection, desk.team.id).team, 1 if step > 0 else -1
    for _ in range(abs(step)):
        for _tries in range(MOST_SKIPPED):
            period = desk.team.rhythm.shifted(period, way)
            if team.days(period) or sprint_on(connection, desk, period.start).id is not None:
                break
    return period
