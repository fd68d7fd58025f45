"""Moving planned work: between days and sprints, out of its sprint, dropped, with another effort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.fates import Fate
from sprintsales.domain.meanwhile import InWords
from sprintsales.domain.periods import Period
from sprintsales.domain.text import clean_block
from sprintsales.services import carrying
from sprintsales.services.desk import Desk
from sprintsales.services.items import change_open, reason_of, seen, short_day
from sprintsales.services.planning import refuse_past
from sprintsales.services.sprints import ensure
from sprintsales.storage.queries.activities import ActivityRow

if TYPE_CHECKING:
    from sqlmodel import Session


def move(
    desk: Desk,
    ids: Iterable[int],
    day: date,
    *,
    reason: str | None = None,
    shown: Mapping[int, Mapping[str, object]] | None = None,
    token: str | None = None,
) -> list[int]:
    """Move items to a day and return the ids of those that were elsewhere.

    Inside their sprint it never asks. Into another one a promised item needs a reason until the sprint's end (removed), and is carried from
    then on. SHOWN holds, by item, the fields the user saw. Raises NotFound, NotYours, AlreadyDone, IsDropped, ReasonNeeded,
    PlannedInThePast, SprintIsClosed, ChangedMeanwhile.
    """
    refuse_past(desk, day)
    return relocate(
        desk, ids, desk.sprint_of(day).start, day, f"moved {{items}} to {short_day(day)}", reason=reason, shown=shown, token=token
    )


def carry(
    desk: Desk,
    ids: Iterable[int],
    day: date | None = None,
    *,
    reason: str | None = None,
    shown: Mapping[int, Mapping[str, object]] | None = None,
    token: str | None = None,
) -> list[int]:
    """Move items into the next sprint, to a fixed day of it or to none, and return their ids.

    SHOWN holds, by item, the place the user saw. The second carry asks for a day: CarriedTwice. Raises what `move` raises.
    """
    refuse_past(desk, day)
    start = desk.sprint_of(day).start if day is not None else following(desk).start
    when = f" to {short_day(day)}" if day is not None else " into the next sprint"
    return relocate(desk, ids, start, day, f"took {{items}}{when}", reason=reason, shown=shown, token=token)


def following(desk: Desk) -> Period:
    """Return the sprint after the running one that is not skipped for want of a working day."""
    from sprintsales.services.views.sprints import worked_sprint

    with desk.database.read() as connection:
        return worked_sprint(connection, desk, desk.sprint_of(desk.today), 1)


def relocate(
    desk: Desk,
    ids: Iterable[int],
    start: date,
    day: date | None,
    words: str,
    *,
    reason: str | None = None,
    shown: Mapping[int, Mapping[str, object]] | None = None,
    token: str | None = None,
) -> list[int]:
    """Put items on a day, or on no day, of the sprint that starts on START, with the fates that brings."""
    wanted = list(ids)
    reason = clean_block(reason or "") or None

    def work(session: Session, rows: list[ActivityRow]) -> list[int]:
        to_sprint = ensure(session, desk, start)
        away = [row for row in rows if row.sprint_id != to_sprint]
        leaving = {one.row.id: one for one in carrying.leavings(session.connection(), desk, away, later=True)}
        carrying.refuse_without_reason(list(leaving.values()), reason, how=f"sprintsales move {wanted[0]} DAY --reason WHY")
        carrying.refuse_second_carry(list(leaving.values()), day)
        return [row.id for row in rows if place(session, desk, row, to_sprint, day, leaving.get(row.id), (shown or {}).get(row.id))]

    return change_open(desk, "move", wanted, words, work, reason=reason, token=token)


def place(
    session: Session,
    desk: Desk,
    row: ActivityRow,
    sprint_id: int | None,
    day: date | None,
    leaving: carrying.Leaving | None,
    shown: Mapping[str, object] | None = None,
) -> bool:
    """Put one item where it belongs now and return whether it was elsewhere."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import edit

    carries = row.carries
    if leaving is not None:
        carrying.record(session, desk, leaving, to_sprint_id=sprint_id, reason_id=reason_of(session))
        carries = leaving.carries
    if sprint_id is not None and sprint_id != row.sprint_id:
        carries = carrying.welcome_back(session, sprint_id, replace(row, carries=carries))
    known = place_seen(row, shown)
    return edit(session, tables.Activity, row.id, seen(row, known, sprint_id=sprint_id, planned_on=day, carries=carries))


