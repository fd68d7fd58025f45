"""Two windows on one team: mine and theirs, what both see before they act, what they do, and how it stands after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from sprintsales.domain.attention import AttentionLine
from sprintsales.domain.cadences import Step
from sprintsales.domain.periods import Period
from sprintsales.domain.suggesting import Candidate, Suggestion
from sprintsales.formats.cadence_file import CadenceWish
from sprintsales.services import (
    blocking,
    cadences,
    calendar_edits,
    dealing,
    erasing,
    goals,
    ideal_week,
    moving,
    planning,
    proposing,
    recurring,
    undoing,
)
from sprintsales.services.cadence_views import Subject
from sprintsales.services.calendar_edits import WeekWish
from sprintsales.services.desk import Desk, open_desk
from sprintsales.services.importing.order import ImportOrder
from sprintsales.services.importing.run import import_file
from sprintsales.services.views.leads import LeadLine, LeadRules, lead_index, rules_of
from sprintsales.settings import Clock, Settings
from sprintsales.storage.database import Database
from sprintsales.storage.queries import activities, proposals
from sprintsales.storage.queries import seats as noted
from sprintsales.storage.queries.cadences import cadences as known_cadences
from sprintsales.storage.queries.cadences import enrolments
from sprintsales.storage.queries.origins import week_lines
from sprintsales.storage.queries.recurring import rules as running
from sprintsales.storage.schema import activity, deal, goal, journal_change, journal_entry, origin
from tests.places import Target
from tests.services.importing_team import DEALS as HEAD
from tests.services.importing_team import FIELDS
from tests.services.week import FRIDAY, MONDAY, THURSDAY, Week

DEAL, CALL_PLANNED = 1, 1
CALL = goals.GoalWish("calls_made", "month", MONDAY, Decimal(40))


def call_planned(week: Week) -> None:
    """Plan a call of Ana's, the first item of the team."""
    assert planning.add(week.desk("Ana"), "call acme renewal tue 30m").ids == (CALL_PLANNED,)


class Windows:
    """Mine and theirs: two connections of their own to one database, of Ana and of Mia who manages; both see a planned call."""

    def __init__(self, target: Target, folder: Path) -> None:
        self.folder = folder
        self._opened = [Database.open(target) for _ in range(2)]
        self.mine, self.theirs = self.seat("Ana"), self.seat("Mia", other=True)
        self.item = CALL_PLANNED

    def seat(self, who: str, *, other: bool = False, on: date = MONDAY) -> Desk:
        """Return somebody's desk in my window or in the other one."""
        database = self._opened[other]
        return open_desk(Settings(database=database.name, user=who, clock=Clock(on)), database)

    def close(self) -> None:
        """Close both."""
        for database in self._opened:
            database.close()

    def work(self, id_: int | None = None) -> Any:
        """The call, or another item, as the database holds it."""
        with self.theirs.database.read() as connection:
            return connection.execute(select(activity).where(activity.c.id == (id_ or self.item))).one()

    def deal(self) -> Any:
        """The deal as the database holds it."""
        with self.theirs.database.read() as connection:
            return connection.execute(select(deal).where(deal.c.id == DEAL)).one()

    def reason(self) -> str | None:
        """What stops the call."""
        with self.theirs.database.read() as connection:
            return next((one.reason for one in activities.blockers(connection, self.mine.team.id) if one.activity_id == self.item), None)

    def made(self, desk: Desk, table: str = "activity") -> int:
        """How many rows somebody made."""
        c, e = journal_change.c, journal_entry.c
        query = (
            select(func.count()).join(journal_entry, e.id == c.entry_id).where(c.tbl == table, c.op == "create", e.member_id == desk.me.id)
        )
        with self.theirs.database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def level(self) -> int | None:
        """The level of the goal, None without one."""
        with self.theirs.database.read() as connection:
            return connection.execute(select(goal.c.commit_level)).scalar()

    def place(self) -> dict[int, Mapping[str, object]]:
        """Where the call stands, as a screen shows it."""
        row = self.work()
        return {self.item: {"planned_on": row.planned_on, "sprint_id": row.sprint_id}}

    def brought(self) -> int:
        """How many items the ideal week brought."""
        with self.theirs.database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(origin)).scalar_one())

    def steps(self) -> list[tuple[str, ...]]:
        """The kinds of work of each cadence that is used."""
        with self.theirs.database.read() as connection:
            return [tuple(step.type for step in one.steps) for one in known_cadences(connection, self.mine.team.id)]

    def first_step(self) -> str:
        """The first step of the only cadence."""
        [steps] = self.steps()
        return steps[0]

    def running(self) -> list[int]:
        """The cadences of mine that are not stopped."""
        with self.theirs.database.read() as connection:
            return [one.id for one in enrolments(connection, self.mine.team.id, owner_id=self.mine.me.id)]

    def enrolled(self) -> int:
        """How many cadences of mine are not stopped."""
        return len(self.running())

    def rules(self) -> int:
        """How many rules of mine run."""
        with self.theirs.database.read() as connection:
            return len(running(connection, self.mine.team.id, self.mine.me.id))

    def usual(self) -> int:
        """How many lines my ideal week has."""
        with self.theirs.database.read() as connection:
            return len(week_lines(connection, self.mine.team.id, self.mine.me.id))


