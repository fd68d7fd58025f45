"""Asks for a day as people type it and shows which day that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from textual.content import Content
from typing_extensions import override

from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.ui.content import line
from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.dialogs.line_dialog import LineDialog, refusal

ParseDay = Callable[[str], date]
"""Raises NotReadable or Refused with a sentence where the text names no day."""


class AskDate(LineDialog[date]):
    """Answers a day; PARSE reads it, WRITTEN says it back in full."""

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
    ) -> None:
        super().__init__(title, draft=draft, value=value, placeholder=placeholder, hint=hint)
        self._parse = parse
        self._written = written

    @override
    def read(self, text: str) -> date:
        return self._parse(text)

    @override
    def meaning(self, text: str) -> Sequence[Content]:
        try:
            day = self._parse(text)
        except (NotReadable, Refused) as error:
            return [refusal(str(error))]
        return [line(("→ ", "$accent"), (self._written(day), "bold"))]
