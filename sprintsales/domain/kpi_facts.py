"""The counted facts KPIs are made of: slim rows that storage fills, and their one-pass sums for one group."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sprintsales.domain.accountability import PromiseNumbers
from sprintsales.domain.activities import NON_SELLING, TYPES, VALUE, VOLUME
from sprintsales.domain.periods import Period

Group = tuple[Hashable, ...]
"""The keys of a row under the asked cuts (those that are no time), in their order; None in it: "(no owner)" and the like."""


@dataclass(frozen=True, slots=True)
class ClosedDeal:
    """A deal won or lost on a day of the period, for the owner and team at closing; value at the closing day's rate."""

    outcome: str
    value: int | None
    started_on: date | None
    on: date
    group: Group = ()
    ref: int | None = None
    """The deal, for showing which ones a figure counts."""


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """A deal open at the moment of the period: the earlier of its last day and today; value at the period start's rate.

    `on` is the last day of the period (under a cut by time: of the piece) it is counted for, also where that lies ahead.
    """

    value: int | None
    probability: int | None
    close_on: date | None
    clean: bool | None
    """Whether it passes all hygiene rules; None where not judged."""
    on: date
    group: Group = ()
    ref: int | None = None
    """The deal, for showing which ones a figure counts."""


@dataclass(frozen=True, slots=True)
class CreatedDeal:
    """A deal that began on a day of the period, with its outcome as known now; without `has_start` it only became known on that day."""

    outcome: str
    on: date
    group: Group = ()
    ref: int | None = None
    """The deal, for showing which ones a figure counts."""
    has_start: bool = True


@dataclass(frozen=True, slots=True)
class ActivityTally:
    """Done units of one type and outcome, for the doer. `on`: the day done, or any day of the same piece of the period."""

    type: str
    outcome: str | None
    units: int
    minutes: int
    on: date
    group: Group = ()
    kind: str | None = None
    """Class of a team's own type: value, volume or non_selling; None: as the built-in type says."""


@dataclass(frozen=True, slots=True)
class CountRow:
    """`units` of something countable on a day: leads created, stage advances, meetings planned for that day."""

    units: int
    on: date
    group: Group = ()
    ref: int | None = None
    """The lead or deal it is about, for showing which ones a figure counts."""


@dataclass(frozen=True, slots=True)
class PushRow:
    """One push of a close date in the period, with the deal's value at that moment and the days it moved."""

    value: int | None
    days: int
    on: date
    group: Group = ()
    ref: int | None = None
    """The deal, for showing which ones a figure counts."""


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One rep's numbers of one sprint; `on`: the sprint's last working day."""

    numbers: PromiseNumbers
    on: date
    group: Group = ()
    ref: int | None = None
    """The number of the sprint."""
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """One rep's quota for exactly this period or piece (prorated for a joiner) and what the rep won in it."""

    amount: int
    won: int
    period: Period
    group: Group = ()


@dataclass(frozen=True, slots=True)
class CallRow:
    """One stored forecast call for exactly this period or piece: the value named."""

    value: int
    period: Period
    group: Group = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiFacts:
    """All that is known of one group in one period. A family that is None has not been asked for: its KPIs say "not built"."""

    period: Period
    today: date
    closed: Sequence[ClosedDeal] = ()
    open: Sequence[OpenDeal] = ()
    created: Sequence[CreatedDeal] = ()
    activities: Sequence[ActivityTally] = ()
    promises: Sequence[PromiseRow] = ()
    pushes: Sequence[PushRow] | None = ()
    leads: Sequence[CountRow] | None = ()
    meetings: Sequence[CountRow] | None = ()
    """Meetings by the day they are planned for."""
    stage_advances: Sequence[CountRow] | None = None
    available: Sequence[CountRow] | None = None
    """Available working minutes, up to today."""
    first_touches: Sequence[CountRow] | None = None
    """Working minutes from a lead's creation to its first touch, one row each."""
    positive_responses: Sequence[CountRow] | None = None
    """Minutes from the first touch to the positive response, one row each."""
    calls: Sequence[CallRow] | None = None
    quotas: Sequence[QuotaRow] = ()
    of_people: bool = True
    """False for the groups of a cut by product, segment, source or stage."""
    quota: int | None = None
    """A goal of the group's own (a team's), which stands above the sum of its reps' quotas."""
    unknown: Mapping[str, str] = field(default_factory=dict)
    """KPIs nobody can know, and why: on a past day before anything was recorded."""

    @property
    def has_ended(self) -> bool:
        """Whether the period is over."""
        return self.period.end <= self.today


DATED = (
    "closed", "open", "created", "activities", "promises", "pushes", "leads", "meetings", "stage_advances", "available", "first_touches",
    "positive_responses",
)  # fmt: skip
"""The families of rows that have a day."""
OF_A_PERIOD = ("quotas", "calls")
"""The families of rows that belong to just one period."""


