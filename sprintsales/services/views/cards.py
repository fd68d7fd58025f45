"""One item as screens show it: its state in a word, its marks, and what it puts at risk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sprintsales.domain.fates import CommittedItem
from sprintsales.domain.rates import Rates
from sprintsales.services.promises import SprintPromise
from sprintsales.services.views.week import OPEN_STATES, days_overdue, minutes_of, state_of
from sprintsales.storage.queries.activities import ActivityRow, BlockerRow


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells an item's state: today, the promise it may stand in, and what is blocked."""

    today: date
    rates: Rates
    promise: SprintPromise | None
    blockers: tuple[BlockerRow, ...]

    def value(self, row: ActivityRow) -> int | None:
        """Return the value of the open deal behind an item in the team's currency; None without one or without a rate."""
        if row.deal_id is None or row.deal_outcome != "open":
            return None
        return self.rates.at_home(row.deal_value, row.deal_currency, self.today)

    def blocker(self, row: ActivityRow) -> BlockerRow | None:
        """Return what stops an item, or its deal."""
        own = [one for one in self.blockers if one.activity_id == row.id]
        return own[0] if own else next((one for one in self.blockers if one.deal_id is not None and one.deal_id == row.deal_id), None)

    def promised(self, row: ActivityRow) -> CommittedItem | None:
        """Return the item as it was promised for the sprint looked at; None where it was not."""
        return next((one for one in self.promise.items if one.activity_id == row.id), None) if self.promise else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One item. `state`: planned, overdue, blocked, done, late (done after its day), moot or dropped; value in the team's currency."""

    id: int
    version: int
    state: str
    type: str
    type_name: str
    title: str
    deal_id: int | None
    deal: str | None
    account: str | None
    lead_id: int | None
    lead: str | None
    list_name: str | None
    owner_id: int | None
    sprint_id: int | None
    planned_on: date | None
    planned_time: int | None
    """Minutes since midnight."""
    minutes: int
    quantity: int
    quantity_done: int
    value: int | None
    carries: int
    is_promised: bool
    is_added: bool
    """Came after the commit, or was logged without ever being planned."""
    is_unplanned: bool
    is_selling: bool
    days_overdue: int
    blocked_since: date | None
    blocked_why: str | None
    outcome: str | None
    done_on: date | None
    done_at: datetime | None
    note: str | None
    result: str | None

    @property
    def is_block(self) -> bool:
        """Whether it is many alike, counted one by one."""
        return self.quantity > 1

    @property
    def is_open(self) -> bool:
        """Whether something is left to do."""
        return self.state in OPEN_STATES

    @property
    def day(self) -> date | None:
        """The day it stands on: the planned one, else the one it was done on."""
        return self.planned_on or self.done_on


def card(marks: Marks, row: ActivityRow) -> Card:
    """Return an item as screens show it."""
    blocker = marks.blocker(row) if row.state == "planned" else None
    added = marks.promise is not None and row.id in marks.promise.added
    own, sprint = marks.promised(row), marks.promise.sprint.facts if marks.promise else None
    state = state_of(row, own, sprint, today=marks.today, blocked=blocker is not None)
    return Card(
        id=row.id, version=row.version, state=state, type=row.type, type_name=row.type_name, title=row.title,
        deal_id=row.deal_id, deal=row.deal, account=row.account, lead_id=row.lead_id, lead=row.lead,
        list_name=row.list_name, owner_id=row.owner_id, sprint_id=row.sprint_id, planned_on=row.planned_on, planned_time=row.planned_time,
        minutes=minutes_of(row.state, row.minutes, row.minutes_done), quantity=row.quantity_planned,
        quantity_done=row.quantity_done, value=marks.value(row), carries=row.carries, is_promised=own is not None,
        is_added=added or row.unplanned, is_unplanned=row.unplanned, is_selling=row.is_selling,
        days_overdue=days_overdue(row.state, row.planned_on, marks.today), blocked_since=blocker.since_on if blocker else None,
        blocked_why=blocker.reason if blocker else None,
        outcome=row.outcome, done_on=row.done_on, done_at=row.done_at, note=row.note, result=row.result,
    )  # fmt: skip
