"""An import of twenty thousand deals is as right as one of two; `tests/benchmarks/importing.py` measures a hundred thousand."""

from __future__ import annotations

import pytest

from sprintsales.services.importing.order import ImportOrder, Report
from sprintsales.services.importing.run import import_file
from tests.benchmarks.importing import mapping, write_deals
from tests.services.importing_team import Team, codes

ROWS = 20_000


def bring(team: Team, *, changed: bool = False) -> Report:
    file = team.folder / "deals.csv"
    write_deals(file, ROWS, changed=changed)
    return import_file(team.desk(), ImportOrder(file, kind="deals", fields=mapping(), new_stages=True, date_formats={"*": "ymd"}))


@pytest.mark.slow
def test_twenty_thousand_deals_come_in_are_taken_back_and_come_in_again(team: Team) -> None:
    before = team.state()
    first = bring(team)
    assert (first.added, first.refusals) == (ROWS, [])
    assert team.count("deal") == team.count("import_seen") == ROWS
    total = team.one("SELECT sum(value) AS v, count(DISTINCT owner_id) AS o, count(DISTINCT stage_id) AS s FROM deal")
    assert not team.undo().kept
    assert team.state() == before
    again = bring(team)
    assert (again.added, codes(again)) == (ROWS, codes(first))
    assert team.one("SELECT sum(value) AS v, count(DISTINCT owner_id) AS o, count(DISTINCT stage_id) AS s FROM deal") == total
    unchanged = bring(team)
    assert (unchanged.entry_id, unchanged.unchanged) == (None, ROWS)
    newer = bring(team, changed=True)
    assert (newer.changed, newer.unchanged, newer.conflicts) == (ROWS // 10, ROWS - ROWS // 10, [])
    assert team.one("SELECT sum(value) AS v FROM deal")["v"] == total["v"] + 100 * ROWS // 10
    assert not team.undo().kept
    assert team.one("SELECT sum(value) AS v FROM deal")["v"] == total["v"]
