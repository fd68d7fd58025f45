"""The head of an import, with its steps, and the bar of what is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sprintsales.ui.content import Part, between, cells, line, rule
from sprintsales.ui.screens.import_draft import KIND_WORDS
from sprintsales.ui.screens.import_page import Row, told

if TYPE_CHECKING:
    from sprintsales.ui.screens.import_screen import ImportScreen

STEPS = ("file", "columns", "questions", "preview", "result")
BAR = 40


def head_lines(wizard: ImportScreen, width: int) -> list[Content]:
    """What is imported, and where in the steps one stands."""
    draft, step = wizard.draft, wizard.page.step
    what: list[Part] = [("▌", "$accent"), ("Import", "bold")]
    if draft is not None and step not in ("file", "result"):
        what.append(line(("   ", ""), (draft.path.name, "bold"), (f"   {KIND_WORDS[draft.kind]}", "$muted")))
        if wizard.place[1] > 1:
            what.append((f"   file {wizard.place[0]} of {wizard.place[1]}", "$muted"))
    steps = line(*(part for name in STEPS for part in (("  ", ""), (name, "bold $accent" if name == step else "$faint"))))
    if cells(steps) + 46 > width:
        steps = line((f"step {STEPS.index(step) + 1} of {len(STEPS)}", "$muted"))
    return [between(line(*what), line(steps, " "), width), rule(width)]


def busy_rows(title: str, done: int, total: int) -> list[Row]:
    """What is under way, how far, and how to stop it."""
    rows = [told(), told((f"{title} …", "bold")), told()]
    if total:
        share = min(1.0, done / total)
        full = int(share * BAR)
        bar: list[Part] = [("━" * full, "$fill-acc"), ("─" * (BAR - full), "$track")]
        rows.append(told(*bar, (f"  {share:.0%}", "bold"), (f"   {done:,} of {total:,} rows", "$muted")))
    elif done:
        rows.append(told((f"{done:,} rows so far", "$muted")))
    return [*rows, told(), told(("esc", "bold $accent"), (" stops it; nothing of it is kept", "$muted"))]
