"""The likely range of open deals in words and as a document."""

from __future__ import annotations

from sprintsales.domain.likely import ENOUGH, METHOD, Likely
from sprintsales.reports.values import count, money, whole


def range_words(found: Likely, currency: str) -> str:
    """Return the likely range of open deals, or why there is none and what stands for it."""
    if found.p10 is None or found.p50 is None or found.p90 is None:
        return f"Open deals count weighted by date, because for a likely range there is {found.why}; it takes {ENOUGH} closed deals."
    if not found.deals:
        return "No open deal with a value: nothing is to come from those there are."
    many = f"{count(found.deals)} open deal{'' if found.deals == 1 else 's'}"
    return f"Likely from {many}: {span_words(found, currency)}, by {count(found.n)} closed deals{rounded_words(found, currency)}."


def span_words(found: Likely, currency: str) -> str:
    """Return the three amounts; only where they are known."""
    low, middle, high = (whole(value or 0, currency) for value in (found.p10, found.p50, found.p90))
    return f"{currency} {low} (P10) · {middle} (P50) · {high} (P90)"


def rounded_words(found: Likely, currency: str) -> str:
    """Return to which step of money the amounts are rounded; nothing where they are exact."""
    return "" if found.step == 1 else f", rounded to {currency} {whole(found.step, currency)}"


def likely_document(found: Likely, currency: str) -> dict[str, object] | None:
    """Return the likely range as JSON; None where too little history tells."""
    if found.p50 is None:
        return None
    return {
        "p10": money(found.p10, currency), "p50": money(found.p50, currency), "p90": money(found.p90, currency),
        "mean": money(found.mean, currency), "method": METHOD, "n": found.n, "deals": found.deals, "unvalued": found.unvalued,
        "step": money(found.step, currency),
    }  # fmt: skip
