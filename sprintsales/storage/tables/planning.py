"""Tables of what becomes work by itself or by a yes: cadences, recurring work, the ideal week, proposals; and where work came from."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from sprintsales.storage.tables.base import Base, between, days, key, link, one_of, shape, where_given, words
from sprintsales.storage.types import RowId


class Cadence(Base, table=True):
    """Steps of work for a lead of a category or a deal in a stage, one after the other until somebody replies."""

    __tablename__ = "cadence"
    __table_args__ = shape(
        CheckConstraint("category IS NULL OR stage_id IS NULL", name="is_for_one_thing"), Index("ix_cadence_team", "team_id")
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    name: str
    category: str | None = None
    stage_id: int | None = link("stage", index=True)
    archived: bool = False


class CadenceStep(Base, table=True):
    """One step of a cadence: a type of work, so many working days after the step before it was due, or was done."""

    __tablename__ = "cadence_step"
    __table_args__ = shape(
        one_of("counted_from", "due", "done"),
        between("offset_days", 0, 400),
        between("place", 0, 200),
        between("minutes", 0, 14400),
        UniqueConstraint("cadence_id", "place"),
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    cadence_id: int = link("cadence", optional=False)
    place: int
    type_id: int = link("activity_type", optional=False)
    offset_days: int = 0
    counted_from: str = "due"
    minutes: int | None = None
    says: str | None = words(default=None, nullable=True)
    archived: bool = False


class Enrolment(Base, table=True):
    """A lead or deal that goes through a cadence; it stops at a reply, another stage, the last step, or when somebody stops it."""

    __tablename__ = "enrolment"
    __table_args__ = shape(
        *days("started_on", "stopped_on"),
        one_of("why", "reply", "stage", "closed", "finished", "by_hand"),
        CheckConstraint("(lead_id IS NULL) <> (deal_id IS NULL)", name="is_of_one_thing"),
        Index("ix_enrolment_running_deal", "cadence_id", "deal_id", unique=True, sqlite_where=text("stopped_on IS NULL")),
        Index("ix_enrolment_running_lead", "cadence_id", "lead_id", unique=True, sqlite_where=text("stopped_on IS NULL")),
        Index("ix_enrolment_team_owner", "team_id", "owner_id"),
        *[where_given("enrolment", f"{name}_id") for name in ("deal", "lead")],
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    cadence_id: int = link("cadence", optional=False)
    owner_id: int = link("member", optional=False, index=True)
    deal_id: int | None = link("deal")
    lead_id: int | None = link("lead")
    stage_id: int | None = link("stage", index=True)
    started_on: date
    stopped_on: date | None = None
    why: str | None = None


class Recurring(Base, table=True):
    """Work that comes back by a rule (RFC 5545's RRULE: weekly or monthly); `several`: also while one of it is still open."""

    __tablename__ = "recurring"
    __table_args__ = shape(
        *days("from_on", "until_on", "stopped_on"),
        between("quantity", 1, 100000),
        between("minutes", 0, 14400),
        between("planned_time", 0, 1439),
        Index("ix_recurring_team_owner", "team_id", "owner_id"),
        *[where_given("recurring", f"{name}_id") for name in ("deal", "lead", "account")],
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    owner_id: int = link("member", optional=False, index=True)
    type_id: int = link("activity_type", optional=False)
    deal_id: int | None = link("deal")
    lead_id: int | None = link("lead")
    account_id: int | None = link("account")
    list_name: str | None = None
    quantity: int = 1
    minutes: int | None = None
    planned_time: int | None = None
    rule: str
    from_on: date
    until_on: date | None = None
    several: bool = False
    stopped_on: date | None = None
    note_id: int | None = link("person_text")


class WeekLine(Base, table=True):
    """One line of somebody's ideal week: so much of a type of work on a weekday (0 is Monday)."""

    __tablename__ = "week_line"
    __table_args__ = shape(
        between("weekday", 0, 6),
        between("quantity", 1, 100000),
        between("minutes", 0, 14400),
        between("planned_time", 0, 1439),
        *days("ended_on"),
        Index("ix_week_line_team_owner", "team_id", "owner_id"),
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    owner_id: int = link("member", optional=False, index=True)
    weekday: int
    type_id: int = link("activity_type", optional=False)
    list_name: str | None = None
    quantity: int = 1
    minutes: int | None = None
    planned_time: int | None = None
    ended_on: date | None = None


class Proposal(Base, table=True):
    """Work somebody proposes to a rep, with a reason: it is planned only when the rep says yes."""

    __tablename__ = "proposal"
    __table_args__ = shape(
        one_of("state", "open", "accepted", "declined", "withdrawn"),
        *days("planned_on", "made_on", "decided_on"),
        between("quantity", 1, 100000),
        between("minutes", 0, 14400),
        between("planned_time", 0, 1439),
        Index("ix_proposal_team_owner", "team_id", "owner_id", "state"),
        *[where_given("proposal", f"{name}_id") for name in ("deal", "lead", "account", "activity")],
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    owner_id: int = link("member", optional=False, index=True)
    by_id: int = link("member", optional=False, index=True)
    type_id: int = link("activity_type", optional=False)
    deal_id: int | None = link("deal")
    lead_id: int | None = link("lead")
    account_id: int | None = link("account")
    list_name: str | None = None
    quantity: int = 1
    minutes: int | None = None
    planned_on: date | None = None
    planned_time: int | None = None
    state: str = "open"
    made_on: date
    decided_on: date | None = None
    activity_id: int | None = link("activity")
    reason_id: int | None = link("person_text")


class Snooze(Base, table=True):
    """A deal or lead that shall not be asked about before a day, by whom it was put off."""

    __tablename__ = "snooze"
    __table_args__ = shape(
        *days("until_on"),
        CheckConstraint("(lead_id IS NULL) <> (deal_id IS NULL)", name="is_of_one_thing"),
        Index("ix_snooze_team_until", "team_id", "until_on"),
        *[where_given("snooze", f"{name}_id") for name in ("deal", "lead")],
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    member_id: int = link("member", optional=False, index=True)
    deal_id: int | None = link("deal")
    lead_id: int | None = link("lead")
    until_on: date


class Origin(Base, table=True):
    """What made a piece of work: one step, one date, one line or one proposal makes it once, whoever asks how often."""

    __tablename__ = "origin"
    __table_args__ = shape(
        one_of("kind", "cadence", "recurring", "week", "copy", "suggestion", "proposal", "lead"),
        UniqueConstraint("team_id", "kind", "source_id", "slot"),
        Index("ix_origin_activity", "activity_id"),
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    kind: str
    source_id: int = Field(sa_type=RowId)
    slot: str
    activity_id: int = link("activity", optional=False)
