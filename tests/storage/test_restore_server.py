"""What is exported comes back whole on a server too, and from there into a file again: the same bytes, ids and journal."""

from __future__ import annotations

import gzip
import io
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sprintsales.domain.errors import Refused, Unusable
from sprintsales.storage import rows, tables
from sprintsales.storage.backup import backup, backup_daily
from sprintsales.storage.check import Report, check
from sprintsales.storage.copies import daily, family, state_of_copy
from sprintsales.storage.database import Database
from sprintsales.storage.document import NotRestorable, TableOf, Whole
from sprintsales.storage.export import export_all, export_to
from sprintsales.storage.persons import remember
from sprintsales.storage.restore import read_document, restore, restore_export
from sprintsales.storage.restore_server import NUL_IN_JSON
from tests.places import Place, Target
from tests.storage import world as built
from tests.storage.test_export import spoil
from tests.storage.test_migrations import planted
from tests.storage.world import HOSTILE, NOW, TODAY, World, deal_named, found, raw

pytestmark = pytest.mark.on_server
SAMPLE = Path(__file__).parents[2] / "sample_data" / "team.json"
TEXTS = (
    HOSTILE.replace("\0", ""), "", " ", "\\N", "\\.", "\\\\u0000 is no NUL", "tab\tand\nbreak\r\n", "{}", "'", '"',
    "e\u0301 \ufb01 \ufdfa \U0001f469\u200d\U0001f467 \U0010ffff", "\x01\x02\x1b[31m\x7f\x80\x9f", "\ufffe\uffff", "\U0001d11e" * 1000,
    "word " * 200_000,
)  # fmt: skip


@pytest.fixture
def empty(place: Place, tmp_path: Path) -> Target:
    """Return the URL of an empty database."""
    return place.empty(tmp_path / "server")


def text_of(target: Target) -> str:
    database, stream = Database.open(target), io.StringIO()
    export_all(database, stream)
    database.close()
    return stream.getvalue()


def file_team(path: Path) -> World:
    """The small team in a file, with every text and the largest amounts in it."""
    ids = built.make(path)
    team = World(Database.open(path), ids, path)
    fill(team)
    return team


def fill(team: World) -> None:
    gone = team.add(deal_named(team, "a mistake"))
    team.write(lambda session: rows.remove(session, tables.Deal, gone))
    for value in (10**15, -(10**15), 0, 1, None):
        team.put(tables.Deal, team["deal"], value=value)
    for text in TEXTS:
        tell(team, text)
    team.add(tables.ExchangeRate(team_id=team["team"], currency="VND", on_day=TODAY, rate_nano=10**18))
    team.put(tables.Activity, team["activity"], state="done", done_on=TODAY, quantity_done=1, done_at=NOW, logged_at=NOW)
    team.put(tables.Deal, team["deal"], close_on=TODAY.replace(year=2200), started_on=TODAY.replace(year=1900))


def tell(team: World, text: str) -> None:
    """Write a text into a person's note, a reason, a name with an index, and a field of any length."""
    team.write(lambda session: remember(session.connection(), team["team"], "note", text), reason=text, final=True)
    team.add(tables.Account(team_id=team["team"], name=text[:600]))
    team.put(tables.Sprint, team["sprint"], goal=text)


def counters(target: Target) -> list[object]:
    if isinstance(target, Path):
        return raw(target, "SELECT name, seq FROM sqlite_sequence WHERE seq > 0 AND name <> 'write_door' ORDER BY name")
    query = "SELECT replace(sequencename, '_id_seq', ''), last_value FROM pg_sequences WHERE last_value > 0"
    return raw(target, f"{query} AND sequencename <> 'write_door_id_seq' ORDER BY 1")


@pytest.mark.slow
@pytest.mark.at_once
def test_a_file_put_on_a_server_and_back_into_a_file_is_the_same_to_the_byte(empty: Target, tmp_path: Path) -> None:
    team = file_team(tmp_path / "team.db")
    first = export_to(team.database, tmp_path / "first.json")
    report = restore(first, empty)
    assert (report.findings, report.notes) == ((), ())
    second = export_to(Database.open(empty), tmp_path / "second.json.gz")
    assert gzip.decompress(second.read_bytes()) == first.read_bytes()
    assert restore(second, tmp_path / "again.db").findings == ()
    assert text_of(tmp_path / "again.db") == first.read_text(encoding="ascii")
    assert counters(empty) == counters(tmp_path / "team.db") == counters(tmp_path / "again.db")
    team.database.close()


