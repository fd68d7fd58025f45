"""Control totals of an import, as a document and as lines: the file against what is here, owner by owner, deal by deal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sprintsales.domain.money import major
from sprintsales.reports.values import priced

if TYPE_CHECKING:
    from sprintsales.services.importing.control import Control, Difference, Said, Sum, Totals

SHOWN = 10
NOBODY = "nobody"


def document(control: Control) -> dict[str, object]:
    """Return the totals as JSON; amounts in major units by currency."""
    return {
        "file": totals(control.file),
        "here": totals(control.here),
        "owners": [{"name": one.name, "file": totals(one.file), "here": totals(one.here)} for one in control.owners],
        "absent": totals(control.absent),
        "differing": control.differing,
        "differences": [difference(one) for one in control.differences],
    }


def totals(both: Totals) -> dict[str, object]:
    """Return open and won deals."""
    return {"open": summed(both.open), "won": summed(both.won)}


def summed(one: Sum) -> dict[str, object]:
    """Return count and value; more than one currency is told each for itself."""
    amounts = sorted((currency, major(value, currency)) for currency, value in one.money.items())
    single = amounts[0] if len(amounts) == 1 else None
    found: dict[str, object] = {"count": one.count, "value": single[1] if single else None, "currency": single[0] if single else None}
    if len(amounts) > 1:
        found["values"] = [{"value": value, "currency": currency} for currency, value in amounts]
    return found


def difference(one: Difference) -> dict[str, object]:
    """Return one deal that differs."""
    return {"external_id": one.external_id, "name": one.name, "file": side(one.file), "here": side(one.here)}


def side(said: Said) -> Mapping[str, object]:
    """Return what one side says of a deal."""
    value = None if said.value is None or said.currency is None else major(said.value, said.currency)
    return {"status": said.outcome, "value": value, "currency": said.currency}


def lines(control: Control) -> list[str]:
    """Return the totals for a person: both sides, then what differs."""
    found = ["Control totals, file against here:"]
    for word, theirs, ours in (("open", control.file.open, control.here.open), ("won", control.file.won, control.here.won)):
        mark = "=" if theirs == ours else "≠"
        found.append(f"  {mark} {word}: file {theirs.count:,} deals, {money(theirs)}; here {ours.count:,} deals, {money(ours)}")
    differ = [owner for owner in control.owners if owner.differs]
    found += [f"  ≠ {one.name or NOBODY}: file {both(one.file)}; here {both(one.here)}" for one in differ]
    found += [f"  ≠ {told(one)}" for one in control.differences[:SHOWN]]
    if control.differing > SHOWN:
        found.append(f"  and {control.differing - SHOWN:,} more deals; --json lists the first 200")
    rest = control.absent
    if rest.open.count or rest.won.count:
        found.append(f"  Not in this file, from earlier ones: {both(rest)}")
    return found


def told(one: Difference) -> str:
    """Return one deal that differs, with both sides."""
    named = f"{one.external_id} {one.name}" if one.external_id and one.external_id != one.name else one.name
    return f"{named}: file {state(one.file)}, here {state(one.here)}"


def state(said: Said) -> str:
    """Return outcome and value of a deal on one side."""
    return f"{said.outcome or '–'} {priced(said.value, said.currency or '')}".rstrip()


def both(one: Totals) -> str:
    """Return open and won deals in words."""
    return f"{one.open.count:,} open {money(one.open)}, {one.won.count:,} won {money(one.won)}"


def money(one: Sum) -> str:
    """Return a sum in words: each currency for itself, nothing as 0."""
    return " + ".join(priced(value, currency) for currency, value in sorted(one.money.items())) or "0"
