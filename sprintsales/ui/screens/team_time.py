"""The working time that can be changed on the Team screen: absences, the team's holidays, working weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sprintsales.domain.dates import day_name
from sprintsales.domain.periods import WEEKDAYS, one_day
from sprintsales.domain.team_words import PART_WORDS, WeekLine, read_absence, read_holiday, read_week, week_text
from sprintsales.ui import format as written
from sprintsales.ui.screens.contested import NOTHING_TOLD, Wish
from sprintsales.ui.screens.team_lines import UNDO, TeamLines
from sprintsales.ui.screens.team_rows import days_words, holiday_words

if TYPE_CHECKING:
    from datetime import date

    from sprintsales.domain.meanwhile import Values
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.team import WorkWeek


MOST_COUNTED = 400
"""Days of an absence of which the working days are counted."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Whose working week is changed: a person's or (no id) the team's; the week that holds now, then those to come."""

    name: str
    id: int | None
    weeks: tuple[WorkWeek, ...]
    begins: date | None = None
    """The first day of somebody who is yet to come: a week without a day of its own holds from then on."""


class TimeEdits(TeamLines):
    """A screen on which working time is changed."""

    # Absences.

    def action_absence(self) -> None:
        """Ask which days the person is away."""
        one = self.chosen()
        if one is None:
            return
        draft, reader = self.draft("absence", one.id), self.reader

        def meaning(text: str) -> str:
            found = read_absence(text, reader)
            off = {row.on_day for row in self.view.holidays if row.part is None} if self.view is not None else set()
            counted = found.days.days <= MOST_COUNTED
            worked = sum(1 for day in found.days.each_day() if day not in off and one.usual_minutes(day)) if counted else 0
            days = f"{worked} {'half' if found.part else 'working'} {'day' if worked == 1 else 'days'}"
            return f"{days_words(found.days, reader.today, found.part)} · {days} · {found.kind or 'holiday'}"

        def given(text: str) -> None:
            found = read_absence(text, reader)

            def verb(desk: Desk) -> int:
                from sprintsales.services.calendar_edits import note_absence

                return note_absence(desk, one.id, found.days, found.kind or "holiday", found.part)

            told = f"{one.name} is away {days_words(found.days, reader.today, found.part)}{UNDO}"
            self.write_line(verb, lambda _: self.tell(told), draft, text, self.action_absence)

        self.ask_line(f"{one.name} is away", meaning, given, draft, "thu - fri · today sick · fri half training · 24 dec - 6 jan")

    def action_end_absence(self) -> None:
        """Ask which absence to take away; the only one is shown before it goes, too."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        one = self.chosen()
        if one is None or not one.away:
            return
        today = self.reader.today

        def chosen(id_: int | None) -> None:
            if id_ is None:
                return

            def verb(desk: Desk) -> int:
                from sprintsales.services.calendar_edits import remove_absence

                return remove_absence(desk, id_)

            self.write(verb, lambda _: self.tell(f"{one.name}: that absence is gone{UNDO}"))

        choices = [Choice(away.id, days_words(away.period, today, away.part), away.kind or "") for away in one.away]
        self.app.push_screen(AskChoice(f"{one.name}: which absence goes?", choices, hint="enter takes it away   esc cancels"), chosen)

    # Holidays of the team.

    def action_holiday(self) -> None:
        """Ask for a holiday of the team; where some are noted, first whether one of them goes."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        view, today = self.view, self.reader.today
        known = [one for one in view.holidays if one.on_day >= today] if view is not None else []
        if not known:
            self._ask_holiday()
            return

        def chosen(id_: int | None) -> None:
            if id_ == 0:
                self._ask_holiday()
            elif id_ is not None:
                self._end_holiday(id_)

        choices = [Choice(one.id, holiday_words(one, today), "take it away") for one in known]
        self.app.push_screen(AskChoice("Holidays of the team", [Choice(0, "Note another one"), *choices]), chosen)

    def _end_holiday(self, id_: int) -> None:
        def verb(desk: Desk) -> int:
            from sprintsales.services.calendar_edits import remove_holiday

            return remove_holiday(desk, id_)

        self.write(verb, lambda _: self.tell(f"That holiday is gone{UNDO}"))

    def _ask_holiday(self) -> None:
        draft, reader = self.draft("holiday"), self.reader

        def meaning(text: str) -> str:
            found = read_holiday(text, reader)
            return " · ".join(word for word in (day_name(found.day), PART_WORDS.get(found.part or ""), found.name) if word)

        def given(text: str) -> None:
            found = read_holiday(text, reader)

            def verb(desk: Desk) -> int:
                from sprintsales.services.calendar_edits import note_holiday

                return note_holiday(desk, found.day, found.name, found.part)

            told = f"Nobody works on {days_words(one_day(found.day), reader.today, found.part)}{UNDO}"
            self.write_line(verb, lambda _: self.tell(told), draft, text, self._ask_holiday)

        self.ask_line("A holiday of the whole team", meaning, given, draft, "8 dec Immacolata · 24 dec half")

    # The working week.

    def action_working_week(self) -> None:
        """Ask for the person's working week, and from when."""
        one = self.chosen()
        if one is not None:
            self._ask_week(Worker(one.name, one.id, (one.week, *one.coming_weeks), one.begins), NOTHING_TOLD)

    def action_team_week(self) -> None:
        """Ask for the working week of whoever has none of their own."""
        view = self.view
        if view is not None:
            self._ask_week(Worker(f"Team {view.team}", None, (view.week,)), NOTHING_TOLD)

    def _ask_week(self, one: Worker, told: Values) -> None:
        draft, reader = self.draft("week", one.id or 0), self.reader

        def meaning(text: str) -> str:
            found = read_week(text, reader)
            start = day_name(found.from_on or one.begins or reader.today)
            return f"{week_words(found.minutes)} · {written.hours(sum(found.minutes))} a week · from {start}"

        def given(text: str) -> None:
            self._set_week(one, read_week(text, reader), text, told)

        now = week_text(one.weeks[0].minutes)
        self.ask_line(f"Working week of {one.name}", meaning, given, draft, "mon-thu 6h · mon-fri 8h, wed off from 1 dec", now)

    def _set_week(self, one: Worker, found: WeekLine, text: str, told: Values) -> None:
        on = found.from_on or one.begins or self.reader.today
        held = next((week for week in reversed(one.weeks) if week.since is not None and week.since <= on), one.weeks[0])

        def verb(desk: Desk, told: Values) -> int:
            from sprintsales.services.calendar_edits import WeekWish, set_week

            shown = tuple(int(str(told.get(day, minutes))) for day, minutes in zip(WEEKDAYS, held.minutes, strict=True))
            seen = shown if held.own or one.id is None else None
            return set_week(desk, WeekWish(found.minutes, on, one.id), shown=seen)

        said = f"{one.name} works {week_words(found.minutes)} from {written.day_with_month(on, self.reader.today)}"
        wish = Wish(
            verb, lambda _: self.tell(said + UNDO), said, place=("week", one.id or 0), typed=text,
            again=lambda known: self._ask_week(one, known),
        )  # fmt: skip
        self.wish(wish, told)


def week_words(minutes: Sequence[int]) -> str:
    """A working week in words: `mon-thu 6h`."""
    return week_text(minutes).replace("-", "–")
