"""The settings as people change them on the screens: seen at once, kept in the configuration file in the background."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sprintsales.domain.errors import Unusable, Usage
from sprintsales.settings import SETTINGS, Settings, read_config, signs_of_terminal
from sprintsales.ui import signs
from sprintsales.ui.screens.shared import OfficeScreen
from sprintsales.ui.theme import CHOICES, following, theme_named, word_of
from sprintsales.ui.ways import Ways
from sprintsales.ui.widgets.lines import LineWidget

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.ui.dialogs.settings_list import Row

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WORDS = {"database": "Database", "user": "Who I am", "theme": "Theme", "signs": "Signs", "copies": "Copies"}
SAID = {
    "auto": "marks, or letters where the terminal has no others",
    "unicode": "marks such as ✓ ○ §",
    "ascii": "letters such as v o S",
    "on": "at the first start of a day, and before an import",
    "off": "the database is never copied by itself",
}
"""What a value means, for the choice."""
HOURS, SPRINTS = "hours", "sprints"
FIXED = (
    "is part of what a team is made with: plans, sprints and amounts stand in it, so it stays. "
    "For another one make the team anew: sprintsales --db NEW-FILE init --currency CODE --timezone ZONE --week-start DAY"
)
TEAM_WORDS = {"currency": "The currency", "week": "The day a week starts on", "zone": "The time zone"}
"""What holds for the whole team, and cannot be changed here."""


class SettingUp(Ways):
    """An app whose settings can be changed."""

    def __init__(self) -> None:
        super().__init__()
        self._to_keep: dict[str, str | None] = {}

    # The list of them.

    def action_settings(self, first: int = 0) -> None:
        """Show every setting, and change the one that is chosen."""
        from sprintsales.ui.dialogs.settings_list import SettingsList

        def chosen(key: str | None) -> None:
            if key is not None:
                self.change(key)

        rows = self.setting_rows()
        path = self.office.settings.config_path
        self.push_screen(SettingsList(rows, path, first, made=path is not None and path.is_file()), chosen)

    def setting_rows(self) -> list[Row]:
        """Every setting with its present value and where it comes from."""
        from sprintsales.ui.dialogs.settings_list import Row

        known, desk = self.office.settings, self.office.opened
        kept = kept_in(known) | {key: value for key, value in self._to_keep.items() if value is not None}
        values = {
            "database": known.shown,
            "user": desk.me.name if desk is not None else known.user or "",
            "theme": word_of(self.theme),
            "signs": "auto" if kept.get("signs") == "auto" else known.signs,
            "copies": "on" if known.copies else "off",
        }
        own = [
            Row(one.key, WORDS[one.key], values[one.key], known.given.get(one.key) or ("kept" if one.key in kept else "default"))
            for one in SETTINGS
        ]
        return own if desk is None else own + team_rows(desk)

    def change(self, key: str) -> None:
        """Ask for another value of a setting, and go back to the list of them."""
        if key == "database":
            self.notify("Start with --db PATH-or-URL to open another database.", markup=False)
        elif key == HOURS:
            self.run_worker(self._to_team_hours(), group="settings", exit_on_error=False, description="team")
        elif key == SPRINTS:
            self.action_sprint_rhythm()
        elif key in TEAM_WORDS:
            self.notify(f"{TEAM_WORDS[key]} {FIXED}", markup=False, timeout=15)
        elif key == "user":
            self._change_user()
        elif key == "theme":
            self._change_theme()
        else:
            self._change_value(key)

    def action_sprint_rhythm(self) -> None:
        """See and change how long sprints last and when they begin."""
        from sprintsales.ui.sprint_rhythm import ask_rhythm

        if isinstance(self.screen, OfficeScreen):
            ask_rhythm(self.screen)

    async def _to_team_hours(self) -> None:
        await self.action_tab("team")
        desk = self.office.opened
        leads = desk is not None and desk.me.role == "manager"
        way = "P sets the team's working week, p a person's own one." if leads else "A manager sets the team's working week here, with P."
        self.notify(way, markup=False)

    def _back(self, key: str) -> None:
        self.action_settings(next(place for place, one in enumerate(SETTINGS) if one.key == key))

    def _change_value(self, key: str) -> None:
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        one = next(one for one in SETTINGS if one.key == key)
        now = next(row.value for row in self.setting_rows() if row.key == key)

        def chosen(value: str | None) -> None:
            if value is not None:
                self.use(key, value)
            self._back(key)

        choices = [Choice(value, value, SAID[value]) for value in one.values]
        self.push_screen(AskChoice(WORDS[key], choices, first=one.values.index(now) if now in one.values else 0), chosen)

    def _change_theme(self) -> None:
        from sprintsales.ui.dialogs.ask_choice import Choice
        from sprintsales.ui.dialogs.settings_list import AskTheme

        def preview(word: str) -> None:
            self.theme = theme_named(word, light_ground=self.office.settings.light_ground)

        def chosen(word: str | None) -> None:
            if word is not None:
                self.use("theme", word)
            self._back("theme")

        now, words = word_of(self.theme), list(CHOICES)
        choices = [Choice(word, word, told) for word, told in CHOICES.items()]
        self.push_screen(AskTheme(choices, words.index(now) if now in words else 0, preview), chosen)

    def _change_user(self) -> None:
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        screen = self.screen
        if not isinstance(screen, OfficeScreen):
            return

        def look() -> list[tuple[int, str, str]]:
            from sprintsales.services.explaining import seats

            return self.office.read(seats)

        def ask(people: list[tuple[int, str, str]]) -> None:
            def chosen(name: str | None) -> None:
                if name is not None:
                    self.use("user", name)
                    self.notify(f"From the next start on you are {name}.", markup=False)
                self._back("user")

            self.push_screen(AskChoice("Who am I, from the next start on?", [Choice(name, name, role) for _, name, role in people]), chosen)

        screen.act(look, ask)

    # Changing one.

    def use(self, key: str, value: str) -> None:
        """Go by another value from now on where that is possible, and keep it."""
        known = self.office.settings
        if key == "theme":
            self.theme = theme_named(value, light_ground=known.light_ground)
        elif key == "signs":
            drawn = signs_of_terminal() if value == "auto" else value
            self.office.settings = replace(known, signs=drawn)
            signs.use_plain(drawn == "ascii")
            self.draw_again()
        elif key == "copies":
            self.office.settings = replace(known, copies=value == "on")
        self.keep(key, value)

    def draw_again(self) -> None:
        """Draw everything with other signs."""
        for stack in self._screen_stacks.values():
            for screen in stack:
                for widget in screen.query(LineWidget):
                    widget.redraw()
                if isinstance(screen, OfficeScreen) and screen.view is not None:
                    screen.refresh_data()

    def action_flip_theme(self) -> None:
        """Dark, light, the terminal's own colours."""
        self.use("theme", word_of(following(self.theme, light_ground=self.office.settings.light_ground)))

    def action_use_theme(self, word: str) -> None:
        """Take this theme."""
        self.use("theme", word)

    def keep(self, key: str, value: str) -> None:
        """Write a setting down in the background; what cannot be kept holds until one leaves, and that is said."""
        if self.office.settings.config_path is None:
            return
        waiting = bool(self._to_keep)
        self._to_keep[key] = value
        if not waiting:
            self.run_worker(self._keep_all(), group="settings", exit_on_error=False, description="keeping")

    async def _keep_all(self) -> None:
        while self._to_keep:
            wanted: dict[str, str | None] = dict(self._to_keep)

            def write(wanted: dict[str, str | None] = wanted) -> None:
                from sprintsales.keeping import keep_settings

                keep_settings(self.office.settings, wanted)

            try:
                await asyncio.to_thread(write)
            except Unusable as error:
                self.notify(str(error), markup=False, severity="warning", timeout=12)
            self._to_keep = {key: value for key, value in self._to_keep.items() if value != wanted.get(key)}


def team_rows(desk: Desk) -> list[Row]:
    """What holds for the whole team, and where it is changed where it can be."""
    from sprintsales.ui.dialogs.settings_list import Row
    from sprintsales.ui.sprint_rhythm import rhythm_words

    made = "the team’s, as it was made"
    return [
        Row("currency", "Currency", desk.team.currency, made),
        Row("week", "Week starts", DAYS[desk.team.week_start], made),
        Row("zone", "Time zone", desk.team.timezone, made),
        Row(SPRINTS, "Sprints", rhythm_words(desk), "enter changes it"),
        Row(HOURS, "Hours", "the team’s working week", "enter shows it: 8, then P"),
    ]


def kept_in(settings: Settings) -> dict[str, Any]:
    """The configuration file's values, none where it cannot be read just now."""
    if settings.config_path is None:
        return {}
    try:
        return dict(read_config(settings.config_path, required=False))
    except Usage:
        return {}
