"""The deals list, read once and filtered while typing, and one deal with its dates, stages, flags and work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache

from sqlalchemy import Connection

from sprintsales.domain.deals import DealFacts, days_to_close, least_stage_age, stage_age_days
from sprintsales.domain.errors import NotFound
from sprintsales.domain.flags import Flag
from sprintsales.domain.forecast import category
from sprintsales.domain.fuzzy import folded
from sprintsales.domain.hygiene import failed_rules, unjudged_rules
from sprintsales.domain.money import rounded
from sprintsales.domain.periods import Period
from sprintsales.domain.slips import DateHistory, DateMove, slip_class
from sprintsales.services.desk import Desk
from sprintsales.services.views.as_known import known_on
from sprintsales.services.views.deal_filter import SORTS, DealFilter, DealLine, deal_filter
from sprintsales.services.views.picture import DealPicture, deal_picture
from sprintsales.storage.queries.deals import OPEN, DealScope, deal_rows, external_ids
from sprintsales.storage.queries.history import date_histories, deal_work
from sprintsales.storage.queries.lines import ClosedLine, closed_lines, closing_first, deal_texts, work_lines
from sprintsales.storage.queries.names import Names
from sprintsales.storage.queries.stages import stage_steps


@dataclass(frozen=True, slots=True)
class DealIndex:
    """All deals of the team as light lines: kept in memory, filtered and sorted without the database."""

    as_of: date
    currency: str
    lines: tuple[DealLine, ...]
    me_id: int | None = None
    """Whose deals `rep:me` means."""
    picture: DealPicture | None = None
    """What the open ones were judged in, so that one of them can be told again without reading all."""
    judged: Mapping[int, DealFacts] = field(default_factory=dict)
    """The open ones by id."""
    whole: bool = True
    """False: only the first lines, so that there is something to see while all are read."""

    def select(self, text: str = "", *, sort: str = "closing", reverse: bool = False) -> DealSelection:
        """Return the lines that fit the filter text, in order; raises NotFound for an unknown sort key."""
        if sort not in SORTS:
            raise NotFound(f"Deals are not sorted by {sort}; choose from {', '.join(SORTS)}.")
        wanted = deal_filter(text, today=self.as_of, currency=self.currency, me=self.me_id)
        key = SORTS[sort]
        found = sorted(filter(wanted.passes, self.lines), key=key)
        if reverse:  # what is unknown stays last
            known = [line for line in found if not key(line)[0]]
            found = known[::-1] + found[len(known) :]
        return DealSelection(wanted, tuple(found))


@dataclass(frozen=True, slots=True)
class DealSelection:
    """What a filter leaves, in order; a window draws `lines[first:last]`."""

    asked: DealFilter
    lines: tuple[DealLine, ...]

    def of(self, member_id: int) -> DealSelection:
        """Return the lines of one owner."""
        return DealSelection(self.asked, tuple(line for line in self.lines if line.owner_id == member_id))

    def closing_in(self, period: Period) -> DealSelection:
        """Return the lines that close, or closed, on a day of a period."""
        return DealSelection(self.asked, tuple(line for line in self.lines if line.close_on is not None and line.close_on in period))

    def of_all(self, index: DealIndex) -> int:
        """How many deals of the outcomes asked for there are in all."""
        return sum(line.outcome in self.asked.outcomes for line in index.lines)

    @property
    def value(self) -> int:
        """The sum of the known values, in minor units."""
        return sum(line.value or 0 for line in self.lines)

    @property
    def weighted(self) -> int:
        """The values of the open ones times their probabilities, in minor units; without a probability a deal weighs nothing."""
        return rounded(Fraction(sum((line.value or 0) * (line.probability or 0) for line in self.lines if line.outcome == "open"), 1000))


def deal_index(connection: Connection, desk: Desk) -> DealIndex:
    """Return all deals as lines: open ones judged with their flags, closed ones light."""
    picture = deal_picture(connection, desk, scope=OPEN)
    closed = closed_lines(connection, desk.team.id)
    lines = [*told_apart(open_line(deal, picture.flags(deal)) for deal in picture.deals), *_closed(closed, picture.names)]
    judged = {deal.id: deal for deal in picture.deals}
    return DealIndex(desk.today, picture.names.currency, tuple(lines), desk.me.id, picture, judged)


def first_lines(connection: Connection, desk: Desk, owner_id: int | None, limit: int) -> DealIndex:
    """Return an index of the open deals that close first (of one owner, if one is named), which costs nearly the same at any number."""
    ids = closing_first(connection, desk.team.id, owner_id, limit)
    picture = deal_picture(connection, desk, scope=DealScope(open_only=True, ids=ids))
    lines = tuple(told_apart(open_line(deal, picture.flags(deal)) for deal in picture.deals))
    return DealIndex(desk.today, picture.names.currency, lines, desk.me.id, picture, {deal.id: deal for deal in picture.deals}, whole=False)


def _words(name: str, *shared: str | None) -> str:
    return " ".join((folded(name), *(_known(part) for part in shared if part)))


@lru_cache(maxsize=20_000)
def _known(text: str) -> str:
    """The same few accounts, people and stages stand in many lines."""
    return folded(text)


def open_line(deal: DealFacts, raised: Iterable[Flag]) -> DealLine:
    """Return an open deal as a line of the list, with the flags it raised."""
    flags = tuple(flag.code for flag in raised)
    return DealLine(
        deal.id, deal.name, deal.account, deal.owner_id, deal.owner, deal.stage, deal.stage_position, deal.outcome, deal.value,
        deal.close_on, deal.pushes, deal.days_slipped, deal.next_touch, flags, _words(deal.name, deal.account, deal.owner, deal.stage),
        deal.probability,
    )  # fmt: skip


def told_apart(lines: Iterable[DealLine]) -> list[DealLine]:
    """Return open deals, those marked that share name and account with another one."""
    listed = list(lines)
    known = Counter((one.name, one.account) for one in listed)
    return [replace(one, twin=True) if known[one.name, one.account] > 1 else one for one in listed]


def _closed(rows: Iterable[ClosedLine], names: Names) -> Iterable[DealLine]:
    for row in rows:
        account = names.accounts.get(row.account_id) if row.account_id is not None else None
        stage = names.stages[row.stage_id]
        called, owner = account.name if account else None, names.person(row.owner_id)
        value = row.value if row.currency == names.currency else names.rates.at_home(row.value, row.currency, row.closed_on or date.max)
        yield DealLine(
            row.id, row.name, called, row.owner_id, owner, stage.name, stage.position, row.outcome, value, row.closed_on, 0, 0, None, (),
            _words(row.name, called, owner, stage.name),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToldMove:
    """One move of the close date: whose, why, and for a push whether the work planned for the old date had been done."""

    move: DateMove
    by: str | None
    slip: str | None


@dataclass(frozen=True, slots=True)
class StagePassed:
    """A stage the deal stood in from a day on; `seen` False where it may have stood there before."""

    stage: str
    on: date
    seen: bool


@dataclass(frozen=True, slots=True)
class StageOnPath:
    """A stage a deal of this pipeline can stand in; `kind`: open, won or lost."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class DealWorkView:
    """One activity of the deal."""

    id: int
    type: str
    state: str
    owner: str | None
    planned_on: date | None
    done_on: date | None
    outcome: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class DealView:
    """One deal with everything known of it; money in minor units of `currency`."""

    as_of: date
    currency: str
    deal: DealFacts
    forecast_category: str
    flags: tuple[Flag, ...]
    failed: tuple[str, ...]
    """Keys of the hygiene rules it does not pass."""
    stage_age: int | None
    """Days in its stage; None where nobody saw it enter."""
    days_to_close: int | None
    contact: str | None
    next_step: str | None
    note: str | None
    outcome_reason: str | None
    people: tuple[tuple[str, str], ...]
    """Function and name of each further person."""
    moves: tuple[ToldMove, ...]
    stages: tuple[StagePassed, ...]
    work: tuple[DealWorkView, ...]
    unjudged: tuple[str, ...] = ()
    """Keys of the hygiene rules it neither breaks nor can be said to pass."""
    least_stage_age: int | None = None
    """Days it has been known to stand in its stage."""
    path: tuple[StageOnPath, ...] = ()
    """The stages of its pipeline, in order."""


