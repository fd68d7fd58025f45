"""Many clients at one moment, each at a desk of its own: how they act together, and what came of each."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any, Protocol, TypeVar

from sqlalchemy import func, select

from sprintsales.domain.errors import Refused
from sprintsales.services.desk import Desk
from tests.services.week import MONDAY

CLIENTS = 20


class OpenDesk(Protocol):
    """Opens somebody's desk at a database connection of its own, as a program of its own would."""

    def __call__(self, who: str, on: date = MONDAY) -> Desk:
        """Return the desk of a person on a day."""


Outcome = object
"""What a client's call gave back, or the refusal it met."""


Seat = TypeVar("Seat")


def together(seats: Sequence[Seat], act: Callable[[Seat], Outcome]) -> list[Outcome]:
    """Let all act at the same moment and return what came of each, in order."""
    gate = threading.Barrier(len(seats))

    def client(seat: Seat) -> Outcome:
        gate.wait(60)
        return act(seat)

    with ThreadPoolExecutor(len(seats)) as pool:
        return list(pool.map(client, seats))


def at_once(desks: Sequence[Desk], act: Callable[[Desk, int], Outcome]) -> list[Outcome]:
    """Let every desk do its act, by its place, at the same moment, and return what came of each; only refusals are caught."""

    def tried(seat: tuple[int, Desk]) -> Outcome:
        place, desk = seat
        try:
            return act(desk, place)
        except Refused as refused:
            return refused

    return together(list(enumerate(desks)), tried)


def seats(open_desk: OpenDesk, who: str, number: int = CLIENTS, on: date = MONDAY) -> list[Desk]:
    """Open so many desks of one person."""
    return [open_desk(who, on) for _ in range(number)]


def kinds(outcomes: Sequence[Outcome]) -> Counter[str]:
    """Count what came of the clients: `done`, or the name of the refusal."""
    return Counter(type(one).__name__ if isinstance(one, Refused) else "done" for one in outcomes)


def asked(desk: Desk, query: Any) -> list[Any]:
    """Return the rows of a query."""
    with desk.database.read() as connection:
        return list(connection.execute(query))


def count(desk: Desk, table: Any, *conditions: Any) -> int:
    """Return how many rows there are."""
    return int(asked(desk, select(func.count()).select_from(table).where(*conditions))[0][0])


def expect(outcomes: Sequence[Outcome], done: int, refused: type[Refused] | None = None) -> None:
    """Hold that so many clients were through and all others were refused by this name."""
    wanted = {"done": done, **({refused.__name__: len(outcomes) - done} if refused is not None and len(outcomes) > done else {})}
    assert kinds(outcomes) == wanted, [str(one) for one in outcomes if isinstance(one, Refused)]
