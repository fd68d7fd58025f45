"""A server that crashes under people who save: what was acknowledged is there, once, and they go on by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster import Cluster, binaries
from tests.hammers.blows import crashed
from tests.hammers.conftest import SERVER_IS_MISSING, databases
from tests.hammers.team import make

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.skipif(binaries() is None, reason=SERVER_IS_MISSING)]
PEOPLE = 20


@pytest.fixture
def own() -> Iterator[Cluster]:
    """Return a server of this test, which puts what it acknowledged on the disk first."""
    made = Cluster(fast=False)
    yield made
    made.remove()


def test_two_crashes_of_a_server_under_twenty_people_lose_and_double_nothing(own: Cluster, tmp_path: Path) -> None:
    found = crashed(own, make(databases(own)(), PEOPLE), tmp_path, 2)
    assert found.is_clean, found.said()
    assert found.acknowledged > PEOPLE
