"""What is compiled once in a run of the tests instead of once a test: statements for every database, style sheets for every screen."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import sqlalchemy
from sqlalchemy import Engine, event
from sqlalchemy.util import LRUCache
from typing_extensions import override

from sprintsales.storage import engine as files
from sprintsales.storage import server

if TYPE_CHECKING:
    from textual.css.model import RuleSet
    from textual.css.types import CSSLocation

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
    """Let every database and every app that is opened from now on share."""
    for module in (files, server):
        vars(module)["create_engine"] = create_engine
    if "textual.css.stylesheet" in sys.modules:
        _share_style_sheets()


def _share_style_sheets() -> None:
    """Parse each sheet once for the colours it is parsed with: rules are read only, an app keeps them too as long as its theme stays."""
    from textual import app
    from textual.css import stylesheet

    parsed: dict[tuple[Any, ...], list[RuleSet]] = {}

    class Sheet(stylesheet.Stylesheet):
        """Finds what another one parsed."""

        @override
        def _parse_rules(
            self, css: str, read_from: CSSLocation, is_default_rules: bool = False, tie_breaker: int = 0, scope: str = ""
        ) -> list[RuleSet]:
            key = (frozenset(self._variables.items()), css, read_from, is_default_rules, tie_breaker, scope)
            if key not in parsed:
                parsed[key] = super()._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)
            return parsed[key]

    for module in (app, stylesheet):
        vars(module)["Stylesheet"] = Sheet
