"""A first look into a SQLite file by the standard library alone, for what stands on the screen while the database layer is imported."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from sprintsales.domain.calendars import calendars_of
from sprintsales.domain.fates import CommittedItem, Fate
from sprintsales.domain.periods import Period
from sprintsales.domain.rates import Rates, rates_of
from sprintsales.domain.rhythm import Rhythm, Stretch
from sprintsales.domain.workdays import WorkCalendar
from sprintsales.storage.erased import text_of
from sprintsales.storage.files import look_at
from sprintsales.storage.version import HEAD

T = TypeVar("T")
BUSY_SECONDS = 0.1
"""Whoever waits longer for a first sight has no use for it: the whole view waits as long as it takes."""


class TeamSeen(NamedTuple):
    """A team as far as its week needs it."""

    id: int
    name: str
    currency: str
    timezone: str
    rhythm: Rhythm


class MemberSeen(NamedTuple):
    """A member's names."""

    id: int
    name: str
    email: str | None


class SprintSeen(NamedTuple):
    """A sprint that has a row."""

    id: int
    number: int
    closed_on: date | None
    cancelled_on: date | None


class WorkSeen(NamedTuple):
    """One piece of work of a sprint that was not dropped; `deal_value` is that of an open deal, in the deal's own minor units."""

    id: int
    state: str
    type: str
    type_name: str
    deal_id: int | None
    deal: str | None
    list_name: str | None
    account: str | None
    note: str | None
    result: str | None
    outcome: str | None
    minutes: int
    minutes_done: int | None
    quantity: int
    quantity_done: int
    carries: int
    sprint_id: int | None
    planned_time: int | None
    deal_value: int | None
    deal_currency: str | None
    blocked_why: str | None
    lead: str | None
    unplanned: bool
    blocked: bool
    planned_on: date | None
    done_on: date | None
    done_at: datetime | None


class PromiseSeen(NamedTuple):
    """One item of a standing promise with what is known of it now, and when that was logged."""

    item: CommittedItem
    logged_at: datetime | None


def look_first(path: Path, look: Callable[[FirstSight], T | None]) -> T | None:
    """Return what LOOK makes of one moment of a database; None where it cannot be read as one of this program's schema, or not at once.

    Why it cannot is told by the proper way of opening it, a moment later. Raises Unusable for what is no SQLite file.
    """
    look_at(path)
    try:
        # as_uri quotes ?, % and #, which would otherwise end the name
        opened = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        with closing(opened) as connection:
            connection.execute("PRAGMA query_only=ON")
            connection.execute("BEGIN")
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return look(FirstSight(connection)) if found == (HEAD,) else None
    except sqlite3.Error:
        return None


