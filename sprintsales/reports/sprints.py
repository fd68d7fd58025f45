"""The sprints of a team as a report and as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import day, days_through, iso

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sprintsales.services.desk import Desk
    from sprintsales.services.views.sprints import SprintLine


def sprints_sheet(desk: Desk, lines: Sequence[SprintLine]) -> Sheet:
    """Return the sprints, the newest first, with state, goal and whether it was met."""
    columns = (
        Column("sprint", key="number"),
        Column("days", key="start"),
        Column("working", right=True, key="working_days"),
        Column("state", key="state"),
        Column("goal", key="goal", wraps=True),
    )
    rows = tuple(
        (
            Cell(one.view.name, one.view.number),
            Cell(days_through(one.view.period), one.view.period.start),
            Cell(str(one.working_days), one.working_days),
            plain(one.said),
            plain(one.goal_said),
        )
        for one in lines
    )
    return Sheet(f"Sprints of {desk.team.name} · {day(desk.today, desk.today)}", (Section("", columns, rows, empty="No sprint yet."),))


def sprints_document(desk: Desk, lines: Sequence[SprintLine]) -> dict[str, object]:
    """Return them as the document sprintsales.sprints/1."""
    return {
        "schema": "sprintsales.sprints/1",
        "as_of": iso(desk.today),
        "team": desk.team.name,
        "sprints": [
            {
                "number": one.view.number, "start": iso(one.view.period.start), "end": iso(one.view.period.end), "state": one.state,
                "working_days": one.working_days, "goal": one.view.goal, "goal_met": one.view.goal_met,
                "closed_on": iso(one.view.closed_on), "cancel_reason": one.view.cancel_reason,
            }
            for one in lines
        ],
    }  # fmt: skip