def deal_view(connection: Connection, desk: Desk, deal_id: int, *, as_of: date | None = None) -> DealView:
    """Return one deal, as today or as known at the end of `as_of`; raises NotFound."""
    if as_of is None:
        return _view(connection, desk, deal_id, None)
    with known_on(connection, desk, as_of) as (then, desk_then):
        return _view(then, desk_then, deal_id, as_of)


def _view(connection: Connection, desk: Desk, deal_id: int, as_of: date | None) -> DealView:
    picture = deal_picture(connection, desk, as_of=as_of, scope=DealScope(ids=frozenset((deal_id,))), externals=True)
    if not picture.deals:
        raise NotFound(f"There is no deal #{deal_id} here. See the numbers with: sprintsales deals list")
    deal = picture.deals[0]
    if deal.outcome == "open":  # whether a date is only a habit is told by all open deals of its owner
        scope = DealScope(open_only=True, owners=frozenset((deal.owner_id,)))
        picture = deal_picture(connection, desk, as_of=as_of, scope=scope, externals=True)
        deal = next((one for one in picture.deals if one.id == deal_id), deal)
    return told_in(connection, desk, picture, deal, as_of=as_of)


def listed_view(connection: Connection, desk: Desk, index: DealIndex, deal_id: int) -> DealView:
    """Return one deal of an index at the same cost however many there are; raises NotFound.

    The facts and flags of an open one are those of the index; a closed one is read, and nothing is held against it any more.
    """
    picture, team = index.picture, desk.team.id
    if picture is None:
        return deal_view(connection, desk, deal_id)
    known = index.judged.get(deal_id)
    if known is not None:
        external = external_ids(connection, team, (deal_id,)).get(deal_id)
        return told_in(connection, desk, picture, replace(known, external_id=external))
    slips = date_histories(connection, team, picture.names, desk.sprint_of, ids=(deal_id,))
    only = DealScope(ids=frozenset((deal_id,)))
    rows = deal_rows(connection, team, today=desk.today, scope=only, names=picture.names, slips=slips, externals=True)
    if not rows or rows[0].outcome == "open":
        return deal_view(connection, desk, deal_id)
    return told_in(connection, desk, picture, rows[0])


