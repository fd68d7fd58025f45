"""Filling the week on the Plan screen: from the ideal week, from last week's plan; and what the ideal week is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Generic

from textual.content import Content

from sprintsales.ui import format as written
from sprintsales.ui.content import line
from sprintsales.ui.live import Question, View
from sprintsales.ui.screens.cadences import CadenceScreen
from sprintsales.ui.screens.recurring import RecurringScreen

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.filling import Offer, OfferLine
    from sprintsales.storage.queries.origins import WeekLineRow
    from sprintsales.ui.dialogs.choose_lines import LineChoice

WAYS = (
    ("week", "from my ideal week"),
    ("copy", "from last week’s plan"),
    ("recurring", "recurring work that is due"),
    ("cadence", "steps of cadences that are due"),
    ("keep", "keep this week’s plan as my ideal week"),
    ("edit", "see and change my ideal week"),
    ("rules", "see and change my recurring work"),
    ("cadences", "see the cadences of the team"),
)
"""What `f` asks: the way, and its words."""
EMPTY = {
    "week": ("Your ideal week is empty.", "f 5 keeps the plan of this week as it"),
    "copy": ("Nothing was planned in the week before.", "a plans in one line"),
    "cadence": ("No step of a cadence falls on the days left.", "K starts a cadence for the deal or lead under the cursor"),
    "recurring": ("No recurring work falls on the days left.", "f 7 makes some: call Acme every mon 30m"),
}


class FillingScreen(RecurringScreen[Question, View], CadenceScreen[Question, View], Generic[Question, View]):
    """A screen of a week that is filled."""

    def day_of_week(self) -> date:
        """A day of the week that is on screen, today where it is this one."""
        period = self.sprint_period()
        return max(period.start, self.today()) if self.today() in period else period.start

    def action_fill(self) -> None:
        """Ask from what to fill the week."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        if self.office.who_id is not None:
            self.say("Everybody fills the own week; a manager may plan single items.", "w goes back to your own week")
            return
        ways: dict[str, Callable[[], None]] = {
            "keep": self.keep_week,
            "edit": self.edit_week,
            "rules": self.see_rules,
            "cadence": lambda: self.see_over(lambda: self.offer("cadence")),
            "cadences": self.see_cadences,
        }

        def chosen(way: str | None) -> None:
            if way is not None:
                ways.get(way, lambda: self.offer(way))()

        self.app.push_screen(AskChoice("Fill the week", [Choice(*one) for one in WAYS]), chosen)

    def offer(self, kind: str) -> None:
        """Show what a source offers for this week, what fits marked."""
        start = self.day_of_week()

        def look() -> Offer:
            from sprintsales.services.filling import offer

            return self.office.read(lambda connection, desk: offer(connection, desk, kind, start))

        self.look(look, lambda offered: self.choose(kind, start, offered))

    def choose(self, kind: str, start: date, offered: Offer) -> None:
        """Ask which lines, and plan them."""
        from sprintsales.services.filling import TITLES
        from sprintsales.ui.dialogs.choose_lines import ChooseLines

        if not offered.lines:
            self.say(*EMPTY.get(kind, ("Nothing is due.", "")))
            return
        if not offered.possible:
            why = offered.lines[0].judged.why if len({one.judged.why for one in offered.lines}) == 1 else "none of it can be planned"
            self.say(f"Nothing new from {TITLES[kind]}: {why}.", "a plans in one line")
            return

        def sums(many: int, minutes: int) -> Content:
            used = f"{written.hours(offered.used + minutes)} of {written.hours(offered.available)}"
            return line((f"{many} marked", "bold"), (f"   the week then holds {used}", "$muted"))

        def taken(keys: Sequence[str] | None) -> None:
            if not keys:
                return

            def verb(desk: Desk) -> int:
                from sprintsales.services.filling import fill

                return len(fill(desk, kind, start, keys).ids)

            self.write(verb, lambda many: self.tell(f"Planned {many} from {TITLES[kind]}   u takes them back"))

        title = f"{offered.sprint.name}, from {TITLES[kind]}"
        ahead = [one for one in offered.lines if one.piece.day is None or one.piece.day >= self.today()]
        self.app.push_screen(ChooseLines(title, [self.as_choice(one) for one in ahead], sums), taken)

    def as_choice(self, one: OfferLine) -> LineChoice:
        """One line of an offer as it is chosen."""
        from sprintsales.ui.dialogs.choose_lines import LineChoice

        piece = one.piece
        day = "some day" if piece.day is None else written.day(piece.day, self.today())
        clock = "" if piece.time is None else f"{piece.time // 60:02}:{piece.time % 60:02} "
        words = " · ".join(part for part in (one.judged.why or "", piece.reason, written.minutes(piece.minutes)) if part)
        return LineChoice(one.key, f"{day:<7} {clock}{piece.says}", words, piece.minutes, one.judged.fits, one.judged.possible)

    # The ideal week itself.

    def keep_week(self) -> None:
        """Keep the plan on screen as the ideal week."""
        start = self.day_of_week()

        def verb(desk: Desk) -> str:
            from sprintsales.services.ideal_week import keep_week

            kept = keep_week(desk, start)
            if not kept.added and not kept.ended:
                return "This is your ideal week already"
            gone = f", {kept.ended} gone" if kept.ended else ""
            return f"This is your ideal week now: {kept.added} new{gone}   u takes it back"

        self.write(verb, self.tell)

    def edit_week(self) -> None:
        """Show the lines of the ideal week; one is added by its weekday, or taken out."""

        def look() -> list[WeekLineRow]:
            from sprintsales.services.ideal_week import my_week

            return self.office.read(my_week)

        self.look(look, self.show_week)

    def show_week(self, lines: Sequence[WeekLineRow]) -> None:
        """Ask which line goes, or where one is added."""
        from sprintsales.domain.periods import WEEKDAYS
        from sprintsales.ui.dialogs.ask_choice import Choice
        from sprintsales.ui.dialogs.pick import Pick

        def chosen(value: tuple[str, int] | None) -> None:
            if value is None:
                return
            if value[0] == "add":
                self.add_week_line(value[1])
                return

            def verb(desk: Desk) -> bool:
                from sprintsales.services.ideal_week import end_line

                return end_line(desk, value[1])

            def ended(_: bool) -> None:
                self.tell("Out of your ideal week   u takes it back")
                self.edit_week()

            self.write(verb, ended)

        choices: list[Choice[tuple[str, int]]] = [Choice(("end", one.id), week_line_words(one), "enter takes it out") for one in lines]
        choices += [Choice(("add", number), f"{name.title()} + a new line", "enter adds one") for number, name in enumerate(WEEKDAYS)]
        choices.sort(key=lambda one: WEEKDAYS.index(one.label[:3].lower()))
        self.app.push_screen(Pick("My ideal week", choices, placeholder="type to narrow: tue, call"), chosen)

    def add_week_line(self, weekday: int) -> None:
        """Ask for a line of the ideal week and add it to a weekday."""
        from sprintsales.domain.periods import WEEKDAYS
        from sprintsales.ui.dialogs.quick_add import QuickAdd

        def explain(text: str) -> tuple[tuple[str, str], ...]:
            from sprintsales.services.ideal_week import week_line_read

            return self.office.read(lambda _, desk: week_line_read(desk, text).understood)

        def added(text: str | None) -> None:
            if text is None:
                self.edit_week()
                return

            def verb(desk: Desk) -> int:
                from sprintsales.services.ideal_week import add_line

                return add_line(desk, weekday, text)

            def then(_: int) -> None:
                self.tell(f"Added to your ideal {WEEKDAYS[weekday].title()}   u takes it back")
                self.edit_week()

            self.write(verb, then)

        place = ("week", weekday)
        dialog = QuickAdd(f"Every {WEEKDAYS[weekday].title()}", explain, draft=self.draft_at(place), placeholder="10x call list:Q4 9:00 2h")
        self.app.push_screen(dialog, added)


def week_line_words(one: WeekLineRow) -> str:
    """A line of an ideal week in words."""
    from sprintsales.domain.periods import WEEKDAYS

    clock = "" if one.planned_time is None else f" {one.planned_time // 60:02}:{one.planned_time % 60:02}"
    count = f" {one.quantity}×" if one.quantity > 1 else ""
    effort = "" if one.minutes is None else f"  {written.minutes(one.minutes)}"
    return f"{WEEKDAYS[one.weekday].title()}{clock}{count} {one.type_name}{f' {one.list_name}' if one.list_name else ''}{effort}"
