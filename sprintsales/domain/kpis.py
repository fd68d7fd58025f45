"""The figures of one group, and the cutting of a period's facts into groups that sum to the total."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.kpi_facts import DATED, OF_A_PERIOD, Counts, Group, KpiFacts, counted
from sprintsales.domain.kpi_formulas import Figure
from sprintsales.domain.kpi_registry import KPIS, OF_PEOPLE
from sprintsales.domain.periods import Period, iso_name


def compute(facts: KpiFacts) -> dict[str, Figure]:
    """Every KPI of the registry for one group, in its order; unrounded, money in minor units."""
    counts = counted(facts)
    return {key: _figure(key, facts, counts) for key in KPIS}


def _figure(key: str, facts: KpiFacts, counts: Counts) -> Figure:
    if not facts.of_people and key in OF_PEOPLE:
        return Figure(None, why="counted by people only")
    return Figure(None, why=facts.unknown[key]) if key in facts.unknown else KPIS[key].formula(counts)


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to cut. `people`: promises, quotas, working time and calls belong to it; `time`: a piece of the period."""

    key: str
    title: str
    nobody: str
    """The name of the row for what belongs to none."""
    people: bool = False
    time: bool = False


CUTS: dict[str, Cut] = {
    cut.key: cut
    for cut in (
        Cut("rep", "rep", "(no owner)", people=True),
        Cut("team", "team", "(no team)", people=True),
        Cut("manager", "manager", "(no manager)", people=True),
        Cut("function", "function", "(no function)", people=True),
        Cut("territory", "territory", "(no territory)", people=True),
        Cut("product", "product", "(no product)"),
        Cut("segment", "segment", "(no segment)"),
        Cut("source", "source", "(no source)"),
        Cut("stage", "stage", "(no stage)"),
        Cut("week", "week", "", people=True, time=True),
        Cut("month", "month", "", people=True, time=True),
        Cut("quarter", "quarter", "", people=True, time=True),
    )
}


def cuts_named(text: str) -> tuple[Cut, ...]:
    """The cuts of "rep" or "rep,month"; raises NotReadable for an unknown one, for more than two, for one twice and for two of time."""
    keys = [word.strip() for word in text.split(",") if word.strip()]
    unknown = [key for key in keys if key not in CUTS]
    if unknown:
        raise NotReadable(f"“{unknown[0]}” is no cut; choose from {', '.join(CUTS)}, or two of them as in rep,month.")
    cuts = tuple(CUTS[key] for key in keys)
    if not 1 <= len(cuts) <= 2 or len(set(keys)) < len(keys) or sum(cut.time for cut in cuts) > 1:
        raise NotReadable("Figures can be cut in one or two ways, such as rep or rep,month; only one of them may be a time.")
    return cuts


class _Row(Protocol):
    @property
    def group(self) -> Group: ...


@dataclass(frozen=True, slots=True)
class KpiGroup:
    """One row of a cut table. `key`: one part per cut (a Period under a cut by time, None for nobody), `names` beside it."""

    key: tuple[Hashable, ...]
    names: tuple[str, ...]
    facts: KpiFacts

    @property
    def name(self) -> str:
        """The names as one."""
        return " · ".join(self.names)


_OF_PEOPLE = frozenset({"promises", "available", "quotas", "calls"})


