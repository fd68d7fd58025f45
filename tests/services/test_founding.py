"""A new team: what it starts with, and what is refused without leaving anything behind."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sprintsales.cli.main import main
from sprintsales.domain.errors import NotReadable, Unusable
from sprintsales.services.desk import open_desk
from sprintsales.services.founding import Founding, create, first_sprint
from sprintsales.settings import Clock, Settings
from sprintsales.storage.check import check


def settings(path: Path) -> Settings:
    """The settings of a new file on a Wednesday."""
    return Settings(database=str(path), clock=Clock(date(2026, 11, 18)))


def test_a_new_team_has_its_founder_as_manager_a_pipeline_and_the_types_of_work(tmp_path: Path) -> None:
    create(settings(tmp_path / "t.db"), Founding(team="Nordwind", me="Lena Vogt", email="lena@nordwind.example"))
    desk = open_desk(settings(tmp_path / "t.db"))
    assert (desk.team.name, desk.me.name, desk.me.role, desk.me.email) == ("Nordwind", "Lena Vogt", "manager", "lena@nordwind.example")
    with desk.database.read() as connection:
        stages = connection.exec_driver_sql("SELECT name, probability, kind FROM stage ORDER BY position").all()
        types = connection.exec_driver_sql("SELECT count(*) FROM activity_type").scalar_one()
    assert [tuple(row) for row in stages] == [
        ("Prospect", 100, "open"),
        ("Qualified", 250, "open"),
        ("Proposal", 500, "open"),
        ("Negotiation", 750, "open"),
        ("Won", 1000, "won"),
        ("Lost", 0, "lost"),
    ]
    assert types == 12
    assert check(desk.database).findings == ()


@pytest.mark.parametrize(
    "wish",
    [
        Founding(team="  ", me="Lena"),
        Founding(team="N", me="Lena", currency="XXQ"),
        Founding(team="N", me="Lena", timezone="Mars/Base"),
        Founding(team="N", me="Lena", week_start="payday"),
    ],
)
def test_a_refused_founding_leaves_no_file_behind(tmp_path: Path, wish: Founding) -> None:
    with pytest.raises(NotReadable):
        create(settings(tmp_path / "t.db"), wish)
    assert list(tmp_path.iterdir()) == []


def test_a_second_team_does_not_touch_the_first(tmp_path: Path) -> None:
    create(settings(tmp_path / "t.db"), Founding(team="Nordwind", me="Lena"))
    with pytest.raises(Unusable, match="already there"):
        create(settings(tmp_path / "t.db"), Founding(team="Other", me="Max"))
    assert open_desk(settings(tmp_path / "t.db")).team.name == "Nordwind"


def test_the_first_sprint_of_a_year_is_its_first_week_so_that_numbers_follow_the_calendar() -> None:
    assert first_sprint(date(2026, 11, 18), 0) == date(2025, 12, 29)
    assert first_sprint(date(2026, 11, 18), 6) == date(2026, 1, 4)


def test_a_currency_is_taken_in_any_case_and_kept_as_its_code(tmp_path: Path) -> None:
    assert main(["--db", str(tmp_path / "t.db"), "init", "--team", "N", "--me", "L", "--currency", "eur"]) == 0
    assert open_desk(settings(tmp_path / "t.db")).team.currency == "EUR"
