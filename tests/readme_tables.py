"""The README's tables, made from the real commands, keys, KPIs and settings: `python -m tests.readme_tables` writes them into it."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from sprintsales.cli.declare import STATUSES, CommandLine
from sprintsales.cli.main import commands
from sprintsales.domain.activities import TYPES
from sprintsales.domain.kpi_registry import KPIS
from sprintsales.formats.fields import FIELDS
from sprintsales.services.importing.columns import KINDS
from sprintsales.services.roles import MANAGER, REP, RIGHTS, VIEWER, Right
from sprintsales.settings import SETTINGS as KEPT
from sprintsales.ui.table import COMMANDS

README = Path(__file__).parent.parent / "README.md"
CLASSES = {"value": "value", "volume": "volume", "non_selling": "not selling"}
UNITS = {"count": "number", "ratio": "%", "money": "money", "money_per_day": "money a day", "days": "days", "hours": "hours"}
SETTINGS: tuple[tuple[str, str, str, str], ...] = (
    *((one.key, one.variable, one.option, one.meaning) for one in KEPT),
    ("", "SPRINTSALES_TODAY", "--today", "the day that counts as today; hides nothing, and what is written under it is marked"),
    ("", "SPRINTSALES_CONFIG", "", "another configuration file"),
    ("", "NO_COLOR", "--no-color", "no colours"),
)
"""Key in the configuration file, variable, option, meaning."""


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    listed = list(heads)
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in (listed, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(listed), *lines[1:]])


def coded(words: Iterable[str]) -> str:
    """Words as code, side by side."""
    return " ".join(f"`{word}`" for word in words if word)


def takes(command: CommandLine) -> str:
    """What a command takes beside the options everywhere: its words and options."""
    parser = ArgumentParser(add_help=False)
    command.arguments(parser)
    return coded(one.option_strings[0] if one.option_strings else str(one.metavar or one.dest) for one in parser._actions)


def commands_table() -> str:
    """The table of commands."""
    head = ("`sprintsales`", "the screens; without a terminal the plan and the stand-up as text", "`--screen` `--version`")
    rows = [(f"`sprintsales {' '.join(one.words)}`", one.help, takes(one)) for one in commands()]
    return table(("command", "does", "takes"), [head, *rows])


def kpis_table() -> str:
    """The table of KPIs."""
    rows = (
        (f"`{one.key}`", one.title, UNITS[one.unit], one.explanation, "more" if one.better == "up" else "less") for one in KPIS.values()
    )
    return table(("key", "figure", "in", "what it is", "better"), rows)


def types_table() -> str:
    """The table of the types of work."""
    rows = (
        (
            f"{one.sign} {one.name}", CLASSES[one.kind], f"{one.minutes} min", "yes" if one.touch else "",
            ", ".join(outcome.label for outcome in one.outcomes),
        )
        for one in TYPES.values()
    )  # fmt: skip
    return table(("work", "class", "usual", "touches the customer", "how it can come out, the usual one first"), rows)


def fields_table() -> str:
    """The table of what an import can fill."""
    rows = ((f"`{kind}`", ", ".join(f"`{one.name}`{' (needed)' if one.required else ''}" for one in FIELDS[kind])) for kind in KINDS)
    return table(("`--kind`", "`--map FIELD=COLUMN`"), rows)


def settings_table() -> str:
    """The table of settings."""
    rows = ((coded([key]), coded([variable]), coded([option]), meaning) for key, variable, option, meaning in SETTINGS)
    return table(("in `config.toml`", "environment", "option", "meaning"), rows)


def statuses_table() -> str:
    """The table of exit statuses."""
    return table(("exit status", "means"), ((str(status), words) for status, words in STATUSES.items()))


def roles_table() -> str:
    """The table of who may do what."""
    read = ("read everything of the team", "yes", "yes", "yes")
    rows = [(one.title, *(reach(one, role) for role in (REP, MANAGER, VIEWER))) for one in RIGHTS.values()]
    return table(("", "rep", "manager", "viewer"), [read, *rows])


def reach(right: Right, role: str) -> str:
    """How far a right goes for a role."""
    if right.own == right.others:
        return "yes" if role in right.own else ""
    return "anybody’s" if role in right.others else "own" if role in right.own else ""


TABLES: Mapping[str, Callable[[], str]] = {
    "commands": commands_table, "keys": COMMANDS.readme_table, "kpis": kpis_table, "types": types_table, "settings": settings_table,
    "fields": fields_table,
    "roles": roles_table, "statuses": statuses_table,
}  # fmt: skip
"""Every table by the word that marks its place."""


def with_tables(text: str) -> str:
    """The README's text with its tables made anew."""
    for name, made in TABLES.items():
        block = f"<!-- {name} -->\n{made()}\n<!-- end -->"
        text = re.sub(rf"<!-- {name} -->\n.*?<!-- end -->", block.replace("\\", r"\\"), text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
