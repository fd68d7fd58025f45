"""What stops planned work: said with a reason and who can clear it, and taken away again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from sprintsales.domain.errors import NotReadable
from sprintsales.domain.meanwhile import InWords
from sprintsales.domain.text import clean_block
from sprintsales.services.desk import Desk
from sprintsales.services.items import change_open, reason_of, refuse_others, rows_of, say_all
from sprintsales.storage.queries import activities
from sprintsales.storage.queries.activities import ActivityRow, BlockerRow

if TYPE_CHECKING:
    from sqlmodel import Session


def block(
    desk: Desk,
    ids: Iterable[int],
    reason: str,
    *,
    clears_id: int | None = None,
    shown: Mapping[int, Mapping[str, object]] | None = None,
    token: str | None = None,
) -> list[int]:
    """Say what stops items, and who can clear it, and return their ids; said again it replaces what was said.

    SHOWN holds, by item, the reason the user saw (`reason`, None where nothing stopped it): another one raises ChangedMeanwhile.
    Raises NotFound, NotYours, AlreadyDone, IsDropped, NotReadable without a reason.
    """
    reason = clean_block(reason)
    if not reason:
        raise NotReadable("Say what stops it: sprintsales block ID --reason WHY")

    def work(session: Session, rows: list[ActivityRow]) -> list[int]:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import add, put

        there = {one.activity_id: one for one in activities.blockers(session.connection(), desk.team.id)}
        reason_id = reason_of(session)
        for row in rows:
            if row.id in there:
                if there[row.id].reason != reason:
                    refuse_other_reason(session, there[row.id], (shown or {}).get(row.id), reason_id)
                put(session, tables.Blocker, there[row.id].id, reason_id=reason_id, clears_id=clears_id)
            else:
                new = tables.Blocker(
                    team_id=desk.team.id, activity_id=row.id, since_on=desk.today, reason_id=reason_id, clears_id=clears_id
                )
                add(session, new)
        return [row.id for row in rows]

    return change_open(desk, "block", ids, "blocked {items}", work, reason=reason, token=token)


def refuse_other_reason(session: Session, now: BlockerRow, shown: Mapping[str, object] | None, wanted: object) -> None:
    """Raise ChangedMeanwhile where something is stopped for another reason than was shown."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import Seen, refuse_clashes, row_to_write, table_of

    if shown is None or ("reason_id" not in shown and shown.get("reason") == now.reason):
        return
    table = table_of(tables.Blocker)
    before = shown.get("reason_id", InWords(str(shown.get("reason") or "nothing")))
    refuse_clashes(table, row_to_write(session, table, now.id), {"reason_id": Seen(before, wanted)})


def unblock(
    desk: Desk, ids: Iterable[int], *, shown: Mapping[int, Mapping[str, object]] | None = None, token: str | None = None
) -> list[int]:
    """Say that nothing stops items any more and return those that were blocked; SHOWN as in `block`.

    Raises NotFound, NotYours, ChangedMeanwhile.
    """
    wanted = list(ids)

    def look(connection: Connection) -> list[ActivityRow]:
        rows = rows_of(connection, desk, wanted)
        refuse_others(connection, desk, rows)
        return rows

    def work(session: Session, rows: list[ActivityRow]) -> list[int]:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import put

        there = [one for one in activities.blockers(session.connection(), desk.team.id) if one.activity_id in {row.id for row in rows}]
        for one in there:
            refuse_other_reason(session, one, (shown or {}).get(one.activity_id or 0), InWords("nothing any more"))
            put(session, tables.Blocker, one.id, cleared_on=desk.today)
        return [one.activity_id for one in there if one.activity_id is not None]

    return desk.decide("unblock", look, lambda rows: f"unblocked {say_all(rows)}", work, token=token).value
