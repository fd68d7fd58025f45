"""A throw-away PostgreSQL server for tests: made in a folder of its own, never run as root, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

USER = "sprint"
# fsync off: the folder is thrown away; whoever tests crashes turns it on.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
INITDB = ("-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")
LIKE_MOST = ("--locale-provider=icu", "--icu-locale=en-US")
"""Text sorts as on most servers, where a and B are neighbours: what relies on a file's order of bytes shows."""
WITH_ICU = 15
SMALL = {"shared_buffers": "32MB", "max_connections": "250", "listen_addresses": "''", "autovacuum": "off", "max_wal_size": "256MB"}


MEMORY = Path("/dev/shm")
"""Where a server that is thrown away need not wait for the disk; a socket's path may have 107 signs at most."""
ROOM = 4 << 30


def has_room(folder: Path) -> bool:
    """Return whether there is room for the databases of a whole run."""
    return folder.is_dir() and shutil.disk_usage(folder).free > ROOM


def binaries() -> Path | None:
    """Return the folder of the server's programs, the newest there is; None on a machine without them."""
    named = os.environ.get("PG_BINARIES")
    folders = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: -float(one.parent.name))
    on_path = shutil.which("postgres")
    folders += [Path(on_path).resolve().parent] if on_path else []
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


class Cluster:
    """One server on a socket in a folder of its own."""

    def __init__(self, *, fast: bool = True, settings: dict[str, str] | None = None) -> None:
        """Make it and start it."""
        self._at(Path(tempfile.mkdtemp(prefix="pg-", dir=MEMORY if fast and has_room(MEMORY) else "/tmp")))
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self.folder.chmod(0o755)
        self.run("initdb", "-D", str(self.data), "-U", USER, *INITDB, *(LIKE_MOST if self.is_young else ()))
        chosen = {**SMALL, **(FAST if fast else {}), **(settings or {}), "unix_socket_directories": f"'{self.folder}'"}
        lines = "".join(f"{name} = {value}\n" for name, value in chosen.items())
        self.run("tee", "-a", str(self.data / "postgresql.conf"), given=lines)
        self.start()

    @classmethod
    def running_in(cls, folder: Path) -> Cluster:
        """Return the server that somebody else made in this folder."""
        found = cls.__new__(cls)
        found._at(folder)
        return found

    def _at(self, folder: Path) -> None:
        programs = binaries()
        assert programs is not None
        self.programs, self.folder, self.data = programs, folder, folder / "data"

    @property
    def is_young(self) -> bool:
        """Whether its release knows ICU's orders and the strategies of copying a database."""
        release = self.programs.parent.name
        return release[:1].isdigit() and int(release.split(".")[0]) >= WITH_ICU

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self.run("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.folder / "log"), "start")

    def stop(self, how: str = "fast") -> None:
        """Stop the server; immediate = as if it had crashed."""
        self.run("pg_ctl", "-D", str(self.data), "-m", how, "-w", "stop")

    def url(self, database: str, user: str = USER) -> str:
        """Return the URL of one of its databases."""
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def sql(self, statement: str, database: str = "postgres") -> None:
        """Run a statement as the server's owner."""
        import psycopg

        with psycopg.connect(host=str(self.folder), user=USER, dbname=database, autocommit=True) as connection:
            connection.execute(statement.encode())

    def make(self, database: str, *, like: str | None = None) -> str:
        """Make a database, empty or as a copy of another one nobody is connected to, and return its URL."""
        copy = (
            f" TEMPLATE {like}" + (" STRATEGY FILE_COPY" if self.is_young else "") if like else ""
        )  # half of what copying by the log costs
        self.sql(f"CREATE DATABASE {database}{copy}")
        return self.url(database)

    def drop(self, database: str) -> None:
        """Take a database away, whoever is connected to it."""
        self.sql(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def remove(self) -> None:
        """Stop the server and leave nothing behind."""
        if (self.data / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, program: str, *arguments: str, given: str | None = None) -> None:
        """Run one of the server's programs, as the server's own account when we are root."""
        own = self.programs / program
        words: Sequence[str] = (str(own) if own.exists() else program, *arguments)
        command = ["runuser", "-u", "postgres", "--", *words] if os.getuid() == 0 else list(words)
        # its output goes to a file: a server keeps what it inherits, and a pipe would never end
        with tempfile.TemporaryFile() as told:
            done = subprocess.run(command, input=given, text=True, stdout=told, stderr=told, check=False, cwd="/tmp")
            if done.returncode:
                told.seek(0)
                raise RuntimeError(f"{program}: {told.read().decode(errors='replace')}")
