"""A Wednesday of Ana's in a real file, with a clock that stands still, and the program opened on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from textual.pilot import Pilot
from typing_extensions import override

from sprintsales.services.blocking import block
from sprintsales.services.committing import commit
from sprintsales.services.dealing import add_deal, set_fields
from sprintsales.services.desk import Desk, open_desk
from sprintsales.services.planning import add
from sprintsales.services.tracking import Report, done, log
from sprintsales.services.views.cards import Card
from sprintsales.services.views.today import today_view
from sprintsales.settings import Clock, Settings
from sprintsales.storage.database import Database
from sprintsales.ui.app import opening_on
from sprintsales.ui.screens.day_list import DayList
from sprintsales.ui.widgets.band import Band
from tests.services import week as built
from tests.services.week import MONDAY, TUESDAY, WEDNESDAY
from tests.ui.settled import settled

BEFORE = date(2026, 11, 9)
AT = time(9, 41)
LONG_NAME = "Donaudampfschifffahrtsgesellschaft Verlängerung"
HOSTILE = "[/b][@click=app.leave]Free[/] \x1b[31m\u202emoney"


@dataclass(frozen=True, slots=True)
class StillClock(Clock):
    """A clock that shows one minute of one day."""

    @override
    def now(self, zone: ZoneInfo) -> datetime:
        return datetime.combine(self.set_to or WEDNESDAY, AT, tzinfo=zone).astimezone(UTC)

    @override
    def recorded(self) -> datetime:
        return datetime.combine(self.set_to or WEDNESDAY, AT, tzinfo=UTC)


def settings(path: Path, who: str = "Ana", on: date = WEDNESDAY) -> Settings:
    """The settings of a person on a day."""
    return Settings(database=str(path), user=who, clock=StillClock(on))


def desk(path: Path, who: str = "Ana", on: date = WEDNESDAY) -> Desk:
    """A person's desk on a day."""
    return open_desk(settings(path, who, on), Database.open(path))


def at(who: Desk, on: date) -> Desk:
    """The same desk on another day."""
    return replace(who, clock=StillClock(on))


def planned(who: Desk, text: str) -> int:
    """Plan a line and return the item."""
    return add(who, text).ids[0]


def make_empty(path: Path) -> None:
    """Nothing is planned; one deal closes on Tuesday."""
    built.make(path)
    monday = desk(path, on=MONDAY)
    add_deal(monday, "Orban Textil", {"value": "48200", "close_on": "2026-11-24", "stage": "Negotiation"})
    monday.database.close()


def make_day(path: Path) -> None:
    """Something under every head of the list, a week around it, touches behind it."""
    built.make(path)
    ana = desk(path, on=BEFORE)
    for text in ("call corto reached 5m re two seats short", "email corto re price list", "call corto no answer"):
        log(ana, text)
    for text in ["call birch reached"] * 5 + ["call acme renewal no answer"] * 4:
        log(ana, text)
    plan_week(ana)
    spend_wednesday(ana)
    ana.database.close()


def plan_week(ana: Desk) -> None:
    """Ana's Monday: deals, the week, the promise."""
    ana = at(ana, MONDAY)
    add_deal(ana, "Kestrel rollout", {"value": "1240000", "close_on": "2026-12-01", "stage": "Proposal"})
    add_deal(ana, "Lindqvist", {"value": "9400", "close_on": "2026-12-11", "stage": "Qualified"})
    add_deal(ana, LONG_NAME, {"value": "88200", "close_on": "2026-12-24", "stage": "Negotiation"})
    set_fields(ana, 3, {"agreement_on": "2026-11-20"})
    first, second = planned(ana, "call birch re first offer mon"), planned(ana, "email acme renewal mon")
    lines = (
        "call eder re offer waits for her yes tue 30m",
        "demo lindqvist re with head of purchasing wed 10:00",
        "call corto re ask for two missing seats wed 11:30 15m",
        "proposal acme renewal re price agreed, out by noon wed 14:00 90m",
        "follow-up kestrel re security answers promised wed 30m",
        "call frost re legal name, billing address wed 30m",
        '10x call list:"freight forwarders, list B" wed 60m',
        "demo birch thu 10:00",
        "meeting donaudampf thu 13:00 120m",
        "agreement acme renewal fri 60m",
        "call lindqvist re some day",
    )
    stopped = planned(ana, "meeting donaudampf tue 13:00")
    for text in lines:
        planned(ana, text)
    done(ana, first, Report(outcome="reached"))
    done(ana, second)
    commit(ana)
    tuesday = at(ana, TUESDAY)
    block(tuesday, [stopped], "waits for legal")


def spend_wednesday(ana: Desk) -> None:
    """What is done on the Wednesday before the screen is opened."""
    ana = at(ana, WEDNESDAY)
    calls = the(ana, "freight")
    done(ana, calls.id, Report(quantity=4, outcome="reached"))
    done(ana, calls.id, Report(quantity=2, outcome="no answer"))
    answered = planned(ana, "email birch today")
    done(ana, answered, Report(outcome="replied", note="wants new price by Thu"))
    log(ana, "social acme renewal re liked a post 5m")


def cards(who: Desk) -> tuple[Card, ...]:
    """Everything on somebody's list."""
    with who.database.read() as connection:
        return today_view(connection, who).cards


def the(who: Desk, word: str) -> Card:
    """The first item on somebody's list whose name holds a word."""
    return next(one for one in cards(who) if word in " ".join((one.title, one.note or "")))


@asynccontextmanager
async def opened(
    path: Path,
    screen: str = "today",
    *,
    who: str = "Ana",
    on: date = WEDNESDAY,
    size: tuple[int, int] = (140, 40),
    signs: str = "unicode",
) -> AsyncIterator[Pilot[Any]]:
    """The program on a screen, settled."""
    app = opening_on(screen)(replace(settings(path, who, on), signs=signs))
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        yield pilot
        await settled(pilot)
        app.office.close()


async def keys(pilot: Pilot[Any], *names: str) -> None:
    """Press keys one by one, each with all that follows from it."""
    for name in names:
        await pilot.press(name)
        await settled(pilot)


async def stand_on(pilot: Pilot[Any], item: Card) -> None:
    """Put the cursor on an item of the list."""
    pilot.app.screen.query_one("#list", DayList).select(str(item.id))
    await settled(pilot)
    assert pilot.app.screen.query_one("#list", DayList).cursor_key == str(item.id)


def told(pilot: Pilot[Any]) -> list[str]:
    """What was said in notices, the newest last."""
    return [notice.message for notice in pilot.app._notifications]


def refused(pilot: Pilot[Any]) -> str:
    """The sentence in the band of the screen, empty where there is none."""
    return pilot.app.screen.query_one("#band", Band).sentence
