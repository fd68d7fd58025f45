"""The database is copied by itself when it should be and by whom it may be, and what is restored is as safe as what was there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from sprintsales.domain.errors import Unusable
from sprintsales.services import care, erasing, planning
from sprintsales.services.desk import open_desk
from sprintsales.services.erasing import person_named
from sprintsales.settings import Clock, Settings
from sprintsales.storage.copies import daily
from sprintsales.storage.database import Database
from tests.places import Place, Target, console
from tests.services.erasures import holding, worked
from tests.services.week import FRIDAY, MONDAY, WEDNESDAY, Week


@pytest.fixture
def settings(week: Week, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return the settings of the team's manager, whose own data are in a folder of the test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return Settings(database=week.database.name, user="Mia", clock=Clock())


def copies(settings: Settings) -> list[Path]:
    return daily(settings.target, settings.backups)


def bare(settings: Settings) -> Target:
    """What a console takes."""
    return settings.file or settings.database


def test_the_first_start_of_a_day_makes_a_copy_and_the_next_ones_none(week: Week, settings: Settings) -> None:
    copy = care.backup_if_due(settings)
    assert copies(settings) == [copy]
    planning.add(week.desk("Ana"), "call acme tue")
    assert care.backup_if_due(settings) is None
    assert copies(settings) == [copy]


def test_nobody_needs_another_copy_of_what_did_not_change(settings: Settings) -> None:
    first = care.backup_if_due(settings)
    assert first is not None
    yesterday = first.rename(first.with_name(re.sub(r"20\d\d-\d\d-\d\dT", "2001-01-01T", first.name)))
    asked = next(file for file in settings.backups.iterdir() if file.name.endswith(".asked"))
    asked.write_text("2001-01-01", encoding="ascii")
    assert care.backup_if_due(settings) is None
    assert copies(settings) == [yesterday]
    assert asked.read_text(encoding="ascii") != "2001-01-01"


@pytest.mark.on_server
def test_a_reps_laptop_holds_no_copy_of_a_teams_server(settings: Settings) -> None:
    rep = replace(settings, user="Ana")
    assert (care.backup_if_due(rep), care.backup_before_import(rep), copies(rep)) == (None, None, [])
    assert care.backup_if_due(settings) is None  # asked today on this machine already
    assert care.backup_before_import(settings) is not None


@pytest.mark.on_file
def test_a_file_is_copied_whoever_works_in_it(settings: Settings) -> None:
    assert care.backup_if_due(replace(settings, user="Ana")) is not None


def test_a_database_that_is_thrown_away_is_not_copied(settings: Settings) -> None:
    thrown_away = replace(settings, copies=False)
    assert (care.backup_if_due(thrown_away), care.backup_before_import(thrown_away)) == (None, None)
    assert not settings.backups.exists()


@pytest.mark.on_server
def test_a_name_nobody_has_makes_no_copy(settings: Settings) -> None:
    assert care.backup_if_due(replace(settings, user="Nobody")) is None


def test_a_copy_that_cannot_be_made_is_a_sentence(settings: Settings) -> None:
    settings.backups.parent.mkdir(parents=True, exist_ok=True)
    settings.backups.write_text("a file stands where the folder should be", encoding="utf-8")
    with pytest.raises(Unusable, match="backup folder"):
        care.backup_if_due(settings)
    with pytest.raises(Unusable, match="backup folder"):
        care.backup_before_import(settings)


def test_the_state_tells_place_schema_size_rows_and_last_copy(settings: Settings) -> None:
    copy = care.backup_if_due(settings)
    now = care.status(settings)
    assert (now.place, now.version, now.last_backup) == (settings.shown, now.head, copy)
    assert now.size > 100_000
    assert now.rows["member"] == 4
    assert (now.server is None) == (settings.file is not None)
    assert now.server is None or now.server.version[0].isdigit()


def test_an_older_copy_of_a_team_is_restored_without_whom_it_erased_since(
    week: Week, settings: Settings, place: Place, tmp_path: Path
) -> None:
    worked(week)
    old = care.backup(settings, None)
    mia = week.desk("Mia", WEDNESDAY)
    with week.database.read() as connection:
        person = person_named(connection, mia, "ana ruiz")
        named = erasing.outlook(connection, mia, person).named
    done = erasing.forget(mia, person, settings.backups, also=named)
    assert old in done.copies
    new = replace(settings, database=str(place.empty(tmp_path / "new.db")))
    report = care.restore(new, old)
    assert (report["erased_again"], report["findings"]) == ([done.number], [])
    made = Database.open(new.target)
    assert holding(made, "Ana Ruiz", "ana-note") == []
    made.close()
    kept = console(bare(new), "SELECT verb, final FROM journal_entry ORDER BY id DESC LIMIT 1")
    assert kept == [("forget", 1)]
    desk = open_desk(replace(new, user="Ben", clock=Clock(FRIDAY) if new.file else Clock()))
    planning.add(desk, "call gale")
    assert care.check(new)["findings"] == []
    desk.database.close()


def test_a_damaged_list_of_erasures_stops_a_restore_and_leaves_nothing(settings: Settings, place: Place, tmp_path: Path) -> None:
    old = care.backup(settings, None)
    (settings.backups / "erased.jsonl").write_text('\n{"lineage": "x", "te\n', encoding="ascii")
    new = replace(settings, database=str(place.empty(tmp_path / "new.db")))
    with pytest.raises(Unusable, match="Line 2 of .*the list of erased persons, is damaged"):
        care.restore(new, old)
    if new.file is not None:
        assert not new.file.exists()
    else:
        assert console(bare(new), "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == [(0,)]


def test_a_desk_of_the_day_before_plans_on_in_what_was_restored(week: Week, settings: Settings, place: Place, tmp_path: Path) -> None:
    planning.add(week.desk("Ana", MONDAY), "call acme tue")
    exported = care.export_everything(settings, tmp_path / "all.json.gz")
    new = replace(settings, database=str(place.empty(tmp_path / "new.db")))
    report = care.restore(new, exported)
    assert (report["findings"], report["notes"], report["lists"]) == ([], [], [])
    again = care.export_everything(new, tmp_path / "again.json.gz")
    assert again.read_bytes() == exported.read_bytes()
