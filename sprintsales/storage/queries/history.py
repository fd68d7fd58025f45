"""The history of close dates: settings with their reasons, what they add up to, and the work planned around a push."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Connection, and_, or_, select

from sprintsales.domain.slips import DateHistory, DateSetting, DealWork, date_history
from sprintsales.storage.journal import read_json
from sprintsales.storage.persons import texts
from sprintsales.storage.queries.names import Names
from sprintsales.storage.queries.standing import undone_by
from sprintsales.storage.queries.touches import touch_types
from sprintsales.storage.schema import activity, deal_history, deal_past, journal_change, journal_entry, push_reason

SprintOf = Callable[[date], Hashable | None]
IMPORT = "import"


class _Told(NamedTuple):
    """One date as told on a day, by our history or by an imported one."""

    on: date
    ours: bool
    order: int
    entry_id: int
    moment: datetime
    member_id: int | None
    before: date | None
    after: date | None
    by_hand: bool
    reason: str | None
    value: int | None


def date_histories(
    connection: Connection,
    team_id: int,
    names: Names,
    sprint_of: SprintOf,
    *,
    as_of: date | None = None,
    ids: Collection[int] | None = None,
) -> dict[int, DateHistory]:
    """Return what the date settings add up to for each deal whose close date ever moved or was cleared (or for IDS)."""
    settings = date_settings(connection, team_id, names, as_of=as_of, ids=ids)
    return {deal_id: date_history(of_deal, sprint_of) for deal_id, of_deal in settings.items()}


def date_settings(
    connection: Connection, team_id: int, names: Names, *, as_of: date | None = None, ids: Collection[int] | None = None
) -> dict[int, list[DateSetting]]:
    """Return the settings of the close date by deal, in the order they were known: of deals whose date ever moved, or of IDS.

    Settings that were taken back are left out, and so are undos and redos: what they restore was set before.
    """
    told = _imported(connection, team_id, as_of, ids)
    for deal_id, one in _ours(connection, team_id, names, as_of, ids):
        told.setdefault(deal_id, []).append(one)
    return {deal_id: _in_order(of_deal) for deal_id, of_deal in told.items()}


def _in_order(told: list[_Told]) -> list[DateSetting]:
    """The dates as settings: each moves away from the one before it, repeated ones are none."""
    found: list[DateSetting] = []
    for one in sorted(told, key=lambda one: one[:3]):
        before = found[-1].after if found else one.before
        if found and before == one.after:
            continue
        found.append(
            DateSetting(
                one.entry_id, one.moment, one.on, one.member_id, before, one.after, by_hand=one.by_hand, reason=one.reason, value=one.value
            )
        )
    return found


def _ours(connection: Connection, team_id: int, names: Names, as_of: date | None, ids: Collection[int] | None) -> list[tuple[int, _Told]]:
    h, e = deal_history.c, journal_entry.c
    columns = (
        h.deal_id, h.id, h.entry_id, h.known_on, h.close_before, h.close_on, h.value, h.currency, e.happened_at, e.member_id, e.verb,
        e.reason_id,
    )  # fmt: skip
    changed = or_(h.close_before != h.close_on, h.close_on.is_(None), and_(h.close_before.is_(None), h.close_on.is_not(None)))
    query = select(*columns).join(journal_entry, e.id == h.entry_id).where(h.team_id == team_id, h.gone.is_(False), changed)
    query = query.where(h.deal_id.in_(_moved(team_id) if ids is None else sorted(ids)))
    if as_of is not None:
        query = query.where(h.known_on <= as_of)
    void = undone_by(connection, team_id, as_of)
    rows = [row for row in connection.execute(query.order_by(h.id)).all() if row.entry_id not in void]
    reasons = _reasons(connection, team_id, [(row.id, row.reason_id) for row in rows])
    return [
        (
            row.deal_id,
            _Told(
                row.known_on, True, row.id, row.entry_id, row.happened_at, row.member_id, row.close_before, row.close_on,
                row.verb != IMPORT, reasons.get(row.id), names.rates.at_home(row.value, row.currency, row.known_on),
            ),
        )
        for row in rows
    ]  # fmt: skip


def _moved(team_id: int) -> CompoundSelect[Any]:
    """The deals whose date ever changed from one day to another, or was cleared."""
    h = deal_history.c
    moved = select(h.deal_id).where(h.team_id == team_id, h.close_before.is_not(None), h.close_on != h.close_before)
    cleared = select(h.deal_id).where(h.team_id == team_id, h.close_before.is_not(None), h.close_on.is_(None))
    return moved.union(cleared)


def _imported(connection: Connection, team_id: int, as_of: date | None, ids: Collection[int] | None) -> dict[int, list[_Told]]:
    p = deal_past.c
    query = select(p.deal_id, p.id, p.on_day, p.close_on, p.by_id).where(p.team_id == team_id, p.close_on.is_not(None))
    if as_of is not None:
        query = query.where(p.on_day <= as_of)
    if ids is not None:
        query = query.where(p.deal_id.in_(sorted(ids)))
    found: dict[int, list[_Told]] = {}
    for deal_id, id_, day, close_on, by in connection.execute(query).all():
        moment = datetime.combine(day, time(12), UTC)
        found.setdefault(deal_id, []).append(_Told(day, False, id_, 0, moment, by, None, close_on, False, None, None))
    return found


def _reasons(connection: Connection, team_id: int, acts: list[tuple[int, int | None]]) -> dict[int, str]:
    """The reason of each history row: the one told later for it, else the one given with the act."""
    r = push_reason.c
    later = connection.execute(select(r.history_id, r.code, r.reason_id).where(r.team_id == team_id)).all()
    said = texts(connection, [*(reason_id for _id, reason_id in acts), *(row.reason_id for row in later)])
    found = {id_: said[reason_id] for id_, reason_id in acts if reason_id is not None and reason_id in said}
    return found | {row.history_id: said.get(row.reason_id) or row.code or "" for row in later}


def deal_work(connection: Connection, team_id: int, ids: Collection[int]) -> dict[int, list[DealWork]]:
    """Return the activities of these deals with every day each was ever planned on, which only the journal knows."""
    a = activity.c
    query = select(a.id, a.deal_id, a.type_id, a.planned_on, a.done_on).where(a.team_id == team_id, a.deal_id.in_(sorted(ids)))
    rows = connection.execute(query.order_by(a.deal_id, a.id)).all()
    planned = _planned_days(connection, [row.id for row in rows])
    touching = touch_types(connection, team_id)
    found: dict[int, list[DealWork]] = {}
    for row in rows:
        days = planned.get(row.id, set()) | ({row.planned_on} if row.planned_on else set())
        found.setdefault(row.deal_id, []).append(DealWork(row.id, tuple(sorted(days)), row.done_on, row.type_id in touching))
    return found


def _planned_days(connection: Connection, ids: list[int]) -> dict[int, set[date]]:
    c = journal_change.c
    found: dict[int, set[date]] = {}
    for start in range(0, len(ids), 900):
        query = select(c.row_id, c.before, c.after).where(c.tbl == "activity", c.row_id.in_(ids[start : start + 900]))
        for row_id, before, after in connection.execute(query).all():
            for side in (before, after):
                day = read_json(side).get("planned_on")
                if isinstance(day, str):
                    found.setdefault(row_id, set()).add(date.fromisoformat(day))
    return found
