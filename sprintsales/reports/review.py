"""The review of a sprint as a report and as a document."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from sprintsales.domain.slips import why_moved
from sprintsales.reports.closing import doubtful_words, heap_document
from sprintsales.reports.kpis import MONEY, figure_text, figures_document
from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import DASH, MINUS, amount, count, day, iso, money, number, percent, period_document
from sprintsales.reports.work_items import (
    ITEM_COLUMNS,
    item_document,
    item_row,
    kept_cell,
    moved_document,
    promise_document,
    promise_words,
    sprint_document,
)

if TYPE_CHECKING:
    from sprintsales.domain.statistics import Number
    from sprintsales.services.views.forecast import ForecastView
    from sprintsales.services.views.kpis import KpiRow
    from sprintsales.services.views.review import MovedDeal, PersonPromise, ReviewView, Target, Unkept
    from sprintsales.services.views.reviewed import Restated
    from sprintsales.services.views.team_work import MovedDate

SEAL = 16
"""How much of a digest people are shown: enough to compare two prints."""
STATES = {"planned": "to come", "active": "running", "review": "in review", "closed": "closed", "cancelled": "cancelled"}
COUNTED = (
    "calls_made", "contact_rate", "meetings_held", "demos_held", "proposals_sent", "agreements_sent", "won_count", "won_value",
    "lost_count",
    "win_rate",
)  # fmt: skip
"""The figures told in the text, activity beside outcome."""
BESIDE = (
    ("calls_made", "calls"), ("meetings_held", "meet"), ("demos_held", "demo"), ("proposals_sent", "prop"), ("agreements_sent", "§"),
    ("deals_created", "new"), ("won_count", "won"), ("won_value", "value"),
)  # fmt: skip
"""What is told of each person, with its head."""


def review_sheet(view: ReviewView, *, with_restated: bool = False) -> Sheet:
    """Return the review in the order of the meeting; WITH_RESTATED adds what today's records say otherwise than a closed report."""
    sprint = view.sprint
    span = f"{day(sprint.period.start, view.today)} – {day(sprint.period.last, view.today)}"
    why = f": {sprint.cancel_reason}" if sprint.cancel_reason else ""
    state = "skipped: no working day" if view.is_skipped else f"{STATES[sprint.state]}{why}"
    title = f"Review {sprint.name}, {span}, {state}: {view.team}"
    met = "" if sprint.goal_met is None else " (met)" if sprint.goal_met else " (not met)"
    goal = Section("Goal", notes=(f"{sprint.goal}{met}" if sprint.goal else "no goal was set", *targets_notes(view)))
    sections = (
        goal,
        promise_section(view),
        figures_section(view),
        deals_section(view),
        dates_section(view),
        forecast_section(view),
        unfinished_section(view),
        *((unkept_section(view),) if view.unkept else ()),
        *((restated_section(view),) if with_restated else ()),
    )
    return Sheet(title, sections)


def levels(one: Target) -> tuple[tuple[str, Number | float | None], ...]:
    """Return what was reached and asked for, each by its word."""
    return (("value", one.value), ("goal", one.goal))


def targets_notes(view: ReviewView) -> tuple[str, ...]:
    """Return the sprint's measurable targets: proposals 4 of 5, and whether each was met once the sprint is past."""
    from sprintsales.domain.kpi_formulas import Figure
    from sprintsales.domain.kpi_registry import KPIS

    said = []
    for one in view.targets:
        kpi = KPIS[one.key]
        reached, aim = (figure_text(kpi, Figure(value), view.currency) for value in (one.value, one.goal))
        verdict = "" if one.is_met is None else ", met" if one.is_met else ", not met"
        whole = "" if one.whole is None else f" ({figure_text(kpi, Figure(one.whole), view.currency)} in a whole sprint)"
        said.append(f"{kpi.title} {reached} of {aim}{whole}{verdict}")
    days = f", {view.days_words}" if view.days_words else ""
    cancelled = "; cancelled, so no verdict" if view.sprint.state == "cancelled" else ""
    return (f"Targets{days}{cancelled}: {' · '.join(said)}",) if said else ()


def promise_section(view: ReviewView) -> Section:
    """Return the promise per person and of the team."""
    columns = (
        Column("who", cut=True), Column("kept", right=True), Column("say/do", right=True), Column("on time", right=True),
        Column("added", right=True), Column("removed", right=True), Column("carried", right=True), Column("load", right=True), Column(""),
    )  # fmt: skip
    rows = tuple(promise_row(one.name, one, view) for one in view.members)
    team = view.promise
    note = f"Team: kept {promise_words(team)}, {team.reps_committed} of {team.reps_expected} committed."
    return Section("Promise", columns, rows, (note, *frozen_notes(view)), "Nobody has worked in this sprint.")