def twin(windows: Windows) -> Desk:
    """My own desk in the other window."""
    return windows.seat("Ana", other=True)


def usual_week(windows: Windows) -> int:
    """Give me an ideal week of one line and return its number."""
    return ideal_week.add_line(windows.mine, 2, "admin 30m")


def comes_back(windows: Windows) -> int:
    """Give me recurring work and return its number."""
    return recurring.add_rule(windows.mine, "admin every fri 30m").id


MAILS_IN = CadenceWish("Mails in", "", (Step("email", 0), Step("call", 2)))
CALLS_IN = CadenceWish("Mails in", "", (Step("call", 1), Step("email", 2)))


def mails_in(windows: Windows) -> int:
    """Make a cadence, as a manager, and return its number."""
    cadences.save(windows.theirs, [MAILS_IN])
    return 1


def goes_through(windows: Windows) -> list[int]:
    """Start it for my deal and return what runs."""
    return [cadences.start(windows.mine, mails_in(windows), Subject(DEAL)).enrolment_id]


def nothing_comes_back(windows: Windows) -> None:
    """End all my recurring work, in the other window."""
    with windows.theirs.database.read() as connection:
        rules = running(connection, windows.mine.team.id, windows.mine.me.id)
    for rule in rules:
        recurring.end_rule(twin(windows), rule.id)


def no_usual_week(windows: Windows) -> None:
    """Take every line out of my ideal week, in the other window."""
    with windows.theirs.database.read() as connection:
        lines = week_lines(connection, windows.mine.team.id, windows.mine.me.id)
    for line in lines:
        ideal_week.end_line(twin(windows), line.id)


def seen_nothing(_windows: Windows) -> None:
    """The verb only adds: there is nothing to see before."""


def mine_made(windows: Windows) -> object:
    """How many items I made."""
    return windows.made(windows.mine)


def they_made(windows: Windows) -> object:
    """How many items they made."""
    return windows.made(windows.theirs)


def days(windows: Windows) -> object:
    """The day the call stands on."""
    return windows.work().planned_on


def to_friday(windows: Windows) -> object:
    """They move the call to Friday."""
    return moving.move(windows.theirs, [windows.item], FRIDAY)


def dearer(windows: Windows) -> object:
    """They make the deal dearer."""
    return dealing.set_fields(windows.theirs, DEAL, {"value": "52000"})


def closing_later(windows: Windows) -> object:
    """They move the close date of the deal."""
    return dealing.set_fields(windows.theirs, DEAL, {"close_on": "2026-12-24"})


def close_date(windows: Windows) -> object:
    """The close date of the deal."""
    return windows.deal().close_on


def value(windows: Windows) -> object:
    """The value of the deal."""
    return windows.deal().value


def blocked(windows: Windows) -> dict[int, Mapping[str, object]]:
    """They see it blocked because of legal."""
    blocking.block(windows.theirs, [windows.item], "legal")
    return {windows.item: {"reason": "legal"}}


