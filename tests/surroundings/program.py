"""The program as a person starts it: in this process for speed, as a process of its own, or in a terminal."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

from sprintsales.cli.main import main
from tests.surroundings.rights import ordinary

TODAY = "2026-11-16"
PATIENCE = 60
OFFLINE = b"offline, trying"
STEERING = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07|\x1b[PX^_].*?\x1b\\|\x1b.|[\r\x0e\x0f]")


@dataclass(frozen=True, slots=True)
class Said:
    """What a run of the program came to."""

    status: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """Return the one line on standard error, without its end."""
        assert self.err.count("\n") == 1, self.err
        return self.err.rstrip("\n")


def environment(database: str, user: str | None, more: Mapping[str, str]) -> dict[str, str]:
    """Return what the program is told by its surroundings, and nothing of those of the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SPRINTSALES_", "PG", "XDG_"))}
    who = {"SPRINTSALES_USER": user} if user else {}
    day = {} if "://" in database else {"SPRINTSALES_TODAY": TODAY}  # a team's database is written on the day it is
    return {**kept, "TERM": "xterm-256color", "SPRINTSALES_DB": database, **who, **day, **more}


def here(database: str, words: Sequence[str], user: str | None = "Ana", **more: str) -> Said:
    """Run a command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with patch.dict(os.environ, environment(database, user, more), clear=True), redirect_stdout(out), redirect_stderr(err):
        try:
            status = main(list(words))
        except SystemExit as left:
            status = int(str(left.code))
    return Said(status, out.getvalue(), err.getvalue())


def there(database: str, words: Sequence[str], user: str | None = "Ana", **more: str) -> Said:
    """Run a command as a process of its own, with the rights of an ordinary user."""
    run = subprocess.run(
        ordinary([sys.executable, "-m", "sprintsales", *words]),
        env=environment(database, user, more),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
    )
    return Said(run.returncode, run.stdout, run.stderr)


def screens(database: str, user: str | None = "Ana", **more: str) -> tuple[int, str, bool]:
    """Open the screens in a terminal; return the exit status, what stood in it after the program had left, and whether it stayed.

    It stays where a server is away: then it is left by a key once it says so.
    """
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (40, 120))
    process = subprocess.Popen(
        ordinary([sys.executable, "-m", "sprintsales"]),
        env=environment(database, user, more),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    told, stayed = bytearray(), False
    try:
        while select.select([ours], [], [], PATIENCE)[0]:
            try:
                told += os.read(ours, 65536)
            except OSError:  # the program has gone, and its terminal with it
                break
            if OFFLINE in told and not stayed:
                stayed = True
                os.write(ours, b"q")
        status = process.wait(PATIENCE)
    finally:
        process.kill()
        os.close(ours)
    left = told.decode(errors="replace").rpartition("\x1b[?1049l")[2]
    return status, STEERING.sub("", left).strip(), stayed