def test_a_server_put_into_a_file_and_back_on_a_server_is_the_same_to_the_byte(lived: World, empty: Target, tmp_path: Path) -> None:
    fill(lived)
    never = tables.Account(team_id=lived["team"], name="never")
    lived.database.write(built.act(), lambda session: rows.add(session, never), token="rehearsed", rehearse=True)
    first = export_to(lived.database, tmp_path / "first.json.gz")
    assert restore(first, tmp_path / "file.db").findings == ()
    second = export_to(Database.open(tmp_path / "file.db"), tmp_path / "second.json")
    assert restore(second, empty).findings == ()
    assert text_of(empty) == second.read_text(encoding="ascii") == gzip.decompress(first.read_bytes()).decode("ascii")
    assert counters(empty) == counters(lived.target)


def test_the_sample_team_is_the_same_on_both_databases(empty: Target, tmp_path: Path) -> None:
    assert restore(SAMPLE, tmp_path / "file.db").findings == ()
    assert restore(SAMPLE, empty).findings == ()
    assert text_of(empty) == text_of(tmp_path / "file.db")


def test_a_nul_stands_in_for_itself_and_the_report_says_so(empty: Target, tmp_path: Path) -> None:
    file = tmp_path / "team.db"
    team = World(Database.open(built_at(file)), built_ids(file), file)
    built.live_a_little(team)
    team.add(deal_named(team, r"\u0000 was typed"))
    team.put(tables.Deal, 4, name=HOSTILE + "!")
    report = restore(backup(file, tmp_path / "copy.db", NOW), empty)
    (note,) = report.notes
    assert "which PostgreSQL cannot keep: ␀ stands there now" in note
    assert "deal 4" in note
    assert report.findings == ()
    assert raw(empty, "SELECT name FROM deal WHERE id > 3 ORDER BY id") == [(HOSTILE.replace("\0", "␀") + "!",), (r"\u0000 was typed",)]
    once = text_of(empty)
    assert restore(write(tmp_path / "once.json", once), tmp_path / "file.db").findings == ()
    assert text_of(tmp_path / "file.db") == once
    team.database.close()


def built_at(path: Path) -> Path:
    built.make(path)
    return path


def built_ids(path: Path) -> dict[str, int]:
    names = ("team", "rep", "deal", "Prospect", "Proposal", "pipeline", "activity")
    stages = dict(raw(path, "SELECT name, id FROM stage"))
    return {name: stages.get(name, 1) for name in names}


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="ascii")
    return path


@pytest.mark.parametrize(
    ("text", "told"),
    [(r"a\u0000b", r"a\u2400b"), (r"a\\u0000b", r"a\\u0000b"), (r"a\\\u0000", r"a\\\u2400"), (r"\u0000\u0000", r"\u2400\u2400"), ("", "")],
)
def test_only_a_nul_of_the_json_itself_is_one(text: str, told: str) -> None:
    assert NUL_IN_JSON.sub(r"\1\\u2400", text) == told


def test_work_goes_on_in_a_restored_database(lived: World, empty: Target, tmp_path: Path) -> None:
    restore(export_to(lived.database, tmp_path / "all.json"), empty)
    again = World(Database.open(empty), lived.ids, empty)
    again.put(tables.Deal, again["deal"], close_on=TODAY)
    again.add(deal_named(again, "New"))
    assert check(again.database).findings == ()
    replayed = again.write(found, token="init")
    assert (replayed.replayed, replayed.value["deal"]) == (True, 1)
    again.database.close()


def test_a_backup_of_a_file_goes_onto_a_server(empty: Target, tmp_path: Path) -> None:
    team = file_team(tmp_path / "team.db")
    copy = backup(team.path, tmp_path / "copy.db", NOW)
    assert restore(copy, empty).findings == ()
    assert text_of(empty) == text_of(team.path)
    assert sorted(file.name for file in tmp_path.iterdir() if "copy" in file.name) == ["copy.db"]
    team.database.close()


