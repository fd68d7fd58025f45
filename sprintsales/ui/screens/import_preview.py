"""What an import would do, by a rehearsal that keeps nothing: counts, what is worth a look, and rows that would stay out."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from typing_extensions import override

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.text import clean_line
from sprintsales.reports.importing import sentence
from sprintsales.ui.content import between, cut, left, line
from sprintsales.ui.dialogs.ask_text import AskText
from sprintsales.ui.screens.import_draft import KIND_WORDS, FileDraft, field_words, plain_sentence, reading
from sprintsales.ui.screens.import_page import BACK, ON, WIDEST, Page, Row, choice_row, on_row, told, wrapped
from sprintsales.ui.widgets.key_line import Entry

if TYPE_CHECKING:
    from sprintsales.services.importing.order import Refusal, Report, Warned
    from sprintsales.ui.screens.import_wizard import ImportWizard

REFUSALS_SHOWN = 30
LINES_SHOWN = 4
READ_LINES = 3
NEAR_SHOWN = 5
TOLD_OTHERWISE = ("unknown_rep",)
"""Warnings that the names themselves tell better."""


class PreviewPage(Page):
    """The last look before anything is kept."""

    step: ClassVar[str] = "preview"

    def __init__(self, wizard: ImportWizard, draft: FileDraft, report: Report) -> None:
        super().__init__(wizard)
        self.draft = draft
        self.report = report

    @override
    def about(self, width: int) -> list[Content]:
        used = ", ".join(f"{field_words(self.draft.kind, name)} ← {column}" for name, column in self.report.mapping.items())
        read = wrapped(line((f"Read: {used}", "$muted")), width)
        shown = read if len(read) <= READ_LINES else [*read[: READ_LINES - 1], cut(line(read[READ_LINES - 1], (" …", "$muted")), width)]
        return [line(("Nothing is kept yet. This is what would happen.", "bold")), *shown]

    @override
    def rows(self) -> list[Row]:
        report, draft = self.report, self.draft
        comes = report.added + report.changed
        words = f"Import {comes:,} {KIND_WORDS[draft.kind]}" if comes else "Nothing would change; go on"
        rows = [on_row(words, f"{draft.path.name}, {report.rows:,} rows")]
        rows.append(choice_row("save", "Kept for next time as", draft.save_as or "not kept", "enter renames it"))
        rows += [told(), *counted_rows(report)]
        rows += [note_row(sentence, "+", "$accent") for sentence in new_things(draft, report)]
        for code, one in report.warnings.items():
            rows += ([] if code in TOLD_OTHERWISE else [warning_row(code, one)]) + near_rows(one)
        rows += [note_row(plain_sentence(note), "!", "$warning") for note in report.notes]
        if report.date_formats:
            ways = ", ".join(f"{column} {reading(order)}" for column, order in report.date_formats.items())
            rows.append(note_row(f"Dates are read: {ways}", "✓", "$success"))
        if report.unused:
            rows.append(note_row("Not used: " + ", ".join(report.unused), "–", "$faint"))
        if report.refusals:
            rows += [
                told(),
                told(("These rows would stay out", "bold"), (f"  they go into {self.rejects_name()}, to be mended there", "$muted")),
            ]
            width = self.wizard.size.width
            rows += [
                row for place, one in enumerate(report.refusals[:REFUSALS_SHOWN]) for row in refusal_rows(one, f"refusal:{place}", width)
            ]
            if len(report.refusals) > REFUSALS_SHOWN:
                rows.append(told((f"  and {len(report.refusals) - REFUSALS_SHOWN:,} more", "$muted")))
        return rows

    def rejects_name(self) -> str:
        """The file refused rows go into."""
        return self.draft.rejects.name if self.draft.rejects is not None else "a file of their own"

    @override
    def key_entries(self) -> list[Entry]:
        more: list[Entry] = [("s", "stages", "page('s')")] if self.draft.closer and self.draft.closer.stages else []
        return [("enter", "import", "choose"), *more, ("c", "columns", "page('c')"), BACK]

    @override
    def key_pressed(self, key: str) -> None:
        if key == "s" and self.draft.closer and self.draft.closer.stages:
            self.wizard.show_stages(self.draft)
        elif key == "c":
            self.wizard.show_columns(self.draft)

    @override
    def choose(self, key: str) -> None:
        if key == ON:
            self.wizard.import_now(self.draft)
        elif key == "save":
            self.ask_name()

    def ask_name(self) -> None:
        """Ask under which name the reading is kept."""

        def check(text: str) -> None:
            if not clean_line(text):
                raise NotReadable("Give it a name, such as deals.")

        def put(text: str) -> None:
            self.draft.save_as = clean_line(text, cap=60)
            self.wizard.show_page()

        dialog = AskText(
            "Keep how this file is read as", accept=check, value=self.draft.save_as or "", placeholder="deals",
            hint="enter keeps it   esc goes back",
        )  # fmt: skip
        self.wizard.ask(dialog, put)


def counted_rows(report: Report) -> list[Row]:
    """The counts, the refused ones only where there are some."""
    parts = [
        ("+", "$accent", report.added, "would be new here", True),
        ("→", "$accent", report.changed, "would change here", report.changed > 0),
        ("=", "$muted", report.unchanged, "are here already, just like that", report.unchanged > 0),
        ("–", "$faint", report.left_out, "are left out", report.left_out > 0),
        ("–", "$faint", report.combined, "belong to a row with the same id", report.combined > 0),
        ("✗", "$error", len(report.refusals), "would stay out", bool(report.refusals)),
    ]
    return [
        told((f"  {sign} ", f"bold {style}"), (f"{number:>9,}", "bold"), f"  {words}")
        for sign, style, number, words, shown in parts
        if shown
    ]


def new_things(draft: FileDraft, report: Report) -> list[str]:
    """What would be added besides the rows."""
    found = []
    if report.new_stages:
        found.append(f"New stages: {', '.join(report.new_stages)}")
        if report.dropped_stages:
            found.append(f"They replace the stages a team begins with: {', '.join(report.dropped_stages)}")
        found.append(f"The stages then: {', '.join(report.stage_order)}")
    people = draft.new_people()
    if people and draft.kind != "members":
        shown = ", ".join(people[:4]) + (f" and {len(people) - 4} more" if len(people) > 4 else "")
        found.append(f"{len(people):,} {'name that is' if len(people) == 1 else 'names that are'} new here, without a seat: {shown}")
    return found


def note_row(sentence: str, sign: str, style: str) -> Row:
    """A line with a sign; the cursor can stand on it, so that a long page can be read."""
    return Row(f"note:{sentence[:60]}", lambda width, selected: left(line((f"  {sign} ", f"bold {style}"), (sentence, "")), width))


def warning_row(code: str, one: Warned) -> Row:
    """Something worth a look, with the first lines of the file that have it."""
    where = ", ".join(f"{number:,}" for number in one.lines[:LINES_SHOWN]) + (" …" if one.count > LINES_SHOWN else "")

    def draw(width: int, selected: bool) -> Content:
        told_words = line(("  ! ", "bold $warning"), (f"{one.count:>9,}", "bold"), f"  {sentence(code, one.count)}")
        return between(told_words, line((f"line {where} ", "$muted")), width)

    return Row(f"warning:{code}", draw)


def near_rows(one: Warned) -> list[Row]:
    """The new names that are spelled almost like one that is here."""
    near = [(word, told_of.near) for word, told_of in one.values.items() if told_of.near]
    rows = [note_row(f"{word}: did you mean {ours}? Mend it in the file, else it is one more.", "?", "$warning") for word, ours in near]
    return rows[:NEAR_SHOWN]


def refusal_rows(one: Refusal, key: str, width: int) -> list[Row]:
    """A row that would stay out: its line, and why, on as many lines as that takes."""
    reason = plain_sentence(one.reason)
    value = f" “{one.value}”" if one.value and one.value not in reason else ""
    where = f"{one.column}{value}: " if one.column else ""
    start = f"line {one.line:,}"
    lines = wrapped(line(f"{where}{reason}"), min(width, WIDEST) - 8 - len(start))
    first = line(("  ✗ ", "bold $error"), (f"{start}  ", "$muted"), lines[0])
    rest = [told(" " * (6 + len(start)), more) for more in lines[1:]]
    return [Row(key, lambda room, selected: left(first, room)), *rest]
