"""Journeys through the Deals screen on a real file: finding deals while typing, and telling a deal's story."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session
from textual.pilot import Pilot

from sprintsales.services.dealing import deal_named, set_fields
from sprintsales.services.planning import add
from sprintsales.storage import rows, tables
from sprintsales.ui.screens.deals import DealsScreen
from sprintsales.ui.widgets.key_line import KeyLine
from tests.places import Place
from tests.services.week import TUESDAY, WEDNESDAY, Week, copy, prepared
from tests.ui.day import desk, keys
from tests.ui.deals_seen import NARROW, WIDE, band, deal, names
from tests.ui.deals_seen import on_deals as opened
from tests.ui.settled import settled
from tests.ui.snapshot import check_snapshot, live_links, screen_text


def shown(pilot: Pilot[Any]) -> DealsScreen:
    """The screen, dialogs apart."""
    screen = next(one for one in pilot.app.screen_stack if isinstance(one, DealsScreen))
    assert isinstance(screen, DealsScreen)
    return screen


def focused(pilot: Pilot[Any]) -> str:
    """Which part of the screen the keys go to."""
    widget = pilot.app.focused
    return widget.id or "" if widget is not None else ""


def under_cursor(pilot: Pilot[Any]) -> str:
    """The deal the cursor stands on."""
    row = shown(pilot).deals.row_under_cursor()
    assert row is not None
    return row.name


# Finding.


async def test_a_rep_begins_with_the_own_open_deals_and_the_words_say_so(week: Week) -> None:
    async with opened(week) as pilot:
        assert shown(pilot).words == "rep:me "
        assert names(pilot) == ["Corto upgrade", "Acme renewal", "Birch pilot", "Eder press line", "Frost [/] contract"]
        assert "Ana Ruiz ▾" in screen_text(pilot.app)
        await keys(pilot, "f3")
        assert "Gale expansion" in names(pilot)
        assert "Team Nordwind ▾" in screen_text(pilot.app)


async def test_a_manager_begins_with_everybodys(week: Week) -> None:
    async with opened(week, who="Mia") as pilot:
        assert len(names(pilot)) == 8


async def test_the_list_filters_while_one_types(week: Week) -> None:
    async with opened(week, who="Mia") as pilot:
        await keys(pilot, "slash", *"acme")
        assert names(pilot) == ["Acme spare parts", "Acme renewal"]
        assert "2 of 8 deals · €57k" in screen_text(pilot.app)
        await keys(pilot, "space", *"value>20k")
        assert names(pilot) == ["Acme renewal"]
        await keys(pilot, "enter")
        assert focused(pilot) == "deals"
        assert shown(pilot).words == "acme value>20k"


@pytest.mark.slow
async def test_half_typed_words_are_explained_and_hide_nothing(week: Week) -> None:
    async with opened(week, who="Mia") as pilot:
        await keys(pilot, "slash", *"flag:xy")
        assert len(names(pilot)) == 8
        assert "✗ There is no flag xy" in screen_text(pilot.app)


async def test_letters_that_are_commands_are_letters_in_the_words(week: Week) -> None:
    async with opened(week, who="Mia") as pilot:
        await keys(pilot, "slash", *"dvsp")
        assert shown(pilot).words == "dvsp"
        assert isinstance(pilot.app.screen, DealsScreen)
        line = shown(pilot).query_one("#keys", KeyLine)
        assert [entry[:2] for entry in line._entries][:2] == [("enter", "to the list"), ("esc", "back")]


async def test_esc_leads_back_step_by_step_to_where_one_began(week: Week) -> None:
    async with opened(week) as pilot:
        await keys(pilot, "slash", *"acme", "escape")
        assert focused(pilot) == "deals"
        assert names(pilot) == ["Acme renewal"]
        await keys(pilot, "escape")
        assert shown(pilot).words == "rep:me "
        assert len(names(pilot)) == 5
        assert under_cursor(pilot) == "Acme renewal"


async def test_a_filter_that_finds_nothing_says_what_to_do(week: Week) -> None:
    async with opened(week) as pilot:
        await keys(pilot, "slash", *"zzz")
        assert "No deal fits these words." in screen_text(pilot.app)
        await keys(pilot, "escape")
        assert len(names(pilot)) == 5


async def test_what_is_not_covered_is_one_key_away_and_stays_among_ones_own(week: Week) -> None:
    async with opened(week) as pilot:
        await keys(pilot, "f4")
        assert names(pilot) == ["Corto upgrade", "Acme renewal"]
        assert shown(pilot).words == "rep:me flag:uncovered "


@pytest.mark.slow
async def test_whose_deals_are_shown_is_asked_by_name(week: Week) -> None:
    async with opened(week) as pilot:
        await keys(pilot, "w", "3")
        assert names(pilot) == ["Acme spare parts", "Gale expansion", "Hansa rollout"]
        assert "Ben Okafor ▾" in screen_text(pilot.app)


@pytest.mark.slow
async def test_the_order_goes_through_the_columns_and_turns_round(week: Week) -> None:
    async with opened(week, who="Mia") as pilot:
        assert "Close ▲" in screen_text(pilot.app)
        await keys(pilot, *["s"] * 6)  # moved, next, flags, name, stage, value
        assert shown(pilot).order.sort == "value"
        assert names(pilot)[0] == "Hansa rollout"
        assert "Value ▼" in screen_text(pilot.app)
        await keys(pilot, "r")
        assert names(pilot)[0] == "Acme spare parts"
        assert names(pilot)[-1] == "Frost [/] contract"  # what is unknown stays last
        assert "Value ▲" in screen_text(pilot.app)


async def test_a_click_on_a_head_sorts_by_it(week: Week) -> None:
    async with opened(week, who="Mia") as pilot:
        await pilot.click("#deals", offset=(4, 0))
        await settled(pilot)
        assert names(pilot) == sorted(names(pilot), key=str.casefold)


# One deal.


async def test_the_deal_under_the_cursor_is_told_beside_the_list(week: Week) -> None:
    async with opened(week) as pilot:
        assert "Corto Ltd · Ana Ruiz" in screen_text(pilot.app)
        await keys(pilot, "j")
        assert "Acme · Ana Ruiz" in screen_text(pilot.app)
        assert "Closes in 12 days, nothing planned" in screen_text(pilot.app)


async def test_a_deal_opened_from_elsewhere_by_its_number_has_the_small_screen_for_itself(week: Week) -> None:
    number = deal(week, "Gale expansion").deal.id
    async with opened(week, size=NARROW) as pilot:
        shown(pilot).look_for(f"#{number}")
        await settled(pilot)
        assert focused(pilot) == "detail"
        assert "Gale · Ben Okafor" in screen_text(pilot.app)
        await keys(pilot, "escape", "escape")
        assert shown(pilot).words == "rep:me "
        assert focused(pilot) == "deals"


async def test_the_next_deal_is_one_key_away_while_one_is_open(week: Week) -> None:
    async with opened(week, size=NARROW) as pilot:
        await keys(pilot, "enter")
        assert "Corto Ltd" in screen_text(pilot.app)
        await keys(pilot, "right")
        assert "Acme · Ana Ruiz" in screen_text(pilot.app)
        await keys(pilot, "enter")
        assert focused(pilot) == "deals"


# Others, many, none, and names that bite.


async def test_the_cursor_stays_on_its_deal_when_somebody_else_changes_the_list(week: Week) -> None:
    async with opened(week, who="Mia") as pilot:
        await keys(pilot, "j", "j")
        here = under_cursor(pilot)
        seat = week.desk("Ben", WEDNESDAY)
        set_fields(seat, deal_named(seat, "Hansa rollout"), {"close_on": "2026-11-19"})
        shown(pilot).poll()
        await settled(pilot)
        assert names(pilot)[0] == "Hansa rollout"
        assert under_cursor(pilot) == here


async def test_work_planned_elsewhere_shows_as_the_next_step(week: Week) -> None:
    async with opened(week, words="birch") as pilot:
        add(week.desk(on=WEDNESDAY), "meet Birch pilot thu")
        shown(pilot).poll()
        await settled(pilot)
        assert "& Thu 19" in screen_text(pilot.app)


async def test_a_team_without_deals_is_told_how_to_get_some(week: Week) -> None:
    seat = week.desk("Mia", WEDNESDAY)
    for name in ("Acme renewal", "Birch pilot", "Corto upgrade", "Eder press line", "Frost [/] contract"):
        set_fields(seat, deal_named(seat, name), {"stage": "lost"})
    for name in ("Acme spare parts", "Gale expansion", "Hansa rollout"):
        set_fields(seat, deal_named(seat, name), {"stage": "won"})
    async with opened(week, who="Mia") as pilot:
        text = screen_text(pilot.app)
        assert "There is no open deal yet." in text
        assert "n  adds one" in text
        await keys(pilot, "d")
        assert band(pilot) == "Choose a deal first."


def crowd(week: Week, number: int) -> None:
    """Add so many deals of Ben's, closing one a day from the first of next year on."""
    seat = week.desk("Mia", TUESDAY)

    def fill(session: Session) -> None:
        for place in range(number):
            rows.add(
                session,
                tables.Deal(
                    team_id=seat.team.id, name=f"Number {place:05d}", owner_id=seat.me.id, pipeline_id=1, stage_id=1, value=1000_00,
                    currency="EUR", started_on=TUESDAY, close_on=date.fromordinal(date(2027, 1, 1).toordinal() + place % 900),
                ),
            )  # fmt: skip

    seat.write(seat.act("import", "a crowd"), fill)


