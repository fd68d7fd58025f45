"""How sprints follow each other, as a manager changes it on the screens: how many weeks, from which day, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sprintsales.ui import format as written
from sprintsales.ui.content import line
from sprintsales.ui.screens.shared import OfficeScreen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sprintsales.domain.periods import Period
    from sprintsales.services.desk import Desk
    from sprintsales.services.sprint_life import RhythmView

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LENGTHS = ("a week", "2 weeks", "3 weeks", "4 weeks")


def rhythm_words(desk: Desk) -> str:
    """How long sprints last and when they begin: "2 weeks, from Monday on"."""
    last = desk.team.rhythm.last
    return f"{LENGTHS[last.weeks - 1]}, from {WEEKDAYS[last.anchor.weekday()]} on"


def span_words(periods: Sequence[Period]) -> str:
    """Some sprints as people read them: "30 Nov – 6 Dec · 7–13 Dec"; one cut to a few days by the change says so."""
    return " · ".join(f"{days_words(one)}{' (short)' if one.days % 7 else ''}" for one in periods)


def days_words(period: Period) -> str:
    """The days of a sprint: "7–13 Dec", or its only one."""
    first, last = period.start, period.last
    return written.day_with_month(first, first) if first == last else written.days_between(first, last, weekdays=False)


def ask_rhythm(screen: OfficeScreen[object, object]) -> None:
    """Ask a manager how long sprints last, then when they begin, with the next three for each answer, and change it."""
    from sprintsales.ui.dialogs.ask_choice import Choice
    from sprintsales.ui.dialogs.wide_choice import WideChoice

    def look() -> RhythmView:
        from sprintsales.services.sprint_life import rhythm_view

        return screen.office.read(rhythm_view)

    def ask_weeks(view: RhythmView) -> None:
        def chosen(weeks: int | None) -> None:
            if weeks is not None:
                ask_day(view, weeks)

        choices = [Choice(n, LENGTHS[n - 1], span_words(view.ways[view.weekday, n])) for n in (1, 2, 3, 4)]
        about = line(
            (f"Now: {LENGTHS[view.weeks - 1]} each, from {WEEKDAYS[view.weekday]} on. Next: {span_words(view.following)}", "$muted")
        )
        screen.app.push_screen(WideChoice("How long does a sprint last?", choices, about=about, first=view.weeks - 1), chosen)

    def ask_day(view: RhythmView, weeks: int) -> None:
        def chosen(weekday: int | None) -> None:
            if weekday is not None:
                save(weekday, weeks)

        choices = [Choice(day, WEEKDAYS[day], span_words(view.ways[day, weeks])) for day in range(7)]
        about = line(("Nothing that runs, or in which anything is planned, changes; what comes after does.", "$muted"))
        screen.app.push_screen(WideChoice("On which day does it begin?", choices, about=about, first=view.weekday), chosen)

    def save(weekday: int, weeks: int) -> None:
        def verb(desk: Desk) -> date:
            from sprintsales.services.sprint_life import set_rhythm

            return set_rhythm(desk, weekday, weeks)

        def saved(start: date) -> None:
            screen.tell(f"From {written.day_with_month(start, start)} on a sprint lasts {LENGTHS[weeks - 1]}   u takes it back")

        screen.write(verb, saved)

    screen.act(look, ask_weeks)
