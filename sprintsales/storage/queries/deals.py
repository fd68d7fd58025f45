"""Deals as facts to judge: narrow columns and a few counted side facts, joined by dictionary."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from sprintsales.domain.deals import DealFacts
from sprintsales.domain.slips import DateHistory
from sprintsales.storage.queries.names import AccountRow, Names, Seat, StageRow, read_names
from sprintsales.storage.queries.standing import (
    Standing,
    first_known,
    owners_at_closing,
    past_on,
    stage_since,
    standing_on,
    stood_before,
    undone_by,
)
from sprintsales.storage.queries.touches import Touches, blocked_deals, touches, touches_on
from sprintsales.storage.schema import deal, import_seen

NO_HISTORY = DateHistory()
NO_TOUCHES = Touches()
MANY = 5000
"""Ids above which a query reads all rows instead of naming them."""
_COLUMNS = (
    "id", "name", "account_id", "owner_id", "stage_id", "outcome", "value", "currency", "probability", "forecast_category", "source_id",
    "segment_id", "territory_id", "product_id", "started_on", "close_on", "agreement_on", "agreement_sent_on", "closed_on", "missing_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DealScope:
    """Which deals are read: open ones only, those closed or begun from a day on as well, these ids, these owners."""

    open_only: bool = False
    since: date | None = None
    """With open_only False: leave out what closed before this day."""
    ids: frozenset[int] | None = None
    owners: frozenset[int | None] | None = None


EVERY = DealScope()
OPEN = DealScope(open_only=True)


@dataclass(frozen=True, slots=True)
class _Sides:
    """What is known beside the rows, by deal id."""

    names: Names
    today: date
    rate_day: date
    created: Mapping[int, date]
    since: Mapping[int, date]
    unseen: Collection[int]
    """Deals of which nobody saw when they entered their stage: `since` is then the first day they were known to stand in it."""
    touches: Mapping[int, Touches]
    blocked: frozenset[int]
    slips: Mapping[int, DateHistory]
    owners: Mapping[int, int | None]
    externals: Mapping[int, str]
    seats: dict[tuple[int | None, date], tuple[Seat | None, str | None]] = field(default_factory=dict)

    def seat(self, owner_id: int | None, day: date) -> tuple[Seat | None, str | None]:
        """Return the owner's seat on a day and the name of the superior in it."""
        found = self.seats.get((owner_id, day))
        if found is None:
            held = self.names.seat(owner_id, day)
            found = self.seats[owner_id, day] = (held, self.names.person(held.reports_to_id) if held else None)
        return found


def deal_rows(
    connection: Connection,
    team_id: int,
    *,
    today: date,
    as_of: date | None = None,
    scope: DealScope = EVERY,
    names: Names | None = None,
    slips: Mapping[int, DateHistory] | None = None,
    rate_day: date | None = None,
    externals: bool = False,
    judged: bool = True,
) -> list[DealFacts]:
    """Return deals as known today, or at the end of `as_of`, in the order of their ids.

    Money is in minor units of the team's currency: of won deals by the closing day's rate, of others by that of `rate_day` (default: the
    day of view). `judged` adds what flags and hygiene look at: touches, blockers, since when in the stage. `slips` gives the date history
    of those deals whose date ever moved. As of a day, a deal unknown to history then is told from its start and closing dates alone.
    """
    names = names or read_names(connection, team_id)
    view = as_of or today
    since, unseen = _since(connection, team_id, names, scope, as_of) if judged else ({}, set())
    sides = _Sides(
        names=names,
        today=view,
        rate_day=rate_day or view,
        created=first_known(connection, _few(scope)),
        since=since,
        unseen=unseen,
        touches=_touches(connection, team_id, scope, as_of) if judged else {},
        blocked=blocked_deals(connection, team_id) if judged else frozenset(),
        slips=slips or {},
        owners=owners_at_closing(connection, team_id, _few(scope)) if not scope.open_only else {},
        externals=external_ids(connection, team_id, scope.ids) if externals else {},
    )
    rows = connection.execute(_query(team_id, scope, as_of)).all()
    if as_of is None:
        return _kept((_now(row, sides) for row in rows), scope)
    standing = standing_on(connection, team_id, as_of, names)
    return _kept((_then(row, standing.get(row[0]), sides) for row in rows), scope)


