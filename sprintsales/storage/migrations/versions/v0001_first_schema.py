"""The first schema: every table, rule and index, spelled out so that later changes of the tables do not change history."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)  # fmt: skip
from sqlalchemy.schema import SchemaItem, conv

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

RowId = BigInteger().with_variant(Integer(), "sqlite")
Moment = DateTime(timezone=True).with_variant(String(27), "sqlite")
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
    """Make every table and index, and the one row of the write door."""
    for name, parts in TABLES.items():
        op.create_table(name, *parts, sqlite_autoincrement=name != "write_door")
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    for name, table, columns, where, only_one in PARTIAL:
        op.create_index(name, table, columns, unique=only_one, sqlite_where=text(where), postgresql_where=text(where))
    op.execute("INSERT INTO write_door (id) VALUES (1)")


# fmt: off
TABLES: dict[str, tuple[SchemaItem, ...]] = {
    "company": (
        key(), Column("version", Integer, nullable=False), Column("name", String, nullable=False),
    ),
    "deal_history": (
        key(), Column("team_id", RowId, nullable=False), Column("deal_id", RowId, nullable=False),
        Column("entry_id", RowId, nullable=False), Column("known_on", Date, nullable=False), Column("stage_id", RowId),
        Column("owner_id", RowId), Column("value", BigInteger), Column("currency", String), Column("probability", Integer),
        Column("close_on", Date), Column("close_before", Date), Column("agreement_on", Date), Column("closed_on", Date),
        Column("outcome", String), Column("forecast_category", String), Column("gone", Boolean, nullable=False),
    ),
    "import_seen": (
        key(), Column("team_id", RowId, nullable=False), Column("entry_id", RowId, nullable=False),
        Column("source_id", RowId, nullable=False), Column("kind", String, nullable=False), Column("external_id", String, nullable=False),
        Column("row_id", RowId, nullable=False), Column("seen", Text, nullable=False),
    ),
    "journal_change": (
        key(), Column("entry_id", RowId, nullable=False), Column("tbl", String, nullable=False), Column("row_id", RowId, nullable=False),
        Column("op", String, nullable=False), Column("before", Text), Column("after", Text),
        check("journal_change", "op_known", "op IN ('create', 'update', 'delete')"),
    ),
    "journal_entry": (
        key(), Column("team_id", RowId), Column("recorded_at", Moment, nullable=False), Column("happened_at", Moment, nullable=False),
        Column("known_on", Date, nullable=False), Column("clock_set", Boolean, nullable=False), Column("member_id", RowId),
        Column("verb", String, nullable=False), Column("summary", String, nullable=False), Column("final", Boolean, nullable=False),
        Column("reason_id", RowId), Column("token", String, nullable=False), Column("undoes_id", RowId), day("journal_entry", "known_on"),
        unique("journal_entry", "token"),
    ),
    "journal_result": (
        key(), Column("entry_id", RowId, nullable=False), Column("body", Text, nullable=False), unique("journal_result", "entry_id"),
    ),
    "write_door": (
        key(), Column("entry_id", RowId), Column("known_on", Date), check("write_door", "id_in_range", "id BETWEEN 1 AND 1"),
    ),
    "import_mapping": (
        key(), link("import_mapping", "company_id", "company", nullable=False), Column("version", Integer, nullable=False),
        Column("name", String, nullable=False), Column("kind", String, nullable=False), Column("body", Text, nullable=False),
        unique("import_mapping", "company_id", "name"),
    ),
    "team": (
        key(), Column("version", Integer, nullable=False), link("team", "company_id", "company", nullable=False),
        link("team", "parent_id", "team"), Column("name", String, nullable=False), Column("currency", String, nullable=False),
        Column("timezone", String, nullable=False), Column("week_start", Integer, nullable=False),
        Column("sprint_weeks", Integer, nullable=False), Column("sprint_anchor", Date, nullable=False),
        Column("fiscal_start_month", Integer, nullable=False), Column("sales_model", String, nullable=False),
        Column("private_numbers", Boolean, nullable=False),
        check("team", "fiscal_start_month_in_range", "fiscal_start_month BETWEEN 1 AND 12"),
        check("team", "sales_model_known", "sales_model IN ('island', 'assembly')"), day("team", "sprint_anchor"),
        check("team", "sprint_weeks_in_range", "sprint_weeks BETWEEN 1 AND 4"),
        check("team", "week_start_in_range", "week_start BETWEEN 0 AND 6"),
    ),
    "activity_type": (
        key(), link("activity_type", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        Column("code", String, nullable=False), Column("name", String, nullable=False), Column("sign", String, nullable=False),
        Column("minutes", Integer, nullable=False), Column("work_class", String, nullable=False),
        Column("touch", Boolean, nullable=False), Column("outcomes", Text, nullable=False), Column("archived", Boolean, nullable=False),
        check("activity_type", "minutes_in_range", "minutes BETWEEN 0 AND 1440"),
        check("activity_type", "work_class_known", "work_class IN ('value', 'volume', 'non_selling')"),
        unique("activity_type", "team_id", "code"),
    ),
    "exchange_rate": (
        key(), link("exchange_rate", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        Column("currency", String, nullable=False), Column("on_day", Date, nullable=False),
        Column("rate_nano", BigInteger, nullable=False), day("exchange_rate", "on_day"),
        check("exchange_rate", "rate_nano_in_range", "rate_nano BETWEEN 1 AND 1000000000000000000"),
        unique("exchange_rate", "team_id", "currency", "on_day"),
    ),
    "holiday": (
        key(), link("holiday", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        Column("on_day", Date, nullable=False), Column("name", String, nullable=False), day("holiday", "on_day"),
        unique("holiday", "team_id", "on_day"),
    ),
    "import_source": (
        key(), link("import_source", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        Column("name", String, nullable=False), unique("import_source", "team_id", "name"),
    ),
    "label": (
        key(), link("label", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        Column("kind", String, nullable=False), Column("name", String, nullable=False),
        check("label", "kind_known", "kind IN ('territory', 'segment', 'source')"), unique("label", "team_id", "kind", "name"),
    ),
    "person_text": (
        key(), link("person_text", "team_id", "team", nullable=False), Column("kind", String, nullable=False),
        Column("salt", String, nullable=False), Column("digest", String, nullable=False), Column("body", Text),
        Column("erased_as", Integer),
        check("person_text", "kind_known", "kind IN ('name', 'email', 'phone', 'address', 'note', 'reason', 'next_step')"),
    ),
    "pipeline": (
        key(), link("pipeline", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        Column("name", String, nullable=False), Column("position", Integer, nullable=False), Column("archived", Boolean, nullable=False),
        unique("pipeline", "team_id", "name"),
    ),
    "product": (
        key(), link("product", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        Column("name", String, nullable=False), Column("series", String), Column("list_price", BigInteger), Column("currency", String),
        check("product", "list_price_in_range", "list_price BETWEEN -1000000000000000 AND 1000000000000000"),
        unique("product", "team_id", "name"),
    ),
    "team_setting": (
        key(), link("team_setting", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        Column("key", String, nullable=False), Column("value", Text, nullable=False), unique("team_setting", "team_id", "key"),
    ),
    "account": (
        key(), link("account", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        Column("name", String, nullable=False), link("account", "territory_id", "label"), link("account", "segment_id", "label"),
        Column("industry", String), Column("size", String),
    ),
    "member": (
        key(), link("member", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("member", "name_id", "person_text", nullable=False), link("member", "email_id", "person_text"), Column("login", String),
        Column("function", String), Column("profile", String), Column("skills", Text),
        check("member", "function_known", "function IN ('lead_gen', 'sdr', 'ae', 'am', 'cs')"),
        check("member", "profile_known", "profile IN ('builder', 'producer', 'both')"),
    ),
    "stage": (
        key(), link("stage", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("stage", "pipeline_id", "pipeline", nullable=False), Column("name", String, nullable=False),
        Column("position", Integer, nullable=False), Column("kind", String, nullable=False), Column("probability", Integer),
        Column("expected_days", Integer), Column("touch_days", Integer, nullable=False), Column("archived", Boolean, nullable=False),
        link("stage", "merged_into_id", "stage"), check("stage", "expected_days_in_range", "expected_days BETWEEN 0 AND 10000"),
        check("stage", "kind_known", "kind IN ('open', 'won', 'lost')"),
        check("stage", "probability_in_range", "probability BETWEEN 0 AND 1000"),
        check("stage", "touch_days_in_range", "touch_days BETWEEN 1 AND 10000"), unique("stage", "pipeline_id", "name"),
    ),
    "absence": (
        key(), link("absence", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("absence", "member_id", "member", nullable=False), Column("start_on", Date, nullable=False),
        Column("end_on", Date, nullable=False), Column("kind", String, nullable=False), day("absence", "end_on"),
        check("absence", "ends_after_start", "end_on > start_on"), day("absence", "start_on"),
    ),
    "contact": (
        key(), link("contact", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("contact", "account_id", "account"), link("contact", "name_id", "person_text", nullable=False),
        link("contact", "email_id", "person_text"), link("contact", "phone_id", "person_text"),
        link("contact", "address_id", "person_text"), link("contact", "note_id", "person_text"), Column("job_title", String),
    ),
    "membership": (
        key(), link("membership", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("membership", "member_id", "member", nullable=False), Column("role", String, nullable=False),
        link("membership", "reports_to_id", "member"), link("membership", "territory_id", "label"), Column("from_on", Date),
        Column("until_on", Date), check("membership", "ends_after_start", "until_on > from_on"), day("membership", "from_on"),
        check("membership", "role_known", "role IN ('rep', 'manager', 'viewer')"), day("membership", "until_on"),
    ),
    "sprint": (
        key(), link("sprint", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        Column("number", Integer, nullable=False), Column("start_on", Date, nullable=False), Column("end_on", Date, nullable=False),
        Column("goal", Text), Column("goal_met", Boolean), Column("closed_on", Date), link("sprint", "closed_by_id", "member"),
        Column("cancelled_on", Date), Column("cancel_reason", Text), day("sprint", "cancelled_on"), day("sprint", "closed_on"),
        day("sprint", "end_on"), check("sprint", "ends_after_start", "end_on > start_on"), day("sprint", "start_on"),
        unique("sprint", "team_id", "number"), unique("sprint", "team_id", "start_on"),
    ),
    "working_pattern": (
        key(), link("working_pattern", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("working_pattern", "member_id", "member"), Column("from_on", Date), Column("mon", Integer, nullable=False),
        Column("tue", Integer, nullable=False), Column("wed", Integer, nullable=False), Column("thu", Integer, nullable=False),
        Column("fri", Integer, nullable=False), Column("sat", Integer, nullable=False), Column("sun", Integer, nullable=False),
        check("working_pattern", "fri_in_range", "fri BETWEEN 0 AND 1440"), day("working_pattern", "from_on"),
        check("working_pattern", "mon_in_range", "mon BETWEEN 0 AND 1440"),
        check("working_pattern", "sat_in_range", "sat BETWEEN 0 AND 1440"),
        check("working_pattern", "sun_in_range", "sun BETWEEN 0 AND 1440"),
        check("working_pattern", "thu_in_range", "thu BETWEEN 0 AND 1440"),
        check("working_pattern", "tue_in_range", "tue BETWEEN 0 AND 1440"),
        check("working_pattern", "wed_in_range", "wed BETWEEN 0 AND 1440"),
    ),
    "commitment": (
        key(), link("commitment", "team_id", "team", nullable=False), Column("entry_id", RowId, nullable=False),
        link("commitment", "sprint_id", "sprint", nullable=False), link("commitment", "member_id", "member", nullable=False),
        Column("on_day", Date, nullable=False), Column("late", Boolean, nullable=False), Column("load_minutes", Integer, nullable=False),
        Column("capacity_minutes", Integer), Column("withdrawn_by", RowId), day("commitment", "on_day"),
    ),
    "deal": (
        key(), link("deal", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        Column("name", String, nullable=False), link("deal", "account_id", "account"), link("deal", "contact_id", "contact"),
        link("deal", "owner_id", "member"), link("deal", "pipeline_id", "pipeline", nullable=False),
        link("deal", "stage_id", "stage", nullable=False), Column("outcome", String, nullable=False), Column("value", BigInteger),
        Column("currency", String, nullable=False), Column("probability", Integer), Column("forecast_category", String),
        link("deal", "source_id", "label"), link("deal", "segment_id", "label"), link("deal", "territory_id", "label"),
        link("deal", "product_id", "product"), Column("started_on", Date), Column("close_on", Date), Column("agreement_on", Date),
        Column("agreement_sent_on", Date), Column("closed_on", Date), Column("outcome_reason", String),
        link("deal", "next_step_id", "person_text"), link("deal", "note_id", "person_text"), Column("missing_on", Date),
        day("deal", "agreement_on"), day("deal", "agreement_sent_on"), day("deal", "close_on"), day("deal", "closed_on"),
        check("deal", "forecast_category_known", "forecast_category IN ('omitted', 'pipeline', 'best_case', 'commit')"),
        day("deal", "missing_on"), check("deal", "open_has_no_end", "outcome <> 'open' OR closed_on IS NULL"),
        check("deal", "outcome_known", "outcome IN ('open', 'won', 'lost')"),
        check("deal", "probability_in_range", "probability BETWEEN 0 AND 1000"), day("deal", "started_on"),
        check("deal", "value_in_range", "value BETWEEN -1000000000000000 AND 1000000000000000"),
    ),
    "goal": (
        key(), link("goal", "company_id", "company"), link("goal", "team_id", "team"), Column("version", Integer, nullable=False),
        link("goal", "member_id", "member"), link("goal", "sprint_id", "sprint"), Column("metric", String, nullable=False),
        Column("period", String, nullable=False), Column("commit_level", BigInteger, nullable=False), Column("stretch_level", BigInteger),
        Column("from_on", Date, nullable=False), Column("until_on", Date), Column("met", Boolean),
        link("goal", "reason_id", "person_text"),
        check("goal", "commit_level_in_range", "commit_level BETWEEN -1000000000000000 AND 1000000000000000"), day("goal", "from_on"),
        check("goal", "period_known", "period IN ('day', 'sprint', 'month', 'quarter', 'year')"),
        check("goal", "stretch_level_in_range", "stretch_level BETWEEN -1000000000000000 AND 1000000000000000"), day("goal", "until_on"),
    ),
    "snapshot": (
        key(), link("snapshot", "team_id", "team", nullable=False), Column("entry_id", RowId, nullable=False),
        Column("kind", String, nullable=False), Column("on_day", Date, nullable=False), link("snapshot", "sprint_id", "sprint"),
        link("snapshot", "member_id", "member"), Column("body", Text, nullable=False), Column("digest", String, nullable=False),
        check("snapshot", "kind_known", "kind IN ('commit', 'close', 'call', 'forecast')"), day("snapshot", "on_day"),
    ),
    "deal_past": (
        key(), link("deal_past", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("deal_past", "deal_id", "deal", nullable=False), Column("on_day", Date, nullable=False),
        link("deal_past", "stage_id", "stage"), Column("close_on", Date), link("deal_past", "by_id", "member"),
        day("deal_past", "close_on"), day("deal_past", "on_day"),
    ),
    "deal_person": (
        key(), link("deal_person", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("deal_person", "deal_id", "deal", nullable=False), link("deal_person", "member_id", "member", nullable=False),
        Column("function", String, nullable=False), Column("credit", Integer),
        check("deal_person", "credit_in_range", "credit BETWEEN 0 AND 1000"),
        check("deal_person", "function_known", "function IN ('lead_gen', 'sdr', 'ae', 'am', 'cs')"),
        unique("deal_person", "deal_id", "function"),
    ),
    "lead": (
        key(), link("lead", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("lead", "name_id", "person_text"), link("lead", "account_id", "account"), link("lead", "owner_id", "member"),
        link("lead", "source_id", "label"), Column("category", String), Column("created_on", Date), Column("created_at", Moment),
        Column("first_touch_on", Date), Column("first_touch_at", Moment), Column("responded_on", Date), Column("responded_at", Moment),
        Column("won_on", Date), link("lead", "deal_id", "deal"), day("lead", "created_on"), day("lead", "first_touch_on"),
        day("lead", "responded_on"), day("lead", "won_on"),
    ),
    "push_reason": (
        key(), link("push_reason", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("push_reason", "deal_id", "deal", nullable=False), Column("history_id", RowId, nullable=False), Column("code", String),
        link("push_reason", "reason_id", "person_text"), unique("push_reason", "history_id"),
    ),
    "activity": (
        key(), link("activity", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("activity", "type_id", "activity_type", nullable=False), link("activity", "owner_id", "member"),
        link("activity", "deal_id", "deal"), link("activity", "lead_id", "lead"), link("activity", "contact_id", "contact"),
        link("activity", "account_id", "account"), link("activity", "sprint_id", "sprint"), Column("list_name", String),
        Column("state", String, nullable=False), Column("quantity_planned", Integer, nullable=False),
        Column("quantity_done", Integer, nullable=False), Column("planned_on", Date), Column("planned_time", Integer),
        Column("minutes", Integer), Column("minutes_done", Integer), Column("outcome", String), Column("done_on", Date),
        Column("done_at", Moment), Column("logged_at", Moment), Column("unplanned", Boolean, nullable=False), Column("direction", String),
        Column("carries", Integer, nullable=False), link("activity", "after_id", "activity"), link("activity", "note_id", "person_text"),
        link("activity", "result_id", "person_text"), link("activity", "drop_reason_id", "person_text"),
        check("activity", "carries_in_range", "carries BETWEEN 0 AND 10000"),
        check("activity", "direction_known", "direction IN ('in', 'out')"),
        check("activity", "done_has_a_day", "state <> 'done' OR done_on IS NOT NULL"), day("activity", "done_on"),
        check("activity", "minutes_done_in_range", "minutes_done BETWEEN 0 AND 14400"),
        check("activity", "minutes_in_range", "minutes BETWEEN 0 AND 14400"), day("activity", "planned_on"),
        check("activity", "planned_time_in_range", "planned_time BETWEEN 0 AND 1439"),
        check("activity", "quantity_done_in_range", "quantity_done BETWEEN 0 AND 100000"),
        check("activity", "quantity_planned_in_range", "quantity_planned BETWEEN 1 AND 100000"),
        check("activity", "state_known", "state IN ('planned', 'done', 'dropped')"),
        check("activity", "units_have_a_day", "quantity_done = 0 OR done_on IS NOT NULL"),
    ),
    "activity_tally": (
        key(), link("activity_tally", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("activity_tally", "activity_id", "activity", nullable=False), Column("outcome", String, nullable=False),
        Column("units", Integer, nullable=False), check("activity_tally", "units_in_range", "units BETWEEN 0 AND 100000"),
        unique("activity_tally", "activity_id", "outcome"),
    ),
    "blocker": (
        key(), link("blocker", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("blocker", "activity_id", "activity"), link("blocker", "deal_id", "deal"), Column("since_on", Date, nullable=False),
        Column("cleared_on", Date), link("blocker", "reason_id", "person_text"), link("blocker", "clears_id", "member"),
        check("blocker", "blocks_one_thing", "(activity_id IS NULL) <> (deal_id IS NULL)"), day("blocker", "cleared_on"),
        day("blocker", "since_on"),
    ),
    "commitment_item": (
        key(), link("commitment_item", "team_id", "team", nullable=False),
        link("commitment_item", "commitment_id", "commitment", nullable=False),
        link("commitment_item", "activity_id", "activity", nullable=False),
        link("commitment_item", "type_id", "activity_type", nullable=False), Column("minutes", Integer),
        Column("quantity", Integer, nullable=False), Column("planned_on", Date), link("commitment_item", "deal_id", "deal"),
        Column("deal_value", BigInteger), Column("deal_currency", String), link("commitment_item", "deal_stage_id", "stage"),
        Column("deal_close_on", Date), Column("deal_agreement_on", Date), day("commitment_item", "deal_agreement_on"),
        day("commitment_item", "deal_close_on"), day("commitment_item", "planned_on"),
        unique("commitment_item", "commitment_id", "activity_id"),
    ),
    "fate": (
        key(), link("fate", "team_id", "team", nullable=False), Column("version", Integer, nullable=False),
        link("fate", "sprint_id", "sprint", nullable=False), link("fate", "activity_id", "activity", nullable=False),
        Column("fate", String, nullable=False), Column("on_day", Date, nullable=False), link("fate", "to_sprint_id", "sprint"),
        link("fate", "to_member_id", "member"), link("fate", "reason_id", "person_text"),
        check("fate", "fate_known", "fate IN ('carried', 'handed_over', 'split', 'dropped', 'removed')"), day("fate", "on_day"),
        unique("fate", "sprint_id", "activity_id"),
    ),
}
INDEXES: tuple[tuple[str, str, list[str]], ...] = (
    ("ix_deal_history_deal", "deal_history", ["deal_id", "known_on", "id"]), ("ix_import_seen_entry", "import_seen", ["entry_id"]),
    ("ix_import_seen_foreign", "import_seen", ["source_id", "kind", "external_id", "id"]),
    ("ix_import_seen_row", "import_seen", ["team_id", "kind", "row_id", "id"]),
    ("ix_journal_change_entry", "journal_change", ["entry_id"]), ("ix_journal_change_row", "journal_change", ["tbl", "row_id", "id"]),
    ("ix_journal_entry_team", "journal_entry", ["team_id", "id"]), ("ix_team_parent_id", "team", ["parent_id"]),
    ("ix_account_segment_id", "account", ["segment_id"]), ("ix_account_team_name", "account", ["team_id", "name"]),
    ("ix_account_territory_id", "account", ["territory_id"]), ("ix_member_team_id", "member", ["team_id"]),
    ("ix_stage_merged_into_id", "stage", ["merged_into_id"]), ("ix_stage_team_id", "stage", ["team_id"]),
    ("ix_absence_member_id", "absence", ["member_id"]), ("ix_absence_team_member", "absence", ["team_id", "member_id"]),
    ("ix_contact_account_id", "contact", ["account_id"]), ("ix_contact_team_account", "contact", ["team_id", "account_id"]),
    ("ix_membership_member_id", "membership", ["member_id"]), ("ix_membership_reports_to_id", "membership", ["reports_to_id"]),
    ("ix_membership_team_member", "membership", ["team_id", "member_id"]), ("ix_membership_territory_id", "membership", ["territory_id"]),
    ("ix_working_pattern_member_id", "working_pattern", ["member_id"]),
    ("ix_working_pattern_team_member", "working_pattern", ["team_id", "member_id"]),
    ("ix_commitment_team_sprint", "commitment", ["team_id", "sprint_id"]), ("ix_deal_account_id", "deal", ["account_id"]),
    ("ix_deal_owner_id", "deal", ["owner_id"]), ("ix_deal_team_outcome_closed", "deal", ["team_id", "outcome", "closed_on"]),
    ("ix_goal_member_id", "goal", ["member_id"]), ("ix_goal_sprint_id", "goal", ["sprint_id"]),
    ("ix_goal_team_metric", "goal", ["team_id", "metric"]), ("ix_snapshot_team_kind", "snapshot", ["team_id", "kind", "on_day"]),
    ("ix_deal_past_deal", "deal_past", ["deal_id", "on_day", "id"]), ("ix_deal_past_stage_id", "deal_past", ["stage_id"]),
    ("ix_deal_person_member_id", "deal_person", ["member_id"]), ("ix_deal_person_team_member", "deal_person", ["team_id", "member_id"]),
    ("ix_lead_account_id", "lead", ["account_id"]), ("ix_lead_deal_id", "lead", ["deal_id"]), ("ix_lead_owner_id", "lead", ["owner_id"]),
    ("ix_lead_source_id", "lead", ["source_id"]), ("ix_lead_team_created", "lead", ["team_id", "created_on"]),
    ("ix_push_reason_deal_id", "push_reason", ["deal_id"]), ("ix_activity_deal", "activity", ["deal_id", "done_on"]),
    ("ix_activity_owner_id", "activity", ["owner_id"]),
    ("ix_activity_team_done", "activity", ["team_id", "done_on", "owner_id", "type_id"]),
    ("ix_activity_team_planned", "activity", ["team_id", "state", "planned_on", "owner_id"]),
    ("ix_activity_team_sprint", "activity", ["team_id", "sprint_id", "owner_id", "type_id", "state"]),
    ("ix_blocker_activity_id", "blocker", ["activity_id"]), ("ix_blocker_deal_id", "blocker", ["deal_id"]),
    ("ix_commitment_item_activity", "commitment_item", ["activity_id"]), ("ix_commitment_item_deal", "commitment_item", ["deal_id"]),
    ("ix_fate_activity", "fate", ["activity_id"]),
)
PARTIAL: tuple[tuple[str, str, list[str], str, bool], ...] = (
    ("ix_deal_history_moved", "deal_history", ["team_id", "known_on"], "close_before IS NOT NULL AND close_on <> close_before", False),
    ("ix_deal_history_cleared", "deal_history", ["team_id", "known_on"], "close_before IS NOT NULL AND close_on IS NULL", False),
    ("ix_journal_entry_undoes", "journal_entry", ["undoes_id"], "undoes_id IS NOT NULL", False),
    ("ix_commitment_standing", "commitment", ["sprint_id", "member_id"], "withdrawn_by IS NULL", True),
    ("ix_deal_contact_id", "deal", ["contact_id"], "contact_id IS NOT NULL", False),
    ("ix_activity_account_id", "activity", ["account_id"], "account_id IS NOT NULL", False),
    ("ix_activity_after_id", "activity", ["after_id"], "after_id IS NOT NULL", False),
    ("ix_activity_contact_id", "activity", ["contact_id"], "contact_id IS NOT NULL", False),
    ("ix_activity_lead_id", "activity", ["lead_id"], "lead_id IS NOT NULL", False),
)
# fmt: on
