"""The terminal program: its screens as modes, its themes, and how it leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from textual.color import Color
from textual.filter import LineFilter, Monochrome, NoColor
from textual.screen import Screen
from typing_extensions import override

from sprintsales.domain.errors import Unreachable, Unusable
from sprintsales.domain.text import for_terminal
from sprintsales.settings import Settings
from sprintsales.ui import signs
from sprintsales.ui.base import KIT_CSS, KitScreen
from sprintsales.ui.commands import palette_of
from sprintsales.ui.hangup import end_with_terminal
from sprintsales.ui.last_look import LastLook
from sprintsales.ui.office import Office
from sprintsales.ui.screens.shared import OfficeScreen
from sprintsales.ui.setting_up import SettingUp
from sprintsales.ui.table import COMMANDS, LEADS, TABS
from sprintsales.ui.terminal_tones import TerminalTones
from sprintsales.ui.theme import INK, register_themes, theme_named, variable_defaults

if TYPE_CHECKING:
    from sprintsales.ui.screens.import_wizard import Ended

COPY_AFTER = 3.0
"""Seconds after the start before today's copy is thought of: the first screen is not to wait for it."""
LOAD_AFTER = 1.0
"""Seconds after the start before what only a change needs is loaded: a third of a second the first change would wait for otherwise."""
FOR_CHANGES = (
    "sprintsales.storage.tables",
    "sprintsales.services.meanwhile",
    "sprintsales.services.roles",
    "sprintsales.services.tracking",
)
SCREENS = Path(__file__).with_name("screens")


