"""How the sample team begins: founded on a Friday, people and a CRM's export imported, time, stages, goals and quotas set."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import nordwind as story
from sqlmodel import Session
from world import DealNow, World

from sprintsales.services.dealing import set_fields
from sprintsales.services.desk import Desk
from sprintsales.services.founding import Founding, found
from sprintsales.services.importing.order import ImportOrder
from sprintsales.services.importing.run import import_file
from sprintsales.storage import rows, tables
from sprintsales.storage.queries.subjects import open_deals

TOUCH = {"Prospect": (50, 21), "Qualified": (42, 21), "Proposal": (40, 14), "Negotiation": (30, 14)}
"""Days a deal is expected to stay in a stage, and days it may go without a touch."""
GOALS_FROM = date(2026, 1, 1)
ABSENCES = (("Mara", "10-15", "10-16", "holiday"), ("Jonas", "11-19", "11-21", "holiday"), ("Tom", "10-30", "10-31", "training"))


def begin(world: World) -> None:
    """Found the team and fill it."""
    lena = story.PEOPLE[0]
    wish = Founding(team="Nordwind", me=lena.name, email=lena.email, currency="EUR", timezone="Europe/Rome")
    found(world.database, wish, world.clock())
    people = [
        (one.name, one.email, one.role, "am" if one.role == "manager" else "ae", "" if one is lena else lena.name, one.territory)
        for one in story.PEOPLE
    ]
    take(world, "members", ("name", "email", "role", "function", "manager", "territory"), people)
    take(world, "products", ("name", "series", "list_price"), story.PRODUCTS)
    places = {one.account: (one.account, one.segment, world.people[one.owner].territory) for one in story.DEALS}
    take(world, "accounts", ("name", "segment", "territory"), (*places.values(), *story.PROSPECTS))
    started = [one for one in story.DEALS if not one.is_later]
    fields = ("external_id", "name", "account", "owner", "segment", "territory", "product", "source", "value", "started_on", "stage",
              "close_on", "agreement_on")  # fmt: skip
    take(world, "deals", fields, [exported(world, number, one) for number, one in enumerate(started, 1)])
    desk = world.desk("Lena")
    with world.database.read() as connection:
        numbers = {one.name: one.id for one in open_deals(connection, desk.team.id)}
    for one in story.DEALS:
        world.deals[one.name] = DealNow(one, numbers.get(one.name, 0), one.stage, is_open=one.name in numbers)
        set_dates(world.deals[one.name])
    for name, contact in story.CONTACTS.items():
        set_fields(world.desk(world.deals[name].told.owner), world.deals[name].id, {"contact": contact})
    desk = world.desk("Lena")
    desk.write(desk.act("team", "set working time, stages, goals and quotas"), lambda session: settle(session, world, desk))


def set_dates(deal: DealNow) -> None:
    """Take over the dates the story begins with."""
    deal.close = story.day(deal.told.close) if deal.told.close else None
    deal.agreement = story.day(deal.told.agreement) if deal.told.agreement else None


def exported(world: World, number: int, one: story.Deal) -> tuple[object, ...]:
    """Return a deal as a row of the CRM's export."""
    value = "" if one.value is None else f"{one.value * 1000:.2f}"
    days = [story.day(text).isoformat() if text else "" for text in (one.started, one.close, one.agreement)]
    return (
        f"NW-{1000 + number}", one.name, one.account, world.people[one.owner].name, one.segment, world.people[one.owner].territory,
        one.product, one.source, value, days[0], one.stage, *days[1:],
    )  # fmt: skip


def take(world: World, kind: str, header: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    """Import rows as a file of a kind."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"nordwind-{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(lines)
        names = {name: name for name in header}
        report = import_file(world.desk("Lena"), ImportOrder(file=path, kind=kind, fields=names, source="CRM", date_formats={"*": "ymd"}))
    if report.refusals:
        raise SystemExit(f"{kind}: {report.refusals}")


def settle(session: Session, world: World, desk: Desk) -> None:
    """Set working time, stages, goals and quotas."""
    team = desk.team.id
    ids = {who: world.desk(who).me.id for who in world.people}
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
    for who, person in world.people.items():
        goal(session, team, ids[who], "won_value", "month", person.quota * 100, stretch=person.quota * 120)
        goal(session, team, ids[who], "won_value", "quarter", person.quota * 300)
        for metric, level in zip(("calls_made", "meetings_held", "leads_created"), person.goals, strict=True):
            goal(session, team, ids[who], metric, "sprint", level)
    for place, metric in enumerate(("calls_made", "meetings_held", "leads_created")):
        goal(session, team, None, metric, "sprint", sum(one.goals[place] for one in story.PEOPLE))


def goal(session: Session, team: int, member: int | None, metric: str, period: str, level: int, *, stretch: int | None = None) -> None:
    """Set one goal, valid long before the story, so that it also holds in a quarter the story is moved into."""
    row = tables.Goal(
        team_id=team, member_id=member, metric=metric, period=period, commit_level=level, stretch_level=stretch, from_on=GOALS_FROM
    )
    rows.add(session, row)
