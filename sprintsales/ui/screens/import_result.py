"""What an import did: the files, the control totals with every difference, and the ways on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from typing_extensions import override

from sprintsales.reports.import_command import command_of, monday_command
from sprintsales.reports.leads import brought_words
from sprintsales.settings import short_path
from sprintsales.ui import format as written
from sprintsales.ui.content import between, left, line, right
from sprintsales.ui.screens.import_draft import KIND_WORDS, FileDraft
from sprintsales.ui.screens.import_page import WIDEST, Draw, Page, Row, told, wrapped
from sprintsales.ui.screens.import_preview import refusal_rows
from sprintsales.ui.widgets.key_line import Entry

if TYPE_CHECKING:
    from sprintsales.services.importing.control import Control, Difference, Said, Sum
    from sprintsales.services.importing.order import ImportOrder, Report
    from sprintsales.ui.screens.import_wizard import ImportWizard

PLAN, WHOSE, DEALS, LEADS, CLEANUP, ANOTHER = "plan", "whose", "deals", "leads", "cleanup", "another"
DIFFERENCES_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file that is in: its answers, what the command would have been, what it did, and what else is to be said."""

    draft: FileDraft
    order: ImportOrder
    report: Report
    said: str = ""
    owns_nothing: bool = False
    """Whether no open deal is whose import it was, while the team has some."""
    cleanup: tuple[int, str] | None = None
    """With whose deals a clean-up begins (0: the own ones), and what it is about."""


