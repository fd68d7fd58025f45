"""Single rows in a write: add, edit field by field as the user saw them, remove."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Table, delete, select, update
from sqlalchemy.exc import IntegrityError

from sprintsales.domain.errors import Refused
from sprintsales.domain.meanwhile import ChangedMeanwhile, Clash, Gone, Sides
from sprintsales.storage.broken import CHECK, LINK, UNIQUE, broken_rule

if TYPE_CHECKING:
    from sqlmodel import Session

    from sprintsales.storage.tables import Base

    M = TypeVar("M", bound=Base)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the user saw in a field when deciding, and what the user wants there."""

    before: object
    wanted: object


class StillUsed(Refused):
    """Something points at the row that should go."""


def table_of(model: type[Base]) -> Table:
    """Return the table behind a model."""
    return model.metadata.tables[str(model.__tablename__)]


def add(session: Session, row: Base) -> int:
    """Add one row and return its id; raises Refused when the tables' rules say no."""
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise refusal(error) from error
    return int(row.model_dump(include={"id"})["id"])


def edit(session: Session, model: type[Base], row_id: int, changes: Mapping[str, Seen]) -> bool:
    """Change fields of one row and return whether anything was different.

    A field nobody touched since it was seen takes the new value; one that already has it is left alone; other fields merge.
    Raises ChangedMeanwhile for a field that holds something else, Gone for a row that is not there any more.
    """
    table = table_of(model)
    row = row_to_write(session, table, row_id)
    refuse_clashes(table, row, changes)
    new = {name: seen.wanted for name, seen in changes.items() if row[name] != seen.wanted}
    if new:
        change(session, table, row_id, int(str(row["version"])), new)
    return bool(new)


def row_to_write(session: Session, table: Table, row_id: int) -> Mapping[str, object]:
    """Return a row as it is now, kept from others until the write ends; raises Gone."""
    row = session.connection().execute(select(table).where(table.c.id == row_id).with_for_update()).mappings().first()
    if row is None:
        raise Gone(f"This {table.name.replace('_', ' ')} is no longer there. Look again at what is there now.")
    return dict(row)


def refuse_clashes(table: Table, row: Mapping[str, object], changes: Mapping[str, Seen]) -> None:
    """Raise ChangedMeanwhile for fields that hold neither what was seen in them nor what is wanted there."""
    clashes = tuple(
        Clash(name, seen.before, seen.wanted, row[name]) for name, seen in changes.items() if row[name] not in (seen.before, seen.wanted)
    )
    if clashes:
        before = {**row, **{name: seen.before for name, seen in changes.items()}}
        mine = {**row, **{name: seen.wanted for name, seen in changes.items()}}
        raise ChangedMeanwhile(clashes, Sides(table.name, int(str(row["id"])), before, row, mine))


def put(session: Session, model: type[Base], row_id: int, **wanted: Any) -> bool:
    """Change fields of one row whatever they hold and return whether anything was different: for acts that decide by themselves."""
    table = table_of(model)
    row = row_to_write(session, table, row_id)
    new = {name: value for name, value in wanted.items() if row[name] != value}
    if new:
        change(session, table, row_id, int(str(row["version"])), new)
    return bool(new)


def change(session: Session, table: Table, row_id: int, version: int, new: Mapping[str, object]) -> None:
    """Write changed fields with the next version; raises Refused when the tables' rules say no."""
    try:
        session.connection().execute(
            update(table).where(table.c.id == row_id, table.c.version == version).values(version=version + 1, **new)
        )
    except IntegrityError as error:
        raise refusal(error) from error


def remove(session: Session, model: type[Base], row_id: int) -> None:
    """Delete one row; raises StillUsed when something points at it."""
    table = table_of(model)
    try:
        session.connection().execute(delete(table).where(table.c.id == row_id))
    except IntegrityError as error:
        raise refusal(error) from error


def refusal(error: IntegrityError) -> Refused:
    """Return the refusal a rule of the tables stands for."""
    kind, name = broken_rule(error)
    if kind == LINK:
        return StillUsed("Other work still hangs on this, so it stays. Move or drop that first.")
    if kind == UNIQUE:
        return Refused(f"There is already one like it ({name}). Choose another name.")
    if kind == CHECK:
        return Refused(f"A value is outside what can be kept ({name}). Write another one.")
    return Refused(f"This cannot be saved as it is ({name}). Change it and try again; if it stays like that, tell your administrator.")