@pytest.mark.slow
@pytest.mark.at_once
def test_a_backup_of_a_server_is_packed_for_its_owner_alone_and_goes_anywhere(lived: World, empty: Target, tmp_path: Path) -> None:
    copy = backup(lived.target, tmp_path, NOW)
    assert copy.name.endswith("-2026-11-18T093000Z.json.gz")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert restore(copy, tmp_path / "file.db").findings == ()
    assert restore(copy, empty).findings == ()
    assert text_of(empty) == text_of(tmp_path / "file.db") == text_of(lived.target)
    assert [file.name for file in tmp_path.iterdir() if file.name.endswith(".part")] == []


def test_the_daily_copies_of_a_server_are_kept_by_family(lived: World, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    first = backup_daily(lived.target, folder, NOW)
    assert first is not None
    assert first.name.startswith(family(lived.target))
    assert backup_daily(lived.target, folder, NOW) is None
    other_user = str(lived.target).replace("sprint@", "ana@")
    assert family(other_user) == family(lived.target)
    assert backup_daily(lived.target, folder, NOW.replace(day=19)) is None  # nothing was written
    lived.put(tables.Deal, lived["deal"], value=1)
    assert backup_daily(lived.target, folder, NOW.replace(day=20)) is not None
    assert len(daily(lived.target, folder)) == 2
    state = state_of_copy(daily(lived.target, folder)[-1])
    assert state is not None
    assert state[1]["journal_entry"] == raw(lived, "SELECT max(id) FROM journal_entry")[0][0]


def test_a_password_is_in_the_name_of_no_copy(tmp_path: Path) -> None:
    named = family("postgresql://ana:geheim@db.example.org:5433/sales?password=geheim&sslmode=require")
    assert named.startswith("db.example.org-sales-")
    assert "geheim" not in named
    assert named == family("postgresql+psycopg://ben:other@db.example.org:5433/sales")
    assert named != family("postgresql://db.example.org/sales")
    assert family("postgresql:///?service=team").startswith("team-team-")


def test_a_restore_goes_into_tables_nothing_was_written_to(lived: World, empty: Target, tmp_path: Path) -> None:
    Database.create(empty).close()
    assert restore(export_to(lived.database, tmp_path / "all.json"), empty).findings == ()
    assert text_of(empty) == text_of(lived.target)


def test_a_restore_never_covers_a_team_nor_strange_tables_nor_a_newer_schema(lived: World, empty: Target, tmp_path: Path) -> None:
    file = export_to(lived.database, tmp_path / "all.json")
    before = text_of(lived.target)
    with pytest.raises(Refused, match="holds a team already"):
        restore(file, lived.target)
    assert text_of(lived.target) == before
    raw(empty, "CREATE TABLE recipes (id INTEGER)")
    with pytest.raises(Refused, match=r"holds other tables \(recipes\)"):
        restore(file, empty)
    raw(lived, "UPDATE alembic_version SET version_num = '0777'")
    with pytest.raises(Unusable, match="newer sprintsales"):
        restore(file, lived.target)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("deal", "value", 10**16),
        ("deal", "value", 2**80),
        ("deal", "value", "much"),
        ("deal", "name", None),
        ("deal", "name", "\ud800"),
        ("deal", "name", ["x"]),
        ("deal", "outcome", "maybe"),
        ("deal", "close_on", "tomorrow"),
        ("deal", "id", 2),
        ("deal", "owner_id", 77),
        ("journal_entry", "token", None),
        ("journal_entry", "recorded_at", "2026-02-30T00:00:00.000000Z"),
    ],
)
def test_a_value_no_table_can_hold_is_refused_and_nothing_is_left(
    lived: World, empty: Target, tmp_path: Path, table: str, column: str, value: object
) -> None:
    document = {**read_document(export_to(lived.database, tmp_path / "all.json"))}
    spoil(document, table, column, value)
    with pytest.raises(NotRestorable, match="was not restored|out of shape"):
        restore_export(Whole(document), empty)
    assert raw(empty, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == [(0,)]


def test_what_was_tampered_with_is_restored_and_named(lived: World, empty: Target, tmp_path: Path) -> None:
    document = {**read_document(export_to(lived.database, tmp_path / "all.json"))}
    spoil(document, "deal", "value", 1)
    report = restore_export(Whole(document), empty)
    assert [(finding.invariant, finding.rows) for finding in report.findings] == [("the journal gives the tables", ("deal 1",))]


def test_tables_may_come_in_any_order(lived: World, empty: Target, tmp_path: Path) -> None:
    document = {**read_document(export_to(lived.database, tmp_path / "all.json"))}
    document["tables"] = dict(reversed(document["tables"].items()))
    assert restore_export(Whole(document), empty).findings == ()
    assert text_of(empty) == text_of(lived.target)


def test_two_who_restore_at_once_make_one_database(lived: World, empty: Target, tmp_path: Path) -> None:
    file = export_to(lived.database, tmp_path / "all.json")

    def bring_back(_: int) -> Report | Refused:
        try:
            return restore(file, empty)
        except Refused as refused:
            return refused

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(bring_back, range(2)))
    assert sorted(type(one).__name__ for one in done) == ["Refused", "Report"]
    assert text_of(empty) == text_of(lived.target)