def goal_seen(windows: Windows) -> Mapping[str, object]:
    """A goal of 40 that both see."""
    goals.set_goal(windows.theirs, CALL)
    return {"commit_level": 40, "stretch_level": None}


def commit_seen(windows: Windows) -> list[int]:
    """The plan a rep looks at before the promise."""
    return [windows.item]


def committed(windows: Windows) -> object:
    """How many promises stand for the week."""
    from sprintsales.storage.schema import commitment

    with windows.theirs.database.read() as connection:
        query = select(func.count()).select_from(commitment).where(commitment.c.withdrawn_by.is_(None))
        return connection.execute(query).scalar_one()


def changed_and(windows: Windows, *, undone: bool = False) -> None:
    """I make the deal worth 50,000, and perhaps take it back."""
    dealing.set_fields(windows.mine, DEAL, {"value": "50000"})
    if undone:
        undoing.undo(windows.mine)


def need(windows: Windows) -> AttentionLine:
    """The line of attention about the call."""
    return AttentionLine(
        code="overdue_activity", title="Acme", sentence="late", sign="!", activity_id=windows.item, type="call", minutes=30, day=THURSDAY
    )


def late_call(windows: Windows, seen: Mapping[str, Any]) -> Suggestion:
    """The suggestion to put the call on Thursday, as it was seen."""
    what = Candidate(
        code="overdue", key="item", title="Acme", reason="late", type="call", minutes=30, activity_id=windows.item,
        place=(seen["planned_on"], seen["sprint_id"]),
    )  # fmt: skip
    return Suggestion(1, what, THURSDAY, True)


def propose_acme(windows: Windows) -> None:
    """Let Mia propose a call to Ana."""
    proposing.propose(windows.theirs, "call acme renewal thu", windows.mine.me.id)


def proposed(windows: Windows, deal: str) -> list[str]:
    """What became of the proposals about a deal."""
    with windows.theirs.database.read() as connection:
        return [one.state for one in proposals.proposals(connection, windows.mine.team.id) if one.deal == deal]


def closed(windows: Windows) -> object:
    """Whether the sprint of the call is closed."""
    from sprintsales.storage.schema import sprint

    with windows.theirs.database.read() as connection:
        return connection.execute(select(sprint.c.closed_on).where(sprint.c.start_on == MONDAY)).scalar() is not None


def sprint_goal(windows: Windows) -> object:
    """The goal of the sprint of the call."""
    from sprintsales.storage.schema import sprint

    with windows.theirs.database.read() as connection:
        return connection.execute(select(sprint.c.goal).where(sprint.c.start_on == MONDAY)).scalar()


def cancelled(windows: Windows) -> object:
    """Whether the sprint of the call is cancelled."""
    from sprintsales.storage.schema import sprint

    with windows.theirs.database.read() as connection:
        return connection.execute(select(sprint.c.cancelled_on).where(sprint.c.start_on == MONDAY)).scalar() is not None


def rhythms(windows: Windows) -> object:
    """How many weeks the sprints last that follow the present ones."""
    from sprintsales.storage.queries import people

    with windows.theirs.database.read() as connection:
        return [one.weeks for one in people.rhythms(connection).get(windows.mine.team.id, [])]


def forget_ben(desk: Desk, windows: Windows) -> erasing.Forgotten:
    """Erase Ben."""
    with desk.database.read() as connection:
        person = erasing.person_named(connection, desk, "Ben Okafor")
    return erasing.forget(desk, person, windows.folder)


def is_forgotten(windows: Windows) -> bool:
    """Whether Ben's name is gone."""
    from sprintsales.storage.queries.people import members

    with windows.theirs.database.read() as connection:
        return all(one.name != "Ben Okafor" for one in members(connection, windows.mine.team.id, MONDAY))


def bring(desk: Desk, windows: Windows, close: str) -> object:
    """Import one deal of the CRM with a close date."""
    file = windows.folder / f"{close}.csv"
    file.write_text(f"{HEAD}e-1,Nova line,Nova AG,Ana Ruiz,Proposal,1000,{close}\n", encoding="utf-8")
    return import_file(desk, ImportOrder(file, kind="deals", fields=FIELDS, date_formats={"*": "ymd"}))


