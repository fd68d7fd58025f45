"""The screens make the day's copy by themselves, and say when they cannot."""

from __future__ import annotations

from pathlib import Path

from sprintsales.ui.app import opening_on
from tests.ui.day import settings
from tests.ui.settled import settled


async def test_the_first_start_of_a_day_makes_a_copy(wednesday: Path) -> None:
    app = opening_on("today")(settings(wednesday))
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        app.copy_database()
        await settled(pilot)
        app.copy_database()
        await settled(pilot)
    copies = list((wednesday.parent / "sprintsales-backups").glob("*.db"))
    assert len(copies) == 1
    assert copies[0].stat().st_mode & 0o077 == 0


async def test_a_copy_that_cannot_be_made_is_told_and_stops_nobody(wednesday: Path) -> None:
    (wednesday.parent / "sprintsales-backups").write_text("in the way", encoding="utf-8")
    app = opening_on("today")(settings(wednesday))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settled(pilot)
        app.copy_database()
        await settled(pilot)
        assert [notice.message for notice in app._notifications] != []
        assert "automatic copy of the database was not made" in next(iter(app._notifications)).message
        assert app.is_running


def test_what_a_change_needs_is_there_to_be_loaded_before_it() -> None:
    from importlib.util import find_spec

    from sprintsales.ui.app import FOR_CHANGES

    assert [name for name in FOR_CHANGES if find_spec(name) is None] == []
