"""Assigning the queue: who would get which lead and why, shown before, and then done in one act that one undo takes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from sprintsales.domain.errors import NotReadable, Refused
from sprintsales.domain.leads import ROUND_ROBIN, Given, LeadFacts, Taker, Waiting, assigned, days_ahead, due_day, plan_day, share_of
from sprintsales.domain.meanwhile import Over
from sprintsales.domain.workdays import FULL_DAY
from sprintsales.services import roles
from sprintsales.services.desk import Desk
from sprintsales.services.first_touch import arrange
from sprintsales.services.views.leads import DAYS_KEY, PLANS_KEY, LeadIndex, LeadLine, LeadRules, lead_index, rules_of
from sprintsales.storage.queries import people
from sprintsales.storage.queries.calendars import calendars
from sprintsales.storage.schema import team_setting

if TYPE_CHECKING:
    from sqlmodel import Session

TURN_KEY = "leads.last_in_turn"
MOST_DAYS = 60
SDR = ("sdr", "lead_gen")


class QueueIsEmpty(Refused):
    """There is no lead to assign."""


class QueueChanged(Over):
    """What would be done now is not what was shown."""


class NobodyToTake(Refused):
    """Nobody here takes leads."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """One lead of a preview: who would get it, on which day the first touch would be, and why; nobody: it stays in the queue."""

    lead: LeadLine
    owner_id: int | None
    owner: str | None
    day: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What an assignment would do: every lead of the queue once."""

    way: str
    lines: tuple[Proposed, ...]
    as_of: date

    @property
    def shares(self) -> tuple[tuple[str, int], ...]:
        """How many each person would get, most first."""
        return tuple(sorted(Counter(one.owner for one in self.lines if one.owner).items(), key=lambda pair: (-pair[1], pair[0])))

    @property
    def left(self) -> int:
        """How many would stay in the queue."""
        return sum(one.owner_id is None for one in self.lines)

    @property
    def shown(self) -> dict[int, int | None]:
        """Who gets which lead, for asking whether it still holds."""
        return {one.lead.id: one.owner_id for one in self.lines}


@dataclass(frozen=True, slots=True)
class Assigned:
    """What an assignment did."""

    given: int
    left: int
    planned: int
    proposed: int
    entry_id: int | None


def preview(
    connection: Connection, desk: Desk, way: str, *, ids: Collection[int] | None = None, to: Sequence[int] = ()
) -> Preview:  # fmt: skip
    """Return who would get which lead of the queue (or of those with these ids) and why; TO names who takes part, else all who sell.

    Raises QueueIsEmpty, NobodyToTake.
    """
    index = lead_index(connection, desk)
    queue = [one for one in index.lines if one.state == "queue" and (ids is None or one.id in ids)]
    if not queue:
        raise QueueIsEmpty("No lead is in the queue: each has an owner. See them with: sprintsales leads")
    takers = takers_of(connection, desk, index, to)
    if not takers:
        raise NobodyToTake("Nobody here has a rep’s seat today, so nobody can take leads. Give a seat first, or name people with --to.")
    names, times = {one.id: one.name for one in takers}, calendars(connection, desk.team.id)
    told = assigned(way, [Waiting(one.id, one.territory, one.source) for one in queue], takers, last=last_in_turn(connection, desk))

    def line(one: LeadLine, given: Given) -> Proposed:
        day = None
        if given.owner_id is not None:
            calendar = times.of(given.owner_id)
            due = due_day(LeadFacts(given.owner_id, one.category, one.created_on), calendar, index.rules.days)
            day = one.first_touch_on or plan_day(due, calendar, desk.today)
        return Proposed(one, given.owner_id, names.get(given.owner_id or 0), day, given.why)

    return Preview(way, tuple(line(one, given) for one, given in zip(queue, told, strict=True)), desk.today)


