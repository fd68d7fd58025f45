"""Prints what the program says in each trouble, in a real process each time: `python -m tests.surroundings.say`, as a Markdown table."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.cluster import binaries
from tests.services import week
from tests.surroundings.files import DISKS, SURROUNDINGS, may_mount
from tests.surroundings.program import Said, there
from tests.surroundings.servers import SLOW, TROUBLES, Served

READ, WRITE = ("plan",), ("add", "call 15m")


class Row(NamedTuple):
    """A trouble, and what came of reading and of saving in it."""

    place: str
    trouble: str
    read: Said
    wrote: Said

    def told(self, hidden: str) -> str:
        """Return the row as Markdown, without the folder the files were in."""
        wrote, read = self.wrote, self.read
        also = "reads on" if read.status == 0 else "the same" if read == wrote else read.err.strip()
        cells = (self.place, self.trouble, str(wrote.status), wrote.err.strip(), f"{read.status}: {also}")
        return "| " + " | ".join(cell.replace(hidden, "/home/ana").replace("|", "\\|") for cell in cells) + " |"


def on_files(folder: Path) -> Iterator[Row]:
    """Yield what is said of files; those a process of its own cannot meet are left out."""
    good = folder / "good.db"
    week.make(good)
    for one in (*SURROUNDINGS, *(DISKS if may_mount() else ())):
        if one.there:
            own = folder / "sales"
            own.mkdir()
            with one.spoil(Path(shutil.copy(good, own / "team.db"))) as path:
                yield Row("file", one.name, there(str(path), READ), there(str(path), WRITE))
            shutil.rmtree(own)


@contextmanager
def server() -> Iterator[Served]:
    """Yield a server for the time of the run."""
    served = Served()
    try:
        yield served
    finally:
        served.cluster.remove()


def on_servers(folder: Path) -> Iterator[Row]:
    """Yield what is said of servers."""
    with server() as served:
        for one in (*TROUBLES, *SLOW):
            if one.there:
                served.fresh()
                with one.make(served, folder) as asked:
                    yield Row("server", one.name, there(asked.url, READ, **asked.environ), there(asked.url, WRITE, **asked.environ))


def main(words: list[str] | None = None) -> int:
    """Print the table; return 1 where a trouble had no sentence or another status than 4."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("file", "server"), help="only these")
    asked = parser.parse_args(words)
    clean = True
    sys.stdout.write("| where | trouble | exit status of a save | what it says | of a reading |\n|---|---|---|---|---|\n")
    with TemporaryDirectory() as folder:
        for kind, told in (("file", on_files), ("server", on_servers)):
            if asked.only in (None, kind) and (kind == "file" or binaries()):
                for row in told(Path(folder)):
                    sys.stdout.write(row.told(folder) + "\n")
                    sys.stdout.flush()
                    clean = clean and row.wrote.status == 4 and row.wrote.err.count("\n") == 1
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
