"""When deals can close, as a report and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sprintsales.domain.activities import kind_of
from sprintsales.domain.attention import flag_sentence
from sprintsales.domain.flag_registry import FLAGS
from sprintsales.domain.forecast import BEST_CASE, COMMIT, OMITTED, Forecast, Heap, category
from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import DASH, amount, brief, count, day, days_through, iso, money, period_document, priced, whole

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
CALLS: Mapping[str, str] = {COMMIT: "commit", BEST_CASE: "best", OMITTED: "left out"}
"""What the forecast calls a deal, where it is more than pipeline."""


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
        "won_count": told.won_count,
        "in_period": heap_document(told.in_period, currency),
        "unweighted": told.unweighted,
        "note": "The likely range is told by: sprintsales forecast",
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
    return {
        "id": deal.id,
        "external_id": deal.external_id,
        "name": deal.name,
        "account": deal.account,
        "owner": deal.owner,
        "pipeline": deal.pipeline,
        "stage": deal.stage,
        "stage_since": iso(deal.stage_since),
        "expected_days": deal.expected_days,
        "product": deal.product,
        "source": deal.source,
        "segment": deal.segment,
        "territory": deal.territory,
        "started_on": iso(deal.started_on),
        "known_since": iso(deal.created_on),
        "value": money(deal.value, currency),
        "probability": None if deal.probability is None else deal.probability / 1000,
        "agreement_on": iso(deal.agreement_on),
        "close_on": iso(deal.close_on),
        "first_close_on": iso(deal.first_close_on),
        "pushes": deal.pushes,
        "days_slipped": deal.days_slipped,
        "next_activity": touch_document(deal.next_touch),
        "last_touch": iso(deal.last_touch),
    }


def deal_document(row: ClosingDeal, currency: str) -> dict[str, object]:
    """Return one open deal."""
    facts = facts_document(row.deal, currency)
    facts |= {
        "stage_age_days": row.stage_age,
        "stage_age_least_days": row.least_stage_age,
        "days_to_close": row.days_to_close,
        "flags": list(row.codes),
    }
    facts["raised"] = raised_documents(row.flags)
    facts |= {"forecast_category": category(row.deal)}
    facts |= {"earlier_close_on": [iso(one) for one in row.earlier], "blocked": row.deal.blocked}
    return facts | {"known_from_dates_only": True} if row.deal.known_from_dates_only else facts


def raised_documents(flags: Iterable[Flag]) -> list[dict[str, object]]:
    """Return flags with what they count, the worst first."""
    return [{"flag": flag.code, "n": flag.n, "on": iso(flag.on), "dates": flag.dates, "why": flag_sentence(flag)} for flag in flags]


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


def as_sheet(view: ClosingView, *, undated: bool = True, limit: int | None = None) -> Sheet:
    """Return the view as a report: sums, open deals, the weeks ahead, what the week, month and quarter will bring.

    Without UNDATED the deals that have no date are told in one line; LIMIT is how many deals are listed at most.
    """
    asked = "" if view.asked is None else f" closing {days_through(view.asked.period)}"
    whose = f" of {view.rep}" if view.rep else ""
    many = f"{count(len(view.deals))} open {'deal' if len(view.deals) == 1 else 'deals'}"
    only = f" with “{view.words}”" if view.words else ""
    title = f"Closing · {many}{whose}{asked}{only} · {day(view.day, view.day)} {view.day.year} · amounts in {view.currency}"
    return Sheet(title, (Section("", notes=_sums(view)), _signs(view), _deals(view, undated, limit), _weeks(view), _outlooks(view)))


def _outlooks(view: ClosingView) -> Section:
    """What the present week, month and quarter will bring."""
    heads = ("won", "with commit", "with best case", "weighted", "goal", "naive", "days left")
    columns = (Column("period", key="kind"), *(Column(head, right=True, spare=head in ("naive", "days left")) for head in heads))
    rows = []
    for one in view.outlooks:
        told = one.forecast
        goal = one.goal.level if one.goal else None
        open_too = (told.won, told.commit_total, told.best_case_total, told.weighted_total)
        cells = [Cell(amount(value, view.currency), money(value, view.currency)) for value in open_too]
        cells += [Cell(whole(value, view.currency), money(value, view.currency)) for value in (goal, told.naive)]
        period = Cell(f"{one.kind} to {brief(told.period.last, view.day)}", one.kind)
        rows.append((period, *cells, Cell(count(one.days_left), one.days_left)))
    note = "Naive: the mean of the last three ended periods. More of one period: sprintsales forecast --period month"
    doubtful = [doubtful_words(one.forecast, view.currency) for one in view.outlooks[-1:] if one.forecast.doubtful.count]
    return Section("forecast, won included", columns, tuple(rows), (*doubtful, note))


def _sums(view: ClosingView) -> tuple[str, ...]:
    dated = [row.deal for row in view.deals if row.deal.close_on is not None]
    many = f"{count(len(dated))} with a close date"
    notes = (
        [f"{worth([row.deal for row in view.deals], view.currency)} in all; {many}: {worth(dated, view.currency)}"] if view.deals else []
    )
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


def touch_document(touch: tuple[str, date] | None) -> dict[str, object] | None:
    """Return what a document says of the next planned touch."""
    return None if touch is None else {"type": touch[0], "on": iso(touch[1])}


def touch_words(touch: tuple[str, date] | None, today: date) -> str:
    """Return the next planned touch: call Fri 20 Nov."""
    return f"{kind_of(touch[0]).name} {brief(touch[1], today)}" if touch else ""


def _signs(view: ClosingView) -> Section:
    """What each sign means, how many deals raise it and what they are worth."""
    heaps: dict[str, list[DealFacts]] = {}
    for row in view.deals:
        for code in row.codes:
            heaps.setdefault(code, []).append(row.deal)
    notes = tuple(
        f"{kind.sign} {kind.title}: {count(len(raised))} {'deal' if len(raised) == 1 else 'deals'}, {worth(raised, view.currency)}"
        for code, kind in FLAGS.items()
        if (raised := heaps.get(code))
    )
    return Section("signs", notes=notes)


def worth(deals: Sequence[DealFacts], currency: str) -> str:
    """Return what deals are worth together in words, and how many of them have no value."""
    values = [deal.value for deal in deals if deal.value is not None]
    if not values:
        return "no value known"
    without = len(deals) - len(values)
    return priced(sum(values), currency) + (f" ({count(without)} without a value)" if without else "")


def _deals(view: ClosingView, undated: bool, limit: int | None) -> Section:
    columns = (
        Column("#", right=True, key="id"),
        Column("deal", cut=True, key="name"),
        Column("owner", cut=True, key="owner"),
        Column("stage", cut=True, key="stage", spare=True),
        Column("call", key="forecast_category", spare=True),
        Column("value", right=True, key="value"),
        Column("agreement", key="agreement_on"),
        Column("close", key="close_on"),
        Column("moved", right=True, key="pushes", spare=True),
        Column("next touch", cut=True, key="next_touch"),
        Column("what to know", key="flags", wraps=True),
    )
    shown = [row for row in view.deals if undated or row.deal.close_on is not None]
    folded = [row.deal for row in view.deals if not undated and row.deal.close_on is None]
    rest = 0 if limit is None else max(0, len(shown) - limit)
    notes = [f"{count(rest)} more deals with a date: --limit {len(shown)} lists them."] if rest and not undated else []
    notes += [f"{count(rest)} more deals: --limit {len(shown)} lists them."] if rest and undated else []
    if folded:
        what = "deal without a close date is" if len(folded) == 1 else "deals without a close date are"
        it = "it" if len(folded) == 1 else "them"
        notes.append(f"{count(len(folded))} {what} left out here: {worth(folded, view.currency)}. --all lists {it}.")
    rows = tuple(_deal_cells(row, view) for row in shown[: len(shown) - rest])
    return Section("", columns, rows, tuple(notes), "No open deals." if not view.deals else "No open deal has a close date.")


def _deal_cells(row: ClosingDeal, view: ClosingView) -> tuple[Cell, ...]:
    deal = row.deal
    touch, called = deal.next_touch, category(deal)
    said = [flag_said(flag) for flag in row.flags]
    if deal.pushes:
        said.append(f"{deal.days_slipped:+,d} d in all, first {brief(deal.first_close_on, view.day)}")
    agreement = "sent" if deal.agreement_sent_on is not None else brief(deal.agreement_on, view.day) if deal.agreement_on else ""
    return (
        Cell(str(deal.id), deal.id),
        plain(deal.name),
        plain(deal.owner),
        plain(deal.stage),
        Cell(CALLS.get(called, ""), called),
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
    rows = tuple(_week_cells(one, view) for one in view.weeks if one.count)
    of = next((one.goal.part_of for one in view.weeks if one.goal), None)
    notes = (f"The goal of a week is its working days' part of the {of}'s.",) if of and rows else ()
    return Section("weeks ahead", columns, rows, notes, empty="Nothing is dated in the weeks ahead.")


def _week_cells(one: ClosingWeek, view: ClosingView) -> tuple[Cell, ...]:
    known = one.count > one.unvalued
    sums = (value if known else None for value in (one.value, one.weighted, one.uncovered))
    goal = one.goal.level if one.goal else None
    return (
        Cell(day(one.start, view.day), one.start),
        Cell(count(one.count), one.count),
        *(Cell(amount(value, view.currency), money(value, view.currency)) for value in sums),
        Cell(whole(goal, view.currency), money(goal, view.currency)),
    )
