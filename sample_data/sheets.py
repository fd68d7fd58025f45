"""Whole sheets written at once: a week's plan on Monday morning, a day's work in the evening, each as one act of its owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection
from sqlmodel import Session
from world import World

from sprintsales.domain.quickadd import read_log
from sprintsales.services.desk import Desk
from sprintsales.services.planning import Understood, insert, settle, understand
from sprintsales.services.tracking import Report, insert_done, insert_next, mark, next_step, outcome_of, units_of
from sprintsales.storage.queries.activities import ActivityRow

Told = tuple[ActivityRow, list[Report], str | None]
"""An item, how it came out (a block: count by count), and the line of the next step."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What is planned for a deal on a day, and the hour it is fixed at."""

    deal_id: int | None
    type_name: str
    planned_on: date | None
    hour: int | None


def slots(items: Iterable[ActivityRow]) -> list[Slot]:
    """Return what is planned."""
    return [Slot(one.deal_id, one.type_name, one.planned_on, one.planned_time // 60 if one.planned_time else None) for one in items]


def plan_sheet(world: World, who: str, lines: Sequence[str]) -> None:
    """Plan lines, all in one act."""
    if not lines:
        return
    desk = world.desk(who)

    def look(connection: Connection) -> list[Understood]:
        return [understand(connection, desk, line) for line in lines]

    def work(session: Session, wishes: list[Understood]) -> list[int]:
        return [insert(session, desk, wish, desk.me.id, day) for wish in wishes for day in wish.days]

    desk.decide("plan", look, lambda wishes: f"planned {len(wishes)} items", work)


def tick_off(world: World, who: str, told: Sequence[Told], unplanned: Sequence[str]) -> None:
    """Mark work done and log what was never planned, all in one act."""
    if not told and not unplanned:
        return
    desk = world.desk(who)

    def look(connection: Connection) -> tuple[list[Understood | None], list[Understood]]:
        steps = [next_step(connection, desk, line, row) if line else None for row, _, line in told]
        return steps, [settle(connection, desk, read_log(line, today=desk.today).done) for line in unplanned]

    def work(session: Session, found: tuple[list[Understood | None], list[Understood]]) -> list[int]:
        steps, logged = found
        for (row, reports, _), step in zip(told, steps, strict=True):
            tell(session, desk, row, reports)
            insert_next(session, desk, step, row.owner_id, row.id)
        return [row.id for row, _, _ in told] + [insert_done(session, desk, wish, desk.today) for wish in logged]

    verb = "done" if told else "log"
    desk.decide(verb, look, lambda _: f"did {len(told)} items" if told else f"logged {len(unplanned)} items", work)


def tell(session: Session, desk: Desk, row: ActivityRow, reports: Iterable[Report]) -> None:
    """Mark an item done, or count it outcome by outcome."""
    for report in reports:
        units = units_of(row, report)
        mark(session, desk, row, report, desk.today, units, outcome_of(row.type, report.outcome))
        row = replace(row, quantity_done=row.quantity_done + units, minutes_done=(row.minutes_done or 0) + (report.minutes or 0) or None)
