"""What may befall a team database on a server: how each comes about, what is said of it, and what still works."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from sprintsales.storage import database as doors
from sprintsales.storage.version import HEAD, KNOWN
from tests.cluster import Cluster
from tests.services import week

SECRET = "s3cret/of:Ana@Ruiz"
QUOTED = "s3cret%2Fof%3AAna%40Ruiz"
HBA = """\
local all,replication sprint trust
local all all scram-sha-256
host all refused 127.0.0.1/32 reject
host all stranger 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
"""


def free_port() -> int:
    """Return a port nobody listens at."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


class Served:
    """A server in the network of this machine, with a team in a database of Ana's, and logins that may less."""

    def __init__(self) -> None:
        """Make it; what it acknowledges outlives a crash of it, though not one of the machine."""
        self.port = free_port()
        network = {"listen_addresses": "'127.0.0.1'", "port": str(self.port), "max_connections": "20"}
        self.cluster = Cluster(settings={**network, "synchronous_commit": "on"})
        self.cluster.run("tee", str(self.cluster.data / "pg_hba.conf"), given=HBA)
        self.reload()
        for name in ("ana", "guest", "reader", "refused"):
            self.sql(f"CREATE ROLE {name} LOGIN PASSWORD '{SECRET}'")
        for name in ("good", "other", "empty"):
            self.sql(f"CREATE DATABASE {name} OWNER ana")
        self.sql("CREATE TABLE recipes (id int); ALTER TABLE recipes OWNER TO ana", "other")
        week.make(self.url("ana", "good"))
        self.sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", "good")
        self.used = True

    def url(self, user: str | None = "ana", database: str = "team", *, password: str = QUOTED, port: int | None = None) -> str:
        """Return the URL of one of its databases over the network."""
        who = f"{user}:{password}@" if user and password else f"{user}@" if user else ""
        return f"postgresql://{who}127.0.0.1:{port or self.port}/{database}"

    def sql(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run a statement as the server's owner and return its rows."""
        import psycopg

        with psycopg.connect(host=str(self.cluster.folder), port=self.port, user="sprint", dbname=database, autocommit=True) as connection:
            told = connection.execute(statement.encode())
            return list(told.fetchall()) if told.description else []

    def reload(self) -> None:
        """Let it read its configuration again."""
        self.cluster.run("pg_ctl", "-D", str(self.cluster.data), "reload")

    def fresh(self) -> None:
        """Put the team back as it was at first, if anything has become of it since."""
        if not self.used:
            return
        self.sql("DROP DATABASE IF EXISTS team WITH (FORCE)")
        self.sql("CREATE DATABASE team TEMPLATE good OWNER ana")
        self.sql("CHECKPOINT")  # a copied sequence would give its numbers again after a crash: PostgreSQL takes them for logged
        self.used = False

    def journal(self) -> list[tuple[object, ...]]:
        """Return all that was ever saved."""
        return self.sql("SELECT * FROM journal_change ORDER BY id", "team")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the program is started with: the URL, and what its surroundings tell it."""

    url: str
    environ: dict[str, str] = field(default_factory=dict)


Make = Callable[[Served, Path], AbstractContextManager[Asked]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A trouble with a server: MAKE brings it about and yields what to ask; SAYS and WAY_OUT stand in the sentence.

    READS: who only reads is not troubled. PASSES: it may end by itself, so that the screens wait for it. THERE: a process of
    its own meets it too.
    """

    name: str
    make: Make
    says: str
    way_out: str
    reads: bool = False
    passes: bool = False
    there: bool = True


def asking(ask: Callable[[Served, Path], str | Asked]) -> Make:
    """Return a trouble that is in what is asked for."""

    @contextmanager
    def make(served: Served, folder: Path) -> Iterator[Asked]:
        asked = ask(served, folder)
        yield Asked(asked) if isinstance(asked, str) else asked

    return make


def told(statement: str, back: str = "", user: str = "ana", database: str = "postgres") -> Make:
    """Return a trouble that a statement of who runs the server brings, and another one takes back."""

    @contextmanager
    def make(served: Served, folder: Path) -> Iterator[Asked]:
        served.sql(statement, database)
        try:
            yield Asked(served.url(user))
        finally:
            if back:
                served.sql(back, database)
            else:
                served.used = True

    return make


def written(folder: Path, name: str, text: str, mode: int = 0o600) -> str:
    """Return the name of a file with this text, only its owner's or not."""
    file = folder / name
    file.write_text(text)
    file.chmod(mode)
    return str(file)


def with_passfile(served: Served, folder: Path, mode: int, password: str = SECRET) -> Asked:
    """Return what is asked when the password lies in a file."""
    quoted = password.replace("\\", "\\\\").replace(":", "\\:")
    file = written(folder, "pgpass", f"127.0.0.1:{served.port}:team:ana:{quoted}\n", mode)
    return Asked(served.url(password=""), {"PGPASSFILE": file})


def with_service(served: Served, folder: Path, password: str = SECRET) -> Asked:
    """Return what is asked when all lies in a service file."""
    text = f"[sales]\nhost=127.0.0.1\nport={served.port}\ndbname=team\nuser=ana\npassword={password}\n"
    return Asked("postgresql:///?service=sales", {"PGSERVICEFILE": written(folder, "services", text)})


@contextmanager
def silent(served: Served, folder: Path) -> Iterator[Asked]:
    """Take the call, and never say a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(50)
        yield Asked(f"postgresql://ana@127.0.0.1:{listening.getsockname()[1]}/team?connect_timeout=2")


@contextmanager
def stopped(served: Served, folder: Path) -> Iterator[Asked]:
    """Stop the server, and start it again at the end."""
    served.cluster.stop()
    try:
        yield Asked(served.url())
    finally:
        served.cluster.start()


@contextmanager
def older(served: Served, folder: Path) -> Iterator[Asked]:
    """Let the program be one schema ahead."""
    with patch.object(doors, "HEAD", "9999"), patch.object(doors, "KNOWN", (*KNOWN, HEAD, "9999")):
        yield Asked(served.url())


@contextmanager
def crowded(served: Served, folder: Path) -> Iterator[Asked]:
    """Take every connection there is."""
    import psycopg

    with ExitStack() as held:
        try:
            while True:
                held.enter_context(psycopg.connect(served.url("ana", "postgres")))
        except psycopg.OperationalError:  # no more
            pass
        yield Asked(served.url())


@contextmanager
def signed_by_itself(served: Served, folder: Path) -> Iterator[Asked]:
    """Let the server speak TLS, with a certificate nobody knows."""
    data = served.cluster.data
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost")
    served.cluster.run(*made, "-keyout", str(data / "server.key"), "-out", str(data / "server.crt"))
    served.sql("ALTER SYSTEM SET ssl = on")
    served.reload()
    try:
        yield Asked(f"{served.url()}?sslmode=verify-full&sslrootcert=system")
    finally:
        served.sql("ALTER SYSTEM RESET ssl")
        served.reload()


@contextmanager
def on_small_disk(served: Served, megabytes: int) -> Iterator[tuple[str, Path]]:
    """Put the team on a disk of its own; yield its URL and the disk, which has room left until it is filled."""
    disk = Path(tempfile.mkdtemp(prefix="pg-disk-", dir="/tmp"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", str(disk)], check=True)
    try:
        tables = disk / "tables"
        tables.mkdir()
        shutil.chown(tables, "postgres")
        served.sql(f"CREATE TABLESPACE small LOCATION '{tables}'")
        served.sql("CREATE DATABASE small TEMPLATE good OWNER ana TABLESPACE small")
        yield served.url(database="small"), disk
        served.sql("DROP DATABASE small WITH (FORCE)")
        served.sql("DROP TABLESPACE small")
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)
        disk.rmdir()


@contextmanager
def standby(served: Served, folder: Path) -> Iterator[Asked]:
    """Set up a second server that follows the first one, and takes no changes."""
    second = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    if os.getuid() == 0:
        shutil.chown(second, "postgres")
    second.chmod(0o755)
    port = free_port()
    copy = ("-D", str(second / "data"), "-R", "-h", str(served.cluster.folder), "-p", str(served.port), "-U", "sprint", "-c", "fast")
    served.cluster.run("pg_basebackup", *copy)
    follower = Cluster.running_in(second)
    follower.run("tee", "-a", str(follower.data / "postgresql.conf"), given=f"port = {port}\nunix_socket_directories = '{second}'\n")
    follower.start()
    try:
        yield Asked(served.url(port=port))
    finally:
        follower.remove()


def at(user: str | None = "ana", database: str = "team", *, password: str = QUOTED, options: str = "") -> Make:
    """Return a trouble that is in the URL of the server."""
    return asking(lambda served, _: served.url(user, database, password=password) + options)


def by(ask: Callable[..., Asked], *more: object) -> Make:
    """Return a trouble that is in a file beside the program."""
    return asking(lambda served, folder: ask(served, folder, *more))


def service_in(file: str) -> Make:
    """Return a trouble that is in which file tells the services."""
    return asking(lambda *_: Asked("postgresql:///?service=sales", {"PGSERVICEFILE": file}))


def altered(change: str, back: str) -> Make:
    """Return a trouble that is in how the database may be used."""
    return told(f"ALTER DATABASE team {change}", f"ALTER DATABASE team {back}")


NOT_IN, ASK_WHO, ASK_FOR = "does not let ana in", "Ask who runs the server", "Ask who runs it"
UNREADABLE, RULE = "The database URL cannot be read", "It is written"
READ_ONLY = "SET default_transaction_read_only = on"
NEWER = "UPDATE alembic_version SET version_num = '9999'"
NO_ONE_LEFT = "no connection left"
TROUBLES = (
    Trouble(
        "nothing listens", asking(lambda served, _: served.url(port=free_port())), "just now (Connection refused)", "try again", passes=True
    ),
    Trouble("stopped", stopped, "cannot be reached just now", "try again", passes=True),
    Trouble("a host nobody knows", asking(lambda *_: f"postgresql://ana:{QUOTED}@no.invalid/team"), "not known here", "Check its name"),
    Trouble("a wrong password", at(password=f"{QUOTED}x"), NOT_IN, ".pgpass"),
    Trouble("no password", at(password=""), "no password supplied", ".pgpass"),
    Trouble("a password file others can read", by(with_passfile, 0o640), "others can read it", "chmod 600"),
    Trouble("a wrong password in the file", by(with_passfile, 0o600, f"{SECRET}x"), NOT_IN, "pgpass"),
    Trouble("a wrong password in the service", by(with_service, f"{SECRET}x"), NOT_IN, "service file"),
    Trouble("no such service", service_in("/dev/null"), 'service "sales" not found', "PGSERVICEFILE"),
    Trouble("no service file", service_in("/nowhere"), '"/nowhere" not found', "PGSERVICEFILE"),
    Trouble("no such database", at(database="teem"), "There is no database teem", "Check the name"),
    Trouble("no such user", at("stranger"), "does not know stranger", "ask who runs the server"),
    Trouble("kept out by an address", at("refused"), "lets nobody in from this machine", ASK_WHO),
    Trouble("no encryption", at(options="?sslmode=require"), "the server offers none", "turn TLS on"),
    Trouble("a certificate of its own", signed_by_itself, "cannot be trusted", "sslrootcert"),
    Trouble("an option nobody knows", at(options="?colour=red"), "option no server knows (colour)", RULE),
    Trouble("a port that is none", asking(lambda *_: f"postgresql://ana:{QUOTED}@127.0.0.1:high/team"), UNREADABLE, RULE),
    Trouble("no host but a password", asking(lambda *_: f"postgresql://ana:{QUOTED}"), UNREADABLE, RULE),
    Trouble("every connection taken", crowded, NO_ONE_LEFT, "max_connections", passes=True),
    Trouble("a limit of connections", altered("CONNECTION LIMIT 0", "CONNECTION LIMIT -1"), NO_ONE_LEFT, "Try again", passes=True),
    Trouble("closed to all", altered("ALLOW_CONNECTIONS false", "ALLOW_CONNECTIONS true"), "lets nobody in just now", "try again"),
    Trouble("no right to connect", told("REVOKE CONNECT ON DATABASE team FROM PUBLIC", user="guest"), "not let guest in", ASK_WHO),
    Trouble("no rights on the tables", at("guest"), "does not allow you this", ASK_FOR),
    Trouble("a right to read only", at("reader"), "does not allow you this", ASK_FOR, reads=True),
    Trouble("read-only for now", altered(READ_ONLY, "RESET ALL"), "is read-only", "ask who runs it", reads=True),
    Trouble("a database of something else", at(database="other"), "not one of sprintsales", "--db"),
    Trouble("an empty database", at(database="empty"), "not one of sprintsales", "--db"),
    Trouble("a newer schema", told(NEWER, database="team"), "newer sprintsales", "Update the program"),
    Trouble("an older schema", older, "older sprintsales", "sprintsales db upgrade", there=False),
)

SLOW = (
    Trouble("never answers", silent, "does not answer: 2 seconds passed", "try again", passes=True),
    Trouble("a standby", standby, "is read-only", "ask who runs it", reads=True),
)
"""Troubles that take seconds."""
