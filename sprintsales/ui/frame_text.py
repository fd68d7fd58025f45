"""The top of the screens in words and signs: from counted numbers to what the frame shows."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sprintsales.domain.goals import AHEAD, BEHIND, ON_PACE
from sprintsales.domain.periods import period_words
from sprintsales.services.views import frame as counted
from sprintsales.ui import format as written
from sprintsales.ui.widgets.frame import FrameView, Tile, Uncovered

# By verdict: the frame's code, the words with room, the number without.
VERDICTS: dict[str | None, tuple[str, str, str]] = {
    None: ("none", "", ""),
    AHEAD: ("good", "ahead {gap}", ""),
    ON_PACE: ("good", "on pace", ""),
    BEHIND: ("risk", "{gap} behind", "{gap}"),
}
NARROW = ("promise", "calls_made", "meetings_held", "leads_created", "won_value")
SHORT = {"meetings_held": "Met", "leads_created": "Leads", "won_value": "Won"}
"""Labels for a head too narrow for all tiles under their own."""


def frame_text(view: counted.FrameView, zone: ZoneInfo) -> FrameView:
    """The frame of a view, with every date and amount as people read it."""
    period = view.sprint.period
    return FrameView(
        team=view.team,
        sprint_name=view.sprint.name,
        dates=written.days_between(period.start, view.last_worked),
        short_dates=written.days_between(period.start, view.last_worked, weekdays=False),
        day_n=view.day_n,
        days=view.days,
        whose=view.who.name if view.who else f"Team {view.team}",
        saved_at=written.clock(view.saved_at.astimezone(zone)) if view.saved_at else "",
        tiles=tuple(tile_text(tile, view.currency) for tile in view.tiles),
        uncovered=uncovered_text(view),
    )


def tile_text(tile: counted.Tile, currency: str) -> Tile:
    """One number against its target."""

    def amount(number: int) -> str:
        return written.money_short(number, currency) if tile.unit == "money" else written.count(number)

    standing = tile.progress
    if tile.target is None:
        return Tile(
            tile_label(tile), amount(tile.value), words="not yet" if tile.key == "promise" else "no goal",
            narrow_label=SHORT.get(tile.key, ""), narrow=tile.key in NARROW,
        )  # fmt: skip
    verdict, words, number = VERDICTS[None]
    if standing is not None:
        gap = amount(abs(standing.amount)) if standing.amount else ""
        judged = standing.verdict if gap or standing.verdict is None else ON_PACE
        verdict, words, number = (part.format(gap=gap) for part in VERDICTS[judged])
    share = tile.value / tile.target if tile.target else None
    due = float(standing.due / tile.target) if standing is not None and standing.due is not None and tile.target else None
    return Tile(
        tile_label(tile), amount(tile.value), amount(tile.target), verdict, words, number, share, due,
        narrow_label=SHORT.get(tile.key, ""), narrow_value=f"{amount(tile.value)}/{amount(tile.target)}", narrow=tile.key in NARROW,
        goal_note="prorated" if tile.kind != "sprint" and tile.full not in (None, tile.target) else "",
    )  # fmt: skip


def tile_label(tile: counted.Tile) -> str:
    """What a tile is called: with its period where that is not the sprint, `Won Nov`."""
    return tile.title if tile.kind == "sprint" else f"{tile.title} {period_words(tile.kind, tile.period)}"


def uncovered_text(view: counted.FrameView) -> Uncovered | None:
    """What closes soon with nothing planned, and how many have no date at all; nothing of a sprint that is over."""
    found = view.uncovered
    if found is None:
        return None
    undated = f"{written.count(found.undated)} {'has' if found.undated == 1 else 'have'} no date" if found.undated else ""
    if not found.count:
        return Uncovered(undated=undated, has_deals=found.has_deals)
    return Uncovered(
        written.money_full(found.value, view.currency),
        written.money_short(found.value, view.currency),
        f"{found.count} {'deal' if found.count == 1 else 'deals'}",
        undated,
    )
