"""The likely range of what open deals will bring in a period, from the team's deals as history holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.backward import gap
from sprintsales.domain.deals import DealFacts
from sprintsales.domain.forecast import OMITTED, Forecast, category
from sprintsales.domain.likely import OPEN, Case, Likely, Past, Window, likely
from sprintsales.domain.periods import Period
from sprintsales.services.desk import Desk
from sprintsales.storage.queries.deals import DealScope, deal_rows
from sprintsales.storage.queries.names import Names, read_names
from sprintsales.storage.queries.standing import newest_history
from sprintsales.storage.queries.ways import ways

KEPT = 2


@dataclass(frozen=True, slots=True)
class Learnt:
    """What the team's deals teach about time, and how far each open one is."""

    past: Past
    open: Mapping[int, Case]


_LEARNT: dict[tuple[str, int, tuple[int, int], date], Learnt] = {}
"""The last few, by what they were learnt from: they stay until the history of deals grows."""


def learnt(connection: Connection, desk: Desk, names: Names) -> Learnt:
    """Return what the team's deals teach today."""
    key = (desk.database.name, desk.team.id, newest_history(connection), desk.today)
    known = _LEARNT.get(key)
    if known is None:
        cases = ways(connection, desk.team.id, names, today=desk.today)
        known = Learnt(Past(cases), {one.id: one for one in cases if one.end == OPEN})
        for old in list(_LEARNT)[: -KEPT + 1]:
            _LEARNT.pop(old, None)
        _LEARNT[key] = known
    return known


def counts(deals: Iterable[DealFacts]) -> list[DealFacts]:
    """Return the open deals that can bring something: neither left out by their owner nor missing in the CRM."""
    return [one for one in deals if one.outcome == OPEN and not one.missing and category(one) != OMITTED]


def likely_in(known: Learnt, deals: Iterable[DealFacts], period: Period, today: date) -> Likely:
    """Return what these open deals will bring in what is left of a period."""
    window = Window(max(0, (period.start - today).days), (period.end - today).days - 1)
    return likely(known.past, [(known.open[one.id], one.value) for one in counts(deals) if one.id in known.open], window)


def likely_view(connection: Connection, desk: Desk, period: Period, member_id: int | None = None) -> Likely:
    """Return the likely range of the team's open deals, or one member's, in a period."""
    names = read_names(connection, desk.team.id)
    scope = DealScope(open_only=True, owners=None if member_id is None else frozenset((member_id,)))
    deals = deal_rows(connection, desk.team.id, today=desk.today, scope=scope, names=names, judged=False)
    return likely_in(learnt(connection, desk, names), deals, period, desk.today)


@dataclass(frozen=True, slots=True)
class Hope:
    """What a period holds for a person: the outlook by date, and the likely range of the deals open now."""

    outlook: Forecast
    likely: Likely

    @property
    def period(self) -> Period:
        """The period."""
        return self.outlook.period

    @property
    def expected(self) -> int:
        """The P50 of the open deals, else what they are worth weighted by date."""
        return self.outlook.weighted if self.likely.p50 is None else self.likely.p50

    @property
    def missing(self) -> int | None:
        """The gap that neither what is won nor the open deals close; None without a quota."""
        return gap(self.outlook.goal, self.outlook.won, self.expected)

    @property
    def notes(self) -> tuple[str, ...]:
        """Which open deals are not in the figure that stands for what they will bring."""
        left, why = (self.outlook.unweighted, "a value or a probability") if self.likely.p50 is None else (self.likely.unvalued, "a value")
        if not left:
            return ()
        many = f"{left} open deal{'' if left == 1 else 's'}"
        return (f"{many} without {why} {'is' if left == 1 else 'are'} not in what open deals will bring.",)


def beside(likely: Likely, rest: Sequence[DealFacts]) -> int:
    """Return how many open deals there are beside those the expected value stands on: not decided by then, or not dated in it."""
    return len(rest) if likely.p50 is None else max(0, int(likely.deals + likely.unvalued - likely.decided + 1e-9))
