"""The facts KPIs are made of, gathered for one question: deals, work, promises, pushes, leads and goals, each with its group."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from sqlalchemy import Connection

from sprintsales.domain.deals import DealFacts, is_open_on, opened_on
from sprintsales.domain.hygiene import is_clean
from sprintsales.domain.kpi_facts import (
    ActivityTally,
    ClosedDeal,
    CountRow,
    CreatedDeal,
    Group,
    KpiFacts,
    OpenDeal,
    PromiseRow,
    PushRow,
    QuotaRow,
)
from sprintsales.domain.kpi_registry import OF_HISTORY, RECORDED
from sprintsales.domain.kpis import Cut
from sprintsales.domain.leads import LeadFacts, first_touch_clock, known_by, response_clock
from sprintsales.domain.periods import DAY, Period
from sprintsales.domain.workdays import WorkCalendar
from sprintsales.services.desk import Desk
from sprintsales.services.views.accountability import promise_rows
from sprintsales.services.views.as_known import worked_here_since
from sprintsales.services.views.leads import facts_of
from sprintsales.services.views.picture import DealPicture, deal_picture
from sprintsales.services.views.quotas import WON_VALUE, held_goal, quotas
from sprintsales.storage.queries import leads as stored_leads
from sprintsales.storage.queries.activity_counts import leads, planned_counts, work_counts
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.queries.deals import DealScope
from sprintsales.storage.queries.goals import GoalRow
from sprintsales.storage.queries.leads import Contacts, LeadRow
from sprintsales.storage.queries.stages import stage_changed_in, stage_steps
from sprintsales.storage.queries.standing import Standing, earliest_known, standing_on

BY_DEAL = frozenset({"product", "segment", "source", "stage", "territory"})
"""Cuts for which work is counted by the deal it was done for."""
_OF_DEAL: Mapping[str, Callable[[DealFacts], Hashable]] = {
    "rep": lambda deal: deal.owner_id,
    "team": lambda deal: deal.team,
    "manager": lambda deal: deal.manager,
    "function": lambda deal: deal.function,
    "territory": lambda deal: deal.territory,
    "product": lambda deal: deal.product,
    "segment": lambda deal: deal.segment,
    "source": lambda deal: deal.source,
    "stage": lambda deal: deal.stage,
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: which period (`kind` names it), cut how, for whom, as known when."""

    period: Period
    kind: str
    cuts: tuple[Cut, ...] = ()
    pieces: tuple[Period, ...] = ()
    """Under a cut by time: the period cut at its borders."""
    member_id: int | None = None
    only_member: bool = False
    as_of: date | None = None

    @property
    def piece_kind(self) -> str:
        """The kind of the pieces, else of the period."""
        return next((cut.key for cut in self.cuts if cut.time), self.kind)


