"""When a close date moved, by how much and whether the work planned for the old date had been done."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

CORRECTION = timedelta(hours=24)
DONE_SHARE = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class DateSetting:
    """One change of a deal's expected close date as the journal holds it; `undone`: its entry has been taken back."""

    entry_id: int
    moment: datetime
    known_on: date
    member_id: int | None
    before: date | None
    after: date | None
    by_hand: bool = True
    undone: bool = False
    reason: str | None = None
    value: int | None = None
    """The deal's value at that moment, minor units of the team currency."""


@dataclass(frozen=True, slots=True)
class DateMove:
    """A close date moved later (a push, days > 0) or earlier (a pull-in, days < 0)."""

    entry_id: int
    on: date
    """The day it moved (the first day, where several pushes of a sprint merge)."""
    since: date | None
    """The day the date it moved away from had been set; None where unknown."""
    from_date: date
    to_date: date
    member_id: int | None
    reason: str | None
    value: int | None
    by_hand: bool = True
    moves: int = 1

    @property
    def days(self) -> int:
        """Days from the old date to the new one."""
        return (self.to_date - self.from_date).days


@dataclass(frozen=True, slots=True)
class DateHistory:
    """What a deal's date settings add up to: `first date + days of all moves = last date`."""

    first_close_on: date | None = None
    last_close_on: date | None = None
    pushes: tuple[DateMove, ...] = ()
    pull_ins: tuple[DateMove, ...] = ()

    @property
    def days_slipped(self) -> int:
        """The days of all pushes; pull-ins are told apart and not set against them."""
        return sum(push.days for push in self.pushes)


def date_history(settings: Iterable[DateSetting], sprint_of: Callable[[date], Hashable | None]) -> DateHistory:
    """Pushes and pull-ins from date settings in the order of the journal.

    Undone settings never happened. A change by hand within 24 hours of the change before it, made by hand by the same person, corrects
    that one. Consecutive pushes inside one sprint (`sprint_of` names it, None outside of any) are one. A date that was cleared and later
    set is compared with the last date there was, so that clearing hides no push.
    """
    effective = _corrected(one for one in settings if not one.undone)
    moves: list[DateMove] = []
    first: date | None = None
    last: date | None = None
    since: date | None = None
    for one in effective:
        last = last or one.before  # a history may begin with a change of a date that was there before it
        first = first or last
        if one.after is None:
            continue
        if last is not None and one.after != last:
            moves.append(DateMove(one.entry_id, one.known_on, since, last, one.after, one.member_id, one.reason, one.value, one.by_hand))
        if one.after != last:
            since = one.known_on
        last = one.after
        first = first or last
    merged = _merged(moves, sprint_of)
    return DateHistory(first, last, tuple(m for m in merged if m.days > 0), tuple(m for m in merged if m.days < 0))


def _corrected(settings: Iterable[DateSetting]) -> list[DateSetting]:
    """The settings with each correction folded into what it corrects: the earlier moment, the later date and reason."""
    kept: list[DateSetting] = []
    latest: DateSetting | None = None
    for one in settings:
        if latest is not None and _is_correction(latest, one):
            kept[-1] = replace(kept[-1], after=one.after, reason=one.reason or kept[-1].reason, value=one.value)
        else:
            kept.append(one)
        latest = one
    return [one for one in kept if one.before != one.after]


def _is_correction(earlier: DateSetting, later: DateSetting) -> bool:
    by_one_hand = earlier.by_hand and later.by_hand and later.member_id is not None and earlier.member_id == later.member_id
    return by_one_hand and later.moment - earlier.moment <= CORRECTION


