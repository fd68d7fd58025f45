"""The screen every screen of ours is: frame at the top, body, band for trouble, key line; its keys come from the command table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, Generic

from textual import events, on
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget
from typing_extensions import override

from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.ui.commands import CommandTable, KeysNow, key_words
from sprintsales.ui.early_keys import EarlyKeys
from sprintsales.ui.live import LiveScreen, Question, View
from sprintsales.ui.widgets.band import Band, sentence_of
from sprintsales.ui.widgets.frame import WIDE, Frame, FrameView
from sprintsales.ui.widgets.key_line import Entry, KeyLine
from sprintsales.ui.widgets.too_small import TooSmall, is_too_small

KIT_CSS = Path(__file__).with_name("kit.tcss")
"""The style sheet of the kit; an app names it in its `CSS_PATH`."""


NOT_NOW = frozenset({"take_up"})
"""Commands that are for a rare state only; the help leaves them out elsewhere."""
STILL_SHOWN = "The server cannot be reached. You see what was read last; what you do now waits, and is saved when it is back."

WAITS = "Another program is writing, perhaps a large import."


class KitScreen(LiveScreen[Question, View], Generic[Question, View]):
    """A subclass gives its `NAME` and `TABLE`, yields its `body`, and answers `question`, `fetch` and `show` of the live screen.

    On it are the classes `-wide` (110 columns and more) or `-narrow`.
    """

    NAME: ClassVar[str] = ""
    TAB: ClassVar[str] = ""
    """The tab it stands under, where it has none of its own."""
    _said_away = False
    _said_waits = False
    _early: EarlyKeys | None = None
    _keys_now = KeysNow()
    TABLE: ClassVar[CommandTable] = CommandTable(())
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]

    class GoTo(Message):
        """A tab was clicked: the app shows the screen `screen_name`."""

        def __init__(self, screen_name: str) -> None:
            super().__init__()
            self.screen_name = screen_name

    def __init_subclass__(cls, **options: Any) -> None:
        # One declaration in the table gives the keys too; Textual reads BINDINGS while the class is made.
        if cls.NAME and "BINDINGS" not in cls.__dict__:
            cls.BINDINGS = cls.TABLE.bindings(cls.NAME)
        super().__init_subclass__(**options)

    def body(self) -> Iterable[Widget]:
        """The widgets between frame and key line."""
        return ()

    @override
    def compose(self) -> ComposeResult:
        yield Frame(self.TAB or self.NAME, id="frame")
        yield from self.body()
        yield Band(id="band")
        yield KeyLine(id="keys")
        yield TooSmall(id="too-small")

    @on(events.Resize)
    def _measured(self, event: events.Resize) -> None:
        """Say so where the terminal is too small, and where it is not any more, show everything as it was."""
        self.set_class(is_too_small(event.size.width, event.size.height), "-tiny")

    def on_mount(self) -> None:
        """Say what can be done, and keep what is typed before it can be."""
        self._early = EarlyKeys(self)
        self.refresh_keys()

    def on_key(self, event: events.Key) -> None:
        """A key that comes before the data waits for them."""
        if self._early is not None and self._early.keep(event):
            event.stop()

    def reading_told(self) -> None:
        """Give back the keys that waited for the first reading."""
        if self._early is not None:
            self._early.shown()

    def show_frame(self, view: FrameView) -> None:
        """Put VIEW into the frame; called by a subclass in `show`."""
        self.query_one("#frame", Frame).show(view)

    def say(self, sentence: str, way_out: str = "") -> None:
        """Show SENTENCE in the band, its WAY_OUT at the right; a notice from before would lie over it."""
        self.app.clear_notifications()
        self.query_one("#band", Band).say(sentence, way_out)

    def show_trouble(self, error: BaseException) -> None:
        """Show ERROR as a sentence in the band."""
        refused = isinstance(error, (Refused, NotReadable))  # reading again changes nothing about a rule
        self.say(sentence_of(error), "esc closes" if refused else "^r reads again   esc closes")

    def show_saving(self, saving: bool) -> None:
        """Show in the frame whether changes are on their way."""
        self.query_one("#frame", Frame).show_saving(saving)

    def waited(self) -> float | None:
        """Seconds a change has waited for another program's; None: none waits."""
        return None

    def show_waiting(self, *, ended: bool = False) -> None:
        """Say for how long a change waits for another program, unless that was closed; a band that says it goes with its reason."""
        band, seconds = self.query_one("#band", Band), self.waited()
        said = band.sentence.startswith(WAITS)
        if ended or seconds is None:
            self._said_waits = False
            if said:
                band.clear()
        elif seconds >= 2 and (said or not self._said_waits):
            self._said_waits = True
            self.say(f"{WAITS} Yours is saved as soon as it is done ({seconds:.0f} s).", "esc closes")

    def show_away(self, error: BaseException | None) -> None:
        """Show that the server is tried again and again, and what that means for what stands here; None: it is back."""
        frame, band = self.query_one("#frame", Frame), self.query_one("#band", Band)
        frame.show_away(error is not None)
        if error is None:
            if self._said_away:
                band.clear()
            self._said_away = False
        elif not self._said_away:
            self._said_away = True
            self.say(STILL_SHOWN if self.view is not None else sentence_of(error), "tries by itself   q leaves")

    def keys_now(self) -> KeysNow:
        """What counts where the cursor stands; the key line begins with it."""
        return KeysNow()

    def follow_cursor(self) -> None:
        """Say other keys where the cursor has come to something else."""
        if self.is_attached and self.keys_now() != self._keys_now:
            self.refresh_keys()

    def refresh_keys(self) -> None:
        """Say in the key line what works now; to be called where `check_action` has changed its mind or a keymap was set."""
        self._keys_now = now = self.keys_now()
        titles = dict(now.titles)
        first = {id_: place for place, id_ in enumerate(now.first)}
        keys: dict[str, str] = {}
        for key, active in self.active_bindings.items():
            if active.binding.id and active.enabled:
                keys.setdefault(active.binding.id, key)
        entries: list[Entry] = [
            (key_words(keys[command.id]), titles.get(command.id, command.title), command.action)
            for command in sorted(self.TABLE.on(self.NAME), key=lambda one: first.get(one.id, len(first)))
            if (command.on_key_line or command.id in (*now.first, *now.also)) and command.id in keys and command.id not in now.without
        ]
        self.query_one("#keys", KeyLine).show(entries)

    def action_read_again(self) -> None:
        """Read the data again."""
        self.action_clear_trouble()
        self.refresh_data()

    def action_clear_trouble(self) -> None:
        """Take the band away."""
        self.query_one("#band", Band).clear()

    def action_step_back(self) -> None:
        """Take the band away where there is one."""
        self.action_clear_trouble()

    def action_help(self) -> None:
        """Show what can be done on this screen."""
        from sprintsales.ui.dialogs.help import Help

        enabled = {active.binding.id for active in self.active_bindings.values() if active.enabled}
        hidden = frozenset(one.id for one in self.TABLE.on(self.NAME) if one.id in NOT_NOW and one.id not in enabled)
        self.app.push_screen(Help(self.TABLE, self.NAME, hidden=hidden))

    async def on_key_line_chosen(self, event: KeyLine.Chosen) -> None:
        """A click on the key line is its key."""
        event.stop()
        await self.run_action(event.action)

    async def on_frame_action_chosen(self, event: Frame.ActionChosen) -> None:
        """A click on what works everywhere."""
        event.stop()
        await self.run_action(event.action)

    def on_frame_tab_chosen(self, event: Frame.TabChosen) -> None:
        """A click on a tab is passed to the app."""
        event.stop()
        self.post_message(self.GoTo(event.screen_name))
