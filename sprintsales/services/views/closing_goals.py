"""What should be won in any period of the closing board: the goal made for it, else its working days' part of a longer one."""

from __future__ import annotations

from dataclasses import dataclass

from sprintsales.domain.closing import shared_out
from sprintsales.domain.periods import Period, pieces
from sprintsales.domain.workdays import WorkCalendar
from sprintsales.services.desk import Desk
from sprintsales.services.views.asking import period_of
from sprintsales.services.views.quotas import WON_VALUE, held_goal
from sprintsales.storage.queries.goals import GoalRow

LONGER = ("month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class PeriodGoal:
    """What should be won in a period, in minor units; `part_of`: the kind of the longer goals it is a part of, None for its own."""

    level: int
    part_of: str | None = None
    is_prorated: bool = False
    """Cut to the days in the team of somebody who joins or leaves inside the period."""


@dataclass(frozen=True, slots=True)
class WonGoals:
    """The goals on won value of a person or the team, asked without the database."""

    desk: Desk
    rows: tuple[GoalRow, ...]
    calendar: WorkCalendar
    member_id: int | None

    def of(self, period: Period, kind: str) -> PeriodGoal | None:
        """Return what should be won in a period of a kind; None where no goal says it."""
        own = held_goal(self.desk, self.rows, WON_VALUE, period, kind, self.calendar, self.member_id)
        if own is not None:
            return PeriodGoal(own.target, is_prorated=own.target != own.full)
        team = self.desk.team
        for longer in LONGER[LONGER.index(kind) + 1 :] if kind in LONGER else LONGER:
            cut = pieces(period, longer, week_start=team.week_start, fiscal_start_month=team.fiscal_start_month)
            found = [self._part(piece, longer) for piece in cut]
            known = [part for part in found if part is not None]
            share = shared_out(known) if len(known) == len(found) else None
            if share is not None:
                return PeriodGoal(share, longer)
        return None

    def _part(self, piece: Period, kind: str) -> tuple[int, int, int] | None:
        whole = period_of(self.desk, kind, piece.start)
        goal = held_goal(self.desk, self.rows, WON_VALUE, whole, kind, self.calendar, self.member_id)
        return None if goal is None else (goal.full, self.calendar.working_days(piece), self.calendar.without_seats.working_days(whole))
