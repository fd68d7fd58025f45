"""Asking again for what may have been saved already: the token of the act sees to it that nothing is done twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from sprintsales.domain.errors import Refused
from sprintsales.services import planning, tracking
from sprintsales.services.desk import new_token
from sprintsales.storage.check import check
from sprintsales.storage.database import Database
from sprintsales.storage.schema import activity
from tests.hammers import writer
from tests.hammers.conftest import Ground
from tests.hammers.crew import lines, start
from tests.hammers.team import MONDAY, Team, desk_of, make

STATEMENTS_AT_MOST = 60


@pytest.fixture
def team(ground: Ground) -> Team:
    """Return a team of two in a database of its own."""
    return make(ground(), 2)


def calls(team: Team) -> int:
    """Return how many single calls are planned, in a database without findings."""
    database = Database.open(team.target)
    assert check(database).findings == ()
    with database.read() as connection:
        number = connection.execute(select(func.count()).where(activity.c.id != team.block)).scalar_one()
    database.close()
    return int(number)


def died(team: Team, folder: Path, token: str, statement: int | None) -> bool:
    """Let a process plan a call until the statement it dies at; return whether that came."""
    log = folder / f"log-{statement}"
    hand = start(writer.die_saving, team, 0, log, token, statement)
    hand.go()
    hand.process.join(60)
    assert (hand.process.exitcode == 0) == bool(lines(log)), "it is acknowledged exactly if nobody died"
    return hand.process.exitcode != 0


def again(team: Team, token: str) -> planning.Planned:
    """Ask for the same call once more, from another process than the first time."""
    desk = desk_of(team.target, team.names[0])
    planned = planning.add(desk, "call 15m", day=MONDAY, token=token)
    desk.database.close()
    return planned


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.slow)])
def test_a_save_killed_at_any_of_its_statements_is_made_good_once_by_asking_again(team: Team, tmp_path: Path, step: int) -> None:
    statement = 0
    died_at_all = True
    while died_at_all:
        statement += step
        token = new_token()
        died_at_all = died(team, tmp_path, token, statement)
        assert calls(team) == statement // step - died_at_all, "a save that was not acknowledged left something before its commit"
        first = again(team, token)
        assert again(team, token).ids == first.ids
        assert calls(team) == statement // step
        assert statement < STATEMENTS_AT_MOST
    assert statement > 5, "the save had hardly a statement to die at"


def test_a_save_killed_between_commit_and_acknowledgement_is_not_doubled_by_asking_again(team: Team, tmp_path: Path) -> None:
    token = new_token()
    assert died(team, tmp_path, token, None)
    assert calls(team) == 1
    again(team, token)
    assert calls(team) == 1


def test_a_call_counted_again_with_its_token_counts_once(team: Team) -> None:
    desk, token = desk_of(team.target, team.names[0]), new_token()
    first = tracking.done(desk, team.block, tracking.Report(quantity=3), token=token)
    second = tracking.done(desk_of(team.target, team.names[0]), team.block, tracking.Report(quantity=3), token=token)
    assert (first.quantity_done, second.quantity_done, second.entry_id) == (3, 3, first.entry_id)


def test_an_item_marked_done_again_with_its_token_is_done_once_and_answers_as_it_did(team: Team) -> None:
    desk, token = desk_of(team.target, team.names[0]), new_token()
    [id_] = planning.add(desk, "call 15m", day=MONDAY).ids
    first = tracking.done(desk, id_, token=token)
    assert tracking.done(desk, id_, token=token) == first
    with pytest.raises(Refused, match="is done"):
        tracking.done(desk, id_, token=new_token())
    with desk.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM journal_entry WHERE verb = 'done'").scalar_one() == 1
