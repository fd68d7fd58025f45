"""What came back from a closed sprint: some of it is planned again, most is dropped."""

from __future__ import annotations

import this_week
from outcomes import DROPPED
from world import World, week_of

from sprintsales.services.moving import drop, move


def clear_backlog(world: World, who: str) -> None:
    """Go through what came back from the closed sprint: plan some of it again, drop most."""
    back = [row for row in world.open_items(who) if row.sprint_id is None]
    days = [] if who == this_week.WHO else [day for day in world.calendar(who).days(week_of(world.today)) if day > world.today]
    dropped = []
    for row in back:
        deal = world.deal_with(row.deal_id)
        if deal is not None and deal.is_worked_on(world.today) and days and world.chance(0.3):
            move(world.desk(who), [row.id], world.random.choice(days))
        elif world.chance(0.9):
            dropped.append(row.id)
    if dropped:
        drop(world.desk(who), dropped, world.random.choice(DROPPED))
