"""What a period will bring, as a report and as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sprintsales.domain.likely import ENOUGH
from sprintsales.reports.closing import doubtful_words, heap_document
from sprintsales.reports.likely import likely_document
from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import DASH, amount, count, days_through, iso, money, period_document, priced, whole

if TYPE_CHECKING:
    from sprintsales.domain.forecast import Heap
    from sprintsales.domain.likely import Likely
    from sprintsales.services.views.forecast import ForecastView


MEANT = ("likely, P10", "likely, P50", "likely, P90", "naive: mean of the last three", "goal", "to go: goal − won")
"""Lines without cents: they are no amounts anybody pays."""


def as_document(view: ForecastView, likely: Likely | None = None) -> dict[str, object]:
    """Return the view as the document sprintsales.forecast/1."""
    outlook, currency = view.outlook, view.currency
    totals = ("won", "commit", "commit_total", "best_case", "best_case_total", "weighted", "weighted_total")
    return {
        "schema": "sprintsales.forecast/1",
        "as_of": iso(view.as_of),
        "period": period_document(outlook.period, view.kind),
        "scope": "from_open" if view.from_open else "all",
        "team": view.team,
        "rep": view.rep,
        "currency": currency,
        **{name: money(getattr(outlook, name), currency) for name in totals},
        "won_count": outlook.won_count,
        "in_period": heap_document(outlook.in_period, currency),
        "overdue": heap_document(outlook.overdue, currency),
        "undated": heap_document(outlook.undated, currency),
        "doubtful": heap_document(outlook.doubtful, currency),
        "unweighted": outlook.unweighted,
        "likely": None if likely is None else likely_document(likely, currency),
        "naive": None if view.from_open else money(outlook.naive, currency),
        "naive_n": outlook.naive_n,
        "goal": money(outlook.goal, currency),
        "gap": money(outlook.gap, currency),
        "note": likely_note(likely),
    }


def as_sheet(view: ForecastView, likely: Likely | None = None) -> Sheet:
    """Return the view as a report: each line with what is open alone and with won added."""
    outlook, currency = view.outlook, view.currency
    whose = f"{view.team} · {view.rep}" if view.rep else view.team
    lines: list[tuple[str, int | None, int | None]] = [
        ("won", None, outlook.won),
        ("commit", outlook.commit, outlook.commit_total),
        ("best case", outlook.best_case, outlook.best_case_total),
        ("weighted", outlook.weighted, outlook.weighted_total),
    ]
    if likely is not None and likely.p50 is not None:
        for name, value in (("likely, P10", likely.p10), ("likely, P50", likely.p50), ("likely, P90", likely.p90)):
            lines.append((name, value, None if value is None else value + outlook.won))
    if not view.from_open:
        lines.append(("naive: mean of the last three", None, outlook.naive))
    if outlook.goal is not None:
        lines += [("goal", None, outlook.goal), ("to go: goal − won", None, outlook.gap)]
    columns = (Column("", key="line"), Column("open", right=True, key="open"), Column("with won", right=True, key="total"))
    rows = []
    for name, open_alone, with_won in lines:
        said = whole if name in MEANT else amount
        opens = Cell("") if open_alone is None else Cell(said(open_alone, currency), money(open_alone, currency))
        rows.append((plain(name), opens, Cell(said(with_won, currency), money(with_won, currency))))
    heaps = (("closing in the period", outlook.in_period), ("overdue", outlook.overdue), ("without a date", outlook.undated))
    notes = [heap_words(heap, words, currency) for words, heap in heaps if heap.count]
    told = likely_note(likely)
    notes += [told] if told else []
    if outlook.naive is None and not view.from_open:
        notes.append(f"Too little history for the naive rival (n = {outlook.naive_n}).")
    if outlook.doubtful.count:
        notes.append(doubtful_words(outlook, currency))
    title = f"Forecast · {whose} · {days_through(outlook.period)} · amounts in {currency}"
    return Sheet(title, (Section("", columns, tuple(rows), notes=("", *notes)),))


def likely_note(likely: Likely | None) -> str | None:
    """Return why there is no likely range; None where there is one."""
    if likely is None:
        return "A likely range is told as of today only."
    return None if likely.why is None else f"No likely range: {likely.why}; it takes {ENOUGH} closed deals."


def heap_words(heap: Heap, words: str, currency: str) -> str:
    """Return some open deals in words: 5 open deals overdue: EUR 107,200."""
    value = priced(heap.known, currency) if heap.known is not None else DASH
    without = f" ({count(heap.unvalued)} without a value)" if heap.unvalued else ""
    return f"{count(heap.count)} open {'deal' if heap.count == 1 else 'deals'} {words}: {value}{without}"