class FirstSight:
    """One moment of a database, seen through a few small statements."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def team(self) -> TeamSeen | None:
        """Return the oldest team; None before there is one."""
        row = self._connection.execute(
            "SELECT id, name, currency, timezone, sprint_weeks, sprint_anchor FROM team ORDER BY id LIMIT 1"
        ).fetchone()
        if row is None:
            return None
        later = self._connection.execute("SELECT from_on, weeks FROM sprint_rhythm WHERE team_id = ? ORDER BY from_on", (row[0],))
        stretches = tuple(Stretch(date.fromisoformat(from_on), weeks) for from_on, weeks in later)
        return TeamSeen(row[0], row[1], row[2], row[3], Rhythm(Stretch(date.fromisoformat(row[-1]), row[-2]), stretches))

    def members(self, team_id: int) -> list[MemberSeen]:
        """Return everybody the team's figures name."""
        rows = self._connection.execute(
            "SELECT m.id, name.body, name.erased_as, email.body FROM member m JOIN person_text name ON name.id = m.name_id"
            " LEFT JOIN person_text email ON email.id = m.email_id WHERE m.team_id = ? ORDER BY m.id",
            (team_id,),
        )
        return [MemberSeen(id_, text_of(body, erased), email) for id_, body, erased, email in rows]

    def first_member(self, team_id: int) -> int | None:
        """Return the member made with the team: its first manager."""
        query = "SELECT member_id FROM membership WHERE team_id = ? AND role = 'manager' ORDER BY id LIMIT 1"
        row = self._connection.execute(query, (team_id,)).fetchone()
        return None if row is None else int(row[0])

    def calendar(self, team_id: int, member_id: int) -> WorkCalendar:
        """Return when a member works."""
        read = self._connection.execute
        patterns = read(
            "SELECT member_id, from_on, mon, tue, wed, thu, fri, sat, sun FROM working_pattern"
            " WHERE team_id = ? AND (member_id IS NULL OR member_id = ?) ORDER BY from_on NULLS FIRST, id",
            (team_id, member_id),
        )
        absences = read("SELECT member_id, start_on, end_on, part FROM absence WHERE team_id = ? AND member_id = ?", (team_id, member_id))
        holidays = read("SELECT on_day, part FROM holiday WHERE team_id = ?", (team_id,))
        seats = read("SELECT member_id, from_on, until_on FROM membership WHERE team_id = ? AND member_id = ?", (team_id, member_id))
        return calendars_of(
            [(row[0], _day(row[1]), tuple(row[2:])) for row in patterns],
            [(id_, date.fromisoformat(start), date.fromisoformat(end), part) for id_, start, end, part in absences],
            [(date.fromisoformat(day), part) for day, part in holidays],
            [(id_, _day(start), _day(end)) for id_, start, end in seats],
        ).of(member_id)

    def sprint(self, team_id: int, start: date) -> SprintSeen | None:
        """Return the sprint that starts on a day; None while it has no row."""
        row = self._connection.execute(
            "SELECT id, number, closed_on, cancelled_on FROM sprint WHERE team_id = ? AND start_on = ?", (team_id, start.isoformat())
        ).fetchone()
        return None if row is None else SprintSeen(row[0], row[1], _day(row[2]), _day(row[3]))

    def work_of_sprint(self, team_id: int, owner_id: int, sprint_id: int | None, period: Period) -> list[WorkSeen]:
        """Return what is in a person's sprint: planned into it or on its days, or done on them."""
        start, end = period.start.isoformat(), period.end.isoformat()
        return self._work(_OF_SPRINT, {"team": team_id, "owner": owner_id, "sprint": sprint_id, "start": start, "end": end})

    def work_of_day(self, team_id: int, owner_id: int, day: date) -> list[WorkSeen]:
        """Return everything a person still has to do, whenever it was planned, and what was done on a day."""
        return self._work(_OF_DAY, {"team": team_id, "owner": owner_id, "day": day.isoformat()})

    def _work(self, ids: str, values: Mapping[str, object]) -> list[WorkSeen]:
        found = []
        for *plain, lead, erased, unplanned, blocked, planned_on, done_on, done_at in self._connection.execute(_WORK.format(ids), values):
            named = lead if erased is None else text_of(lead, erased)
            days = (_day(planned_on), _day(done_on), _moment(done_at))
            found.append(WorkSeen._make((*plain, named, bool(unplanned), bool(blocked), *days)))
        return found

    def dates_of_deals(self, team_id: int, owner_id: int) -> list[tuple[int, date | None, date | None, date | None]]:
        """Return when a person's open deals are to be agreed, were agreed and are to close: id, agreement, sent, close."""
        query = "SELECT id, agreement_on, agreement_sent_on, close_on FROM deal WHERE team_id = ? AND owner_id = ? AND outcome = 'open'"
        rows = self._connection.execute(query, (team_id, owner_id))
        return [(id_, _day(agreement), _day(sent), _day(close)) for id_, agreement, sent, close in rows]

    def promise(self, sprint_id: int, member_id: int) -> list[PromiseSeen]:
        """Return the items of the promise a person has standing in a sprint."""
        found = []
        for id_, quantity, day, kind, outcome, closed, done, units, at, fate, logged in self._connection.execute(
            _PROMISE, (sprint_id, member_id)
        ):
            item = CommittedItem(
                activity_id=id_,
                quantity=quantity,
                planned_on=_day(day),
                deal_was_open=kind in (None, "open"),
                deal_closed_on=_day(closed) if outcome not in (None, "open") else None,
                done_on=_day(done),
                done_quantity=units,
                sprint_id=at,
                recorded=None if fate is None else Fate(fate),
            )
            found.append(PromiseSeen(item, _moment(logged)))
        return found

    def rates(self, team_id: int, home: str, currencies: Iterable[str]) -> Rates:
        """Return what these currencies were worth in the team's."""
        wanted = sorted(currencies)
        query = f"SELECT currency, on_day, rate_nano FROM exchange_rate WHERE team_id = ? AND currency IN ({', '.join('?' * len(wanted))})"
        rows = self._connection.execute(f"{query} ORDER BY on_day", (team_id, *wanted)) if wanted else ()
        return rates_of(home, ((currency, date.fromisoformat(day), rate) for currency, day, rate in rows))

    def saved_at(self, team_id: int) -> datetime | None:
        """Return when anything was last written."""
        row = self._connection.execute(
            "SELECT recorded_at FROM journal_entry WHERE id = (SELECT max(id) FROM journal_entry WHERE team_id = ?)", (team_id,)
        ).fetchone()
        return None if row is None else _moment(row[0])


