"""The deals of one person that ask for something, the stock included, each with its worst reason, to be cleaned up one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from sprintsales.domain.attention import QUIET, StockNote, flag_sentence, stock_notes
from sprintsales.domain.flags import Flag
from sprintsales.domain.workdays import NoWorkingDay, WorkCalendar
from sprintsales.services.desk import Desk
from sprintsales.services.views.plan import awake
from sprintsales.services.views.reading import read_sprint

KEEP_DAYS, REST_DAYS = 30, 14
"""A deal that is kept closes in so many days by default; one that is put off rests so long."""


@dataclass(frozen=True, slots=True)
class Untidy:
    """One deal with what it asks for: the worst reason in words, the codes of all of them."""

    id: int
    name: str
    stage: str | None
    value: int | None
    close_on: date | None
    reason: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StockView:
    """The deals to go through, the dearest first, with the days proposed for keeping one and for putting one off."""

    today: date
    currency: str
    of: int
    """How many open deals there are in all."""
    deals: tuple[Untidy, ...]
    keep_until: date
    rest_until: date
    who: str
    """Whose deals they are."""
    stock: tuple[StockNote, ...]
    """What speaks about so many of them that attention has one sentence for it."""


def stock_view(connection: Connection, desk: Desk, who_id: int | None = None) -> StockView:
    """Return what one person (me) could clean up today; deals that were put off rest."""
    read = awake(connection, read_sprint(connection, desk, desk.me.id if who_id is None else who_id, desk.sprint_of(desk.today)))
    found = [
        Untidy(deal.id, deal.name, deal.stage, deal.value, deal.close_on, worst(asks), tuple(flag.code for flag in asks))
        for deal, raised in read.raised
        if not any(flag.code in QUIET for flag in raised)
        and (asks := [flag for flag in raised if flag.kind.asks and not (flag.code == "pushed" and (flag.n or 0) < 2)])
    ]
    found.sort(key=lambda one: (-(one.value or 0), one.name, one.id))
    keep, rest = (working_day(read.calendar, desk.today + timedelta(days=days)) for days in (KEEP_DAYS, REST_DAYS))
    judged = [(deal, raised) for deal, raised in read.raised if not any(flag.code in QUIET for flag in raised)]
    return StockView(
        desk.today, desk.team.currency, len(read.deals), tuple(found), keep, rest, who=read.who.name, stock=stock_notes(judged)
    )


def worst(asks: list[Flag]) -> str:
    """Return the reasons in words, the worst first."""
    return "; ".join(flag_sentence(flag) for flag in asks[:2])


def working_day(calendar: WorkCalendar, day: date) -> date:
    """Return the day itself, or the next one worked."""
    try:
        return calendar.add_working_days(day, 0)
    except NoWorkingDay:
        return day
