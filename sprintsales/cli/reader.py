"""The reader of the command line: its help, and what it says of a word it does not know."""

from __future__ import annotations

import re
from argparse import Action, ArgumentError, ArgumentParser, _SubParsersAction
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from sprintsales.cli.declare import VIEW_OPTIONS, WRONG_USAGE
from sprintsales.cli.output import readable

LONGEST_WORD = 60
"""Characters of a word that is compared with those there are, and of one that is quoted."""


class Parser(ArgumentParser):
    """Reads the arguments; what it quotes of them in a complaint steers no terminal."""

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """Leave, saying a message made harmless."""
        super().exit(status, readable(message) if message else None)

    def error(self, message: str) -> NoReturn:
        """Leave with what is wrong in a sentence, and where to read how it is right."""
        self.exit(WRONG_USAGE, f"{message}\nHow it is used: {self.prog} --help\n")

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Return what was asked for; what nothing takes is refused by the command that was meant."""
        found, rest = self.parse_known_args(args, namespace)
        if rest:
            meant = getattr(found, "reader", self)
            meant.error(meant.not_taken(rest))
        return found

    def not_taken(self, words: Sequence[str]) -> str:
        """Return what to say of words this command does not take."""
        option = next((word.partition("=")[0] for word in words if word.startswith("-") and len(word) > 1), None)
        if option is None:
            return f"{self.prog} takes no {quoted(words[0])}."
        if option.removeprefix("--") in VIEW_OPTIONS:
            own = [f"--{name}" for name in VIEW_OPTIONS if f"--{name}" in self._option_string_actions]
            return f"{self.prog} takes no {option}" + (f"; it takes {', '.join(own)}." if own else ".")
        return f"{self.prog} has no option {quoted(option)}.{did_you_mean(option, self._option_string_actions)}"

    def _check_value(self, action: Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        choices = list(map(str, action.choices))
        if not isinstance(action, _SubParsersAction):
            name = "/".join(action.option_strings) or str(action.metavar or action.dest)
            hint = period_hint(str(value)) if name == "--period" else did_you_mean(str(value), choices)
            raise ArgumentError(None, f"{name}: {quoted(value)} is none of {', '.join(choices)}.{hint}")
        before = self.prog.partition(" ")[2]
        wanted = f"{before} {value}".strip()
        hint = did_you_mean(str(value), choices, before)
        if "list" in choices and not hint:
            hint = f" To look for words: {self.prog} list {short(str(value))}"
        raise ArgumentError(None, f"There is no command {quoted(wanted)}.{hint or f' All there are: {self.prog} --help'}")

    def set_usage(self) -> None:
        """Say how the command is written in one short line, and call its words what they are."""
        self._positionals.title = "it takes"
        words = []
        for one in self._actions:
            if one.option_strings:
                continue
            name = one.metavar if isinstance(one.metavar, str) else one.dest
            words.append("[COMMAND]" if isinstance(one, _SubParsersAction) else f"[{name} ...]" if one.nargs == "*" else name)
        self.usage = " ".join([self.prog, *words, "[options]"]).replace("%", "%%")


_QUARTER = re.compile(r"(?i)([0-9]{4})[- ]?q([1-4])|q([1-4])[- ]?([0-9]{4})")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def period_hint(word: str) -> str:
    """Return how a period is named by its kind and a day in it, for one that was written as a date."""
    quarter, month = _QUARTER.fullmatch(word), _MONTH.fullmatch(word)
    if quarter is not None:
        year, number = quarter[1] or quarter[4], int(quarter[2] or quarter[3])
        return f" Write --period quarter --at {year}-{3 * number - 2:02d}-01."
    if month is not None:
        return f" Write --period month --at {word}-01."
    if re.fullmatch(r"[0-9]{4}", word):
        return f" Write --period year --at {word}-01-01."
    if re.fullmatch(r"(?i)[0-9]{4}-?w[0-9]{1,2}", word):
        return f" Write --week {word.upper()}."
    return did_you_mean(word, ("day", "sprint", "week", "month", "quarter", "year"))


def quoted(word: object) -> str:
    """Return a word as a sentence quotes it."""
    return f"“{short(str(word))}”"


def short(word: str) -> str:
    """Return the beginning of a word that is longer than one reads."""
    return word if len(word) <= LONGEST_WORD else word[: LONGEST_WORD - 1] + "…"


def did_you_mean(word: str, known: Iterable[str], before: str = "") -> str:
    """Return the nearest of the known words as a question; nothing where none is near."""
    from difflib import get_close_matches

    if len(word) > LONGEST_WORD:
        return ""
    near = get_close_matches(word.lower(), [one for one in known if one != "-h"], n=2, cutoff=0.6)
    return f" Did you mean {' or '.join(f'{before} {one}'.strip() for one in near)}?" if near else ""
