"""--today on a team database is for looking; on a database of one's own what is written under it is marked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sprintsales.services import planning, undoing
from sprintsales.services.desk import DayIsSet
from sprintsales.settings import Clock
from sprintsales.storage import rows, tables
from tests.places import Place
from tests.services.week import MONDAY, Week


@pytest.mark.at_once
def test_nobody_writes_as_of_another_day_where_others_work(week: Week, place: Place) -> None:
    desk = replace(week.desk("Mia", MONDAY), clock=Clock(MONDAY, asked=True))
    if place.kind == "sqlite":
        assert planning.add(desk, "call Acme renewal today 10m").ids
        return
    with pytest.raises(DayIsSet, match="Leave it out"):
        planning.add(desk, "call Acme renewal today 10m")
    done = desk.write(desk.act("import", "imported"), lambda session: None)
    assert done.value is None


@pytest.mark.at_once
def test_an_import_may_be_taken_back_as_of_another_day(week: Week) -> None:
    desk = replace(week.desk("Mia", MONDAY), clock=Clock(MONDAY, asked=True))
    row = tables.Account(team_id=desk.team.id, name="New account")
    done = desk.write(desk.act("import", "imported one"), lambda session: rows.add(session, row))
    assert undoing.undo(desk, done.entry_id).rows == 1
    assert undoing.redo(desk).rows == 1
