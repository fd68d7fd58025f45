"""One planned item in a verb: whose it is, what may still happen to it, and how it is named in the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, select

from sprintsales.domain import fuzzy
from sprintsales.domain.dates import day_name
from sprintsales.domain.errors import NotFound, Refused
from sprintsales.domain.meanwhile import Over
from sprintsales.services import roles
from sprintsales.services.desk import Desk
from sprintsales.storage.queries import activities
from sprintsales.storage.queries.activities import ActivityRow
from sprintsales.storage.rows import Seen
from sprintsales.storage.schema import journal_entry

if TYPE_CHECKING:
    from sqlmodel import Session

T = TypeVar("T")
NAMED = 3
"""Items named in a sentence; the rest is counted."""


class AlreadyDone(Over):
    """The item is done: it stays where and as it is."""


class IsDropped(Over):
    """The item was dropped."""


def rows_of(connection: Connection, desk: Desk, ids: Iterable[int]) -> list[ActivityRow]:
    """Return items by id in the order asked for, each once; raises Gone for one somebody took away, NotFound for one never there."""
    wanted = list(dict.fromkeys(ids))
    found = activities.by_ids(connection, desk.team.id, wanted)
    for id_ in wanted:
        if id_ not in found:
            from sprintsales.services.meanwhile import gone

            raise gone(connection, desk, "activity", id_) or NotFound(
                f"There is no activity #{id_} here. See the numbers with: sprintsales plan"
            )
    if not wanted:
        raise NotFound("No item is named. Write its number, such as #12, or words of it.")
    return [found[id_] for id_ in wanted]


def refuse_others(connection: Connection, desk: Desk, rows: Iterable[ActivityRow]) -> None:
    """Raise NotYours for an item of somebody else, unless a manager acts."""
    for row in rows:
        roles.refuse_others(connection, desk, "item", f"#{row.id} {row.label}", row.owner_id)


def refuse_over(connection: Connection, desk: Desk, row: ActivityRow) -> None:
    """Raise AlreadyDone or IsDropped, with who ended it and when, unless there is still something to do."""
    from sprintsales.services.meanwhile import told_by

    if row.state == "done":
        by = told_by(connection, desk, "activity", row.id, "state", did="did it")
        raise AlreadyDone(f"#{row.id} {row.label} is done. {by} Take that back first (undo) if it was a mistake.")
    if row.state == "dropped":
        by = told_by(connection, desk, "activity", row.id, "state", did="dropped it")
        raise IsDropped(f"#{row.id} {row.label} was dropped. {by} Take that back first (undo), or plan it anew.")


def open_rows(connection: Connection, desk: Desk, ids: Iterable[int]) -> list[ActivityRow]:
    """Return items that I may change and that are not over; raises NotFound, NotYours, AlreadyDone, IsDropped.

    Where several of many are refused the sentence names each of them: whoever leaves these out is not refused again.
    """
    rows = rows_of(connection, desk, ids)
    refusals: list[Refused] = []
    for row in rows:
        try:
            refuse_others(connection, desk, [row])
            refuse_over(connection, desk, row)
        except Refused as refusal:
            refusals.append(refusal)
    if len(refusals) > 1:
        whys = " ".join(str(one) for one in refusals[:NAMED])
        more = f" And {len(refusals) - NAMED} more." if len(refusals) > NAMED else ""
        raise refusals[0].__class__(
            f"Nothing was changed: {len(refusals)} of the {len(rows)} stay as they are. {whys}{more} Leave them out."
        )
    if refusals:
        raise refusals[0]
    return rows


def change_open(
    desk: Desk,
    verb: str,
    ids: Iterable[int],
    tell: str,
    work: Callable[[Session, list[ActivityRow]], T],
    *,
    reason: str | None = None,
    token: str | None = None,
) -> T:
    """Do WORK on items that I may change and that are not over, in one act, and return what it returns.

    TELL is what the journal says, with `{items}` where they are named. Raises NotFound, NotYours, AlreadyDone, IsDropped.
    """
    wanted = list(ids)
    return desk.decide(
        verb,
        lambda connection: open_rows(connection, desk, wanted),
        lambda rows: tell.format(items=say_all(rows)),
        work,
        reason=reason,
        token=token,
    ).value


def says(row: ActivityRow) -> str:
    """Return an item as the journal may name it: type and deal, never a person."""
    named = row.deal or row.account or row.list_name or ("a lead" if row.lead_id else None)
    return f"{row.type_name} {named}" if named else row.type_name


def say_all(rows: Sequence[ActivityRow]) -> str:
    """Return items as the journal may name them, the first few by name."""
    named = ", ".join(says(row) for row in rows[:NAMED])
    return f"{named} and {len(rows) - NAMED} more" if len(rows) > NAMED else named


def short_day(day: date) -> str:
    """Return a day without its year: Tue 24 Nov."""
    return day_name(day).rsplit(" ", maxsplit=1)[0]


def find(connection: Connection, desk: Desk, words: str, owner_id: int | None = None) -> int:
    """Return the id of the item meant by `#12`, `12` or words of an open item of a person (me); raises NotFound, Ambiguous."""
    said = words.strip()
    number = said.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) <= 12:
        return rows_of(connection, desk, [int(number)])[0].id
    mine = activities.open_of(connection, desk.team.id, desk.me.id if owner_id is None else owner_id)
    key, _ = fuzzy.best(
        said, [(row.id, f"{row.label}{f' {short_day(row.planned_on)}' if row.planned_on else ''}") for row in mine], what="planned item"
    )
    return key


def reason_of(session: Session) -> int | None:
    """Return the id of the reason given for the act under way."""
    entry = journal_entry.c
    found = session.connection().execute(select(entry.reason_id).where(entry.id == session.info["entry_id"])).scalar()
    return None if found is None else int(found)


def seen(row: ActivityRow, shown: Mapping[str, object] | None, **wanted: object) -> dict[str, Seen]:
    """Return wanted fields with what the user saw in them; what was not shown counts as seen as it is now."""
    return {name: Seen((shown or {}).get(name, getattr(row, name)), value) for name, value in wanted.items()}
