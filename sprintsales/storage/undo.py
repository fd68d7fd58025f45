"""Taking an act back: the net effect of its changes reversed, field by field, as far as what it wrote still stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, Delete, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from sprintsales.domain.errors import Refused
from sprintsales.storage.broken import UNIQUE, broken_rule
from sprintsales.storage.bulk import insert_rows
from sprintsales.storage.door import named_act
from sprintsales.storage.journal import Change, changes_of, from_json, plain_value, read_json, size_of, undone_entries
from sprintsales.storage.schema import import_seen, import_source, journal_change, metadata, sprint

SETS_ABOVE = 1000
BATCH = 2000
DECISIONS = frozenset({"goal", "goal_met", "closed_on", "closed_by_id", "cancelled_on", "cancel_reason"})
"""What people decide about a sprint; the rest of its row is the calendar's."""
WORDS = {"commitment_item": "promise", "activity_tally": "count", "deal_person": "person"}


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


def undo_entry(connection: Connection, entry_id: int, *, partly: bool, first_id: int | None = None, said: str = "") -> Undone:
    """Reverse an act inside a write and return what was taken back; FIRST is the act it did again, if it is a redo, SAID how it is told.

    The row of a sprint stays: it came with the first thing planned in it and has been everybody's since.
    All or nothing unless PARTLY (imports): then every row that still holds is taken back and the rest is listed.
    Raises TouchedSince when something it wrote was changed or used since and not PARTLY.
    """
    undone = Undone()
    if size_of(connection, entry_id) > SETS_ABOVE:
        undone.rows += undo_created_sets(connection, entry_id)
    nets = [left for net in net_effects(remaining_changes(connection, entry_id)) if (left := without_new_sprint(net)) is not None]
    order = {table.name: place for place, table in enumerate(metadata.sorted_tables)}
    made = sorted(
        (net for net in nets if net.op == "create" and net.table is not import_source),
        key=lambda net: (-order[net.table.name], -net.row_id),
    )
    gone = sorted((net for net in nets if net.op == "delete"), key=lambda net: (order[net.table.name], net.row_id))
    waiting = bring_back(connection, gone)  # first, because changed fields may point at them
    put_back(connection, [net for net in nets if net.op == "update"], undone)
    hindered = [kept for net in made if (kept := take_away(connection, net))]
    hindered += [kept for net in waiting if (kept := bring_back_one(connection, net))]
    undone.rows += len(made) + len(gone) - len(hindered)
    undone.kept += hindered
    if undone.kept and not partly:
        raise TouchedSince(sentence(undone.kept, said))
    keep_links(connection, first_id or entry_id, undone.kept)
    undone.rows += drop_sources(connection, [net for net in nets if net.op == "create" and net.table is import_source])
    return undone


def without_new_sprint(net: Net) -> Net | None:
    """Return what is to be taken back of a row: of a new sprint only what was decided about it, None where that is nothing."""
    if net.op != "create" or net.table is not sprint:
        return net
    decided = {name: value for name, value in net.after.items() if name in DECISIONS and value is not None}
    return replace(net, op="update", before=dict.fromkeys(decided), after=decided) if decided else None


def sentence(kept: Sequence[Kept], said: str = "") -> str:
    """Return why an act cannot be taken back, naming the first reasons."""
    named = "; ".join(f"{in_words(one.table)} {one.row_id}: {one.why}" for one in kept[:3])
    more = f" (and {len(kept) - 3} more)" if len(kept) > 3 else ""
    what = f"“{said}”" if said else "This"
    way = "Whoever made the later change can undo it first; or change it by hand."
    return f"{what} cannot be undone any more, nothing was changed. {named}{more}. {way}"


def in_words(name: str) -> str:
    """Return a table's or a field's name as it stands in a sentence."""
    return WORDS.get(name) or name.removesuffix("_id").replace("_", " ")


def changed_since(fields: Iterable[str]) -> str:
    """Return what was changed, in words."""
    return f"{', '.join(in_words(name) for name in fields)} changed since"


def undo_created_sets(connection: Connection, entry_id: int) -> int:
    """Delete in sets, children first, the rows an act made that nobody has touched or used since; return how many."""
    c = journal_change.c
    counts = connection.execute(select(c.tbl).where(c.entry_id == entry_id, c.op == "create").distinct()).scalars().all()
    tables = [table for table in reversed(metadata.sorted_tables) if table.name in counts and table not in (import_source, sprint)]
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
    """Return the deletion of the rows an act made that nothing has changed since and that nothing points at."""
    c, later = journal_change.c, journal_change.alias("later")
    changed = select(later.c.id).where(later.c.tbl == table.name, later.c.row_id == c.row_id, later.c.id > c.id).exists()
    made = select(c.row_id).where(c.entry_id == entry_id, c.tbl == table.name, c.op == "create", ~changed)
    condition: list[ColumnElement[bool]] = [table.c.id.in_(made)]
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
    with_deletions = set(connection.execute(select(c.tbl).where(c.entry_id == entry_id, c.op == "delete").distinct()).scalars())
    wanted: set[int] = set()
    for name in names:
        table = metadata.tables[name]
        there = select(c.id).join(table, table.c.id == c.row_id).where(c.entry_id == entry_id, c.tbl == name)
        wanted.update(connection.execute(there).scalars())
        if name in with_deletions:  # put together here: a server that has not counted yet what an import brought would do it row by row
            all_of_table = connection.execute(select(c.id, c.row_id, c.op).where(c.entry_id == entry_id, c.tbl == name)).all()
            deleted = {row_id for _, row_id, op in all_of_table if op == "delete"}
            wanted.update(id_ for id_, row_id, _ in all_of_table if row_id in deleted)
    return changes_of(connection, entry_id, wanted)


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
        if op == "delete":  # the row comes back as it was before the act, at the version after its last one
            before["version"] = last.before["version"]
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
    touched = sorted(name for name, value in now.items() if name not in ("id", "version") and value != net.after.get(name))
    if touched:
        return Kept(net.table.name, net.row_id, (), changed_since(touched))
    try:
        with connection.begin_nested():
            connection.execute(delete(net.table).where(net.table.c.id == net.row_id))
    except IntegrityError:
        return Kept(net.table.name, net.row_id, (), f"{dependants(connection, net.table, net.row_id)} since")
    return None


