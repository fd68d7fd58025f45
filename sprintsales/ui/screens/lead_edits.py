"""What is done with a lead under the cursor: its category, its owner, its next touch, the step to a deal; and with the whole queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Generic

from textual.content import Content

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.leads import LOAD, ROUND_ROBIN, TERRITORY
from sprintsales.ui.content import line
from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.dialogs.line_dialog import refusal
from sprintsales.ui.live import View
from sprintsales.ui.screens.contested import Wish
from sprintsales.ui.screens.shared import OfficeScreen

if TYPE_CHECKING:
    from sprintsales.services.assigning import Preview
    from sprintsales.services.desk import Desk
    from sprintsales.services.leads import Converted, Kept
    from sprintsales.services.views.leads import LeadLine

UNDO = "   u takes it back"
OTHER, NOBODY = "~other", "-"
MOST_SOURCES = 8
WAYS = ((TERRITORY, "by territory"), (LOAD, "by load"), (ROUND_ROBIN, "in turn"))


class LeadEdits(OfficeScreen[None, View], Generic[View]):
    """A screen with a lead under its cursor."""

    def __init__(self, office: Any) -> None:
        super().__init__(office)
        self._lead_drafts: dict[tuple[str, int], Draft] = {}

    def chosen(self) -> LeadLine | None:
        """The lead under the cursor."""
        return None

    def with_lead(self, ask: Callable[[LeadLine], None]) -> None:
        """Ask about the lead under the cursor; without one say so."""
        one = self.chosen()
        if one is None:
            self.say("Choose a lead first.", "/ finds one   n adds one")
        else:
            ask(one)

    def draft(self, kind: str, id_: int = 0) -> Draft:
        """What was typed for a question and not taken."""
        return self._lead_drafts.setdefault((kind, id_), Draft())

    def _change(self, one: LeadLine, field: str, text: str, said: str) -> None:
        """Change one field as it was seen; where somebody else changed it meanwhile, ask what shall stand."""
        column = {"owner": "owner_id", "category": "category", "source": "source_id"}[field]
        before: dict[str, object] = {column: getattr(one, column)}

        def verb(desk: Desk, told: Any) -> Kept:
            from sprintsales.services.leads import set_leads

            return set_leads(desk, [one.id], {field: text}, seen={one.id: {**before, **told}})

        self.wish(Wish(verb, lambda _kept: self.tell(f"{one.name}: {said}{UNDO}"), f"{field} of {one.name}"))

    # Category and owner.

    def action_category(self) -> None:
        """Say what it turned out to be."""
        self.with_lead(self._ask_category)

    def _ask_category(self, one: LeadLine) -> None:
        from sprintsales.services.leads import CATEGORIES
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        now = [one.category] if one.category and one.category not in CATEGORIES else []
        choices = [Choice(word, word, "ends the work on it" if word == "unqualified" else "") for word in (*CATEGORIES, *now)]
        choices.append(Choice(OTHER, "another word …", zero=True))

        def chosen(word: str | None) -> None:
            if word == OTHER:
                self._ask_word("Which category?", "qualified", lambda text: self._change(one, "category", text, text), ("category", one.id))
            elif word is not None:
                self._change(one, "category", word, word)

        first = next((place for place, choice in enumerate(choices) if choice.value == one.category), 0)
        self.app.push_screen(AskChoice(f"What is {one.name}?", choices, first=first), chosen)

    def action_source(self) -> None:
        """Say where it came from: one of the sources leads came from, or another."""
        self.with_lead(self._ask_source)

    def sources(self) -> list[str]:
        """The sources leads came from, the most frequent first."""
        return []

    def _ask_source(self, one: LeadLine) -> None:
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        known = self.sources()[:MOST_SOURCES]
        choices = [Choice(word, word) for word in known]
        choices.append(Choice(OTHER, "another source …", zero=True))

        def chosen(word: str | None) -> None:
            if word == OTHER:
                self._ask_word(
                    "Where did it come from?", "Trade fair", lambda text: self._change(one, "source", text, text), ("source", one.id)
                )
            elif word is not None:
                self._change(one, "source", word, f"from {word}")

        first = next((place for place, choice in enumerate(choices) if choice.value == one.source), 0)
        self.app.push_screen(AskChoice(f"Where did {one.name} come from?", choices, first=first), chosen)

    def _ask_word(self, title: str, placeholder: str, then: Callable[[str], None], place: tuple[str, int]) -> None:
        from sprintsales.ui.dialogs.ask_text import AskText

        def given(text: str | None) -> None:
            if text is not None:
                then(text)

        self.app.push_screen(AskText(title, draft=self.draft(*place), placeholder=placeholder), given)

    def action_owner(self) -> None:
        """Take it, give it to somebody, or put it into the queue."""

        def look() -> list[tuple[int, str, str]]:
            from sprintsales.services.explaining import seats

            return self.office.read(seats)

        self.with_lead(lambda one: self.look(look, lambda people: self._ask_owner(one, people)))

    def _ask_owner(self, one: LeadLine, people: Sequence[tuple[int, str, str]]) -> None:
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        desk = self.office.opened
        assert desk is not None
        mine = [Choice("me", desk.me.name, "you")] if any(id_ == desk.me.id for id_, _, _ in people) else []
        others = [Choice(name, name, role) for id_, name, role in people if id_ != desk.me.id]
        choices = [*mine, *others, Choice(NOBODY, "nobody: into the queue", zero=True)]

        def chosen(word: str | None) -> None:
            if word is not None:
                name = {"me": "yours now", NOBODY: "in the queue"}.get(word, f"{word}’s now")
                self._change(one, "owner", word, name)

        self.app.push_screen(AskChoice(f"Who follows {one.name} up?", choices), chosen)

    # Touches.

    def action_touch(self) -> None:
        """Plan its next touch in one line that begins with it."""
        self.with_lead(lambda one: self.ask_plan(self._line_about(one)))

    def action_log(self) -> None:
        """Log what was just done with it."""
        one = self.chosen()
        if one is not None and not self._log_draft.text:
            self._log_draft.text = self._line_about(one).text
        super().action_log()

    def _line_about(self, one: LeadLine) -> Draft:
        return Draft(f"call lead:#{one.id} ")  # by its number: two may be called the same

    # A new one, and the step to a deal.

    def action_new_lead(self) -> None:
        """Add a lead by its name."""

        def added(text: str) -> None:
            def verb(desk: Desk) -> Kept:
                from sprintsales.services.leads import add_lead

                return add_lead(desk, text)

            again = self.action_new_lead
            self.write_line(verb, lambda _kept: self.tell(f"Added {text}{UNDO}"), self.draft("new"), text, again)

        self._ask_word("New lead: who is it?", "Jo Berg", added, ("new", 0))

    def action_convert(self) -> None:
        """Make it a deal, told in one line."""
        self.with_lead(self._ask_deal)

    def _ask_deal(self, one: LeadLine) -> None:
        from sprintsales.ui.dialogs.ask_text import AskText

        def preview(text: str) -> list[Content]:
            try:
                fields = deal_fields(text)
            except NotReadable as error:
                return [refusal(str(error))]
            return [line(("→ a deal: ", "$accent"), (" · ".join(fields.values()), "bold"))]

        def accept(text: str) -> None:
            deal_fields(text)

        def given(text: str | None) -> None:
            if text is None:
                return

            def verb(desk: Desk) -> Converted:
                from sprintsales.services.leads import convert

                return convert(desk, one.id, deal_fields(text))

            def done(made: Converted) -> None:
                gone = f", {made.items} planned item{'' if made.items == 1 else 's'} with it" if made.items else ""
                self.tell(f"{one.name} is the deal #{made.deal_id} now{gone}{UNDO}")

            self.write_line(verb, done, self.draft("deal", one.id), text, lambda: self._ask_deal(one))

        value, title = one.account or "", f"{one.name} becomes a deal: name, value, close date"
        dialog = AskText(
            title, preview=preview, accept=accept, draft=self.draft("deal", one.id), value=value, placeholder="Nova pilot, 12k, 18 dec"
        )
        self.app.push_screen(dialog, given)

    # The queue.

    def action_assign(self) -> None:
        """Ask how the queue shall be assigned, show who would get what and why, and do it after a yes."""

        def look() -> dict[str, Preview]:
            from sprintsales.services.assigning import preview
            from sprintsales.services.roles import refuse

            def read(connection: Any, desk: Desk) -> dict[str, Preview]:
                refuse(connection, desk, "assign")
                return {way: preview(connection, desk, way) for way, _ in WAYS}

            return self.office.read(read)

        self.look(look, self._ask_way)

    def _ask_way(self, found: dict[str, Preview]) -> None:
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        many = len(next(iter(found.values())).lines)
        choices = [Choice(way, words, told(found[way])) for way, words in WAYS]

        def chosen(way: str | None) -> None:
            if way is not None:
                self._show_preview(found[way], dict(WAYS)[way])

        title = f"Assign {many:,} lead{'' if many == 1 else 's'} of the queue"
        self.app.push_screen(AskChoice(title, choices, first=1), chosen)

    def _show_preview(self, found: Preview, words: str) -> None:
        from sprintsales.reports.leads import assigned_words
        from sprintsales.services.assigning import Assigned
        from sprintsales.ui.dialogs.assign_leads import AssignLeads

        def sure(yes: bool | None) -> None:
            def verb(desk: Desk) -> Assigned:
                from sprintsales.services.assigning import assign

                return assign(desk, found.way, shown=found.shown)

            if yes:
                self.write(verb, lambda done: self.tell(f"{assigned_words(done)}{UNDO}"))

        self.app.push_screen(AssignLeads(found, words), sure)


def told(found: Preview) -> str:
    """What a way would do, in short."""
    people, left = len(found.shares), found.left
    given = f"to {people} {'person' if people == 1 else 'people'}" if people else "to nobody"
    return f"{given}, {left:,} stay" if left else given


def deal_fields(text: str) -> dict[str, str]:
    """Return name, value and close date of a line such as `Nova pilot, 12k, 18 dec`; raises NotReadable for more."""
    parts = [part.strip() for part in text.split(",")]
    if not parts[0]:
        raise NotReadable("Begin with the name of the deal: Nova pilot, 12k, 18 dec")
    if len(parts) > len(DEAL_FIELDS):
        raise NotReadable("Name, value and close date, each once: Nova pilot, 12k, 18 dec")
    return {field: part for field, part in zip(DEAL_FIELDS, parts, strict=False) if part}


DEAL_FIELDS = ("name", "value", "close_on")
