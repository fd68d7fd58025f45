"""The README's tables, made from the real commands, keys and KPIs: `python -m tests.readme_tables` writes them into it."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path

from sprintsales.cli.declare import CommandLine
from sprintsales.cli.main import commands
from sprintsales.domain.kpi_registry import KPIS
from sprintsales.services.roles import MANAGER, REP, RIGHTS, VIEWER, Right
from sprintsales.settings import SETTINGS
from sprintsales.ui.table import COMMANDS

README = Path(__file__).parent.parent / "README.md"
NAMES = ("COMMANDS", "KEYS", "KPIS", "ROLES", "SETTINGS")


def takes(command: CommandLine) -> str:
    """What a command takes beside the options everywhere: its words and options."""
    parser = ArgumentParser(add_help=False)
    command.arguments(parser)
    named = [action.option_strings[0] if action.option_strings else str(action.metavar or action.dest) for action in parser._actions]
    return " ".join(f"`{name}`" for name in named)


def commands_table() -> str:
    """The table of commands."""
    head = "| `sprintsales` | the screens; without a terminal the plan and the stand-up as text | `--screen` `--version` |"
    rows = ["| command | does | takes |", "|---|---|---|", head]
    rows += [f"| `sprintsales {' '.join(one.words)}` | {one.help} | {takes(one)} |" for one in commands()]
    return "\n".join(rows)


def kpis_table() -> str:
    """The table of KPIs."""
    rows = ["| key | figure | of what |", "|---|---|---|"]
    rows += [f"| `{kpi.key}` | {kpi.title} | {kpi.explanation} |" for kpi in KPIS.values()]
    return "\n".join(rows)


def roles_table() -> str:
    """The table of who may do what."""
    rows = ["| | rep | manager | viewer |", "|---|---|---|---|", "| read everything of the team | yes | yes | yes |"]
    rows += [f"| {one.title} | {reach(one, REP)} | {reach(one, MANAGER)} | {reach(one, VIEWER)} |" for one in RIGHTS.values()]
    return "\n".join(rows)


def reach(right: Right, role: str) -> str:
    """How far a right goes for a role."""
    if right.own == right.others:
        return "yes" if role in right.own else ""
    return "anybody’s" if role in right.others else "own" if role in right.own else ""


def settings_table() -> str:
    """The table of settings."""
    rows = ["| setting | option | environment | meaning |", "|---|---|---|---|"]
    rows += [f"| `{one.key}` | {f'`{one.option}`' if one.option else ''} | `{one.variable}` | {one.meaning} |" for one in SETTINGS]
    return "\n".join(rows)


def tables() -> dict[str, str]:
    """Every table by its name."""
    return {
        "COMMANDS": commands_table(),
        "KEYS": COMMANDS.readme_table(),
        "KPIS": kpis_table(),
        "ROLES": roles_table(),
        "SETTINGS": settings_table(),
    }


def with_tables(text: str) -> str:
    """The README's text with its tables made anew."""
    for name, table in tables().items():
        block = f"<!-- {name.lower()} -->\n{table}\n<!-- end -->"
        text = text.replace(f"{name}-TABLE", block)
        text = re.sub(rf"<!-- {name.lower()} -->\n.*?<!-- end -->", block.replace("\\", r"\\"), text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