class ResultPage(Page):
    """The end of an import."""

    step: ClassVar[str] = "result"

    def __init__(self, wizard: ImportWizard, outcomes: Sequence[Outcome], *, undone: bool = False) -> None:
        super().__init__(wizard)
        self.outcomes = tuple(outcomes)
        self.undone = undone

    @override
    def about(self, width: int) -> list[Content]:
        if self.undone:
            return [line(("✓ ", "bold $success"), ("Taken back: everything is as it was before these files.", "bold"))]
        refused = sum(len(one.report.refusals) for one in self.outcomes)
        if refused:
            head = line(("! ", "bold $warning"), (f"It is in, but for {refused:,} row{'' if refused == 1 else 's'}.", "bold"))
        elif self.changed:
            head = line(("✓ ", "bold $success"), ("It is in.", "bold"))
        else:
            head = line(("= ", "bold $muted"), ("Nothing changed: everything was here already.", "bold"))
        return [head]

    @override
    def rows(self) -> list[Row]:
        own = [way_row(PLAN, "Plan your week", "enter" if self.best == PLAN else "")]
        rows = [
            *self.best_rows(),
            *own,
            *self.cleanup_rows(),
            way_row(WHOSE, "Plan somebody else’s week", "w"),
            way_row(ANOTHER, "Import another file", "i"),
            told(),
        ]
        rows += [file_row(place, one) for place, one in enumerate(self.outcomes)]
        rows += [told((f"    {brought_words(one.report.leads)}", "$muted")) for one in self.outcomes if one.report.leads is not None]
        rows += [told((f"  ! {one.said}", "$warning")) for one in self.outcomes if one.said]
        if self.undone:
            return rows
        for one in self.outcomes:
            if one.report.refusals:
                rows += refused_rows(one, self.wizard.size.width)
        for one in self.outcomes:
            if one.report.control is not None:
                rows += control_rows(one.report.control)
        return rows + self.command_rows()

    def command_rows(self) -> list[Row]:
        """The command that does the same, and the short one for next time."""
        width = min(max(40, self.wizard.size.width - 6), WIDEST - 2)
        last = self.outcomes[-1].order
        rows = [told(), told(("Next time, in one command", "bold"), ("  y copies it", "$muted"))]
        rows += [Row(f"monday:{place}", plain(part)) for place, part in enumerate(wrapped(line(monday_command(last)), width))]
        rows += [told(("All of it, as just answered", "bold"), ("  c copies it", "$muted"))]
        return rows + [Row(f"command:{place}", plain(part)) for place, part in enumerate(wrapped(line(command_of(last)), width))]

    @override
    def key_entries(self) -> list[Entry]:
        if self.undone:
            return [("enter", "choose", "choose"), ("esc", "close", "back")]
        back: list[Entry] = [("u", "take it back", "page('u')")] if self.changed else []
        tidy: list[Entry] = [("t", "clean up", "page('t')")] if self.cleanup is not None else []
        best = {DEALS: "the team’s deals", LEADS: "the leads"}.get(self.best, "plan your week")
        return [
            ("enter", best, "choose"), *back, *tidy, ("w", "whose week", "page('w')"), ("y", "copy command", "page('y')"),
            ("i", "another file", "page('i')"), ("esc", "close", "back"),
        ]  # fmt: skip

    @property
    def best(self) -> str:
        """The way on that shows most: the own week, the leads after a file of them, or the team's deals for those who own none."""
        if not self.undone and any(one.report.leads is not None for one in self.outcomes):
            return LEADS
        return DEALS if self.outcomes and self.outcomes[-1].owns_nothing and not self.undone else PLAN

    def best_rows(self) -> list[Row]:
        """The way on that shows most, where that is not the own week."""
        if self.best == DEALS:
            return [way_row(DEALS, "See the team’s deals; none of them is yours", "enter")]
        return [way_row(LEADS, leads_way(self.queue), "enter")] if self.best == LEADS else []

    @property
    def cleanup(self) -> tuple[int, str] | None:
        """The clean-up offered after the last of these files that brought deals in."""
        return None if self.undone else next((one.cleanup for one in reversed(self.outcomes) if one.cleanup is not None), None)

    def cleanup_rows(self) -> list[Row]:
        """The way to the clean-up, and why."""
        found = self.cleanup
        if found is None:
            return []
        return [way_row(CLEANUP, "Clean up deal by deal, one key each", "t"), told((f"    {found[1]}", "$muted"))]

    @property
    def queue(self) -> int:
        """How many leads of the team wait for an owner after these files."""
        return next((one.report.leads.whole_queue for one in reversed(self.outcomes) if one.report.leads is not None), 0)

    @property
    def changed(self) -> bool:
        """Whether anything came in that can be taken back."""
        return not self.undone and any(one.report.entry_id is not None for one in self.outcomes)

    @override
    def go_on(self) -> None:
        self.wizard.finish(self.best)

    @override
    def choose(self, key: str) -> None:
        if key == ANOTHER:
            self.wizard.start_anew()
        elif key == CLEANUP:
            self.key_pressed("t")
        elif key in (PLAN, WHOSE, DEALS, LEADS):
            self.wizard.finish(key)

    @override
    def key_pressed(self, key: str) -> None:
        if key == "w":
            self.wizard.finish(WHOSE)
        elif key == "t" and self.cleanup is not None:
            self.wizard.finish(f"{CLEANUP}:{self.cleanup[0]}")
        elif key == "i":
            self.wizard.start_anew()
        elif key == "u" and self.changed:
            self.wizard.take_back(self.outcomes)
        elif key in ("y", "c") and not self.undone:
            last = self.outcomes[-1].order
            self.wizard.copy(monday_command(last) if key == "y" else command_of(last))


def leads_way(queue: int) -> str:
    """The way to the leads: where some wait for an owner, to give them one."""
    if not queue:
        return "See the leads"
    return "Give the lead in the queue its owner" if queue == 1 else f"Give the {queue:,} leads in the queue their owners"


def way_row(key: str, words: str, hint: str) -> Row:
    """A way on."""
    return Row(key, lambda width, selected: line((left(hint, 6), "bold $accent"), (words, "bold" if selected else "")))


def plain(content: Content) -> Draw:
    """A line as it is."""
    return lambda width, selected: left(line("  ", (content, "$accent")), width)


def file_row(place: int, one: Outcome) -> Row:
    """What one file did."""
    report = one.report
    parts = [(report.added, "new"), (report.changed, "changed"), (report.unchanged, "as they were"), (report.left_out, "left out")]
    said = ", ".join(f"{number:,} {words}" for number, words in parts if number) or "nothing new"
    if report.refusals:
        said += f", {len(report.refusals):,} stayed out"
    kind = KIND_WORDS[report.kind]
    return Row(
        f"file:{place}",
        lambda width, selected: line((left(report.file, 26), ""), (left(kind, 20), "$muted"), (left(said, max(0, width - 46)), "bold")),
    )


