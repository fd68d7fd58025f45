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
class Page:
    """The frame and the lines under it."""

    frame: FrameView
    lines: tuple[str, ...]


class PageLines(LineList):
    """Lines of text to scroll through."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._lines: Sequence[str] = ()

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show other lines."""
        self._lines = lines
        self.loaded = True
        self.lines_changed(follow=False)

    @override
    def line_total(self) -> int:
        return len(self._lines)

    @override
    def key_at(self, stop: int) -> str:
        return str(stop)

    @override
    def line_at(self, y: int, width: int, *, selected: bool) -> Content:
        return line(self._lines[y])


class PageScreen(OfficeScreen[int | None, Page]):
    """One view as text."""

    @override
    def body(self) -> Iterable[Widget]:
        yield PageLines(id="page")

    def on_mount(self) -> None:
        """Keys scroll."""
        self.query_one("#page").focus()

    @override
    def question(self) -> int | None:
        return self.office.who_id

    def text(self, connection: Any, desk: Any, who: int | None) -> str:
        """The view as text; called in a worker."""
        return ""

    @override
    def fetch(self, question: int | None) -> Page:
        def look(connection: Any, desk: Any) -> Page:
            from sprintsales.services.views.frame import frame_view

            frame = frame_text(frame_view(connection, desk, question or desk.me.id), desk.zone)
            return Page(frame, tuple(self.text(connection, desk, question).splitlines()))

        return self.office.read(look)

    @override
    def show(self, view: Page) -> None:
        self.show_frame(view.frame)
        self.query_one("#page", PageLines).show_lines(view.lines)


class StandupPage(PageScreen):
    """The stand-up, person by person."""

    NAME = "standup"


class ClosingPage(PageScreen):
    """When deals can close."""

    NAME = "closing"


class KpisPage(PageScreen):
    """The KPIs by rep."""

    NAME = "kpis"


class ReviewPage(PageScreen):
    """The sprint's review."""

    NAME = "review"


class TeamPage(PageScreen):
    """Who is here."""

    NAME = "team"


PAGES = {page.NAME: page for page in (StandupPage, ClosingPage, KpisPage, ReviewPage, TeamPage)}


def page_named(name: str, office: Office) -> PageScreen:
    """The page behind a tab."""
    return PAGES[name](office)
