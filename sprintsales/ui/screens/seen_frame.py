"""The top of the screens at first sight: every tile in its place, its number still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sprintsales.ui import format as written
from sprintsales.ui.widgets.frame import FrameView, Tile

if TYPE_CHECKING:
    from sprintsales.services.views.seen import Head

TILES = (("Promise", True), ("Calls", True), ("Meetings", False), ("New leads", True), ("Won", True))
"""The tiles, and whether they stand there below 110 columns."""


def seen_frame(head: Head) -> FrameView:
    """The frame as far as it is known."""
    return FrameView(
        team=head.team,
        sprint_name=f"Sprint {head.number}",
        dates=written.days_between(head.period.start, head.last_worked),
        short_dates=written.days_between(head.period.start, head.last_worked, weekdays=False),
        day_n=head.day_n,
        days=head.worked,
        whose=head.who,
        saved_at=written.clock(head.saved_at.astimezone(head.zone)) if head.saved_at else "",
        tiles=tuple(Tile(title, written.DASH, narrow=narrow) for title, narrow in TILES),
    )
