"""One declaration of a command gives its key, its place on the key line, the palette, the help and the README."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import ClassVar

import pytest
from textual.binding import Binding
from textual.command import DiscoveryHit, Hit
from typing_extensions import override

from sprintsales.ui.base import KitScreen
from sprintsales.ui.commands import EVERYWHERE, KIT_COMMANDS, Command, CommandTable, key_words, keys_of, palette_of, shown_key
from sprintsales.ui.dialogs.help import Help
from sprintsales.ui.help_texts import HELP
from sprintsales.ui.table import COMMANDS, TABS
from sprintsales.ui.widgets.key_line import KeyLine, fitting
from tests.ui.day import cards, desk, keys, opened, stand_on, the
from tests.ui.kit_app import KitApp
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, screen_text

DONE = Command("done", ("space",), "done", "Mark it done and say how it went.", ("today", "plan"), "done")
COMMIT = Command("commit", ("C",), "commit", "Promise this week to the team.", ("plan",), "commit")
HIDDEN = Command("export", (), "export", "Write the week into a file.", ("plan",), "export")
QUIT = Command("quit", ("q",), "quit", "Leave the program.", EVERYWHERE, "app.quit", on_key_line=False)
TABLE = CommandTable((DONE, COMMIT, HIDDEN, QUIT, *KIT_COMMANDS))


class PlanLike(KitScreen[None, str]):
    NAME = "plan"
    TABLE = TABLE

    def __init__(self) -> None:
        super().__init__()
        self.did: list[str] = []
        self.committed = False

    @override
    def fetch(self, question: None) -> str:
        return "read"

    def action_done(self) -> None:
        self.did.append("done")

    def action_commit(self) -> None:
        self.did.append("commit")
        self.committed = True
        self.refresh_keys()

    def action_export(self) -> None:
        self.did.append("export")

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return not (action == "commit" and self.committed)


class TableApp(KitApp):
    COMMANDS: ClassVar = {lambda: palette_of(TABLE)}
    BINDINGS: ClassVar = TABLE.app_bindings()


def test_keys_are_written_as_people_read_them() -> None:
    assert [key_words(key) for key in ("ctrl+p", "question_mark", "slash", "left", "shift+left", "escape", "C", "space")] == [
        "^p", "?", "/", "←", "shift ←", "esc", "C", "space",
    ]  # fmt: skip


def test_a_screen_binds_its_own_commands_and_the_app_those_of_everywhere() -> None:
    ids = [binding.id for binding in TABLE.bindings("today") if isinstance(binding, Binding)]
    assert ids == ["done"]
    assert "quit" in [binding.id for binding in TABLE.app_bindings() if isinstance(binding, Binding)]


def test_two_commands_on_one_key_of_one_screen_are_refused() -> None:
    with pytest.raises(ValueError, match="the key space is both done and other"):
        CommandTable((DONE, Command("other", ("space",), "other", "Other.", ("plan",), "other")))
    with pytest.raises(ValueError, match="same id"):
        CommandTable((DONE, DONE))
    apart = CommandTable((DONE, Command("other", ("space",), "other", "Other.", ("deals",), "other")))
    assert apart.clashes() == []


def test_a_keymap_shows_in_words_and_clashes_are_told() -> None:
    keymap = {"done": "d, enter"}
    assert keys_of(DONE, keymap) == ("d", "enter")
    assert shown_key(DONE, keymap) == "d"
    assert shown_key(COMMIT, keymap) == "C"
    assert TABLE.clashes({"done": "C"}) == ["the key C is both done and commit"]


def test_the_readme_has_a_row_for_every_command() -> None:
    rows = TABLE.readme_table().splitlines()
    assert len(rows) == 2 + len(TABLE.commands)
    assert "| `space` | Mark it done and say how it went. | Today, Plan |" in rows
    assert "| palette | Write the week into a file. | Plan |" in rows
    assert "| `q` | Leave the program. | everywhere |" in rows


async def test_keys_clicks_and_state_follow_the_table() -> None:
    screen = PlanLike()
    app = TableApp(screen=screen)
    async with app.run_test(size=(120, 20)) as pilot:
        await settled(pilot)
        assert screen_text(app).splitlines()[-1] == " space done   C commit   ^p everything   ? help"
        await pilot.press("space")
        await pilot.click(KeyLine, offset=(15, 0))
        await settled(pilot)
        assert screen.did == ["done", "commit"]
        assert "commit" not in screen_text(app).splitlines()[-1]


async def test_a_keymap_of_the_person_holds_and_is_shown() -> None:
    screen = PlanLike()
    app = TableApp(screen=screen)
    app.set_keymap({"done": "d"})
    async with app.run_test(size=(120, 20)) as pilot:
        await settled(pilot)
        await pilot.press("d", "space")
        assert screen.did == ["done"]
        assert screen_text(app).splitlines()[-1].startswith(" d done")


async def test_everything_is_in_the_palette_also_what_has_no_key() -> None:
    screen = PlanLike()
    app = TableApp(screen=screen)
    async with app.run_test() as pilot:
        await settled(pilot)
        provider = palette_of(TABLE)(screen)
        shown = [hit async for hit in provider.discover()]
        assert [hit.text for hit in shown if isinstance(hit, DiscoveryHit)] == [
            "Done", "Commit", "Export", "Quit", "Everything", "Help", "Read again", "Close",
        ]  # fmt: skip
        found = [hit async for hit in provider.search("export")]
        assert isinstance(found[0], Hit)
        running = found[0].command()
        assert inspect.isawaitable(running)
        await running
        assert screen.did == ["export"]


async def test_the_palette_opens_finds_and_runs() -> None:
    screen = PlanLike()
    app = TableApp(screen=screen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p")
        await settled(pilot)
        assert "Promise this week to the team." in screen_text(app)


async def test_the_help_lists_this_screen_then_everywhere() -> None:
    app = TableApp(screen=PlanLike())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        await settled(pilot)
        assert isinstance(app.screen, Help)
        check_snapshot(app, "help-80x24")
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, PlanLike)


def test_the_key_line_is_cut_at_a_whole_entry_and_keeps_the_help() -> None:
    entries = [(key, "something", "do") for key in "abcdefghij"] + [("?", "help", "help")]
    kept = fitting(entries, 60)
    assert kept[-1][0] == "?"
    assert [key for key, _, _ in kept[:-1]] == ["a", "b", "c", "d"]  # 1 + 4 x (11 + 2) + 6 of 60 columns
    assert len(fitting(entries, 109)) <= 8
    assert fitting(entries, 400) == entries


def test_the_help_of_every_screen_has_words_for_it_and_names_every_key_once() -> None:
    for screen in TABS:
        text = HELP[screen]
        assert text.purpose.endswith(".")
        listed = [id_ for _, ids in text.groups for id_ in ids]
        assert len(listed) == len(set(listed)), screen
        assert all(COMMANDS[id_] for id_ in listed), screen
        parts = Help(COMMANDS, screen)._parts
        sentences = [sentence for part in parts for _, sentence in part.rows]
        for command in COMMANDS.on(screen):
            if command.keys and not command.id.startswith("tab_"):
                assert sentences.count(command.help) == 1, (screen, command.id)
        assert any(part.title == "Signs" for part in parts), screen


async def test_the_key_line_says_what_the_work_under_the_cursor_takes(wednesday: Path) -> None:
    async with opened(wednesday, "today") as pilot:
        await stand_on(pilot, the(desk(wednesday), "freight"))
        assert "space one more" in screen_text(pilot.app).splitlines()[-1]
        await stand_on(pilot, next(one for one in cards(desk(wednesday)) if not one.is_open))
        last = screen_text(pilot.app).splitlines()[-1]
        assert last.startswith(" n next step")
        assert "space" not in last
        await keys(pilot, "2")
        assert "commit" not in screen_text(pilot.app).splitlines()[-1], "this week is promised already"
        await keys(pilot, "tab")
        assert screen_text(pilot.app).splitlines()[-1].startswith(" p plan it   tab to the week")
        await keys(pilot, "4", "f2", "slash", "x", "y", "z", "z", "y", "enter")
        assert "esc back" in screen_text(pilot.app).splitlines()[-1] or "/ filter" in screen_text(pilot.app).splitlines()[-1]
