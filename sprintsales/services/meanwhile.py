"""What others did meanwhile, in words: the ids, minor units and dates of a clash become what a person reads, with who and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Column, Connection, select

from sprintsales.domain import spoken
from sprintsales.domain.kpi_registry import KPIS
from sprintsales.domain.meanwhile import ChangedMeanwhile, Clash, Difference, Gone, InWords, Values
from sprintsales.services.deal_fields import FIELDS
from sprintsales.storage.persons import texts
from sprintsales.storage.queries import activities, sprints
from sprintsales.storage.queries.lines import contacts
from sprintsales.storage.queries.names import read_names
from sprintsales.storage.queries.seats import WEEK_COLUMNS
from sprintsales.storage.queries.touched import Touch, last_touch, taken_away
from sprintsales.storage.schema import activity_type, blocker, deal, lead, metadata

if TYPE_CHECKING:
    from sqlmodel import Session

    from sprintsales.services.desk import Desk

T = TypeVar("T")
Say = Callable[[Connection, "Desk", Values], str]
"""A column of a row in words; asked only where it holds something."""

TITLES: Mapping[str, str] = {
    **{f"deal.{column}": field.title for name, field in FIELDS.items() for column in (name, f"{name}_id")},
    "deal.currency": "value", "deal.pipeline_id": "stage", "activity.planned_on": "day", "activity.sprint_id": "day",
    "activity.minutes": "effort", "activity.planned_time": "time", "activity.quantity_planned": "quantity", "activity.result_id": "note",
    "blocker.reason_id": "what stops it", "blocker.clears_id": "who can clear it", "goal.commit_level": "level",
    "goal.stretch_level": "stretch level", "goal.until_on": "end", "member.name_id": "name", "member.email_id": "e-mail address",
    "membership.reports_to_id": "reports to", "membership.territory_id": "territory",
    **{f"working_pattern.{day}": day.title() for day in WEEK_COLUMNS},
}  # fmt: skip
"""What people call a column; two with one title are told as one: an amount with its currency, a day with its sprint."""
GONE_BY = {"undo": "took it back", "redo": "took it back"}


def worded(desk: Desk, work: Callable[[Session], T]) -> Callable[[Session], T]:
    """Return WORK with its clashes told in words, looked up while the write still holds what they are about."""

    def told(session: Session) -> T:
        try:
            return work(session)
        except ChangedMeanwhile as clash:
            if clash.told:
                raise
            raise in_words(session.connection(), desk, clash, before=session.info.get("entry_id")) from clash

    return told


def in_words(connection: Connection, desk: Desk, clash: ChangedMeanwhile, *, before: int | None = None) -> ChangedMeanwhile:
    """Return a clash with its thing named and each field told; BEFORE is the act under way, which is not what somebody else did."""
    found: dict[str, Difference] = {}
    for one in clash.clashes:
        told = difference(connection, desk, clash, one, before)
        found.setdefault(told.title, told)
    sides = clash.sides
    thing = thing_of(connection, desk, sides.table, sides.theirs)
    return ChangedMeanwhile(clash.clashes, sides, thing=thing, told=tuple(found.values()))


def difference(connection: Connection, desk: Desk, clash: ChangedMeanwhile, one: Clash, before: int | None) -> Difference:
    """Return one clash in words."""
    sides = clash.sides
    was, theirs, mine = (say(connection, desk, sides.table, one.field, side) for side in (sides.before, sides.theirs, sides.mine))
    touch = last_touch(connection, sides.table, sides.row_id, one.field, before=before)
    by, when = whose_act(connection, desk, touch), "" if touch is None else spoken.ago(touch.recorded_at, desk.clock.recorded())
    return Difference(title_of(sides.table, one.field), was, theirs, mine, by, when)


def title_of(table: str, column: str) -> str:
    """Return what people call a column."""
    return TITLES.get(f"{table}.{column}") or column.removesuffix("_id").removesuffix("_on").replace("_", " ")


def say(connection: Connection, desk: Desk, table: str, name: str, side: Values) -> str:
    """Return one column of a row in words."""
    value, column = side[name], metadata.tables[table].c[name]
    if isinstance(value, InWords):
        return value.words
    way = SAID.get(f"{table}.{name}")
    if way is not None:
        return way(connection, desk, side)
    if value is None:
        return f"no {title_of(table, name)}"
    if isinstance(value, date):
        return spoken.day(value, desk.today)
    return called(connection, desk, column, value) if column.foreign_keys else str(value).replace("_", " ")


def called(connection: Connection, desk: Desk, column: Column[object], value: object) -> str:
    """Return what the row an id points at is called."""
    target = next(iter(column.foreign_keys)).column.table.name
    look = NAMED.get(target)
    return (look(connection, desk, int(str(value))) if look else None) or f"#{value}"


# What needs more than its type to be said.


def amount(_connection: Connection, _desk: Desk, side: Values) -> str:
    """An amount in its currency."""
    value, currency = side["value"], str(side["currency"])
    return spoken.money(value, currency) if isinstance(value, int) else f"no value, in {currency}"


def stage(connection: Connection, desk: Desk, side: Values) -> str:
    """A stage by its name."""
    found = read_names(connection, desk.team.id).stages.get(int(str(side["stage_id"])))
    return found.name if found else f"#{side['stage_id']}"


def chance(_connection: Connection, _desk: Desk, side: Values) -> str:
    """A probability in percent."""
    value = side["probability"]
    return spoken.percent(value) if isinstance(value, int) else "that of its stage"


def place(connection: Connection, desk: Desk, side: Values) -> str:
    """Where a piece of work stands: on its day, some day in a sprint, or in the backlog."""
    for wish in (side["planned_on"], side["sprint_id"]):
        if isinstance(wish, InWords):
            return wish.words
    on, sprint_id = side["planned_on"], side["sprint_id"]
    if isinstance(on, date):
        return spoken.day(on, desk.today)
    stored = sprints.sprints_with_ids(connection, desk.team.id, [sprint_id]) if isinstance(sprint_id, int) else {}
    return "the backlog" if sprint_id is None else f"some day of Sprint {next((row.number for row in stored.values()), '?')}"


def effort(_connection: Connection, _desk: Desk, side: Values) -> str:
    """Minutes; none of its own: what its type usually takes."""
    value = side["minutes"]
    return spoken.effort(value) if isinstance(value, int) else "as usual"


def time(_connection: Connection, _desk: Desk, side: Values) -> str:
    """A time of day."""
    value = side["planned_time"]
    return spoken.clock(value) if isinstance(value, int) else "no fixed time"


def level(name: str) -> Say:
    """Return how a level of a goal is said: in the unit of what it is set on."""

    def told(_connection: Connection, desk: Desk, side: Values) -> str:
        value, kpi = side[name], KPIS.get(str(side["metric"]))
        if not isinstance(value, int):
            return "no goal" if name == "commit_level" else "no stretch level"
        if kpi is not None and kpi.unit in ("money", "money_per_day"):
            return spoken.money(value, desk.team.currency)
        return spoken.percent(value) if kpi is not None and kpi.unit == "ratio" else f"{value:,}"

    return told


def worked(day: str) -> Say:
    """Return how the minutes of a weekday are said."""

    def told(_connection: Connection, _desk: Desk, side: Values) -> str:
        value = side[day]
        return spoken.effort(value) if isinstance(value, int) and value else "off"

    return told


SAID: Mapping[str, Say] = {
    "deal.value": amount, "deal.currency": amount, "deal.stage_id": stage, "deal.pipeline_id": stage, "deal.probability": chance,
    "activity.planned_on": place, "activity.sprint_id": place, "activity.minutes": effort, "activity.planned_time": time,
    "goal.commit_level": level("commit_level"), "goal.stretch_level": level("stretch_level"),
    **{f"working_pattern.{day}": worked(day) for day in WEEK_COLUMNS},
}  # fmt: skip


# What ids are called.


def person(connection: Connection, desk: Desk, id_: int) -> str | None:
    """A member's name."""
    return read_names(connection, desk.team.id).person(id_)


