"""Screens that show a view as the command prints it, line by line, until they get a screen of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from textual.content import Content
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui.content import line
from sprintsales.ui.frame_text import frame_text
from sprintsales.ui.office import Office
from sprintsales.ui.screens.shared import OfficeScreen
from sprintsales.ui.widgets.frame import FrameView
from sprintsales.ui.widgets.line_list import LineList


@dataclass(frozen=True, slots=True)
class Question:
    """Whose view, and how wide."""

    who: int | None
    width: int


@dataclass(frozen=True, slots=True)
class Page:
    """The frame and the lines under it."""

    frame: FrameView
    lines: tuple[str, ...]


class PageLines(LineList):
    """Lines of text to scroll through."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._page: Sequence[str] = ()

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show other lines."""
        self._page = lines
        self.loaded = True
        self.lines_changed(follow=False)

    @override
    def line_total(self) -> int:
        return len(self._page)

    @override
    def key_at(self, stop: int) -> str:
        return str(stop)

    @override
    def line_at(self, y: int, width: int, *, selected: bool) -> Content:
        return line(" ", self._page[y])


class PageScreen(OfficeScreen[Question, Page]):
    """One view as text."""

    @override
    def body(self) -> Iterable[Widget]:
        yield PageLines(id="page")

    def on_mount(self) -> None:
        """Keys scroll."""
        self.query_one("#page").focus()

    @override
    def question(self) -> Question:
        return Question(self.office.who_id, max(78, self.size.width - 2))

    def text(self, connection: Any, desk: Any, who: int | None, width: int) -> str:
        """The view as text of so many columns; called in a worker."""
        return ""

    def on_resize(self) -> None:
        """Set the text anew for the new width."""
        self.refresh_data()

    @override
    def fetch(self, question: Question) -> Page:
        def look(connection: Any, desk: Any) -> Page:
            from sprintsales.services.views.frame import frame_view

            frame = frame_text(frame_view(connection, desk, question.who or desk.me.id), desk.zone)
            return Page(frame, tuple(self.text(connection, desk, question.who, question.width).split("\n")))

        return self.office.read(look)

    @override
    def show(self, view: Page) -> None:
        self.show_frame(view.frame)
        self.query_one("#page", PageLines).show_lines(view.lines)


class ClosingPage(PageScreen):
    """When deals can close, and what this month will bring."""

    NAME = "closing"

    @override
    def text(self, connection: Any, desk: Any, who: int | None, width: int) -> str:
        from sprintsales.reports.closing import as_sheet
        from sprintsales.reports.sheet import as_text
        from sprintsales.services.views.closing import closing_view

        return as_text(as_sheet(closing_view(connection, desk, member_id=who)), width)


class KpisPage(PageScreen):
    """The KPIs of the running month, by rep."""

    NAME = "kpis"

    @override
    def text(self, connection: Any, desk: Any, who: int | None, width: int) -> str:
        from sprintsales.reports.kpis import as_sheet
        from sprintsales.reports.sheet import as_text
        from sprintsales.services.views.asking import AskedPeriod, period_of
        from sprintsales.services.views.kpis import kpi_view

        month = AskedPeriod("month", period_of(desk, "month", desk.today))
        by_rep = as_text(as_sheet(kpi_view(connection, desk, month, by="rep")), width)
        return f"{by_rep}\n\n{as_text(as_sheet(kpi_view(connection, desk, month, member_id=who)), width)}"


class TeamPage(PageScreen):
    """Who is here."""

    NAME = "team"

    @override
    def text(self, connection: Any, desk: Any, who: int | None, width: int) -> str:
        from sprintsales.reports.sheet import Column, Section, Sheet, as_text, plain
        from sprintsales.services.explaining import roster

        columns = (Column("Name", cut=True), Column("Role"), Column("Function"), Column("Manager", cut=True))
        rows = tuple(tuple(plain(word) for word in row) for row in roster(connection, desk))
        return as_text(Sheet("", (Section("", columns, rows),)), width)


PAGES = {page.NAME: page for page in (ClosingPage, KpisPage, TeamPage)}


def page_named(name: str, office: Office) -> PageScreen:
    """The page behind a tab."""
    return PAGES[name](office)
