"""When deals can close, as a report and as a document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from sprintsales.domain.activities import kind_of
from sprintsales.domain.flag_registry import FLAGS
from sprintsales.domain.forecast import Forecast, Heap
from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import DASH, amount, brief, count, day, days_through, iso, money, period_document, whole

if TYPE_CHECKING:
    from sprintsales.domain.deals import DealFacts
    from sprintsales.domain.flags import Flag
    from sprintsales.services.views.closing import ClosingDeal, ClosingView, ClosingWeek
    from sprintsales.services.views.closing_board import Outlook


SAID: Mapping[str, str] = {
    "uncovered": "nothing planned", "overdue": "{n} d past", "agreement_late": "agreement {n} d late",
    "agreement_after_close": "agreement after close", "unlikely": "unlikely date", "stalled": "stalled {n} d", "pushed": "moved {n}×",
    "no_date": "no date", "dead": "open {n} d, dead", "no_value": "no value", "placeholder": "placeholder date",
    "missing": "not in the CRM",
}  # fmt: skip
"""The flags in a few words; `n` is what they count."""


def as_document(view: ClosingView) -> dict[str, object]:
    """Return the view as the document sprintsales.closing/1; `as_of` is the day the deals are told as known on."""
    asked = view.asked
    return {
        "schema": "sprintsales.closing/1",
        "as_of": iso(view.day),
        "rep": view.rep,
        "period": None if asked is None else period_document(asked.period, asked.kind),
        "currency": view.currency,
        "uncovered": heap_document(view.uncovered, view.currency),
        "overdue": heap_document(view.overdue, view.currency),
        "undated": heap_document(view.undated, view.currency),
        "known_from_dates_only": view.from_dates_only,
        "deals": [deal_document(row, view.currency) for row in view.deals],
        "weeks": [week_document(one, view.currency) for one in view.weeks],
        "forecasts": [outlook_document(one, view.currency) for one in view.outlooks],
    }


def outlook_document(one: Outlook, currency: str) -> dict[str, object]:
    """Return what a period will bring as JSON, the goal as the screen holds it against: its own, or its part of a longer one."""
    told, goal = one.forecast, one.goal
    names = ("won", "commit", "commit_total", "best_case", "best_case_total", "weighted", "weighted_total", "naive")
    return {
        "period": period_document(told.period, one.kind),
        **{name: money(getattr(told, name), currency) for name in names},
        "naive_n": told.naive_n,
        "goal": money(goal.level, currency) if goal else None,
        "goal_part_of": goal.part_of if goal else None,
        "weighted_to_goal": money(told.weighted_total - goal.level, currency) if goal else None,
        "working_days_left": one.days_left,
    }


def doubtful_words(outlook: Forecast, currency: str) -> str:
    """Return what of the commit rests on dates that cannot be true: EUR 38,000 of commit (1 deal) rests on ..."""
    heap = outlook.doubtful
    many = f"{count(heap.count)} {'deal' if heap.count == 1 else 'deals'}"
    return f"{currency} {amount(heap.known, currency)} of commit ({many}) rests on a date that cannot be true: agreement after close."


def heap_document(heap: Heap, currency: str) -> dict[str, object]:
    """Return count and value; `unvalued` of them have no amount."""
    return {"count": heap.count, "value": money(heap.value, currency), "unvalued": heap.unvalued}


def facts_document(deal: DealFacts, currency: str) -> dict[str, object]:
    """Return what a document says of any deal."""
    touch = deal.next_touch
    return {
        "id": deal.id,
        "external_id": deal.external_id,
        "name": deal.name,
        "account": deal.account,
        "owner": deal.owner,
        "stage": deal.stage,
        "value": money(deal.value, currency),
        "probability": None if deal.probability is None else deal.probability / 1000,
        "agreement_on": iso(deal.agreement_on),
        "close_on": iso(deal.close_on),
        "first_close_on": iso(deal.first_close_on),
        "pushes": deal.pushes,
        "days_slipped": deal.days_slipped,
        "next_activity": None if touch is None else {"type": touch[0], "on": iso(touch[1])},
        "last_touch": iso(deal.last_touch),
    }


def deal_document(row: ClosingDeal, currency: str) -> dict[str, object]:
    """Return one open deal."""
    facts = facts_document(row.deal, currency)
    facts |= {"stage_age_days": row.stage_age, "days_to_close": row.days_to_close, "flags": list(row.codes)}
    facts |= {"earlier_close_on": [iso(one) for one in row.earlier], "blocked": row.deal.blocked}
    return facts | {"known_from_dates_only": True} if row.deal.known_from_dates_only else facts


def week_document(one: ClosingWeek, currency: str) -> dict[str, object]:
    """Return one week ahead."""
    return {
        "start": iso(one.start),
        "count": one.count,
        "value": money(one.value, currency),
        "weighted": money(one.weighted, currency),
        "uncovered": money(one.uncovered, currency),
        "unvalued": one.unvalued,
        "goal": money(one.goal.level, currency) if one.goal else None,
        "goal_part_of": one.goal.part_of if one.goal else None,
    }


def as_sheet(view: ClosingView) -> Sheet:
    """Return the view as a report: every open deal, the weeks ahead, what the week, month and quarter will bring, sums."""
    asked = "" if view.asked is None else f" closing {days_through(view.asked.period)}"
    whose = f" of {view.rep}" if view.rep else ""
    many = f"{count(len(view.deals))} open {'deal' if len(view.deals) == 1 else 'deals'}"
    title = f"Closing · {many}{whose}{asked} · {day(view.day, view.day)} {view.day.year} · amounts in {view.currency}"
    return Sheet(title, (Section("", notes=_sums(view)), _deals(view), _weeks(view), _outlooks(view)))


def _outlooks(view: ClosingView) -> Section:
    """What the present week, month and quarter will bring."""
    heads = ("won", "with commit", "with best case", "weighted", "goal", "naive", "days left")
    columns = (Column("period", key="kind"), *(Column(head, right=True, spare=head in ("naive", "days left")) for head in heads))
    rows = []
    for one in view.outlooks:
        told = one.forecast
        goal = one.goal.level if one.goal else None
        amounts = (told.won, told.commit_total, told.best_case_total, told.weighted_total, goal, told.naive)
        cells = (Cell(whole(value, view.currency), money(value, view.currency)) for value in amounts)
        period = Cell(f"{one.kind} to {brief(told.period.last, view.day)}", one.kind)
        rows.append((period, *cells, Cell(count(one.days_left), one.days_left)))
    note = "Naive: the mean of the last three ended periods. More of one period: sprintsales forecast --period month"
    doubtful = [doubtful_words(one.forecast, view.currency) for one in view.outlooks[-1:] if one.forecast.doubtful.count]
    return Section("forecast, won included", columns, tuple(rows), (*doubtful, note))


def _sums(view: ClosingView) -> tuple[str, ...]:
    rows = (("closing soon, nothing planned", view.uncovered), ("overdue", view.overdue), ("without a date", view.undated))
    notes = [
        f"{count(heap.count)} {words}: {amount(heap.value, view.currency)} {view.currency}"
        + (f" ({count(heap.unvalued)} without a value)" if heap.unvalued else "")
        for words, heap in rows
        if heap.count
    ]
    if view.from_dates_only:
        notes.append(f"{count(view.from_dates_only)} known from their start and closing dates only")
    return tuple(notes)


def flag_words(code: str) -> str:
    """Return the sign and title of a flag."""
    kind = FLAGS[code]
    return f"{kind.sign} {kind.title}"


def flag_said(flag: Flag) -> str:
    """Return a flag's sign with a few words: ✗ 5 d past."""
    return f"{flag.kind.sign} {SAID[flag.code].format(n=flag.n or 0)}"