def account(connection: Connection, desk: Desk, id_: int) -> str | None:
    """An account's name."""
    found = read_names(connection, desk.team.id).accounts.get(id_)
    return found.name if found else None


NAMED: Mapping[str, Callable[[Connection, Desk, int], str | None]] = {
    "member": person,
    "account": account,
    "product": lambda connection, desk, id_: read_names(connection, desk.team.id).products.get(id_),
    "label": lambda connection, desk, id_: read_names(connection, desk.team.id).labels.get(id_),
    "contact": lambda connection, desk, id_: dict(contacts(connection, desk.team.id)).get(id_),
    "person_text": lambda connection, _desk, id_: texts(connection, (id_,)).get(id_),
}
"""By the table an id points at."""


def thing_of(connection: Connection, desk: Desk, table: str, row: Values) -> str:
    """Return what a row is called."""
    way = THINGS.get(table)
    return way(connection, desk, row) if way else table.replace("_", " ")


def work_called(connection: Connection, desk: Desk, row: Values) -> str:
    """A piece of work by its type and what it is about, also one that is gone."""
    found = activities.by_ids(connection, desk.team.id, [int(str(row["id"]))]) if "id" in row else {}
    if found:
        return next(iter(found.values())).label
    kind = connection.execute(select(activity_type.c.name).where(activity_type.c.id == row.get("type_id"))).scalar()
    about = connection.execute(select(deal.c.name).where(deal.c.id == row.get("deal_id"))).scalar()
    return " ".join(str(word) for word in (kind or "a piece of work", about or row.get("list_name")) if word)


