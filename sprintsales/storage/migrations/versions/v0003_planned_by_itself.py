"""What becomes work by itself or by a yes: cadences, recurring work, the ideal week, proposals, what was put off, where work came from."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, ForeignKey, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.schema import SchemaItem, conv

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RowId = BigInteger().with_variant(Integer(), "sqlite")
# conv(...) below: a name that is whole already, which no naming convention lengthens


def key() -> Column[int]:
    """Return the primary key column."""
    return Column("id", RowId, primary_key=True)


def link(table: str, name: str, target: str, *, nullable: bool = True) -> Column[int]:
    """Return a column that points at a row of another table."""
    points = ForeignKey(f"{target}.id", name=conv(f"fk_{table}_{name}_{target}"), ondelete="RESTRICT")
    return Column(name, RowId, points, nullable=nullable)


def check(table: str, name: str, rule: str) -> CheckConstraint:
    """Return a rule every row must keep."""
    return CheckConstraint(rule, name=conv(f"ck_{table}_{name}"))


def day(table: str, column: str) -> CheckConstraint:
    """Return a rule that a column holds a civil date of our time."""
    return check(table, f"{column}_is_a_day", f"{column} >= '1900-01-01' AND {column} <= '2200-12-31'")


def unique(table: str, *columns: str) -> UniqueConstraint:
    """Return a rule that no two rows agree in all these columns."""
    return UniqueConstraint(*columns, name=conv(f"uq_{table}_{'_'.join(columns)}"))


def upgrade() -> None:
    """Make the tables and their indexes."""
    for name, parts in TABLES.items():
        op.create_table(name, *parts, sqlite_autoincrement=True)
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    for name, table, columns, where, only_one in PARTIAL:
        op.create_index(name, table, columns, unique=only_one, sqlite_where=text(where), postgresql_where=text(where))


# fmt: off
TABLES: dict[str, tuple[SchemaItem, ...]] = {
    "sprint_rhythm": (
        key(), link("sprint_rhythm", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        Column("from_on", Date, nullable=False), Column("weeks", Integer, nullable=False), day("sprint_rhythm", "from_on"),
        check("sprint_rhythm", "weeks_in_range", "weeks BETWEEN 1 AND 4"), unique("sprint_rhythm", "team_id", "from_on"),
    ),
    "cadence": (
        key(), link("cadence", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        Column("name", String, nullable=False), Column("category", String), link("cadence", "stage_id", "stage"),
        Column("archived", Boolean, nullable=False), check("cadence", "is_for_one_thing", "category IS NULL OR stage_id IS NULL"),
    ),
    "cadence_step": (
        key(), link("cadence_step", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("cadence_step", "cadence_id", "cadence", nullable=False), Column("place", Integer, nullable=False),
        link("cadence_step", "type_id", "activity_type", nullable=False), Column("offset_days", Integer, nullable=False),
        Column("counted_from", String, nullable=False), Column("minutes", Integer), Column("says", Text),
        Column("archived", Boolean, nullable=False), check("cadence_step", "counted_from_known", "counted_from IN ('due', 'done')"),
        check("cadence_step", "minutes_in_range", "minutes BETWEEN 0 AND 14400"),
        check("cadence_step", "offset_days_in_range", "offset_days BETWEEN 0 AND 400"),
        check("cadence_step", "place_in_range", "place BETWEEN 0 AND 200"), unique("cadence_step", "cadence_id", "place"),
    ),
    "enrolment": (
        key(), link("enrolment", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("enrolment", "cadence_id", "cadence", nullable=False), link("enrolment", "owner_id", "member", nullable=False),
        link("enrolment", "deal_id", "deal"), link("enrolment", "lead_id", "lead"), link("enrolment", "stage_id", "stage"),
        Column("started_on", Date, nullable=False), Column("stopped_on", Date), Column("why", String),
        check("enrolment", "is_of_one_thing", "(lead_id IS NULL) <> (deal_id IS NULL)"), day("enrolment", "started_on"),
        day("enrolment", "stopped_on"), check("enrolment", "why_known", "why IN ('reply', 'stage', 'closed', 'finished', 'by_hand')"),
    ),
    "recurring": (
        key(), link("recurring", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("recurring", "owner_id", "member", nullable=False), link("recurring", "type_id", "activity_type", nullable=False),
        link("recurring", "deal_id", "deal"), link("recurring", "lead_id", "lead"), link("recurring", "account_id", "account"),
        Column("list_name", String), Column("quantity", Integer, nullable=False), Column("minutes", Integer),
        Column("planned_time", Integer), Column("rule", String, nullable=False), Column("from_on", Date, nullable=False),
        Column("until_on", Date), Column("several", Boolean, nullable=False), Column("stopped_on", Date),
        link("recurring", "note_id", "person_text"), day("recurring", "from_on"),
        check("recurring", "minutes_in_range", "minutes BETWEEN 0 AND 14400"),
        check("recurring", "planned_time_in_range", "planned_time BETWEEN 0 AND 1439"),
        check("recurring", "quantity_in_range", "quantity BETWEEN 1 AND 100000"), day("recurring", "stopped_on"),
        day("recurring", "until_on"),
    ),
    "week_line": (
        key(), link("week_line", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("week_line", "owner_id", "member", nullable=False), Column("weekday", Integer, nullable=False),
        link("week_line", "type_id", "activity_type", nullable=False), Column("list_name", String),
        Column("quantity", Integer, nullable=False), Column("minutes", Integer), Column("planned_time", Integer),
        Column("ended_on", Date), day("week_line", "ended_on"), check("week_line", "minutes_in_range", "minutes BETWEEN 0 AND 14400"),
        check("week_line", "planned_time_in_range", "planned_time BETWEEN 0 AND 1439"),
        check("week_line", "quantity_in_range", "quantity BETWEEN 1 AND 100000"),
        check("week_line", "weekday_in_range", "weekday BETWEEN 0 AND 6"),
    ),
    "proposal": (
        key(), link("proposal", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("proposal", "owner_id", "member", nullable=False), link("proposal", "by_id", "member", nullable=False),
        link("proposal", "type_id", "activity_type", nullable=False), link("proposal", "deal_id", "deal"),
        link("proposal", "lead_id", "lead"), link("proposal", "account_id", "account"), Column("list_name", String),
        Column("quantity", Integer, nullable=False), Column("minutes", Integer), Column("planned_on", Date),
        Column("planned_time", Integer), Column("state", String, nullable=False), Column("made_on", Date, nullable=False),
        Column("decided_on", Date), link("proposal", "activity_id", "activity"), link("proposal", "reason_id", "person_text"),
        day("proposal", "decided_on"), day("proposal", "made_on"), check("proposal", "minutes_in_range", "minutes BETWEEN 0 AND 14400"),
        day("proposal", "planned_on"), check("proposal", "planned_time_in_range", "planned_time BETWEEN 0 AND 1439"),
        check("proposal", "quantity_in_range", "quantity BETWEEN 1 AND 100000"),
        check("proposal", "state_known", "state IN ('open', 'accepted', 'declined', 'withdrawn')"),
    ),
    "snooze": (
        key(), link("snooze", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("snooze", "member_id", "member", nullable=False), link("snooze", "deal_id", "deal"), link("snooze", "lead_id", "lead"),
        Column("until_on", Date, nullable=False), check("snooze", "is_of_one_thing", "(lead_id IS NULL) <> (deal_id IS NULL)"),
        day("snooze", "until_on"),
    ),
    "origin": (
        key(), link("origin", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        Column("kind", String, nullable=False), Column("source_id", RowId, nullable=False), Column("slot", String, nullable=False),
        link("origin", "activity_id", "activity", nullable=False),
        check("origin", "kind_known", "kind IN ('cadence', 'recurring', 'week', 'copy', 'suggestion', 'proposal', 'lead')"),
        unique("origin", "team_id", "kind", "source_id", "slot"),
    ),
}
INDEXES = (
    ("ix_cadence_stage_id", "cadence", ["stage_id"]),
    ("ix_cadence_team", "cadence", ["team_id"]),
    ("ix_enrolment_owner_id", "enrolment", ["owner_id"]),
    ("ix_enrolment_stage_id", "enrolment", ["stage_id"]),
    ("ix_enrolment_team_owner", "enrolment", ["team_id", "owner_id"]),
    ("ix_recurring_owner_id", "recurring", ["owner_id"]),
    ("ix_recurring_team_owner", "recurring", ["team_id", "owner_id"]),
    ("ix_week_line_owner_id", "week_line", ["owner_id"]),
    ("ix_week_line_team_owner", "week_line", ["team_id", "owner_id"]),
    ("ix_proposal_by_id", "proposal", ["by_id"]),
    ("ix_proposal_owner_id", "proposal", ["owner_id"]),
    ("ix_proposal_team_owner", "proposal", ["team_id", "owner_id", "state"]),
    ("ix_snooze_member_id", "snooze", ["member_id"]),
    ("ix_snooze_team_until", "snooze", ["team_id", "until_on"]),
    ("ix_origin_activity", "origin", ["activity_id"]),
)
PARTIAL = (
    ("ix_enrolment_deal_id", "enrolment", ["deal_id"], "deal_id IS NOT NULL", False),
    ("ix_enrolment_lead_id", "enrolment", ["lead_id"], "lead_id IS NOT NULL", False),
    ("ix_enrolment_running_deal", "enrolment", ["cadence_id", "deal_id"], "stopped_on IS NULL", True),
    ("ix_enrolment_running_lead", "enrolment", ["cadence_id", "lead_id"], "stopped_on IS NULL", True),
    ("ix_recurring_account_id", "recurring", ["account_id"], "account_id IS NOT NULL", False),
    ("ix_recurring_deal_id", "recurring", ["deal_id"], "deal_id IS NOT NULL", False),
    ("ix_recurring_lead_id", "recurring", ["lead_id"], "lead_id IS NOT NULL", False),
    ("ix_proposal_account_id", "proposal", ["account_id"], "account_id IS NOT NULL", False),
    ("ix_proposal_activity_id", "proposal", ["activity_id"], "activity_id IS NOT NULL", False),
    ("ix_proposal_deal_id", "proposal", ["deal_id"], "deal_id IS NOT NULL", False),
    ("ix_proposal_lead_id", "proposal", ["lead_id"], "lead_id IS NOT NULL", False),
    ("ix_snooze_deal_id", "snooze", ["deal_id"], "deal_id IS NOT NULL", False),
    ("ix_snooze_lead_id", "snooze", ["lead_id"], "lead_id IS NOT NULL", False),
)
# fmt: on
