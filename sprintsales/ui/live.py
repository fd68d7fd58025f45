"""The live screen: reads in a worker, shows on the loop, writes in order, reads again when data changed, owns all worker errors."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from typing import ClassVar, Generic, NamedTuple, TypeVar, cast

from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from sprintsales.domain.errors import Unreachable, Unusable
from sprintsales.ui.widgets.band import Trouble

Question = TypeVar("Question")
View = TypeVar("View")
Done = TypeVar("Done")

PAINTING_SECONDS = 0.25
"""How long a reading waits at most for its first part to be painted."""

ChangeCounter = Callable[[], int]
"""Answers with a number that grows whenever another connection changed the data."""


class Answer(NamedTuple):
    """What a reading found, and the counter just before it: whatever came later will show in the counter."""

    counted: int | None
    view: object


class Glimpsed(Message):
    """A part of the first answer is known; `painted` is set once it stands on the screen, or will not."""

    def __init__(self, glimpse: object) -> None:
        super().__init__()
        self.glimpse = glimpse
        self.painted = threading.Event()


class LiveScreen(Screen[None], Generic[Question, View]):
    """A screen over data: a subclass says what to ask (`question`), how to read it (`fetch`, in a thread) and how to `show` it.

    One reading is on its way at any time. A request made meanwhile makes its result stale: it is dropped and the newest request is read.
    """

    POLL_SECONDS: ClassVar[float] = 0.5

    def __init__(self, changed: ChangeCounter | None = None, *, poll_in_thread: bool = False) -> None:
        """CHANGED is polled to see whether to read again; POLL_IN_THREAD where it takes more than microseconds (a server)."""
        super().__init__()
        self._changed = changed
        self._poll_in_thread = poll_in_thread
        self._seen: int | None = None
        self._asked = 0
        self._reading: Worker[Answer] | None = None
        self._reading_for = 0
        self._polling: Worker[int] | None = None
        self._acts: deque[tuple[Callable[[], object], Callable[[object], None]]] = deque()
        self._acting: Worker[object] | None = None
        self._act_then: Callable[[object], None] = _nothing
        self._to_read_again = False
        self._acts_ended = asyncio.Event()
        self._acts_ended.set()
        self._poll_timer: Timer | None = None
        self._wait_timer: Timer | None = None
        self._read_failed = False
        self.away = False
        self.view: View | None = None

    # What a subclass says.

    def question(self) -> Question:
        """What to ask, taken from the widgets; called on the loop just before reading. A frozen value, or None where nothing varies."""
        return cast("Question", None)

    def fetch(self, question: Question) -> View:
        """The answer to QUESTION; called in a worker thread, so it touches no widget."""
        return cast("View", None)

    def show(self, view: View) -> None:
        """Put VIEW on the screen; called on the loop."""

    def glimpse(self, question: Question) -> object | None:
        """What can be shown of the first answer before all of it is read; called in the worker before the first `fetch`. None: nothing."""
        return None

    def show_glimpse(self, glimpse: object) -> None:
        """Put a GLIMPSE on the screen; called on the loop, never after the first view."""

    def show_trouble(self, error: BaseException) -> None:
        """Say what went wrong; the screen before stays as it was."""

    def show_saving(self, saving: bool) -> None:
        """Say that changes are on their way, or that all have arrived."""

    def show_away(self, error: BaseException | None) -> None:
        """Say that the server cannot be reached and is tried again, or (None) that it is back."""

    def show_waiting(self, *, ended: bool = False) -> None:
        """Called once a second while changes are on their way, and when they have ended: another program may hold them up."""

    def reading_told(self) -> None:
        """A reading ended and what it found, or its trouble, is told; called on the loop."""

    # Reading.

    def refresh_data(self) -> None:
        """Read again and show what is found; a reading already on its way is overtaken."""
        self._asked += 1
        if self._reading is None:
            self._read()

    def _read(self) -> None:
        if self._changed is not None and not self._poll_in_thread and self._count_now() is None:
            self.reading_told()
            return
        question, self._reading_for = self.question(), self._asked
        self._reading = self.run_worker(
            lambda: self._answer(question), thread=True, exclusive=True, group="live", exit_on_error=False, description="reading"
        )

    def _answer(self, question: Question) -> Answer:
        counted = self._changed() if self._changed is not None and self._poll_in_thread else None
        if self.view is None:
            glimpse = self.glimpse(question)
            if glimpse is not None:
                # Reading on at once would keep the interpreter busy while the loop wants to paint what is known.
                known = Glimpsed(glimpse)
                self.post_message(known)
                known.painted.wait(PAINTING_SECONDS)
        return Answer(counted, self.fetch(question))

    def on_glimpsed(self, event: Glimpsed) -> None:
        """Show what is known already, unless everything is."""
        event.stop()
        if self.view is None:
            self.show_glimpse(event.glimpse)
            self.call_after_refresh(event.painted.set)
        else:
            event.painted.set()

    # Writing.

    def act(self, call: Callable[[], Done], then: Callable[[Done], None] | None = None) -> None:
        """Run CALL, a write, in a worker after those asked for before it; THEN gets its result on the loop, and the screen reads again.

        A refusal is shown and the next write goes on: each was a decision of its own.
        """
        self._acts.append((call, cast("Callable[[object], None]", then or _nothing)))
        self._acts_ended.clear()
        self._to_read_again = True
        self.show_saving(True)
        if self._wait_timer is None:
            self._wait_timer = self.set_interval(1, self.show_waiting)
        if self._acting is None:
            self._act()

    def look(self, call: Callable[[], Done], then: Callable[[Done], None]) -> None:
        """Run CALL, which only reads, in a worker after the writes asked for before it; THEN gets what it found on the loop."""
        self._acts.append((call, cast("Callable[[object], None]", then)))
        self._acts_ended.clear()
        if self._acting is None:
            self._act()

    @property
    def acts_waiting(self) -> int:
        """How many writes have not ended yet."""
        return len(self._acts) + (self._acting is not None)

    async def acts_ended(self) -> None:
        """Return when every write has ended; whoever closes the app waits for it, so that nothing decided is lost."""
        await self._acts_ended.wait()

    def _act(self) -> None:
        call, self._act_then = self._acts.popleft()
        self._acting = self.run_worker(call, thread=True, group="act", exit_on_error=False, description="writing")

    # Looking for changes.

    def poll(self) -> None:
        """Read again if data changed; nothing while a reading is on its way, or a writing that ends at once.

        A writing may wait for its server: then somebody must look whether the server is back.
        """
        busy = self._reading or self._polling or (None if self._poll_in_thread else self._acting)
        if self._changed is None or busy is not None or not self._asked:
            return
        if self._poll_in_thread:
            self._polling = self.run_worker(
                self._changed, thread=True, group="poll", exit_on_error=False, description="looking for changes"
            )
            return
        before = self._seen
        if (now := self._count_now()) is not None and now != before:
            self.refresh_data()

    def _count_now(self) -> int | None:
        if self._changed is None:
            return None
        try:
            self._seen = self._changed()
        except Unusable as error:
            self.post_message(Trouble(error))
            return None
        return self._seen

    # The life of the screen.

    def on_mount(self) -> None:
        """Start to read and to look for changes."""
        if self._changed is not None:
            self._poll_timer = self.set_interval(self.POLL_SECONDS, self.poll)
        # The frame first: a reading that imports the database layer would take the interpreter away from painting it.
        self.call_after_refresh(self.refresh_data)

    def on_screen_suspend(self) -> None:
        """Nobody looks: no polling. Under a dialog a server is still watched, to say that it went away or is back."""
        if self._poll_timer is not None and not (self._poll_in_thread and isinstance(self.app.screen, ModalScreen)):
            self._poll_timer.pause()

    def on_screen_resume(self) -> None:
        """Catch up with what changed meanwhile."""
        if self._poll_timer is not None:
            self._poll_timer.resume()
            self.poll()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The one place where workers of this screen end, well or not."""
        worker = event.worker
        if not worker.is_finished:
            return
        if worker is self._reading:
            self._reading = None
            self._read_ended(cast("Worker[Answer]", worker), event.state)
        elif worker is self._acting:
            self._acting = None
            self._act_ended(worker, event.state)
        elif worker is self._polling:
            self._polling = None
            self._poll_ended(worker, event.state)

    def on_trouble(self, event: Trouble) -> None:
        """Trouble of a widget is shown like trouble of the screen."""
        event.stop()
        self.show_trouble(event.error)

    def _read_ended(self, worker: Worker[Answer], state: WorkerState) -> None:
        if self._reading_for != self._asked:
            self._read()
        elif state is WorkerState.ERROR and worker.error is not None:
            self._read_failed = True
            self._went_wrong(worker.error)
            self.reading_told()
        elif state is WorkerState.SUCCESS and worker.result is not None:
            self._read_failed = False
            self._came_back()
            if self._poll_in_thread:
                self._seen = worker.result.counted
            self.view = cast("View", worker.result.view)
            self.show(self.view)
            self.reading_told()

    def _went_wrong(self, error: BaseException) -> None:
        """A server that is away comes back by itself; any other trouble is said."""
        if isinstance(error, Unreachable):
            self.away = True
            self.show_away(error)
        else:
            self.show_trouble(error)

    def _came_back(self) -> None:
        if self.away:
            self.away = False
            self.show_away(None)

    def _act_ended(self, worker: Worker[object], state: WorkerState) -> None:
        if state is WorkerState.ERROR and worker.error is not None:
            self.show_trouble(worker.error)
        elif state is WorkerState.SUCCESS:
            self._came_back()
            self._act_then(worker.result)
        if self._acts and self._acting is None:
            self._act()
        if self._acting is not None:
            return
        self._acts_ended.set()
        if self._wait_timer is not None:
            self._wait_timer.stop()
            self._wait_timer = None
            self.show_waiting(ended=True)
        if self._to_read_again:
            self._to_read_again = False
            self.show_saving(False)
            self.refresh_data()

    def _poll_ended(self, worker: Worker[int], state: WorkerState) -> None:
        if state is WorkerState.ERROR and worker.error is not None:
            self._went_wrong(worker.error)
        elif state is WorkerState.SUCCESS:
            self._came_back()
            # Under a dialog the screen stays as it was when the dialog asked; what changed is read when it has its answer.
            fresh = self._read_failed or (self._seen is not None and worker.result != self._seen)
            if self._acting is None and self.is_active:
                self._seen = worker.result
                if fresh:
                    self.refresh_data()


def _nothing(result: object) -> None:
    """What follows a write nobody waits for."""
