"""The real program in a process of its own, its output read as bytes: through a pipe, in other encodings, and as a terminal gets it."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.hostile import fields
from tests.hostile.corpus import STRINGS, WHOLE, assert_harmless, thin
from tests.hostile.places import READS, STATUSES, TODAY

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Piped:
    """What a process wrote into its pipes, and how it ended."""

    status: int
    out: bytes
    err: bytes


def piped(path: Path, argv: Sequence[str | bytes], **environ: str) -> Piped:
    """Run the program with its output in pipes."""
    env = {**environment(path), **environ}
    line: list[str | bytes] = [sys.executable, "-m", "sprintsales", "--db", str(path), "--today", TODAY, *argv]
    found = subprocess.run(line, capture_output=True, env=env, cwd=path.parent, check=False, timeout=60, stdin=subprocess.DEVNULL)
    return Piped(found.returncode, found.stdout, found.stderr)


def environment(path: Path) -> dict[str, str]:
    """A bare environment: nothing of the person who runs the tests."""
    return {"PATH": os.environ["PATH"], "HOME": str(path.parent), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}


def check_bytes(found: Piped, where: str, encoding: str = "utf-8") -> None:
    """Both streams are text without a byte that steers."""
    assert found.status in STATUSES, (where, found.err)
    assert b"Traceback" not in found.err, (where, found.err)
    for stream in (found.out, found.err):
        assert_harmless(stream.decode(encoding), where)


@pytest.fixture
def hostile(below: Path, tmp_path: Path) -> Path:
    """The team below the doors in a file of its own."""
    return Path(shutil.copy(below, tmp_path / "team.db"))


@pytest.mark.parametrize("argv", READS[::6], ids=" ".join)
def test_no_byte_of_a_name_reaches_a_pipe(hostile: Path, argv: tuple[str, ...]) -> None:
    check_bytes(piped(hostile, argv), "utf-8")
    check_bytes(piped(hostile, argv, PYTHONIOENCODING="latin-1"), "latin-1", "latin-1")
    check_bytes(piped(hostile, argv, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0"), "ascii", "ascii")
    if argv[0] != "export":
        found = piped(hostile, [*argv, "--json"], PYTHONIOENCODING="latin-1")
        check_bytes(found, "JSON")
        assert found.status or json.loads(found.out)["schema"]


def test_no_byte_of_an_argument_reaches_a_pipe(hostile: Path) -> None:
    for place, text in enumerate(thin(STRINGS, 19)):
        raw = text.replace("\0", "").encode("utf-8", "surrogatepass")
        lines: tuple[tuple[bytes, ...], ...] = (
            (b"deals", b"add", b"--", raw),
            (b"deals", b"show", b"--", raw),
            (b"add", b"--", b"call re " + raw + b" fri"),
            (b"plan", b"--rep=" + raw),
            (b"--bogus=" + raw,),
            (b"import", b"--", raw),
        )
        check_bytes(piped(hostile, lines[place % len(lines)]), ascii(text))


# What a terminal is sent: text, and sequences of these shapes.
SEQUENCE = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    rb"|\x1b[P\]X^_].*?(?:\x1b\\|\x07)"  # DCS, OSC, SOS, PM, APC
    rb"|\x1b[ -/]*[0-~]",
    re.DOTALL,
)
KEYS = (b"2", b"\t", b"4", b"i", b"\x1b", b"s", b"3", b"5", b"6", b"7", b"8", b"?", b"\x1b", b"1", b"a", b"\x1b")


def as_a_terminal_gets_it(path: Path, keys: Sequence[bytes] = KEYS) -> bytes:
    """Everything the program sends to a terminal while keys are pressed, one after each pause, and at its end."""
    sent = bytearray()
    with terminal(path) as (process, master):
        sent += until_quiet(master)
        for key in keys:
            os.write(master, key)
            sent += until_quiet(master)
        os.write(master, b"q")
        ends = time.monotonic() + 20
        while process.poll() is None and time.monotonic() < ends:
            sent += until_quiet(master, 0.1)
        assert process.poll() == 0, bytes(sent[-2000:])
    return bytes(sent)


@contextmanager
def terminal(path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The program on a terminal of 100 columns; its end of the line to write to and read from."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    line = [sys.executable, "-m", "sprintsales", "--db", str(path), "--today", TODAY]
    process = subprocess.Popen(
        line, stdin=slave, stdout=slave, stderr=slave, env=environment(path), cwd=path.parent, start_new_session=True
    )
    os.close(slave)
    try:
        yield process, master
    finally:
        process.kill()
        process.wait()
        os.close(master)


def until_quiet(master: int, quiet: float = 0.6) -> bytes:
    """What arrives until nothing did for so many seconds; a cursor that blinks is waited for three seconds at most."""
    found = bytearray()
    ends = time.monotonic() + 3
    while time.monotonic() < ends and select.select([master], [], [], quiet)[0]:
        try:
            part = os.read(master, 65536)
        except OSError:  # the program has closed its end
            break
        if not part:
            break
        found += part
    return bytes(found)


def shape(sequence: bytes) -> bytes:
    """What a sequence does, whatever its numbers: CSI by prefix and last letter, a string by its first letters."""
    if sequence.startswith(b"\x1b["):
        return re.sub(rb"[0-9;:]+", b"", sequence)
    return sequence


def taken_apart(sent: bytes) -> tuple[set[bytes], str]:
    """The shapes of all sequences in what was sent, and the text between them."""
    return {shape(one) for one in SEQUENCE.findall(sent)}, SEQUENCE.sub(b"", sent).decode("utf-8")


def test_a_terminal_gets_no_sequence_that_harmless_names_do_not_cause(plain: Path, hostile: Path, tmp_path: Path) -> None:
    harmless = Path(shutil.copy(plain, tmp_path / "harmless.db"))
    known, benign = taken_apart(as_a_terminal_gets_it(harmless))
    assert known
    allowed = {char for char in set(benign) if char in "\r\n\x0e\x0f\x07\x08\t"}
    for shift in (0, 80, 160) if WHOLE else (0,):
        path = hostile if shift == 0 else Path(shutil.copy(plain, tmp_path / f"{shift}.db"))
        if shift:
            fields.fill(path, shift)
        sequences, text = taken_apart(as_a_terminal_gets_it(path))
        assert sequences <= known, sequences - known
        assert_harmless("".join(char for char in text if char not in allowed), f"terminal, shift {shift}")
