"""Recurring work: a rule made from one line, ended, paused; and what it offers for a sprint, one at a time unless several may be open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from sprintsales.domain.dates import day_name
from sprintsales.domain.errors import NotFound, NotReadable, Refused
from sprintsales.domain.filling import RECURRING
from sprintsales.domain.periods import Period
from sprintsales.domain.recurrence import A_YEAR, SPRINTS_AHEAD, Again, Occurrence, occurrences, read_again, read_rule
from sprintsales.domain.text import clean_block, clean_line
from sprintsales.services import roles
from sprintsales.services.desk import Desk
from sprintsales.services.items import short_day
from sprintsales.services.pieces import Piece
from sprintsales.services.planning import MOST_MINUTES, Understood, minute_of, readable, settle
from sprintsales.services.sprints import SprintView
from sprintsales.storage.queries import activities, recurring
from sprintsales.storage.queries.activities import ActivityRow, TypeRow
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.queries.origins import origins
from sprintsales.storage.queries.recurring import RuleRow

if TYPE_CHECKING:
    from sqlmodel import Session

YEAR = timedelta(days=365)
LOOK_AHEAD = timedelta(days=400)


class ComesNever(Refused):
    """A pause would outlast the rule."""


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule as it is shown: what, how it comes back, when next, and what of it is open."""

    row: RuleRow
    words: str
    says: str
    next_on: date | None
    """The next working day it falls on, from today; None where there is none within a year."""
    open_id: int | None
    open_on: date | None


@dataclass(frozen=True, slots=True)
class Made:
    """A rule that was made: its number, what was understood, and the entry in the journal."""

    id: int
    words: str
    says: str
    entry_id: int | None


def understand_again(connection: Connection, desk: Desk, text: str) -> tuple[Again, Understood]:
    """Return what a line of recurring work means here; raises NotReadable, NotFound, Ambiguous."""
    again = read_again(text, today=desk.today)
    line = readable(desk, again.rest)
    if line.days:
        raise NotReadable(f"It comes back {again.rule.says}, so leave the day out; a first day is written: from {day_name(line.days[0])}")
    return again, settle(connection, desk, line)


def explain_again(connection: Connection, desk: Desk, text: str) -> tuple[tuple[str, str], ...]:
    """Return labels and values of a line of recurring work, with the next days it falls on; raises as `understand_again` does."""
    again, wish = understand_again(connection, desk, text)
    calendar = calendars(connection, desk.team.id).of(desk.me.id)
    since = again.since or desk.today
    days = [one.day for one in occurrences(again.rule, since, Period(since, since + LOOK_AHEAD), calendar) if one.day >= desk.today][:3]
    ends = (("until", day_name(again.until)),) if again.until else ()
    several = (("open at once", "several"),) if again.several else ()
    return (*wish.said, ("", again.rule.says), ("next", ", ".join(map(short_day, days)) or "never"), *ends, *several)


def add_rule(desk: Desk, text: str, *, token: str | None = None) -> Made:
    """Make recurring work of mine from one line, such as `call Acme every mon 30m`; nothing is planned by it before I say so.

    Raises NotReadable, NotFound, Ambiguous.
    """
    again = read_again(text, today=desk.today)

    def work(session: Session, found: tuple[Again, Understood]) -> dict[str, Any]:
        return {"id": put_rule(session, desk, *found), "words": found[1].summary, "says": found[0].rule.says}

    done = desk.decide(
        "recurring",
        lambda connection: understand_again(connection, desk, text),
        lambda found: f"made recurring: {found[1].summary}, {again.rule.says}",
        work,
        token=token,
    )
    return Made(**done.value, entry_id=done.entry_id)


