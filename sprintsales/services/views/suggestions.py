"""The suggested plan of one person's sprint: what could be planned next, from whom or what it comes, and where the week is full."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection

from sprintsales.domain.activities import NON_SELLING, kind_of
from sprintsales.domain.attention import CARRIED_TWICE, OVERDUE, QUIET, URGENCY, flag_sentence, stock_notes
from sprintsales.domain.deals import DealFacts
from sprintsales.domain.flags import Flag
from sprintsales.domain.periods import Period
from sprintsales.domain.suggesting import (
    CADENCE,
    CARRIED,
    DEAL,
    FIRST_TOUCH,
    GAP,
    LATE,
    LEFT,
    PROPOSAL,
    UNCOVERED,
    Candidate,
    Origin,
    Suggested,
    blocks,
    closing_worth,
    suggested,
)
from sprintsales.services.cadence_views import pieces
from sprintsales.services.desk import Desk
from sprintsales.services.items import short_day
from sprintsales.services.sprints import SprintView
from sprintsales.services.views.frame import GOAL, FrameView, Tile
from sprintsales.services.views.plan import FILLS, PlanView, awake, planned
from sprintsales.services.views.reading import Person, Reading, is_in, read_sprint
from sprintsales.storage.queries import activities, people, proposals
from sprintsales.storage.queries.activities import ActivityRow
from sprintsales.storage.queries.commitments import promised_in
from sprintsales.storage.queries.snoozes import deals_away

FILLED = frozenset({"calls_made", "meetings_held"})
"""Goals of which planned work can be counted, so that a gap is what is neither done nor planned."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a source of suggestions looks at: the person's sprint as read, its frame, and who is called what."""

    connection: Connection
    read: Reading
    frame: FrameView
    names: Mapping[int, str]
    idle: frozenset[str] = frozenset()
    """Types of work that are no selling."""

    @property
    def sprint(self) -> SprintView:
        """The sprint to be planned."""
        return self.read.sprint

    @property
    def first_day(self) -> date:
        """The first day that can still be planned in it."""
        return max(self.read.today, self.sprint.period.start)

    def slot(self, *parts: object) -> str:
        """Return what names a part of a source within this sprint."""
        return ":".join(str(part) for part in (self.sprint.period.start.isoformat(), *parts))

    @property
    def waiting(self) -> tuple[ActivityRow, ...]:
        """Work whose day is past, or that was carried here and has no day; in another week, what is this week's stays there."""
        running = self.read.desk.sprint_of(self.read.today)
        ahead = self.sprint.period.start > running.start
        return tuple(
            row
            for row in self.read.open
            if self.read.marks.blocker(row) is None
            and (
                (row.planned_on < self.read.today and not (ahead and row.planned_on in running))
                if row.planned_on is not None
                else row.carries > 0 and is_in(row, self.sprint)
            )
        )


Source = Callable[[Asked], Iterable[Candidate]]


@dataclass(frozen=True, slots=True)
class SuggestionsView:
    """One person's suggestions, with what is known of the week they would fill."""

    who: Person
    sprint: SprintView
    today: date
    currency: str
    assumed: bool
    """Whether the capacity is assumed, because too few closed sprints tell."""
    days: tuple[date, ...]
    """Working days that can still be planned."""
    found: Suggested
    stock: int = 0
    """How many rules flag so much of the stock that they suggest no single deal."""
    room: Mapping[date, int] = field(default_factory=dict)
    """Minutes left on each day that can still be planned."""
    deals: int = 0
    """How many open deals the person has."""

    candidates: tuple[Candidate, ...] = ()
    """All that could be suggested, also what stands behind something else of its deal."""

    def without(self, keys: Collection[str]) -> SuggestionsView:
        """Return the list without what was turned away: the others move up, and may fit now."""
        left = (one for one in self.candidates if one.key not in keys)
        return replace(self, found=suggested(left, used=self.found.used, available=self.found.available, room=self.room))


def suggestions(connection: Connection, desk: Desk, who_id: int | None = None, period: Period | None = None) -> SuggestionsView:
    """Return what one person (me) could plan in a sprint (the running one); nothing for one that is over."""
    asked_period = desk.sprint_of(desk.today) if period is None else period
    read = awake(connection, read_sprint(connection, desk, desk.me.id if who_id is None else who_id, asked_period))
    view = planned(connection, read)
    names = {one.id: one.name for one in people.members(connection, desk.team.id, desk.today)}
    idle = frozenset(code for code, kind in activities.types(connection, desk.team.id).items() if kind.work_class == NON_SELLING)
    asked = Asked(connection, read, view.frame, names, idle)
    is_over = asked_period.end <= desk.today or read.sprint.is_over
    found = [] if is_over else [one for source in SOURCES for one in source(asked)]
    room = {day: minutes for day, minutes in room_of(view, read.today).items() if read.calendar.is_working(day)}
    used, available = view.selling_used, view.capacity.selling
    candidates = fresh(asked, found)
    listed = suggested(candidates, used=used, available=available, room=room)
    return SuggestionsView(
        read.person,
        read.sprint,
        read.today,
        view.frame.currency,
        view.capacity.assumed,
        tuple(sorted(room)),
        listed,
        len(stock_notes(read.raised)),
        room,
        len(read.deals),
        tuple(candidates),
    )


