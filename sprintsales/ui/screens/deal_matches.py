"""What a filter leaves of the deals, in order, and the list that shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from typing_extensions import override

from sprintsales.ui.screens.deal_sums import Summary, summed
from sprintsales.ui.widgets.windowed_list import WindowedList

if TYPE_CHECKING:
    from sprintsales.services.views.deal_filter import DealLine
    from sprintsales.services.views.deals import DealIndex, DealSelection


@dataclass(frozen=True, slots=True)
class Order:
    """How the list is sorted."""

    sort: str = "closing"
    reverse: bool = False


class Matches:
    """The lines of an index that fit a filter, in order: found in the list's worker when it first asks, and then kept.

    After a change of the words (`fresh`) a cursor whose deal is gone goes to the first one, after a change of the order every cursor does
    (`from_top`); after a refresh it stays near its place.
    """

    def __init__(self, index: DealIndex, text: str, order: Order, *, fresh: bool = False, from_top: bool = False) -> None:
        self.index = index
        self.text = text
        self.order = order
        self._fresh = fresh
        self._from_top = from_top
        self._places: dict[str, int] = {}
        self._found: DealSelection | None = None
        self.summary: Summary | None = None

    def count(self) -> int:
        """How many deals fit."""
        return len(self.selected().lines)

    def page(self, offset: int, limit: int) -> Sequence[DealLine]:
        """Some of the lines."""
        return self.selected().lines[offset : offset + limit]

    def position(self, key: str) -> int | None:
        """The place of a deal."""
        if self._from_top:
            return 0
        if not self._places:
            self._places = {str(one.id): place for place, one in enumerate(self.selected().lines)}
        return self._places.get(key, 0 if self._fresh else None)

    def selected(self) -> DealSelection:
        """What fits, found when it is first asked for."""
        if self._found is None:
            found = self.index.select(self.text, sort=self.order.sort, reverse=self.order.reverse)
            self.summary = summed(self.index, found)
            self._found = found
        return self._found


def many_deals(matches: Matches) -> str:
    """How many deals fit, in words."""
    many = matches.count()
    return "1 deal" if many == 1 else f"{many:,} deals"


class MatchList(WindowedList["DealLine"]):
    """The deals some words leave, one a line; how one is drawn is said by who makes the list."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "screen.back", show=False)]

    class Found(Message):
        """The list stands for other matches now."""

        def __init__(self, matches: Matches) -> None:
            super().__init__()
            self.matches = matches

    def __init__(self, draw: Callable[[DealLine, int, bool], Content], *, heads: Callable[[int], Sequence[Content]], id: str) -> None:
        super().__init__(draw, lambda one: str(one.id), heads=heads, id=id)
        self._told: Matches | None = None

    @property
    def matches(self) -> Matches | None:
        """What the list stands for."""
        return self._source if isinstance(self._source, Matches) else None

    @override
    def lines_changed(self, *, follow: bool = True) -> None:
        super().lines_changed(follow=follow)
        found = self.matches
        if found is not None and found is not self._told:
            self._told = found
            self.post_message(self.Found(found))
