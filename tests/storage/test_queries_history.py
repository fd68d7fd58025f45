"""The history of close dates and stages as the journal tells it, and finding one deal by what people type."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from sprintsales.domain.errors import Ambiguous, NotFound
from sprintsales.domain.slips import DateHistory
from sprintsales.storage import rows, tables
from sprintsales.storage.queries.deals import external_ids
from sprintsales.storage.queries.history import date_histories, date_settings, deal_work
from sprintsales.storage.queries.lookup import find_deal
from sprintsales.storage.queries.names import read_names
from sprintsales.storage.queries.stages import made_by_hand, stage_steps, won_history
from sprintsales.storage.undo import undo_entry
from tests.storage.world import NOW, TODAY, World

DAYS = [TODAY + timedelta(days=10 * n) for n in range(4)]


def push(world: World, to: date | None, on: date, **more: Any) -> int:
    """Move the deal's close date on a day and return the act's id."""
    moment = NOW + (on - TODAY)
    done = world.write(
        lambda session: rows.put(session, tables.Deal, world["deal"], close_on=to),
        known_on=on,
        happened_at=moment,
        recorded_at=moment,
        **more,
    )
    return int(done.entry_id or 0)


def history(world: World, as_of: date | None = None) -> DateHistory:
    """Return what the deal's dates add up to, empty where they never moved."""
    with world.database.read() as connection:
        names = read_names(connection, world["team"])
        return date_histories(connection, world["team"], names, lambda _day: None, as_of=as_of).get(world["deal"], DateHistory())


def test_a_push_is_told_with_its_reason_value_and_the_first_date(world: World) -> None:
    push(world, date(2027, 1, 15), DAYS[1], reason="budget in January")
    push(world, date(2027, 2, 1), DAYS[2])
    found = history(world)
    assert (found.first_close_on, found.days_slipped, len(found.pushes)) == (date(2026, 12, 18), 45, 2)
    assert [(one.reason, one.value, one.on) for one in found.pushes] == [("budget in January", 125000, DAYS[1]), (None, 125000, DAYS[2])]


def test_a_reason_told_later_belongs_to_its_push(world: World) -> None:
    push(world, date(2027, 1, 15), DAYS[1])
    with world.database.read() as connection:
        row = connection.exec_driver_sql("SELECT max(id) FROM deal_history").scalar_one()
    world.add(tables.PushReason(team_id=world["team"], deal_id=world["deal"], history_id=row, code="legal"))
    assert history(world).pushes[0].reason == "legal"


def test_an_undone_push_is_no_push_but_was_one_while_it_stood(world: World) -> None:
    entry = push(world, date(2027, 1, 15), DAYS[1])
    world.write(lambda session: undo_entry(session.connection(), entry, partly=False).rows, undoes_id=entry, known_on=DAYS[2])
    assert history(world).pushes == ()
    assert len(history(world, as_of=DAYS[1]).pushes) == 1


def test_a_push_done_again_after_its_undo_counts_once_on_its_first_day(world: World) -> None:
    entry = push(world, date(2027, 1, 15), DAYS[1])
    back = world.write(lambda session: undo_entry(session.connection(), entry, partly=False).rows, undoes_id=entry, known_on=DAYS[2])
    again = int(back.entry_id or 0)
    world.write(lambda session: undo_entry(session.connection(), again, partly=False).rows, undoes_id=again, known_on=DAYS[3])
    assert [one.on for one in history(world).pushes] == [DAYS[1]]


def test_clearing_a_date_hides_no_push(world: World) -> None:
    push(world, None, DAYS[1])
    push(world, date(2027, 1, 18), DAYS[2])
    assert history(world).days_slipped == 31


def test_imported_dates_come_before_our_own(world: World) -> None:
    world.add(tables.DealPast(team_id=world["team"], deal_id=world["deal"], on_day=date(2026, 10, 1), close_on=date(2026, 11, 30)))
    push(world, date(2027, 1, 15), DAYS[1])
    found = history(world)
    assert (found.first_close_on, [one.days for one in found.pushes]) == (date(2026, 11, 30), [18, 28])