def nothing_words(view: SuggestionsView) -> str:
    """Return what is said where nothing is suggested, and why."""
    if view.sprint.period.end <= view.today:
        return "This week is over."
    if view.stock:
        return "No single deal is suggested: the stock has to be cleaned up first."
    if not view.deals:
        return "Nothing is suggested: you have no open deal, nothing waits, and no goal for calls or meetings is open."
    return "Nothing is suggested: all is covered."


def room_of(view: PlanView, today: date) -> dict[date, int]:
    """Return the minutes left on each day of a plan from today on; below 0 where more is planned."""
    return {day.day: day.capacity - day.used for day in view.days if day.day >= today}


def fresh(asked: Asked, found: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates of which nothing was made before: what was dropped after it was accepted does not come back."""
    wanted = list(found)
    made = {
        (kind, row.source_id, row.slot)
        for kind in {one.origin.kind for one in wanted if one.origin is not None}
        for row in proposals.origins(asked.connection, asked.read.desk.team.id, kind)
    }
    return [one for one in wanted if one.origin is None or (one.origin.kind, one.origin.source_id, one.origin.slot) not in made]


# The sources, each by itself.


def proposed(asked: Asked) -> Iterable[Candidate]:
    """What somebody proposes and nobody has answered; one for another sprint waits until that is looked at."""
    read = asked.read
    for row in proposals.proposals(asked.connection, read.desk.team.id, owner_id=read.who.id, open_only=True):
        if row.planned_on is not None and row.planned_on >= read.today and row.planned_on not in asked.sprint.period:
            continue
        by = asked.names.get(row.by_id, "somebody")
        fresh = row.lead_id is not None and not row.reason  # what an import or an assignment put before its owner: many, and of no deal
        yield Candidate(
            code=FIRST_TOUCH if fresh else PROPOSAL, key=f"proposal:{row.id}", title=row.title,
            reason="a new lead, its first touch" if fresh else f"{by} proposes{f': {row.reason}' if row.reason else ''}",
            worth=Fraction(-(row.planned_on or asked.read.today).toordinal() if fresh else 0),
            type=row.type, minutes=row.minutes, quantity=row.quantity, deal_id=row.deal_id, deal=row.deal, lead_id=row.lead_id,
            account_id=row.account_id, list_name=row.list_name, proposal_id=row.id, planned_time=row.planned_time,
            value=read.names.rates.at_home(row.deal_value, row.deal_currency, read.today) if row.deal_id else None,
            wanted=row.planned_on, origin=Origin(kind="proposal", source_id=row.id, slot=""), selling=row.type not in asked.idle,
        )  # fmt: skip


def late_work(asked: Asked) -> Iterable[Candidate]:
    """Work that is there and waits for a day: carried here, or past its day."""
    read = asked.read
    for row in asked.waiting:
        late = (read.today - row.planned_on).days if row.planned_on is not None else 0
        overdue = f"overdue by {late} day{'' if late == 1 else 's'}" if late else "has no day yet"
        times = "once" if row.carries == 1 else f"{row.carries} times"
        decide = ": fix a day, or drop it" if row.carries >= CARRIED_TWICE else ""
        value = read.marks.value(row)
        yield Candidate(
            code=CARRIED if row.carries else LATE, key=f"item:{row.id}", title=row.title, type=row.type, minutes=row.minutes,
            reason=f"carried {times}, {overdue}{decide}" if row.carries else overdue, quantity=row.quantity_planned,
            deal_id=row.deal_id, deal=row.deal, lead_id=row.lead_id, activity_id=row.id, place=(row.planned_on, row.sprint_id),
            value=value, worth=URGENCY[OVERDUE] * (value or 0) + late, load=0 if is_in(row, asked.sprint) else None,
            selling=row.is_selling,
        )  # fmt: skip


def left_over(asked: Asked) -> Iterable[Candidate]:
    """What waits in the backlog, promised work of a closed sprint among it: nothing is forgotten because its week is over."""
    read = asked.read
    rows = [row for row in read.open if row.sprint_id is None and row.planned_on is None and read.marks.blocker(row) is None]
    promised = promised_in(asked.connection, read.desk.team.id, [row.id for row in rows])
    for row in rows:
        value = read.marks.value(row)
        yield Candidate(
            code=LEFT, key=f"item:{row.id}", title=row.title, type=row.type, minutes=row.minutes,
            reason=f"promised in Sprint {promised[row.id]}, not done" if row.id in promised else "waits in the backlog",
            quantity=row.quantity_planned, deal_id=row.deal_id, deal=row.deal, lead_id=row.lead_id, activity_id=row.id,
            place=(row.planned_on, row.sprint_id), value=value, worth=Fraction(value or 0) + (10**12 if row.id in promised else 0),
            selling=row.is_selling,
        )  # fmt: skip


def cadence_steps(asked: Asked) -> Iterable[Candidate]:
    """The steps of running cadences that fall due in the sprint; the same step is the same work, whichever way it is planned."""
    read = asked.read
    values = {deal.id: deal.value for deal, _ in read.raised}
    away = deals_away(asked.connection, read.desk.team.id, read.today)
    for piece in pieces(asked.connection, read.desk, asked.sprint, owner_id=read.who.id):
        if piece.why_not is None and piece.day is not None and piece.deal_id not in away:
            due = "due today" if piece.day == read.today else f"due {short_day(piece.day)}"
            yield Candidate(
                code=CADENCE, key=piece.key, title=piece.about or piece.type.name, reason=f"{piece.reason}, {due}", type=piece.type.code,
                minutes=piece.minutes, deal_id=piece.deal_id, deal=piece.about if piece.deal_id else None, lead_id=piece.lead_id,
                value=values.get(piece.deal_id) if piece.deal_id else None, wanted=piece.day, note=piece.note,
                worth=Fraction(-piece.day.toordinal()), selling=piece.type.code not in asked.idle,
                origin=Origin(kind=piece.kind, source_id=piece.source_id, slot=piece.slot),
            )  # fmt: skip


def flagged_deals(asked: Asked) -> Iterable[Candidate]:
    """Deals that ask for something and have nothing planned in this sprint; what flags much of the stock only where it closes."""
    read, period = asked.read, asked.sprint.period
    silent = {note.rule for note in stock_notes(read.raised)} - {"uncovered"}
    busy = {row.deal_id for row in read.open if row.deal_id is not None and is_in(row, asked.sprint)}
    busy |= {row.deal_id for row in asked.waiting if row.deal_id is not None}
    for deal, found in read.raised:
        if deal.id in busy or deal.blocked or any(flag.code in QUIET for flag in found):
            continue
        if any(day in period and day >= read.today for day in deal.open_touches):
            continue
        asks = [flag for flag in found if flag.kind.asks and flag.code not in silent and not (flag.code == "pushed" and (flag.n or 0) < 2)]
        if not asks:
            continue
        flag = next((flag for flag in asks if flag.code == "uncovered"), asks[0])
        if flag.code != "uncovered" or flag.on is None or flag.on >= asked.first_day:  # else it closes before this week begins
            yield from_flag(asked, deal, flag)


def from_flag(asked: Asked, deal: DealFacts, flag: Flag) -> Candidate:
    """Return the step a flag of a deal asks for."""
    closing = flag.code == "uncovered"
    days_left = (flag.on - asked.read.today).days if flag.on is not None else 0
    worth = closing_worth(deal.value, deal.probability, days_left if closing else 1)
    key = f"deal:{deal.id}:{flag.kind.proposes}"
    return Candidate(
        code=UNCOVERED if closing else DEAL, key=key, title=deal.name, reason=flag_sentence(flag), type=flag.kind.proposes,
        minutes=flag.kind.minutes, deal_id=deal.id, deal=deal.name, value=deal.value or None,
        worth=worth if closing else worth * URGENCY[flag.code], until=flag.on if closing else None,
        origin=Origin(kind="suggestion", source_id=deal.id, slot=asked.slot("deal", flag.kind.proposes)),
    )  # fmt: skip


def goal_gaps(asked: Asked) -> Iterable[Candidate]:
    """Blocks of what is neither done nor planned of the sprint's goals for activities."""
    for tile in asked.frame.tiles:
        if tile.key in FILLED and tile.basis == GOAL and tile.target is not None and tile.period == asked.sprint.period:
            yield from from_gap(asked, tile, tile.target)


def from_gap(asked: Asked, tile: Tile, target: int) -> Iterable[Candidate]:
    """Return the blocks that fill one goal; a block somebody dropped is not suggested again."""
    read = asked.read
    kind, minutes = FILLS[tile.key]
    part = asked.slot("goal", tile.key, "")
    made = [one for one in proposals.origins(asked.connection, read.desk.team.id, "suggestion", part) if one.source_id == read.who.id]
    coming = sum(row.quantity_planned - row.quantity_done for row in read.open if row.type == kind and is_in(row, asked.sprint))
    missing = target - tile.value - coming
    refused = sum(one.quantity for one in made if one.state == "dropped")
    unit = kind_of(kind).name if missing == 1 else kind_of(kind).plural
    for place, units in enumerate(blocks(missing - refused, minutes)):
        yield Candidate(
            code=GAP, key=f"goal:{tile.key}:{place}", title=tile.title, type=kind, minutes=units * minutes, quantity=units,
            reason=f"{missing} {unit} missing to the goal of {target}", note=f"goal of {target} {kind_of(kind).plural}",
            origin=Origin(kind="suggestion", source_id=read.who.id, slot=asked.slot("goal", tile.key, len(made) + place)),
        )  # fmt: skip


SOURCES: tuple[Source, ...] = (proposed, late_work, left_over, cadence_steps, flagged_deals, goal_gaps)
"""Where suggestions come from; a further source is a function here and a kind of reason in the domain's REASONS."""
