"""An import as the command that does the same: what the screens asked, a script can say."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sprintsales.services.importing.order import ImportOrder


def command_of(order: ImportOrder, start: Sequence[str] = ("sprintsales",)) -> str:
    """Return the command line that gives this order, quoted for a shell; START are the words before the command."""
    return shlex.join([*start, "import", str(order.file), *options(order)])


def monday_command(order: ImportOrder) -> str:
    """Return the short command for the next file of this kind: by the name the reading was saved under."""
    saved = order.save_mapping or order.mapping
    return shlex.join(["sprintsales", "import", str(order.file), "--mapping", saved]) if saved else command_of(order)


def options(order: ImportOrder) -> Iterator[str]:
    """Yield the options of an order, those at their default left out."""
    pairs = (("--map", order.fields), ("--stage", order.stages), ("--activity", order.activities))
    if order.mapping:
        yield from ("--mapping", order.mapping)
    if order.kind:
        yield from ("--kind", order.kind)
    for option, words in pairs:
        for left, right in words.items():
            yield from (option, f"{left}={right}")
    for column, spelled in order.date_formats.items():
        yield from ("--date-format", spelled if column == "*" else f"{column}={spelled}")
    singles = {
        "--currency": order.currency, "--decimal": order.decimal, "--pipeline": order.pipeline, "--source": order.source,
        "--on-conflict": None if order.on_conflict == "refuse" else order.on_conflict,
        "--save-mapping": order.save_mapping, "--rejects": None if order.rejects is None else str(order.rejects),
    }  # fmt: skip
    for option, value in singles.items():
        if value:
            yield from (option, value)
    for field, rule in order.rules.items():
        named = "status" if field == "outcome" else field.removesuffix("_id")
        yield from ("--rule", f"{named}={rule}")
    for field in order.blank_clears:
        yield from ("--blank-clears", field)
    exact = bool(order.fields) and not order.guess and order.mapping is None
    switches = {
        "--only-mapped": exact,
        "--new-stages": order.new_stages,
        "--all-or-nothing": order.all_or_nothing,
        "--strict": order.strict,
    }
    yield from (option for option, on in switches.items() if on)
