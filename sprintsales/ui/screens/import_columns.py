"""The columns of a file: their names and first values beside what each is read as; every guess can be changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from typing_extensions import override

from sprintsales.domain.money import currency_code
from sprintsales.ui.content import left, line
from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice
from sprintsales.ui.dialogs.ask_text import AskText
from sprintsales.ui.dialogs.pick import Pick
from sprintsales.ui.screens.import_draft import KIND_WORDS, NOT_USED, FileDraft, choosable, field_words
from sprintsales.ui.screens.import_page import BACK, ON, Draw, Page, Row, choice_row, on_row, told
from sprintsales.ui.widgets.key_line import Entry

if TYPE_CHECKING:
    from sprintsales.services.importing.sight import ColumnSight
    from sprintsales.ui.screens.import_wizard import ImportWizard

WIDE_ROW = 100


class ColumnsPage(Page):
    """What each column is."""

    step: ClassVar[str] = "columns"

    def __init__(self, wizard: ImportWizard, draft: FileDraft) -> None:
        super().__init__(wizard)
        self.draft = draft

    @override
    def about(self, width: int) -> list[Content]:
        draft = self.draft
        rows = f"{draft.sight.rows:,} row{'' if draft.sight.rows == 1 else 's'}"
        told_lines = [line(("Is this what your columns mean? ", "bold"), (f"{rows} of {KIND_WORDS[draft.kind]}.", "$muted"))]
        told_lines += [line(("! ", "$warning"), (note, "$muted")) for note in draft.sight.notes[:2]]
        if draft.saved is not None:
            told_lines.append(
                line(
                    ("✓ ", "$success"),
                    (f"Read as saved under “{draft.saved.name}”.", "$muted"),
                    ("  x", "bold $accent"),
                    (" guess anew", "$muted"),
                )
            )
        return told_lines

    @override
    def rows(self) -> list[Row]:
        draft = self.draft
        used = len(set(draft.fields.values()))
        asked = len(draft.unsure)
        note = f"{used} of {len(draft.header)} columns are used"
        if draft.missing:
            first = on_row(f"First say which column is the {draft.missing}", note, ready=False)
        elif asked:
            first = on_row("Go on as guessed", f"{asked} to look at: ?", ready=False)
        else:
            first = on_row("Yes, go on", note)
        rows = [first, choice_row("kind", "The file holds", KIND_WORDS[draft.kind], "f changes it")]
        if draft.kind in ("deals", "products") and "currency" not in draft.fields:
            rows.append(choice_row("currency", "Amounts are in", draft.currency or draft.around.currency, "enter changes it"))
        rows.append(told())
        rows.append(Row("", head_draw))
        rows += [Row(f"column:{one.name}", column_draw(draft, one)) for one in draft.sight.columns]
        return rows

    @override
    def key_entries(self) -> list[Entry]:
        more: list[Entry] = [("x", "guess anew", "page('x')")] if self.draft.saved is not None else []
        return [
            ("enter", "choose", "choose"), ("n", "go on", "go_on"), ("f", "kind of file", "page('f')"),
            ("del", "do not use", "page('delete')"), *more, BACK,
        ]  # fmt: skip

    @override
    def key_pressed(self, key: str) -> None:
        if key == "f":
            self.ask_kind()
        elif key == "x" and self.draft.saved is not None:
            self.forget_saved()
        elif key == "delete":
            kind, _, column = self.wizard.cursor_key.partition(":")
            if kind == "column":
                self.put(column, NOT_USED)

    @override
    def choose(self, key: str) -> None:
        kind, _, column = key.partition(":")
        if key == ON:
            self.leave()
        elif key == "kind":
            self.ask_kind()
        elif key == "currency":
            self.ask_currency()
        elif kind == "column":
            self.ask_field(column)

    def leave(self) -> None:
        """Go on, unless something every row needs is missing."""
        if self.draft.missing:
            self.wizard.trouble(f"No column is the {self.draft.missing} yet, and no row comes in without it. Choose the column and say so.")
        else:
            self.wizard.look_closer(self.draft)

    def put(self, column: str, name: str) -> None:
        """Read a field from a column."""
        self.draft.put(column, name)
        self.wizard.show_page()

    def ask_field(self, column: str) -> None:
        """Ask what a column is."""
        draft = self.draft
        now = draft.fields_of(column)
        taken = {name: source for name, source in draft.fields.items() if source != column}
        choices = [Choice(NOT_USED, "not used", "leave it out")]
        for name, words, what in choosable(draft.kind):
            choices.append(Choice(name, words, f"now {taken[name]}" if name in taken else what))
        first = next((place for place, one in enumerate(choices) if one.value in now), 0)
        values = next((one.values for one in draft.sight.columns if one.name == column), ())
        about = line(("It says: ", "$muted"), " · ".join(values) or "nothing")
        self.wizard.ask(Pick(f"What is “{column}”?", choices, first=first, about=about), partial(self.put, column))

    def ask_kind(self) -> None:
        """Ask what the file holds."""
        self.wizard.ask_kind(self.draft.sight, self.draft.kind, self.guess)

    def guess(self, kind: str) -> None:
        """Begin anew as another kind of file."""
        self.draft.guess(kind)
        self.wizard.show_page(first=True)

    def forget_saved(self) -> None:
        """Guess by the columns' names instead of the saved mapping."""
        from sprintsales.services.importing.sight import guessed_fields

        draft = self.draft
        guess = guessed_fields(draft.kind, draft.header)
        draft.saved, draft.fields, draft.unsure = None, dict(guess.fields), dict(guess.unsure)
        draft.stages, draft.activities, draft.date_formats, draft.closer, draft.rehearsed = {}, {}, {}, None, None
        self.wizard.show_page(first=True)

    def ask_currency(self) -> None:
        """Ask for the currency of amounts without one."""

        def put(text: str) -> None:
            self.draft.currency = currency_code(text)
            self.draft.rehearsed = None
            self.wizard.show_page()

        dialog = AskText(
            "In which currency are the amounts?", accept=lambda text: discard(currency_code(text)),
            value=self.draft.currency or self.draft.around.currency, placeholder="EUR", hint="enter takes it   esc goes back",
        )  # fmt: skip
        self.wizard.ask(dialog, put)


