"""What a closed sprint's review says about corrections: the report as it stood at the close against what is recorded today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from textual.content import Content

from sprintsales.domain.kpi_registry import KPIS
from sprintsales.ui import format as written
from sprintsales.ui.content import NOTHING, cut, line
from sprintsales.ui.screens.review_told import Reviewed

if TYPE_CHECKING:
    from sprintsales.services.views.review import ReviewView
    from sprintsales.services.views.reviewed import Restated

CLOSED = "closed"
STATES = {"active": "runs", "review": "in review, not closed yet", "closed": "closed", "cancelled": "cancelled", "planned": "to come"}
NOTHING_CORRECTED = "Nothing was corrected since the close."
COUNTS = frozenset({"deals_moved", "dates_moved"})
"""Restated numbers that the step of deals and dates tells row by row."""


def is_recorded(told: Reviewed) -> bool:
    """Whether a closed sprint is shown as recorded today in place of its report."""
    return told.view.frozen_on is None and told.frozen is not None and told.frozen.now is not None


def since_words(told: Reviewed) -> str:
    """Which of the two is shown of a closed sprint; nothing of one that is not closed."""
    if told.view.sprint.state != CLOSED:
        return ""
    return "as at the close" if told.view.frozen_on is not None else "as recorded today"


def state_words(told: Reviewed) -> str:
    """What the sprint is: running, in review, closed and frozen, or shown as recorded today."""
    sprint, frozen_on = told.view.sprint, told.view.frozen_on
    if frozen_on is not None:
        return f"{sprint.name} closed {written.day_with_month(frozen_on, told.view.today)}, frozen"
    if told.view.is_skipped:
        return f"{sprint.name} is skipped: nobody works in it"
    if sprint.state != CLOSED:
        return f"{sprint.name} {STATES[sprint.state]}"
    return f"{sprint.name} as recorded today{', see ≠' if is_corrected(told) else ', nothing corrected'}"


def is_corrected(told: Reviewed) -> bool:
    """Whether today's records tell the sprint otherwise than its report; what the outlook became since is no correction."""
    return bool(told.corrected) or any(changes(told, part) for part in ("promise", "deals", "unfinished"))


def since_lines(told: Reviewed, part: str, width: int) -> list[Content]:
    """What stands over a step of a closed sprint: each correction, at the close → now, that there was none, or the way to them."""
    if told.frozen is None or told.frozen.now is None:
        return []
    if not is_recorded(told):
        if not is_corrected(told):
            return [line((NOTHING_CORRECTED, "$muted")), NOTHING]
        return [
            cut(line(("≠ ", "bold $accent"), ("corrected since the close, not counted here: ", "$muted"), ("r", "bold $accent")), width),
            NOTHING,
        ]
    found = changes(told, part)
    if not found:
        here = "Nothing of this step was corrected since the close." if is_corrected(told) else NOTHING_CORRECTED
        return [line((here, "$muted")), NOTHING]
    title = "At the close → today" if part == "forecast" else "Corrected since the close, then → now"
    back = line(("   r", "bold $accent"), (" the report again", "$muted"))
    return [line((title, "bold"), back), *(cut(line(("≠ ", "bold $accent"), one), width) for one in found), NOTHING]


def changes(told: Reviewed, part: str) -> list[str]:
    """What today's records tell otherwise than the report in one step, each in words."""
    frozen = told.frozen
    if frozen is None or frozen.now is None:
        return []
    now = frozen.now
    if part in ("goal", "activities"):
        return list(_figures(told, [one for one in told.corrected if one.key not in COUNTS and (part != "goal" or one.who is None)]))
    tell = {"promise": _promises, "deals": _deals, "forecast": _outlook, "unfinished": _unkept}[part]
    return list(tell(frozen, now))


def _figures(told: Reviewed, found: Sequence[Restated]) -> Iterator[str]:
    for one in found:
        who = f"{one.who}: " if one.who else "Team: "
        yield f"{who}{one.title} {_number(one, one.frozen, told.view)} → {_number(one, one.now, told.view)}"


def _number(one: Restated, value: int | float | Fraction | None, view: ReviewView) -> str:
    from sprintsales.domain.kpi_formulas import Figure
    from sprintsales.reports.kpis import figure_text

    if value is None:
        return written.DASH
    if one.unit == "money":
        return written.money_full(int(value), view.currency)
    kpi = KPIS.get(one.key)
    return written.count(int(value)) if kpi is None else figure_text(kpi, Figure(value), view.currency)


def _promises(frozen: ReviewView, now: ReviewView) -> Iterator[str]:
    today = {one.id: one.numbers for one in now.members}
    for one in frozen.members:
        numbers = today.get(one.id)
        if not one.is_restated or numbers is None:
            continue
        before = written.ratio(one.numbers.kept, one.numbers.committed - one.numbers.moot)
        after = written.ratio(numbers.kept, numbers.committed - numbers.moot)
        yield f"{one.name}: kept {before} → {after}" if before != after else f"{one.name}: other numbers beside the kept {after}"


def _deals(frozen: ReviewView, now: ReviewView) -> Iterator[str]:
    def money(value: int | None) -> str:
        return "no value" if value is None else written.money_full(value, now.currency)

    moved, told = ({(one.deal_id, one.kind, one.to_stage): one for one in view.deals_moved} for view in (frozen, now))
    for key, one in told.items():
        if key not in moved:
            yield f"{one.deal}: {one.to_stage}, {money(one.value)}, is new"
        elif moved[key].value != one.value or moved[key].on != one.on:
            before = moved[key]
            days = f", {written.day(before.on, now.today)} → {written.day(one.on, now.today)}" if before.on != one.on else ""
            values = f" {money(before.value)} → {money(one.value)}" if before.value != one.value else ""
            yield f"{one.deal}: {one.to_stage}{values}{days}"
    for key, one in moved.items():
        if key not in told:
            yield f"{one.deal}: {one.to_stage}, {money(one.value)}, is gone"
    dates, later = ({(one.deal_id, one.from_date): one for one in view.dates_moved} for view in (frozen, now))
    for place in dates.keys() | later.keys():
        first, last = dates.get(place), later.get(place)
        one_of = last or first
        if one_of is not None and (first is None or last is None or (first.to_date, first.value) != (last.to_date, last.value)):
            what = "is new" if first is None else "is gone" if last is None else "is another one"
            yield f"{one_of.deal}: the date moved from {written.day(one_of.from_date, now.today)} {what}"


def _outlook(frozen: ReviewView, now: ReviewView) -> Iterator[str]:
    for words, name in (
        ("won", "won"),
        ("with commit", "commit_total"),
        ("with best case", "best_case_total"),
        ("weighted", "weighted_total"),
    ):
        before, after = (getattr(view.forecast.outlook, name) for view in (frozen, now))
        if before != after:
            yield f"{words} {written.money_short(before, now.currency)} → {written.money_short(after, now.currency)}"


def _unkept(frozen: ReviewView, now: ReviewView) -> Iterator[str]:
    then, today = ({one.activity_id: one for one in view.unkept} for view in (frozen, now))
    for id_ in sorted(then.keys() | today.keys()):
        first, last = then.get(id_), today.get(id_)
        one = last or first
        if one is not None and (first is None or last is None or first.fate != last.fate):
            before, after = (found.fate.replace("_", " ") if found else "kept" for found in (first, last))
            yield f"{(one.owner or 'nobody').split(' ')[0]}: {one.title} {before} → {after}"