def told_in(connection: Connection, desk: Desk, picture: DealPicture, deal: DealFacts, *, as_of: date | None = None) -> DealView:
    """Return a deal of a picture with its texts, its history and its work."""
    deal_id, names, team = deal.id, picture.names, desk.team.id
    told = deal_texts(connection, team, deal_id)
    history = date_histories(connection, team, names, desk.sprint_of, as_of=as_of, ids=(deal_id,)).get(deal_id, DateHistory())
    steps = stage_steps(connection, team, names, ids=(deal_id,), as_of=as_of).get(deal_id, [])
    return DealView(
        as_of=picture.day,
        currency=names.currency,
        deal=deal,
        forecast_category=category(deal),
        flags=picture.flags(deal),
        failed=failed_rules(deal, picture.situation),
        unjudged=unjudged_rules(deal, picture.situation),
        stage_age=stage_age_days(deal, picture.day),
        least_stage_age=least_stage_age(deal, picture.day),
        days_to_close=days_to_close(deal, picture.day),
        contact=told.contact,
        next_step=told.next_step,
        note=told.note,
        outcome_reason=told.outcome_reason,
        people=tuple((function, names.person(member_id) or "") for function, member_id in told.people),
        moves=_moves(connection, team, deal_id, history, names),
        stages=tuple(StagePassed(names.stages[step.stage_id].name, step.on, step.seen) for step in steps),
        work=tuple(
            DealWorkView(row.id, row.type, row.state, names.person(row.owner_id), row.planned_on, row.done_on, row.outcome, row.note)
            for row in work_lines(connection, team, deal_id)
        ),
        path=_path(names, deal.pipeline_id),
    )


def _path(names: Names, pipeline_id: int | None) -> tuple[StageOnPath, ...]:
    rows = (row for id_, row in names.stages.items() if id_ == row.id and row.pipeline_id == pipeline_id and not row.archived)
    return tuple(StageOnPath(row.name, row.kind) for row in sorted(rows, key=lambda row: row.position))


def _moves(connection: Connection, team_id: int, deal_id: int, history: DateHistory, names: Names) -> tuple[ToldMove, ...]:
    moves: Sequence[DateMove] = sorted((*history.pushes, *history.pull_ins), key=lambda move: (move.on, move.entry_id))
    if not moves:
        return ()
    work = deal_work(connection, team_id, (deal_id,)).get(deal_id, [])
    return tuple(ToldMove(move, names.person(move.member_id), slip_class(move, work) if move.days > 0 else None) for move in moves)
