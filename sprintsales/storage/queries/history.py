"""The history of close dates: settings with their reasons, what they add up to, and the work planned around a push."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Connection, Select, and_, or_, select

from sprintsales.domain.periods import Period
from sprintsales.domain.slips import DateHistory, DateSetting, DealWork, date_history
from sprintsales.storage.journal import read_json
from sprintsales.storage.persons import texts
from sprintsales.storage.queries.names import Names
from sprintsales.storage.queries.standing import Which, among, undone_by
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
    ids: Which | None = None,
) -> dict[int, DateHistory]:
    """Return what the date settings add up to for each deal whose close date ever moved or was cleared.

    With IDS: for these deals, whether their date moved or not; a query in place of ids picks some of those whose date moved.
    """
    settings = date_settings(connection, team_id, names, as_of=as_of, ids=ids)
    return {deal_id: date_history(of_deal, sprint_of) for deal_id, of_deal in settings.items()}


def date_settings(
    connection: Connection, team_id: int, names: Names, *, as_of: date | None = None, ids: Which | None = None
) -> dict[int, list[DateSetting]]:
    """Return the settings of the close date by deal, in the order they were known: of deals whose date ever moved (a query may pick
    some of them), or of IDS.

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


def _ours(connection: Connection, team_id: int, names: Names, as_of: date | None, ids: Which | None) -> list[tuple[int, _Told]]:
    h = deal_history.c
    columns = (h.deal_id, h.id, h.entry_id, h.known_on, h.close_before, h.close_on, h.value, h.currency)
    changed = or_(h.close_before != h.close_on, h.close_on.is_(None), and_(h.close_before.is_(None), h.close_on.is_not(None)))
    query = select(*columns).where(h.team_id == team_id, h.gone.is_(False), changed)
    if ids is None or isinstance(ids, (Select, CompoundSelect)):
        query = query.where(h.deal_id.in_(_moved(team_id)))
    if ids is not None:
        query = query.where(among(h.deal_id, ids))
    if as_of is not None:
        query = query.where(h.known_on <= as_of)
    void = undone_by(connection, team_id, as_of)
    rows = [row for row in connection.execute(query.order_by(h.id)).all() if row.entry_id not in void]
    acts = _acts(connection, {row.entry_id for row in rows})
    told = _told_later(connection, team_id)
    return [
        (
            row.deal_id,
            _Told(
                row.known_on, True, row.id, row.entry_id, act.moment, act.member_id, row.close_before, row.close_on, act.by_hand,
                told.get(row.id) or act.reason, names.rates.at_home(row.value, row.currency, row.known_on),
            ),
        )
        for row in rows
        if (act := acts[row.entry_id])
    ]  # fmt: skip


class _Act(NamedTuple):
    """The act a date was set by."""

    moment: datetime
    member_id: int | None
    by_hand: bool
    reason: str | None


def _acts(connection: Connection, ids: Collection[int]) -> dict[int, _Act]:
    """The acts by id, each read once: an import sets thousands of dates."""
    e = journal_entry.c
    found: dict[int, _Act] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), 900):
        query = select(e.id, e.happened_at, e.member_id, e.verb, e.reason_id).where(e.id.in_(wanted[start : start + 900]))
        rows = connection.execute(query).all()
        said = texts(connection, [row.reason_id for row in rows])
        for row in rows:
            reason = said.get(row.reason_id) if row.reason_id is not None else None
            found[row.id] = _Act(row.happened_at, row.member_id, row.verb != IMPORT, reason)
    return found


def moved_in(team_id: int, period: Period) -> CompoundSelect[Any]:
    """Return a query for the deals whose date moved on a day of a period, or was ever cleared."""
    h = deal_history.c
    days = (h.known_on >= period.start, h.known_on < period.end)
    ours = select(h.deal_id).where(h.team_id == team_id, h.close_before.is_not(None), h.close_on != h.close_before, *days)
    p = deal_past.c
    past = select(p.deal_id).where(p.team_id == team_id, p.close_on.is_not(None), p.on_day >= period.start, p.on_day < period.end)
    return ours.union(_cleared(team_id), past)


def _moved(team_id: int) -> CompoundSelect[Any]:
    """The deals whose date ever changed from one day to another, or was cleared, or has an imported history."""
    h, p = deal_history.c, deal_past.c
    moved = select(h.deal_id).where(h.team_id == team_id, h.close_before.is_not(None), h.close_on != h.close_before)
    return moved.union(_cleared(team_id), select(p.deal_id).where(p.team_id == team_id, p.close_on.is_not(None)))


def _cleared(team_id: int) -> Select[Any]:
    h = deal_history.c
    return select(h.deal_id).where(h.team_id == team_id, h.close_before.is_not(None), h.close_on.is_(None))


def _imported(connection: Connection, team_id: int, as_of: date | None, ids: Which | None) -> dict[int, list[_Told]]:
    p = deal_past.c
    query = select(p.deal_id, p.id, p.on_day, p.close_on, p.by_id).where(p.team_id == team_id, p.close_on.is_not(None))
    if as_of is not None:
        query = query.where(p.on_day <= as_of)
    if ids is not None:
        query = query.where(among(p.deal_id, ids))
    found: dict[int, list[_Told]] = {}
    for deal_id, id_, day, close_on, by in connection.execute(query).all():
        moment = datetime.combine(day, time(12), UTC)
        found.setdefault(deal_id, []).append(_Told(day, False, id_, 0, moment, by, None, close_on, False, None, None))
    return found


def _told_later(connection: Connection, team_id: int) -> dict[int, str]:
    """Reasons told after the fact, by the history row they belong to."""
    r = push_reason.c
    rows = connection.execute(select(r.history_id, r.code, r.reason_id).where(r.team_id == team_id)).all()
    said = texts(connection, [row.reason_id for row in rows])
    return {row.history_id: said.get(row.reason_id) or row.code or "" for row in rows}


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
