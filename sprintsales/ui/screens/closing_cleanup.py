"""The clean-up pass: kind by kind, which deals are flagged and which keys cure them."""

from __future__ import annotations

from collections.abc import Iterable
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