def touch_words(touch: tuple[str, date] | None, today: date) -> str:
    """Return the next planned touch: call Fri 20 Nov."""
    return f"{kind_of(touch[0]).name} {brief(touch[1], today)}" if touch else ""


def _deals(view: ClosingView) -> Section:
    columns = (
        Column("#", right=True, key="id"),
        Column("deal", cut=True, key="name"),
        Column("owner", cut=True, key="owner"),
        Column("value", right=True, key="value"),
        Column("agreement", key="agreement_on"),
        Column("close", key="close_on"),
        Column("moved", right=True, key="pushes", spare=True),
        Column("next touch", cut=True, key="next_touch"),
        Column("what to know", key="flags", wraps=True),
    )
    return Section("", columns, tuple(_deal_cells(row, view) for row in view.deals), empty="No open deals.")


def _deal_cells(row: ClosingDeal, view: ClosingView) -> tuple[Cell, ...]:
    deal = row.deal
    touch = deal.next_touch
    said = [flag_said(flag) for flag in row.flags]
    if deal.pushes:
        said.append(f"{deal.days_slipped:+,d} d in all, first {brief(deal.first_close_on, view.day)}")
    agreement = "sent" if deal.agreement_sent_on is not None else brief(deal.agreement_on, view.day) if deal.agreement_on else ""
    return (
        Cell(str(deal.id), deal.id),
        plain(deal.name),
        plain(deal.owner),
        Cell(amount(deal.value, view.currency), money(deal.value, view.currency)),
        Cell(agreement, deal.agreement_on),
        Cell(brief(deal.close_on, view.day), deal.close_on),
        Cell(f"{deal.pushes}×" if deal.pushes else "", deal.pushes),
        Cell(touch_words(touch, view.day) or DASH, iso(touch[1]) if touch else None),
        Cell(" · ".join(said), " ".join(row.codes) or None),
    )


def _weeks(view: ClosingView) -> Section:
    columns = (
        Column("week of", key="start"),
        Column("deals", right=True, key="count"),
        Column("value", right=True, key="value"),
        Column("weighted", right=True, key="weighted"),
        Column("nothing planned", right=True, key="uncovered"),
        Column("goal", right=True, key="goal"),
    )
    rows = tuple(
        (
            Cell(day(one.start, view.day), one.start),
            Cell(count(one.count), one.count),
            *(Cell(amount(value, view.currency), money(value, view.currency)) for value in (one.value, one.weighted, one.uncovered)),
            Cell(whole(one.goal.level, view.currency), money(one.goal.level, view.currency)) if one.goal else Cell(DASH),
        )
        for one in view.weeks
        if one.count
    )
    of = next((one.goal.part_of for one in view.weeks if one.goal), None)
    notes = (f"The goal of a week is its working days' part of the {of}'s.",) if of and rows else ()
    return Section("weeks ahead", columns, rows, notes, empty="Nothing is dated in the weeks ahead.")
