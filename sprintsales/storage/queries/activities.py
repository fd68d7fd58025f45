"""Activities as screens and rules need them: narrow reads by person, day, sprint and deal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal, select, union

from sprintsales.domain.periods import Period
from sprintsales.storage.erased import text_of
from sprintsales.storage.journal import read_json
from sprintsales.storage.schema import account, activity, activity_tally, activity_type, blocker, deal, journal_change, lead, person_text

_A = activity.c
_MINUTES = func.coalesce(_A.minutes, activity_type.c.minutes * _A.quantity_planned)
_WORKED = func.coalesce(_A.minutes_done, _A.minutes, activity_type.c.minutes * _A.quantity_done)


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A type of work as this team has it."""

    id: int
    code: str
    name: str
    sign: str
    minutes: int
    work_class: str
    touch: bool
    archived: bool


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One activity with the names a reader needs beside it; money in the deal's own currency, minor units."""

    id: int
    version: int
    type_id: int
    type: str
    type_name: str
    work_class: str
    touch: bool
    owner_id: int | None
    deal_id: int | None
    deal: str | None
    deal_owner_id: int | None
    deal_value: int | None
    deal_currency: str | None
    deal_outcome: str | None
    deal_closed_on: date | None
    account_id: int | None
    account: str | None
    lead_id: int | None
    lead: str | None
    list_name: str | None
    sprint_id: int | None
    state: str
    quantity_planned: int
    quantity_done: int
    planned_on: date | None
    planned_time: int | None
    minutes: int
    """Effort in minutes: the item's own, else the type's usual for its quantity."""
    minutes_done: int | None
    outcome: str | None
    done_on: date | None
    done_at: datetime | None
    logged_at: datetime | None
    unplanned: bool
    carries: int
    after_id: int | None
    note: str | None
    result: str | None

    @property
    def is_block(self) -> bool:
        """Whether it is many alike, counted one by one."""
        return self.quantity_planned > 1

    @property
    def is_selling(self) -> bool:
        """Whether it counts into load."""
        return self.work_class != "non_selling"

    @property
    def title(self) -> str:
        """What it is about, in one name."""
        name = self.deal or self.lead or self.account or self.list_name or self.type_name
        return f"{name} ×{self.quantity_planned}" if self.is_block else name

    @property
    def label(self) -> str:
        """Type and subject, in words."""
        named = self.deal or self.lead or self.account or self.list_name
        return f"{self.type_name} {named}" if named else self.type_name


@dataclass(frozen=True, slots=True)
class BlockerRow:
    """What stops an activity or a deal now."""

    id: int
    activity_id: int | None
    deal_id: int | None
    since_on: date
    reason: str | None
    clears_id: int | None


def types(connection: Connection, team_id: int) -> dict[str, TypeRow]:
    """Return the team's types of work by code."""
    t = activity_type.c
    columns = (t.id, t.code, t.name, t.sign, t.minutes, t.work_class, t.touch, t.archived)
    return {row.code: TypeRow(*row) for row in connection.execute(select(*columns).where(t.team_id == team_id).order_by(t.id))}


def _shown() -> Select[Any]:
    """Return the select behind ActivityRow, columns in its order; erased texts come with what is shown instead."""
    said, told, named = person_text.alias("said"), person_text.alias("told"), person_text.alias("named")
    at = func.coalesce(_A.account_id, deal.c.account_id, lead.c.account_id)
    columns = (
        _A.id, _A.version, _A.type_id, activity_type.c.code, activity_type.c.name, activity_type.c.work_class, activity_type.c.touch,
        _A.owner_id, _A.deal_id, deal.c.name, deal.c.owner_id, deal.c.value, deal.c.currency, deal.c.outcome, deal.c.closed_on,
        at, account.c.name, _A.lead_id, named.c.body, _A.list_name, _A.sprint_id, _A.state, _A.quantity_planned, _A.quantity_done,
        _A.planned_on, _A.planned_time, _MINUTES, _A.minutes_done, _A.outcome, _A.done_on, _A.done_at, _A.logged_at, _A.unplanned,
        _A.carries, _A.after_id, said.c.body, told.c.body, named.c.erased_as,
    )  # fmt: skip
    joined = (
        activity.join(activity_type, activity_type.c.id == _A.type_id)
        .outerjoin(deal, deal.c.id == _A.deal_id)
        .outerjoin(lead, lead.c.id == _A.lead_id)
        .outerjoin(account, account.c.id == at)
        .outerjoin(said, said.c.id == _A.note_id)
        .outerjoin(told, told.c.id == _A.result_id)
        .outerjoin(named, named.c.id == lead.c.name_id)
    )
    return select(*columns).select_from(joined)


_SHOWN = _shown()
_LEAD = list(ActivityRow.__dataclass_fields__).index("lead")
_LEAD_ID = _LEAD - 1


def _rows(connection: Connection, *conditions: ColumnElement[bool]) -> list[ActivityRow]:
    found = []
    for row in connection.execute(_SHOWN.where(*conditions).order_by(_A.id)):
        *values, erased = row
        if values[_LEAD] is None and values[_LEAD_ID] is not None and erased is not None:
            values[_LEAD] = text_of(None, erased)
        found.append(ActivityRow(*values))
    return found


def by_ids(connection: Connection, team_id: int, ids: Iterable[int]) -> dict[int, ActivityRow]:
    """Return these activities by id; those of other teams or gone are left out."""
    return {row.id: row for row in _rows(connection, _A.team_id == team_id, _A.id.in_(sorted(set(ids))))}


