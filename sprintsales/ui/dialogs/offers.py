"""The list under a line of work: what the name being typed may be; the line keeps the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content, Span
from typing_extensions import override

from sprintsales.ui import format as written
from sprintsales.ui.content import left, line, right
from sprintsales.ui.widgets.line_list import ListBelowLine

if TYPE_CHECKING:
    from sprintsales.services.views.completing import Offer, Offers

ROWS = 6
KIND, OWNER, STATE, WORTH = 8, 12, 12, 7


class OfferList(ListBelowLine):
    """Nothing is chosen until a key or a click chooses it: what is typed is never replaced unasked."""

    def __init__(self) -> None:
        super().__init__(id="offers")
        self.found: Offers | None = None
        self.picked = False
        self.can_focus = False  # the line keeps the keys
        self.styles.height = ROWS

    def show(self, found: Offers | None) -> None:
        """Show what the name may be; nothing is chosen."""
        self.found, self.picked = found, False
        self.cursor = self.top = 0
        self.lines_changed()

    @property
    def chosen(self) -> Offer | None:
        """What the keys stand on, None while they stand in the line."""
        return self.offer_at(self.cursor) if self.picked else None

    def offer_at(self, place: int) -> Offer | None:
        """One of the offers."""
        offers = self.found.offers if self.found is not None else ()
        return offers[place] if 0 <= place < len(offers) else None

    def step(self, by: int) -> None:
        """Go into the list, through it, and above its first row back to the line."""
        if self.picked and by < 0 and self.cursor == 0:
            self.picked = False
        elif self.picked:
            self.action_step(by)
        elif by > 0 and self.line_total():
            self.picked = True
        self.refresh()

    @override
    def line_total(self) -> int:
        return len(self.found.offers) if self.found is not None else 0

    @override
    def key_at(self, stop: int) -> str:
        return str(stop)

    @override
    def line_at(self, y: int, width: int, *, selected: bool) -> Content:
        assert self.found is not None
        return offer_row(self.found.offers[y], width, self.found.currency, selected=selected)

    @override
    def _marked(self, y: int, width: int) -> Content:
        # Its cursor is the one keys move, although the line has the focus.
        chosen = self.picked and y == self.cursor
        content = left(self.line_at(y, width - 1, selected=chosen), width - 1)
        return line((line(("▌", "$accent"), content), "on $select")) if chosen else line(" ", content)


def offer_row(one: Offer, width: int, currency: str, *, selected: bool) -> Content:
    """One offer: what it is, its name with the letters that fit, whose it is, where it stands, its value."""
    quiet = "$muted" if one.over and not selected else "bold" if selected else ""
    value = written.money_short(one.value, currency) if one.value else ""
    owner = "you" if one.is_mine else one.owner or ""
    end = line(
        " ",
        left(line((owner, "$muted")), OWNER),
        " ",
        left(line((one.state or "", "$muted")), STATE),
        " ",
        right(line((value, "$muted" if one.over else "")), WORTH),
    )
    start = line(left(line((one.kind, "$muted" if one.over else "$accent")), KIND), (lettered(one), quiet))
    return line(left(start, width - end.cell_length), end)


def lettered(one: Offer) -> Content:
    """The name, the letters that were typed in the accent; an account or lead with what else it is known by."""
    plain = line(one.name)
    if len(plain.plain) != len(one.name):  # something was cleaned away: the places of the letters are not known
        return plain
    return Content(one.name, [*plain.spans, *(Span(at, at + 1, "bold $accent") for at in one.letters)], strip_control_codes=False)
