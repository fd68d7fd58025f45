"""The command table: one declaration of a command gives its binding, its place on the key line, the palette, the help and the README."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.command import DiscoveryHit, Hit, Hits, Provider

EVERYWHERE = ("*",)

# How a key is written for people; any other key is written as it is.
_KEY_WORDS: dict[str, str] = {
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "plus": "+",
    "equals_sign": "=",
    "minus": "-",
    "comma": ",",
    "full_stop": ".",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "right_curly_bracket": "}",
    "asterisk": "*",
    "percent_sign": "%",
    "escape": "esc",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "delete": "del",
}


@dataclass(frozen=True, slots=True)
class Command:
    """A thing a person can do: by key, by palette, by the mouse on the key line.

    `keys` are Textual key names, the first one is shown; `title` is the short word of the key line; `help` is one sentence;
    `screens` are the names of the screens it works on (`EVERYWHERE` for all); `action` is a Textual action of the screen or the app.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    screens: tuple[str, ...]
    action: str
    on_key_line: bool = True
    priority: bool = False

    def works_on(self, screen: str) -> bool:
        """Whether the command is there on SCREEN."""
        return self.screens == EVERYWHERE or screen in self.screens


@dataclass(frozen=True, slots=True)
class KeysNow:
    """What counts at this moment, by ids of commands.

    What stands `first`, what is said `also` though the key line has no place for it elsewhere, what is called otherwise (`titles`), and
    what the line goes `without`.
    """

    first: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()
    without: frozenset[str] = frozenset()


def screen_word(name: str) -> str:
    """What people call a screen."""
    return "KPIs" if name == "kpis" else name.capitalize()


def key_words(key: str) -> str:
    """A Textual key name as people read it: `ctrl+p` is `^p`, `question_mark` is `?`."""
    if key.startswith("ctrl+"):
        return "^" + key_words(key.removeprefix("ctrl+"))
    if key.startswith("shift+"):
        return "shift " + key_words(key.removeprefix("shift+"))
    return _KEY_WORDS.get(key, key)


