"""How the sample team begins: founded on a Friday, people and a CRM's export imported, time, stages, goals and quotas set."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import drawn
import nordwind as story
from sqlmodel import Session
from world import DealNow, World

from sprintsales.services.dealing import change
from sprintsales.services.desk import Desk
from sprintsales.services.founding import Founding, found
from sprintsales.services.importing.order import ImportOrder
from sprintsales.services.importing.run import import_file
from sprintsales.storage import rows, tables
from sprintsales.storage.queries.subjects import open_deals

TOUCH = {
    "Prospect": (50, 21), "Qualified": (42, 21), "Proposal": (40, 14), "Negotiation": (30, 14),
    "Due": (45, 30), "Offer out": (35, 21), "Agreed": (30, 14),
}  # fmt: skip
"""Days a deal is expected to stay in a stage, and days it may go without a touch."""
RENEWALS = (("Due", 600, "open"), ("Offer out", 750, "open"), ("Agreed", 900, "open"), ("Renewed", 1000, "won"), ("Lapsed", 0, "lost"))
"""The stages of the second pipeline: name, probability in per mille, kind."""
SPRINT_GOALS = ("calls_made", "meetings_held", "leads_created")
SPRINTS_A_MONTH = 4
TEAM_GOALS = (
    ("contact_rate", "sprint", 400), ("say_do", "sprint", 800), ("proposals_sent", "sprint", 5), ("demos_held", "sprint", 6),
    ("contact_rate", "month", 400), ("say_do", "month", 800), ("proposals_sent", "month", 20), ("demos_held", "month", 24),
    ("win_rate", "month", 400), ("win_rate", "quarter", 400), ("deals_created", "month", 12), ("won_count", "month", 6),
)  # fmt: skip
"""Goals of the team beside those of its people; ratios in per mille."""
EXPORTED = ("external_id", "name", "account", "owner", "segment", "territory", "product", "source", "value", "started_on", "stage",
            "close_on", "agreement_on", "closed_on")  # fmt: skip
GOALS_FROM = date(2025, 7, 1)
ABSENCES = (
    ("Hannah", "08-17", "08-22", "holiday"), ("Ana", "08-24", "08-29", "holiday"), ("Jonas", "09-07", "09-12", "holiday"),
    ("Priya", "09-24", "09-26", "training"), ("Mara", "10-15", "10-16", "holiday"), ("Tom", "10-30", "10-31", "training"),
    ("Piet", "11-16", "11-21", "holiday"), ("Jonas", "11-19", "11-21", "holiday"),
)  # fmt: skip


def begin(world: World) -> None:
    """Found the team and fill it."""
    lena = story.PEOPLE[0]
    wish = Founding(team="Nordwind", me=lena.name, email=lena.email, currency="EUR", timezone="Europe/Rome")
    found(world.database, wish, world.clock())
    take_people(world, [one for one in story.PEOPLE if one.joined is None])
    take(world, "products", ("name", "series", "list_price"), story.PRODUCTS)
    desk = world.desk("Lena")
    desk.write(desk.act("team", "set working time, stages, goals and quotas"), lambda session: settle(session, world, desk))
    every = drawn.deals()
    places = {one.account: (one.account, one.segment, world.people[one.owner].territory) for one in every}
    take(world, "accounts", ("name", "segment", "territory"), (*places.values(), *story.PROSPECTS))
    for pipeline in drawn.STAGES:
        started = [one for one in every if not one.is_later and one.pipeline == pipeline]
        take(world, "deals", EXPORTED, [exported(world, number, one) for number, one in enumerate(started, 1)], pipeline=pipeline)
    with world.database.read() as connection:
        numbers = {one.name: one.id for one in open_deals(connection, desk.team.id)}
    for one in every:
        if one.closed is None:
            world.deals[one.name] = DealNow(
                one, one.owner, numbers.get(one.name, 0), one.stage, is_open=one.name in numbers, habit=one.habit
            )
            set_dates(world.deals[one.name])
    for name, contact in story.CONTACTS.items():
        deal = world.deals[name]
        if deal.id:
            change(world.desk(deal.owner), deal.id, {"contact": contact})


def take_people(world: World, people: Sequence[story.Person]) -> None:
    """Give people their seats."""
    rows_ = [
        (one.name, one.email, one.role, "am" if one.role == "manager" else "ae", "" if one.role == "manager" else story.PEOPLE[0].name,
         one.territory, "" if one.joined is None else story.day(one.joined).isoformat())
        for one in people
    ]  # fmt: skip
    take(world, "members", ("name", "email", "role", "function", "manager", "territory", "active_from"), rows_)


def join(world: World, who: str) -> None:
    """Let somebody come into the team, with goals from this month on."""
    take_people(world, [world.people[who]])
    desk, member = world.desk("Lena"), world.desk(who).me.id
    desk.write(
        desk.act("goal", f"set goals of {world.people[who].name}"), lambda session: goals_of(session, world, who, member, world.today)
    )


def set_dates(deal: DealNow) -> None:
    """Take over the dates the story begins with."""
    deal.close = story.day(deal.told.close) if deal.told.close else None
    deal.agreement = story.day(deal.told.agreement) if deal.told.agreement else None


def exported(world: World, number: int, one: story.Deal) -> tuple[object, ...]:
    """Return a deal as a row of the CRM's export."""
    value = "" if one.value is None else f"{one.value * 1000:.2f}"
    days = [story.day(text).isoformat() if text else "" for text in (one.started, one.close, one.agreement)]
    days.append(one.closed or "")
    return (
        f"{one.pipeline[0]}-{1000 + number}", one.name, one.account, world.people[one.owner].name, one.segment,
        world.people[one.owner].territory,
        one.product, one.source, value, days[0], one.stage, *days[1:],
    )  # fmt: skip


