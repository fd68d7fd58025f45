"""What the tests of erasing share: a few days of written work, an erasure, and where words still stand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from sqlalchemy import String, select

from sprintsales.services import blocking, dealing, erasing, moving, planning, tracking
from sprintsales.services.desk import Desk
from sprintsales.services.erasing import Forgotten, Outlook, forget, person_named
from sprintsales.services.goals import GoalWish, set_goal
from sprintsales.storage.database import Database
from sprintsales.storage.schema import metadata
from tests.services.week import MONDAY, TUESDAY, Week


def holding(database: Database, *words: str) -> list[str]:
    """Where any column of words of any table holds one of these."""
    found = []
    with database.read() as connection:
        for table in metadata.sorted_tables:
            columns = [column for column in table.columns if isinstance(column.type, String)]
            for row in connection.execute(select(table.c.id, *columns)) if columns else ():
                text = " ".join(str(value) for value in row[1:]).casefold()
                spelled = {spelling for word in words for spelling in (word.casefold(), json.dumps(word)[1:-1].casefold())}
                found += [f"{table.name} {row[0]}: {word}" for word in spelled if word in text]
    return found


def look(desk: Desk, who: str, *, keep_notes: bool = False) -> Outlook:
    """What erasing somebody would take away."""
    with desk.database.read() as connection:
        return erasing.outlook(connection, desk, person_named(connection, desk, who), keep_notes=keep_notes)


def erased(desk: Desk, who: str, folder: Path, *, also: Sequence[int] = (), keep_notes: bool = False) -> Forgotten:
    """Erase somebody and return what was done."""
    with desk.database.read() as connection:
        person = person_named(connection, desk, who)
    return forget(desk, person, folder, also=also, keep_notes=keep_notes)


def worked(week: Week) -> None:
    """A few days in which Ana writes notes, reasons and next steps, and Ben writes about her."""
    ana, ben, mia = week.desk("Ana"), week.desk("Ben"), week.desk("Mia")
    made = [planning.add(ana, line).ids[0] for line in ("call acme re ana-note tue", "email birch wed", "call corto thu")]
    tracking.done(week.at(ana, TUESDAY), made[0], tracking.Report(note="ana-result"))
    blocking.block(ana, [made[1]], "ana-block")
    moving.drop(ana, [made[2]], "ana-drop")
    dealing.set_fields(ana, 1, {"close_on": "2026-12-11", "next_step": "ana-step", "note": "ana-deal-note"}, reason="ana-push")
    planning.add(ben, "call gale re ask Ana Ruiz for the draft wed")
    planning.add(ben, "call hansa re ben-note thu")
    set_goal(mia, GoalWish("won_value", "month", MONDAY, Decimal(40000), member_id=ana.me.id, reason="mia-goal"))
