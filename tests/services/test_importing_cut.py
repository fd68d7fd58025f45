"""An import whose server goes away in the middle is done again by itself, whole and told once."""

from __future__ import annotations

import pytest

from sprintsales.services.importing.run import PROGRESS_EVERY
from tests.places import console
from tests.services.importing_team import Team, codes

ROWS = PROGRESS_EVERY * 2 + 100
CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND query NOT LIKE 'LISTEN%'"
)


@pytest.mark.on_server
@pytest.mark.at_once
@pytest.mark.parametrize("after", [1, 2])
def test_an_import_cut_in_the_middle_is_done_again_and_told_once(team: Team, after: int) -> None:
    calls: list[int] = []

    def progress(rows: int) -> None:
        calls.append(rows)
        if len(calls) == after:
            assert console(team.target, CUT)

    lines = [f"{number},Deal {number},Account {number % 50},Ben Kaya,Qualified,10,2026-12-04" for number in range(ROWS)]
    report = team.deals(*lines, ",,,,,,", "x,Bad,,,Nowhere,1,2026-12-04", progress=progress)
    assert len(calls) == after + 2
    assert (report.added, report.rows, [one.line for one in report.refusals]) == (ROWS, ROWS + 1, [ROWS + 3])
    assert codes(report)["unknown_rep"] == 1
    assert [team.count(name) for name in ("deal", "account", "import_seen", "journal_entry")] == [ROWS, 50, ROWS, 2]
    again = team.deals(*lines)
    assert (again.added, again.unchanged, again.entry_id) == (0, ROWS, None)