def test_only_deals_whose_date_moved_are_told_unless_named(world: World) -> None:
    with world.database.read() as connection:
        names = read_names(connection, world["team"])
        assert date_settings(connection, world["team"], names) == {}
        assert set(date_settings(connection, world["team"], names, ids=(world["deal"],))) == {world["deal"]}


def test_work_is_known_by_every_day_it_was_ever_planned_on(world: World) -> None:
    world.put(tables.Activity, world["activity"], planned_on=DAYS[1])
    world.put(tables.Activity, world["activity"], planned_on=None)
    with world.database.read() as connection:
        work = deal_work(connection, world["team"], (world["deal"],))[world["deal"]]
    assert [one.planned_days for one in work] == [(TODAY, DAYS[1])]


def test_the_stages_of_a_deal_are_told_in_order_and_won_deals_teach_how_long_they_took(world: World) -> None:
    world.write(lambda session: rows.put(session, tables.Deal, world["deal"], stage_id=world["Proposal"]), known_on=DAYS[1])
    won = {"stage_id": world["Won"], "outcome": "won", "closed_on": DAYS[2]}
    world.write(lambda session: rows.put(session, tables.Deal, world["deal"], **won), known_on=DAYS[2])
    with world.database.read() as connection:
        names = read_names(connection, world["team"])
        steps = stage_steps(connection, world["team"], names)[world["deal"]]
        learnt = won_history(connection, world["team"], names, as_of=DAYS[3])
        hand = made_by_hand(connection)
    assert [(step.stage_id, step.on, step.seen) for step in steps] == [
        (world["Prospect"], TODAY, True), (world["Proposal"], DAYS[1], True), (world["Won"], DAYS[2], True),
    ]  # fmt: skip
    assert learnt.stage_days == {world["Prospect"]: [10], world["Proposal"]: [10]}
    assert learnt.cycles == {world["pipeline"]: [(DAYS[2] - date(2026, 10, 1)).days]}
    assert world["deal"] in hand


def see(world: World, external_id: str, deal: str) -> int:
    """Let an import see a deal under a foreign id and return the act's id."""

    def seen(session: Session) -> None:
        row = tables.ImportSeen(
            team_id=world["team"], entry_id=int(session.info["entry_id"]), source_id=1, kind="deal", external_id=external_id,
            row_id=world[deal], seen="{}",
        )  # fmt: skip
        session.add(row)

    return int(world.write(seen, final=True, verb="import").entry_id or 0)


def found(world: World, text: str) -> int:
    """Return the id of the deal a text means."""
    with world.database.read() as connection:
        return find_deal(connection, world["team"], text)


def test_a_bare_number_is_the_crms_id_before_it_is_ours(world: World) -> None:
    assert found(world, str(world["deal"])) == world["deal"]
    see(world, str(world["deal"]), "other")
    assert found(world, str(world["deal"])) == world["other"]
    assert found(world, f"#{world['deal']}") == world["deal"]


def test_a_deal_is_found_by_its_name_and_two_are_asked_about(world: World) -> None:
    assert found(world, "DEAL of bistro") == world["deal"]
    with pytest.raises(Ambiguous, match="other of Bistro"):
        found(world, "bistro")
    with pytest.raises(NotFound):
        found(world, "no-such-deal")
    with pytest.raises(NotFound, match="deals list"):
        found(world, "#999")


def test_ids_we_made_up_are_not_shown_and_an_undone_import_gives_none(world: World) -> None:
    see(world, "~deal|bistro", "deal")
    entry = see(world, "SF-1", "other")
    with world.database.read() as connection:
        assert external_ids(connection, world["team"]) == {world["other"]: "SF-1"}
    world.write(lambda session: 0, final=True, undoes_id=entry)
    with world.database.read() as connection:
        assert external_ids(connection, world["team"]) == {}
