"""A sprint for a calendar: what it holds now, what left it, and marks by which a calendar knows it again."""

from __future__ import annotations

from sprintsales.services import moving, planning, undoing
from sprintsales.services.views.calendar_week import CalendarItem, calendar_week
from tests.services.week import MONDAY, NEXT_TUESDAY, TUESDAY, Week


def items(week: Week, who: str = "Ana") -> tuple[str, dict[int, CalendarItem]]:
    """The mark of the database and a person's items by number."""
    desk = week.desk(who)
    with desk.database.read() as connection:
        found = calendar_week(connection, desk, None, MONDAY)
    return found.mark, {one.id: one for one in found.items}


def test_what_left_the_week_is_still_told_so_that_no_calendar_keeps_it(week: Week) -> None:
    desk = week.desk()
    [call] = planning.add(desk, "call corto tue 14:00").ids
    [email] = planning.add(desk, "email birch wed").ids
    mark, before = items(week)
    moving.move(desk, [call], NEXT_TUESDAY)
    moving.unplan(desk, [email])
    again, after = items(week)
    assert mark == again
    assert (before[call].on, after[call].on, after[call].state) == (TUESDAY, NEXT_TUESDAY, "planned")
    assert (after[email].on, after[email].state) == (before[email].on, "dropped")
    assert all(after[id_].version > before[id_].version and after[id_].changed >= before[id_].changed for id_ in (call, email))
    undoing.undo(desk)
    assert items(week)[1][email].state == "planned"
    assert items(week, "Ben")[1] == {}
