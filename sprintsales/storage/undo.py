"""Taking an act back: the net effect of its changes reversed, field by field, as far as what it wrote still stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, Delete, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from sprintsales.domain.errors import Refused
from sprintsales.storage.journal import Change, changes_of, from_json, plain_value, size_of
from sprintsales.storage.schema import import_seen, journal_change, metadata, write_door

SETS_ABOVE = 1000
BATCH = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """Something an undo left as it is, because it was changed or used since."""

    table: str
    row_id: int
    fields: tuple[str, ...]
    why: str


@dataclass(slots=True)
class Undone:
    """What an undo did: rows taken back, and what it had to keep."""

    rows: int = 0
    kept: list[Kept] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Net:
    """What an act did to one row in all: made it, changed fields of it, or took it away."""

    table: Table
    row_id: int
    op: str
    before: dict[str, object]
    after: dict[str, object]


class TouchedSince(Refused):
    """What the act wrote no longer stands, so it is not taken back."""


def undo_entry(connection: Connection, entry_id: int, *, partly: bool) -> Undone:
    """Reverse an act inside a write and return what was taken back.

    All or nothing unless PARTLY (imports): then every row that still holds is taken back and the rest is listed.
    Raises TouchedSince when something it wrote was changed or used since and not PARTLY.
    """
    undone = Undone()
    if size_of(connection, entry_id) > SETS_ABOVE:
        undone.rows += undo_created_sets(connection, entry_id)
    nets = net_effects(remaining_changes(connection, entry_id))
    order = {table.name: place for place, table in enumerate(metadata.sorted_tables)}
    made = sorted((net for net in nets if net.op == "create"), key=lambda net: (-order[net.table.name], -net.row_id))
    gone = sorted((net for net in nets if net.op == "delete"), key=lambda net: (order[net.table.name], net.row_id))
    changed = [net for net in nets if net.op == "update"]
    put_back(connection, changed, undone)
    for net in [*made, *gone]:
        kept = take_away(connection, net) if net.op == "create" else bring_back(connection, net)
        if kept is None:
            undone.rows += 1
        else:
            undone.kept.append(kept)
    if undone.kept and not partly:
        raise TouchedSince(sentence(undone.kept))
    keep_links(connection, entry_id, undone.kept)
    return undone


def sentence(kept: Sequence[Kept]) -> str:
    """Return why an act cannot be taken back, naming the first reasons."""
    named = "; ".join(f"{one.table.replace('_', ' ')} {one.row_id}: {one.why}" for one in kept[:3])
    more = f" (and {len(kept) - 3} more)" if len(kept) > 3 else ""
    return f"This cannot be undone any more, nothing was changed. {named}{more}. Undo the later act first, or change it by hand."


def undo_created_sets(connection: Connection, entry_id: int) -> int:
    """Delete in sets, children first, the rows an act made that nobody has touched or used since; return how many."""
    c = journal_change.c
    counts = connection.execute(select(c.tbl).where(c.entry_id == entry_id, c.op == "create").distinct()).scalars().all()
    tables = [table for table in reversed(metadata.sorted_tables) if table.name in counts]
    removed = 0
    for table in tables:
        while True:
            taken = connection.execute(untouched_rows(table, entry_id)).rowcount
            removed += taken
            if not taken or not points_at_itself(table):
                break
    return removed


def points_at_itself(table: Table) -> bool:
    """Return whether rows of a table can hang on rows of the same table."""
    return any(link.column.table is table for link in table.foreign_keys)


def untouched_rows(table: Table, entry_id: int) -> Delete:
    """Return the deletion of the rows an act made that are still at their first version and that nothing points at."""
    c = journal_change.c
    made = select(c.row_id).where(c.entry_id == entry_id, c.tbl == table.name, c.op == "create")
    condition = [table.c.id.in_(made), table.c.version == 1]
    for child in metadata.sorted_tables:
        for link in child.foreign_keys:
            if link.column.table is table:
                other = child.alias()
                condition.append(~select(other.c.id).where(other.c[link.parent.name] == table.c.id).exists())
    return delete(table).where(*condition)


def remaining_changes(connection: Connection, entry_id: int) -> list[Change]:
    """Return the changes of an act whose made rows are still there, and all its other changes."""
    if size_of(connection, entry_id) <= SETS_ABOVE:
        return changes_of(connection, entry_id)
    c = journal_change.c
    names = connection.execute(select(c.tbl).where(c.entry_id == entry_id).distinct()).scalars().all()
    wanted: set[int] = set()
    for name in names:
        table = metadata.tables[name]
        there = select(c.id).join(table, table.c.id == c.row_id).where(c.entry_id == entry_id, c.tbl == name)
        wanted.update(connection.execute(there).scalars())
        deleted = select(c.row_id).where(c.entry_id == entry_id, c.tbl == name, c.op == "delete")
        wanted.update(connection.execute(select(c.id).where(c.entry_id == entry_id, c.tbl == name, c.row_id.in_(deleted))).scalars())
    return [change for change in changes_of(connection, entry_id) if change.id in wanted] if wanted else []


def net_effects(changes: Iterable[Change]) -> list[Net]:
    """Return one net effect a row: several changes of a row in one act count as one."""
    rows: dict[tuple[str, int], list[Change]] = {}
    for change in changes:
        rows.setdefault((change.table, change.row_id), []).append(change)
    nets = []
    for (name, row_id), all_of_row in rows.items():
        first, last = all_of_row[0], all_of_row[-1]
        before: dict[str, object] = {}
        after: dict[str, object] = {}
        for change in all_of_row:
            before = {**change.before, **before}
            after |= change.after
        if first.op == "create" and last.op == "delete":
            continue
        op = first.op if first.op == "create" else last.op
        nets.append(Net(metadata.tables[name], row_id, op, before, after))
    return nets


def current(connection: Connection, net: Net) -> dict[str, object] | None:
    """Return the row as it is now, in journal values; None when it is gone."""
    row = connection.execute(select(net.table).where(net.table.c.id == net.row_id)).mappings().first()
    return None if row is None else {name: plain_value(value) for name, value in row.items()}


def take_away(connection: Connection, net: Net) -> Kept | None:
    """Delete a row the act made; return what stands in the way, if anything."""
    now = current(connection, net)
    if now is None:
        return None
    touched = tuple(sorted(name for name, value in now.items() if name not in ("id", "version") and value != net.after.get(name)))
    if touched:
        return Kept(net.table.name, net.row_id, (), f"{', '.join(touched)} changed since")
    try:
        with connection.begin_nested():
            connection.execute(delete(net.table).where(net.table.c.id == net.row_id))
    except IntegrityError:
        return Kept(net.table.name, net.row_id, (), f"{dependants(connection, net.table, net.row_id)} since")
    return None


def dependants(connection: Connection, table: Table, row_id: int) -> str:
    """Return what hangs on a row, in words."""
    found = []
    for child in metadata.sorted_tables:
        for link in child.foreign_keys:
            if link.column.table is table:
                query = select(func.count()).select_from(child).where(child.c[link.parent.name] == row_id)
                number = connection.execute(query).scalar_one()
                if number:
                    found.append(f"{number} {child.name.replace('_', ' ')}")
    return f"{' and '.join(found) or 'something'} hang on it"


def put_back(connection: Connection, nets: Sequence[Net], undone: Undone) -> None:
    """Give changed fields their old values where they still hold what the act wrote; note those that do not."""
    by_table: dict[str, list[Net]] = {}
    for net in nets:
        by_table.setdefault(net.table.name, []).append(net)
    for of_table in by_table.values():
        for start in range(0, len(of_table), BATCH):
            part = of_table[start : start + BATCH]
            put_back_batch(connection, part, undone)


def put_back_batch(connection: Connection, nets: Sequence[Net], undone: Undone) -> None:
    """Do it for rows of one table, reading them together and writing together those that get the same fields back."""
    table = nets[0].table
    rows = connection.execute(select(table).where(table.c.id.in_([net.row_id for net in nets]))).mappings()
    now = {int(row["id"]): {name: plain_value(value) for name, value in row.items()} for row in rows}
    writes: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for net in nets:
        row = now.get(net.row_id)
        if row is None:
            undone.kept.append(Kept(table.name, net.row_id, tuple(sorted(net.after)), "deleted since"))
            continue
        touched = {name for name, value in net.after.items() if name != "version" and row[name] != value}
        back = {name: value for name, value in net.before.items() if name != "version" and name not in touched and row[name] != value}
        if back:
            values = {f"new_{name}": value for name, value in from_json(table, back).items()}
            writes.setdefault(tuple(sorted(back)), []).append({"of": net.row_id, "new_version": int(str(row["version"])) + 1, **values})
            undone.rows += 1
        if touched:
            names = tuple(sorted(touched))
            undone.kept.append(Kept(table.name, net.row_id, names, f"{', '.join(names)} changed since"))
    for names, parameters in writes.items():
        bound: dict[str, object] = {name: bindparam(f"new_{name}") for name in (*names, "version")}
        connection.execute(update(table).where(table.c.id == bindparam("of")).values(**bound), parameters)


def bring_back(connection: Connection, net: Net) -> Kept | None:
    """Put a row the act deleted back with its old id; return what stands in the way, if anything."""
    if current(connection, net) is not None:
        return Kept(net.table.name, net.row_id, (), "it is there again")
    version = int(str(net.before.get("version", 1))) + 1
    values = {**from_json(net.table, net.before), "id": net.row_id, "version": version}
    try:
        with connection.begin_nested():
            connection.execute(insert(net.table), values)
    except IntegrityError:
        return Kept(net.table.name, net.row_id, (), "what it belonged to is gone")
    return None


def keep_links(connection: Connection, entry_id: int, kept: Sequence[Kept]) -> None:
    """Note under the undo that kept rows still belong to their foreign ids, so that the next import finds them."""
    ids = {(one.table, one.row_id) for one in kept}
    if not ids:
        return
    seen = import_seen
    under = connection.execute(select(write_door.c.entry_id)).scalar_one()
    columns = [column for column in seen.columns if column.name not in ("id", "entry_id")]
    rows = connection.execute(select(*columns).where(seen.c.entry_id == entry_id)).mappings().all()
    again = [{**row, "entry_id": under} for row in rows if (row["kind"], row["row_id"]) in ids]
    if again:
        connection.execute(insert(seen), again)
