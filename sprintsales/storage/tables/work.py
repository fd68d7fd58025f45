"""Tables of the work: activity types, sprints, activities, promises, fates, blockers and goals."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from sprintsales.storage.tables.base import FATES, Base, amount, between, days, key, link, moment, money, one_of, shape, where_given, words
from sprintsales.storage.types import RowId


class ActivityType(Base, table=True):
    """A kind of work: its sign, usual minutes, class, and the outcomes it can have (a JSON list)."""

    __tablename__ = "activity_type"
    __table_args__ = shape(
        one_of("work_class", "value", "volume", "non_selling"), between("minutes", 0, 1440), UniqueConstraint("team_id", "code")
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    code: str
    name: str
    sign: str
    minutes: int
    work_class: str
    touch: bool
    outcomes: str = words(default="[]")
    archived: bool = False


class SprintRhythm(Base, table=True):
    """From a day on a team's sprints last so many weeks; before the first such day the team's own length and anchor hold."""

    __tablename__ = "sprint_rhythm"
    __table_args__ = shape(between("weeks", 1, 4), *days("from_on"), UniqueConstraint("team_id", "from_on"))
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    from_on: date
    weeks: int


class Sprint(Base, table=True):
    """A period of the team's plan (half-open); its state follows from the calendar and from these decisions."""

    __tablename__ = "sprint"
    __table_args__ = shape(
        *days("start_on", "end_on", "closed_on", "cancelled_on"),
        CheckConstraint("end_on > start_on", name="ends_after_start"),
        UniqueConstraint("team_id", "start_on"),
        UniqueConstraint("team_id", "number"),
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    number: int
    start_on: date
    end_on: date
    goal: str | None = words(default=None, nullable=True)
    goal_met: bool | None = None
    closed_on: date | None = None
    closed_by_id: int | None = link("member")
    cancelled_on: date | None = None
    cancel_reason: str | None = words(default=None, nullable=True)


class Activity(Base, table=True):
    """A piece of work, or a block of many alike: planned, done or dropped."""

    __tablename__ = "activity"
    __table_args__ = shape(
        one_of("state", "planned", "done", "dropped"),
        one_of("direction", "in", "out"),
        between("quantity_planned", 1, 100000),
        between("quantity_done", 0, 100000),
        between("minutes", 0, 14400),
        between("minutes_done", 0, 14400),
        between("planned_time", 0, 1439),
        between("carries", 0, 10000),
        *days("planned_on", "done_on"),
        CheckConstraint("state <> 'done' OR done_on IS NOT NULL", name="done_has_a_day"),
        CheckConstraint("quantity_done = 0 OR done_on IS NOT NULL", name="units_have_a_day"),
        Index("ix_activity_team_sprint", "team_id", "sprint_id", "owner_id", "type_id", "state"),
        Index("ix_activity_team_done", "team_id", "done_on", "owner_id", "type_id"),
        Index("ix_activity_team_planned", "team_id", "state", "planned_on", "owner_id"),
        Index("ix_activity_deal", "deal_id", "done_on"),
        *[where_given("activity", f"{name}_id") for name in ("lead", "contact", "account", "after")],
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    type_id: int = link("activity_type", optional=False)
    owner_id: int | None = link("member", index=True)
    deal_id: int | None = link("deal")
    lead_id: int | None = link("lead")
    contact_id: int | None = link("contact")
    account_id: int | None = link("account")
    sprint_id: int | None = link("sprint")
    list_name: str | None = None
    state: str = "planned"
    quantity_planned: int = 1
    quantity_done: int = 0
    planned_on: date | None = None
    planned_time: int | None = None
    minutes: int | None = None
    minutes_done: int | None = None
    outcome: str | None = None
    done_on: date | None = None
    done_at: datetime | None = moment(default=None, nullable=True)
    logged_at: datetime | None = moment(default=None, nullable=True)
    unplanned: bool = False
    direction: str | None = None
    carries: int = 0
    after_id: int | None = link("activity")
    note_id: int | None = link("person_text")
    result_id: int | None = link("person_text")
    drop_reason_id: int | None = link("person_text")


class ActivityTally(Base, table=True):
    """How many units of a block ended in which outcome."""

    __tablename__ = "activity_tally"
    __table_args__ = shape(between("units", 0, 100000), UniqueConstraint("activity_id", "outcome"))
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    activity_id: int = link("activity", optional=False)
    outcome: str
    units: int


class Fate(Base, table=True):
    """What was decided about an item of a sprint that did not stay or was not done."""

    __tablename__ = "fate"
    __table_args__ = shape(
        one_of("fate", *FATES),
        *days("on_day"),
        UniqueConstraint("sprint_id", "activity_id"),
        Index("ix_fate_activity", "activity_id"),
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    sprint_id: int = link("sprint", optional=False)
    activity_id: int = link("activity", optional=False)
    fate: str
    on_day: date
    to_sprint_id: int | None = link("sprint")
    to_member_id: int | None = link("member")
    reason_id: int | None = link("person_text")


class Blocker(Base, table=True):
    """What stops an activity or a deal, since when, and who can clear it."""

    __tablename__ = "blocker"
    __table_args__ = shape(
        *days("since_on", "cleared_on"), CheckConstraint("(activity_id IS NULL) <> (deal_id IS NULL)", name="blocks_one_thing")
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    activity_id: int | None = link("activity", index=True)
    deal_id: int | None = link("deal", index=True)
    since_on: date
    cleared_on: date | None = None
    reason_id: int | None = link("person_text")
    clears_id: int | None = link("member")


class Goal(Base, table=True):
    """A target on a metric, for a rep, a team or the company; levels in the metric's unit (minor units, counts, per mille)."""

    __tablename__ = "goal"
    __table_args__ = shape(
        one_of("period", "day", "sprint", "month", "quarter", "year"),
        *money("commit_level", "stretch_level"),
        *days("from_on", "until_on"),
        Index("ix_goal_team_metric", "team_id", "metric"),
    )
    id: int | None = key()
    company_id: int | None = link("company")
    team_id: int | None = link("team")
    version: int = 1
    member_id: int | None = link("member", index=True)
    sprint_id: int | None = link("sprint", index=True)
    metric: str
    period: str
    commit_level: int = amount()
    stretch_level: int | None = amount(default=None, nullable=True)
    from_on: date
    until_on: date | None = None
    met: bool | None = None
    reason_id: int | None = link("person_text")


class Commitment(Base, table=True):
    """A rep's promise for a sprint, frozen; it can only be withdrawn, and stays on record."""

    __tablename__ = "commitment"
    __table_args__ = shape(
        Index(
            "ix_commitment_standing",
            "sprint_id",
            "member_id",
            unique=True,
            sqlite_where=text("withdrawn_by IS NULL"),
        ),
        Index("ix_commitment_team_sprint", "team_id", "sprint_id"),
        *days("on_day"),
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    entry_id: int = Field(sa_type=RowId)
    sprint_id: int = link("sprint", optional=False)
    member_id: int = link("member", optional=False)
    on_day: date
    late: bool = False
    load_minutes: int
    capacity_minutes: int | None = None
    withdrawn_by: int | None = Field(default=None, sa_type=RowId, nullable=True)


class CommitmentItem(Base, table=True):
    """One promised item with everything it was at the moment of the promise."""

    __tablename__ = "commitment_item"
    __table_args__ = shape(
        UniqueConstraint("commitment_id", "activity_id"),
        Index("ix_commitment_item_activity", "activity_id"),
        Index("ix_commitment_item_deal", "deal_id"),
        *days("planned_on", "deal_close_on", "deal_agreement_on"),
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    commitment_id: int = link("commitment", optional=False)
    activity_id: int = link("activity", optional=False)
    type_id: int = link("activity_type", optional=False)
    minutes: int | None = None
    quantity: int = 1
    planned_on: date | None = None
    deal_id: int | None = link("deal")
    deal_value: int | None = amount(default=None, nullable=True)
    deal_currency: str | None = None
    deal_stage_id: int | None = link("stage")
    deal_close_on: date | None = None
    deal_agreement_on: date | None = None