def without_rows(facts: KpiFacts, families: Iterable[str] = (*DATED, *OF_A_PERIOD)) -> KpiFacts:
    """FACTS with no row in some families; what was not asked for stays so."""
    nothing: dict[str, Any] = {name: () for name in families if getattr(facts, name) is not None}
    return replace(facts, **nothing)


@dataclass(slots=True)
class Counts:
    """The sums of one group's facts, made in one pass and read by the formulas. Money in minor units."""

    facts: KpiFacts
    won_values: list[int] = field(default_factory=list)
    won_count: int = 0
    won_cycles: list[int] = field(default_factory=list)
    lost_count: int = 0
    lost_value: int = 0
    lost_valued: int = 0
    lost_cycles: list[int] = field(default_factory=list)
    open_count: int = 0
    open_values: int = 0
    open_valued: int = 0
    weighted: int = 0
    """Σ value × per mille."""
    weighted_n: int = 0
    closing_value: int = 0
    """Open value with a close date in the period."""
    closing_n: int = 0
    judged: int = 0
    clean: int = 0
    created: int = 0
    created_won: int = 0
    created_open: int = 0
    startless: int = 0
    """Deals that became known in the period and have no start date: when they began, nobody knows."""
    units: dict[tuple[str, str | None], int] = field(default_factory=dict)
    class_units: dict[str, int] = field(default_factory=dict)
    class_minutes: dict[str, int] = field(default_factory=dict)

    @property
    def won_value(self) -> int:
        """The sum of the known values of won deals."""
        return sum(self.won_values)


def counted(facts: KpiFacts) -> Counts:
    """The sums the formulas read; linear in the number of rows."""
    counts = Counts(facts)
    _count_closed(counts)
    _count_open(counts)
    for deal in facts.created:
        if not deal.has_start:
            counts.startless += 1
            continue
        counts.created += 1
        counts.created_won += deal.outcome == "won"
        counts.created_open += deal.outcome == "open"
    for tally in facts.activities:
        key = (tally.type, tally.outcome)
        counts.units[key] = counts.units.get(key, 0) + tally.units
        kind = tally.kind or _class_of(tally.type)
        counts.class_units[kind] = counts.class_units.get(kind, 0) + tally.units
        counts.class_minutes[kind] = counts.class_minutes.get(kind, 0) + tally.minutes
    return counts


def _class_of(code: str) -> str:
    known = TYPES.get(code)
    return NON_SELLING if known is None else known.kind


def _count_closed(counts: Counts) -> None:
    values, won_cycles, lost_cycles = counts.won_values, counts.won_cycles, counts.lost_cycles
    for deal in counts.facts.closed:
        days = None if deal.started_on is None else (deal.on - deal.started_on).days
        measured = days is not None and days >= 0  # closed before it began is a typing error, not a cycle
        if deal.outcome == "won":
            counts.won_count += 1
            if deal.value is not None:
                values.append(deal.value)
            if measured and days is not None:
                won_cycles.append(days)
        else:
            counts.lost_count += 1
            if deal.value is not None:
                counts.lost_valued += 1
                counts.lost_value += deal.value
            if measured and days is not None:
                lost_cycles.append(days)


def _count_open(counts: Counts) -> None:
    period = counts.facts.period
    last, start, end = period.last, period.start, period.end
    for deal in counts.facts.open:
        if deal.on != last:  # under a cut by time the other rows are those of the earlier pieces
            continue
        counts.open_count += 1
        value = deal.value
        if value is not None:
            counts.open_valued += 1
            counts.open_values += value
            if deal.probability is not None:
                counts.weighted += value * deal.probability
                counts.weighted_n += 1
            if deal.close_on is not None and start <= deal.close_on < end:
                counts.closing_value += value
                counts.closing_n += 1
        if deal.clean is not None:
            counts.judged += 1
            counts.clean += deal.clean


def units_of(counts: Counts, code: str) -> int:
    """Done units of one activity type, whatever came out."""
    return sum(units for (type_code, _outcome), units in counts.units.items() if type_code == code)


def units_with(counts: Counts, code: str, quality: str) -> tuple[int, int]:
    """Done units of a type whose outcome has a quality (`reached`, `held`), and the units whose outcome is known at all."""
    having = known = 0
    for (type_code, outcome), units in counts.units.items():
        if type_code == code and outcome is not None:
            known += units
            row = TYPES[code].outcome(outcome) if code in TYPES else None
            having += units if row is not None and getattr(row, quality) else 0
    return having, known


def selling_minutes(counts: Counts) -> int:
    """Done minutes of value and volume types."""
    return counts.class_minutes.get(VALUE, 0) + counts.class_minutes.get(VOLUME, 0)