def put_rule(session: Session, desk: Desk, again: Again, wish: Understood) -> int:
    """Put a rule into the tables and return its id."""
    from sprintsales.storage import tables
    from sprintsales.storage.persons import remember
    from sprintsales.storage.rows import add

    note = clean_block(wish.line.note or "")
    row = tables.Recurring(
        team_id=desk.team.id,
        owner_id=desk.me.id,
        type_id=wish.type.id,
        deal_id=wish.target.deal_id,
        lead_id=wish.target.lead_id,
        account_id=wish.target.account_id,
        list_name=clean_line(wish.line.list_name) if wish.line.list_name else None,
        quantity=wish.line.quantity,
        minutes=wish.line.minutes,
        planned_time=minute_of(wish.line.time),
        rule=again.rule.text,
        from_on=again.since or desk.today,
        until_on=again.until,
        several=again.several,
        note_id=remember(session.connection(), desk.team.id, "note", note) if note else None,
    )
    return add(session, row)


def rule_of_mine(connection: Connection, desk: Desk, id_: int) -> RuleRow:
    """Return a rule that I may change; raises NotFound, NotYours."""
    found = recurring.rules(connection, desk.team.id, id_=id_)
    if not found:
        raise NotFound(f"There is no recurring work #{id_} here. See the numbers with: sprintsales again list")
    roles.refuse_others(connection, desk, "recurring", f"Recurring work #{id_}", found[0].owner_id)
    return found[0]


def end_rule(desk: Desk, id_: int, *, token: str | None = None) -> bool:
    """End recurring work and return whether it was running; what it brought stays planned. Raises NotFound, NotYours."""

    def work(session: Session, row: RuleRow) -> bool:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import put

        return row.stopped_on is None and put(session, tables.Recurring, id_, stopped_on=desk.today)

    return desk.decide(
        "recurring", lambda connection: rule_of_mine(connection, desk, id_), lambda row: f"ended {told(row)}", work, token=token
    ).value


def pause_rule(desk: Desk, id_: int, until: date, *, token: str | None = None) -> date:
    """Let recurring work rest until a day and return its first date from then on; weeks are counted on as before.

    Raises NotFound, NotYours, ComesNever.
    """

    def look(connection: Connection) -> RuleRow:
        row = rule_of_mine(connection, desk, id_)
        if not dates_from(row, until):
            raise ComesNever(f"#{id_} does not come back after {short_day(until)}. End it: sprintsales again end {id_}")
        return row

    def work(session: Session, row: RuleRow) -> str:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import put

        first = dates_from(row, until)[0]
        put(session, tables.Recurring, id_, from_on=first)
        return first.isoformat()

    done = desk.decide("recurring", look, lambda row: f"paused {told(row)} until {short_day(until)}", work, token=token)
    return date.fromisoformat(done.value)


def dates_from(row: RuleRow, day: date) -> list[date]:
    """Return the dates of a running rule from a day on, as far as one looks; none where it has ended by then."""
    since = max(row.from_on, day)
    found = read_rule(row.rule).dates(row.from_on, Period(since, since + 2 * LOOK_AHEAD))
    return [one for one in found if row.stopped_on is None and (row.until_on is None or one <= row.until_on)]


def told(row: RuleRow) -> str:
    """Return a rule as the journal may name it: never a person."""
    about = row.deal or row.account or row.list_name or ("a lead" if row.lead_id else None)
    return f"{row.type.replace('_', ' ')}{f' {about}' if about else ''}, {read_rule(row.rule).says}"


def my_rules(connection: Connection, desk: Desk) -> list[RuleView]:
    """Return my recurring work as it runs."""
    rows = recurring.rules(connection, desk.team.id, desk.me.id)
    kinds = activities.types(connection, desk.team.id)
    calendar = calendars(connection, desk.team.id).of(desk.me.id)
    opened = open_items(connection, desk, rows)
    views = []
    for row in rows:
        rule, item = read_rule(row.rule), opened.get(row.id)
        ahead = Period(desk.today, desk.today + LOOK_AHEAD)
        days = [one.day for one in occurrences(rule, row.from_on, ahead, calendar) if row.until_on is None or one.on <= row.until_on]
        words = Piece(
            kind=RECURRING, source_id=row.id, slot="", type=kinds[row.type], minutes=0, quantity=row.quantity, list_name=row.list_name,
            about=row.deal or row.lead or row.account,
        ).says  # fmt: skip
        views.append(
            RuleView(row, words, rule.says, days[0] if days else None, item.id if item else None, item.planned_on if item else None)
        )
    return views