@dataclass(slots=True)
class Counting:
    """Gathers the facts of one question."""

    connection: Connection
    desk: Desk
    question: Question
    goals: Sequence[GoalRow]
    picture: DealPicture = field(init=False)
    by_id: dict[int, DealFacts] = field(init=False)
    own_cuts: tuple[str, ...] = field(init=False)
    _contacts: dict[int, Contacts] | None = None

    def __post_init__(self) -> None:
        asked = self.question
        self.own_cuts = tuple(cut.key for cut in asked.cuts if not cut.time)
        everything = bool(BY_DEAL.intersection(self.own_cuts))
        scope = DealScope(since=None if everything else asked.period.start)
        self.picture = deal_picture(
            self.connection, self.desk, as_of=asked.as_of, scope=scope, rate_day=asked.period.start, moved=asked.period
        )
        self.by_id = {deal.id: deal for deal in self.picture.deals}

    @property
    def today(self) -> date:
        """The day of view."""
        return self.picture.day

    @property
    def periods(self) -> tuple[Period, ...]:
        """The pieces, or the one period."""
        return self.question.pieces or (self.question.period,)

    def facts(self) -> KpiFacts:
        """Return everything counted."""
        asked = self.question
        closed = list(self.closed())
        return KpiFacts(
            period=asked.period,
            today=self.today,
            closed=closed,
            open=list(self.open()),
            created=list(self.created()),
            activities=list(self.activities()),
            promises=list(self.promises()),
            pushes=list(self.pushes()),
            leads=list(self.leads()),
            meetings=list(self.meetings()),
            first_touches=list(self.first_touches()),
            positive_responses=list(self.responses()),
            stage_advances=list(self.advances()),
            available=list(self.available()),
            quotas=list(self.quotas()),
            quota=None if asked.only_member else self.team_quota(),
            unknown=self.unknown(),
        )

    def team_quota(self) -> int | None:
        """The team's own goal on won value."""
        times = calendars(self.connection, self.desk.team.id)
        held = held_goal(self.desk, self.goals, WON_VALUE, self.question.period, self.question.kind, times.team)
        return None if held is None else held.target

    def unknown(self) -> dict[str, str]:
        """As of a day before anything was recorded here: which figures nobody can know of it, and why."""
        day = self.question.as_of
        if day is None:
            return {}
        found: dict[str, str] = {}
        told = earliest_known(self.connection, self.desk.team.id)
        for keys, since in ((RECORDED, worked_here_since(self.connection)), (OF_HISTORY, told)):
            if since is None or day < since:
                found |= dict.fromkeys(keys, f"nobody recorded anything here up to {day}")
        return found

    def wants(self, member_id: int | None) -> bool:
        """Return whether a person's facts were asked for."""
        return not self.question.only_member or member_id == self.question.member_id

    def group(self, deal: DealFacts) -> Group:
        """Return the keys of a deal under the asked cuts."""
        return tuple(_OF_DEAL[key](deal) for key in self.own_cuts)

    def group_of_person(self, member_id: int | None, day: date, deal_id: int | None = None) -> Group:
        """Return the keys of a person's work on a day, with those of the deal it was for."""
        return tuple(self.key_of_person(key, member_id, day, deal_id) for key in self.own_cuts)

    def key_of_person(self, key: str, member_id: int | None, day: date, deal_id: int | None) -> Hashable:
        """Return one key of a person's work."""
        names = self.picture.names
        seat = names.seat(member_id, day)
        deal = self.by_id.get(deal_id) if deal_id is not None else None
        match key:
            case "rep":
                return member_id
            case "team":
                return names.team
            case "manager":
                return names.person(seat.reports_to_id) if seat else None
            case "function":
                return names.members[member_id][1] if member_id is not None and member_id in names.members else None
            case "territory":
                return (deal.territory if deal else None) or (seat.territory if seat else None)
        return _OF_DEAL[key](deal) if deal else None

    def closed(self) -> Iterable[ClosedDeal]:
        """Deals won or lost in the period."""
        period = self.question.period
        for deal in self.picture.deals:
            on = deal.closed_on
            if on is not None and deal.outcome != "open" and on in period and self.wants(deal.owner_id):
                yield ClosedDeal(deal.outcome, deal.value, deal.started_on, on, self.group(deal), deal.id)

    def created(self) -> Iterable[CreatedDeal]:
        """Deals that began in the period, and those that became known in it and have no start date."""
        period = self.question.period
        for deal in self.picture.deals:
            if opened_on(deal) in period and self.wants(deal.owner_id):
                yield CreatedDeal(deal.outcome, opened_on(deal), self.group(deal), deal.id, deal.started_on is not None)

    def open(self) -> Iterable[OpenDeal]:
        """Deals open at the moment of the period, or of each piece."""
        known = earliest_known(self.connection, self.desk.team.id)
        for piece in self.periods:
            moment = min(piece.last, self.today)
            if moment == self.today:
                for deal in self.picture.deals:
                    if is_open_on(deal, moment) and self.wants(deal.owner_id):
                        clean = None if deal.known_from_dates_only else is_clean(deal, self.picture.situation)
                        yield OpenDeal(deal.value, deal.probability, deal.close_on, clean, piece.last, self.group(deal), deal.id)
                continue
            stood: dict[int, Standing] = {}
            if known is not None and known <= moment:
                stood = standing_on(self.connection, self.desk.team.id, moment, self.picture.names)
            for deal in self.picture.deals:
                if is_open_on(deal, moment) and self.wants(deal.owner_id):
                    yield self.stood_open(deal, stood.get(deal.id), piece)

    def stood_open(self, deal: DealFacts, then: Standing | None, piece: Period) -> OpenDeal:
        """A deal open at a past moment: as history knew it, else with what is known now; what closed since has no probability then."""
        if then is None or then.from_past or then.gone:
            still = deal.outcome == "open"
            close_on = deal.close_on if still else then.close_on if then else None
            return OpenDeal(deal.value, deal.probability if still else None, close_on, None, piece.last, self.group(deal), deal.id)
        names = self.picture.names
        stage = names.stages.get(then.stage_id) if then.stage_id is not None else None
        probability = then.probability if then.probability is not None else stage.probability if stage else None
        value = names.rates.at_home(then.value, then.currency, self.question.period.start)
        return OpenDeal(value, probability, then.close_on, None, piece.last, self.group(deal), deal.id)

    def activities(self) -> Iterable[ActivityTally]:
        """Done work."""
        asked = self.question
        by_deal = bool(BY_DEAL.intersection(self.own_cuts))
        counts = work_counts(self.connection, self.desk.team.id, asked.period, by_deal=by_deal, by_day=bool(asked.pieces))
        for one in counts:
            if self.wants(one.owner_id):
                on = one.on or asked.period.start
                group = self.group_of_work(one.owner_id, one.on, one.deal_id)
                yield ActivityTally(one.type, one.outcome, one.units, one.minutes, on, group, one.kind)

    def group_of_work(self, owner_id: int | None, on: date | None, deal_id: int | None) -> Group:
        """Return the keys of done work: on its day where the period is cut by time, else as the doer's seat stood at its end."""
        return self.group_of_person(owner_id, on or min(self.question.period.last, self.today), deal_id)

    def meetings(self) -> Iterable[CountRow]:
        """Meetings by the day they were planned for."""
        for one in planned_counts(self.connection, self.desk.team.id, "meeting", self.question.period):
            if self.wants(one.owner_id):
                yield CountRow(one.units, one.on, self.group_of_person(one.owner_id, one.on, one.deal_id))

    def leads(self) -> Iterable[CountRow]:
        """Leads created."""
        for one in leads(self.connection, self.desk.team.id, self.question.period):
            if self.wants(one.owner_id):
                yield CountRow(1, one.created_on, self.group_of_lead(one.owner_id, one.created_on, one.source), one.id)

    def first_touches(self) -> Iterable[CountRow]:
        """Working minutes of its owner from a lead's coming in to its first touch, told by a file or done here."""
        for facts, row, calendar in self.lead_facts():
            took = first_touch_clock(facts, calendar, self.desk.zone)
            if took is not None:
                yield self.of_lead(took.working, row)

    def responses(self) -> Iterable[CountRow]:
        """Minutes on the clock from first touch to positive response: by moments where both are known, else by days."""
        for facts, row, calendar in self.lead_facts():
            took = response_clock(facts, calendar, self.desk.zone)
            if took is not None:
                yield self.of_lead(took.minutes, row)

    def of_lead(self, units: int, row: LeadRow) -> CountRow:
        """A figure of a lead, on the day it came in."""
        day = row.created_on or self.question.period.start
        return CountRow(units, day, self.group_of_lead(row.owner_id, day, row.source), row.id)

    def lead_facts(self) -> Iterable[tuple[LeadFacts, LeadRow, WorkCalendar]]:
        """The leads that came in on the days asked for, with what was known of them on the day of view, and their owners' time."""
        period, team_id = self.question.period, self.desk.team.id
        rows = stored_leads.leads(self.connection, team_id, created=period)
        if rows and self._contacts is None:
            self._contacts = stored_leads.contacts(self.connection, team_id, created=period, until=self.today)
        times, done = calendars(self.connection, team_id), self._contacts or {}
        for row in rows:
            if self.wants(row.owner_id):
                yield known_by(facts_of(row, done.get(row.id, Contacts())), self.today), row, times.of(row.owner_id)

    def group_of_lead(self, member_id: int | None, day: date, source: str | None) -> Group:
        """Return the keys of a lead: its owner's, and its own source."""
        return tuple(source if key == "source" else self.key_of_person(key, member_id, day, None) for key in self.own_cuts)

    def promises(self) -> Iterable[PromiseRow]:
        """The promise of each person in each sprint that counts for the period."""
        for one in promise_rows(self.connection, self.desk, self.question.period):
            if self.wants(one.member_id):
                yield PromiseRow(one.numbers, one.on, self.group_of_person(one.member_id, one.on), one.sprint.number, one.member_id)

    def pushes(self) -> Iterable[PushRow]:
        """Close dates moved later in the period."""
        period = self.question.period
        for deal_id, history in self.picture.histories.items():
            deal = self.by_id.get(deal_id)
            for push in history.pushes if deal is not None and self.wants(deal.owner_id) else ():
                if push.on in period and deal is not None:
                    yield PushRow(push.value, push.days, push.on, self.group(deal), deal_id)

    def advances(self) -> Iterable[CountRow]:
        """Moves to a later stage, a win included."""
        period, stages = self.question.period, self.picture.names.stages
        team_id, names = self.desk.team.id, self.picture.names
        changed = stage_changed_in(team_id, period)
        for deal_id, steps in stage_steps(self.connection, team_id, names, ids=changed, as_of=self.question.as_of).items():
            deal = self.by_id.get(deal_id)
            if deal is None or not self.wants(deal.owner_id):
                continue
            for before, after in pairwise(steps):
                old, new = stages[before.stage_id], stages[after.stage_id]
                later = old.pipeline_id == new.pipeline_id and new.position > old.position and new.kind != "lost"
                if later and after.on in period:
                    yield CountRow(1, after.on, self.group(deal), deal_id)

    def available(self) -> Iterable[CountRow]:
        """Working minutes of reps with a seat, up to and including the day of view."""
        times = calendars(self.connection, self.desk.team.id)
        for member_id, seats in self.picture.names.seats.items():
            for seat in seats if self.wants(member_id) else ():
                if seat.role != "rep":
                    continue
                held = Period(seat.from_on, seat.until_on)
                for piece in self.periods:
                    worked = piece.common(held)
                    past = worked.common(Period(date.min, self.today + DAY)) if worked else None
                    if past is not None:
                        minutes = times.of(member_id).minutes(past)
                        yield CountRow(minutes, past.start, self.group_of_person(member_id, past.start))

    def quotas(self) -> Iterable[QuotaRow]:
        """Each rep's quota and what the rep won, for the period and for each piece."""
        asked, names = self.question, self.picture.names
        if not any(row.metric == WON_VALUE and row.member_id is not None for row in self.goals):
            return
        times = calendars(self.connection, self.desk.team.id)
        members = [member_id for member_id in names.seats if self.wants(member_id)]
        kinds = [(asked.period, asked.kind), *((piece, asked.piece_kind) for piece in asked.pieces if piece != asked.period)]
        for period, kind in kinds:
            for member_id, amount in quotas(self.desk, self.goals, times, period, kind, members).items():
                won = sum(
                    deal.value or 0
                    for deal in self.picture.deals
                    if deal.outcome == "won" and deal.owner_id == member_id and deal.closed_on is not None and deal.closed_on in period
                )
                day = min(period.last, self.today)
                yield QuotaRow(amount, won, period, self.group_of_person(member_id, max(day, period.start)))
