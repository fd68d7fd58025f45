"""Cadences on the screens: started or stopped for the deal or lead under the cursor, those that are over, and the team's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

from textual.content import Content

from sprintsales.ui import format as written
from sprintsales.ui.content import line
from sprintsales.ui.live import Question, View
from sprintsales.ui.screens.shared import OfficeScreen

if TYPE_CHECKING:
    from sprintsales.services.cadence_views import Fitting, Going
    from sprintsales.services.desk import Desk
    from sprintsales.storage.queries.cadences import CadenceRow

SHOWN_DAYS = 4


@dataclass(frozen=True, slots=True)
class About:
    """The deal or lead a cadence is for, by its name."""

    name: str
    deal_id: int | None = None
    lead_id: int | None = None


class CadenceScreen(OfficeScreen[Question, View], Generic[Question, View]):
    """A screen with deals or leads that go through cadences."""

    def cadence_about(self) -> About | None:
        """The deal or lead under the cursor."""
        return None

    def action_cadence(self) -> None:
        """Ask which cadence to start for the deal or lead under the cursor, or to stop."""
        about = self.cadence_about()
        if about is None:
            self.say("A cadence is for a deal or a lead: stand on one first.", "4 shows the deals")
            return

        def look() -> list[Fitting]:
            from sprintsales.services.cadence_views import Subject, fitting

            subject = Subject(about.deal_id, None if about.deal_id is not None else about.lead_id)
            return self.office.read(lambda connection, desk: fitting(connection, desk, subject))

        self.look(look, lambda found: self.choose_cadence(about, found))

    def choose_cadence(self, about: About, found: Sequence[Fitting]) -> None:
        """Ask for one of those that can be started; the one that fits is the first, enter starts it."""
        from sprintsales.ui.dialogs.ask_choice import Choice
        from sprintsales.ui.dialogs.wide_choice import WideChoice

        if not found:
            self.say("There is no cadence for this yet.", "f 8 on Plan shows the cadences; a manager makes them")
            return

        def chosen(place: int | None) -> None:
            if place is None:
                return
            one = found[place]
            if one.running is not None:
                self.stop_cadences([one.running], one.cadence.name)
            else:
                self.start_cadence(about, one)

        choices = [Choice(place, self.fitting_words(one), self.fitting_days(one)) for place, one in enumerate(found)]
        title = f"Cadence for {about.name}"
        keys = "1" if len(choices) == 1 else f"1–{min(9, len(choices))}"
        self.app.push_screen(WideChoice(title, choices, hint=f"{keys} or enter   esc cancels"), chosen)

    def fitting_words(self, one: Fitting) -> str:
        """What choosing a cadence does, and for which stage or category it is made."""
        if one.running is not None:
            return f"stop “{one.cadence.name}”"
        meant = one.cadence.category or one.cadence.stage
        made_for = "" if meant is None else f", for {meant}" if one.fits else f" (for {meant})"
        return f"start “{one.cadence.name}”{made_for}"

    def fitting_days(self, one: Fitting) -> str:
        """How many steps it has, and their days."""
        if one.running is not None:
            return "runs"
        days = [written.day(day, one.days[0]) for day in one.days[:SHOWN_DAYS]]
        many = f"{len(one.days)} step{'' if len(one.days) == 1 else 's'}"
        return f"{many}: {', '.join(days)}{' …' if len(one.days) > SHOWN_DAYS else ''}"

    def start_cadence(self, about: About, one: Fitting) -> None:
        """Start it, and say what was planned."""

        def verb(desk: Desk) -> bool:
            from sprintsales.services.cadence_views import Subject
            from sprintsales.services.cadences import start

            return start(desk, one.cadence.id, Subject(about.deal_id, None if about.deal_id is not None else about.lead_id)).new

        def then(new: bool) -> None:
            first = written.day_with_month(one.days[0], one.days[0])
            words = f"Started “{one.cadence.name}”: the first step is planned for {first}   u takes it back"
            self.tell(words if new else f"“{one.cadence.name}” runs already")

        self.write(verb, then)

    def stop_cadences(self, ids: Sequence[int] | None, name: str) -> None:
        """Ask what becomes of open steps, and stop."""
        from sprintsales.ui.dialogs.confirm import Confirm

        def sure(drop: bool | None) -> None:
            if drop is not None:
                self.write_stop(ids, drop=drop, then=lambda: None)

        self.app.push_screen(Confirm(f"Stop “{name}”?", "Its open steps:", yes="Drop them", no="Keep them", safe=True), sure)

    def write_stop(self, ids: Sequence[int] | None, *, drop: bool, then: Callable[[], None]) -> None:
        """Write that cadences stop, then go on."""

        def verb(desk: Desk) -> int:
            from sprintsales.services.cadences import stop

            return len(stop(desk, ids, drop=drop))

        def told(many: int) -> None:
            self.tell(f"Stopped {many} cadence{'' if many == 1 else 's'}{', open steps dropped' if drop else ''}   u takes it back")
            then()

        self.write(verb, told)

    def see_over(self, then: Callable[[], None]) -> None:
        """Say which cadences are over and why, offer to drop their open steps by one key, then go on."""

        def look() -> list[Going]:
            from sprintsales.services.cadence_views import over

            return self.office.read(over)

        self.look(look, lambda found: self.ask_over(found, then) if found else then())

    def ask_over(self, found: Sequence[Going], then: Callable[[], None]) -> None:
        """Ask what becomes of the open steps of cadences that are over; without any they are only written down."""
        from sprintsales.domain.cadences import BY_HAND, WHY
        from sprintsales.ui.dialogs.confirm import Confirm

        still = sum(len(one.open_ids) for one in found)
        if not still:
            self.write_stop(None, drop=False, then=then)
            return

        def sure(drop: bool | None) -> None:
            if drop is None:
                then()
            else:
                self.write_stop(None, drop=drop, then=then)

        said = "; ".join(f"{one.cadence.name} for {one.row.about}: {WHY[one.why or BY_HAND]}" for one in found[:3])
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        many = f"{still} open step{'' if still == 1 else 's'}"
        sentence = f"{said}{more}. {many} of {'it' if len(found) == 1 else 'them'} left."
        self.app.push_screen(Confirm("Over: drop what is left?", sentence, yes=f"Drop {many}", no="Keep", safe=True), sure)

    # The team's cadences.

    def see_cadences(self) -> None:
        """Show the team's cadences; a manager changes one or makes another."""

        def look() -> list[CadenceRow]:
            from sprintsales.services.cadence_views import of_team

            return self.office.read(of_team)

        self.look(look, self.show_cadences)

    def show_cadences(self, known: Sequence[CadenceRow]) -> None:
        """Ask which one is looked at, or for a new one."""
        from sprintsales.domain.cadences import cadence_says, steps_say
        from sprintsales.ui.dialogs.ask_choice import Choice
        from sprintsales.ui.dialogs.pick import Pick

        desk = self.office.opened
        assert desk is not None, "cadences were read, so the database is open"
        leads = desk.me.role == "manager"
        if not known and not leads:
            self.say("There is no cadence yet; a manager makes them.", "f 7 makes recurring work of your own")
            return

        def chosen(place: int | None) -> None:
            if place is None:
                return
            if not leads:
                self.say("Cadences are changed by a manager; you start them.", "K on a deal or a lead starts one")
                return
            one = known[place] if place < len(known) else None
            self.write_cadence("" if one is None else cadence_says(one.name, one.what_for, one.steps))

        choices = [Choice(place, f"{one.name} {one.what_for}", steps_say(one.steps)) for place, one in enumerate(known)]
        choices += [Choice(len(known), "+ a new cadence")] if leads else []
        self.app.push_screen(Pick("Cadences", choices), chosen)

    def write_cadence(self, value: str) -> None:
        """Ask for a cadence in one line and save it; of a name that is there it changes that one."""
        from sprintsales.ui.dialogs.ask_text import AskText

        draft = self.draft_at(("cadence", 0))

        def saved(text: str | None) -> None:
            if text is None:
                return

            def verb(desk: Desk) -> str:
                from sprintsales.services.cadences import save_line

                done = save_line(desk, text)
                return "A new cadence" if done.added else "Changed" if done.changed else "It is so already"

            self.write_line(verb, lambda said: self.tell(f"{said}   u takes it back"), draft, text, lambda: self.write_cadence(value))

        placeholder = "Offer out for stage:Proposal: email, call +2, call +3 done"
        dialog = AskText("A cadence", preview=cadence_meaning, accept=cadence_accepted, draft=draft, value=value, placeholder=placeholder)
        self.app.push_screen(dialog, saved)


def cadence_accepted(text: str) -> None:
    """Raise NotReadable for a line that is no cadence."""
    from sprintsales.domain.cadences import read_cadence

    read_cadence(text)


def cadence_meaning(text: str) -> Sequence[Content]:
    """What a line of a cadence means so far."""
    from sprintsales.domain.cadences import read_cadence
    from sprintsales.domain.errors import NotReadable

    try:
        name, what_for, steps = read_cadence(text)
    except NotReadable as error:
        return [line((str(error), "$muted"))]
    days = sum(step.offset for step in steps)
    aim = what_for or "whatever it is started for"
    return [line(("✓ ", "$success"), (name, "bold"), f"   {aim}   {len(steps)} steps in {days} working days")]
