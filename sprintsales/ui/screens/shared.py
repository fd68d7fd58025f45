"""What every screen of the program does alike: one reading, the frame, quick add, undo and redo, and whose view it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual.content import Content
from textual.message import Message
from typing_extensions import override

from sprintsales.domain.errors import Ambiguous, NotFound, NotReadable, Refused, Unusable
from sprintsales.ui.commands import CommandTable
from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.live import Question, View
from sprintsales.ui.office import Office
from sprintsales.ui.screens.contested import TAKE_UP, Wish
from sprintsales.ui.screens.take_away import TakeAwayScreen
from sprintsales.ui.table import COMMANDS
from sprintsales.ui.widgets.band import sentence_of

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.undoing import TakenBack
    from sprintsales.services.views.completing import Offers

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OldAct:
    """My last act where it is older than this start of the program."""

    id: int
    summary: str
    at: datetime


class OfficeScreen(TakeAwayScreen[Question, View], Generic[Question, View]):
    """A screen with a desk behind it."""

    TABLE: ClassVar[CommandTable] = COMMANDS

    class CannotOpen(Message):
        """The database cannot be opened, or nobody in it is meant: `error` says why and what to do."""

        def __init__(self, error: Exception) -> None:
            super().__init__()
            self.error = error

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._add_draft = Draft()
        self._log_draft = Draft()

    @override
    def show_trouble(self, error: BaseException) -> None:
        if self.office.opened is None and isinstance(error, (Ambiguous, NotFound, Unusable)):
            self.post_message(self.CannotOpen(error))
        else:
            super().show_trouble(error)

    def write_line(self, verb: Callable[[Desk], T], then: Callable[[T], None], draft: Draft, text: str, again: Callable[[], None]) -> None:
        """Write what a line says; where it is refused, the line is put back into its DRAFT, and AGAIN asks with it once more."""

        def keep() -> None:
            draft.text = draft.text or text

        def refused(error: Refused | NotReadable) -> None:
            self.put_aside(Wish(lambda desk, _: verb(desk), then, text, place=("line", id(draft)), typed=text, again=lambda _: again()))
            self.say(sentence_of(error), TAKE_UP)

        def saved(done: T) -> None:
            self.taken_up(("line", id(draft)))
            then(done)

        self.write(verb, saved, unsaved=keep, refused=refused)

    @override
    def waited(self) -> float | None:
        desk = self.office.opened
        return None if desk is None else desk.database.waited

    # Quick add and log.

    def day_for_new(self) -> Any:
        """The day a new item falls on where the line names none; None: some time in this sprint."""
        return None

    def first_words(self) -> str:
        """What the line of quick add starts with."""
        return ""

    def action_quick_add(self) -> None:
        """Ask for a line and plan what it says."""
        self.ask_plan(self._add_draft, self.first_words())

    def ask_plan(self, draft: Draft, value: str = "", rest: Sequence[str] = ()) -> None:
        """Ask for a line of work, begun by DRAFT, or by VALUE that the first key replaces, and plan it; then for each of the REST."""
        from sprintsales.ui.dialogs.quick_add import QuickAdd

        day, owner = self.day_for_new(), self.office.who_id

        def explain(text: str) -> tuple[tuple[str, str], ...]:
            from sprintsales.services.explaining import explain_plan

            return self.office.read(lambda connection, desk: explain_plan(connection, desk, text, owner_id=owner, day=day))

        def added(text: str | None) -> None:
            if text is None:
                return

            def verb(desk: Desk) -> str:
                from sprintsales.services.planning import add

                return add(desk, text, owner_id=owner, day=day).understood.summary

            def planned(summary: str) -> None:
                self.tell(f"Planned {summary}{self.for_whom(owner)}   u takes it back")
                if dialog.rest:
                    self.ask_plan(Draft(dialog.rest[0]), rest=dialog.rest[1:])

            self.write_line(
                verb,
                planned,
                draft,
                text,
                lambda: self.ask_plan(draft, rest=dialog.rest),
            )

        title = f"Plan in one line{self.for_whom(owner)}"
        dialog = QuickAdd(title, explain, draft=draft, value=value, complete=self.completing(owner), rest=rest)
        self.app.push_screen(dialog, added)

    def completing(self, owner_id: int | None) -> Callable[[str, int], Offers]:
        """What offers names for the work of a person (me) while one is typed."""

        def complete(text: str, cursor: int) -> Offers:
            from sprintsales.services.views.completing import offers_for

            return self.office.read(lambda connection, desk: offers_for(connection, desk, text, cursor, owner_id=owner_id))

        return complete

    def for_whom(self, owner_id: int | None) -> str:
        """Who it was written down for, where that is somebody else."""
        frame = getattr(self.view, "frame", None)
        person = getattr(frame, "who", None)
        return f", for {person.name}" if owner_id is not None and person is not None and person.id == owner_id else ""

    def action_log(self) -> None:
        """Ask for a line and log what it says was done."""
        from sprintsales.ui.dialogs.quick_add import QuickAdd

        def explain(text: str) -> tuple[tuple[str, str], ...]:
            from sprintsales.services.explaining import explain_log

            return self.office.read(lambda connection, desk: explain_log(connection, desk, text))

        def logged(text: str | None) -> None:
            if text is None:
                return

            def verb(desk: Desk) -> str:
                from sprintsales.services.tracking import log

                done = log(desk, text)
                return f"Logged {done.label}" + (f", then {done.next_said}" if done.next_said else "")

            self.write_line(verb, self.tell, self._log_draft, text, self.action_log)

        dialog = QuickAdd(
            "Log what you just did",
            explain,
            draft=self._log_draft,
            placeholder="call orsini reached 5m next email fri",
            complete=self.completing(None),
        )
        self.app.push_screen(dialog, logged)

    # Undo and redo.

    def action_undo(self) -> None:
        """Take the last act back; ask first where it was done before this program was started."""

        def verb(desk: Desk) -> TakenBack | OldAct:
            from sprintsales.services.undoing import last_act, undo

            last = last_act(desk)
            if self.office.opened_at is not None and last.happened_at < self.office.opened_at:
                return OldAct(last.id, last.summary, last.happened_at.astimezone(desk.zone))
            return undo(desk)

        self.write(verb, lambda done: self.ask_undo(done) if isinstance(done, OldAct) else self.say_undone(done))

    def ask_undo(self, act: OldAct) -> None:
        """Ask whether an act of another day or another start of the program is to be taken back."""
        from sprintsales.ui import format as written
        from sprintsales.ui.dialogs.confirm import Confirm

        desk = self.office.opened
        assert desk is not None, "an act was read, so the database is open"
        day = act.at.date()
        when = "today" if day == desk.today else written.day(day, desk.today)

        def sure(yes: bool | None) -> None:
            def verb(desk: Desk) -> TakenBack:
                from sprintsales.services.undoing import undo

                return undo(desk, act.id)

            if yes:
                self.write(verb, self.say_undone)

        sentence = f"“{act.summary}”, {when} at {written.clock(act.at)}: it was done before the program was started this time."
        self.app.push_screen(Confirm("Undo what was done before?", sentence, yes="Undo it", no="Leave it"), sure)

    def say_undone(self, done: TakenBack) -> None:
        """Say what was taken back."""
        self.tell(f"{done.summary[:1].upper()}{done.summary[1:]}   U does it again")

    def action_redo(self) -> None:
        """Do again what was taken back."""

        def verb(desk: Desk) -> TakenBack:
            from sprintsales.services.undoing import redo

            return redo(desk)

        self.write(verb, lambda done: self.tell(f"{done.summary[:1].upper()}{done.summary[1:]}"))

    # Whose view.

    def action_whose(self) -> None:
        """Ask whose week to look at."""

        def look() -> list[tuple[int, str, str]]:
            from sprintsales.services.explaining import seats

            return self.office.read(seats)

        self.look(look, self._ask_whose)

    def _ask_whose(self, people: list[tuple[int, str, str]]) -> None:
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        desk = self.office.opened
        assert desk is not None

        def chosen(who: int | None) -> None:
            if who is not None:
                self.office.who_id = None if who == desk.me.id else who
                self.refresh_data()

        choices = [Choice(id_, name, role) for id_, name, role in people]
        now = self.office.who_id or desk.me.id
        first = next((place for place, one in enumerate(people) if one[0] == now), 0)
        self.app.push_screen(AskChoice("Whose week?", choices, first=first), chosen)

    # What is kept until the next start.

    def view_state(self) -> dict[str, Any]:
        """How this screen stands, as far as people expect to find it again; no name and no typed word is in it."""
        return {}

    def take_state(self, state: Mapping[str, Any]) -> None:
        """Stand as STATE says, as far as it makes sense; called before anything is read."""

    # The way back.

    def goes_back(self) -> bool:
        """Go back to where somebody came from, if that is the next step back from here."""
        before = self.office.came_from
        if before is None or before.to != self.NAME:
            return False
        self.call_later(self.run_action, "app.return")
        return True

    @override
    def action_step_back(self) -> None:
        if self.query_one("#band").display or not self.goes_back():
            self.action_clear_trouble()

    def on_frame_whose_chosen(self) -> None:
        """A click on the name asks whose view it shall be."""
        self.action_whose()

    def on_frame_uncovered_chosen(self) -> None:
        """A click on the uncovered value goes to the deals behind it."""
        self.call_later(self.run_action, "app.deals('flag:uncovered')")


def empty(sentence: str, *ways: tuple[str, str]) -> list[Content]:
    """What an empty list says: one bold sentence, then the ways on, each with its key."""
    from sprintsales.ui.content import NOTHING, line

    return [line((sentence, "bold")), NOTHING, *(line((key, "bold $accent"), "  ", (words, "$muted")) for key, words in ways)]
