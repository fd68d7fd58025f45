"""Where the hammers hit: a new file, or a new database of a server that keeps what it acknowledged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.cluster import Cluster, binaries
from tests.places import Target

Ground = Callable[[], Target]
"""Gives a place for a new team."""
SERVER_IS_MISSING = "PostgreSQL's server is not installed (Debian: apt-get install postgresql)"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Return a server that puts what it acknowledged on the disk first."""
    if binaries() is None:
        pytest.skip(SERVER_IS_MISSING)
    made = Cluster(fast=False)
    yield made
    made.remove()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.slow])])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Ground:
    """Return places on either kind of database."""
    return files(tmp_path) if request.param == "sqlite" else databases(request.getfixturevalue("cluster"))


def files(folder: Path) -> Ground:
    """Return new files in a folder."""
    numbers = count(1)
    return lambda: folder / f"team-{next(numbers)}.db"


def databases(cluster: Cluster) -> Ground:
    """Return new databases of a server."""
    return lambda: cluster.make(f"team_{next(NUMBERS)}")


NUMBERS = count(1)