def keys_of(command: Command, keymap: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The keys of COMMAND, or those the person's KEYMAP (binding id to comma-separated keys) gives it instead."""
    mapped = (keymap or {}).get(command.id)
    return tuple(key.strip() for key in mapped.split(",")) if mapped else command.keys


def shown_key(command: Command, keymap: Mapping[str, str] | None = None) -> str:
    """The key to print for COMMAND."""
    keys = keys_of(command, keymap)
    return key_words(keys[0]) if keys else ""


class CommandTable:
    """All commands in the order of their use; refuses a table in which two commands answer to one key on one screen."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self.commands = tuple(commands)
        self._by_id = {command.id: command for command in self.commands}
        if len(self._by_id) != len(self.commands):
            raise ValueError("two commands have the same id")
        for clash in self.clashes():
            raise ValueError(clash)

    def __getitem__(self, command_id: str) -> Command:
        return self._by_id[command_id]

    def clashes(self, keymap: Mapping[str, str] | None = None) -> list[str]:
        """A sentence for each key that two commands of one screen share, under KEYMAP where one is given."""
        found: list[str] = []
        for index, first in enumerate(self.commands):
            for second in self.commands[index + 1 :]:
                same_screen = EVERYWHERE in (first.screens, second.screens) or set(first.screens) & set(second.screens)
                same_key = set(keys_of(first, keymap)) & set(keys_of(second, keymap))
                if same_screen and same_key:
                    found.append(f"the key {key_words(min(same_key))} is both {first.id} and {second.id}")
        return found

    def on(self, screen: str) -> tuple[Command, ...]:
        """The commands that work on SCREEN, in the order of the table."""
        return tuple(command for command in self.commands if command.works_on(screen))

    def bindings(self, screen: str) -> list[BindingType]:
        """The bindings of SCREEN; each has its command's id, so that a keymap works."""
        return [_binding(command) for command in self.on(screen) if command.screens != EVERYWHERE and command.keys]

    def app_bindings(self) -> list[BindingType]:
        """The bindings of what works everywhere; they belong to the app."""
        return [_binding(command) for command in self.commands if command.screens == EVERYWHERE and command.keys]

    def key_line(self, screen: str, keymap: Mapping[str, str] | None = None) -> tuple[tuple[str, str, str], ...]:
        """What the key line of SCREEN says, most used first: key, word and action of each entry."""
        return tuple(
            (shown_key(command, keymap), command.title, command.action)
            for command in self.on(screen)
            if command.on_key_line and command.keys
        )

    def readme_rows(self, keymap: Mapping[str, str] | None = None) -> list[tuple[str, str, str]]:
        """The README's rows: keys, what it does, where."""
        return [
            (
                " ".join(f"`{key_words(key)}`" for key in keys_of(command, keymap)) or "palette",
                command.help,
                "everywhere" if command.screens == EVERYWHERE else ", ".join(screen_word(name) for name in command.screens),
            )
            for command in self.commands
        ]

    def readme_table(self) -> str:
        """The README's table of keys in Markdown; a test holds the README equal to it."""
        head = ["| key | does | on |", "|---|---|---|"]
        return "\n".join(head + [f"| {keys} | {text} | {where} |" for keys, text, where in self.readme_rows()])


def _binding(command: Command) -> Binding:
    return Binding(
        key=",".join(command.keys),
        action=command.action,
        description=command.title,
        tooltip=command.help,
        show=command.on_key_line,
        priority=command.priority,
        id=command.id,
    )


SELDOM = frozenset({"take_up"})
"""Commands that seldom have anything to do: the palette has them at its end."""


def palette_of(table: CommandTable) -> type[Provider]:
    """The command palette's source: every command of TABLE that works on the screen on which it was opened."""

    class TablePalette(Provider):
        """Commands of the screen and of the app, found by their words."""

        table_commands: ClassVar[Sequence[Command]] = table.commands

        def _here(self) -> list[Command]:
            name = getattr(self.screen, "NAME", "")
            found = [command for command in self.table_commands if command.works_on(name)]
            return sorted(found, key=lambda command: command.id in SELDOM)

        async def discover(self) -> Hits:
            for command in self._here():
                yield DiscoveryHit(_prompt(command), self._runner(command), text=_prompt(command), help=_help(command))

        async def search(self, query: str) -> Hits:
            matcher = self.matcher(query)
            for command in self._here():
                score = max(matcher.match(_prompt(command)), 0.6 * matcher.match(command.help))
                if score > 0:
                    yield Hit(score, matcher.highlight(_prompt(command)), self._runner(command), text=_prompt(command), help=_help(command))

        def _runner(self, command: Command) -> _Run:
            return _Run(self, command.action)

    return TablePalette


class _Run:
    """Runs one action from the palette, on the screen where the palette was opened."""

    def __init__(self, provider: Provider, action: str) -> None:
        self._provider = provider
        self._action = action

    async def __call__(self) -> None:
        await self._provider.screen.run_action(self._action)


def _help(command: Command) -> str:
    return f"{shown_key(command)}   {command.help}" if command.keys else command.help


def _prompt(command: Command) -> str:
    return f"{command.title[:1].upper()}{command.title[1:]}"


KIT_COMMANDS: tuple[Command, ...] = (
    Command("everything", ("ctrl+p", "colon"), "everything", "Find any command by its words.", EVERYWHERE, "app.command_palette"),
    Command("help", ("question_mark", "f1"), "help", "Show what can be done on this screen.", EVERYWHERE, "screen.help"),
    Command("read_again", ("ctrl+r",), "read again", "Read the data again.", EVERYWHERE, "screen.read_again", on_key_line=False),
    Command(
        "close_band",
        ("escape",),
        "close",
        "Take the message at the foot away, or go back to where you came from.",
        EVERYWHERE,
        "screen.step_back",
        on_key_line=False,
    ),
)
"""What every screen of the kit can do; an app's table ends with them."""

MOVEMENT: tuple[tuple[str, str], ...] = (
    ("↑ ↓ ← →  k j h l", "Move the cursor."),
    ("home  end  G", "First and last."),
    ("pgup  pgdn", "A page up or down."),
    ("enter", "Open or choose."),
    ("tab", "To the next pane."),
)
"""Keys of the lists themselves, for the help."""
