"""Statements compiled once in a run of the tests instead of once for each database: half of what a short test would cost."""

from __future__ import annotations

from typing import Any

import sqlalchemy
from sqlalchemy import Engine, event
from sqlalchemy.util import LRUCache

from sprintsales.storage import engine as files
from sprintsales.storage import server

_kept: dict[str, tuple[Any, Any]] = {}


def create_engine(*positional: Any, **named: Any) -> Engine:
    """Return an engine that speaks through the dialect of the first of its kind that was connected, and finds what that one compiled."""
    made = sqlalchemy.create_engine(*positional, **named)
    kind = made.dialect.name
    if kind in _kept:
        made.dialect, made._compiled_cache = _kept[kind]
    else:
        event.listen(made, "connect", lambda *_: _kept.setdefault(kind, (made.dialect, LRUCache(2000))))
    return made


def share() -> None:
    """Let every database that is opened from now on share."""
    for module in (files, server):
        vars(module)["create_engine"] = create_engine