class CutOff(Whole):
    """An export during whose reading the connection is cut."""

    url: Target = ""

    def tables(self) -> Iterator[TableOf]:
        for place, table in enumerate(super().tables()):
            if place == 20:
                query = (
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                raw(self.url, query)
            yield table


def test_a_restore_that_is_cut_leaves_nothing(lived: World, empty: Target, tmp_path: Path) -> None:
    export = CutOff(read_document(export_to(lived.database, tmp_path / "all.json")))
    export.url = empty
    with pytest.raises(Unusable, match="cannot be reached|could not be used"):
        restore_export(export, empty)
    assert raw(empty, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == [(0,)]


WRITER = """
import sys
from sprintsales.storage import rows, tables
from sprintsales.storage.database import Database
from tests.storage.world import act

database = Database.open(sys.argv[1])
print("ready", flush=True)
for number in range(30):
    name = f"{sys.argv[2]}-{number}"
    database.write(act(team_id=1), lambda session: rows.add(session, tables.Account(team_id=1, name=name)), token=name)
    print(name, flush=True)
"""


def test_a_backup_under_writers_holds_all_that_was_acknowledged_before_and_is_of_one_moment(world: World, tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(world.target), f"w{n}"], stdout=subprocess.PIPE, text=True, bufsize=1)
        for n in range(4)
    ]
    try:
        acknowledged: set[str] = set()
        for writer in writers:
            assert writer.stdout is not None
            acknowledged |= {writer.stdout.readline().strip() for _ in range(10)}
        copy = backup(world.target, tmp_path / "copy.json.gz", NOW)
    finally:
        for writer in writers:
            writer.communicate()
    assert restore(copy, tmp_path / "held.db").findings == ()
    held = {name for (name,) in raw(tmp_path / "held.db", "SELECT name FROM account")}
    assert len(acknowledged - {"ready"}) == 36
    assert acknowledged - {"ready"} <= held
    assert raw(world, "SELECT count(*) FROM account") == [(121,)]


@pytest.mark.parametrize("kind", ["export", "backup"])
def test_what_an_older_program_kept_is_brought_up_to_date(empty: Target, tmp_path: Path, kind: str) -> None:
    team = file_team(tmp_path / "team.db")
    source = export_to(team.database, tmp_path / "all.json") if kind == "export" else backup(team.path, tmp_path / "copy.db", NOW)
    findings = restore(source, empty, steps=planted(tmp_path)).findings
    assert [finding.rows for finding in findings] == [("column account.website",)]  # only the planted step knows it
    assert raw(empty, "SELECT version_num FROM alembic_version") == [("0004",)]
    assert raw(empty, "SELECT name, website FROM account WHERE id = 1") == [("Bistro Verde", None)]
    team.database.close()


def test_a_damaged_backup_is_refused_in_a_sentence(empty: Target, tmp_path: Path) -> None:
    team = file_team(tmp_path / "team.db")
    copy = backup(team.path, tmp_path / "copy.db", NOW)
    team.database.close()
    copy.write_bytes(copy.read_bytes()[:6000])
    with pytest.raises((NotRestorable, Unusable), match="damaged"):
        restore(copy, empty)
    packed = tmp_path / "torn.json.gz"
    packed.write_bytes(gzip.compress(SAMPLE.read_bytes())[:90_000])
    with pytest.raises(NotRestorable, match="cut off"):
        restore(packed, empty)
    assert raw(empty, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == [(0,)]