def nova(windows: Windows) -> Any:
    """The deal that came from the CRM."""
    with windows.theirs.database.read() as connection:
        return connection.execute(select(deal).where(deal.c.name == "Nova line")).one()


THURSDAY_OFF = Period(THURSDAY, FRIDAY)
PART_TIME, SHORT_DAYS, FULL_WEEK = (480, 480, 480, 480, 0, 0, 0), (360, 360, 360, 360, 360, 0, 0), (480, 480, 480, 480, 480, 0, 0)


def away(windows: Windows) -> object:
    """When Ana is away."""
    with windows.theirs.database.read() as connection:
        return [(one.start_on, one.end_on) for one in noted.absences(connection, windows.mine.team.id, windows.mine.me.id)]


def absence_seen(windows: Windows) -> int:
    """An absence of Ana's that both see."""
    return calendar_edits.note_absence(windows.theirs, windows.mine.me.id, THURSDAY_OFF)


def holidays(windows: Windows) -> object:
    """The team's holidays."""
    with windows.theirs.database.read() as connection:
        return [one.on_day for one in noted.holidays(connection, windows.mine.team.id)]


def week_seen(windows: Windows) -> tuple[int, ...]:
    """Ana's working week that both see."""
    calendar_edits.set_week(windows.theirs, WeekWish(FULL_WEEK, MONDAY, windows.mine.me.id))
    return FULL_WEEK


def week_of_ana(windows: Windows) -> object:
    """The working week Ana has last."""
    with windows.theirs.database.read() as connection:
        return [one.minutes for one in noted.patterns(connection, windows.mine.team.id) if one.member_id == windows.mine.me.id][-1]


def ben(windows: Windows) -> int:
    """Who Ben is."""
    return windows.seat("Ben").me.id


def called(windows: Windows) -> object:
    """What the second member is called."""
    from sprintsales.storage.queries.people import members

    with windows.theirs.database.read() as connection:
        return next(one.name for one in members(connection, windows.mine.team.id, MONDAY) if one.name.startswith("Ben"))


FIRST = date(2026, 11, 1)


def ends(windows: Windows) -> object:
    """When the goal ends."""
    with windows.theirs.database.read() as connection:
        return connection.execute(select(goal.c.until_on)).scalar()


def last_seat(windows: Windows, member_id: int | None = None) -> Any:
    """The seat somebody (Ben) has last."""
    with windows.theirs.database.read() as connection:
        return noted.seats(connection, windows.mine.team.id, member_id or ben(windows))[-1]


def mias_name(windows: Windows) -> object:
    """What Mia is called."""
    from sprintsales.storage.queries.people import members

    with windows.theirs.database.read() as connection:
        every = members(connection, windows.mine.team.id, MONDAY)
    return next(one.name for one in every if one.id == windows.theirs.me.id)


def names(windows: Windows) -> object:
    """How many are called Nina Neu."""
    from sprintsales.storage.queries.people import members

    with windows.theirs.database.read() as connection:
        return sum(one.name == "Nina Neu" for one in members(connection, windows.mine.team.id, MONDAY))


def change_nova(windows: Windows, **fields: str) -> object:
    """They change the imported deal here."""
    return dealing.set_fields(windows.theirs, int(nova(windows).id), fields)


def lead_line(w: Windows, lead_id: int) -> LeadLine:
    """Return a lead as it stands."""
    with w.theirs.database.read() as connection:
        found = lead_index(connection, w.theirs).line(lead_id)
    assert found is not None
    return found


def lead_category(w: Windows) -> str | None:
    """Return what Ana's lead turned out to be."""
    return lead_line(w, 1).category


def lead_deal(w: Windows) -> str | None:
    """Return the deal Ana's lead became."""
    return lead_line(w, 1).deal


def lead_owner(w: Windows) -> str | None:
    """Return who has the lead that was put into the queue."""
    return lead_line(w, 2).owner


def lead_rules(w: Windows) -> LeadRules:
    """Return the team's rules of leads."""
    with w.theirs.database.read() as connection:
        return rules_of(connection, w.theirs.team.id)
