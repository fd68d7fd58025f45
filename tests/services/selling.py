"""Half a year of selling behind Ana, in round numbers: 2,000 calls, 200 people reached, 70 meetings, 35 deals begun, 14 of them won."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from sprintsales.services.desk import Desk
from sprintsales.services.goals import GoalWish, set_goal
from sprintsales.storage import rows, tables
from sprintsales.storage.queries.activities import types
from tests.services.week import Week

BEGUN, LAG = date(2026, 9, 1), 20
LONG_AGO = date(2026, 3, 1)
WON, LOST = 14, 21
VALUE = 10_000_00


def sell(week: Week) -> None:
    """Write the half year down."""
    desk, ana = week.desk("Mia"), week.desk().me.id
    desk.write(desk.act("import", "half a year"), lambda session: fill(session, desk, ana))


def fill(session: Session, desk: Desk, owner_id: int) -> None:
    """Add the deals and the work."""
    stages = {row[1]: row[0] for row in session.connection().exec_driver_sql("SELECT id, name FROM stage")}
    kinds = types(session.connection(), desk.team.id)
    for (id_,) in session.connection().exec_driver_sql("SELECT id FROM deal").all():
        rows.put(session, tables.Deal, id_, started_on=LONG_AGO)  # what is open was begun before the half year
    closed = BEGUN + timedelta(days=LAG)
    for number in range(WON + LOST):
        outcome = "won" if number < WON else "lost"
        fields: dict[str, Any] = {"stage_id": stages[outcome.title()], "outcome": outcome, "closed_on": closed, "started_on": BEGUN}
        deal = tables.Deal(
            team_id=desk.team.id, name=f"Past {number}", owner_id=owner_id, pipeline_id=1, value=VALUE, currency="EUR", **fields
        )
        rows.add(session, deal)
    for code, outcome, units in (("call", "reached", 200), ("call", "no_answer", 1800), ("meeting", "held", 70)):
        work = tables.Activity(
            team_id=desk.team.id, type_id=kinds[code].id, owner_id=owner_id, state="done", quantity_planned=units, quantity_done=units,
            outcome=outcome, done_on=BEGUN, minutes=60,
        )  # fmt: skip
        rows.add(session, work)


def ask(week: Week, amount: int, *, owner: str = "Ana", on: date = date(2026, 11, 1)) -> None:
    """Set a monthly quota."""
    mia = week.desk("Mia")
    set_goal(mia, GoalWish("won_value", "month", on, Decimal(amount), member_id=week.desk(owner).me.id))
