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
    """Return open, won and lost deals."""
    return {word: summed(one) for word, one in both.sums}


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
    for (word, theirs), (_, ours) in zip(control.file.sums, control.here.sums, strict=True):
        mark = "=" if theirs == ours else "≠"
        found.append(f"  {mark} {word}: file {counted(theirs)}; here {counted(ours)}")
    differ = [owner for owner in control.owners if owner.differs]
    found += [f"  ≠ {one.name or NOBODY}: file {both(one.file)}; here {both(one.here)}" for one in differ]
    found += [f"  ≠ {told(one)}" for one in control.differences[:SHOWN]]
    if control.differing > SHOWN:
        found.append(f"  and {control.differing - SHOWN:,} more deals; --json lists the first 200")
    rest = control.absent
    if any(one.count for _, one in rest.sums):
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
    """Return open, won and lost deals in words, lost ones only where there are some."""
    shown = [(word, each) for word, each in one.sums if each.count or word != "lost"]
    return ", ".join(f"{each.count:,} {word} {money(each)}".rstrip() for word, each in shown)


def counted(one: Sum) -> str:
    """Return how many deals and their sum in words."""
    return ", ".join(filter(None, (f"{one.count:,} deal{'' if one.count == 1 else 's'}", money(one))))


def money(one: Sum) -> str:
    """Return a sum in words: each currency for itself, nothing where no value is known."""
    return " + ".join(priced(value, currency) for currency, value in sorted(one.money.items()))
