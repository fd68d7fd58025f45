"""Conflicts and changes of an import as people read them: names in the place of ids, shares as ratios."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, Table, select

from sprintsales.services.importing.merge import PERSON
from sprintsales.services.importing.order import Change, Conflict
from sprintsales.storage.persons import texts
from sprintsales.storage.schema import account, activity_type, contact, deal, label, member, pipeline, product, sprint, stage

TABLES: Mapping[str, Table] = {
    "account_id": account, "owner_id": member, "contact_id": contact, "product_id": product, "stage_id": stage, "pipeline_id": pipeline,
    "source_id": label, "segment_id": label, "territory_id": label, "deal_id": deal, "type_id": activity_type, "sprint_id": sprint,
    "reports_to_id": member,
}  # fmt: skip
CALLED = {"outcome": "status", "result": "note", "reports_to": "manager", "from_on": "active_from", "until_on": "active_until"}


def named_conflicts(connection: Connection, conflicts: Sequence[Conflict]) -> list[Conflict]:
    """Return the conflicts with fields and values as a mapping and a person write them."""
    names = names_meant(connection, [(one.field, (one.base, one.file, one.here)) for one in conflicts])
    return [told(one, names) for one in conflicts]


def named_changes(connection: Connection, changes: Sequence[Change]) -> list[Change]:
    """Return the changes with fields and values as a mapping and a person write them."""
    names = names_meant(connection, [(one.field, (one.old, one.new)) for one in changes])
    found = []
    for one in changes:
        field, (old, new) = readable(one.field, (one.old, one.new), names)
        found.append(replace(one, field=field, old=old, new=new))
    return found


def names_meant(connection: Connection, pairs: Sequence[tuple[str, Sequence[object]]]) -> dict[str, dict[int, str]]:
    """Return what the rows are called that fields with their values point at, by table."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for field, values in pairs:
        table = table_of(field)
        if table is not None:
            wanted[table.name] |= {id_ for id_ in values if isinstance(id_, int)}
    return {name: names_of(connection, name, ids) for name, ids in wanted.items()}


def table_of(field: str) -> Table | None:
    """Return the table a field points into, None for a plain value."""
    return member if field.startswith(PERSON) else TABLES.get(field)


def told(one: Conflict, names: Mapping[str, Mapping[int, str]]) -> Conflict:
    """Return one conflict in readable words."""
    field, (base, file, here) = readable(one.field, (one.base, one.file, one.here), names)
    return replace(one, field=field, base=base, file=file, here=here)


def readable(column: str, values: Sequence[object], names: Mapping[str, Mapping[int, str]]) -> tuple[str, list[object]]:
    """Return a column by the name of its field, and its values as people write them."""
    table = table_of(column)
    field, shown = column.removesuffix("_id"), list(values)
    if table is not None:
        shown = [names[table.name].get(value) if isinstance(value, int) else None for value in values]
    if field == "probability":
        shown = [value / 1000 if isinstance(value, int) else None for value in values]
    return CALLED.get(field, field), shown


def names_of(connection: Connection, name: str, ids: set[int]) -> dict[int, str]:
    """Return what rows of a table are called."""
    table = next(one for one in (*TABLES.values(), member) if one.name == name)
    column = table.c.name_id if "name_id" in table.c else table.c.number if table is sprint else table.c.name
    found: dict[int, object] = {}
    listed = sorted(ids)
    for start in range(0, len(listed), 900):
        part = listed[start : start + 900]
        found |= {row[0]: row[1] for row in connection.execute(select(table.c.id, column).where(table.c.id.in_(part)))}
    if "name_id" not in table.c:
        return {id_: str(value) for id_, value in found.items()}
    bodies = texts(connection, [value for value in found.values() if isinstance(value, int)])
    return {id_: bodies[value] for id_, value in found.items() if isinstance(value, int)}