def open_items(connection: Connection, desk: Desk, rows: list[RuleRow]) -> dict[int, ActivityRow]:
    """Return what is still open of each rule, by the rule's id."""
    made = origins(connection, desk.team.id, RECURRING, (row.id for row in rows))
    items = activities.by_ids(connection, desk.team.id, (one.activity_id for one in made))
    return {one.source_id: items[one.activity_id] for one in made if one.activity_id in items and items[one.activity_id].state == "planned"}


def pieces(connection: Connection, desk: Desk, sprint: SprintView) -> list[Piece]:
    """Return what my recurring work brings to a sprint, from today on, by day."""
    rows = recurring.rules(connection, desk.team.id, desk.me.id)
    kinds = activities.types(connection, desk.team.id)
    calendar = calendars(connection, desk.team.id).of(desk.me.id)
    made: dict[int, set[str]] = {}
    for one in origins(connection, desk.team.id, RECURRING, (row.id for row in rows)):
        made.setdefault(one.source_id, set()).add(one.slot)
    opened = open_items(connection, desk, rows)
    found: list[Piece] = []
    for row in rows:
        times = [
            one
            for one in occurrences(read_rule(row.rule), row.from_on, sprint.period, calendar)
            if one.day >= desk.today and (row.until_on is None or one.on <= row.until_on)
        ]
        found += of_rule(desk, row, kinds[row.type], times, made.get(row.id, set()), opened.get(row.id), sprint)
    return sorted(found, key=lambda one: (one.day or date.max, one.time is None, one.time or 0, one.source_id))


def of_rule(
    desk: Desk, row: RuleRow, kind: TypeRow, times: list[Occurrence], made: set[str], item: ActivityRow | None, sprint: SprintView
) -> list[Piece]:
    """Return what one rule brings: each of its times, and why one has to wait."""
    late = [one for one in made if date.fromisoformat(one) > desk.today - YEAR]
    left, waiting, found = A_YEAR - len(late), item is not None and not row.several, []
    for one in times:
        new = one.on.isoformat() not in made
        why = why_not(desk, row, kind, sprint) if new else None
        if new and why is None:
            if waiting:
                why = f"one is open already: #{item.id}" if item is not None else "the one before it comes first"
            elif left <= 0:
                why = f"{A_YEAR} of it in a year already"
            else:
                left, waiting = left - 1, not row.several
        found.append(piece_of(row, kind, one, why))
    return found


def why_not(desk: Desk, row: RuleRow, kind: TypeRow, sprint: SprintView) -> str | None:
    """Return why a rule brings nothing to a sprint; None where nothing speaks against it."""
    running = desk.sprint_of(desk.today)
    if row.deal_id is not None and row.deal_outcome != "open":
        return f"the deal is {row.deal_outcome}"
    if kind.archived:
        return f"{kind.name} is not used any more"
    if (sprint.period.start - running.start).days > SPRINTS_AHEAD * running.days:
        return f"more than {SPRINTS_AHEAD} sprints ahead"
    return None


def piece_of(row: RuleRow, kind: TypeRow, one: Occurrence, why: str | None) -> Piece:
    """Return one time of a rule as work."""
    usual = row.minutes if row.minutes is not None else kind.minutes * row.quantity
    return Piece(
        kind=RECURRING,
        source_id=row.id,
        slot=one.on.isoformat(),
        type=kind,
        minutes=min(usual, MOST_MINUTES),
        day=one.day,
        time=row.planned_time,
        quantity=row.quantity,
        list_name=row.list_name,
        deal_id=row.deal_id,
        lead_id=row.lead_id,
        account_id=row.account_id,
        about=row.deal or row.lead or row.account,
        note=row.note,
        reason=read_rule(row.rule).says if one.day == one.on else f"{read_rule(row.rule).says}, instead of {short_day(one.on)}",
        why_not=why,
    )
