"""Every figure of a view held against the document a command prints: which are not in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from fractions import Fraction

from sprintsales.domain.money import major, rounded
from sprintsales.reports.values import moment

Leaf = tuple[str, object]


def figures(found: object, ignored: frozenset[str], path: str = "") -> Iterator[Leaf]:
    """Every number, day and word of a view, each with where it stands; the fields IGNORED by their name or path are passed over."""
    name = path.rpartition(".")[2].partition("[")[0]
    if name in ignored or path in ignored or isinstance(found, bool) or found is None:
        return
    if is_dataclass(found) and not isinstance(found, type):
        for one in fields(found):
            yield from figures(getattr(found, one.name), ignored, f"{path}.{one.name}")
    elif isinstance(found, Mapping):
        for key, value in found.items():
            yield from figures(value, ignored, f"{path}[{key}]")
    elif isinstance(found, Iterable) and not isinstance(found, str):
        for place, value in enumerate(found):
            yield from figures(value, ignored, f"{path}[{place}]")
    elif isinstance(found, (int, float, Fraction, date, str)):
        yield path, found


def leaves(document: object) -> Iterator[object]:
    """Every value of a document."""
    if isinstance(document, Mapping):
        for key, value in document.items():
            yield key
            yield from leaves(value)
    elif isinstance(document, (list, tuple)):
        for value in document:
            yield from leaves(value)
    else:
        yield document


def untold(view: object, document: Mapping[str, object], currency: str, ignored: Iterable[str] = ()) -> list[str]:
    """The figures of a view that stand nowhere in the document, in none of the ways a document writes them."""
    known = {one for one in leaves(document) if not isinstance(one, bool)}
    return [f"{path} = {value}" for path, value in figures(view, frozenset(ignored)) if not known & set(written(value, currency))]


def written(value: object, currency: str) -> Iterator[object]:
    """The ways a document may write a value: as it is, as money, per mille as a ratio, minutes as a time, a day as ISO."""
    if isinstance(value, datetime):
        yield moment(value)
    elif isinstance(value, date):
        yield value.isoformat()
    elif isinstance(value, int):
        yield from (value, value / 1000, major(value, currency), f"{value // 60:02d}:{value % 60:02d}")
    elif isinstance(value, Fraction):
        yield from (float(value), major(rounded(value), currency))
    else:
        yield value
