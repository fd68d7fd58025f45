"""The leads: each with its state, its clocks, its first-touch day and what comes next; filtered by words, counted at the top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from sprintsales.domain.fuzzy import folded
from sprintsales.domain.leads import (
    FIRST_TOUCH_DAYS,
    OVER,
    QUEUE,
    STATES,
    WAITING,
    Clock,
    LeadFacts,
    due_day,
    first_touch_clock,
    response_clock,
)
from sprintsales.domain.statistics import median
from sprintsales.services.desk import Desk
from sprintsales.storage.queries import leads as stored
from sprintsales.storage.queries import people
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.queries.leads import Ahead, Contacts, LeadRow

DAYS_KEY, PLANS_KEY = "leads.first_touch_days", "leads.first_touch_is"
PROPOSED, PLANNED = "proposed", "planned"
ALL = "all"
DUE = "due"
SORTS = (DUE, "name", "owner", "category", "source", "came", "state")
"""By what leads are sorted: what is due, unless a word says otherwise."""
FIELDS = ("owner", "category", "source", "account", "state")


@dataclass(frozen=True, slots=True)
class LeadRules:
    """What the team set: working days to the first touch, and whether an assigned lead's first touch is proposed or planned at once."""

    days: int = FIRST_TOUCH_DAYS
    plans: str = PROPOSED


@dataclass(frozen=True, slots=True)
class LeadLine:
    """One lead as it is listed."""

    id: int
    name: str
    account: str | None
    territory: str | None
    owner_id: int | None
    owner: str | None
    source: str | None
    category: str | None
    state: str
    created_on: date | None
    due: date | None
    """The day its first touch is or was due, by its owner's working days."""
    ahead: Ahead | None
    first_touch_on: date | None
    responded_on: date | None
    touch_clock: Clock | None
    response_clock: Clock | None
    touches: int
    deal_id: int | None
    deal: str | None
    won_on: date | None
    late: bool
    """Whether it still waits for its first touch after the day that was due."""
    account_id: int | None = None
    source_id: int | None = None
    facts: LeadFacts | None = None

    @property
    def touch_day(self) -> date | None:
        """The first-touch day: of the touch, else the day one is planned or proposed for, else the day it is due."""
        return self.first_touch_on or (self.ahead.day if self.ahead is not None else None) or self.due

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to do with it as a lead."""
        return self.state in OVER

    @property
    def words(self) -> str:
        """Everything a filter's words look at."""
        parts = (self.name, self.account, self.owner, self.source, self.category, self.state, self.deal)
        return " ".join(part for part in parts if part).casefold()


@dataclass(frozen=True, slots=True)
class LeadCounts:
    """How many leads are in which state, how many are due today or late, and the clocks' medians with n; no number without any."""

    states: dict[str, int]
    due_today: int
    late: int
    undated: int
    """Leads with an owner and without a first-touch day."""
    dated: int
    """Leads with an owner and a first-touch day."""
    touch_hours: float | None
    touch_n: int
    touch_clock_hours: float | None
    response_hours: float | None
    response_n: int
    response_clock_hours: float | None

    @property
    def queue(self) -> int:
        """Leads without an owner."""
        return self.states[QUEUE]

    @property
    def over(self) -> int:
        """Leads that are deals or unqualified: with those of the queue, with and without a day they are all."""
        return sum(self.states[state] for state in OVER)


@dataclass(frozen=True, slots=True)
class LeadAsk:
    """What of the leads is asked for: words and fields; without a state those that are not over."""

    words: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    everything: bool = False
    sort: str = DUE
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeadIndex:
    """All leads of a team on a day."""

    lines: tuple[LeadLine, ...]
    as_of: date
    rules: LeadRules
    me: int | None = None
    """Who asks: `owner:me`."""

    def select(self, text: str = "", *, owner_id: int | None = None) -> tuple[LeadLine, ...]:
        """Return the leads that fit: the queue first, then by the day they are due; those that are over only where they are asked for."""
        ask = read_ask(text)
        found = [one for one in self.lines if fits(one, ask, self.me) and (owner_id is None or one.owner_id == owner_id)]
        return tuple(sorted(found, key=_BY[ask.sort]))

    def line(self, lead_id: int) -> LeadLine | None:
        """Return one lead, None where it is not there."""
        return next((one for one in self.lines if one.id == lead_id), None)


def _order(one: LeadLine) -> tuple[int, date, int]:
    return STATES.index(one.state), one.due or one.created_on or date.max, one.id


def _worded(name: str) -> Callable[[LeadLine], tuple[bool, str, int]]:
    """Sort by a word, what has none last."""

    def key(one: LeadLine) -> tuple[bool, str, int]:
        word = getattr(one, name)
        return word is None, folded(word or ""), one.id

    return key


_BY: Mapping[str, Callable[[LeadLine], tuple[Any, ...]]] = {
    DUE: _order,
    "came": lambda one: (-(one.created_on or date.min).toordinal(), one.id),
    "state": lambda one: (STATES.index(one.state), folded(one.name), one.id),
    **{name: _worded(name) for name in ("name", "owner", "category", "source")},
}


