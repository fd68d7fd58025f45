"""The Review screen: the sprint in progress or in review read through step by step, all parts on one page where there is room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from textual.containers import Container, Horizontal, Vertical
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui.content import line
from sprintsales.ui.screens.review_goal import judged_tiles
from sprintsales.ui.screens.review_pane import GoalBand, PartPane, StepPicked, StepsLine
from sprintsales.ui.screens.review_parts import PARTS
from sprintsales.ui.screens.review_since import state_words
from sprintsales.ui.screens.review_told import Reviewed
from sprintsales.ui.screens.shared import OfficeScreen
from sprintsales.ui.screens.take_away import Takeable, file_stem

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.frame import FrameView
    from sprintsales.services.views.review import ReviewView

GOAL = 0


@dataclass(frozen=True, slots=True)
class Found:
    """The top of the screen and the review."""

    frame: FrameView
    review: ReviewView
    frame_now: FrameView | None = None
    """Of a closed sprint, the top as recorded today."""


class ReviewScreen(OfficeScreen[date | None, Found]):
    """A sprint looked back on."""

    NAME = "review"

    def __init__(self, office: Any) -> None:
        super().__init__(office)
        self.at = 0
        self.asked: date | None = None
        """A day of the sprint asked for; None: the one a review is about today."""
        self.as_recorded = False
        """Whether a closed sprint is shown as recorded today in place of its report."""

    @override
    def body(self) -> Iterable[Widget]:
        panes = {id_: PartPane(place, tell, id="goal-step" if place == GOAL else id_) for place, (id_, _w, _s, tell) in enumerate(PARTS)}
        for pane in panes.values():
            pane.add_class("part")
        yield StepsLine(id="steps")
        yield GoalBand(id="goal")
        yield Container(
            panes["goal"],
            Horizontal(panes["promise"], panes["deals"], id="upper"),
            Horizontal(panes["activities"], Vertical(panes["forecast"], panes["unfinished"], id="outlook"), id="lower"),
            id="page",
        )

    @override
    def question(self) -> date | None:
        return self.asked

    @override
    def fetch(self, question: date | None) -> Found:
        def look(connection: Any, desk: Desk) -> Found:
            from sprintsales.services.views.reviewed import reviewed

            period = None if question is None else desk.sprint_of(question)
            found = reviewed(connection, desk, period)
            return Found(found.frame, found.review, found.frame_now)

        return self.office.read(look)

    @override
    def show(self, view: Found) -> None:
        told = self.told()
        self.show_frame(replace(told.frame, tiles=(), uncovered=None))
        self.show_step()
        if self.as_recorded and view.review.now is None:
            self.action_restated()  # asked for while the sprint was on its way

    def told(self) -> Reviewed:
        """What the parts are told from."""
        from sprintsales.services.views.reviewed import restated
        from sprintsales.ui.frame_text import frame_text

        desk = self.office.opened
        assert desk is not None
        assert self.view is not None
        frame, review = self.view.frame, self.view.review
        if self.as_recorded and review.now is not None:
            frame, review = self.view.frame_now or frame, review.now
        tiles = judged_tiles(frame.tiles, review)
        texts = frame_text(replace(frame, tiles=tiles), desk.zone)
        by_key = {one.key: text for one, text in zip(tiles, texts.tiles, strict=True)}
        return Reviewed(review, texts, restated(self.view.review), self.view.review, by_key)

    def show_step(self) -> None:
        """Show the step the meeting is at."""
        if self.view is None:
            return
        told = self.told()
        self.query_one("#steps", StepsLine).show_step(self.at, line((state_words(told), "bold" if told.view.frozen_on else "$muted")))
        self.query_one("#goal", GoalBand).show_told(told, is_step=self.at == GOAL)
        for place, pane in enumerate(self.panes):
            pane.set_class(place == self.at, "-step")
            pane.show_told(told, is_step=place == self.at)
        for id_ in ("#upper", "#lower", "#outlook"):
            box = self.query_one(id_)
            box.display = not self.has_class("-narrow") or any(child.has_class("-step") for child in box.query(PartPane))
        self.share_rows()

    def share_rows(self) -> None:
        """Give promise and dates the rows they need, up to half the page, so that the rest is for what is unfinished."""
        upper = self.query_one("#upper")
        if self.has_class("-narrow"):
            upper.styles.height = "1fr"
            return
        wanted = max(pane.rows_wanted(pane.size.width or self.size.width // 2) for pane in upper.query(PartPane))
        upper.styles.height = min(wanted + 1, max(6, self.query_one("#page").size.height // 2))

    @property
    def panes(self) -> list[PartPane]:
        """The panes in the order of the steps."""
        return [self.query_one("#goal-step" if place == GOAL else f"#{id_}", PartPane) for place, (id_, *_) in enumerate(PARTS)]

    def on_resize(self) -> None:
        """Show one step or all."""
        self.call_after_refresh(self.show_step)

    # Steps.

    def go(self, place: int) -> None:
        """Go to a step."""
        self.at = min(max(0, place), len(PARTS) - 1)
        self.show_step()

    def action_next_part(self) -> None:
        """On with the meeting."""
        self.go(self.at + 1)

    def action_last_part(self) -> None:
        """A step back."""
        self.go(self.at - 1)

    def on_step_picked(self, event: StepPicked) -> None:
        """A step was clicked."""
        event.stop()
        self.go(event.place)

    def action_scroll_part(self, rows: int) -> None:
        """See more of the step."""
        self.panes[self.at].scroll_rows(rows)

    # Which sprint.

    def action_shift_sprint(self, step: int) -> None:
        """Look at the sprint before or after; the one after the running one has nothing to look back on."""
        desk = self.office.opened
        if self.view is None or desk is None:
            return
        period = self.view.review.sprint.period
        if self.asked is not None:
            period = desk.sprint_of(self.asked)  # what was asked for may still be on its way
        there = desk.team.rhythm.shifted(period, step).start
        if there > desk.today:
            self.say("The next sprint has not begun, so there is nothing to look back on.", "2 plans it")
            return
        self.action_clear_trouble()
        self.asked, self.as_recorded = there, False
        self.refresh_data()

    def action_restated(self) -> None:
        """Show a closed sprint as recorded today, or its report again."""
        desk = self.office.opened
        if self.view is None or desk is None:
            return
        if self.asked is not None and desk.sprint_of(self.asked) != self.view.review.sprint.period:
            self.as_recorded = not self.as_recorded  # the sprint asked for is being read: it is shown so, or refused, when it is here
            return
        if self.view.review.now is None:
            self.as_recorded = False
            self.say("Only a closed sprint is frozen: until then a review tells what is recorded.", "[ shows the sprint before")
            return
        self.as_recorded = not self.as_recorded
        self.show_step()

    @override
    def action_whose(self) -> None:
        """A review is everybody's."""
        self.say("A review is the whole team's.", "6 shows figures by person")

    @override
    def takeable(self, *, whole: bool) -> Takeable | None:
        from sprintsales.reports.review import review_document, review_sheet

        if self.view is None:
            return None
        told = self.told().view
        sprint = told.sprint
        name = file_stem("review", sprint.period.start.isoformat())
        return Takeable(f"the review of {sprint.name}", name, lambda: review_sheet(told), lambda: review_document(told))