class SprintSales(SettingUp):
    """The program in a terminal, on one database."""

    CSS_PATH = [KIT_CSS, *sorted(SCREENS.glob("*.tcss"))]
    TITLE = "sprintsales"
    BINDINGS: ClassVar[list[BindingType]] = COMMANDS.app_bindings()
    COMMANDS = {lambda: palette_of(COMMANDS)}

    # The first screen is the app's own start screen: nothing else is composed and painted before it.
    DEFAULT_MODE = "today"

    def __init__(self, settings: Settings, *, importing: bool = False) -> None:
        """IMPORTING: begin with bringing a file in."""
        super().__init__()
        self.office = Office(settings)
        self._importing = importing
        self.ended_by: Exception | None = None
        self._last_look = LastLook()
        self._opened: list[KitScreen[Any, Any]] = []
        signs.use_plain(settings.signs == "ascii")
        register_themes(self)
        theme = theme_named(settings.theme, light_ground=settings.light_ground)
        self.theme = theme if theme in self.available_themes else INK.name
        for name in (*TABS, LEADS):
            self.add_mode(name, partial(self.screen_named, name))

    def on_mount(self) -> None:
        """Once the first screen stands and its reader has begun to read, load what changes need, and make today's copy."""
        if self._importing:
            self.action_import_files()
        self.set_timer(LOAD_AFTER, self.load_for_changes)
        if self.office.settings.copies:
            self.set_timer(COPY_AFTER, self.copy_database)

    def load_for_changes(self) -> None:
        """Load what the first change needs while nobody waits for it."""

        def load() -> None:
            for name in FOR_CHANGES:
                import_module(name)

        if self.office.opened is not None:
            self.run_worker(load, thread=True, group="load", description="loading")

    def copy_database(self) -> None:
        """Copy the database in the background where today's copy is due; a copy that fails is told, and stops nobody."""

        def copied() -> str:
            from sprintsales.services.care import backup_if_due

            try:
                backup_if_due(self.office.settings)
            except Unreachable:
                return ""  # the screens say that the server is away
            except Unusable as error:
                return f"Today's automatic copy of the database was not made. {error}"
            return ""

        async def told() -> None:
            sentence = await asyncio.to_thread(copied)
            if sentence:
                self.notify(sentence, markup=False, severity="warning", timeout=12)

        if self.office.opened is not None:
            self.run_worker(told(), group="copy", exit_on_error=False, description="copying")

    @override
    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults(self.current_theme)

    @override
    def get_line_filters(self) -> Sequence[LineFilter]:
        bare = self.no_color or not self.office.settings.color
        if self.current_theme.ansi:
            accent, on_fill = (Color.parse(self.theme_variables[name]).ansi for name in ("accent", "on-fill"))
            tones = TerminalTones(accent, on_fill)
            return [tones, *([NoColor()] if bare else []), self._last_look]
        return [*super().get_line_filters(), *([Monochrome()] if bare and not self.no_color else []), self._last_look]

    @override
    def notify(self, message: str, *, title: str = "", **more: Any) -> None:
        super().notify(for_terminal(message), title=for_terminal(title), **more)

    def screen_named(self, name: str) -> Screen[Any]:
        """A new screen behind a tab, remembered: what was decided on it must be saved before the program ends."""
        screen = self.new_screen(name)
        self._opened.append(screen)
        return screen

    def new_screen(self, name: str) -> KitScreen[Any, Any]:
        """A new screen behind a tab."""
        module = import_module(f"sprintsales.ui.screens.{name}")  # only the one that is looked at is waited for
        made: OfficeScreen[Any, Any] = getattr(module, f"{name.capitalize()}Screen")(self.office)
        made.take_state(self.office.state_of(name))
        return made

    def action_import_files(self) -> None:
        """Bring files in, step by step."""
        from sprintsales.ui.screens.import_wizard import ImportWizard

        self.push_screen(ImportWizard(self.office.settings), self.imported)

    async def imported(self, ended: Ended | None) -> None:
        """Go on as the import ended: to the week that can be planned, somebody else's, the team's deals, or with what is to be said."""
        if ended is None or not isinstance(self.screen, OfficeScreen):
            return
        if ended.sentence:
            self.screen.say(ended.sentence)
        if not ended.way:
            return
        await asyncio.to_thread(self.office.sit_down_again)
        if ended.way == "deals":
            await self.action_tab("deals")
            await self.run_action("screen.preset('everybody')")
            return
        if ended.way == "leads":
            await self.action_tab("leads")
            await self.run_action("screen.preset('queue')")
            return
        way, _, whose = ended.way.partition(":")
        await self.action_week_of(int(whose or 0))
        from sprintsales.ui.screens.plan import PlanScreen

        if way == "cleanup" and isinstance(self.screen, PlanScreen):
            self.screen.action_clean_stock()
        elif isinstance(self.screen, PlanScreen):
            self.screen.look_ahead()
            if ended.way == "whose":
                self.screen.action_whose()

    async def action_leave(self) -> None:
        """Leave once everything decided has been saved; where the server is away, ask."""
        waiting = [screen for screen in self._opened if screen.acts_waiting]
        if any(screen.away for screen in waiting):
            self.ask_leave(sum(screen.acts_waiting for screen in waiting))
            return
        for screen in waiting:
            await screen.acts_ended()
        if not isinstance(self.screen, KitScreen):
            return  # a save has just asked something
        unsaved = [what for screen in self._opened if isinstance(screen, OfficeScreen) for what in screen.unsaved]
        if unsaved:
            self.ask_give_up(unsaved)
        else:
            self.leave_now()

    def ask_give_up(self, unsaved: list[str]) -> None:
        """Ask whether to give up what was refused and not decided yet."""
        from sprintsales.ui.dialogs.confirm import Confirm

        more = f" and {len(unsaved) - 1} more" if len(unsaved) > 1 else ""
        dialog = Confirm("Leave without saving?", f"{unsaved[0]}{more} is not saved.", yes="leave, and give it up", no="stay")
        self.push_screen(dialog, lambda leave: self.leave_now() if leave else None)

    def ask_leave(self, count: int) -> None:
        """Ask whether to give up what has not reached the server."""
        from sprintsales.ui.dialogs.confirm import Confirm

        what = "One change has" if count == 1 else f"{count} changes have"
        told = f"{what} not reached the server yet. Wait, and nothing is lost: what waits is saved as soon as the server is back."
        dialog = Confirm("Leave without saving?", told, yes="leave, and give them up", no="wait")
        self.push_screen(dialog, lambda leave: self.leave_now() if leave else None)

    def leave_now(self) -> None:
        """Leave; a write that waits for its server gives up."""
        if self.office.opened is not None:
            self.office.keep_state(
                {one.NAME: one.view_state() for one in self._opened if isinstance(one, OfficeScreen) and one.is_attached}
            )
        self.office.close()
        self.exit()

    def on_office_screen_cannot_open(self, event: OfficeScreen.CannotOpen) -> None:
        """There is nothing to show and nothing to do here: the sentence belongs to the shell."""
        self.ended_by = event.error
        self.exit()


def opening_on(first: str) -> type[SprintSales]:
    """The program with another first screen."""
    return type("SprintSales", (SprintSales,), {"DEFAULT_MODE": first})


def run(settings: Settings, first: str | None = None, *, importing: bool = False) -> None:
    """Open the program and return when its user leaves it; raises Unusable when the database cannot be opened at all."""
    end_with_terminal()
    app = opening_on(first or SprintSales.DEFAULT_MODE)(settings, importing=importing)
    app.run()
    if app.ended_by is not None:
        raise app.ended_by
