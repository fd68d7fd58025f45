"""Saved mappings: how a file of this kind is read, kept under a name for next Monday."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from sprintsales.domain.errors import NotFound
from sprintsales.services.importing.order import ImportOrder
from sprintsales.storage.schema import import_mapping

if TYPE_CHECKING:
    from sqlmodel import Session

KEPT = (
    "kind",
    "stages",
    "activities",
    "date_formats",
    "currency",
    "decimal",
    "pipeline",
    "new_stages",
    "source",
    "blank_clears",
    "rules",
    "on_conflict",
    "strict",
)


def with_mapping(connection: Connection, company_id: int, order: ImportOrder) -> ImportOrder:
    """Return the order completed by the saved mapping it names: what is said now weighs more; raises NotFound."""
    if order.mapping is None:
        return order
    query = select(import_mapping.c.body).where(import_mapping.c.company_id == company_id, import_mapping.c.name == order.mapping)
    body = connection.execute(query).scalar()
    if body is None:
        names = connection.execute(select(import_mapping.c.name).where(import_mapping.c.company_id == company_id)).scalars().all()
        here = ", ".join(sorted(names)) or "none yet"
        raise NotFound(f"There is no saved mapping {order.mapping}. Here are: {here}; save one with --save-mapping NAME.")
    saved = json.loads(body)
    plain = {one.name: one.default for one in fields(ImportOrder)}
    changes: dict[str, Any] = {}
    for name in ("fields", *KEPT):
        now, kept = getattr(order, name), saved.get(name)
        if isinstance(now, Mapping):
            changes[name] = {**(kept or {}), **now}
        elif kept is not None and now == plain[name]:
            changes[name] = tuple(kept) if isinstance(kept, list) else kept
    return replace(order, **changes)


def save_mapping(session: Session, company_id: int, order: ImportOrder, kind: str, names: dict[str, str]) -> None:
    """Keep how this file was read under the name the order gives."""
    from sprintsales.storage.rows import add, put
    from sprintsales.storage.tables import ImportMapping

    assert order.save_mapping is not None
    body = {name: getattr(order, name) for name in KEPT} | {"kind": kind, "fields": names}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, default=list)
    query = select(import_mapping.c.id).where(import_mapping.c.company_id == company_id, import_mapping.c.name == order.save_mapping)
    known = session.connection().execute(query).scalar()
    if known is None:
        add(session, ImportMapping(company_id=company_id, name=order.save_mapping, kind=kind, body=text))
    else:
        put(session, ImportMapping, int(known), kind=kind, body=text)
