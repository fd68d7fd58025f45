"""How Plan answers with 2,000 open deals and 500 activities in one rep's sprint: `python -m tests.benchmarks.planning`.

In turns with the sample team: the first frame with the week, each key until its first and its last repaint. Nothing here asserts.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.benchmarks.starts import PROGRAM, Screen, frame, in_turns, show

REP = "Ana Ruiz"
KEYS = {
    "down": b"j",
    "up": b"k",
    "day after (l)": b"l",
    "day before (h)": b"h",
    "page down (ctrl+d)": b"\x04",
    "page up (ctrl+u)": b"\x15",
    "to attention (tab)": b"\t",
    "to the week (tab)": b"\t",
    "suggestions (s)": b"s",
    "close (esc)": b"\x1b",
    "backward plan (b)": b"b",
    "close again (esc)": b"\x1b",
    "quick add (a)": b"a",
    "close once more (esc)": b"\x1b",
    "help (?)": b"?",
    "close help (esc)": b"\x1b",
    "done? (space)": b" ",
    "toggle: saved, ✓ (1)": b"1",
    "taken back (u)": b"u",
}
QUIET = 0.35
"""Seconds without a repaint after which a key counts as answered."""


def run(*words: str) -> str:
    """What a command prints."""
    return subprocess.run([*PROGRAM, *words], check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout


def crowded(path: Path, deals: int, activities: int) -> None:
    """A copy of the sample team in which one rep has this many open deals and items of the running sprint more."""
    today = datetime.now(tz=UTC).date()
    monday = today - timedelta(days=today.weekday())
    lines = ["external_id,name,account,owner,pipeline,stage,value,started_on,close_on"]
    for n in range(deals):
        close = today + timedelta(days=n % 170 - 3)
        start = today - timedelta(days=n % 200)
        lines.append(f"B{n},Bench deal {n},Bench account {n % 400},{REP},,Qualified,{n % 977 * 10 + 100}.00,{start},{close}")
    file = path.with_suffix(".deals.csv")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run("--db", str(path), "--as", "Lena Vogt", "import", str(file), "--kind", "deals", "--date-format", "ymd")
    lines = ["external_id,deal,owner,type,planned_on,minutes,note"]
    lines += [
        f"P{n},B{n},{REP},{('call', 'email', 'meeting', 'follow_up')[n % 4]},{monday + timedelta(days=n % 5)},{5 + n % 4 * 5},about {n}"
        for n in range(activities)
    ]
    file = path.with_suffix(".work.csv")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run("--db", str(path), "--as", "Lena Vogt", "import", str(file), "--kind", "activities", "--date-format", "ymd")


def answered(screen: Screen, key: bytes, sign: str = "") -> tuple[float, float]:
    """Seconds from a key to its first repaint (that shows the SIGN, where there is one) and to its last before the screen rests."""
    begun, seen = time.perf_counter(), len(screen.seen)
    os.write(screen.fd, key)
    first = last = 0.0
    while screen.read(QUIET if last else 2.0):
        last = time.perf_counter() - begun
        if not first and sign.encode() in screen.seen[seen:]:
            first = last
    return first, last


def keys(argv: Sequence[str], marker: str, turns: int) -> dict[str, list[tuple[float, float]]]:
    """Each key's answers, some times over, in one run of the program."""
    screen = Screen(argv)
    try:
        screen.until(marker.encode())
        screen.settle(1.0)
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in KEYS}
        for _ in range(turns):
            for name, key in KEYS.items():
                taken[name].append(answered(screen, key, "✓" if "saved" in name else ""))
        return taken
    finally:
        screen.close()


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        small, big = Path(name) / "demo.db", Path(name) / "crowded.db"
        for path in (small, big):
            run("demo", "--keep", str(path))
        crowded(big, int(os.environ.get("DEALS", "2000")), int(os.environ.get("ACTIVITIES", "500")))
        plans = {
            title: [*PROGRAM, "--db", str(path), "--as", REP, "--screen", "plan"] for title, path in (("demo", small), ("crowded", big))
        }
        week = json.loads(run("--db", str(big), "--as", REP, "plan", "--json"))
        print(f"crowded: {sum(len(day['items']) for day in week['days'])} items on days of the week")
        marker = "Corveta"
        show(
            in_turns({title: frame(argv, marker) for title, argv in plans.items()}),
            [("crowded", "demo", 1.5)],
        )
        taken = {title: keys(argv, marker, int(os.environ.get("TURNS", "7"))) for title, argv in plans.items()}
        for key in KEYS:
            row = []
            for index in (0, 1):
                demo, many = (statistics.median(pair[index] for pair in taken[title][key]) * 1000 for title in ("demo", "crowded"))
                row.append(f"{demo:6.0f} -> {many:6.0f} ms ({many / demo if demo else 0:4.2f})")
            print(f"{key:24} first repaint {row[0]}   at rest {row[1]}")


if __name__ == "__main__":
    main()
