"""What the tests of Deals and Closing share: the small team's deals on either screen, read from it, and what is typed into its dialogs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from functools import partial
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from sprintsales.services.dealing import deal_named
from sprintsales.services.views.deals import DealView, deal_view
from sprintsales.ui.screens.filtered_deals import FilteredDeals
from sprintsales.ui.widgets.band import Band
from tests.services.week import WEDNESDAY, Week
from tests.ui import day
from tests.ui.day import keys
from tests.ui.settled import settled

WIDE, NARROW = (140, 40), (80, 24)


@asynccontextmanager
async def opened(
    screen: str, week: Week, *, who: str, size: tuple[int, int] = WIDE, signs: str = "unicode", words: str | None = None
) -> AsyncIterator[Pilot[Any]]:
    """The program on a screen, settled; filtered by WORDS where some are given."""
    async with day.opened(week.database.path, screen, who=who, size=size, signs=signs) as pilot:
        if words is not None:
            shown(pilot).filter_by(words)
            await settled(pilot)
        yield pilot


on_deals = partial(opened, "deals", who="Ana")
on_closing = partial(opened, "closing", who="Mia")


def shown(pilot: Pilot[Any]) -> FilteredDeals[Any, Any]:
    """The screen, dialogs apart."""
    return next(one for one in pilot.app.screen_stack if isinstance(one, FilteredDeals))


def typed(pilot: Pilot[Any]) -> str:
    """What stands in the line of the dialog that is open."""
    return pilot.app.screen.query_one("#text", Input).value


async def write(pilot: Pilot[Any], text: str) -> None:
    """Write TEXT into the line of the dialog that is open."""
    pilot.app.screen.query_one("#text", Input).value = text
    await settled(pilot)


async def answer(pilot: Pilot[Any], text: str) -> None:
    """Write TEXT into the dialog that is open and give it."""
    await write(pilot, text)
    await keys(pilot, "enter")


def names(pilot: Pilot[Any]) -> list[str]:
    """The deals in the list, in its order."""
    matches = shown(pilot).deals.matches
    assert matches is not None
    return [one.name for one in matches.page(0, 10_000)]


def deal(week: Week, name: str, on: date = WEDNESDAY) -> DealView:
    """A deal as another reader of the database sees it."""
    seat = week.desk(on=on)
    with seat.database.read() as connection:
        return deal_view(connection, seat, deal_named(seat, name))


def band(pilot: Pilot[Any]) -> str:
    """What the band at the foot of the screen says, dialogs apart."""
    return shown(pilot).query_one("#band", Band).sentence
