"""The deals of a team as every view judges them: facts, date histories and the limits learnt from won deals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.deals import DealFacts
from sprintsales.domain.flags import Flag, Situation, flags
from sprintsales.domain.slips import DateHistory
from sprintsales.domain.won_history import limits
from sprintsales.services.desk import Desk
from sprintsales.services.views.given_dates import judged_dates
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.queries.deals import EVERY, DealScope, deal_rows
from sprintsales.storage.queries.history import date_histories
from sprintsales.storage.queries.names import Names, read_names
from sprintsales.storage.queries.stages import StageStep, made_by_hand, stage_steps, told_by, won_deals, won_stays


@dataclass(frozen=True, slots=True)
class DealPicture:
    """Deals on a day of view, with what is needed to judge them."""

    day: date
    names: Names
    deals: tuple[DealFacts, ...]
    histories: Mapping[int, DateHistory]
    """Of the deals whose date ever moved."""
    situation: Situation
    steps: Mapping[int, Sequence[StageStep]]
    """The stages gone through, of the deals whose stage ever changed."""
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
) -> DealPicture:
    """Return the team's deals as they are today, or as they were known at the end of `as_of`."""
    names = read_names(connection, desk.team.id)
    day = as_of or desk.today
    histories = date_histories(connection, desk.team.id, names, desk.sprint_of, as_of=as_of)
    rows = deal_rows(
        connection, desk.team.id, today=desk.today, as_of=as_of, scope=scope, names=names, slips=histories, rate_day=rate_day,
        externals=externals,
    )  # fmt: skip
    steps = stage_steps(connection, desk.team.id, names, as_of=as_of)
    won = won_deals(connection, desk.team.id, names, as_of=day)
    judged = judged_dates(
        rows,
        histories=histories,
        by_hand=made_by_hand(connection),
        calendars=calendars(connection, desk.team.id),
        steps=steps,
        stays=won_stays(won, steps),
        today=day,
    )
    situation = Situation(day, desk.sprint_of(day), limits(told_by(won, steps)))
    return DealPicture(day, names, tuple(rows), histories, situation, steps, judged)
