"""Laws of undo and redo: whatever was done, taken back, is as if it never was, and done again, is as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.errors import Refused
from sprintsales.services import blocking, dealing, moving, planning, tracking, undoing
from sprintsales.services.desk import Desk
from sprintsales.services.sprints import ensure_missing
from sprintsales.storage.check import check
from sprintsales.storage.journal import NothingToUndo
from sprintsales.storage.undo import TouchedSince
from tests.places import Template
from tests.services.taken_back import Tables, bring_in, export, numbers, state
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, Week, copy

Step = tuple[str, int, int]
VERBS = ("add", "add", "block", "move", "carry", "unplan", "drop", "done", "log", "stuck", "edit", "push", "close", "import")
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 9), st.integers(0, 9)), max_size=12)
LAW = settings(max_examples=6, deadline=None)


def do(week: Week, desk: Desk, step: Step, folder: Path) -> None:
    """Do one step of the rep; raises Refused where a rule says no."""
    verb, one, other = step
    items = numbers(week, f"SELECT id FROM activity WHERE owner_id = {desk.me.id} ORDER BY id")
    deals = numbers(week, "SELECT id FROM deal ORDER BY id")
    item, of_deal = (items[one % len(items)] if items else 0), deals[other % len(deals)]
    day = MONDAY + timedelta(days=other)
    value = str(one * 1000 + other)
    verbs: dict[str, Callable[[], object]] = {
        "add": lambda: planning.add(desk, f"call #{of_deal} 20m" if one % 2 else "email 10m", day=day),
        "block": lambda: planning.add(desk, f"{one + 2}x call", day=day),
        "move": lambda: moving.move(desk, [item], day),
        "carry": lambda: moving.carry(desk, [item], None),
        "unplan": lambda: moving.unplan(desk, [item], reason="later"),
        "drop": lambda: moving.drop(desk, [item], "no need"),
        "done": lambda: tracking.done(desk, item, tracking.Report(note="spoke"), following="email fri" if other % 3 == 0 else None),
        "log": lambda: tracking.log(desk, f"call #{of_deal} 5m" if one % 2 else f"{one + 2}x call 30m"),
        "stuck": lambda: blocking.block(desk, [item], "legal is slow"),
        "edit": lambda: dealing.set_fields(desk, of_deal, {"value": value, "name": f"Name {one}"}),
        "push": lambda: dealing.set_fields(desk, of_deal, {"close_on": (FRIDAY + timedelta(days=one * 7)).isoformat()}, reason="slow"),
        "close": lambda: dealing.set_fields(desk, of_deal, {"stage": ("won", "lost", "Proposal")[one % 3]}),
        "import": lambda: bring_in(desk, crm(folder, one, other)),
    }
    verbs[verb]()


def crm(folder: Path, one: int, other: int) -> Path:
    """Return a file of a few deals, partly the same ones each time."""
    close_on = MONDAY + timedelta(days=10 + other)
    return export(
        folder, [(f"D{n}", f"Deal {n}", f"Account {n % 2 + other}", "Proposal", one * 100 + n, "EUR", close_on) for n in range(1 + one % 3)]
    )


def taken(week: Week, desk: Desk, steps: list[Step], folder: Path) -> list[Tables]:
    """Do the steps and return the state after each act that left an entry, the first one before any."""
    states = [state(week)]
    for step in steps:
        before = last_entry(week)
        try:
            do(week, desk, step, folder)
        except Refused:
            continue
        if last_entry(week) != before:
            states.append(state(week))
    return states


def last_entry(week: Week) -> int:
    """Return the number of the newest act."""
    return numbers(week, "SELECT max(id) FROM journal_entry")[0]


def ready(template: Template, folder: str) -> tuple[Week, Desk]:
    """Return a team whose next weeks have their sprints, and Ana's desk: a sprint's row belongs to nobody and stays.

    Ana has a manager's seat there, because some of the steps are a manager's.
    """
    week = copy(template, Path(folder) / "week.db")
    week.seat("Ana", role="manager")
    mia = week.desk("Mia")
    mia.write(mia.act("sprint", "two sprints"), lambda session: ensure_missing(session, mia, (MONDAY, NEXT_MONDAY)))
    return week, week.desk("Ana")


@LAW
@given(steps=STEPS)
def test_undoing_everything_gives_the_start_and_redoing_everything_gives_it_back(week_template: Template, steps: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        week, desk = ready(week_template, folder)
        states = taken(week, desk, steps, Path(folder))
        for before in reversed(states[:-1]):
            undoing.undo(desk)
            assert state(week) == before
        with pytest.raises(NothingToUndo):
            undoing.undo(desk)
        for after in states[1:]:
            undoing.redo(desk)
            assert state(week) == after
        with pytest.raises(NothingToUndo):
            undoing.redo(desk)
        assert check(week.database).findings == ()
        week.database.close()


@LAW
@given(steps=STEPS, turns=st.lists(st.booleans(), max_size=20))
def test_undo_and_redo_walk_back_and_forth_over_the_same_states(week_template: Template, steps: list[Step], turns: list[bool]) -> None:
    with TemporaryDirectory() as folder:
        week, desk = ready(week_template, folder)
        states = taken(week, desk, steps, Path(folder))
        place = len(states) - 1
        for back in turns:
            move = undoing.undo if back else undoing.redo
            if (back and place == 0) or (not back and place == len(states) - 1):
                with pytest.raises(NothingToUndo):
                    move(desk)
                continue
            move(desk)
            place += -1 if back else 1
            assert state(week) == states[place]
        week.database.close()


@pytest.mark.slow
@LAW
@given(mine=STEPS, theirs=STEPS)
def test_whatever_a_colleague_does_an_undo_is_whole_or_refused_with_nothing_changed(
    week_template: Template, mine: list[Step], theirs: list[Step]
) -> None:
    with TemporaryDirectory() as folder:
        week, desk = ready(week_template, folder)
        taken(week, desk, mine, Path(folder))
        taken(week, week.desk("Mia"), theirs, Path(folder))
        for _ in range(len(mine)):
            before = state(week)
            try:
                told = undoing.undo(desk)
            except (TouchedSince, NothingToUndo):
                assert state(week) == before
                break
            if told.entry_id is None:  # an import of which nothing could be taken back
                assert (told.kept, state(week)) != ((), before)
                break
        assert check(week.database).findings == ()
        week.database.close()