def _few(scope: DealScope) -> frozenset[int] | None:
    """The ids a query can name, None where it had better read all."""
    return scope.ids if scope.ids is not None and len(scope.ids) < MANY else None


def _query(team_id: int, scope: DealScope, as_of: date | None) -> Select[Any]:
    d = deal.c
    query = select(*(d[name] for name in _COLUMNS)).where(d.team_id == team_id).order_by(d.id)
    if scope.ids is not None and len(scope.ids) < MANY:
        query = query.where(d.id.in_(sorted(scope.ids)))
    if as_of is not None:  # then the rows decide by what history says
        return query
    if scope.open_only:
        query = query.where(d.outcome == "open")
    elif scope.since is not None:
        recent = (d.closed_on >= scope.since, d.started_on >= scope.since, d.started_on.is_(None))
        query = query.where(or_(d.outcome == "open", *recent))
    return query


def _kept(deals: Iterable[DealFacts | None], scope: DealScope) -> list[DealFacts]:
    found = [one for one in deals if one is not None]
    if scope.ids is not None and len(scope.ids) >= MANY:
        found = [one for one in found if one.id in scope.ids]
    if scope.open_only:
        found = [one for one in found if one.outcome == "open"]
    return found if scope.owners is None else [one for one in found if one.owner_id in scope.owners]


def _since(connection: Connection, team_id: int, names: Names, scope: DealScope, as_of: date | None) -> tuple[dict[int, date], set[int]]:
    ids, void = _few(scope), undone_by(connection, team_id, as_of)
    found = stage_since(connection, team_id, names, day=as_of, void=void, ids=ids)
    unseen = stood_before(connection, team_id, names, day=as_of, void=void, ids=ids)
    for deal_id, (day, stage_id, _close) in past_on(connection, team_id, as_of or date.max).items():
        row = names.stages.get(stage_id) if stage_id is not None else None
        if row is not None and row.kind == "open" and day <= found.get(deal_id, date.min):
            found[deal_id] = day
            unseen.discard(deal_id)
    return found, unseen


def _touches(connection: Connection, team_id: int, scope: DealScope, as_of: date | None) -> dict[int, Touches]:
    if as_of is not None:
        return touches_on(connection, team_id, as_of)
    return touches(connection, team_id, scope.ids if scope.ids is not None and len(scope.ids) < MANY else None)


def _now(row: tuple[Any, ...], sides: _Sides) -> DealFacts:
    """One deal as it is."""
    (id_, name, account, owner, stage, outcome, value, currency, probability, category, source, segment, territory, product,
     started, close_on, agreement, sent, closed, missing) = row  # fmt: skip
    if id_ in sides.owners:
        owner = sides.owners[id_]
    return _facts(
        sides, id_, name, account, owner, sides.names.stages[stage], outcome, value, currency, probability, category, source, segment,
        territory, product, started, close_on, agreement, sent, closed, missing is not None,
    )  # fmt: skip


def _then(row: tuple[Any, ...], then: Standing | None, sides: _Sides) -> DealFacts | None:
    """One deal as it was known on the day of view; None where it was gone or not yet begun."""
    (id_, name, account, owner, _stage, outcome, value, currency, _probability, _category, source, segment, territory, product,
     started, _close_on, _agreement, sent, closed, missing) = row  # fmt: skip
    day = sides.today
    if then is None or then.from_past:
        begun = started or (sides.created.get(id_) if then is None else None)
        if then is None and (begun is None or begun > day):
            return None
        ended = closed is not None and closed <= day and outcome != "open"
        then = Standing(
            then.stage_id if then else None, owner, value if ended else None, currency, None, then.close_on if then else None, None,
            closed if ended else None, outcome if ended else then.outcome if then and then.outcome == "open" else "open", None,
            from_past=then is not None,
        )  # fmt: skip
        dates_only = not then.from_past
    elif then.gone:
        return None
    else:
        dates_only = False
    stage = sides.names.stages.get(then.stage_id) if then.stage_id is not None else None
    return _facts(
        sides, id_, name, account, then.owner_id, stage, then.outcome or "open", then.value, then.currency, then.probability,
        then.forecast_category, source, segment, territory, product, started, then.close_on, then.agreement_on,
        sent if sent is not None and sent <= day else None, then.closed_on, missing is not None and missing <= day, dates_only,
    )  # fmt: skip


