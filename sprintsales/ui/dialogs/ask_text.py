"""Asks for one line of text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from typing_extensions import override

from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.dialogs.line_dialog import LineDialog

Preview = Callable[[str], Sequence[Content]]
"""Called on the loop at every key with the text so far: it works from what is already read, in well under a frame."""

Accept = Callable[[str], None]
"""Raises NotReadable or Refused where a text cannot be taken; the sentence is shown and the text stays."""


class AskText(LineDialog[str]):
    """One line; `enter` answers the text, `esc` None."""

    def __init__(
        self,
        title: str,
        *,
        preview: Preview | None = None,
        accept: Accept | None = None,
        draft: Draft | None = None,
        value: str = "",
        placeholder: str = "",
        hint: str = "enter saves   esc cancels",
    ) -> None:
        super().__init__(title, draft=draft, value=value, placeholder=placeholder, hint=hint)
        self._preview = preview
        self._accept = accept

    @override
    def read(self, text: str) -> str:
        if self._accept is not None:
            self._accept(text)
        return text

    @override
    def meaning(self, text: str) -> Sequence[Content]:
        return self._preview(text) if self._preview is not None else ()
