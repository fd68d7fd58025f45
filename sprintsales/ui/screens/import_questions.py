"""What a file leaves open: its words for stages and kinds of work, days that can be read in two ways, amounts with an unclear sign."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from typing_extensions import override

from sprintsales.ui.content import between, left, line
from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice
from sprintsales.ui.dialogs.pick import Pick
from sprintsales.ui.screens.import_draft import FileDraft, reading
from sprintsales.ui.screens.import_page import BACK, ON, Draw, Page, Row, on_row, told
from sprintsales.ui.widgets.key_line import Entry

if TYPE_CHECKING:
    from datetime import date

    from sprintsales.services.importing.sight import DateAsked
    from sprintsales.ui.screens.import_wizard import ImportWizard

NEW_SIGN, LIKELY_SIGN, KNOWN_SIGN = ("+", "bold $accent"), ("?", "bold $warning"), ("✓", "$success")
NEW = ""
"""Stands for a stage of its own."""


class QuestionPage(Page):
    """A page about one draft."""

    step: ClassVar[str] = "questions"

    def __init__(self, wizard: ImportWizard, draft: FileDraft) -> None:
        super().__init__(wizard)
        self.draft = draft

    @override
    def key_entries(self) -> list[Entry]:
        return [("enter", "choose", "choose"), ("n", "go on", "go_on"), BACK]


class WordsPage(QuestionPage):
    """Their words beside ours: a subclass says which words, what each is taken for, and what it may mean."""

    unit: ClassVar[str] = ""
    """What stands in the file under a word."""

    def words(self) -> Sequence[tuple[str, int]]:
        """The words, with how often each stands in the file."""
        return ()

    def new_words(self) -> set[str]:
        """The words that mean nothing here by themselves."""
        return set()

    def likely_words(self) -> set[str]:
        """The words that are only taken for what they probably mean."""
        return set()

    def meaning(self, word: str) -> str:
        """What a word is taken for, in words."""
        return ""

    def first_row(self, new: int) -> Row:
        """The row that goes on, with so many new words."""
        return on_row("Yes, go on")

    def ask(self, word: str) -> None:
        """Ask what a word means."""

    @override
    def rows(self) -> list[Row]:
        new, likely = self.new_words(), self.likely_words()
        rows = [self.first_row(len(new)), told()]
        for word, count in sorted(self.words(), key=lambda one: one[0] not in new | likely):  # what is to be looked at comes first
            sign = NEW_SIGN if word in new else LIKELY_SIGN if word in likely else KNOWN_SIGN
            rows.append(Row(f"word:{word}", word_draw(word, count, self.unit, self.meaning(word), sign)))
        return rows

    @override
    def choose(self, key: str) -> None:
        kind, _, word = key.partition(":")
        if key == ON:
            self.wizard.ask_next(self.draft, self)
        elif kind == "word":
            self.ask(word)


class StagesPage(WordsPage):
    """Their stages beside ours."""

    unit = "deal"

    @override
    def about(self, width: int) -> list[Content]:
        return [
            line(("Which of our stages do these words mean?", "bold")),
            line((self.told_new(), "$muted")),
        ]

    def told_new(self) -> str:
        """What becomes of words that mean none of ours."""
        stages = self.draft.open_stages()
        gone = [name for name, ends in self.draft.around.stages if ends == "open" and name not in stages]
        if gone:
            return f"No deal is here yet, so your file’s stages replace those a team begins with ({', '.join(gone)})."
        return "A word we do not know becomes a stage of its own unless you say otherwise."

    @override
    def words(self) -> Sequence[tuple[str, int]]:
        return sorted(self.draft.closer.stages, key=lambda one: -one[1]) if self.draft.closer else ()

    @override
    def new_words(self) -> set[str]:
        return set(self.draft.unknown_stages())

    @override
    def likely_words(self) -> set[str]:
        return self.draft.likely

    @override
    def first_row(self, new: int) -> Row:
        likely = f"{len(self.draft.likely)} to look at: ?" if self.draft.likely else ""
        added = f"{new} new stage{'' if new == 1 else 's'}" if new else "" if likely else "all known"
        return on_row("Yes, go on", "  ".join(filter(None, (added, likely))))

    @override
    def rows(self) -> list[Row]:
        new = set(self.draft.unknown_stages())
        order = self.draft.open_stages()
        if not new:
            return super().rows()
        free = self.movable()
        head = ("The open stages will then stand so", "bold"), ("  K and J move one up and down", "$muted")
        rows = [*super().rows(), told(), told(*head)]
        return rows + [Row(f"stage:{name}", stage_draw(place, name, free=name in free)) for place, name in enumerate(order, start=1)]

    def movable(self) -> set[str]:
        """The stages that have no fixed place yet: new ones, and those nobody chose."""
        ours = {name for name, _ in self.draft.around.stages}
        return {name for name in self.draft.open_stages() if name not in ours or name in self.draft.around.starters}

    @override
    def key_entries(self) -> list[Entry]:
        if not self.draft.unknown_stages():
            return super().key_entries()
        return [("enter", "choose", "choose"), ("n", "go on", "go_on"), ("K", "up", "page('K')"), ("J", "down", "page('J')"), BACK]

    @override
    def key_pressed(self, key: str) -> None:
        kind, _, name = self.wizard.cursor_key.partition(":")
        by = {"K": -1, "J": 1}.get(key)
        if by is None or not self.draft.unknown_stages():
            return
        if kind == "word":
            name = self.draft.stages.get(name, name)
        order = self.draft.open_stages()
        place = order.index(name) + by if name in order else -1
        if name not in order:
            self.wizard.trouble("Put the cursor on one of the open stages below, then move it with K and J.")
        elif name not in self.movable():
            self.wizard.trouble(f"{name} is one of your stages and has deals beside it; it keeps its place, the new ones move.")
        elif 0 <= place < len(order):
            order.insert(place, order.pop(order.index(name)))
            self.draft.stage_order, self.draft.rehearsed = order, None
            self.wizard.trouble("")
            self.wizard.show_page()

    @override
    def meaning(self, word: str) -> str:
        ours = self.draft.around.stage_of(word, self.draft.stages)
        if word in self.draft.likely:
            return f"{ours}, as it is called almost so"
        return f"new stage “{word}”" if ours is None else {"won": "won: the deal is ours", "lost": "lost: the deal is over"}.get(ours, ours)

    @override
    def ask(self, word: str) -> None:
        around = self.draft.around
        gone = around.starters - set(self.draft.open_stages())
        told = {name: "every team begins with it" if name in gone else "one of ours" for name, _ in around.stages}
        known = [Choice(name, name, told[name]) for name, ends in around.stages if ends == "open"]
        choices = [Choice("won", "won", "the deal is ours"), Choice("lost", "lost", "the deal is over"), *known]
        choices.append(Choice(NEW, f"new stage “{word}”", "one of its own"))
        first = place_of(around.stage_of(word, self.draft.stages) or NEW, choices)
        self.wizard.ask(AskChoice(f"What is “{word}”?", choices, first=first), partial(self.put, word))

    def put(self, word: str, ours: str) -> None:
        """Take a word for a stage."""
        draft = self.draft
        draft.rehearsed = None
        draft.stages.pop(word, None)
        draft.likely.discard(word)
        draft.stage_order = []
        if ours == NEW and draft.around.stage_of(word, {}) is not None:
            ours = word
        if ours != NEW and draft.around.stage_of(word, {}) != ours:
            draft.stages[word] = ours
        self.wizard.show_page()


class TypesPage(WordsPage):
    """Their kinds of work beside ours."""

    unit = "row"

    @override
    def about(self, width: int) -> list[Content]:
        return [
            line(("Which work do these words mean?", "bold")),
            line(("What a customer did, or a machine, is no work of a rep: leave it out.", "$muted")),
        ]

    @override
    def words(self) -> Sequence[tuple[str, int]]:
        return self.draft.closer.types if self.draft.closer else ()

    @override
    def new_words(self) -> set[str]:
        return set(self.draft.unknown_types())

    @override
    def first_row(self, new: int) -> Row:
        return on_row("Go on; rows with an unknown word stay out", f"{new} unknown", ready=False) if new else on_row("Yes, go on")

    @override
    def meaning(self, word: str) -> str:
        ours = self.draft.around.type_of(word, self.draft.activities)
        names = dict(self.draft.around.types) | {"skip": "left out", "not-rep-work": "no work of a rep: left out, and counted"}
        return "unknown: its rows stay out" if ours is None else names[ours]

    @override
    def ask(self, word: str) -> None:
        choices = [Choice(code, name) for code, name in self.draft.around.types]
        choices += [Choice("not-rep-work", "no work of a rep", "left out, and counted"), Choice("skip", "leave out", "not counted")]
        first = place_of(self.draft.around.type_of(word, self.draft.activities), choices)
        self.wizard.ask(Pick(f"What is “{word}”?", choices, first=first), partial(self.put, word))

    def put(self, word: str, code: str) -> None:
        """Take a word for a kind of work."""
        self.draft.activities[word] = code
        self.draft.rehearsed = None
        self.wizard.show_page()


class DatesPage(QuestionPage):
    """Days and amounts that can be read in two ways."""

    @override
    def about(self, width: int) -> list[Content]:
        return [
            line(("How are these to be read?", "bold")),
            line(("The file alone does not say. One answer holds for the whole column.", "$muted")),
        ]

    @property
    def asked(self) -> Sequence[DateAsked]:
        """The columns in question, answered or not."""
        return self.draft.closer.dates if self.draft.closer else ()

    def open_count(self) -> int:
        """How many answers are missing."""
        return len(self.draft.open_dates()) + self.draft.amount_open()

    @override
    def rows(self) -> list[Row]:
        still = self.open_count()
        first = (
            on_row("First say how to read " + ("it" if still == 1 else f"these {still}"), ready=False) if still else on_row("Yes, go on")
        )
        rows = [first]
        for one in self.asked:
            rows += [told(), told((one.column, "bold"), ("  for example  ", "$muted"), (one.example, "bold"))]
            now = self.draft.date_formats.get(one.column)
            rows += [Row(f"date:{order}:{one.column}", way_draw(reading(order), day_words(day), now == order)) for order, day in one.ways]
        example = self.draft.closer.amount if self.draft.closer else None
        if example is not None:
            rows += [told(), told(("Amounts", "bold"), ("  for example  ", "$muted"), (example, "bold"))]
            whole = example.replace(".", "")
            for sign, says in (("comma", f"{whole}: the sign parts thousands"), ("point", f"{example}: the sign parts decimals")):
                rows.append(Row(f"amount:{sign}", way_draw(says, "", self.draft.decimal == sign)))
        return rows

    @override
    def choose(self, key: str) -> None:
        kind, _, rest = key.partition(":")
        if key == ON and not self.open_count():
            self.wizard.ask_next(self.draft, self)
        elif key == ON:
            self.wizard.trouble("Choose one of the readings below with enter, so that no day is taken for another.")
        elif kind == "date":
            order, _, column = rest.partition(":")
            self.draft.date_formats[column] = order
            self.answered()
        elif kind == "amount":
            self.draft.decimal = rest
            self.answered()

    def answered(self) -> None:
        """Show the answer; with the last one the cursor goes to the row that goes on."""
        self.draft.rehearsed = None
        self.wizard.show_page(first=not self.open_count())


def place_of(value: str | None, choices: Sequence[Choice[str]]) -> int:
    """Where the choice of a value stands; the first place where none has it."""
    return next((place for place, one in enumerate(choices) if one.value == value), 0)


def word_draw(word: str, count: int, unit: str, meaning: str, shown: tuple[str, str]) -> Draw:
    """Their word, how many rows say it, and what it is taken for."""
    many = f"{count:,} {unit}{'' if count == 1 else 's'}"
    sign, style = shown

    def draw(width: int, selected: bool) -> Content:
        at = max(18, min(34, width // 3))
        return line(
            left(line((word, "")), at),
            (f"{many:>14}   ", "$muted"),
            (f"{sign} ", style),
            left(line((meaning, "bold")), max(0, width - at - 19)),
        )

    return draw


def stage_draw(place: int, name: str, *, free: bool) -> Draw:
    """One of the open stages at its place."""
    note = "" if free else "yours, keeps its place"
    return lambda width, selected: between(
        line((f"{place:>3}  ", "$muted"), (name, "bold" if free else "")), line((note, "$muted"), " "), width
    )


def way_draw(words: str, day: str, chosen: bool) -> Draw:
    """One way to read a value."""

    def draw(width: int, selected: bool) -> Content:
        mark = line(("● ", "bold $accent")) if chosen else line(("○ ", "$muted"))
        return between(
            line("  ", mark, (left(words, 30 if day else 60), "bold" if chosen else ""), (day, "bold" if chosen else "$muted")), "", width
        )

    return draw


def day_words(day: date | None) -> str:
    """A day of any year in full."""
    return "no day that way" if day is None else f"{day.day} {day:%B} {day.year}"