def place_seen(row: ActivityRow, shown: Mapping[str, object] | None) -> dict[str, object]:
    """Return what of an item's place was seen and counts: its day; for one that had none and has none, its sprint."""
    on_no_day = row.planned_on is None and (shown or {}).get("planned_on") is None
    return {name: value for name, value in (shown or {}).items() if name == "planned_on" or (name == "sprint_id" and on_no_day)}


def refuse_moved(session: Session, row: ActivityRow, shown: Mapping[str, object] | None, instead: str) -> None:
    """Raise ChangedMeanwhile for an item that stands elsewhere than it was seen and would have something happen to it INSTEAD."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import Seen, refuse_clashes, row_to_write, table_of

    known = place_seen(row, shown)
    table = table_of(tables.Activity)
    changes = {name: Seen(value, InWords(instead)) for name, value in known.items()}
    refuse_clashes(table, row_to_write(session, table, row.id), changes)


def unplan(
    desk: Desk,
    ids: Iterable[int],
    *,
    reason: str | None = None,
    shown: Mapping[int, Mapping[str, object]] | None = None,
    token: str | None = None,
) -> list[int]:
    """Take items out of their sprint, into the backlog, and return their ids; a promised one needs a reason.

    SHOWN holds, by item, the place the user saw. Raises NotFound, NotYours, AlreadyDone, IsDropped, ReasonNeeded, ChangedMeanwhile.
    """
    wanted = list(ids)
    reason = clean_block(reason or "") or None

    def work(session: Session, rows: list[ActivityRow]) -> list[int]:
        leaving = carrying.leavings(session.connection(), desk, rows, later=False)
        carrying.refuse_without_reason(leaving, reason, how=f"sprintsales move {wanted[0]} backlog --reason WHY")
        return [one.row.id for one in leaving if place(session, desk, one.row, None, None, one, (shown or {}).get(one.row.id))]

    return change_open(desk, "unplan", wanted, "took {items} out of the sprint", work, reason=reason, token=token)


def drop(
    desk: Desk,
    ids: Iterable[int],
    reason: str | None = None,
    *,
    shown: Mapping[int, Mapping[str, object]] | None = None,
    token: str | None = None,
) -> list[int]:
    """Drop items and return their ids; a promised one needs a reason. Units already counted stay counted.

    SHOWN holds, by item, the place the user saw: what somebody has just put elsewhere is not dropped unasked. Raises NotFound, NotYours,
    AlreadyDone, IsDropped, ReasonNeeded, ChangedMeanwhile.
    """
    wanted = list(ids)
    reason = clean_block(reason or "") or None

    def work(session: Session, rows: list[ActivityRow]) -> list[int]:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import put

        leaving = [
            carrying.Leaving(one.row, one.sprint, one.promised, Fate.DROPPED if one.promised else None)
            for one in carrying.leavings(session.connection(), desk, rows, later=False)
        ]
        carrying.refuse_without_reason(leaving, reason, how=f"sprintsales drop {wanted[0]} --reason WHY")
        reason_id = reason_of(session)
        for one in leaving:
            refuse_moved(session, one.row, (shown or {}).get(one.row.id), "dropped")
            carrying.record(session, desk, one, to_sprint_id=None, reason_id=reason_id)
            put(session, tables.Activity, one.row.id, state="dropped", drop_reason_id=reason_id)
        return [one.row.id for one in leaving]

    return change_open(desk, "drop", wanted, "dropped {items}", work, reason=reason, token=token)


def change(desk: Desk, id_: int, *, shown: Mapping[str, object] | None = None, token: str | None = None, **wanted: int | None) -> bool:
    """Change effort (`minutes`), `quantity_planned` or `planned_time` of an item and return whether anything was different.

    After the commit this never asks: the promise keeps what was frozen. Raises NotFound, NotYours, AlreadyDone, IsDropped,
    ChangedMeanwhile, Refused for a value out of range.
    """
    unknown = wanted.keys() - {"minutes", "quantity_planned", "planned_time"}
    if unknown:
        raise NotReadable(f"{', '.join(sorted(unknown))} is not changed this way.")

    def work(session: Session, rows: list[ActivityRow]) -> bool:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import edit, row_to_write, table_of

        [row], known = rows, dict(shown or {})
        if "minutes" in wanted and known.get("minutes", row.minutes) == row.minutes:
            # What is shown of an item without minutes of its own is what its type usually takes; that is no minutes, as it is kept.
            known["minutes"] = row_to_write(session, table_of(tables.Activity), row.id)["minutes"]
        return edit(session, tables.Activity, row.id, seen(row, known, **wanted))

    return change_open(desk, "change", [id_], "changed {items}", work, token=token)
