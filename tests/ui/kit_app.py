"""An app around single pieces of the kit, with its style sheet and themes."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widget import Widget
from typing_extensions import override

from sprintsales.ui.base import KIT_CSS
from sprintsales.ui.commands import KIT_COMMANDS, CommandTable, palette_of
from sprintsales.ui.theme import INK, register_themes, variable_defaults
from sprintsales.ui.widgets.line_list import LineList


class KitApp(App[None]):
    """Widgets on the default screen, or SCREEN pushed over it."""

    CSS_PATH = KIT_CSS

    def __init__(self, widgets: Iterable[Widget] = (), *, screen: Screen[None] | None = None, theme: str = INK.name) -> None:
        super().__init__()
        self._widgets = tuple(widgets)
        self._first = screen
        register_themes(self)
        self.theme = theme

    @override
    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults(self.current_theme)

    @override
    def compose(self) -> ComposeResult:
        yield from self._widgets

    async def on_mount(self) -> None:
        if self._first is not None:
            await self.push_screen(self._first)


class TableApp(KitApp):
    """A KitApp with the kit's own commands, as a real app has them."""

    COMMANDS = {lambda: palette_of(CommandTable(KIT_COMMANDS))}
    BINDINGS = CommandTable(KIT_COMMANDS).app_bindings()


class ListenerApp(KitApp):
    """Keeps what lists report."""

    def __init__(self, *widgets: LineList) -> None:
        super().__init__(widgets)
        self.selected: list[str] = []
        self.chosen: list[str] = []

    def on_line_list_selected(self, event: LineList.Selected) -> None:
        self.selected.append(event.key)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        self.chosen.append(event.key)
