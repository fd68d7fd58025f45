"""Processes of a hammer: started beside each other, let go at one moment, ended or killed; and the logs they left."""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from tests.hammers.writer import GO, STOP

# a server that has imported the program once: each process starts in a few milliseconds and is still one of its own
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["__main__", "tests.hammers.writer"])
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Process:
    """A process at the start line or past it."""

    process: ForkServerProcess
    pipe: Connection

    def go(self) -> None:
        """Let it begin."""
        self.pipe.send(GO)

    def kill_after(self, seconds: float) -> bool:
        """Kill it with signal 9 once the time has passed and return whether it was still at work."""
        self.process.join(seconds)
        at_work = self.process.is_alive()
        self.process.kill()
        self.process.join()
        return at_work

    def hear(self, times: int) -> None:
        """Wait until it has told of so many saves."""
        for _ in range(times):
            assert self.pipe.poll(PATIENCE), "it saves no more"
            self.pipe.recv()

    def catch_up(self) -> None:
        """Hear all it has told so far: what it tells from now on is new."""
        while self.pipe.poll():
            self.pipe.recv()

    def stop(self) -> None:
        """Ask it to end, and wait."""
        self.pipe.send(STOP)
        self.wait_for(0)

    def wait_for(self, seconds: float) -> None:
        """Wait until it has ended of itself after its time, hearing what it tells; raises AssertionError when it failed."""
        end = time.monotonic() + seconds + PATIENCE
        while self.process.is_alive() and time.monotonic() < end:
            if self.pipe.poll(0.2):
                with suppress(EOFError, ConnectionError):  # it has ended meanwhile
                    self.pipe.recv()
        self.wait()

    def wait(self) -> None:
        """Wait until it has ended of itself; raises AssertionError when it failed."""
        self.process.join(PATIENCE)
        assert self.process.exitcode == 0, f"{self.process.name} ended with {self.process.exitcode}"


def start(work: Callable[..., None], *arguments: object, **options: object) -> Process:
    """Return a process that has opened the database and stands at the start line."""
    ours, theirs = SERVER.Pipe()
    process = SERVER.Process(target=work, args=(*arguments, theirs), kwargs=options, daemon=True)
    process.start()
    theirs.close()
    assert ours.poll(PATIENCE), "a process did not start"
    ours.recv()
    return Process(process, ours)


@contextmanager
def crew(processes: Sequence[Process]) -> Iterator[None]:
    """Let all go at once; whatever happens, none is left behind."""
    try:
        for process in processes:
            process.go()
        yield
    finally:
        for process in processes:
            process.process.kill()


def lines(log: Path) -> list[dict[str, Any]]:
    """Return the whole lines of a log: a killed process may have left half of one."""
    if not log.exists():
        return []
    return [json.loads(line) for line in log.read_bytes().split(b"\n")[:-1]]