def frozen_notes(view: ReviewView) -> tuple[str, ...]:
    """Return that a closed sprint is told as it stood at its close, and whether anything was corrected since."""
    from sprintsales.services.views.reviewed import restated

    if view.frozen_on is None:
        return ()
    seal = f", digest {view.digest[:SEAL]}" if view.digest else ""
    corrected = len(restated(view))
    told = "1 figure was" if corrected == 1 else f"{corrected} figures were"
    since = f" {told} corrected since and {'does' if corrected == 1 else 'do'} not count here; --restated shows them." if corrected else ""
    return (f"All of it as frozen at the close on {day(view.frozen_on, view.today)}{seal}.{since}",)


def restated_section(view: ReviewView) -> Section:
    """Return the figures that today's records tell otherwise, each as frozen and as it would be now."""
    from sprintsales.services.views.reviewed import restated

    columns = (Column("who", cut=True), Column("figure", cut=True), Column("at the close", right=True), Column("now", right=True))
    rows = tuple(
        (plain(one.who or "Team"), plain(one.title), plain(restated_text(one, one.frozen, view)), plain(restated_text(one, one.now, view)))
        for one in restated(view)
    )
    empty = "Nothing was corrected since the close." if view.frozen_on else "Nothing is frozen before the sprint is closed."
    return Section("Restated", columns, rows, empty=empty)


def restated_text(one: Restated, value: int | float | Fraction | None, view: ReviewView) -> str:
    """Return a figure that was corrected, for reading."""
    from sprintsales.domain.kpi_formulas import Figure
    from sprintsales.domain.kpi_registry import KPIS

    kpi = KPIS.get(one.key)
    return count(None if value is None else int(value)) if kpi is None else figure_text(kpi, Figure(value), view.currency)


def restated_document(one: Restated, currency: str) -> dict[str, object]:
    """Return a figure that was corrected as JSON."""
    frozen, now = (money(value, currency) if one.unit in MONEY else number(value) for value in (one.frozen, one.now))
    return {"who": one.who, "key": one.key, "unit": one.unit, "frozen": frozen, "now": now}


def promise_row(name: str, one: PersonPromise, view: ReviewView) -> tuple[Cell, ...]:
    """Return one person's promise as a row."""
    numbers = one.numbers
    if one.is_committed:
        said = [text for text, holds in (("late commit", one.is_late_commit), ("light", numbers.is_light)) if holds]
    else:
        said = ["no commitment"] if one.is_expected else []
    say_do, on_time, load = (Cell(percent(value, 0), number(value)) for value in (numbers.say_do, numbers.on_time_share, numbers.load))
    counts = (Cell(count(value), value) for value in (numbers.added, numbers.removed, numbers.carried))
    return (plain(name), kept_cell(promise_words(numbers)), say_do, on_time, *counts, load, plain(", ".join(said)))


def figures_section(view: ReviewView) -> Section:
    """Return the sprint's figures."""
    from sprintsales.domain.kpi_registry import KPIS

    notes = []
    for key in COUNTED:
        figure = view.kpis.total.figures.get(key)
        if figure is None or figure.value is None:
            continue
        unit = KPIS[key].unit
        shown = (
            percent(figure.value, 0)
            if unit == "ratio"
            else f"{view.currency} {amount(figure.value, view.currency)}"
            if unit == "money"
            else str(figure.value)
        )
        notes.append(f"{KPIS[key].title}: {shown}")
    columns = (Column("who", cut=True), *(Column(head, right=True, key=key) for key, head in BESIDE))
    rows = tuple((plain(one.name), *(figure_cell(view, one, key) for key, _head in BESIDE)) for one in view.kpis.groups)
    return Section("Figures", columns, rows, notes=(" · ".join(notes) or "nothing was logged",))


def figure_cell(view: ReviewView, one: KpiRow, key: str) -> Cell:
    """Return one figure of one person as a cell."""
    from sprintsales.domain.kpi_registry import KPIS

    figure = one.figures[key]
    raw = money(figure.value, view.currency) if KPIS[key].unit == "money" else number(figure.value)
    return Cell(figure_text(KPIS[key], figure, view.currency), raw)


