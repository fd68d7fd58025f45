"""A day with nothing on it: says so, and offers the ways on, the best first, with a real suggestion where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from sprintsales.ui import format as written
from sprintsales.ui import signs
from sprintsales.ui.content import Part, left, line, rule
from sprintsales.ui.dialogs.draft import EXAMPLE
from sprintsales.ui.widgets.section_list import Section, SectionList

if TYPE_CHECKING:
    from sprintsales.domain.attention import AttentionLine
    from sprintsales.services.views.today import TodayView

TITLE = 23
MOST = "Three"
SAMPLE = line(("Sample data? ", "$muted"), "sprintsales demo", (" opens a living team on a copy.", "$muted"))


@dataclass(frozen=True, slots=True)
class Way:
    """One row: a way on with its key and action, or only text."""

    action: str = ""
    key: str = ""
    title: str = ""
    note: str = ""
    text: Content | None = None


class EmptyDay(SectionList[Way]):
    """The ways on as rows to choose from."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(way_row, lambda way: way.action, id=id)

    def show_day(self, view: TodayView, *, mine: bool) -> None:
        """Offer the ways on for VIEW; MINE: it is the reader's own day."""
        self.show_sections(ways(view, mine=mine))


def ways(view: TodayView, *, mine: bool) -> list[Section[Way]]:
    """What stands on an empty day, part by part."""
    found = view.plan.attention
    offered: list[Way] = []
    if found.lines:
        waiting = len(found.lines) + found.folded
        together = written.minutes(sum(one.minutes for one in found.lines))
        first = f"first {len(found.lines)} of {waiting}" if found.folded else f"{waiting} {'is' if waiting == 1 else 'are'} waiting"
        note = f"{first}, {together} together"
        offered.append(Way("plan_it", "p", "Take a suggestion", note))
    offered += [
        Way("quick_add", "a", "Write it in one line", EXAMPLE),
        Way("app.tab('plan')", "2", "Plan the whole week", "10 minutes, then commit"),
        Way("log", "l", "Log what you did", "call orsini reached 5m"),
    ]
    sentence = "Nothing planned for today." if mine else f"{view.who.name} has nothing planned for today."
    head = (Way(text=line((sentence, "bold"))), Way(text=line((f"{MOST} ways to start, best one first:", "$muted"))))
    parts = [Section("", head), *(Section("", (way,)) for way in offered[:3])]
    if found.lines:
        return [*parts, Section("", (Way(), *(Way(text=row) for row in suggestion_lines(found.lines[0], view.frame.currency))))]
    return [*parts, Section("", (Way(text=SAMPLE),))]


def suggestion_lines(one: AttentionLine, currency: str) -> list[Content]:
    """A line of attention as it would be planned: the work, and why."""
    from sprintsales.domain.activities import kind_of
    from sprintsales.domain.flag_registry import FLAGS

    kind, why = signs.activity(one.type), signs.flag(one.code)
    mark, tone = (signs.drawn(why), why.tone) if one.code in FLAGS else (one.sign, "$warning")
    work: list[Part] = [(signs.drawn(kind), kind.tone), f" {kind_of(one.type).name.capitalize()} ", (one.title, "bold")]
    work += [f"   {written.money_full(one.value, currency)}" if one.value else "", (f"   {written.minutes(one.minutes)}", "$muted")]
    return [line(*work), line((mark, f"bold {tone}"), " ", one.sentence)]


def way_row(way: Way, width: int, selected: bool) -> Content:
    """One row: text, the head of the suggestion, or a way with its key."""
    if way.text is not None:
        return way.text
    if not way.action:
        head = line(("First suggestion ", "$muted"))
        return line(head, rule(width - head.cell_length))
    return line((way.key, "bold $accent"), "  ", (left(way.title, TITLE), "bold" if selected else ""), (way.note, "$muted"))
