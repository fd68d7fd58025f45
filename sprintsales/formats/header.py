"""The header of a foreign table: cleaned names, no two alike, so that a mapping can name every column."""

from __future__ import annotations

from collections.abc import Container, Iterable

from sprintsales.domain.text import clean_line


def clean_header(cells: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The column names, and as sentences what was changed: stars of required columns go, repeated and missing names are made up."""
    wanted = [clean_line(cell).rstrip("* ") for cell in cells]
    taken: set[str] = set()
    names: list[str] = []
    for place, name in enumerate(wanted, start=1):
        names.append(unused(name or f"column {place}", taken))
        taken.add(names[-1])
    repeated = [fresh for name, fresh in zip(wanted, names, strict=True) if name and name != fresh]
    unnamed = [fresh for name, fresh in zip(wanted, names, strict=True) if not name]
    notes: list[str] = []
    if repeated:
        notes.append(f"Some columns have the same name; the later ones are called {_listed(repeated)} here.")
    if unnamed:
        notes.append(f"Columns without a name are called by their place: {_listed(unnamed)}.")
    return tuple(names), tuple(notes)


def unused(name: str, taken: Container[str]) -> str:
    """The name itself, or with the first number that makes it unlike all those taken: 'Amount (2)'."""
    fresh, number = name, 2
    while fresh in taken:
        fresh, number = f"{name} ({number})", number + 1
    return fresh


def _listed(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
