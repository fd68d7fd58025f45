"""What a part of the review is: a head and the lines under it, told from the review for a width."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.content import Content

from sprintsales.ui.widgets.frame import FrameView, Tile

if TYPE_CHECKING:
    from sprintsales.services.views.review import ReviewView
    from sprintsales.services.views.reviewed import Restated

RUNNING = "active"


@dataclass(frozen=True, slots=True)
class Told:
    """One part: the title with a muted note, what stands at the head's right, the lines under its rule, and a foot that always shows.

    `full`: the lines told at length, for the step the meeting is at, and wherever they fit.
    """

    title: str
    note: str
    end: Content
    lines: tuple[Content, ...]
    foot: tuple[Content, ...] = ()
    full: tuple[Content, ...] = ()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What the parts are told from: the review, and the top of the screen in words."""

    view: ReviewView
    frame: FrameView
    corrected: tuple[Restated, ...] = ()
    """Of a closed sprint: the figures that today's records tell otherwise."""
    frozen: ReviewView | None = None
    """Of a closed sprint: the report as it stood at its close, whichever of the two is shown."""
    tiles: Mapping[str, Tile] = field(default_factory=dict)
    """The figures at the top of the screen by KPI."""


Tell = Callable[[Reviewed, int], Told]


def is_running(view: ReviewView) -> bool:
    """Whether the sprint still runs, so that nothing is judged yet."""
    return view.sprint.state == RUNNING
