"""Fixtures of the reports' tests: the services' small team."""

from __future__ import annotations

from tests.services.conftest import week, week_template

__all__ = ["week", "week_template"]
