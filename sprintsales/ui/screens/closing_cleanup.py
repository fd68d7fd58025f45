"""The clean-up pass: kind by kind, which deals are flagged and which keys cure them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from sprintsales.ui import format as written
from sprintsales.ui.content import NOTHING, between, line

if TYPE_CHECKING:
    from sprintsales.services.views.deal_filter import DealLine


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of deals to clean: its words, the filter that finds them, the flags they raise, and the keys that cure one."""

    title: str
    words: str
    codes: frozenset[str]
    cures: tuple[tuple[str, str], ...]


KINDS = (
    Kind("Close date is past", "flag:overdue ", frozenset({"overdue"}), (("d", "new date"), ("S", "won or lost"))),
    Kind("No close date", "flag:no_date ", frozenset({"no_date"}), (("d", "give a date"), ("S", "lost"))),
    Kind("Closing soon, nothing planned", "flag:uncovered ", frozenset({"uncovered"}), (("p", "plan a step"), ("d", "move the date"))),
    Kind(
        "Agreement late or after the close",
        "flag:agreement ",
        frozenset({"agreement_late", "agreement_after_close"}),
        (("t", "agreement date"), ("d", "close date")),
    ),
    Kind("No value", "flag:no_value ", frozenset({"no_value"}), (("v", "value"), ("S", "lost"))),
)


def kind_after(current: Kind | None, lines: Iterable[DealLine]) -> Kind | None:
    """Return the next kind that flags any of some deals, the first one where none is current; None where all are through."""
    raised = {code for one in lines for code in one.flags}
    rest = KINDS if current is None else KINDS[KINDS.index(current) + 1 :]
    return next((kind for kind in rest if kind.codes & raised), None)


STOCK_SHARE, STOCK_LEAST = 0.3, 8
"""From this share of the deals, and this many, a date in the past is a matter of the stock: one sentence instead of a page of them."""


def stock_of(lines: Sequence[DealLine]) -> int:
    """Return how many of some deals have a date in the past, where that is more than a page of them should say; else 0."""
    past = sum("overdue" in one.flags for one in lines)
    return past if past >= STOCK_LEAST and past > STOCK_SHARE * len(lines) else 0


def stock_line(count: int, of: int, value: int, currency: str, width: int) -> Content:
    """Return the sentence about dates in the past that stand above the ones shown first."""
    said = f"{written.count(count)} of {written.count(of)} close dates are past"
    start = line(" ", ("✗ ", "bold $error"), (said, "bold"), (f"  {written.money_short(value, currency)}", "$muted"))
    return between(start, line(("c ", "bold $accent"), ("clean up   ", "$muted"), ("home ", "bold $accent"), ("to them ", "$muted")), width)


def pass_line(kind: Kind, count: int, width: int) -> Content:
    """Return what is being cleaned up, how many are left, and what to press: as many of the keys as fit whole."""
    left = f"{written.count(count)} left" if count else "✓ none left"
    start = line(" ", ("Clean up  ", "bold $accent"), (kind.title, "bold"), f"  {left}")
    room = width - start.cell_length
    ways = NOTHING
    for key, word in (*kind.cures, ("c", "next kind"), ("esc", "end"), ("↓", "leave it")):
        more = line(ways, "  ", (f"{key} ", "bold $accent"), (word, "$muted"))
        if more.cell_length <= room:
            ways = more
    return between(start, ways, width, gap=0)
