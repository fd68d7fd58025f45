"""Suggestions and proposals on the Plan screen: what is accepted, declined, or proposed to somebody else."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Generic

from typing_extensions import override

from sprintsales.ui import format as written
from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.live import Question, View
from sprintsales.ui.screens.cadences import CadenceScreen
from sprintsales.ui.screens.work import WorkScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from sprintsales.domain.suggesting import Suggestion
    from sprintsales.services.desk import Desk
    from sprintsales.services.suggesting import Accepted
    from sprintsales.services.views.proposals import ProposalLine
    from sprintsales.services.views.suggestions import SuggestionsView


class Suggesting(WorkScreen[Question, View], CadenceScreen[Question, View], Generic[Question, View]):
    """A screen of a week that suggests what to plan, and from which a manager proposes."""

    @cached_property
    def turned_away(self) -> dict[date, set[str]]:
        """By the sprint's first day, what was turned away while the program is open."""
        return {}

    def action_suggest(self) -> None:
        """Show what could be planned next; nothing is planned before it is accepted."""
        if self.office.who_id is not None:
            self.look_at_proposals(self.office.who_id)
            return
        self.see_over(self.look_at_suggestions)  # what somebody answered is no longer asked for

    def look_at_suggestions(self) -> None:
        """Read what could be planned, and show it."""
        period = self.sprint_period()

        def look() -> SuggestionsView:
            from sprintsales.services.views.suggestions import suggestions

            return self.office.read(lambda connection, desk: suggestions(connection, desk, None, period))

        self.look(look, self.show_suggestions)

    def look_at_proposals(self, to_id: int) -> None:
        """Show what I proposed to somebody and what became of it: only the rep accepts."""

        def look() -> list[ProposalLine]:
            from sprintsales.services.views.proposals import proposals_view

            found = self.office.read(proposals_view)
            return [one for one in found.lines if one.row.owner_id == to_id and not one.is_mine]

        self.look(look, self.show_proposals)

    def show_proposals(self, found: list[ProposalLine]) -> None:
        """List them; one that waits is taken back by choosing it."""
        from sprintsales.ui.dialogs.ask_choice import Choice
        from sprintsales.ui.dialogs.pick import Pick

        if not found:
            self.say("Only the rep accepts; a manager may propose work.", "a proposes   w goes back to your own week")
            return
        by_id = {one.row.id: one for one in found}

        def chosen(id_: int | None) -> None:
            one = by_id.get(id_ or 0)
            if one is None:
                return
            if one.row.state != "open":
                self.say(f"{one.row.label}: {one.became}.")
                return

            def verb(desk: Desk) -> list[int]:
                from sprintsales.services.proposing import retract

                return retract(desk, [one.row.id])

            self.write(verb, lambda _: self.tell(f"Took back: {one.row.label}   u proposes it again"))

        choices = [Choice(one.row.id, one.row.label, one.became) for one in found]
        self.app.push_screen(Pick(f"Proposed to {found[0].to}: enter takes one back that waits", choices), chosen)

    def show_suggestions(self, view: SuggestionsView) -> None:
        """Open the list, or say that there is nothing to suggest."""
        from sprintsales.ui.dialogs.suggest import Suggest

        if not view.found.lines:
            from sprintsales.services.views.suggestions import nothing_words

            self.say(nothing_words(view), "c cleans up" if view.stock else "a plans in one line")
            return
        away = self.turned_away.setdefault(view.sprint.period.start, set())
        away &= {one.key for one in view.candidates}
        if not view.without(away).found.lines:
            away.clear()  # who asks again wants to see them again

        def answered(chosen: tuple[Suggestion, ...] | None) -> None:
            if chosen:
                self.accept_suggestions(view, chosen)

        self.app.push_screen(Suggest(view, away, self.ask_why_not), answered)

    def accept_suggestions(self, view: SuggestionsView, chosen: Sequence[Suggestion]) -> None:
        """Plan what was chosen, in one act."""

        def verb(desk: Desk) -> Accepted:
            from sprintsales.services.suggesting import accept

            return accept(desk, chosen)

        def then(done: Accepted) -> None:
            keys = [one.what.key for one in chosen]
            load, room = written.hours(view.found.load_with(keys), unit=""), written.hours(view.found.room_with(keys), unit=" h")
            over = view.found.left_over if len(chosen) > 1 and set(chosen) == set(view.found.fitting) else 0
            rest = f", {over} left over" if over else ""
            before = f", {done.before} planned before" if done.before else ""
            self.tell(f"Planned {done.count}{rest}{before}: {load} of {room}   u takes it back")

        self.write(verb, then)

    def ask_why_not(self, one: Suggestion, then: Callable[[], None]) -> None:
        """Ask why a proposal is declined, over the list, which stays open; THEN once it is."""
        from sprintsales.ui.dialogs.ask_text import AskText

        def told(reason: str | None) -> None:
            id_ = one.what.proposal_id
            if reason is None or id_ is None:
                return

            def verb(desk: Desk) -> list[int]:
                from sprintsales.services.proposing import decline

                return decline(desk, [id_], reason)

            def declined(_: list[int]) -> None:
                self.tell(f"Declined: {one.what.title}   u takes it back")
                then()

            self.write(verb, declined)

        self.app.push_screen(AskText(f"Why not? {one.what.title}", placeholder="whoever proposed it reads this"), told)

    # Proposing: what a manager plans into somebody else's week is a proposal.

    @override
    def ask_plan(self, draft: Draft, value: str = "", rest: Sequence[str] = ()) -> None:
        desk, owner = self.office.opened, self.office.who_id
        if owner is None or desk is None or desk.me.role != "manager":
            super().ask_plan(draft, value, rest)
            return
        self.ask_proposal(draft, owner, value)

    def ask_proposal(self, draft: Draft, to_id: int, value: str = "") -> None:
        """Ask for a line to propose, and then why."""
        from sprintsales.ui.dialogs.quick_add import QuickAdd

        day, place = self.day_for_new(), ("propose", to_id)

        def explain(text: str) -> tuple[tuple[str, str], ...]:
            from sprintsales.services.planning import understand

            return self.office.read(lambda connection, desk: understand(connection, desk, text, owner_id=to_id, day=day).said)

        def asked(text: str | None) -> None:
            if text is not None:
                self.ask_why(text, to_id, draft, self.draft_at(place))

        self.app.push_screen(
            QuickAdd(f"Propose in one line{self.for_whom(to_id)}", explain, draft=draft, value=value, complete=self.completing(to_id)),
            asked,
        )

    def ask_why(self, text: str, to_id: int, draft: Draft, why: Draft) -> None:
        """Ask why it is proposed, and propose it."""
        from sprintsales.ui.dialogs.ask_text import AskText

        day = self.day_for_new()

        def told(reason: str | None) -> None:
            if reason is None:
                draft.text = text  # back: the line is still there at the next a
                return

            def verb(desk: Desk) -> str:
                from sprintsales.services.proposing import propose

                return propose(desk, text, to_id, reason=reason, day=day).said

            self.write(verb, lambda said: self.tell(f"Proposed {said}{self.for_whom(to_id)}: planned on their yes   u takes it back"))

        self.app.push_screen(AskText(f"Why? {text}", draft=why, placeholder="their board meets on Friday"), told)
