"""Week and day at first sight are drawn as the whole views draw them, sooner and without the database layer, and never after them."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sprintsales.services.demo import make_demo
from sprintsales.services.desk import Desk, open_desk
from sprintsales.services.views.day_glimpse import day_glimpse
from sprintsales.services.views.glimpse import GlimpseDay, week_glimpse
from sprintsales.services.views.plan import plan_view
from sprintsales.services.views.today import today_view
from sprintsales.settings import Clock, Settings
from sprintsales.storage.database import Database
from sprintsales.storage.queries.people import members
from sprintsales.ui.frame_text import frame_text
from sprintsales.ui.live import Glimpsed
from sprintsales.ui.screens.plan import PlanScreen, Question, asked_sprint
from sprintsales.ui.screens.plan_rows import day_column, glimpse_column
from sprintsales.ui.screens.seen_frame import seen_frame
from sprintsales.ui.screens.today import TodayScreen
from sprintsales.ui.screens.today_rows import Item, Reader, day_line, day_note, sections
from sprintsales.ui.widgets.section_list import Section
from sprintsales.ui.widgets.week import DayColumn
from tests.services.week import MONDAY, WEDNESDAY
from tests.ui import day
from tests.ui.day import keys, opened
from tests.ui.settled import settled
from tests.ui.snapshot import screen_text

SPRINTS = (-12, -3, -2, -1, 0, 1, 2)
"""Sprints that are looked at, counted from the running one: closed ones, the last, the running, the next, one nobody planned in."""
SAMPLE_WEDNESDAY = date(2026, 11, 18)
HEADS = ("Overdue", "At a time", "Any time, most value at risk first", "Done today")

# What the sample never tells, so that every rule behind a card meets a row it changes; triggers would refuse most of it.
STIRRED = (
    "UPDATE deal SET currency = 'USD', value = 7000000 WHERE id % 3 = 0",
    "UPDATE deal SET currency = 'JPY' WHERE id % 7 = 0",
    "INSERT INTO exchange_rate (team_id, version, currency, on_day, rate_nano) VALUES (1, 1, 'USD', '2026-01-01', 900000000)",
    "INSERT INTO exchange_rate (team_id, version, currency, on_day, rate_nano) VALUES (1, 1, 'USD', '2026-11-17', 100000000)",
    "INSERT INTO exchange_rate (team_id, version, currency, on_day, rate_nano) VALUES (1, 1, 'USD', '2026-11-19', 5000000000)",
    "UPDATE activity SET planned_time = NULL WHERE id % 2 = 0",
    "UPDATE activity SET deal_id = NULL, lead_id = (SELECT min(id) + activity.id % 5 FROM lead), list_name = NULL WHERE id % 5 = 0",
    "UPDATE activity SET deal_id = NULL, lead_id = NULL, list_name = NULL, note_id = NULL, account_id = NULL WHERE id % 17 = 0",
    "UPDATE person_text SET body = NULL, erased_as = id WHERE id IN (SELECT name_id FROM lead WHERE id % 2 = 0)",
    "UPDATE activity SET minutes = NULL WHERE id % 3 = 0",
    "UPDATE activity SET minutes_done = 7 WHERE id % 4 = 0",
    "UPDATE activity SET sprint_id = sprint_id - 1 WHERE id % 11 = 0 AND sprint_id > 2",
    "UPDATE activity SET sprint_id = NULL WHERE id % 13 = 0",
    "UPDATE activity SET quantity_planned = 6, quantity_done = 2, done_on = planned_on WHERE id % 19 = 0 AND planned_on IS NOT NULL",
    "UPDATE activity SET logged_at = '2031-01-01T00:00:00.000000Z' WHERE id % 2 = 1 AND done_on IS NOT NULL",
    "UPDATE activity SET state = 'planned' WHERE id % 8 = 3 AND state = 'done'",
    "UPDATE deal SET outcome = 'lost', closed_on = '2026-11-10' WHERE id % 4 = 1",
    "UPDATE deal SET outcome = 'open', closed_on = NULL WHERE id % 4 = 2",
    "UPDATE commitment_item SET planned_on = NULL WHERE id % 6 = 0",
    "UPDATE commitment_item SET deal_stage_id = NULL WHERE id % 4 = 0",
    "UPDATE fate SET fate = 'handed_over' WHERE id % 3 = 0",
    "UPDATE sprint SET cancelled_on = start_on WHERE number = 45",
    "INSERT INTO blocker (team_id, version, activity_id, since_on) SELECT 1, 1, id, '2026-11-02' FROM activity WHERE id % 9 = 0",
    "INSERT INTO blocker (team_id, version, deal_id, since_on) SELECT 1, 1, id, '2026-11-02' FROM deal WHERE id % 10 = 0",
    "UPDATE blocker SET cleared_on = '2026-11-16' WHERE id % 5 = 0",
    "INSERT INTO holiday (team_id, version, on_day, name) VALUES (1, 1, '2026-11-26', '')",
    "INSERT INTO working_pattern VALUES (NULL, 1, 1, 2, '2026-11-23', 0, 480, 480, 480, 480, 120, 0)",
    "INSERT INTO absence (team_id, version, member_id, start_on, end_on, kind) VALUES (1, 1, 3, '2026-11-24', '2026-11-26', 'holiday')",
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The sample team on a Wednesday."""
    path = tmp_path_factory.mktemp("sample") / "team.db"
    return make_demo(path, SAMPLE_WEDNESDAY, clock=Clock(SAMPLE_WEDNESDAY))