def open_of(connection: Connection, team_id: int, owner_id: int | None) -> list[ActivityRow]:
    """Return everything a person (None: anybody) still has to do, whenever it was planned."""
    mine = () if owner_id is None else (_A.owner_id == owner_id,)
    return _rows(connection, _A.team_id == team_id, _A.state == "planned", *mine)


def of_sprint(connection: Connection, team_id: int, owner_id: int | None, sprint_id: int | None, period: Period) -> list[ActivityRow]:
    """Return what is in a person's sprint (None: everybody's): planned into it or on its days, or done on them; dropped items too."""
    mine = [_A.team_id == team_id, *([] if owner_id is None else [_A.owner_id == owner_id])]
    parts = [
        select(_A.id).where(*mine, _A.done_on >= period.start, _A.done_on < period.end),
        select(_A.id).where(*mine, _A.state == "planned", _A.planned_on >= period.start, _A.planned_on < period.end),
    ]
    if sprint_id is not None:
        parts.append(select(_A.id).where(*mine, _A.sprint_id == sprint_id))
    return _rows(connection, _A.id.in_(union(*parts)))


def done_between(connection: Connection, team_id: int, owner_id: int | None, period: Period) -> list[ActivityRow]:
    """Return what a person (None: anybody) finished, or counted on, on the days of a period."""
    mine = () if owner_id is None else (_A.owner_id == owner_id,)
    return _rows(connection, _A.team_id == team_id, _A.done_on >= period.start, _A.done_on < period.end, *mine)


def last_touches(connection: Connection, team_id: int, deal_id: int, limit: int = 3) -> list[ActivityRow]:
    """Return the last touches done on a deal, by anybody, the newest first."""
    newest = (
        select(_A.id)
        .join(activity_type, activity_type.c.id == _A.type_id)
        .where(_A.deal_id == deal_id, _A.done_on.is_not(None), activity_type.c.touch)
        .order_by(_A.done_on.desc(), _A.id.desc())
        .limit(limit)
    )
    found = _rows(connection, _A.team_id == team_id, _A.id.in_(newest))
    return sorted(found, key=lambda row: (row.done_on or date.min, row.id), reverse=True)


def outcome_counts(connection: Connection, team_id: int, owner_id: int | None, type_id: int, since: date) -> dict[str, int]:
    """Return how often each outcome came of a person's work of one type since a day, in units; blocks by their tallies."""
    mine = [_A.team_id == team_id, _A.type_id == type_id, _A.done_on >= since]
    if owner_id is not None:
        mine.append(_A.owner_id == owner_id)
    single = select(_A.outcome, func.count()).where(*mine, _A.state == "done", _A.outcome.is_not(None)).group_by(_A.outcome)
    tally = activity_tally.c
    blocks = (
        select(tally.outcome, func.sum(tally.units))
        .join(activity, _A.id == tally.activity_id)
        .where(*mine, _A.outcome.is_(None))
        .group_by(tally.outcome)
    )
    counts: dict[str, int] = {}
    for query in (single, blocks):
        for outcome, units in connection.execute(query):
            counts[outcome] = counts.get(outcome, 0) + int(units)
    return counts


def units_done(connection: Connection, team_id: int, owner_id: int | None, period: Period) -> dict[str, int]:
    """Return units done by type code on the days of a period, by a person (None: by anybody)."""
    mine = () if owner_id is None else (_A.owner_id == owner_id,)
    query = (
        select(activity_type.c.code, func.sum(_A.quantity_done))
        .join(activity_type, activity_type.c.id == _A.type_id)
        .where(_A.team_id == team_id, _A.done_on >= period.start, _A.done_on < period.end, *mine)
        .group_by(activity_type.c.code)
    )
    return {code: int(units) for code, units in connection.execute(query)}


def minutes_worked(connection: Connection, team_id: int, owner_id: int, periods: Iterable[Period]) -> list[int]:
    """Return the minutes of all done work of a person in each period; where none were noted, the planned or usual ones."""
    listed = list(periods)
    if not listed:
        return []
    parts = [
        select(literal(place).label("place"), func.coalesce(func.sum(_WORKED), 0))
        .select_from(activity.join(activity_type, activity_type.c.id == _A.type_id))
        .where(
            _A.team_id == team_id, _A.done_on >= period.start, _A.done_on < period.end, _A.owner_id == owner_id, _A.state == "done",
        )
        for place, period in enumerate(listed)
    ]  # fmt: skip
    minutes = {place: int(total) for place, total in connection.execute(parts[0] if len(parts) == 1 else union(*parts))}
    return [minutes.get(place, 0) for place in range(len(listed))]


def blockers(connection: Connection, team_id: int) -> list[BlockerRow]:
    """Return everything that is blocked now, the longest first."""
    b = blocker.c
    query = (
        select(b.id, b.activity_id, b.deal_id, b.since_on, person_text.c.body, b.clears_id)
        .join(person_text, person_text.c.id == b.reason_id, isouter=True)
        .where(b.team_id == team_id, b.cleared_on.is_(None))
        .order_by(b.since_on, b.id)
    )
    return [BlockerRow(*row) for row in connection.execute(query)]


def carried_to(connection: Connection, ids: Iterable[int]) -> dict[int, date]:
    """Return the day on which its last carry put an activity, by id; an activity without one on record is left out."""
    wanted = sorted(ids)
    if not wanted:
        return {}
    c = journal_change.c
    query = select(c.row_id, c.after).where(c.tbl == "activity", c.row_id.in_(wanted), c.after.like('%"carries":%')).order_by(c.id)
    found: dict[int, date] = {}
    for row_id, after in connection.execute(query):
        day = read_json(after).get("planned_on")
        if isinstance(day, str):
            found[row_id] = date.fromisoformat(day)
    return found