def takers_of(connection: Connection, desk: Desk, index: LeadIndex, to: Sequence[int]) -> list[Taker]:
    """Return who takes leads, with their load: those named, else those whose function is leads, else the reps, else who sells at all."""
    here = [one for one in people.members(connection, desk.team.id, desk.today) if one.role in roles.SELLERS]
    reps = [one for one in here if one.role == roles.REP]
    chosen = [one for one in here if one.id in to] if to else [one for one in reps if one.function in SDR] or reps or here
    times = calendars(connection, desk.team.id)
    ahead = days_ahead(times.team, desk.today)
    open_leads = Counter(one.owner_id for one in index.lines if not one.is_over)
    return [Taker(one.id, one.name, one.territory, open_leads[one.id], share_of(times.of(one.id), FULL_DAY, ahead)) for one in chosen]


def last_in_turn(connection: Connection, desk: Desk) -> int | None:
    """Return who got the last lead in turn, None before the first round."""
    kept = people.settings(connection, desk.team.id).get(TURN_KEY, "")
    return int(kept) if kept.isdigit() and len(kept) <= 12 else None


def assign(
    desk: Desk,
    way: str,
    *,
    ids: Collection[int] | None = None,
    to: Sequence[int] = (),
    shown: Mapping[int, int | None] | None = None,
    token: str | None = None,
) -> Assigned:
    """Give the leads of the queue their owners and first touches, in one act, as the preview said.

    Raises OnlyManagers, QueueIsEmpty, NobodyToTake, and QueueChanged where it would not be what was SHOWN any more.
    """

    def look(connection: Connection) -> Preview:
        found = preview(connection, desk, way, ids=ids, to=to)
        if shown is not None and dict(shown) != found.shown:
            raise QueueChanged("The queue changed since you saw who gets what: somebody else assigned or changed leads. Look again.")
        if found.left == len(found.lines):
            raise NobodyToTake(f"No lead of the queue can be given {WORDS[way]}: {found.lines[0].why}. Try another way.")
        return found

    def work(session: Session, found: Preview) -> dict[str, int]:
        from sprintsales.storage import tables
        from sprintsales.storage.rows import put

        given = [one for one in found.lines if one.owner_id is not None]
        for one in given:
            put(session, tables.Lead, one.lead.id, owner_id=one.owner_id)
        if way == ROUND_ROBIN and given:
            keep(session, desk, TURN_KEY, str(given[-1].owner_id))
        made = arrange(session, desk, [one.lead.id for one in given])
        return {"given": len(given), "left": found.left, "planned": made.planned, "proposed": made.proposed}

    def tell(found: Preview) -> str:
        return f"assigned {len(found.lines) - found.left} leads {WORDS[way]}"

    done = desk.decide("assign", look, tell, work, token=token)
    return Assigned(**done.value, entry_id=done.entry_id)


WORDS = {"territory": "by territory", "load": "by load", ROUND_ROBIN: "in turn"}


def keep(session: Session, desk: Desk, key: str, value: str) -> None:
    """Keep a setting of the team inside a write: the undo takes it back too."""
    from sprintsales.storage import tables
    from sprintsales.storage.rows import add, put

    s = team_setting.c
    kept = session.connection().execute(select(s.id).where(s.team_id == desk.team.id, s.key == key)).scalar()
    if kept is None:
        add(session, tables.TeamSetting(team_id=desk.team.id, key=key, value=value))
    else:
        put(session, tables.TeamSetting, int(kept), value=value)


def set_rules(desk: Desk, *, days: int | None = None, plans: str | None = None, token: str | None = None) -> LeadRules:
    """Set how many working days the first touch may take, and whether that of an assigned lead is proposed or planned at once.

    Raises OnlyManagers, NotReadable for days outside 0 to 60.
    """
    if days is not None and not 0 <= days <= MOST_DAYS:
        raise NotReadable(f"A first touch is due within 0 to {MOST_DAYS} working days; {days} is outside.")

    def work(session: Session, _now: LeadRules) -> dict[str, Any]:
        if days is not None:
            keep(session, desk, DAYS_KEY, str(days))
        if plans is not None:
            keep(session, desk, PLANS_KEY, plans)
        return asdict(rules_of(session.connection(), desk.team.id))

    done = desk.decide("team", lambda connection: rules_of(connection, desk.team.id), lambda _: "set the rules of leads", work, token=token)
    return LeadRules(**done.value)
