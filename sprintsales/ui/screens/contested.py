"""Changes that meet what others did meanwhile: the writer is asked, and what was typed is kept until it is saved or given up."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from typing_extensions import override

from sprintsales.domain.errors import NotReadable, Refused, Unusable
from sprintsales.ui.base import KitScreen
from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.live import Question, View
from sprintsales.ui.office import Office
from sprintsales.ui.widgets.band import sentence_of

if TYPE_CHECKING:
    from sprintsales.domain.meanwhile import ChangedMeanwhile, Values
    from sprintsales.services.desk import Desk

T = TypeVar("T")
Place = tuple[str, int]
"""Where something is typed: the kind of question, and the row it is about."""
NOTHING_TOLD: Mapping[str, object] = {}
TAKE_UP = ". goes on with it"


@dataclass(frozen=True, slots=True)
class Wish(Generic[T]):
    """A change somebody decided on from what was on screen.

    `verb` gets what was told in a conflict since and may be overwritten; `what` names the wish in a notice; `typed` is kept at `place`;
    `again` asks once more, beginning with what was typed (`even_over`: also where the thing is over by then), and `again_word` is what
    that is called.
    """

    verb: Callable[[Desk, Values], T]
    then: Callable[[T], None]
    what: str
    place: Place | None = None
    typed: str = ""
    even_over: bool = False
    again: Callable[[Values], None] | None = None
    again_word: str = "Edit mine again"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a write ended with where somebody waits for its refusal."""

    error: Refused | NotReadable


class ContestedScreen(KitScreen[Question, View], Generic[Question, View]):
    """A screen that writes."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.change_counter, poll_in_thread=office.on_server)
        self.office = office
        self.kept: dict[Place, str] = {}
        """What was typed and could not be saved."""
        self._aside: list[tuple[Wish[Any], Values]] = []
        self._questions: deque[tuple[str, Callable[[], None]]] = deque()

    def tell(self, sentence: str) -> None:
        """Say what was done, in a notice that goes away by itself."""
        self.app.clear_notifications()  # the last act is the one that counts; older ones would cover what is asked next
        self.app.notify(sentence, markup=False, timeout=4)

    def write(
        self,
        verb: Callable[[Desk], T],
        then: Callable[[T], None] | None = None,
        *,
        unsaved: Callable[[], None] | None = None,
        refused: Callable[[Refused | NotReadable], None] | None = None,
    ) -> None:
        """Run a verb in the background, in order; what it refuses is said in the band, or given to REFUSED.

        UNSAVED keeps what was typed where nothing could be written; it is called in the worker and touches no widget.
        """
        self.action_clear_trouble()
        keep = unsaved or _nothing

        def call() -> T | Refusal:
            try:
                desk = self.office.desk
                with desk.database.patiently():
                    return verb(desk)
            except (Refused, NotReadable) as error:
                keep()
                if refused is None:
                    raise
                return Refusal(error)
            except Unusable:
                keep()
                raise

        def ended(result: T | Refusal) -> None:
            if isinstance(result, Refusal):
                if refused is not None:
                    refused(result.error)
            elif then is not None:
                then(result)

        self.act(call, ended)

    def draft_at(self, place: Place) -> Draft:
        """What was typed at a place and could not be saved, to go on with."""
        return Draft(self.kept.get(place, ""))

    # Wishes that may meet another one.

    def wish(self, wish: Wish[T], told: Values = NOTHING_TOLD) -> None:
        """Write a change; where somebody else changed the same to something else, ask what shall stand."""

        def keep() -> None:
            if wish.place is not None and wish.typed:
                self.kept[wish.place] = wish.typed

        def granted(done: T) -> None:
            self._give_up(wish)
            wish.then(done)

        self.write(lambda desk: wish.verb(desk, told), granted, unsaved=keep, refused=lambda error: self._refused(wish, told, error))

    def _refused(self, wish: Wish[Any], told: Values, error: Refused | NotReadable) -> None:
        from sprintsales.domain.meanwhile import ChangedMeanwhile, Gone, Over

        if isinstance(error, ChangedMeanwhile) and error.told:
            self.when_free(lambda: self._ask(wish, told, error), wish.what)
        elif wish.typed and (isinstance(error, Gone) or (isinstance(error, Over) and not wish.even_over)):
            self.when_free(lambda: self._give_back(wish, error), wish.what)
        elif wish.typed and wish.again is not None:
            self.put_aside(wish, told)
            self.say(sentence_of(error), TAKE_UP)
        else:
            self.show_trouble(error)

    def _ask(self, wish: Wish[Any], told: Values, clash: ChangedMeanwhile) -> None:
        from sprintsales.ui.dialogs.conflict import AGAIN, MINE, THEIRS, AskConflict

        known = {**told, **clash.now}

        def decided(answer: str | None) -> None:
            if answer == MINE:
                self.wish(wish, known)
            elif answer == AGAIN and wish.again is not None:
                wish.again(known)
            elif answer == THEIRS:
                self._give_up(wish)
                self.tell(f"{clash.thing}: {'theirs stays' if len(clash.told) > 1 else f'{clash.told[0].theirs} stays'}")
            elif wish.again is not None:
                self.put_aside(wish, known)
                self.tell(f"Not saved yet: {wish.what}\n{TAKE_UP}")
            else:
                self.tell(f"Not done: {wish.what}")

        self.app.push_screen(AskConflict(clash, again_word=wish.again_word if wish.again is not None else ""), decided)

    def _give_back(self, wish: Wish[Any], error: Refused | NotReadable) -> None:
        from sprintsales.ui.dialogs.typed_text import TypedText

        self._give_up(wish)
        self.app.push_screen(TypedText(sentence_of(error), wish.typed))

    def _give_up(self, wish: Wish[Any]) -> None:
        if wish.place is not None:
            self.taken_up(wish.place)

    def taken_up(self, place: Place) -> None:
        """Forget what was kept at a place: it is saved now, or given up."""
        self.kept.pop(place, None)
        if any(wish.place == place for wish, _ in self._aside):
            self._aside = [one for one in self._aside if one[0].place != place]
            self.refresh_keys()

    # What could not be saved and was not given up.

    def put_aside(self, wish: Wish[Any], told: Values = NOTHING_TOLD) -> None:
        """Keep a wish for later: a key takes it up again."""
        self._aside = [one for one in self._aside if wish.place is None or one[0].place != wish.place]
        self._aside.append((wish, told))
        self.refresh_keys()

    def action_take_up(self) -> None:
        """Ask once more for the last thing that could not be saved, beginning with what was typed."""
        if self._aside:
            wish, told = self._aside.pop()
            self.refresh_keys()
            if wish.again is not None:
                wish.again(told)

    @property
    def unsaved(self) -> list[str]:
        """What is not saved and not given up, in words."""
        return [*(what for what, _ in self._questions), *(wish.what for wish, _ in self._aside)]

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is taken up where nothing was put aside."""
        return bool(self._aside) if action == "take_up" else super().check_action(action, parameters)

    # Questions that wait until nothing else is asked.

    def when_free(self, ask: Callable[[], None], what: str) -> None:
        """Ask now, or once this screen has the keys again: keys meant for another question must not answer this one."""
        if self.app.screen is self:
            ask()
            return
        self._questions.append((what, ask))
        self.tell(f"Not saved yet: {what}")

    def on_screen_resume(self) -> None:
        """Ask what had to wait."""
        if self._questions and self.app.screen is self:
            self._questions.popleft()[1]()


def _nothing() -> None:
    """Nothing was typed."""
