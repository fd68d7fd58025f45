"""Asks for a day as people type it and shows which day that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from textual.content import Content
from typing_extensions import override

from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.ui.content import line
from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.dialogs.line_dialog import LineDialog, refusal

ParseDay = Callable[[str], date]
"""Raises NotReadable or Refused with a sentence where the text names no day."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What speaks against a day; INSIST: the first `enter` says it, the second one takes the day all the same."""

    words: str
    insist: bool = False


def no_doubt(_day: date) -> Doubt | None:
    """Take any day."""
    return None


class AskDate(LineDialog[date]):
    """Answers a day; PARSE reads it, WRITTEN says it back in full, DOUBT what speaks against it."""

    def __init__(
        self,
        title: str,
        parse: ParseDay,
        written: Callable[[date], str],
        *,
        draft: Draft | None = None,
        value: str = "",
        placeholder: str = "fri · +3d · 2026-12-04",
        hint: str = "enter takes it   esc cancels",
        doubt: Callable[[date], Doubt | None] = no_doubt,
    ) -> None:
        super().__init__(title, draft=draft, value=value, placeholder=placeholder, hint=hint)
        self._parse = parse
        self._written = written
        self._doubt = doubt
        self._insisted: date | None = None

    @override
    def read(self, text: str) -> date:
        day = self._parse(text)
        doubt = self._doubt(day)
        if doubt is not None and doubt.insist and self._insisted != day:
            self._insisted = day
            raise NotReadable(f"{doubt.words[:1].upper()}{doubt.words[1:]}. enter again takes it all the same.")
        return day

    @override
    def meaning(self, text: str) -> Sequence[Content]:
        try:
            day = self._parse(text)
        except (NotReadable, Refused) as error:
            return [refusal(str(error))]
        said = line(("→ ", "$accent"), (self._written(day), "bold"))
        doubt = self._doubt(day)
        return [said] if doubt is None else [said, line(("! ", "bold $warning"), (doubt.words, "$warning"))]
