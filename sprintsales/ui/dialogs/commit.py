"""Asks once more before a week is promised: how much it is, what is too much, too little or late about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui import format as written
from sprintsales.ui.content import NOTHING, line
from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice
from sprintsales.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from sprintsales.services.views.plan import PlanView

YES, NO, EXPLAIN = "commit", "not yet", "explain"


class Commit(AskChoice[str]):
    """Commit, not yet, or where the capacity comes from: by `y`, `n`, `%`, digit, `enter` or click."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "number(1)", show=False, id="dialog.yes"),
        Binding("n", "number(2)", show=False, id="dialog.no"),
        Binding("percent_sign", "number(3)", show=False, id="dialog.explain"),
    ]

    def __init__(self, view: PlanView) -> None:
        choices = (Choice(YES, "Commit", "y"), Choice(NO, "Not yet", "n"), Choice(EXPLAIN, "Where the capacity comes from", "%"))
        title = "Commit to this week?" if view.today in view.sprint.period else f"Commit to {view.sprint.name}?"
        super().__init__(title, choices, hint="y  n   esc cancels")
        self.view = view

    @override
    def body(self) -> Iterable[Widget]:
        yield Lines([row for sentence in about_promise(self.view) for row in sentence.wrap(self.WIDTH - 4)] + [NOTHING])
        yield from super().body()


def about_promise(view: PlanView) -> list[Content]:
    """What would be frozen in numbers, then each warning, then what freezing means."""
    count, room = len(view.to_promise), view.capacity
    load = f", load {written.percent(float(view.load))}" if view.load is not None else ""
    assumed = " (assumed)" if room.assumed else ""
    what = f"{count} item{'' if count == 1 else 's'}, {written.hours(view.load_minutes)}{load}"
    warnings = (
        (view.is_overloaded, "▲ More than 110 % of what fits: move or drop something first, or promise it all the same."),
        (view.is_light, "Light: under half of your capacity, left out of awards and trends."),
        (view.is_late_now, "Late: your first working day of it is over, and it is marked so."),
    )
    return [
        line((what, "bold"), (f"   selling {written.hours(view.selling_used)} of {written.hours(room.selling)}{assumed}", "$muted")),
        *(line((sentence, "$warning")) for holds, sentence in warnings if holds),
        line(("What is planned now is frozen; more can be added any time.", "$muted")),
    ]
