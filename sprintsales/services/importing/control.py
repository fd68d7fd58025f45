"""Control totals of a deals file: what it says against what stands here afterwards, with every deal that makes a difference."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, select

from sprintsales.services.importing.bases import bases_of
from sprintsales.services.importing.reading import Parsed
from sprintsales.storage.persons import texts
from sprintsales.storage.schema import deal, member

DIFFERENCES_KEPT = 200


class Said(NamedTuple):
    """What counts of a deal: its outcome, its value in minor units and their currency, and whose it is."""

    outcome: str | None
    value: int | None
    currency: str | None
    owner_id: int | None

    def filled_from(self, other: Said) -> Said:
        """Return it with what it leaves open taken from another."""
        outcome = other.outcome if self.outcome is None else self.outcome
        value, currency = (other.value, other.currency) if self.value is None else (self.value, self.currency)
        return Said(outcome, value, currency, other.owner_id if self.owner_id is None else self.owner_id)


def said_by(parsed: Parsed) -> Said:
    """Return what a row of a file says; a blank cell says nothing."""
    outcome, value, currency, owner_id = (parsed.values.get(name) for name in Said._fields)
    return Said(
        outcome if isinstance(outcome, str) else None, value if isinstance(value, int) else None,
        currency if isinstance(currency, str) else None, owner_id if isinstance(owner_id, int) else None,
    )  # fmt: skip


@dataclass(slots=True)
class Sum:
    """How many deals, and what they are worth together, by currency in minor units; no currency: no value is known."""

    count: int = 0
    money: Counter[str] = field(default_factory=Counter)

    def add(self, said: Said) -> None:
        """Count a deal in."""
        self.count += 1
        if said.value is not None and said.currency:
            self.money[said.currency] += said.value


@dataclass(slots=True)
class Totals:
    """Open, won and lost deals."""

    open: Sum = field(default_factory=Sum)
    won: Sum = field(default_factory=Sum)
    lost: Sum = field(default_factory=Sum)

    def add(self, said: Said) -> None:
        """Count a deal in, where it counts."""
        if said.outcome == "open":
            self.open.add(said)
        elif said.outcome == "won":
            self.won.add(said)
        elif said.outcome == "lost":
            self.lost.add(said)

    @property
    def sums(self) -> tuple[tuple[str, Sum], ...]:
        """The three sums with their words."""
        return ("open", self.open), ("won", self.won), ("lost", self.lost)


@dataclass(slots=True)
class OwnerTotals:
    """One owner's deals as the file has them and as they are here; nobody's have no name."""

    name: str | None
    file: Totals
    here: Totals

    @property
    def differs(self) -> bool:
        """Whether the two sides are not the same."""
        return self.file != self.here


@dataclass(frozen=True, slots=True)
class Difference:
    """A deal that is one thing in the file and another here, because somebody changed it here and that stays."""

    external_id: str
    name: str
    file: Said
    here: Said


@dataclass(slots=True)
class Control:
    """File against here, for the deals the file names; those that only earlier files of the source named are `absent` from this one.

    Refused rows are on neither side: they are counted in the report.
    """

    file: Totals = field(default_factory=Totals)
    here: Totals = field(default_factory=Totals)
    absent: Totals = field(default_factory=Totals)
    owners: list[OwnerTotals] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    differing: int = 0

    @property
    def agrees(self) -> bool:
        """Whether both sides are the same, owner by owner."""
        return not self.differing


class Counted:
    """Notes what a file says of each deal while it is read, and compares it with what is here in the end."""

    def __init__(self) -> None:
        self.said: dict[str, Said] = {}

    def note(self, parsed: Parsed) -> None:
        """Note what a row says of its deal; a blank cell says nothing."""
        self.said[parsed.key] = said_by(parsed)

    def compared(self, connection: Connection, team_id: int, source_id: int | None) -> Control:
        """Return file against here, deal by deal."""
        c = deal.c
        query = select(c.id, c.name, c.outcome, c.value, c.currency, c.owner_id).where(c.team_id == team_id)
        here = {int(id_): (str(name), Said(*rest)) for id_, name, *rest in connection.execute(query)}
        control = Control()
        by_owner: dict[int | None, OwnerTotals] = defaultdict(lambda: OwnerTotals(None, Totals(), Totals()))
        for external, base in bases_of(connection, team_id, source_id, deal).items():
            name, ours = here[base.row_id]
            told = self.said.get(external)
            if told is None:
                control.absent.add(ours)
                continue
            theirs = told.filled_from(ours)
            control.here.add(ours)
            by_owner[ours.owner_id].here.add(ours)
            control.file.add(theirs)
            by_owner[theirs.owner_id].file.add(theirs)
            if theirs != ours:
                control.differing += 1
                if len(control.differences) < DIFFERENCES_KEPT:
                    control.differences.append(Difference(shown_id(external), name, theirs, ours))
        control.owners = in_order(by_owner, names_of(connection, by_owner))
        return control


def in_order(by_owner: Mapping[int | None, OwnerTotals], names: Mapping[int, str]) -> list[OwnerTotals]:
    """Return owners by name, nobody last."""
    for owner_id, one in by_owner.items():
        one.name = None if owner_id is None else names.get(owner_id)
    return sorted(by_owner.values(), key=lambda one: (one.name is None, (one.name or "").casefold()))


def names_of(connection: Connection, ids: Mapping[int | None, object]) -> dict[int, str]:
    """Return what members are called."""
    wanted = {int(id_) for id_ in ids if id_ is not None}
    rows = {id_: name_id for id_, name_id in connection.execute(select(member.c.id, member.c.name_id)) if id_ in wanted}
    bodies = texts(connection, [name_id for name_id in rows.values() if name_id is not None])
    return {id_: bodies[name_id] for id_, name_id in rows.items() if name_id in bodies}


def shown_id(external: str) -> str:
    """Return an id as people know it: ours for rows without one is left away."""
    return "" if external.startswith("~") else external.removeprefix("\\")