def dependants(connection: Connection, table: Table, row_id: int) -> str:
    """Return what hangs on a row, in words."""
    found: dict[str, int] = {}
    for child in metadata.sorted_tables:
        for link in child.foreign_keys:
            if link.column.table is table:
                query = select(func.count()).select_from(child).where(child.c[link.parent.name] == row_id)
                found[child.name] = found.get(child.name, 0) + connection.execute(query).scalar_one()
    said = [f"{number} {in_words(name) if number == 1 else plural(in_words(name))}" for name, number in found.items() if number]
    return f"{' and '.join(said) or 'something'} hang{'s' if sum(found.values()) == 1 else ''} on it"


def plural(name: str) -> str:
    """Return the word for several rows of a table."""
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def in_the_way(error: IntegrityError) -> str:
    """Return why a row cannot be as it was, in words."""
    return "there is another one like it now" if broken_rule(error).kind == UNIQUE else "what it belonged to is gone"


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
        if touched:
            names = tuple(sorted(touched))
            undone.kept.append(Kept(table.name, net.row_id, names, changed_since(names)))
    for names, parameters in writes.items():
        kept = write_back(connection, table, names, parameters)
        undone.rows += len(parameters) - len(kept)
        undone.kept += kept


def write_back(connection: Connection, table: Table, names: tuple[str, ...], parameters: Sequence[dict[str, object]]) -> list[Kept]:
    """Write old values into the same fields of many rows, together or else one by one, and return the rows that cannot have them."""
    bound: dict[str, object] = {name: bindparam(f"new_{name}") for name in (*names, "version")}
    try:
        with connection.begin_nested():
            connection.execute(update(table).where(table.c.id == bindparam("of")).values(**bound), parameters)
    except IntegrityError as error:
        if len(parameters) > 1:
            return [kept for one in parameters for kept in write_back(connection, table, names, [one])]
        return [Kept(table.name, int(str(parameters[0]["of"])), names, in_the_way(error))]
    return []


def bring_back(connection: Connection, nets: Sequence[Net]) -> list[Net]:
    """Put rows the act deleted back with their old ids, many together, and return those that something stands in the way of."""
    waiting: list[Net] = []
    for table, all_of_table in groupby(nets, key=lambda net: net.table):
        of_table = list(all_of_table)
        for start in range(0, len(of_table), BATCH):
            part = of_table[start : start + BATCH]
            versions = last_versions(connection, table, [net.row_id for net in part])
            try:
                with connection.begin_nested():
                    insert_rows(connection, table.name, columns_of(table), [row_before(net, versions) for net in part])
            except IntegrityError:
                waiting += [net for net in part if bring_back_one(connection, net)]
    return waiting


def last_versions(connection: Connection, table: Table, ids: Sequence[int]) -> dict[int, int]:
    """Return the version each deleted row had last: it may have come and gone again since the act."""
    c = journal_change.c
    last = select(func.max(c.id)).where(c.tbl == table.name, c.row_id.in_(ids)).group_by(c.row_id)
    rows = connection.execute(select(c.row_id, c.before).where(c.id.in_(last), c.op == "delete"))
    return {row.row_id: int(str(read_json(row.before)["version"])) for row in rows}


def bring_back_one(connection: Connection, net: Net) -> Kept | None:
    """Put one row back; return what stands in the way, if anything."""
    try:
        with connection.begin_nested():
            row = row_before(net, last_versions(connection, net.table, [net.row_id]))
            insert_rows(connection, net.table.name, columns_of(net.table), [row])
    except IntegrityError as error:
        return Kept(net.table.name, net.row_id, (), in_the_way(error))
    return None


def columns_of(table: Table) -> list[str]:
    """Return the names of a table's columns."""
    return [str(column.name) for column in table.columns]


def row_before(net: Net, versions: Mapping[int, int]) -> list[object]:
    """Return a row as it was before the act, in the journal's values, as the version after the last one it ever had."""
    version = versions.get(net.row_id, int(str(net.before.get("version", 1)))) + 1
    values = {**net.before, "id": net.row_id, "version": version}
    return [values.get(name) for name in columns_of(net.table)]


def keep_links(connection: Connection, entry_id: int, kept: Sequence[Kept]) -> None:
    """Note under the undo that kept rows still belong to their foreign ids, so that the next import finds them."""
    ids = {(one.table, one.row_id) for one in kept}
    if not ids:
        return
    seen = import_seen
    under = named_act(connection)
    columns = [column for column in seen.columns if column.name not in ("id", "entry_id")]
    rows = connection.execute(select(*columns).where(seen.c.entry_id == entry_id)).mappings().all()
    again = [{**row, "entry_id": under} for row in rows if (row["kind"], row["row_id"]) in ids]
    if again:
        connection.execute(insert(seen), again)


def drop_sources(connection: Connection, nets: Sequence[Net]) -> int:
    """Take away the sources an act made, unless a link that stands is theirs; return how many went."""
    s = import_seen.c
    dropped = 0
    for net in nets:
        entries = connection.execute(select(s.entry_id).where(s.source_id == net.row_id).distinct()).scalars()
        if set(entries) <= undone_entries(connection) and take_away(connection, net) is None:
            dropped += 1
    return dropped