def discard(_value: object) -> None:
    """Only whether it could be read mattered."""


def widths(width: int) -> tuple[int, int, int]:
    """Columns for name, meaning and values."""
    if width >= WIDE_ROW:
        return 28, 34, width - 64
    return 20, 25, width - 47


def head_draw(width: int, selected: bool) -> Content:
    """The head of the table."""
    name, meaning, values = widths(width)
    return line(
        (left("your column", name), "$muted"),
        (left("read as", meaning), "$muted"),
        "  ",
        (left("its first values", max(0, values - 2)), "$muted"),
    )


def column_draw(draft: FileDraft, one: ColumnSight) -> Draw:
    """A column with what it is read as."""
    fields = draft.fields_of(one.name)
    words = ", ".join(field_words(draft.kind, name) for name in fields)
    sign, style, note = "✓", "$success", "as saved" if draft.saved is not None else "by its name"
    if draft.is_unsure(one.name):
        rivals = [other for columns in draft.unsure.values() if one.name in columns for other in columns if other != one.name]
        sign, style, note = "?", "bold $warning", f"or {rivals[0]}" if rivals else ""
        words = words or "not used"
    elif one.name in draft.by_hand:
        note = "by you"
    elif not fields:
        sign, style, words, note = "–", "$faint", "not used", ""
    words = words or "not used"
    values = " · ".join(one.values) or "(empty)"

    def draw(width: int, selected: bool) -> Content:
        name_width, meaning_width, value_width = widths(width)
        told_note = f"  {note}" if width >= WIDE_ROW or sign == "?" else ""
        meaning = left(line((f"{sign} ", style), (words, "bold" if fields else "$faint"), (told_note, "$faint")), meaning_width)
        return line(left(line((one.name, "")), name_width - 1), " ", meaning, "  ", left(line((values, "$muted")), max(0, value_width - 2)))

    return draw


def kind_dialog(path_name: str, now: str | None) -> AskChoice[str]:
    """Ask what a file holds."""
    notes = {
        "deals": "opportunities, with stage and value",
        "activities": "calls, meetings, e-mails done or planned",
        "accounts": "companies",
        "members": "reps and managers",
        "products": "with list prices",
        "leads": "prospects that are no deal yet",
    }
    choices = [Choice(kind, words, notes[kind]) for kind, words in KIND_WORDS.items()]
    first = next((place for place, one in enumerate(choices) if one.value == now), 0)
    return AskChoice(f"What does {path_name} hold?", choices, first=first, hint="1–6 or enter   esc goes back")
