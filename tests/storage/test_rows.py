"""Two people edit one row: different fields merge, the same field asks."""

from __future__ import annotations

from datetime import date

import pytest

from sprintsales.domain.errors import NotFound
from sprintsales.domain.meanwhile import ChangedMeanwhile
from sprintsales.storage import tables
from sprintsales.storage.rows import Seen, edit
from tests.storage.world import World, raw

DECEMBER, JANUARY, MARCH = date(2026, 12, 18), date(2027, 1, 15), date(2027, 3, 1)


def edited(world: World, **changes: Seen) -> bool:
    return bool(world.write(lambda session: edit(session, tables.Deal, world["deal"], changes)).value)


def now(world: World) -> tuple[object, ...]:
    return tuple(raw(world, f"SELECT value, close_on, version FROM deal WHERE id = {world['deal']}")[0])


def test_changes_of_different_fields_merge(world: World) -> None:
    assert edited(world, value=Seen(125000, 130000))
    assert edited(world, close_on=Seen(DECEMBER, JANUARY))
    assert now(world) == (130000, "2027-01-15", 3)


def test_the_same_field_asks_and_shows_all_three_values(world: World) -> None:
    edited(world, close_on=Seen(DECEMBER, JANUARY))
    with pytest.raises(ChangedMeanwhile, match="close_on is now 2027-01-15, not 2026-12-18") as refusal:
        edited(world, close_on=Seen(DECEMBER, MARCH), value=Seen(125000, 1))
    (clash,) = refusal.value.clashes
    assert (clash.field, clash.before, clash.mine, clash.theirs) == ("close_on", DECEMBER, MARCH, JANUARY)
    assert now(world) == (125000, "2027-01-15", 2)


def test_two_who_want_the_same_agree(world: World) -> None:
    edited(world, close_on=Seen(DECEMBER, JANUARY))
    assert not edited(world, close_on=Seen(DECEMBER, JANUARY))
    assert now(world) == (125000, "2027-01-15", 2)


def test_what_stands_already_changes_nothing(world: World) -> None:
    assert not edited(world, value=Seen(125000, 125000))
    assert now(world) == (125000, "2026-12-18", 1)


def test_emptying_a_field_somebody_filled_asks(world: World) -> None:
    edited(world, agreement_on=Seen(None, JANUARY))
    with pytest.raises(ChangedMeanwhile, match="agreement_on is now 2027-01-15, not empty"):
        edited(world, agreement_on=Seen(None, MARCH))


def test_a_row_that_is_gone_is_named(world: World) -> None:
    with pytest.raises(NotFound, match="deal is no longer there"):
        world.write(lambda session: edit(session, tables.Deal, 999, {"value": Seen(1, 2)}))