def deals_section(view: ReviewView) -> Section:
    """Return the deals that changed their stage."""
    columns = (Column("deal", cut=True), Column("day"), Column("from", cut=True), Column("to", cut=True), Column("value", right=True))
    rows = tuple(
        (
            plain(one.deal),
            plain(day(one.on, view.today)),
            plain(one.from_stage or DASH),
            plain(one.to_stage + (" (corrected)" if one.kind == "corrected" else "")),
            plain(amount(one.value, view.currency)),
        )
        for one in view.deals_moved
    )
    return Section("Deals moved", columns, rows, empty="No deal changed its stage.")


def dates_section(view: ReviewView) -> Section:
    """Return the close dates that moved, with their class and reason."""
    columns = (
        Column("deal", cut=True),
        Column("from"),
        Column("to"),
        Column("days", right=True),
        Column("value", right=True),
        Column("why", wraps=True),
    )
    rows = tuple(date_row(view, one) for one in view.dates_moved)
    return Section("Dates moved", columns, rows, crossed_notes(view), "No close date moved.")


def crossed_notes(view: ReviewView) -> tuple[str, ...]:
    """Return what moved dates did to the quarter."""
    crossed, notes = view.crossed, []
    for count_, value, words in (
        (crossed.left_count, crossed.left, "left the quarter"),
        (crossed.came_count, crossed.came, "came into the quarter"),
    ):
        if count_:
            notes.append(f"{count_:,} {'deal' if count_ == 1 else 'deals'} {words}: {view.currency} {amount(value, view.currency)}.")
    return tuple(notes)


def date_row(view: ReviewView, one: MovedDate) -> tuple[Cell, ...]:
    """Return one moved date as a row."""
    why = why_moved(one.slip_class, one.reason)
    days = f"{one.days:+d}".replace("-", MINUS)
    first, last = day(one.from_date, view.today), day(one.to_date, view.today)
    return (plain(one.deal), plain(first), plain(last), plain(days), plain(amount(one.value, view.currency)), plain(why))


def forecast_section(view: ReviewView) -> Section:
    """Return what the month will bring."""
    told = view.forecast.outlook
    shown = (
        ("won", told.won),
        ("with commit", told.commit_total),
        ("with best case", told.best_case_total),
        ("weighted, won included", told.weighted_total),
    )
    line = " · ".join(f"{word} {amount(value, view.currency)}" for word, value in shown)
    heaps = (("overdue", told.overdue), ("undated", told.undated))
    apart = " · ".join(f"{word} {count(heap.count)} ({amount(heap.known, view.currency)})" for word, heap in heaps)
    doubtful = (doubtful_words(told, view.currency),) if told.doubtful.count else ()
    return Section(f"Forecast, {view.currency}", notes=(line, apart, *doubtful))


def unfinished_section(view: ReviewView) -> Section:
    """Return what is still open in the sprint."""
    columns = (Column("who", cut=True), *ITEM_COLUMNS)
    rows = tuple((plain(one.owner or "(no owner)"), *item_row(one.card, view.currency)) for one in view.unfinished)
    words = "; ".join(part for part in (adding_words(view), short_words(view)) if part)
    behind = (
        f" Open deals behind them, each counted once: {view.currency} {amount(view.open_value, view.currency)}." if view.open_value else ""
    )
    notes = (f"{words}.{behind}",) if view.unfinished else ()
    return Section("Unfinished", columns, rows, notes, "Nothing is left open.")


def adding_words(view: ReviewView) -> str:
    """Return how the open items add up: 18 open: 10 promised + 8 added."""
    cards = [one.card for one in view.unfinished]
    promised, added = sum(card.is_promised for card in cards), sum(card.is_added and not card.is_promised for card in cards)
    rest = len(cards) - promised - added
    parts = [f"{promised} promised", f"{added} added", *([f"{rest} without a promise"] if rest else [])]
    return f"{len(cards)} open: {' + '.join(parts)}"


def short_words(view: ReviewView) -> str:
    """Return how many promised items were ended below the number promised, so that they are neither open nor kept; or nothing."""
    open_ids = {one.card.id for one in view.unfinished}
    short = sum(item.fate == "open" and item.activity_id not in open_ids for one in view.members for item in one.items)
    return f"{short} promised ended short of {'its' if short == 1 else 'their'} number" if short else ""


