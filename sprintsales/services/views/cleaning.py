"""The deals of one person that ask for something, the stock included, each with its worst reason, to be cleaned up one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from sprintsales.domain.attention import QUIET, STOCK_LEAST, StockNote, flag_sentence, stock_notes
from sprintsales.domain.flags import Flag
from sprintsales.domain.workdays import NoWorkingDay, WorkCalendar
from sprintsales.services.desk import Desk
from sprintsales.services.views.picture import deal_picture
from sprintsales.services.views.plan import awake
from sprintsales.services.views.reading import read_sprint
from sprintsales.storage.queries import people
from sprintsales.storage.queries.deals import OPEN

NAMED = 3
OFFERED_FROM = 3
"""A clean-up is offered where one of so many open deals asks for something."""
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
        if (asks := asking(raised))
    ]
    found.sort(key=lambda one: (-(one.value or 0), one.name, one.id))
    keep, rest = (working_day(read.calendar, desk.today + timedelta(days=days)) for days in (KEEP_DAYS, REST_DAYS))
    judged = [(deal, raised) for deal, raised in read.raised if not any(flag.code in QUIET for flag in raised)]
    return StockView(
        desk.today, desk.team.currency, len(read.deals), tuple(found), keep, rest, who=read.who.name, stock=stock_notes(judged)
    )


def asking(raised: Sequence[Flag]) -> list[Flag]:
    """Return the flags of a deal that want something done, the worst first."""
    if any(flag.code in QUIET for flag in raised):
        return []
    return [flag for flag in raised if flag.kind.asks and not (flag.code == "pushed" and (flag.n or 0) < 2)]


@dataclass(frozen=True, slots=True)
class CleanupOffer:
    """How many of the team's open deals ask for something, and whose they are: id and name, the most first."""

    flagged: int
    of: int
    whose: tuple[tuple[int | None, str, int], ...]

    @property
    def sentence(self) -> str:
        """For example: "192 of 300 open deals ask for something: Ana Ruiz 120, Tom Okafor 72"."""
        named = ", ".join(f"{name} {count}" for _, name, count in self.whose[:NAMED])
        more = f" and {len(self.whose) - NAMED} more people" if len(self.whose) > NAMED else ""
        return f"{self.flagged} of {self.of} open deals ask for something: {named}{more}"

    def starts_with(self, member_id: int) -> int | None:
        """Whose deals to begin with: somebody's own where there are any, else those of who has the most."""
        if any(id_ == member_id for id_, _, _ in self.whose):
            return member_id
        return next((id_ for id_, _, _ in self.whose if id_ is not None), None)


def cleanup_offer(connection: Connection, desk: Desk) -> CleanupOffer | None:
    """Return what a clean-up pass would go through, None where fewer than a third of the team's open deals ask for something."""
    picture = deal_picture(connection, desk, scope=OPEN)
    owners = Counter(deal.owner_id for deal in picture.deals if asking(picture.flags(deal)))
    flagged = owners.total()
    if flagged < STOCK_LEAST or flagged * OFFERED_FROM < len(picture.deals):
        return None
    names = {one.id: one.name for one in people.members(connection, desk.team.id, desk.today)}
    whose = sorted(((id_, names.get(id_ or 0, "(no owner)"), count) for id_, count in owners.items()), key=lambda one: (-one[2], one[1]))
    return CleanupOffer(flagged, len(picture.deals), tuple(whose))


def worst(asks: list[Flag]) -> str:
    """Return the reasons in words, the worst first."""
    return "; ".join(flag_sentence(flag) for flag in asks[:2])


def working_day(calendar: WorkCalendar, day: date) -> date:
    """Return the day itself, or the next one worked."""
    try:
        return calendar.add_working_days(day, 0)
    except NoWorkingDay:
        return day
