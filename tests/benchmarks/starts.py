"""How fast the program starts, idles and follows a key, in turns with what it is held against: `python tests/benchmarks/starts.py`.

Prints minimum and median of each and their ratios; nothing here is an assertion, because a shared machine is noisy.
"""

from __future__ import annotations

import json
import os
import pty
import resource
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

TURNS = int(os.environ.get("TURNS", "7"))
HELLO = """
from textual.app import App
from textual.widgets import Static
{extra}
class Hello(App):
    def compose(self):
        yield Static("hello there marker")
Hello().run()
"""
PROGRAM = [sys.executable, "-m", "sprintsales"]


class Screen:
    """A program in a pseudo-terminal of 140x40."""

    def __init__(self, argv: Sequence[str]) -> None:
        self.begun = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor", "COLUMNS": "140", "LINES": "40"})
            os.execvp(argv[0], list(argv))
        subprocess.run(["stty", "rows", "40", "cols", "140"], stdin=self.fd, check=False)
        self.seen = b""

    def until(self, marker: bytes, seconds: float = 30) -> float:
        """Seconds from the start until the marker was drawn."""
        end = time.perf_counter() + seconds
        while marker not in self.seen:
            if time.perf_counter() > end:
                raise TimeoutError(f"{marker!r} was never drawn")
            self.read(0.005)
        return time.perf_counter() - self.begun

    def read(self, seconds: float) -> bool:
        """Take what was drawn within some seconds; whether there was anything."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            self.seen += os.read(self.fd, 65536)
        except OSError:
            return False
        return True

    def settle(self, quiet: float = 0.5) -> None:
        """Wait until nothing more is drawn."""
        while self.read(quiet):
            pass

    def cpu(self) -> float:
        """Seconds of processor time used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End it."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def command(argv: Sequence[str]) -> Callable[[], float]:
    """A measurement: seconds of a whole command."""

    def run() -> float:
        begun = time.perf_counter()
        subprocess.run(argv, capture_output=True, check=True, stdin=subprocess.DEVNULL)
        return time.perf_counter() - begun

    return run


def frame(argv: Sequence[str], marker: str) -> Callable[[], float]:
    """A measurement: seconds until a word stands on the screen."""

    def run() -> float:
        screen = Screen(argv)
        try:
            return screen.until(marker.encode())
        finally:
            screen.close()

    return run


def in_turns(rows: dict[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Each measurement once a turn, so that a slow minute of the machine hits all alike."""
    taken: dict[str, list[float]] = {name: [] for name in rows}
    for turn in range(TURNS + 1):
        for name, run in rows.items():
            seconds = run()
            if turn:
                taken[name].append(seconds)
    return taken


def show(taken: dict[str, list[float]], ratios: Sequence[tuple[str, str, float]]) -> None:
    """Print the figures and the ratios that matter, with what they should stay under."""
    for name, seconds in taken.items():
        print(f"{name:44} min {min(seconds) * 1000:8.0f} ms   median {statistics.median(seconds) * 1000:8.0f} ms")
    for upper, lower, aim in ratios:
        by_turn = [a / b for a, b in zip(taken[upper], taken[lower], strict=True)]
        least = min(taken[upper]) / min(taken[lower])
        print(f"{upper} / {lower}: {least:.2f} by minima, {statistics.median(by_turn):.2f} by turns (aim {aim})")


def idle(argv: Sequence[str], marker: str, seconds: float = 10) -> float:
    """Processor share of the program while nobody touches it, in percent."""
    screen = Screen(argv)
    try:
        screen.until(marker.encode())
        screen.settle()
        before = screen.cpu()
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            screen.read(0.2)
        return 100 * (screen.cpu() - before) / seconds
    finally:
        screen.close()


def key_cost(argv: Sequence[str], marker: str, keys: int = 200) -> float:
    """Processor milliseconds for one cursor key."""
    screen = Screen(argv)
    try:
        screen.until(marker.encode())
        screen.settle()
        before = screen.cpu()
        for _ in range(keys):
            os.write(screen.fd, b"j")
            screen.read(0.02)
        screen.settle()
        return 1000 * (screen.cpu() - before) / keys
    finally:
        screen.close()


def deals_database(folder: Path, count: int) -> Path:
    """A database with this many open deals, imported as a person would."""
    path, file = folder / f"deals{count}.db", folder / f"deals{count}.csv"
    lines = ["id,name,account,owner,stage,value,close"]
    lines += [
        f"D{n},Deal number {n},Account {n % 300},Me,Qualified,{n % 977 * 10}.00,2030-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
        for n in range(count)
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    maps = [
        f"--map={pair}"
        for pair in ("external_id=id", "name=name", "account=account", "owner=owner", "stage=stage", "value=value", "close_on=close")
    ]
    subprocess.run([*PROGRAM, "--db", str(path), "init", "--team", "T", "--me", "Me"], check=True, capture_output=True)
    subprocess.run(
        [*PROGRAM, "--db", str(path), "import", str(file), "--kind", "deals", *maps, "--date-format", "ymd"],
        check=True,
        capture_output=True,
    )
    return path


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hello, hello_sql = folder / "hello.py", folder / "hello_sql.py"
        hello.write_text(HELLO.format(extra=""), encoding="utf-8")
        hello_sql.write_text(HELLO.format(extra="import sqlmodel"), encoding="utf-8")
        demo = folder / "demo.db"
        subprocess.run([*PROGRAM, "demo", "--keep", str(demo)], check=True, capture_output=True, stdin=subprocess.DEVNULL)
        ours = [*PROGRAM, "--db", str(demo), "--as", "Ana Ruiz"]
        plan = json.loads(subprocess.run([*ours, "plan", "--json"], check=True, capture_output=True, text=True).stdout)
        first = next(item["deal"] for day in plan["days"] for item in day["items"] if item["deal"])[:8]
        taken = in_turns(
            {
                "python -c pass": command([sys.executable, "-c", "pass"]),
                "--help": command([*PROGRAM, "--help"]),
                "import sqlmodel": command([sys.executable, "-c", "import sqlmodel"]),
                "plan as text": command([*ours, "plan"]),
                "kpis --json": command([*ours, "kpis", "--json"]),
                "hello-world Textual": frame([sys.executable, str(hello)], "marker"),
                "first painted frame": frame(ours, "Today"),
                "hello-world Textual + sqlmodel": frame([sys.executable, str(hello_sql)], "marker"),
                "first frame with the real plan": frame([*ours, "--screen", "plan"], first),
                "demo, first frame": frame([*PROGRAM, "demo"], "Today"),
            }
        )
        show(
            taken,
            [
                ("--help", "python -c pass", 5),
                ("plan as text", "import sqlmodel", 1.2),
                ("kpis --json", "import sqlmodel", 1.2),
                ("first painted frame", "hello-world Textual", 1.5),
                ("first frame with the real plan", "hello-world Textual + sqlmodel", 1.1),
            ],
        )
        print(f"idle: {idle(ours, 'Today'):.2f} % of a core (aim under 1 %)")
        costs = {
            count: key_cost([*PROGRAM, "--db", str(deals_database(folder, count)), "--screen", "deals"], "Deal number")
            for count in (100, 10_000)
        }
        print("cursor key in Deals: " + ", ".join(f"{cost:.1f} ms at {count:,} deals" for count, cost in costs.items()))
        print(f"peak memory of the largest child: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