def goal_called(connection: Connection, desk: Desk, row: Values) -> str:
    """A goal by what it is set on, for whom, and in which kind of period."""
    kpi, member_id = KPIS.get(str(row["metric"])), row.get("member_id")
    whose = person(connection, desk, member_id) if isinstance(member_id, int) else "the team"
    metric = kpi.title if kpi else str(row["metric"])
    return f"the goal on {metric[:1].lower()}{metric[1:]} of {whose} by {row['period']}"


def stopper_called(connection: Connection, desk: Desk, row: Values) -> str:
    """A blocker by what it stops."""
    if row.get("activity_id") is not None:
        return work_called(connection, desk, {"id": row["activity_id"]})
    return str(connection.execute(select(deal.c.name).where(deal.c.id == row.get("deal_id"))).scalar() or blocker.name)


def lead_called(connection: Connection, desk: Desk, row: Values) -> str:
    """A lead by its name."""
    name_id = row.get("name_id")
    return texts(connection, (name_id,)).get(name_id, lead.name) if isinstance(name_id, int) else lead.name


def somebody(connection: Connection, desk: Desk, row: Values) -> str:
    """Whose a row is."""
    member_id = row.get("member_id")
    return (person(connection, desk, member_id) if isinstance(member_id, int) else None) or "the team"


THINGS: Mapping[str, Say] = {
    "deal": lambda _connection, _desk, row: str(row["name"]), "activity": work_called, "goal": goal_called, "blocker": stopper_called,
    "lead": lead_called, "member": lambda connection, desk, row: str(person(connection, desk, int(str(row["id"])))),
    "membership": lambda connection, desk, row: f"the seat of {somebody(connection, desk, row)}",
    "working_pattern": lambda connection, desk, row: f"the working week of {somebody(connection, desk, row)}",
    "absence": lambda connection, desk, row: f"the absence of {somebody(connection, desk, row)}",
    "holiday": lambda _connection, _desk, row: str(row.get("name") or "the holiday"),
}  # fmt: skip


# Who, and when.


def whose_act(connection: Connection, desk: Desk, touch: Touch | None) -> str:
    """Return whose an act was: another member's name, mine in another window, an import's; empty where nobody can tell."""
    if touch is None or touch.member_id is None:
        return ""
    name = "you, in another window" if touch.member_id == desk.me.id else person(connection, desk, touch.member_id) or ""
    return f"{name}, by an import" if touch.verb == "import" else name


def told_by(connection: Connection, desk: Desk, table: str, row_id: int, field: str, *, did: str) -> str:
    """Return a sentence on who made a field what it is: `Ben Okafor did it 2 minutes ago.`"""
    touch = last_touch(connection, table, row_id, field)
    by = whose_act(connection, desk, touch).replace("you, in another window", "you") or "somebody"
    when = "" if touch is None else f" {spoken.ago(touch.recorded_at, desk.clock.recorded())}"
    return f"{by[:1].upper()}{by[1:]} {did}{when}."


def gone(connection: Connection, desk: Desk, table: str, row_id: int) -> Gone | None:
    """Return the refusal for a row that was there once: what it was, who took it away and when; None where there never was one."""
    touch = taken_away(connection, desk.team.id, table, row_id)
    if touch is None:
        return None
    by = whose_act(connection, desk, touch).replace("you, in another window", "you") or "Somebody"
    how = GONE_BY.get(touch.verb, "removed it")
    when = spoken.ago(touch.recorded_at, desk.clock.recorded())
    return Gone(f"{thing_of(connection, desk, table, touch.before)} (#{row_id}) is not there any more: {by} {how} {when}.")
