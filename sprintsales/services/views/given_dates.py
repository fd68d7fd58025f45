"""What can be said of a close date from the day it was given: too soon for its stage and age, or only the end of some month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sprintsales.domain.deals import DealFacts, opened_on
from sprintsales.domain.flags import looks_like_placeholder, month_end_chance, placeholder_habit
from sprintsales.domain.slips import DateHistory
from sprintsales.domain.won_history import ENOUGH, StageStay, is_unlikely, remaining_days
from sprintsales.storage.queries.calendars import Calendars
from sprintsales.storage.queries.stages import StageStep

LOOKED_AT = 500
"""Stays of a stage that a date is held against: the latest ones."""


@dataclass(frozen=True, slots=True)
class GivenDate:
    """When a deal's present close date was given, and whether a person gave it."""

    on: date
    by_hand: bool


def judged_dates(
    deals: Iterable[DealFacts],
    *,
    histories: Mapping[int, DateHistory],
    by_hand: frozenset[int],
    calendars: Calendars,
    steps: Mapping[int, Sequence[StageStep]],
    stays: Sequence[StageStay],
    today: date,
) -> dict[int, frozenset[str]]:
    """Return by deal what its date deserves: `unlikely`, `placeholder` or both; deals of which nothing is to say are left out."""
    dated = [(deal, given(deal, histories.get(deal.id), by_hand)) for deal in deals if deal.outcome == "open" and deal.close_on is not None]
    marked = {deal_id: {"placeholder"} for deal_id in placeholders(dated, calendars, today)}
    needed = Needed(stays)
    for deal, when in dated if len(stays) >= ENOUGH else ():
        if is_too_soon(deal, when, steps.get(deal.id, ()), needed):
            marked.setdefault(deal.id, set()).add("unlikely")
    return {deal_id: frozenset(codes) for deal_id, codes in marked.items()}


class Needed:
    """How long won deals of a stage and age still needed, computed once for each pair; of each stage the latest stays are looked at."""

    def __init__(self, stays: Sequence[StageStay]) -> None:
        self._stays: dict[int, list[StageStay]] = {}
        self._found: dict[tuple[int, int], list[int]] = {}
        for stay in stays:
            of_stage = self._stays.setdefault(stay.stage_id, [])
            if len(of_stage) < LOOKED_AT:
                of_stage.append(stay)

    def after(self, stage_id: int, age: int) -> list[int]:
        """Return the days, ascending."""
        if (stage_id, age) not in self._found:
            self._found[stage_id, age] = remaining_days(self._stays.get(stage_id, ()), stage_id=stage_id, age=age)
        return self._found[stage_id, age]


def given(deal: DealFacts, history: DateHistory | None, by_hand: frozenset[int]) -> GivenDate:
    """Return when the present date was given: with its last move, else with the deal."""
    moves = (*history.pushes, *history.pull_ins) if history else ()
    if not moves:
        return GivenDate(deal.created_on, deal.id in by_hand)
    last = max(moves, key=lambda move: (move.on, move.entry_id))
    return GivenDate(last.on, last.by_hand)


def is_too_soon(deal: DealFacts, when: GivenDate, steps: Sequence[StageStep], needed: Needed) -> bool:
    """Return whether the date was sooner than 95 % of won deals of the stage and age it then had needed."""
    if deal.close_on is None or deal.stage_id is None:
        return False
    then = [step.stage_id for step in steps if step.on <= when.on]
    age = max(0, (when.on - opened_on(deal)).days)
    return bool(is_unlikely((deal.close_on - when.on).days, needed.after(then[-1] if then else deal.stage_id, age)))


def placeholders(dated: Sequence[tuple[DealFacts, GivenDate]], calendars: Calendars, today: date) -> set[int]:
    """Return the deals whose date looks like a placeholder, of reps who give such dates over three times as often as chance."""
    by_owner: dict[int | None, list[tuple[DealFacts, GivenDate]]] = {}
    for deal, when in dated:
        by_owner.setdefault(deal.owner_id, []).append((deal, when))
    found: set[int] = set()
    for owner, theirs in by_owner.items():
        is_working = calendars.of(owner).without_seats.is_working
        days = [deal.close_on for deal, _when in theirs if deal.close_on is not None]
        hits = {
            deal.id
            for deal, when in theirs
            if deal.close_on is not None
            and looks_like_placeholder(
                deal.close_on,
                set_on=when.on,
                touched_on=when.on if when.by_hand else None,
                renewal=deal.stage_kind == "won",
                today=today,
                is_working=is_working,
            )
        }
        if hits and placeholder_habit(len(hits), len(theirs), month_end_chance(min(days), max(days), is_working)):
            found |= hits
    return found
