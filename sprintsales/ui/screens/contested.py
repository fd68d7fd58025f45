"""Changes that meet what others did meanwhile: the writer is asked, and what was typed is kept until it is saved or given up."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sprintsales.domain.errors import NotReadable, Refused, Unusable
from sprintsales.domain.meanwhile import ChangedMeanwhile, Gone, Over, Values
from sprintsales.ui.base import KitScreen
from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.live import Question, View
from sprintsales.ui.office import Office
from sprintsales.ui.widgets.band import sentence_of

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk

T = TypeVar("T")
Place = tuple[str, int]
"""Where something is typed: the kind of question, and the row it is about."""
NOTHING_TOLD: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Wish(Generic[T]):
    """A change somebody decided on from what was on screen.

    `verb` gets what was told in a conflict since and may be overwritten; `what` names the wish in a notice; `typed` is kept at `place`,
    from where the key `key` brings it back (`even_over`: also where the thing is over by then); `again` asks once more, beginning with
    what was typed, and `again_word` is what that is called.
    """

    verb: Callable[[Desk, Values], T]
    then: Callable[[T], None]
    what: str
    place: Place | None = None
    typed: str = ""
    key: str = ""
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
        self._questions: deque[Callable[[], None]] = deque()

    def tell(self, sentence: str) -> None:
        """Say what was done, in a notice that goes away by itself."""
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
        if isinstance(error, ChangedMeanwhile) and error.told:
            self.when_free(lambda: self._ask(wish, told, error), f"{wish.what} is not saved: it was changed meanwhile.")
        elif wish.typed and (isinstance(error, Gone) or (isinstance(error, Over) and not wish.even_over)):
            self.when_free(lambda: self._give_back(wish, error), str(error))
        elif wish.typed and wish.key:
            self.say(sentence_of(error), f"{wish.key} brings back what you typed")
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
            else:
                back = f"   {wish.key} brings it back" if wish.typed and wish.key else ""
                self.tell(f"Not saved yet: {wish.what}{back}")

        self.app.push_screen(AskConflict(clash, again_word=wish.again_word if wish.again is not None else ""), decided)

    def _give_back(self, wish: Wish[Any], error: Refused | NotReadable) -> None:
        from sprintsales.ui.dialogs.typed_text import TypedText

        self._give_up(wish)
        self.app.push_screen(TypedText(sentence_of(error), wish.typed))

    def _give_up(self, wish: Wish[Any]) -> None:
        if wish.place is not None:
            self.kept.pop(wish.place, None)

    # Questions that wait until nothing else is asked.

    def when_free(self, ask: Callable[[], None], meanwhile: str) -> None:
        """Ask now, or once this screen has the keys again: keys meant for another question must not answer this one."""
        if self.app.screen is self:
            ask()
            return
        self._questions.append(ask)
        self.tell(meanwhile)

    @property
    def has_questions(self) -> bool:
        """Whether something waits to be decided here."""
        return bool(self._questions)

    def on_screen_resume(self) -> None:
        """Ask what had to wait."""
        if self._questions and self.app.screen is self:
            self._questions.popleft()()


def _nothing() -> None:
    """Nothing was typed."""