def grouped(
    facts: KpiFacts,
    cuts: Sequence[Cut],
    *,
    pieces: Sequence[Period] = (),
    names: Mapping[str, Mapping[Any, str]] | None = None,
    also: Iterable[Group] = (),
) -> tuple[KpiGroup, ...]:
    """The facts dealt out to their groups, each row to exactly one, so that groups sum to the total; ordered by name, nobody last.

    `pieces` cover the period and are needed under a cut by time. `names`: by cut, the shown name of each key. `also`: keys (as rows carry
    them) that must have a row even without facts; under a cut by time alone every piece has one. Promises, quotas, working time and calls
    are dealt out only where all cuts are by people or time: a product has no quota. Raises ValueError for a row outside all pieces.
    """
    dealt: dict[tuple[Hashable, ...], dict[str, list[Any]]] = {}
    place = _placing(cuts, pieces)
    of_people = all(cut.people for cut in cuts)
    for family in (*DATED, *OF_A_PERIOD):
        rows: Sequence[Any] | None = getattr(facts, family)
        if not rows or (family in _OF_PEOPLE and not of_people):
            continue
        of_a_period = family in OF_A_PERIOD
        for row in rows:
            if of_a_period and pieces and row.period not in pieces:
                continue  # the quota of the whole period belongs to the total alone
            key = place(row.group, row.period.start if of_a_period else row.on)
            dealt.setdefault(key, {}).setdefault(family, []).append(row)
    for key in _wanted(cuts, pieces, also):
        dealt.setdefault(key, {})
    found = [_group(facts, cuts, key, families, names or {}, of_people=of_people) for key, families in dealt.items()]
    return tuple(sorted(found, key=_shown_order))


def _placing(cuts: Sequence[Cut], pieces: Sequence[Period]) -> Callable[[Group, date], tuple[Hashable, ...]]:
    """How a row's own keys and day become the key of its group."""
    at = next((position for position, cut in enumerate(cuts) if cut.time), None)
    if at is None:
        return lambda group, _day: group
    if not pieces:
        raise ValueError("a cut by time needs the pieces of the period")
    position = at
    ordered = sorted(pieces)
    starts = [piece.start for piece in ordered]

    def place(group: Group, day: date) -> tuple[Hashable, ...]:
        found = bisect_right(starts, day) - 1
        if found < 0 or day not in ordered[found]:
            raise ValueError(f"{day} lies in no piece of the period")
        return (*group[:position], ordered[found], *group[position:])

    return place


def _wanted(cuts: Sequence[Cut], pieces: Sequence[Period], also: Iterable[Group]) -> list[tuple[Hashable, ...]]:
    if len(cuts) == 1 and cuts[0].time:
        return [(piece,) for piece in pieces]
    return [] if any(cut.time for cut in cuts) else list(also)


def _group(
    facts: KpiFacts,
    cuts: Sequence[Cut],
    key: tuple[Hashable, ...],
    families: Mapping[str, Sequence[_Row]],
    names: Mapping[str, Mapping[Any, str]],
    *,
    of_people: bool,
) -> KpiGroup:
    """One group with its own rows; a family not asked for stays so."""
    changes: dict[str, Any] = {"quota": None, "of_people": of_people}
    for family in (*DATED, *OF_A_PERIOD):
        changes[family] = None if getattr(facts, family) is None else families.get(family, ())
    for part in key:
        if isinstance(part, Period):
            changes["period"] = part
    shown = tuple(_name(cut, part, names) for cut, part in zip(cuts, key, strict=True))
    return KpiGroup(key, shown, replace(facts, **changes))


def _name(cut: Cut, part: Hashable, names: Mapping[str, Mapping[Any, str]]) -> str:
    if isinstance(part, Period):
        return piece_name(cut.key, part)
    if part is None:
        return cut.nobody
    return names.get(cut.key, {}).get(part, str(part))


def piece_name(kind: str, piece: Period) -> str:
    """A week as 2026-W47 (the ISO week most of it lies in), a month as 2026-11, a quarter as 2026-10 to 2026-12."""
    if kind == "week":
        return iso_name(piece.start + (piece.last - piece.start) // 2)
    first, last = piece.start.strftime("%Y-%m"), piece.last.strftime("%Y-%m")
    return first if first == last else f"{first} to {last}"


def _shown_order(group: KpiGroup) -> tuple[tuple[bool, str, str], ...]:
    return tuple(
        (part is None, part.start.isoformat() if isinstance(part, Period) else name.casefold(), str(part))
        for part, name in zip(group.key, group.names, strict=True)
    )
