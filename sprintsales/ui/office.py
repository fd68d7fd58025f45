"""The way from a screen to the data: opens the database in the first worker that needs it, while the frame is already painted."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any, TypeVar

from sprintsales.keeping import read_state, write_state
from sprintsales.settings import Settings

if TYPE_CHECKING:
    from datetime import date, datetime

    from sprintsales.services.desk import Desk

T = TypeVar("T")


RECENT = 30
"""How many opened things are remembered."""


def recent_in(state: Mapping[str, Any]) -> list[tuple[str, int]]:
    """What a kept state says was opened last; whatever else stands there is passed over."""
    found = state.get("recent")
    pairs = [one for one in found if isinstance(one, list) and len(one) == 2] if isinstance(found, list) else []
    return [(kind, id_) for kind, id_ in pairs if isinstance(kind, str) and type(id_) is int and 0 < id_ < 2**62][:RECENT]


@dataclass(frozen=True, slots=True)
class CameFrom:
    """Where somebody stood before going to something: the screen, whose view it was, and the words of the deals' filter."""

    screen: str
    who_id: int | None
    words: str | None
    to: str
    """The screen gone to: only there the way back is open."""


class Office:
    """One user's desk for all screens; whose view it is stands here too."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.state: dict[str, Any] = read_state(settings)
        """How the screens stood when this user left this database the last time."""
        who = self.state.get("who")
        self.who_id: int | None = who if type(who) is int and 0 < who < 2**62 else None
        self.recent: list[tuple[str, int]] = recent_in(self.state)
        """What was opened last, by kind and id, the last one first."""
        self.came_from: CameFrom | None = None
        self._desk: Desk | None = None
        self._calendar_on: date | None = None
        self._counted_at_first = 0
        self.opened_at: datetime | None = None
        """When the desk was opened, as the journal tells time; what is older was not done in this program."""
        self._opening = threading.Lock()

    def state_of(self, screen: str) -> Mapping[str, Any]:
        """How a screen stood."""
        found = self.state.get("screens")
        one = found.get(screen) if isinstance(found, dict) else None
        return one if isinstance(one, dict) else {}

    def keep_state(self, screens: Mapping[str, Mapping[str, Any]]) -> None:
        """Write down how the screens stand; those that were not opened stand as they did."""
        before = self.state.get("screens")
        led = self._desk is not None and self._desk.me.role == "manager"
        state = {
            "version": 1,
            "recent": self.recent,
            "who": self.who_id if led else None,
            "screens": {**(before if isinstance(before, dict) else {}), **screens},
        }
        if state != self.state:
            write_state(self.settings, state)

    @property
    def desk(self) -> Desk:
        """The desk, opened on first use; raises Unusable where there is no database. Called in workers only."""
        with self._opening:
            if self._desk is None:
                # Importing the database layer makes hundreds of thousands of lasting objects: collecting among them is wasted time.
                gc.disable()
                try:
                    from sprintsales.services.desk import open_desk

                    desk = open_desk(self.settings)
                    desk.database.patience = inf  # a change made on a screen waits as long as the screen is open
                    if not self.on_server:
                        self._counted_at_first = desk.database.change_counter()  # before anything is read, so that nothing is missed
                    self.opened_at = desk.now
                    self._desk = desk
                    self._look_again(desk)
                finally:
                    gc.enable()
                    gc.freeze()
                    gc.set_threshold(20_000, 20, 20)  # what was imported is out of the way; from here on garbage is garbage
            return self._desk

    def _look_again(self, desk: Desk) -> None:
        """A manager goes on with the view of whom they looked at last, while that is somebody who sells."""
        if self.who_id is not None and self.who_id == self.state.get("who"):
            from sprintsales.services.explaining import seats

            with desk.database.read() as connection:
                selling = {id_ for id_, _, _ in seats(connection, desk)} - {desk.me.id}
            if desk.me.role != "manager" or self.who_id not in selling:
                self.who_id = None

    @property
    def opened(self) -> Desk | None:
        """The desk if it is open already: safe to ask on the loop."""
        return self._desk

    def opened_one(self, kind: str, id_: int) -> None:
        """Remember that something was opened."""
        key = (kind, id_)
        self.recent = [key, *(one for one in self.recent if one != key)][:RECENT]

    def sit_down_again(self) -> None:
        """Know anew who I am and in which team: an import may have said my name. Called in workers only."""
        from sprintsales.services.desk import open_desk

        with self._opening:
            if self._desk is not None:
                self._desk = open_desk(self.settings, self._desk.database)

    def read(self, look: Callable[[Any, Desk], T]) -> T:
        """The answer of LOOK to one moment of the database; called in workers only."""
        desk = self.desk
        self._keep_calendar(desk)
        with desk.database.read() as connection:
            now = desk.knowing_rhythm(connection)
            if now is not desk:
                self._desk = now
            return look(connection, now)

    def _keep_calendar(self, desk: Desk) -> None:
        """On the first look of a new day do what the calendar does by itself; opening the desk did it for the day it was opened on."""
        if desk.today == self._calendar_on or not self.settings.keeps_calendar:
            return
        first, self._calendar_on = self._calendar_on is None, desk.today
        if not first:
            from sprintsales.services.closing_by_calendar import close_due

            close_due(desk)

    @property
    def on_server(self) -> bool:
        """Whether the database is on a server: asking it takes a moment, and it may be away."""
        return self.settings.file is None

    def change_counter(self) -> int:
        """A number that grows when anybody else saved; 0 until a database file is open and saved to. A server is asked, in a worker."""
        if self.on_server:
            return self.desk.database.change_counter()
        return self._desk.database.change_counter() - self._counted_at_first if self._desk is not None else 0

    def close(self) -> None:
        """Let go of the database."""
        if self._desk is not None:
            self._desk.database.close()
