"""A terminal that goes away takes the program with it, also one that tells nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path


def test_a_terminal_that_closes_without_a_word_ends_the_program(wednesday: Path) -> None:
    mine, theirs = os.openpty()
    words = [sys.executable, "-m", "sprintsales", "--db", str(wednesday), "--as", "Ana"]
    # A session of its own without a controlling terminal: no signal will say that the lines are gone.
    program = subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    try:
        seen = b""
        while b"Today" not in seen:
            seen += os.read(mine, 65536)
        os.close(mine)
        assert program.wait(20) in (-signal.SIGHUP, 128 + signal.SIGHUP)  # the second where the tests run under nohup
    finally:
        program.kill()
        program.wait()