def _merged(moves: Sequence[DateMove], sprint_of: Callable[[date], Hashable | None]) -> list[DateMove]:
    """Consecutive pushes of one sprint as one; a pull-in between them keeps them apart, so that the days still add up."""
    merged: list[DateMove] = []
    for move in moves:
        earlier = merged[-1] if merged else None
        if earlier is not None and earlier.days > 0 and move.days > 0:
            sprint = sprint_of(move.on)
            if sprint is not None and sprint == sprint_of(earlier.on):
                merged[-1] = replace(
                    earlier, to_date=move.to_date, reason=move.reason or earlier.reason, value=move.value, moves=earlier.moves + move.moves
                )
                continue
        merged.append(move)
    return merged


PLAN_MISSED = "plan_missed"
PLAN_DONE = "plan_done"
PLAN_DONE_UNPLANNED = "plan_done_unplanned"
MOVED_EARLY = "moved_early"
NO_PLAN = "no_plan"

SLIP_CLASSES: dict[str, str] = {
    PLAN_MISSED: "Less than half of what was due had been done.",
    PLAN_DONE: "At least half of what was due had been done, and the date still moved.",
    PLAN_DONE_UNPLANNED: "Nothing was due, yet the customer was worked on.",
    MOVED_EARLY: "Nothing was due yet; work stood planned up to the old date.",
    NO_PLAN: "Nothing was planned for the old date and nothing was done.",
}
"""By code, the sentence that explains it. Each push is in exactly one class."""


SLIP_WORDS: dict[str, str] = {
    PLAN_MISSED: "planned work not done",
    PLAN_DONE: "planned work was done",
    PLAN_DONE_UNPLANNED: "work done, not planned",
    MOVED_EARLY: "planned work not due yet",
    NO_PLAN: "nothing planned or done",
}
"""By code, what the plan says about a push, to be read after the reason a person gave; the same words everywhere."""
NO_REASON = "no reason given"


def why_moved(code: str | None, reason: str | None) -> str:
    """Why a date moved: the person's own reason first, then what the plan says; of a pull-in (no CODE) that it closes earlier."""
    if code is None:
        return f"“{reason}”" if reason else "closes earlier"
    return f"{f'“{reason}”' if reason else NO_REASON}; {SLIP_WORDS[code]}"


@dataclass(frozen=True, slots=True)
class DealWork:
    """One activity of the deal as slips see it: every day it was ever planned on, and the day it was done."""

    activity_id: int
    planned_days: tuple[date, ...] = ()
    done_on: date | None = None
    touch: bool = True


def slip_class(push: DateMove, work: Iterable[DealWork]) -> str:
    """The class of one push, by the deal's activities in the window from the setting of the old date to the push.

    Due: ever planned on a day of the window before the day of the push, or planned on that day and done by it (work of this very day
    that is still open is not yet missed). Done: the due ones done by the push, and other touches done in the window.
    """
    start = push.since or date.min
    due = done = ahead = 0
    for one in work:
        done_by_now = one.done_on is not None and one.done_on <= push.on
        was_due = any(start <= day < push.on or (day == push.on and done_by_now) for day in one.planned_days)
        if was_due:
            due += 1
            done += done_by_now
        elif one.done_on is not None and done_by_now:
            done += one.touch and one.done_on >= start
        else:
            ahead += any(push.on <= day <= push.from_date for day in one.planned_days)
    if due:
        return PLAN_DONE if done >= DONE_SHARE * due else PLAN_MISSED
    if done:
        return PLAN_DONE_UNPLANNED
    return MOVED_EARLY if ahead else NO_PLAN


@dataclass(frozen=True, slots=True)
class SlipSum:
    """What the pushes of one class come to; `unvalued` of them have no amount."""

    pushes: int = 0
    days: int = 0
    value: int = 0
    unvalued: int = 0


def by_class(pushes: Iterable[tuple[DateMove, str]]) -> dict[str, SlipSum]:
    """Count, days and value per slip class, all five classes present; together they are all pushes."""
    sums = {code: SlipSum() for code in SLIP_CLASSES}
    for push, code in pushes:
        one = sums[code]
        sums[code] = SlipSum(one.pushes + 1, one.days + push.days, one.value + (push.value or 0), one.unvalued + (push.value is None))
    return sums