def _facts(
    sides: _Sides, id_: int, name: str, account_id: int | None, owner_id: int | None, stage: StageRow | None, outcome: str,
    value: int | None, currency: str | None, probability: int | None, category: str | None, source_id: int | None, segment_id: int | None,
    territory_id: int | None, product_id: int | None, started: date | None, close_on: date | None, agreement: date | None,
    sent: date | None, closed: date | None, missing: bool, dates_only: bool = False,
) -> DealFacts:  # fmt: skip
    """The facts of one deal from its ids; positional, because it runs a hundred thousand times."""
    names = sides.names
    account: AccountRow | None = names.accounts.get(account_id) if account_id is not None else None
    person = names.members.get(owner_id) if owner_id is not None else None
    seat, manager = sides.seat(owner_id, closed or sides.today)
    rate_day = closed if outcome == "won" and closed else sides.rate_day
    home = value if currency == names.currency else names.rates.at_home(value, currency, rate_day)
    touched, history, labels = sides.touches.get(id_, NO_TOUCHES), sides.slips.get(id_), names.labels
    territory = labels.get(territory_id) if territory_id is not None else None
    known_since = sides.since.get(id_, sides.created.get(id_)) if outcome == "open" and not dates_only else None
    return DealFacts(
        id=id_,
        name=name,
        created_on=sides.created.get(id_) or started or sides.today,
        external_id=sides.externals.get(id_),
        account=account.name if account else None,
        owner_id=owner_id,
        owner=person[0] if person else None,
        function=person[1] if person else None,
        manager=manager,
        territory=territory or (seat.territory if seat else None) or (account.territory if account else None),
        product=names.products.get(product_id) if product_id is not None else None,
        segment=(labels.get(segment_id) if segment_id is not None else None) or (account.segment if account else None),
        source=labels.get(source_id) if source_id is not None else None,
        team=names.team,
        pipeline_id=stage.pipeline_id if stage else None,
        pipeline=stage.pipeline if stage else None,
        stage_id=stage.id if stage else None,
        stage=stage.name if stage else None,
        stage_kind=stage.kind if stage else outcome,
        stage_position=stage.position if stage else 0,
        expected_days=stage.expected_days if stage else None,
        touch_cadence_days=stage.touch_days if stage else 21,
        outcome=outcome,
        value=home,
        currency=currency,
        own_value=value,
        probability=probability if probability is not None else (stage.probability if stage else None),
        forecast_category=category,
        started_on=started,
        close_on=close_on,
        agreement_on=agreement,
        agreement_sent_on=sent,
        closed_on=closed,
        first_close_on=history.first_close_on if history else close_on,
        pushes=len(history.pushes) if history else 0,
        days_slipped=history.days_slipped if history else 0,
        stage_since=known_since if id_ not in sides.unseen else None,
        stage_seen_on=known_since,
        next_touch=touched.next_from(sides.today) if touched.planned else None,
        open_touches=tuple(day for day, _code in touched.planned) if touched.planned else (),
        last_touch=touched.last,
        blocked=id_ in sides.blocked,
        missing=missing,
        known_from_dates_only=dates_only,
    )


def external_ids(connection: Connection, team_id: int, ids: Collection[int] | None = None, *, kind: str = "deal") -> dict[int, str]:
    """Return the foreign id each row was last seen under by an import that still stands; ids we made up ourselves are not shown."""
    s = import_seen.c
    query = select(s.row_id, s.external_id, s.entry_id).where(s.team_id == team_id, s.kind == kind).order_by(s.id)
    if ids is not None and len(ids) < MANY:
        query = query.where(s.row_id.in_(sorted(ids)))
    void = _taken_back(connection, team_id)
    return {row_id: text for row_id, text, entry in connection.execute(query).all() if entry not in void and not text.startswith("~")}


def _taken_back(connection: Connection, team_id: int) -> frozenset[int]:
    from sprintsales.storage.journal import undone_entries

    return undone_entries(connection, team_id)