def read_ask(text: str) -> LeadAsk:
    """Return what words ask for: `owner:ana category:qualified source:fair state:late all` and plain words."""
    words: list[str] = []
    fields: list[tuple[str, str]] = []
    problems: list[str] = []
    everything, sort = False, DUE
    for word in text.casefold().split():
        name, colon, value = word.partition(":")
        name = {"rep": "owner", "is": "state"}.get(name, name)
        if colon and name == "sort" and value in SORTS:
            sort = value
        elif colon and name == "sort":
            problems += [f"sort: takes one of {', '.join(SORTS)}"] if value else []
        elif colon and name in FIELDS:
            fields += [(name, value)] if value else []
        elif colon and name:
            problems.append(f"{name}: is none of {', '.join(f'{one}:' for one in FIELDS)}")
        elif word == ALL:
            everything = True
        elif word in (*STATES, "late", "due"):
            fields.append(("state", word))
        else:
            words.append(word)
    return LeadAsk(tuple(words), tuple(fields), everything, sort, tuple(problems))


def fits(one: LeadLine, ask: LeadAsk, me: int | None = None) -> bool:
    """Return whether a lead is asked for."""
    states = [value for name, value in ask.fields if name == "state"]
    if one.is_over and not ask.everything and not states:
        return False
    if states and not any(one.late if state == "late" else one.state.startswith(state) or due_now(one, state) for state in states):
        return False
    if ("owner", "me") in ask.fields and one.owner_id != me:
        return False
    values = {"owner": one.owner or "nobody", "category": one.category, "source": one.source, "account": one.account}
    if not all(
        value in (values[name] or "").casefold() for name, value in ask.fields if name != "state" and (name, value) != ("owner", "me")
    ):
        return False
    return all(word in one.words for word in ask.words)


def due_now(one: LeadLine, state: str) -> bool:
    """Whether a lead waits for its first touch with a day that is due or past."""
    return state == "due" and one.state == WAITING and one.due is not None


def rules_of(connection: Connection, team_id: int) -> LeadRules:
    """Return what the team set about leads."""
    kept = people.settings(connection, team_id)
    days, plans = kept.get(DAYS_KEY, ""), kept.get(PLANS_KEY, PROPOSED)
    return LeadRules(int(days) if days.isdigit() and len(days) <= 3 else FIRST_TOUCH_DAYS, plans if plans == PLANNED else PROPOSED)


def lead_index(connection: Connection, desk: Desk, ids: Collection[int] | None = None) -> LeadIndex:
    """Return the leads of the team as they stand, or those with these ids."""
    team = desk.team.id
    rules = rules_of(connection, team)
    names = {one.id: one.name for one in people.members(connection, team, desk.today)}
    times, done, coming = calendars(connection, team), stored.contacts(connection, team, ids), stored.ahead(connection, team, ids)
    lines = []
    for row in stored.leads(connection, team, ids):
        facts = facts_of(row, done.get(row.id, Contacts()))
        calendar = times.of(row.owner_id)
        due = due_day(facts, calendar, rules.days)
        lines.append(
            LeadLine(
                row.id, row.name, row.account if row.own_name else None, row.territory, row.owner_id, names.get(row.owner_id or 0),
                row.source, row.category, facts.state, row.created_on, due, coming.get(row.id), facts.first_touch_on, facts.responded_on,
                first_touch_clock(facts, calendar, desk.zone), response_clock(facts, calendar, desk.zone),
                done.get(row.id, Contacts()).touches, row.deal_id, row.deal, row.won_on,
                facts.state == WAITING and due is not None and due < desk.today, row.account_id, row.source_id, facts,
            )
        )  # fmt: skip
    return LeadIndex(tuple(lines), desk.today, rules, desk.me.id)


def facts_of(row: LeadRow, done: Contacts) -> LeadFacts:
    """Return what the rules know of a lead: what a file told of it, or what was done here where that came first."""
    touched_on, touched_at = _first(row.first_touch_on, row.first_touch_at, done.touched_on, done.touched_at)
    replied_on, replied_at = _first(row.responded_on, row.responded_at, done.replied_on, done.replied_at)
    if touched_on is None and replied_on is not None:
        touched_on, touched_at = replied_on, replied_at
    return LeadFacts(
        row.owner_id, row.category, row.created_on, row.created_at, touched_on, touched_at, replied_on, replied_at,
        row.deal_id is not None or row.won_on is not None,
    )  # fmt: skip


def _first(
    told: date | None, told_at: datetime | None, done: date | None, done_at: datetime | None
) -> tuple[date | None, datetime | None]:  # fmt: skip
    if told is None or (done is not None and done < told):
        return done, done_at
    return told, told_at


def counted(lines: Sequence[LeadLine], today: date) -> LeadCounts:
    """Return how many leads are in which state, and the clocks."""
    states = Counter(one.state for one in lines)
    touch, response = [one.touch_clock for one in lines], [one.response_clock for one in lines]
    waiting = [one for one in lines if one.state == WAITING]
    owned = [one for one in lines if one.owner_id is not None and not one.is_over]
    return LeadCounts(
        states={state: states[state] for state in STATES},
        due_today=sum(one.due == today for one in waiting),
        late=sum(one.late for one in waiting),
        undated=sum(one.touch_day is None for one in owned),
        dated=sum(one.touch_day is not None for one in owned),
        touch_hours=_hours(one.working for one in touch if one is not None),
        touch_n=sum(one is not None for one in touch),
        touch_clock_hours=_hours(one.minutes for one in touch if one is not None),
        response_hours=_hours(one.working for one in response if one is not None),
        response_n=sum(one is not None for one in response),
        response_clock_hours=_hours(one.minutes for one in response if one is not None),
    )


def _hours(minutes: Iterable[int]) -> float | None:
    middle = median(Fraction(one, 60) for one in minutes)
    return None if middle is None else round(float(middle), 2)
