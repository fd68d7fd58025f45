"""The ways between the screens: tabs, jumps to a deal, a person or an account from anywhere, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App

from sprintsales.ui.base import KitScreen
from sprintsales.ui.commands import screen_word
from sprintsales.ui.office import CameFrom, Office
from sprintsales.ui.screens.shared import OfficeScreen
from sprintsales.ui.table import TABS

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.jump import JumpView
    from sprintsales.ui.dialogs.jump import Answer


class Ways(App[None]):
    """An app whose screens lead to each other; a subclass makes the screens and the office."""

    office: Office
    DEFAULT_MODE: ClassVar[str] = "today"

    async def action_deals(self, words: str) -> None:
        """Go to the deals that fit some words of the filter; `#12` is one deal."""
        before = self.standing("deals")
        await self.switch_mode("deals")
        from sprintsales.ui.screens.deals import DealsScreen

        if isinstance(self.screen, DealsScreen):
            number = words.removeprefix("#").strip()
            if words.startswith("#") and number.isdigit():
                self.office.opened_one("deal", int(number))
            self.screen.look_for(words)
            self.office.came_from = before

    async def action_week_of(self, member_id: int) -> None:
        """Go to somebody's week; 0 is the own one."""
        before = self.standing("plan")
        self.office.who_id = member_id or None
        await self.switch_mode("plan")
        self.office.came_from = before
        if isinstance(self.screen, OfficeScreen) and self.screen.view is not None:
            self.screen.refresh_data()  # it stands there already, with the week of who was looked at before

    async def action_leads(self) -> None:
        """Go to the leads, with the way back to where one stood."""
        before = self.standing("leads") if self.screen_stack and getattr(self.screen, "NAME", "") != "leads" else None
        await self.switch_mode("leads")
        self.office.came_from = before

    async def action_tab(self, name: str) -> None:
        """Go to a screen."""
        self.office.came_from = None
        await self.switch_mode(name)

    async def on_kit_screen_go_to(self, event: KitScreen.GoTo) -> None:
        """A tab was clicked."""
        await self.action_tab(event.screen_name)

    # Going to one thing, and back.

    def action_jump(self) -> None:
        """Ask where to go, and go there."""
        from sprintsales.ui.dialogs.jump import Jump

        if not isinstance(self.screen, OfficeScreen):
            return
        recent = tuple(self.office.recent)

        def look(words: str) -> JumpView:
            from sprintsales.services.views.jump import jump_view

            def read(connection: Any, desk: Desk) -> JumpView:
                return jump_view(connection, desk, words, screens=[screen_word(name) for name in TABS], recent=recent)

            return self.office.read(read)

        def chosen(answer: Answer | None) -> None:
            if answer is not None:
                self.call_later(self.go_to, answer)

        self.push_screen(Jump(look), chosen)

    async def go_to(self, answer: Answer) -> None:
        """Show the place that was chosen."""
        place = answer.place
        if place.kind == "screen":
            await self.action_tab(TABS[place.id])
            return
        self.office.opened_one(*place.key)
        if place.kind == "deal":
            await self.action_deals(f"#{place.id}")
        elif place.kind == "account":
            await self.action_deals(account_words(place.name))
        elif place.seated and not answer.other:
            await self.action_week_of(0 if place.is_me else place.id)
        else:
            await self.page_of(place.id)

    async def page_of(self, member_id: int) -> None:
        """Go to somebody's page in Team."""
        before = self.standing("team")
        await self.switch_mode("team")
        from sprintsales.ui.screens.team import TeamScreen

        if isinstance(self.screen, TeamScreen):
            self.office.came_from = before
            self.screen.go_to_person(member_id)

    def standing(self, to: str) -> CameFrom | None:
        """Where one stands now, for the way back from the screen TO; None where that is no screen with data."""
        from sprintsales.ui.screens.deals import DealsScreen

        screen = self.screen
        if not isinstance(screen, OfficeScreen):
            return None
        words = screen.words if isinstance(screen, DealsScreen) else None
        return CameFrom(screen.NAME, self.office.who_id, words, to)

    async def action_return(self) -> None:
        """Go back to where one stood before the last jump."""
        from sprintsales.ui.screens.deals import DealsScreen

        before, self.office.came_from = self.office.came_from, None
        if before is None:
            return
        changed = self.office.who_id != before.who_id
        self.office.who_id = before.who_id
        await self.switch_mode(before.screen)
        if isinstance(self.screen, DealsScreen) and before.words is not None:
            self.screen.filter_by(before.words)
        if changed and isinstance(self.screen, OfficeScreen):
            self.screen.refresh_data()


def account_words(name: str) -> str:
    """The words of the filter that show all deals of an account; of a name with quotation marks in it the longest part counts."""
    part = max(name.split('"'), key=len).strip()
    return f'account:"{part}" all'
