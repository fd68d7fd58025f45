"""A list of any length: the visible lines are drawn from pages read in the background, so it starts the same at 100 and at 100,000 rows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from textual.content import Content
from textual.worker import Worker, WorkerState
from typing_extensions import override

from sprintsales.ui.content import line
from sprintsales.ui.widgets.band import Trouble
from sprintsales.ui.widgets.line_list import LineList

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)

PAGE = 100
PAGES_KEPT = 40


class Source(Protocol[Row_co]):
    """Where rows come from; all three are called from a worker thread, and one source always answers for the same question."""

    def count(self) -> int:
        """How many rows there are."""

    def page(self, offset: int, limit: int) -> Sequence[Row_co]:
        """At most LIMIT rows from the OFFSET-th on."""

    def position(self, key: str) -> int | None:
        """The place of the row KEY, or None where it is not among the rows any more."""


@dataclass(frozen=True, slots=True)
class _Opened(Generic[Row]):
    """What a first look at a source found: its length, where the cursor belongs, the pages around it."""

    source: Source[Row]
    total: int
    place: int | None
    pages: dict[int, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class _Read(Generic[Row]):
    """Pages read from a source."""

    source: Source[Row]
    pages: dict[int, Sequence[Row]]


class WindowedList(LineList, Generic[Row]):
    """Rows drawn by `draw_row(row, width, selected)`; the cursor follows its key from one source to the next."""

    def __init__(
        self,
        draw_row: Callable[[Row, int, bool], Content],
        key_of: Callable[[Row], str],
        *,
        heads: Callable[[int], Sequence[Content]] | None = None,
        empty: Sequence[Content] = (),
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(empty=empty, id=id, classes=classes)
        self._draw_row = draw_row
        self._key_of = key_of
        self._heads = heads
        self._source: Source[Row] | None = None
        self._next: Source[Row] | None = None
        self._total = 0
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._worker: Worker[object] | None = None

    def show_source(self, source: Source[Row]) -> None:
        """Read from SOURCE from now on; what stood there stays until its rows have come."""
        self._next = source
        self._work()

    @property
    def total(self) -> int:
        """How many rows the list has."""
        return self._total

    def row_under_cursor(self) -> Row | None:
        """The row the cursor stands on, once it is read."""
        return self._row_at(self.cursor)

    @override
    def line_total(self) -> int:
        return self._total

    @override
    def stops(self) -> Sequence[int]:
        return range(self._total)

    @override
    def key_at(self, stop: int) -> str:
        row = self._row_at(stop)
        return "" if row is None else self._key_of(row)

    @override
    def head_lines(self, width: int) -> Sequence[Content]:
        return self._heads(width) if self._heads else ()

    @override
    def line_at(self, y: int, width: int, *, selected: bool) -> Content:
        row = self._row_at(y)
        return line(("…", "$muted")) if row is None else self._draw_row(row, width, selected)

    @override
    def came_into_view(self, first: int, last: int) -> None:
        self._work()

    def _row_at(self, place: int) -> Row | None:
        page = self._pages.get(place // PAGE)
        at = place % PAGE
        return page[at] if page is not None and 0 <= at < len(page) else None

    def _missing(self) -> list[int]:
        if self._source is None or not self._total:
            return []
        first = max(0, min(self.top, self._total - 1))
        last = max(first, min(self._total - 1, self.top + max(1, self.size.height)))
        wanted = set(range(first // PAGE, last // PAGE + 1))
        if self.cursor >= 0:
            wanted.add(self.cursor // PAGE)
        return sorted(wanted - self._pages.keys())

    def _work(self) -> None:
        """Start the one worker this list may have: a new source first, else the pages that are in view and missing."""
        if self._worker is not None and not self._worker.is_finished:
            return
        if not self.is_mounted:
            return
        if self._next is not None:
            source, self._next = self._next, None
            key, top, rows = self.cursor_key, self.top, max(1, self.size.height)
            offset = self.cursor - self.top if self.cursor_in_view else None
            self._start(lambda: _open(source, key, top, offset, rows))
            return
        source_now, missing = self._source, self._missing()
        if source_now is not None and missing:
            self._start(lambda: _read(source_now, missing))

    def _start(self, look: Callable[[], object]) -> None:
        self._worker = self.run_worker(look, thread=True, group="window", exit_on_error=False, description="rows")

    def on_mount(self) -> None:
        """Read what was asked for before there was a screen."""
        self._work()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Take in what was read and go on with what is missing."""
        if event.worker is not self._worker or not event.worker.is_finished:
            return
        self._worker = None
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            # Not tried again by itself: the next key, source or wheel turn asks anew.
            self.post_message(Trouble(event.worker.error))
            return
        found = event.worker.result
        if isinstance(found, _Opened):
            self._opened(found)
        elif isinstance(found, _Read) and found.source is self._source:
            self._keep(found.pages)
            self.refresh()
            self._report()
        self._work()

    def _opened(self, found: _Opened[Row]) -> None:
        offset, follow = self.cursor - self.top, self.cursor_in_view
        self._source, self._total = found.source, found.total
        self._pages.clear()
        self._keep(found.pages)
        if found.place is not None:
            self.cursor = found.place
            if follow:
                self.top = max(0, found.place - max(0, offset))
        self.lines_changed(follow=follow)

    def _keep(self, pages: dict[int, Sequence[Row]]) -> None:
        for number, rows in pages.items():
            self._pages[number] = rows
            self._pages.move_to_end(number)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)


def _open(source: Source[Row], key: str, top: int, offset: int | None, rows: int) -> _Opened[Row]:
    total = source.count()
    place = source.position(key) if key and total else None
    first = top if place is None or offset is None else max(0, place - max(0, offset))
    first = max(0, min(first, total - rows))
    pages = range(first // PAGE, max(first, min(total - 1, first + rows)) // PAGE + 1) if total else range(0)
    return _Opened(source, total, place, {number: source.page(number * PAGE, PAGE) for number in pages})


def _read(source: Source[Row], numbers: Sequence[int]) -> _Read[Row]:
    return _Read(source, {number: source.page(number * PAGE, PAGE) for number in numbers})