_WORK = """
SELECT a.id, a.state, type.code, type.name, a.deal_id, d.name, a.list_name, account.name, said.body, told.body, a.outcome,
    coalesce(a.minutes, type.minutes * a.quantity_planned), a.minutes_done, a.quantity_planned, a.quantity_done, a.carries, a.sprint_id,
    a.planned_time, CASE WHEN d.outcome = 'open' THEN d.value END, d.currency, why.body, named.body, named.erased_as, a.unplanned,
    b.id IS NOT NULL, a.planned_on, a.done_on, a.done_at
FROM activity a
JOIN activity_type type ON type.id = a.type_id
LEFT JOIN deal d ON d.id = a.deal_id
LEFT JOIN lead ON lead.id = a.lead_id
LEFT JOIN account ON account.id = coalesce(a.account_id, d.account_id, lead.account_id)
LEFT JOIN person_text said ON said.id = a.note_id
LEFT JOIN person_text told ON told.id = a.result_id
LEFT JOIN person_text named ON named.id = lead.name_id
LEFT JOIN blocker b ON b.id = (
    SELECT id FROM blocker
    WHERE team_id = a.team_id AND cleared_on IS NULL AND a.state = 'planned' AND (activity_id = a.id OR deal_id = a.deal_id)
    ORDER BY activity_id IS NULL, since_on, id LIMIT 1)
LEFT JOIN person_text why ON why.id = b.reason_id
WHERE a.state <> 'dropped' AND a.id IN ({0})
ORDER BY a.id
"""
_OF_SPRINT = """
SELECT id FROM activity WHERE team_id = :team AND owner_id = :owner AND done_on >= :start AND done_on < :end
UNION SELECT id FROM activity
    WHERE team_id = :team AND owner_id = :owner AND state = 'planned' AND planned_on >= :start AND planned_on < :end
UNION SELECT id FROM activity WHERE team_id = :team AND owner_id = :owner AND sprint_id = :sprint
"""
_OF_DAY = """
SELECT id FROM activity WHERE team_id = :team AND owner_id = :owner AND state = 'planned'
UNION SELECT id FROM activity WHERE team_id = :team AND owner_id = :owner AND state = 'done' AND done_on = :day
"""
_PROMISE = """
SELECT i.activity_id, i.quantity, i.planned_on, stage.kind, deal.outcome, deal.closed_on, a.done_on, a.quantity_done, a.sprint_id,
    fate.fate, a.logged_at
FROM commitment c
JOIN commitment_item i ON i.commitment_id = c.id
JOIN activity a ON a.id = i.activity_id
LEFT JOIN deal ON deal.id = i.deal_id
LEFT JOIN stage ON stage.id = i.deal_stage_id
LEFT JOIN fate ON fate.sprint_id = c.sprint_id AND fate.activity_id = i.activity_id
WHERE c.sprint_id = ? AND c.member_id = ? AND c.withdrawn_by IS NULL
"""


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
