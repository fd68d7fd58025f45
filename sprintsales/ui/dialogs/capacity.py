"""Explains what a week can take: past sprints or the working hours, days there are, other work, and the load against it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from typing_extensions import override

from sprintsales.domain.statistics import rounded
from sprintsales.ui import format as written
from sprintsales.ui.content import NOTHING, Part, between, line
from sprintsales.ui.dialogs.base import Dialog
from sprintsales.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from sprintsales.domain.capacity import Capacity
    from sprintsales.services.views.plan import PlanView

WIDTH = 60


class CapacityDialog(Dialog[None]):
    """The chain of a capacity, a figure on each row; `enter` or `esc` closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "cancel", show=False, id="dialog.close")]

    def __init__(self, view: PlanView) -> None:
        super().__init__(f"What {view.sprint.name} can take", hint="esc closes")
        self.view = view

    @override
    def body(self) -> Iterable[Widget]:
        yield Lines([*capacity_lines(self.view.capacity, WIDTH), NOTHING, *load_lines(self.view, WIDTH)], id="told")


def days_of(worth: Fraction) -> str:
    """Working days as they are said: 3 days, 4.5 days."""
    number = f"{worth.numerator}" if worth.denominator == 1 else f"{float(worth):g}"
    return f"{number} {'day' if worth == 1 else 'days'}"


def row(said: str, figure: str, *, bold: bool = False, width: int = WIDTH) -> Content:
    """One step and its figure."""
    return between(line((said, "bold" if bold else "$muted")), line((figure, "bold" if bold else "")), width)


def capacity_lines(room: Capacity, width: int) -> list[Content]:
    """From the past, or the working hours, to what there is for selling."""
    rows: list[Content] = []
    if room.assumed:
        known = f"It takes 3 closed sprints of yours, {room.n} {'is' if room.n == 1 else 'are'} known; until then it is a share."
        rows += line(("Assumed. ", "bold"), (known, "$muted")).wrap(width)
        rows.append(row(f"Working hours of {days_of(room.days)}", written.hours(room.pattern), width=width))
        rows.append(row("Share assumed for the work planned here", written.percent(room.share / 1000), width=width))
    else:
        rows += line((f"Done work a working day, in the last {room.n} closed sprints:", "$muted")).wrap(width)
        for one in room.told_by:
            said = f"Sprint {one.number}: {written.hours(one.done_minutes)} in {days_of(Fraction(one.working_days))}"
            rows.append(row(f"  {said}", written.minutes(rounded(one.per_day)), width=width))
        rows.append(row("Median of these", written.minutes(rounded(room.per_day)), width=width))
        rows.append(row("Own working days of this sprint", days_of(room.days), width=width))
    rows.append(row("In all", written.hours(room.gross), bold=True, width=width))
    rows.append(row("Planned work that is not selling", f"− {written.hours(room.non_selling)}", width=width))
    rows.append(row("For selling", written.hours(room.selling), bold=True, width=width))
    return rows


def load_lines(view: PlanView, width: int) -> list[Content]:
    """What is planned against it, and the promise."""
    room = view.capacity.selling
    share = f" · {written.percent(view.selling_used / room)}" if room else ""
    over: list[Part] = [("  ▲ over 110 %", "$warning")] if view.is_overloaded else []
    rows = [between(line(("Selling work planned and done", "$muted")), line(f"{written.hours(view.selling_used)}{share}", *over), width)]
    word = "Promised" if view.commitment is not None else "A promise now"
    load = f" · load {written.percent(float(view.load))}" if view.load is not None else ""
    light: list[Part] = [("  light", "$warning")] if view.is_light else []
    rows.append(between(line((word, "$muted")), line(f"{written.hours(view.load_minutes)}{load}", *light), width))
    frozen = None if view.commitment is None else view.commitment.capacity_minutes
    if frozen is not None:
        rows += line((f"The load is of the {written.hours(frozen)} there were at the commit.", "$faint")).wrap(width)
    return rows