def refused_rows(one: Outcome, width: int) -> list[Row]:
    """The rows that stayed out, and where they are."""
    many = len(one.report.refusals)
    where = short_path(one.order.rejects) if one.order.rejects is not None else "no file"
    stayed, them = ("One row stayed out. ", "it") if many == 1 else (f"{many:,} rows stayed out. ", "them")
    rows = [told(), told(("✗ ", "bold $error"), (stayed, "bold"), (f"Mend {them} in the file below, then import that file:", "$muted"))]
    rows += [told(("  ", ""), (part, "bold")) for part in wrapped(line(where), width - 6)]
    return rows + [row for place, refusal in enumerate(one.report.refusals[:5]) for row in refusal_rows(refusal, f"out:{place}", width)]


def control_rows(control: Control) -> list[Row]:
    """File against here: open, won, lost, whoever differs, and the deals that make the difference."""
    rows = [told(), Row("", control_head)]
    for (word, theirs), (_, ours) in zip(control.file.sums, control.here.sums, strict=True):
        rows.append(total_row(word, f"{word.capitalize()} deals", theirs, ours))
    for one in control.owners:
        if one.differs:
            name = one.name or "nobody"
            rows += [
                total_row(f"{word}:{name}", f"{name}, {word}", theirs, ours)
                for (word, theirs), (_, ours) in zip(one.file.sums, one.here.sums, strict=True)
                if theirs != ours
            ]
    if control.agrees:
        owners = f"for each of {len(control.owners)} owners" if len(control.owners) > 1 else "for their owner"
        rows.append(told(("  ✓ ", "bold $success"), (f"The file and what is here agree, {owners} too.", "$muted")))
    else:
        rows.append(told(("  What was changed here stays until its rule or its owner decides:", "$muted")))
        rows += [Row(f"deal:{place}", difference_draw(one)) for place, one in enumerate(control.differences[:DIFFERENCES_SHOWN])]
        if control.differing > DIFFERENCES_SHOWN:
            rows.append(told((f"    and {control.differing - DIFFERENCES_SHOWN:,} more deals", "$muted")))
    absent = control.absent
    if absent.open.count:
        rows.append(
            told(
                ("  ! ", "bold $warning"),
                (
                    f"{open_deals(absent.open.count)} not in this one; {'it stays' if absent.open.count == 1 else 'they stay'} unchanged.",
                    "",
                ),
            )
        )
    return rows


def open_deals(count: int) -> str:
    """So many open deals of earlier files, with their verb."""
    return "1 open deal of earlier files is" if count == 1 else f"{count:,} open deals of earlier files are"


def columns_of(width: int) -> tuple[int, int]:
    """How wide a label is, and one side."""
    return (26, 22) if width < 100 else (34, 30)


def control_head(width: int, selected: bool) -> Content:
    """The head of the totals."""
    label, side = columns_of(width)
    return line((left("Control totals", label), "bold"), (right("in the file", side), "$muted"), (right("here now", side), "$muted"))


def total_row(key: str, words: str, theirs: Sum, ours: Sum) -> Row:
    """One pair of totals with its verdict."""
    same = theirs == ours
    sign, style, verdict = (
        ("✓", "$success", "")
        if same
        else ("✗", "$error", deals_apart(ours.count - theirs.count) if ours.count != theirs.count else "value")
    )

    def draw(width: int, selected: bool) -> Content:
        label, side = columns_of(width)
        sides = (left(words, label), right(amount(theirs), side), right(amount(ours), side))
        return line(*sides, (f"  {sign} ", f"bold {style}"), (verdict, style))

    return Row(f"total:{key}", draw)


def deals_apart(number: int) -> str:
    """How many more or fewer deals."""
    return f"{number:+,} deal{'' if abs(number) == 1 else 's'}"


def amount(one: Sum) -> str:
    """Count and value."""
    money = " + ".join(written.money_full(value, currency) for currency, value in sorted(one.money.items()))
    return f"{one.count:,}  {money}" if money else f"{one.count:,}"


def difference_draw(one: Difference) -> Draw:
    """A deal with both sides."""

    def draw(width: int, selected: bool) -> Content:
        end = line((f"file {state(one.file)}", "$muted"), "  ", (f"here {state(one.here)} ", "bold"))
        return between(line("    ", one.name), end, width)

    return draw


def state(said: Said) -> str:
    """Outcome and value of a deal on one side."""
    money = written.money_full(said.value, said.currency or "") if said.value is not None else "no value"
    return f"{said.outcome or ''} {money}".strip()