@pytest.mark.slow
async def test_two_thousand_deals_are_counted_searched_and_walked_through(week: Week) -> None:
    crowd(week, 2000)
    async with opened(week, who="Mia") as pilot:
        assert "2,008 of 2,008 deals" in screen_text(pilot.app)
        await keys(pilot, "G")
        assert shown(pilot).deals.cursor == 2007
        await keys(pilot, "slash", *"0012")
        assert sorted(names(pilot)) == ["Number 00012", *(f"Number {place:05d}" for place in range(120, 130))]
        assert under_cursor(pilot) == names(pilot)[0]


@pytest.mark.parametrize("number", [100, 2000])
async def test_a_cursor_key_reads_one_deal_and_draws_two_rows_however_many_there_are(
    week: Week, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(week, number)
    async with opened(week, who="Mia") as pilot:
        screen, drawn, read = shown(pilot), [0], [0]
        row, look = screen.deals._draw_row, screen.pane._read

        def counting_row(*given: Any) -> Any:
            drawn[0] += 1
            return row(*given)

        def counting_read(deal_id: int) -> Any:
            read[0] += 1
            return look(deal_id)

        monkeypatch.setattr(screen.deals, "_draw_row", counting_row)
        monkeypatch.setattr(screen.pane, "_read", counting_read)
        await keys(pilot, "j")
        assert (drawn[0], read[0]) == (2, 1)


async def test_a_name_that_looks_like_markup_is_drawn_as_it_stands(week: Week) -> None:
    seat = week.desk(on=WEDNESDAY)
    set_fields(seat, deal_named(seat, "Birch pilot"), {"name": "[@click=app.leave]Birch[/] [b]\u202epilot"})
    async with opened(week, words="birch") as pilot:
        assert "[@click=app.leave]Birch" in screen_text(pilot.app)
        assert live_links(pilot.app) == []
        await keys(pilot, "d", "escape", "v", "escape", "S", "escape")
        assert isinstance(pilot.app.screen, DealsScreen)


# Pictures.


def with_a_story(week: Week) -> None:
    """A push with a reason, an agreement that is late for the close, work done and planned."""
    path = week.database.path
    ana, before = desk(path, on=TUESDAY), desk(path, on=date(2026, 11, 9))
    add(before, "demo Acme renewal today")
    number = deal_named(ana, "Acme renewal")
    set_fields(ana, number, {"agreement_on": "2026-12-18", "next_step": "their lawyer reads §7", "note": "Met at the fair."})
    set_fields(ana, number, {"close_on": "2026-12-04"}, reason="waiting for their security review")
    add(ana, "follow-up Acme renewal thu re security answers")
    for one in (ana, before):
        one.database.close()


@pytest.fixture
def told(place: Place, tmp_path: Path) -> Iterator[Week]:
    """The team with a deal that has a story."""
    team = copy(prepared(place, "with_a_story", with_a_story), tmp_path / "told.db")
    yield team
    team.database.close()


@pytest.mark.parametrize(("name", "size"), [("deals-140x40", WIDE), ("deals-120x30", (120, 30)), ("deals-80x24", NARROW)])
async def test_the_list_as_it_is_seen(told: Week, name: str, size: tuple[int, int]) -> None:
    async with opened(told, who="Mia", size=size) as pilot:
        await keys(pilot, "j", "j")
        check_snapshot(pilot.app, name)


async def test_one_deal_as_it_is_seen_on_a_small_screen(told: Week) -> None:
    async with opened(told, size=NARROW, words="acme") as pilot:
        await keys(pilot, "enter")
        check_snapshot(pilot.app, "deals-detail-80x24")


@pytest.mark.slow
async def test_the_words_as_they_are_typed_on_a_small_screen(told: Week) -> None:
    async with opened(told, size=NARROW) as pilot:
        await keys(pilot, "slash", *"value>10k")
        check_snapshot(pilot.app, "deals-words-80x24")