def take(world: World, kind: str, header: Sequence[str], lines: Iterable[Sequence[object]], *, pipeline: str | None = None) -> None:
    """Import rows as a file of a kind."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"nordwind-{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(lines)
        names = {name: name for name in header}
        order = ImportOrder(file=path, kind=kind, fields=names, source="CRM", date_formats={"*": "ymd"}, pipeline=pipeline)
        report = import_file(world.desk("Lena"), order)
    if report.refusals:
        raise SystemExit(f"{kind}: {report.refusals}")


def settle(session: Session, world: World, desk: Desk) -> None:
    """Set working time, stages, goals and quotas."""
    team = desk.team.id
    ids = {who: world.desk(who).me.id for who in world.team(story.FIRST)}
    renewals = rows.add(session, tables.Pipeline(team_id=team, name="Renewals", position=1))
    for place, (name, probability, kind) in enumerate(RENEWALS, 1):
        row = tables.Stage(team_id=team, pipeline_id=renewals, name=name, position=place, probability=probability, kind=kind)
        rows.add(session, row)
    stages = session.connection().exec_driver_sql("SELECT id, name FROM stage ORDER BY id").all()
    for stage_id, name in stages:
        if name in TOUCH:
            expected, touch = TOUCH[name]
            rows.put(session, tables.Stage, stage_id, expected_days=expected, touch_days=touch)
    rows.add(session, tables.WorkingPattern(team_id=team, member_id=ids["Mara"], mon=360, tue=360, wed=360, thu=360, fri=0))
    for who, first, end, kind in ABSENCES:
        rows.add(session, tables.Absence(team_id=team, member_id=ids[who], start_on=story.day(first), end_on=story.day(end), kind=kind))
    goal(session, team, None, "won_value", "month", story.TEAM_QUOTA * 100)
    goal(session, team, None, "won_value", "quarter", story.TEAM_QUOTA * 300)
    for metric, period, level in TEAM_GOALS:
        goal(session, team, None, metric, period, level)
    for place, metric in enumerate(SPRINT_GOALS):
        level = sum(world.people[who].goals[place] for who in ids)
        goal(session, team, None, metric, "sprint", level)
        goal(session, team, None, metric, "month", level * SPRINTS_A_MONTH)
    for who, member in ids.items():
        goals_of(session, world, who, member, GOALS_FROM)


def goals_of(session: Session, world: World, who: str, member: int, since: date) -> None:
    """Set somebody's quota and goals."""
    team, person = world.desk("Lena").team.id, world.people[who]
    month = since.replace(day=1)
    goal(session, team, member, "won_value", "month", person.quota * 100, stretch=person.quota * 120, since=month)
    goal(session, team, member, "won_value", "quarter", person.quota * 300, since=month)
    for metric, level in zip(SPRINT_GOALS, person.goals, strict=True):
        goal(session, team, member, metric, "sprint", level, since=since)
        goal(session, team, member, metric, "month", level * SPRINTS_A_MONTH, since=month)


def goal(
    session: Session, team: int, member: int | None, metric: str, period: str, level: int, *, stretch: int | None = None,
    since: date = GOALS_FROM,
) -> None:  # fmt: skip
    """Set one goal, valid long before the story, so that it also holds in a quarter the story is moved into."""
    row = tables.Goal(
        team_id=team, member_id=member, metric=metric, period=period, commit_level=level, stretch_level=stretch, from_on=since
    )
    rows.add(session, row)
