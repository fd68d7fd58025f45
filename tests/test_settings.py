"""Options before environment before configuration before defaults; one clock, which can be set for reading."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sprintsales.domain.errors import NotReadable, Usage
from sprintsales.settings import Clock, Settings, load, local_currency, person_here, target_of, zone_named

ROME = ZoneInfo("Europe/Rome")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration file of a user."""
    path = tmp_path / "config.toml"
    path.write_text('database = "from-file.db"\nuser = "File"\ntheme = "light"\nsigns = "ascii"\n', encoding="utf-8")
    return path


def read(config: Path, **environ: str) -> Settings:
    """The settings with only the configuration and some variables."""
    return load(environ={"SPRINTSALES_CONFIG": str(config), **environ})


def test_a_configuration_file_says_where_the_database_is_and_who_works(config: Path) -> None:
    found = read(config)
    assert (found.database, found.user, found.theme, found.signs) == ("from-file.db", "File", "light", "ascii")


def test_the_environment_weighs_more_than_the_file_and_an_option_more_than_both(config: Path) -> None:
    assert read(config, SPRINTSALES_DB="env.db", SPRINTSALES_USER="Env").database == "env.db"
    found = load(database="option.db", user="Option", environ={"SPRINTSALES_CONFIG": str(config), "SPRINTSALES_DB": "env.db"})
    assert (found.database, found.user) == ("option.db", "Option")


def test_a_named_configuration_that_is_not_there_or_not_readable_is_said(tmp_path: Path) -> None:
    with pytest.raises(Usage, match="not there"):
        load(environ={"SPRINTSALES_CONFIG": str(tmp_path / "none.toml")})
    broken = tmp_path / "broken.toml"
    broken.write_text("theme = light", encoding="utf-8")
    with pytest.raises(Usage, match="cannot be read"):
        read(broken)
    broken.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Usage, match="cannot be read"):
        read(broken)


def test_no_color_is_respected_from_the_environment(config: Path) -> None:
    assert read(config).color
    assert not read(config, NO_COLOR="1").color


@pytest.mark.parametrize(
    ("variables", "signs"), [({"LANG": "de_DE.UTF-8"}, "unicode"), ({"LANG": "de_DE.ISO-8859-1"}, "ascii"), ({}, "unicode")]
)
def test_signs_follow_the_terminal(tmp_path: Path, variables: dict[str, str], signs: str) -> None:
    empty = tmp_path / "config.toml"
    empty.write_text("", encoding="utf-8")
    assert read(empty, **variables).signs == signs


@pytest.mark.parametrize(("colours", "light"), [("0;15", True), ("15;0", False), ("0;default;7", True), ("15;default", None), ("x", None)])
def test_a_terminal_may_say_that_its_ground_is_light(config: Path, colours: str, light: bool | None) -> None:
    assert read(config, COLORFGBG=colours).light_ground is light


def test_a_set_day_is_today_and_moments_lie_on_it() -> None:
    clock = Clock(date(2026, 11, 18))
    assert clock.today(ROME) == date(2026, 11, 18)
    assert clock.now(ROME).astimezone(ROME).date() == date(2026, 11, 18)


def test_what_is_recorded_is_the_real_moment_whatever_day_is_set() -> None:
    before = datetime.now(UTC)
    assert before <= Clock(date(2001, 1, 1)).recorded() <= datetime.now(UTC)


def test_without_a_set_day_today_is_the_civil_date_of_the_zone() -> None:
    zone = ZoneInfo("Pacific/Kiritimati")
    assert Clock().today(zone) == datetime.now(zone).date()


@pytest.mark.parametrize("text", ["18.11.2026", "tomorrow", "2026-02-30", "2026"])
def test_a_day_option_that_is_no_day_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(Usage, match="YYYY-MM-DD"):
        load(today=text, environ={})


def test_a_day_may_come_from_the_environment(config: Path) -> None:
    assert read(config, SPRINTSALES_TODAY="2026-11-18").clock.set_to == date(2026, 11, 18)


def test_a_path_may_start_at_home_and_a_server_has_a_url() -> None:
    assert target_of("~/x.db") == Path.home() / "x.db"
    assert target_of("sqlite:///a.db") == Path("a.db")
    for written in ("postgresql://ana@host/sales", "postgres://ana@host/sales", "postgresql+psycopg://ana@host/sales"):
        assert target_of(written) == "postgresql+psycopg://ana@host/sales"


@pytest.mark.parametrize(
    "url", ["mysql://ana:secret@host/x", "postgresql+asyncpg://ana:secret@host/x", "postgresql:team", "https://host/x"]
)
def test_a_url_of_another_kind_is_refused_in_a_sentence_without_its_password(url: str) -> None:
    with pytest.raises(Usage, match="no database sprintsales can open") as refusal:
        target_of(url)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ana:secret@host:5433/sales", "postgresql://ana@host:5433/sales"),
        ("postgresql://ana:se:c@ret/@host/sales", "postgresql://ana@host/sales"),
        ("postgresql+psycopg://:secret@/sales?host=/run", "postgresql://@/sales?host=/run"),
        ("postgresql:///sales?password=secret&host=h", "postgresql:///sales?host=h"),
        ("postgresql:///sales?host=h&sslpassword=secret", "postgresql:///sales?host=h"),
        ("postgresql:///?service=team", "postgresql:///?service=team"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, shown: str) -> None:
    assert Settings(database=url).shown == shown


@pytest.mark.parametrize("name", ["Mars/Base", "", "../etc/passwd", "Europe"])
def test_a_zone_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(NotReadable):
        zone_named(name)


def test_a_first_run_proposes_who_one_is_and_what_one_sells_in(tmp_path: Path) -> None:
    assert person_here({"USER": "root"}, tmp_path) == ""
    assert person_here({"USER": "nobody.known_here"}, tmp_path) == "Nobody Known Here"
    (tmp_path / ".gitconfig").write_text('[core]\n\teditor = vi\n[user]\n\temail = a@x.example\n\tname = "Ana Ruiz"\n', encoding="utf-8")
    assert person_here({"USER": "root"}, tmp_path) == "Ana Ruiz"
    locales = ("en_US.UTF-8", "de_CH.UTF-8", "it_IT", "C.UTF-8", "")
    assert [local_currency({"LANG": locale}) for locale in locales] == ["USD", "CHF", "EUR", "EUR", "EUR"]
