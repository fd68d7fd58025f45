"""Tables of what is sold to whom: accounts, products, stages, deals, leads and rates."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from sprintsales.storage.tables.base import (
    FUNCTIONS,
    LIMIT,
    Base,
    amount,
    between,
    days,
    key,
    link,
    moment,
    money,
    one_of,
    shape,
    where_given,
)
from sprintsales.storage.types import RowId


class Label(Base, table=True):
    """A named value that figures are cut by: a territory, a segment or a source."""

    __tablename__ = "label"
    __table_args__ = shape(one_of("kind", "territory", "segment", "source"), UniqueConstraint("team_id", "kind", "name"))
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    kind: str
    name: str


class Account(Base, table=True):
    """A customer or prospect company."""

    __tablename__ = "account"
    __table_args__ = shape(Index("ix_account_team_name", "team_id", "name"))
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    name: str
    territory_id: int | None = link("label", index=True)
    segment_id: int | None = link("label", index=True)
    industry: str | None = None
    size: str | None = None


class Contact(Base, table=True):
    """A person at an account."""

    __tablename__ = "contact"
    __table_args__ = shape(Index("ix_contact_team_account", "team_id", "account_id"))
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    account_id: int | None = link("account", index=True)
    name_id: int = link("person_text", optional=False)
    email_id: int | None = link("person_text")
    phone_id: int | None = link("person_text")
    address_id: int | None = link("person_text")
    note_id: int | None = link("person_text")
    job_title: str | None = None


class Product(Base, table=True):
    """What is sold."""

    __tablename__ = "product"
    __table_args__ = shape(*money("list_price"), UniqueConstraint("team_id", "name"))
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    name: str
    series: str | None = None
    list_price: int | None = amount(default=None, nullable=True)
    currency: str | None = None


class Pipeline(Base, table=True):
    """A way of selling: its stages in order."""

    __tablename__ = "pipeline"
    __table_args__ = shape(UniqueConstraint("team_id", "name"))
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    name: str
    position: int = 0
    archived: bool = False


class Stage(Base, table=True):
    """A step of a pipeline; the probability is in per mille and unknown until somebody says it."""

    __tablename__ = "stage"
    __table_args__ = shape(
        one_of("kind", "open", "won", "lost"),
        between("probability", 0, 1000),
        between("expected_days", 0, 10000),
        between("touch_days", 1, 10000),
        UniqueConstraint("pipeline_id", "name"),
    )
    id: int | None = key()
    team_id: int = link("team", optional=False, index=True)
    version: int = 1
    pipeline_id: int = link("pipeline", optional=False)
    name: str
    position: int
    kind: str = "open"
    probability: int | None = None
    expected_days: int | None = None
    touch_days: int = 21
    archived: bool = False
    merged_into_id: int | None = link("stage", index=True)


class Deal(Base, table=True):
    """A possible sale: who, how much, which stage, when it should close and when the agreement can go out."""

    __tablename__ = "deal"
    __table_args__ = shape(
        one_of("outcome", "open", "won", "lost"),
        one_of("forecast_category", "omitted", "pipeline", "best_case", "commit"),
        between("probability", 0, 1000),
        *money("value"),
        *days("started_on", "close_on", "agreement_on", "agreement_sent_on", "closed_on", "missing_on"),
        CheckConstraint("outcome <> 'open' OR closed_on IS NULL", name="open_has_no_end"),
        Index("ix_deal_team_outcome_closed", "team_id", "outcome", "closed_on"),
        where_given("deal", "contact_id"),
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    name: str
    account_id: int | None = link("account", index=True)
    contact_id: int | None = link("contact")
    owner_id: int | None = link("member", index=True)
    pipeline_id: int = link("pipeline", optional=False)
    stage_id: int = link("stage", optional=False)
    outcome: str = "open"
    value: int | None = amount(default=None, nullable=True)
    currency: str
    probability: int | None = None
    forecast_category: str | None = None
    source_id: int | None = link("label")
    segment_id: int | None = link("label")
    territory_id: int | None = link("label")
    product_id: int | None = link("product")
    started_on: date | None = None
    close_on: date | None = None
    agreement_on: date | None = None
    agreement_sent_on: date | None = None
    closed_on: date | None = None
    outcome_reason: str | None = None
    next_step_id: int | None = link("person_text")
    note_id: int | None = link("person_text")
    missing_on: date | None = None


class DealPerson(Base, table=True):
    """A further person on a deal: one per function, perhaps with a share of the credit in per mille."""

    __tablename__ = "deal_person"
    __table_args__ = shape(
        one_of("function", *FUNCTIONS),
        between("credit", 0, 1000),
        UniqueConstraint("deal_id", "function"),
        Index("ix_deal_person_team_member", "team_id", "member_id"),
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    deal_id: int = link("deal", optional=False)
    member_id: int = link("member", optional=False, index=True)
    function: str
    credit: int | None = None


class Lead(Base, table=True):
    """A prospect before it is a deal."""

    __tablename__ = "lead"
    __table_args__ = shape(
        *days("created_on", "first_touch_on", "responded_on", "won_on"), Index("ix_lead_team_created", "team_id", "created_on")
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    name_id: int | None = link("person_text")
    account_id: int | None = link("account", index=True)
    owner_id: int | None = link("member", index=True)
    source_id: int | None = link("label", index=True)
    category: str | None = None
    created_on: date | None = None
    created_at: datetime | None = moment(default=None, nullable=True)
    first_touch_on: date | None = None
    first_touch_at: datetime | None = moment(default=None, nullable=True)
    responded_on: date | None = None
    responded_at: datetime | None = moment(default=None, nullable=True)
    won_on: date | None = None
    deal_id: int | None = link("deal", index=True)


class PushReason(Base, table=True):
    """Why a date moved, told after the fact: belongs to one row of the deal's history."""

    __tablename__ = "push_reason"
    __table_args__ = shape(UniqueConstraint("history_id"))
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    deal_id: int = link("deal", optional=False, index=True)
    history_id: int = Field(sa_type=RowId)
    code: str | None = None
    reason_id: int | None = link("person_text")


class DealPast(Base, table=True):
    """Imported history of a deal: what its stage and close date were from a day on."""

    __tablename__ = "deal_past"
    __table_args__ = shape(*days("on_day", "close_on"), Index("ix_deal_past_deal", "deal_id", "on_day", "id"))
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    deal_id: int = link("deal", optional=False)
    on_day: date
    stage_id: int | None = link("stage", index=True)
    close_on: date | None = None
    by_id: int | None = link("member")


class ExchangeRate(Base, table=True):
    """What one unit of a foreign currency was worth in the team's currency from a day on, in billionths."""

    __tablename__ = "exchange_rate"
    __table_args__ = shape(between("rate_nano", 1, LIMIT * 1000), *days("on_day"), UniqueConstraint("team_id", "currency", "on_day"))
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    currency: str
    on_day: date
    rate_nano: int = amount()
