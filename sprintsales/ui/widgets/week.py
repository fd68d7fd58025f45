"""The week as data: day columns with their cards, and the cursor that moves among them; no drawing, so that rules of movement are plain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sprintsales.ui.content import Part


@dataclass(frozen=True, slots=True)
class Card:
    """One planned or done activity as the week shows it.

    `state` is a code of `signs.STATES`, `type_code` one of `signs.ACTIVITIES`; `mark` (`↻2`, `+`) stands right of the title in the
    style `mark_tone`; `right` are minutes or a word for the state; `tone` is `""`, `risk` or `bad` and tints the card.
    """

    key: str
    state: str
    title: str
    type_code: str
    type_word: str
    right: str = ""
    mark: str = ""
    mark_tone: str = "$accent"
    tone: str = ""
    picked: bool = False
    """Marked, to do something with several at once."""

    @property
    def closed(self) -> bool:
        """Whether nothing is left to do: the card steps back."""
        return self.state in ("done", "late", "dropped", "moot")


@dataclass(frozen=True, slots=True)
class DayColumn:
    """A day: its head (`Wed 18`), minutes planned and available, its cards; `foot` are lines under them (free time, hints)."""

    head: str
    used: int = 0
    capacity: int | None = None
    is_today: bool = False
    past: bool = False
    cards: tuple[Card, ...] = ()
    foot: tuple[tuple[Part, ...], ...] = ()

    @property
    def over(self) -> bool:
        """More than 110 % of what is available."""
        return self.capacity is not None and self.used * 10 > self.capacity * 11

    @property
    def done(self) -> int:
        """How many cards are done."""
        return sum(card.state in ("done", "late") for card in self.cards)


class Week:
    """The days and the place of the cursor: a day, and a card in it unless the day has none."""

    def __init__(self) -> None:
        self.days: tuple[DayColumn, ...] = ()
        self.loaded = False
        self.day = 0
        self.card = 0
        self._watchers: list[Callable[[], None]] = []

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call WATCHER after every change."""
        self._watchers.append(watcher)

    def unwatch(self, watcher: Callable[[], None]) -> None:
        """Call WATCHER no more."""
        self._watchers.remove(watcher)

    @property
    def column(self) -> DayColumn | None:
        """The day under the cursor."""
        return self.days[self.day] if self.days else None

    @property
    def selected(self) -> Card | None:
        """The card under the cursor; None on a day without cards."""
        cards = self.column.cards if self.column else ()
        return cards[self.card] if self.card < len(cards) else None

    @property
    def key(self) -> str:
        """The key of the card under the cursor, or an empty one."""
        return self.selected.key if self.selected else ""

    def show(self, days: Sequence[DayColumn]) -> None:
        """Take other DAYS; the cursor follows its card, else stays near, and starts at the first open card of today."""
        keep = self.key
        self.days = tuple(days)
        if not self.loaded:
            self.loaded = True
            self._start()
        elif not (keep and self._find(keep)):
            self._keep_inside()
        self._tell()

    def restate(self, key: str, state: str) -> None:
        """Show another STATE of one card at once; its word for the old state goes, until all is read again."""

        def after(card: Card) -> Card:
            return replace(card, state=state, tone="", right="" if card.tone else card.right) if card.key == key else card

        self.days = tuple(replace(day, cards=tuple(map(after, day.cards))) for day in self.days)
        self._tell()

    def select(self, key: str) -> bool:
        """Stand on the card KEY; False where no day has it."""
        found = self._find(key)
        if found:
            self._tell()
        return found

    def go(self, day: int, card: int) -> None:
        """Stand on the CARD-th card of the DAY-th day, or the nearest there is."""
        before = (self.day, self.card)
        self.day, self.card = day, card
        self._keep_inside()
        if (self.day, self.card) != before:
            self._tell()

    def move(self, days: int, cards: int) -> None:
        """Move by so many DAYS and CARDS, staying inside the week."""
        if self.days:
            self.go(min(max(0, self.day + days), len(self.days) - 1), self.card + cards)

    def _start(self) -> None:
        self.day = next((at for at, day in enumerate(self.days) if day.is_today), 0)
        cards = self.column.cards if self.column else ()
        self.card = next((at for at, card in enumerate(cards) if not card.closed), 0)

    def _find(self, key: str) -> bool:
        for day, column in enumerate(self.days):
            for card, entry in enumerate(column.cards):
                if entry.key == key:
                    self.day, self.card = day, card
                    return True
        return False

    def _keep_inside(self) -> None:
        self.day = min(max(0, self.day), max(0, len(self.days) - 1))
        cards = self.column.cards if self.column else ()
        self.card = min(max(0, self.card), max(0, len(cards) - 1))

    def _tell(self) -> None:
        for watcher in list(self._watchers):
            watcher()