def unkept_section(view: ReviewView) -> Section:
    """Return what was promised and not kept, with what became of it."""
    columns = (Column("who", cut=True), Column("#", right=True, key="id"), Column("became"), Column("type"), Column("what", cut=True))
    rows = tuple(
        (
            plain(one.owner or "(no owner)"),
            Cell(str(one.activity_id), one.activity_id),
            plain(one.fate.replace("_", " ")),
            plain(one.type_name),
            plain(one.title),
        )
        for one in view.unkept
    )
    return Section("Promised, not kept", columns, rows)


def review_document(view: ReviewView, *, with_restated: bool = False) -> dict[str, object]:
    """Return the review as the document sprintsales.review/1; `restated` is null unless asked for."""
    from sprintsales.domain.kpi_registry import KPIS
    from sprintsales.reports.kpis import raw
    from sprintsales.services.views.reviewed import restated

    currency = view.currency
    members = [
        {
            "name": one.name, "committed_on": iso(one.committed_on), "late_commit": one.is_late_commit, "expected": one.is_expected,
            "restated": one.is_restated, "numbers": promise_document(one.numbers, currency),
            "items": [{"id": item.activity_id, "fate": item.fate, "late": item.is_late} for item in one.items],
        }
        for one in view.members
    ]  # fmt: skip
    return {
        "schema": "sprintsales.review/1",
        "as_of": iso(view.today),
        "team": view.team,
        "sprint": sprint_document(view.sprint),
        "targets": [
            {"key": one.key, **{word: raw(KPIS[one.key], level, currency) for word, level in levels(one)}, "met": one.is_met,
             "whole": None if one.whole is None else raw(KPIS[one.key], one.whole, currency)}
            for one in view.targets
        ],
        "working_days": view.days,
        "usual_days": view.usual_days,
        "promise": {"team": promise_document(view.promise, currency), "members": members},
        "kpis": figures_document(view.kpis.total, currency),
        "kpis_by_rep": [{"key": one.key, "name": one.name, "kpis": figures_document(one, currency)} for one in view.kpis.groups],
        "deals_moved": [deal_document(one, currency) for one in view.deals_moved],
        "dates_moved": [moved_document(one, currency) for one in view.dates_moved],
        "forecast": forecast_document(view.forecast),
        "unfinished": [{"owner": one.owner, **item_document(one.card, currency)} for one in view.unfinished],
        "unfinished_value": money(view.open_value, currency),
        "unkept": [unkept_document(one, currency) for one in view.unkept],
        "quarter": {
            "start": iso(view.quarter.start), "end": iso(view.quarter.end), "left": money(view.crossed.left, currency),
            "left_count": view.crossed.left_count, "came": money(view.crossed.came, currency), "came_count": view.crossed.came_count,
            "unvalued": view.crossed.unvalued, "currency": currency,
        },
        "frozen_on": iso(view.frozen_on),
        "digest": view.digest,
        "restated": [restated_document(one, currency) for one in restated(view)] if with_restated else None,
        "retro": list(view.retro),
    }  # fmt: skip


def unkept_document(one: Unkept, currency: str) -> dict[str, object]:
    """Return what was promised and not kept as JSON."""
    return {
        "id": one.activity_id, "owner": one.owner, "title": one.title, "type": one.type_name, "fate": one.fate,
        "value": money(one.value, currency), "currency": currency,
    }  # fmt: skip


def deal_document(one: MovedDeal, currency: str) -> dict[str, object]:
    """Return a deal that changed its stage as JSON."""
    return {
        "deal_id": one.deal_id, "deal": one.deal, "on": iso(one.on), "from": one.from_stage, "to": one.to_stage, "kind": one.kind,
        "value": money(one.value, currency), "currency": currency,
    }  # fmt: skip


def forecast_document(view: ForecastView) -> dict[str, object]:
    """Return the month's outlook as JSON."""
    told, currency = view.outlook, view.currency
    amounts = {
        "won": told.won, "commit": told.commit, "commit_total": told.commit_total, "best_case": told.best_case,
        "best_case_total": told.best_case_total, "weighted": told.weighted, "weighted_total": told.weighted_total,
    }  # fmt: skip
    return {
        "period": period_document(told.period, view.kind),
        **{name: money(value, currency) for name, value in amounts.items()},
        "goal": money(told.goal, currency),
        "naive": money(told.naive, currency),
        "naive_n": number(told.naive_n),
        "overdue": heap_document(told.overdue, currency),
        "undated": heap_document(told.undated, currency),
        "gap": money(told.gap, currency),
        "note": "The likely range is told by: sprintsales forecast",
        "currency": currency,
    }
