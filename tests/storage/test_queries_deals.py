"""Deals as facts: names by id, money by dated rates, stages and touches, and how they were known on an earlier day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from sprintsales.domain.deals import DealFacts
from sprintsales.storage import rows, tables
from sprintsales.storage.persons import remember
from sprintsales.storage.queries.deals import OPEN, DealScope, deal_rows
from sprintsales.storage.queries.names import read_names
from sprintsales.storage.queries.standing import standing_on
from sprintsales.storage.undo import undo_entry
from tests.storage.world import TODAY, World

NEXT = TODAY + timedelta(days=2)


def facts(world: World, **more: Any) -> dict[str, DealFacts]:
    """Return the deals by name."""
    with world.database.read() as connection:
        found = deal_rows(connection, world["team"], today=TODAY, **more)
    return {deal.name: deal for deal in found}


def named_member(session: Session, team_id: int, name: str) -> tables.Member:
    """Return a new member with a name."""
    return tables.Member(team_id=team_id, name_id=remember(session.connection(), team_id, "name", name))


def test_a_deal_comes_with_the_names_of_what_it_points_at(world: World) -> None:
    deal = facts(world)["deal of Bistro"]
    assert (deal.account, deal.owner, deal.stage, deal.function) == ("Bistro Verde", "Ada rep", "Prospect", "ae")
    assert (deal.value, deal.probability, deal.created_on, deal.stage_since) == (125000, 0, TODAY, TODAY)


def test_the_deals_own_territory_stands_above_the_seats_and_that_above_the_accounts(world: World) -> None:
    labels = {
        name: world.add(tables.Label(team_id=world["team"], kind="territory", name=name)) for name in ("account's", "seat's", "deal's")
    }
    world.put(tables.Account, world["account"], territory_id=labels["account's"])
    assert facts(world)["deal of Bistro"].territory == "account's"
    world.put(tables.Membership, world["rep_seat"], territory_id=labels["seat's"])
    assert facts(world)["deal of Bistro"].territory == "seat's"
    world.put(tables.Deal, world["deal"], territory_id=labels["deal's"])
    assert facts(world)["deal of Bistro"].territory == "deal's"


def test_a_foreign_amount_is_worth_what_the_rate_of_its_day_says_and_stands_apart_without_one(world: World) -> None:
    world.put(tables.Deal, world["deal"], currency="USD")
    assert facts(world)["deal of Bistro"].value is None
    assert facts(world)["deal of Bistro"].own_value == 125000
    for day, rate in ((date(2026, 1, 1), 900_000_000), (date(2026, 11, 1), 800_000_000)):
        world.add(tables.ExchangeRate(team_id=world["team"], currency="USD", on_day=day, rate_nano=rate))
    assert facts(world)["deal of Bistro"].value == 100000
    assert facts(world, rate_day=date(2026, 10, 31))["deal of Bistro"].value == 112500
    world.put(tables.Deal, world["deal"], outcome="won", stage_id=world["Won"], closed_on=date(2026, 10, 31))
    assert facts(world)["deal of Bistro"].value == 112500, "a won deal counts at its closing day's rate"


def test_a_stage_is_counted_from_its_last_entry_and_an_undone_move_does_not_restart_it(world: World) -> None:
    moved = world.put(tables.Deal, world["deal"], stage_id=world["Proposal"])
    world.write(
        lambda session: undo_entry(session.connection(), int(moved.entry_id or 0), partly=False).rows,
        undoes_id=moved.entry_id,
        known_on=NEXT,
    )
    assert facts(world)["deal of Bistro"].stage_since == TODAY
    world.write(lambda session: rows.put(session, tables.Deal, world["deal"], stage_id=world["Proposal"]), known_on=NEXT)
    assert facts(world)["deal of Bistro"].stage_since == NEXT


def test_imported_history_tells_since_when_a_deal_stood_in_its_stage(world: World) -> None:
    world.add(tables.DealPast(team_id=world["team"], deal_id=world["deal"], on_day=date(2026, 10, 5), stage_id=world["Prospect"]))
    assert facts(world)["deal of Bistro"].stage_since == date(2026, 10, 5)


def test_nobody_saw_an_imported_deal_enter_the_stage_it_came_in_with(world: World) -> None:
    def imported(session: Session) -> None:
        team, pipeline, stage = world["team"], world["pipeline"], world["Proposal"]
        rows.add(session, tables.Deal(team_id=team, name="from the CRM", pipeline_id=pipeline, stage_id=stage, currency="EUR"))

    world.write(imported, verb="import")
    deal = facts(world)["from the CRM"]
    assert (deal.stage_since, deal.stage_seen_on) == (None, TODAY)
    world.write(lambda session: rows.put(session, tables.Deal, deal.id, stage_id=world["Prospect"]), verb="import", known_on=NEXT)
    assert facts(world)["from the CRM"].stage_since == NEXT
    assert facts(world, as_of=TODAY)["from the CRM"].stage_since is None


def test_the_next_touch_is_the_first_open_one_from_today_on_and_admin_is_none(world: World) -> None:
    deal = facts(world)["deal of Bistro"]
    assert (deal.next_touch, deal.open_touches, deal.last_touch) == (("call", TODAY), (TODAY,), None)
    world.put(tables.ActivityType, world["call"], touch=False)
    assert facts(world)["deal of Bistro"].next_touch is None


def test_a_day_shows_what_was_known_on_it(world: World) -> None:
    change = {"close_on": date(2027, 1, 15), "value": 150000, "stage_id": world["Proposal"]}
    world.write(lambda session: rows.put(session, tables.Deal, world["deal"], **change), known_on=NEXT)
    world.write(
        lambda session: rows.put(session, tables.Activity, world["activity"], state="done", done_on=TODAY, quantity_done=1), known_on=NEXT
    )
    then, now = facts(world, as_of=TODAY)["deal of Bistro"], facts(world, as_of=NEXT)["deal of Bistro"]
    assert (then.close_on, then.value, then.stage) == (date(2026, 12, 18), 125000, "Prospect")
    assert (now.close_on, now.value, now.stage) == (date(2027, 1, 15), 150000, "Proposal")
    assert (then.last_touch, then.open_touches) == (None, (TODAY,)), "the call was logged later"
    assert now.last_touch == TODAY
    assert not then.known_from_dates_only


def test_before_it_was_known_a_deal_is_told_from_its_dates_alone(world: World) -> None:
    deal = facts(world, as_of=date(2026, 10, 20))["deal of Bistro"]
    assert deal.known_from_dates_only
    assert (deal.outcome, deal.value, deal.close_on, deal.stage) == ("open", None, None, None)
    assert facts(world, as_of=date(2026, 9, 30)) == {}, "not yet begun"


def test_imported_history_speaks_where_ours_had_not_begun(world: World) -> None:
    for day, stage, close in ((date(2026, 10, 2), "Prospect", date(2026, 11, 1)), (date(2026, 10, 12), "Proposal", None)):
        past = tables.DealPast(team_id=world["team"], deal_id=world["deal"], on_day=day, stage_id=world[stage], close_on=close)
        world.add(past)
    deal = facts(world, as_of=date(2026, 10, 20))["deal of Bistro"]
    assert (deal.stage, deal.close_on, deal.known_from_dates_only) == ("Proposal", date(2026, 11, 1), False)


def test_a_removed_deal_was_there_until_it_was_removed(world: World) -> None:
    world.write(
        lambda session: rows.put(session, tables.Deal, world["other"], outcome="lost", stage_id=world["Lost"], closed_on=NEXT),
        known_on=NEXT,
    )
    with world.database.read() as connection:
        names = read_names(connection, world["team"])
        before = standing_on(connection, world["team"], TODAY, names)[world["other"]]
        after = standing_on(connection, world["team"], NEXT, names)[world["other"]]
    assert (before.outcome, after.outcome, after.closed_on) == ("open", "lost", NEXT)


def test_a_won_deal_stays_with_the_owner_at_its_closing(world: World) -> None:
    world.put(tables.Deal, world["deal"], outcome="won", stage_id=world["Won"], closed_on=TODAY)
    world.write(lambda session: rows.put(session, tables.Deal, world["deal"], owner_id=world["manager"]), known_on=NEXT)
    assert facts(world)["deal of Bistro"].owner == "Ada rep"
    world.write(lambda session: rows.put(session, tables.Deal, world["other"], owner_id=world["manager"]), known_on=NEXT)
    assert facts(world)["other of Bistro"].owner == "Ada manager", "an open deal is the present owner's"


def test_a_deal_without_owner_account_or_value_is_a_deal(world: World) -> None:
    world.put(tables.Deal, world["deal"], owner_id=None, account_id=None, value=None)
    deal = facts(world)["deal of Bistro"]
    assert (deal.owner, deal.manager, deal.account, deal.value, deal.function) == (None, None, None, None, None)


def test_scopes_narrow_to_open_deals_to_ids_and_to_owners(world: World) -> None:
    world.put(tables.Deal, world["deal"], outcome="won", stage_id=world["Won"], closed_on=date(2026, 11, 1))
    assert set(facts(world, scope=OPEN)) == {"other of Bistro"}
    assert set(facts(world, scope=DealScope(ids=frozenset((world["deal"],))))) == {"deal of Bistro"}
    assert facts(world, scope=DealScope(owners=frozenset((world["manager"],)))) == {}
    world.put(tables.Deal, world["deal"], started_on=date(2026, 9, 1))
    assert set(facts(world, scope=DealScope(since=date(2026, 11, 2)))) == {"other of Bistro"}


def test_the_superior_is_the_one_of_the_seat_held_on_the_closing_day(world: World) -> None:
    boss = int(world.write(lambda session: rows.add(session, named_member(session, world["team"], "Bo Boss"))).value)
    world.put(tables.Membership, world["rep_seat"], until_on=date(2026, 6, 1), reports_to_id=world["manager"])
    world.add(tables.Membership(team_id=world["team"], member_id=world["rep"], role="rep", from_on=date(2026, 6, 1), reports_to_id=boss))
    world.put(tables.Deal, world["deal"], outcome="won", stage_id=world["Won"], started_on=date(2026, 1, 1), closed_on=date(2026, 5, 31))
    found = facts(world)
    assert (found["deal of Bistro"].manager, found["other of Bistro"].manager) == ("Ada manager", "Bo Boss")
