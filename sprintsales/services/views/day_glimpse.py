"""The day at first sight: the list of today, read by the standard library alone while the database layer is still imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sprintsales.services.views.day import Due, by_end, dates_due, minutes_of_day, waiting
from sprintsales.services.views.seen import Asked, GlimpseCard, Head, cards_of, head_of, seen
from sprintsales.services.views.week import column_of, in_order, stands_in_week
from sprintsales.settings import Settings
from sprintsales.storage.first_sight import FirstSight, WorkSeen


@dataclass(frozen=True, slots=True)
class DayGlimpse:
    """A person's day at first sight: the list, without the days around it and the details."""

    head: Head
    today: date
    overdue: tuple[GlimpseCard, ...]
    at_time: tuple[GlimpseCard, ...]
    any_time: tuple[GlimpseCard, ...]
    this_week: tuple[GlimpseCard, ...]
    done: tuple[GlimpseCard, ...]
    next_time: int | None
    """The next fixed time, in minutes since midnight."""
    next_in: int | None
    """Minutes from now until then."""
    due: Mapping[int, Due]
    """By deal: the first date within two weeks."""
    proposals: int = 0
    """Not looked up at first sight."""

    @property
    def cards(self) -> tuple[GlimpseCard, ...]:
        """The list from top to bottom."""
        return (*self.overdue, *self.at_time, *self.any_time, *self.this_week, *self.done)

    @property
    def done_count(self) -> int:
        """How much of today's list is done."""
        return len(self.done)

    @property
    def count(self) -> int:
        """Everything on today's list: overdue, due today and done today."""
        return len(self.done) + len(self.overdue) + len(self.at_time) + len(self.any_time)


def day_glimpse(settings: Settings, who_id: int | None = None) -> DayGlimpse | None:
    """Return one person's (my) list of today as the whole view will show it; None where there is nothing to see at once."""
    return seen(settings, who_id, 0, seen_day)


def seen_day(sight: FirstSight, asked: Asked) -> DayGlimpse:
    """Return the day seen at one moment."""
    team, person, today = asked.team.id, asked.person.id, asked.today
    rows = sight.work_of_day(team, person, today)
    cards = list(zip(rows, cards_of(sight, asked, rows), strict=True))
    due = waiting((card for row, card in cards if row.state == "planned"), today)
    some_day = [card for row, card in cards if row.state == "planned" and card.is_open and on_no_day(row, asked)]
    clock = minutes_of_day(asked.now, asked.zone)
    coming = due.next_time(clock)
    deals = {id_: dates_due(agreement, sent, close, today) for id_, agreement, sent, close in sight.dates_of_deals(team, person)}
    return DayGlimpse(
        head=head_of(sight, asked, sight.calendar(team, person)),
        today=today,
        overdue=due.overdue,
        at_time=due.at_time,
        any_time=due.any_time,
        this_week=in_order(some_day),
        done=by_end(card for row, card in cards if row.state == "done"),
        next_time=coming,
        next_in=None if coming is None else coming - clock,
        due={id_: dates[0] for id_, dates in deals.items() if dates},
    )


def on_no_day(row: WorkSeen, asked: Asked) -> bool:
    """Return whether an item is in the sprint, but on no day of it."""
    return stands_in_week(row, asked.sprint_id, asked.period) and column_of(row.planned_on, row.done_on, asked.period) is None