@pytest.fixture(scope="module")
def stirred(sample: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The sample team with everything in it that the sample never tells."""
    path = tmp_path_factory.mktemp("stirred") / "team.db"
    with closing(sqlite3.connect(sample.path)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
        for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            copy.execute(f"DROP TRIGGER {name}")
        for statement in STIRRED:
            assert copy.execute(statement).rowcount, statement
        copy.commit()
    return replace(sample, database=str(path))


def drawn(columns: list[DayColumn]) -> list[DayColumn]:
    """Columns as both can draw them: what fits into a day, and what was added after the promise, is counted later."""
    return [
        replace(
            one, capacity=None, foot=(), cards=tuple(replace(card, mark=card.mark.replace("+", ""), mark_tone="") for card in one.cards)
        )
        for one in columns
    ]


def assert_the_same_week(desk: Desk, settings: Settings, connection: Any, who_id: int | None, sprints: int) -> list[str]:
    """Hold the first sight against the whole view, and return the states of the cards in it."""
    glimpse = week_glimpse(settings, who_id, sprints)
    assert glimpse is not None
    whole = plan_view(connection, desk, who_id, asked_sprint(connection, desk, Question(who_id, sprints)))
    assert [(one.day, one.used, [card.id for card in one.cards]) for one in glimpse.days] == [
        (one.day, one.used, [card.id for card in one.cards]) for one in whole.days
    ]
    for seen, full in zip(glimpse.days, whole.days, strict=True):
        for one, card in zip(seen.cards, full.cards, strict=True):
            assert (one.state, one.type, one.type_name, one.minutes, one.quantity, one.quantity_done, one.carries) == (
                card.state, card.type, card.type_name, card.minutes, card.quantity, card.quantity_done, card.carries,
            )  # fmt: skip
    assert drawn([glimpse_column(one, glimpse.today) for one in glimpse.days]) == drawn([day_column(whole, one) for one in whole.days])
    assert replace(seen_frame(glimpse.head), tiles=()) == replace(frame_text(whole.frame, desk.zone), tiles=(), uncovered=None)
    return [card.state for one in glimpse.days for card in one.cards]


def listed(found: list[Section[Item]]) -> list[Section[Item]]:
    """The list as both can draw it: what was added after the promise is not known at first sight."""

    def unmarked(item: Item) -> Item:
        return replace(item, mark="", tone="") if item.mark == "+" else replace(item, tone=item.tone if item.mark else "")

    return [replace(one, rows=tuple(unmarked(item) for item in one.rows)) for one in found]


def assert_the_same_day(desk: Desk, settings: Settings, connection: Any, who_id: int | None) -> list[str]:
    """Hold the first sight of the day against the whole view, and return the titles of the heads in it."""
    glimpse, whole = day_glimpse(settings, who_id), today_view(connection, desk, who_id)
    assert glimpse is not None
    head = glimpse.head
    seen = sections(glimpse, Reader(glimpse.today, head.zone, head.currency, head.period, glimpse.due), ruled=True)
    full = sections(whole, Reader(whole.today, desk.zone, whole.frame.currency, whole.frame.sprint.period, whole.due), ruled=True)
    assert listed(seen) == listed(full)
    assert day_line(glimpse, 120) == day_line(whole, 120)
    assert day_note(glimpse) == day_note(whole)
    assert replace(seen_frame(head), tiles=()) == replace(frame_text(whole.frame, desk.zone), tiles=(), uncovered=None)
    return [one.title for one in seen]


def every_state(settings: Settings, looked_at: Sequence[int] = SPRINTS) -> set[str]:
    """Hold some weeks and the day of everybody against the whole views, and return which states and heads were met."""
    desk, met = open_desk(settings), set[str]()
    with desk.database.read() as connection:
        for person in members(connection, desk.team.id, desk.today):
            met.update(assert_the_same_day(desk, settings, connection, person.id))
            for sprints in looked_at:
                met.update(assert_the_same_week(desk, settings, connection, person.id, sprints))
    desk.database.close()
    return met


def test_everybodys_weeks_and_days_are_drawn_at_first_sight_as_the_whole_view_draws_them(sample: Settings) -> None:
    assert every_state(sample, (-1, 0, 1)) >= {"planned", "done", "late", "overdue", *HEADS}


@pytest.mark.slow
def test_what_the_sample_never_tells_is_drawn_as_the_whole_view_draws_it_too(stirred: Settings) -> None:
    assert every_state(stirred) == {"planned", "done", "late", "overdue", "blocked", "moot", *HEADS, "Some day this week"}


def test_a_week_in_the_middle_of_its_work_is_drawn_as_the_whole_view_draws_it(wednesday: Path) -> None:
    ana = day.desk(wednesday, on=WEDNESDAY)
    with ana.database.read() as connection:
        assert "blocked" in assert_the_same_week(ana, day.settings(wednesday), connection, None, 0)
        assert {*HEADS, "Some day this week"} == set(assert_the_same_day(ana, day.settings(wednesday), connection, None))
    ana.database.close()


def test_a_week_without_work_shows_its_weekdays_at_first_sight(tmp_path: Path) -> None:
    day.make_empty(tmp_path / "empty.db")
    glimpse = week_glimpse(day.settings(tmp_path / "empty.db", on=MONDAY))
    assert glimpse is not None
    assert [one.day.weekday() for one in glimpse.days] == [0, 1, 2, 3, 4]
    assert all(one.cards == () for one in glimpse.days)


@pytest.mark.parametrize(
    ("named", "found"), [(None, "Mia Chef"), ("ana", "Ana Ruiz"), ("Okafor", "Ben Okafor"), (" BEN OKAFOR ", "Ben Okafor")]
)
def test_whose_week_it_is_follows_from_the_name_as_for_the_whole_view(named: str | None, found: str, wednesday: Path) -> None:
    settings = replace(day.settings(wednesday), user=named)
    glimpse, desk = week_glimpse(settings), open_desk(settings)
    desk.database.close()
    assert glimpse is not None
    assert glimpse.head.who == desk.me.name == found


# Where there is nothing to see at first sight, the proper way of opening the database tells why.


@pytest.mark.parametrize("named", ["Nobody", "i"])
def test_an_unknown_or_ambiguous_name_sees_nothing(named: str, wednesday: Path) -> None:
    assert week_glimpse(replace(day.settings(wednesday), user=named)) is None


def test_a_person_who_is_not_in_the_team_has_no_week(wednesday: Path) -> None:
    assert week_glimpse(day.settings(wednesday), 999) is None


def test_a_database_on_a_server_shows_nothing(wednesday: Path) -> None:
    assert week_glimpse(replace(day.settings(wednesday), database="postgresql://ana@localhost:1/nordwind")) is None


def test_what_is_no_database_shows_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database", encoding="utf-8")
    (tmp_path / "zero.db").touch()
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE team (id INTEGER)")
    (tmp_path / "damaged.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    for name in ("missing.db", "notes.txt", "zero.db", "other.db", "damaged.db", "."):
        assert week_glimpse(day.settings(tmp_path / name)) is None, name


def test_a_team_that_is_not_there_yet_shows_nothing(tmp_path: Path) -> None:
    Database.create(tmp_path / "new.db").close()
    assert week_glimpse(day.settings(tmp_path / "new.db")) is None


@pytest.mark.parametrize("version", ["0000", "9999"])
def test_another_schema_shows_nothing(version: str, wednesday: Path) -> None:
    with closing(sqlite3.connect(wednesday)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    assert week_glimpse(day.settings(wednesday)) is None


def test_a_database_somebody_holds_for_themselves_shows_nothing(wednesday: Path) -> None:
    with closing(sqlite3.connect(wednesday)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert week_glimpse(day.settings(wednesday)) is None
    assert week_glimpse(day.settings(wednesday)) is not None


def test_while_somebody_writes_the_week_is_seen_as_it_was_saved(wednesday: Path) -> None:
    before = week_glimpse(day.settings(wednesday))
    with closing(sqlite3.connect(wednesday, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DROP TABLE blocker")
        assert week_glimpse(day.settings(wednesday)) == before


def test_a_zone_nobody_knows_shows_nothing(wednesday: Path) -> None:
    with closing(sqlite3.connect(wednesday)) as connection, connection:
        connection.execute("DROP TRIGGER team_j_update")
        connection.execute("UPDATE team SET timezone = 'Mars/Olympus'")
    assert week_glimpse(day.settings(wednesday)) is None


def test_a_file_of_any_name_is_looked_into_and_left_as_it_was(wednesday: Path) -> None:
    odd = wednesday.with_name("50% of a #1 team? mode=rwc&x.db")
    wednesday.rename(odd)
    before = odd.read_bytes()
    assert week_glimpse(day.settings(odd)) is not None
    assert odd.read_bytes() == before
    day.desk(odd).database.close()  # what SQLite keeps beside a database goes when a proper opening of it ends
    assert [file.name for file in odd.parent.iterdir()] == [odd.name]


def test_the_first_sight_needs_neither_the_database_layer_nor_the_screens(wednesday: Path) -> None:
    program = (
        "import sys\n"
        "from sprintsales.services.views.day_glimpse import day_glimpse\n"
        "from sprintsales.services.views.glimpse import week_glimpse\n"
        "from sprintsales.settings import Settings, Clock, read_today\n"
        f"settings = Settings({str(wednesday)!r}, user='Ana', clock=Clock(read_today('{WEDNESDAY}')))\n"
        "print(sum(len(one.cards) for one in week_glimpse(settings).days), len(day_glimpse(settings).cards), *sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert int(told[0]) > 10
    assert int(told[1]) > 5
    assert {"sqlalchemy", "sqlmodel", "pydantic", "textual", "rich", "sprintsales.storage.schema", "sprintsales.services.desk"}.isdisjoint(
        told
    )


# On the screen.


async def test_a_first_sight_that_comes_late_is_not_shown(wednesday: Path) -> None:
    async with opened(wednesday, "plan") as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, PlanScreen)
        before = screen_text(pilot.app)
        seen = screen.glimpse(screen.question())
        assert seen is not None
        screen.post_message(Glimpsed(seen._replace(days=(GlimpseDay(MONDAY, 0, ()),))))
        await settled(pilot)
        assert screen_text(pilot.app) == before


def first_seen(pilot: Pilot[Any]) -> Any:
    """Put a screen back to its first sight, and return the whole view it had shown."""
    screen = pilot.app.screen
    assert isinstance(screen, PlanScreen | TodayScreen)
    assert screen._poll_timer is not None
    screen._poll_timer.pause()  # the whole view comes when the test says so
    whole, screen.view = screen.view, None
    assert whole is not None
    if isinstance(screen, PlanScreen):
        screen.week.loaded = False
        screen.show_glimpse(screen.glimpse(screen.question()))
    else:
        screen._shown = None
        screen.show_glimpse(screen.glimpse(screen.question()))
    return whole


def show_whole(pilot: Pilot[Any], whole: Any) -> None:
    """Show what has been read meanwhile."""
    screen = pilot.app.screen
    assert isinstance(screen, PlanScreen | TodayScreen)
    screen.view = whole
    screen.show(whole)


@pytest.mark.parametrize("size", [(140, 40), (120, 30), (80, 24)])
@pytest.mark.parametrize("name", ["plan", "today"])
async def test_the_first_sight_stands_where_the_whole_view_will(name: str, size: tuple[int, int], wednesday: Path) -> None:
    async with opened(wednesday, name, size=size) as pilot:
        whole = first_seen(pilot)
        await settled(pilot)
        seen = screen_text(pilot.app).splitlines()
        show_whole(pilot, whole)
        await settled(pilot)
        full = screen_text(pilot.app).splitlines()
        assert seen[0] == full[0]
        assert "Sprint 47" in seen[0]
        assert "day 3 of 5" in seen[0]
        places = [(y, row.index("Lindqvist")) for y, row in enumerate(seen) if "Lindqvist" in row]
        assert places
        assert all(full[y].find("Lindqvist") == x for y, x in places)


async def test_the_cursor_stays_on_the_card_it_was_moved_to_at_first_sight(wednesday: Path) -> None:
    async with opened(wednesday, "plan") as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, PlanScreen)
        whole = first_seen(pilot)
        start = screen.week.key
        await keys(pilot, "down", "down", "right")
        moved = screen.week.key
        assert moved != start
        show_whole(pilot, whole)
        await settled(pilot)
        assert screen.week.key == moved


async def test_the_details_follow_the_cursor_that_was_moved_at_first_sight(wednesday: Path) -> None:
    async with opened(wednesday) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, TodayScreen)
        whole = first_seen(pilot)
        start = screen.list.cursor_key
        await keys(pilot, "down", "down")
        moved = screen.list.cursor_key
        assert moved != start
        show_whole(pilot, whole)
        await settled(pilot)
        assert screen.list.cursor_key == moved
        assert screen.view is not None
        assert screen.view.selected is not None
        assert str(screen.view.selected.card.id) == moved


@pytest.mark.slow
async def test_an_empty_day_waits_for_all_of_it(tmp_path: Path) -> None:
    day.make_empty(tmp_path / "empty.db")
    async with opened(tmp_path / "empty.db", on=MONDAY) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, TodayScreen)
        assert screen.glimpse(screen.question()) is None


@pytest.mark.parametrize("name", ["plan", "today"])
async def test_what_was_read_at_the_start_is_read_again_only_when_somebody_saved(name: str, wednesday: Path) -> None:
    async with opened(wednesday, name) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, PlanScreen | TodayScreen)
        first = screen.view
        screen.poll()
        await settled(pilot)
        assert screen.view is first
        other = day.desk(wednesday, "Ben")
        day.planned(other, "call gale today")
        other.database.close()
        screen.poll()
        await settled(pilot)
        assert screen.view is not first
