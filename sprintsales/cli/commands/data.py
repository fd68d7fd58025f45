"""Commands: data."""

from __future__ import annotations

from sprintsales.cli.declare import CommandLine

COMMANDS: tuple[CommandLine, ...] = ()
