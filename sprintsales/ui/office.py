"""The way from a screen to the data: opens the database in the first worker that needs it, while the frame is already painted."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from math import inf
from typing import TYPE_CHECKING, Any, TypeVar

from sprintsales.settings import Settings

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk

T = TypeVar("T")


class Office:
    """One user's desk for all screens; whose view it is stands here too."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.who_id: int | None = None
        self._desk: Desk | None = None
        self._counted_at_first = 0
        self._opening = threading.Lock()

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
                    self._desk = desk
                finally:
                    gc.enable()
                    gc.freeze()
                    gc.set_threshold(20_000, 20, 20)  # what was imported is out of the way; from here on garbage is garbage
            return self._desk

    @property
    def opened(self) -> Desk | None:
        """The desk if it is open already: safe to ask on the loop."""
        return self._desk

    def sit_down_again(self) -> None:
        """Know anew who I am and in which team: an import may have said my name. Called in workers only."""
        from sprintsales.services.desk import open_desk

        with self._opening:
            if self._desk is not None:
                self._desk = open_desk(self.settings, self._desk.database)

    def read(self, look: Callable[[Any, Desk], T]) -> T:
        """The answer of LOOK to one moment of the database; called in workers only."""
        desk = self.desk
        with desk.database.read() as connection:
            return look(connection, desk)

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
