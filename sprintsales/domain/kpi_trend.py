"""The facts of several periods read at once, dealt out to each period, so that a trend is counted from one reading."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sprintsales.domain.kpi_facts import DATED, OF_A_PERIOD, KpiFacts
from sprintsales.domain.periods import Period, previous

TREND = 8
"""How many periods a trend shows, the shown one being the last."""


def periods_before(last: Period, kind: str, *, week_start: int = 0, fiscal_start_month: int = 1, count: int = TREND) -> tuple[Period, ...]:
    """The COUNT periods of a kind that end with LAST, the oldest first."""
    found = [last]
    while len(found) < count:
        found.append(previous(found[-1], kind, week_start=week_start, fiscal_start_month=fiscal_start_month))
    return tuple(reversed(found))


def pieced(facts: KpiFacts, pieces: Sequence[Period]) -> tuple[KpiFacts, ...]:
    """FACTS dealt out to the PIECES, in their order, each row to the piece its day lies in; the rows of quotas to just their piece.

    Raises ValueError for a row outside all pieces. The quota of the whole belongs to no piece.
    """
    starts = [piece.start for piece in pieces]
    dealt: list[dict[str, Any]] = [{name: [] for name in (*DATED, *OF_A_PERIOD) if getattr(facts, name) is not None} for _ in pieces]
    for name in DATED:
        for row in getattr(facts, name) or ():
            place = bisect_right(starts, row.on) - 1
            if place < 0 or row.on not in pieces[place]:
                raise ValueError(f"{row.on} lies in no piece of the period")
            dealt[place][name].append(row)
    places = {piece: place for place, piece in enumerate(pieces)}
    for name in OF_A_PERIOD:
        for row in getattr(facts, name) or ():
            if row.period in places:
                dealt[places[row.period]][name].append(row)
    return tuple(replace(facts, period=piece, quota=None, **rows) for piece, rows in zip(pieces, dealt, strict=True))
