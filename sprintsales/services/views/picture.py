"""The deals of a team as every view judges them: facts, date histories and the limits learnt from won deals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.deals import DealFacts
from sprintsales.domain.flags import Flag, Situation, flags
from sprintsales.domain.periods import Period
from sprintsales.domain.slips import DateHistory
from sprintsales.services.desk import Desk
from sprintsales.services.views.given_dates import judged_dates
from sprintsales.services.views.lessons import lessons
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.queries.deals import EVERY, DealScope, deal_rows
from sprintsales.storage.queries.history import date_histories, moved_in
from sprintsales.storage.queries.names import Names, read_names
from sprintsales.storage.queries.stages import stage_steps
from sprintsales.storage.queries.standing import Which, open_at


@dataclass(frozen=True, slots=True)
class DealPicture:
    """Deals on a day of view, with what is needed to judge them."""

    day: date
    names: Names
    deals: tuple[DealFacts, ...]
    histories: Mapping[int, DateHistory]
    """Of the deals in the scope whose date ever moved."""
    situation: Situation
    judged: Mapping[int, frozenset[str]]
    """By deal, what was found about its date when it was entered: unlikely, placeholder."""

    def flags(self, deal: DealFacts) -> tuple[Flag, ...]:
        """Return the flags of a deal, the worst first."""
        return flags(deal, self.situation, self.judged.get(deal.id, ()))


def deal_picture(
    connection: Connection,
    desk: Desk,
    *,
    as_of: date | None = None,
    scope: DealScope = EVERY,
    rate_day: date | None = None,
    externals: bool = False,
    moved: Period | None = None,
) -> DealPicture:
    """Return the team's deals as they are today, or as they were known at the end of `as_of`, with what their dates deserve.

    With `moved` the date histories are those of deals whose date moved in that period, and dates are not judged: enough for counting.
    """
    team_id = desk.team.id
    names = read_names(connection, team_id)
    histories = date_histories(connection, team_id, names, desk.sprint_of, as_of=as_of, ids=_whose_dates(team_id, scope, as_of, moved))
    rows = deal_rows(
        connection,
        team_id,
        today=desk.today,
        as_of=as_of,
        scope=scope,
        names=names,
        slips=histories,
        rate_day=rate_day,
        externals=externals,
    )
    learnt = lessons(connection, desk, names, as_of=as_of)
    day = as_of or desk.today
    judged: Mapping[int, frozenset[str]] = {}
    if moved is None:
        judged = judged_dates(
            rows,
            histories=histories,
            by_hand=learnt.by_hand,
            calendars=calendars(connection, team_id),
            steps=stage_steps(connection, team_id, names, ids=scope.ids or open_at(team_id, as_of), as_of=as_of) if learnt.stays else {},
            stays=learnt.stays,
            today=day,
        )
    return DealPicture(day, names, tuple(rows), histories, Situation(day, desk.sprint_of(day), learnt.limits), judged)


def _whose_dates(team_id: int, scope: DealScope, as_of: date | None, moved: Period | None) -> Which | None:
    if moved is not None:
        return moved_in(team_id, moved)
    return scope.ids if scope.ids is not None else open_at(team_id, as_of) if scope.open_only else None
