"""What is shown in place of a person's text that was erased."""

from __future__ import annotations


def text_of(body: str | None, erased_as: int | None) -> str:
    """Return what is shown for a stored text: itself, or which erased person it was."""
    return body if body is not None else f"erased person {erased_as or ''}".strip()
