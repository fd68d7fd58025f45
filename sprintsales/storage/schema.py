"""The tables as plain SQLAlchemy, made from tables.py by make_schema.py: what reading imports. Do not edit by hand.

Rules and indexes stand in schema_rules.py: only making a database needs them, and they cost more to import than the tables.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Integer, MetaData, String, Table, Text

from sprintsales.storage.types import Moment, RowId

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

company = Table(
    "company",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("version", Integer, nullable=False, default=1),
    Column("name", String, nullable=False),
    sqlite_autoincrement=True,
)

deal_history = Table(
    "deal_history",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, nullable=False),
    Column("deal_id", RowId, nullable=False),
    Column("entry_id", RowId, nullable=False),
    Column("known_on", Date, nullable=False),
    Column("stage_id", RowId),
    Column("owner_id", RowId),
    Column("value", BigInteger),
    Column("currency", String),
    Column("probability", Integer),
    Column("close_on", Date),
    Column("close_before", Date),
    Column("agreement_on", Date),
    Column("closed_on", Date),
    Column("outcome", String),
    Column("forecast_category", String),
    Column("gone", Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,
)

import_seen = Table(
    "import_seen",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, nullable=False),
    Column("entry_id", RowId, nullable=False),
    Column("source_id", RowId, nullable=False),
    Column("kind", String, nullable=False),
    Column("external_id", String, nullable=False),
    Column("row_id", RowId, nullable=False),
    Column("seen", Text, nullable=False),
    sqlite_autoincrement=True,
)

journal_change = Table(
    "journal_change",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("entry_id", RowId, nullable=False),
    Column("tbl", String, nullable=False),
    Column("row_id", RowId, nullable=False),
    Column("op", String, nullable=False),
    Column("before", Text),
    Column("after", Text),
    sqlite_autoincrement=True,
)

journal_entry = Table(
    "journal_entry",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId),
    Column("recorded_at", Moment, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("known_on", Date, nullable=False),
    Column("clock_set", Boolean, nullable=False, default=False),
    Column("member_id", RowId),
    Column("verb", String, nullable=False),
    Column("summary", String, nullable=False),
    Column("final", Boolean, nullable=False, default=False),
    Column("reason_id", RowId),
    Column("token", String, nullable=False),
    Column("undoes_id", RowId),
    sqlite_autoincrement=True,
)

journal_result = Table(
    "journal_result",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("entry_id", RowId, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_autoincrement=True,
)

write_door = Table(
    "write_door",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("entry_id", RowId),
    Column("known_on", Date),
)

import_mapping = Table(
    "import_mapping",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("company_id", RowId, ForeignKey("company.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_autoincrement=True,
)

team = Table(
    "team",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("version", Integer, nullable=False, default=1),
    Column("company_id", RowId, ForeignKey("company.id", ondelete="RESTRICT"), nullable=False),
    Column("parent_id", RowId, ForeignKey("team.id", ondelete="RESTRICT")),
    Column("name", String, nullable=False),
    Column("currency", String, nullable=False),
    Column("timezone", String, nullable=False),
    Column("week_start", Integer, nullable=False, default=0),
    Column("sprint_weeks", Integer, nullable=False, default=1),
    Column("sprint_anchor", Date, nullable=False),
    Column("fiscal_start_month", Integer, nullable=False, default=1),
    Column("sales_model", String, nullable=False, default="island"),
    Column("private_numbers", Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,
)

activity_type = Table(
    "activity_type",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("code", String, nullable=False),
    Column("name", String, nullable=False),
    Column("sign", String, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("work_class", String, nullable=False),
    Column("touch", Boolean, nullable=False),
    Column("outcomes", Text, nullable=False, default="[]"),
    Column("archived", Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,
)

exchange_rate = Table(
    "exchange_rate",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("currency", String, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("rate_nano", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

holiday = Table(
    "holiday",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("on_day", Date, nullable=False),
    Column("name", String, nullable=False, default=""),
    Column("part", String),
    sqlite_autoincrement=True,
)

import_source = Table(
    "import_source",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("name", String, nullable=False),
    sqlite_autoincrement=True,
)

label = Table(
    "label",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),
    sqlite_autoincrement=True,
)

person_text = Table(
    "person_text",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("kind", String, nullable=False),
    Column("salt", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("body", Text),
    Column("erased_as", Integer),
    sqlite_autoincrement=True,
)

pipeline = Table(
    "pipeline",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("name", String, nullable=False),
    Column("position", Integer, nullable=False, default=0),
    Column("archived", Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,
)

product = Table(
    "product",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("name", String, nullable=False),
    Column("series", String),
    Column("list_price", BigInteger),
    Column("currency", String),
    sqlite_autoincrement=True,
)

sprint_rhythm = Table(
    "sprint_rhythm",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("from_on", Date, nullable=False),
    Column("weeks", Integer, nullable=False),
    sqlite_autoincrement=True,
)

team_setting = Table(
    "team_setting",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("key", String, nullable=False),
    Column("value", Text, nullable=False),
    sqlite_autoincrement=True,
)

account = Table(
    "account",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("name", String, nullable=False),
    Column("territory_id", RowId, ForeignKey("label.id", ondelete="RESTRICT")),
    Column("segment_id", RowId, ForeignKey("label.id", ondelete="RESTRICT")),
    Column("industry", String),
    Column("size", String),
    sqlite_autoincrement=True,
)

member = Table(
    "member",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("name_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT"), nullable=False),
    Column("email_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT")),
    Column("login", String),
    Column("function", String),
    Column("profile", String),
    Column("skills", Text),
    sqlite_autoincrement=True,
)

stage = Table(
    "stage",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("pipeline_id", RowId, ForeignKey("pipeline.id", ondelete="RESTRICT"), nullable=False),
    Column("name", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", String, nullable=False, default="open"),
    Column("probability", Integer),
    Column("expected_days", Integer),
    Column("touch_days", Integer, nullable=False, default=21),
    Column("archived", Boolean, nullable=False, default=False),
    Column("merged_into_id", RowId, ForeignKey("stage.id", ondelete="RESTRICT")),
    sqlite_autoincrement=True,
)

absence = Table(
    "absence",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("member_id", RowId, ForeignKey("member.id", ondelete="RESTRICT"), nullable=False),
    Column("start_on", Date, nullable=False),
    Column("end_on", Date, nullable=False),
    Column("kind", String, nullable=False, default="holiday"),
    Column("part", String),
    sqlite_autoincrement=True,
)

cadence = Table(
    "cadence",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("name", String, nullable=False),
    Column("category", String),
    Column("stage_id", RowId, ForeignKey("stage.id", ondelete="RESTRICT")),
    Column("archived", Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,
)

contact = Table(
    "contact",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("account_id", RowId, ForeignKey("account.id", ondelete="RESTRICT")),
    Column("name_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT"), nullable=False),
    Column("email_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT")),
    Column("phone_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT")),
    Column("address_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT")),
    Column("note_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT")),
    Column("job_title", String),
    sqlite_autoincrement=True,
)

membership = Table(
    "membership",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("member_id", RowId, ForeignKey("member.id", ondelete="RESTRICT"), nullable=False),
    Column("role", String, nullable=False),
    Column("reports_to_id", RowId, ForeignKey("member.id", ondelete="RESTRICT")),
    Column("territory_id", RowId, ForeignKey("label.id", ondelete="RESTRICT")),
    Column("from_on", Date),
    Column("until_on", Date),
    sqlite_autoincrement=True,
)

sprint = Table(
    "sprint",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("number", Integer, nullable=False),
    Column("start_on", Date, nullable=False),
    Column("end_on", Date, nullable=False),
    Column("goal", Text),
    Column("goal_met", Boolean),
    Column("closed_on", Date),
    Column("closed_by_id", RowId, ForeignKey("member.id", ondelete="RESTRICT")),
    Column("cancelled_on", Date),
    Column("cancel_reason", Text),
    sqlite_autoincrement=True,
)

week_line = Table(
    "week_line",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("owner_id", RowId, ForeignKey("member.id", ondelete="RESTRICT"), nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("type_id", RowId, ForeignKey("activity_type.id", ondelete="RESTRICT"), nullable=False),
    Column("list_name", String),
    Column("quantity", Integer, nullable=False, default=1),
    Column("minutes", Integer),
    Column("planned_time", Integer),
    Column("ended_on", Date),
    sqlite_autoincrement=True,
)

working_pattern = Table(
    "working_pattern",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("member_id", RowId, ForeignKey("member.id", ondelete="RESTRICT")),
    Column("from_on", Date),
    Column("mon", Integer, nullable=False, default=480),
    Column("tue", Integer, nullable=False, default=480),
    Column("wed", Integer, nullable=False, default=480),
    Column("thu", Integer, nullable=False, default=480),
    Column("fri", Integer, nullable=False, default=480),
    Column("sat", Integer, nullable=False, default=0),
    Column("sun", Integer, nullable=False, default=0),
    sqlite_autoincrement=True,
)

cadence_step = Table(
    "cadence_step",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("cadence_id", RowId, ForeignKey("cadence.id", ondelete="RESTRICT"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("type_id", RowId, ForeignKey("activity_type.id", ondelete="RESTRICT"), nullable=False),
    Column("offset_days", Integer, nullable=False, default=0),
    Column("counted_from", String, nullable=False, default="due"),
    Column("minutes", Integer),
    Column("says", Text),
    Column("archived", Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,
)

commitment = Table(
    "commitment",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("entry_id", RowId, nullable=False),
    Column("sprint_id", RowId, ForeignKey("sprint.id", ondelete="RESTRICT"), nullable=False),
    Column("member_id", RowId, ForeignKey("member.id", ondelete="RESTRICT"), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("late", Boolean, nullable=False, default=False),
    Column("load_minutes", Integer, nullable=False),
    Column("capacity_minutes", Integer),
    Column("withdrawn_by", RowId),
    sqlite_autoincrement=True,
)

deal = Table(
    "deal",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("name", String, nullable=False),
    Column("account_id", RowId, ForeignKey("account.id", ondelete="RESTRICT")),
    Column("contact_id", RowId, ForeignKey("contact.id", ondelete="RESTRICT")),
    Column("owner_id", RowId, ForeignKey("member.id", ondelete="RESTRICT")),
    Column("pipeline_id", RowId, ForeignKey("pipeline.id", ondelete="RESTRICT"), nullable=False),
    Column("stage_id", RowId, ForeignKey("stage.id", ondelete="RESTRICT"), nullable=False),
    Column("outcome", String, nullable=False, default="open"),
    Column("value", BigInteger),
    Column("currency", String, nullable=False),
    Column("probability", Integer),
    Column("forecast_category", String),
    Column("source_id", RowId, ForeignKey("label.id", ondelete="RESTRICT")),
    Column("segment_id", RowId, ForeignKey("label.id", ondelete="RESTRICT")),
    Column("territory_id", RowId, ForeignKey("label.id", ondelete="RESTRICT")),
    Column("product_id", RowId, ForeignKey("product.id", ondelete="RESTRICT")),
    Column("started_on", Date),
    Column("close_on", Date),
    Column("agreement_on", Date),
    Column("agreement_sent_on", Date),
    Column("closed_on", Date),
    Column("outcome_reason", String),
    Column("next_step_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT")),
    Column("note_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT")),
    Column("missing_on", Date),
    sqlite_autoincrement=True,
)

goal = Table(
    "goal",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("company_id", RowId, ForeignKey("company.id", ondelete="RESTRICT")),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT")),
    Column("version", Integer, nullable=False, default=1),
    Column("member_id", RowId, ForeignKey("member.id", ondelete="RESTRICT")),
    Column("sprint_id", RowId, ForeignKey("sprint.id", ondelete="RESTRICT")),
    Column("metric", String, nullable=False),
    Column("period", String, nullable=False),
    Column("commit_level", BigInteger, nullable=False),
    Column("stretch_level", BigInteger),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date),
    Column("met", Boolean),
    Column("reason_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT")),
    sqlite_autoincrement=True,
)

snapshot = Table(
    "snapshot",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("entry_id", RowId, nullable=False),
    Column("kind", String, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("sprint_id", RowId, ForeignKey("sprint.id", ondelete="RESTRICT")),
    Column("member_id", RowId, ForeignKey("member.id", ondelete="RESTRICT")),
    Column("body", Text, nullable=False),
    Column("digest", String, nullable=False),
    sqlite_autoincrement=True,
)

deal_past = Table(
    "deal_past",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("deal_id", RowId, ForeignKey("deal.id", ondelete="RESTRICT"), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("stage_id", RowId, ForeignKey("stage.id", ondelete="RESTRICT")),
    Column("close_on", Date),
    Column("by_id", RowId, ForeignKey("member.id", ondelete="RESTRICT")),
    sqlite_autoincrement=True,
)

deal_person = Table(
    "deal_person",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("deal_id", RowId, ForeignKey("deal.id", ondelete="RESTRICT"), nullable=False),
    Column("member_id", RowId, ForeignKey("member.id", ondelete="RESTRICT"), nullable=False),
    Column("function", String, nullable=False),
    Column("credit", Integer),
    sqlite_autoincrement=True,
)

lead = Table(
    "lead",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("name_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT")),
    Column("account_id", RowId, ForeignKey("account.id", ondelete="RESTRICT")),
    Column("owner_id", RowId, ForeignKey("member.id", ondelete="RESTRICT")),
    Column("source_id", RowId, ForeignKey("label.id", ondelete="RESTRICT")),
    Column("category", String),
    Column("created_on", Date),
    Column("created_at", Moment),
    Column("first_touch_on", Date),
    Column("first_touch_at", Moment),
    Column("responded_on", Date),
    Column("responded_at", Moment),
    Column("won_on", Date),
    Column("deal_id", RowId, ForeignKey("deal.id", ondelete="RESTRICT")),
    sqlite_autoincrement=True,
)

push_reason = Table(
    "push_reason",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("deal_id", RowId, ForeignKey("deal.id", ondelete="RESTRICT"), nullable=False),
    Column("history_id", RowId, nullable=False),
    Column("code", String),
    Column("reason_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT")),
    sqlite_autoincrement=True,
)

activity = Table(
    "activity",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("type_id", RowId, ForeignKey("activity_type.id", ondelete="RESTRICT"), nullable=False),
    Column("owner_id", RowId, ForeignKey("member.id", ondelete="RESTRICT")),
    Column("deal_id", RowId, ForeignKey("deal.id", ondelete="RESTRICT")),
    Column("lead_id", RowId, ForeignKey("lead.id", ondelete="RESTRICT")),
    Column("contact_id", RowId, ForeignKey("contact.id", ondelete="RESTRICT")),
    Column("account_id", RowId, ForeignKey("account.id", ondelete="RESTRICT")),
    Column("sprint_id", RowId, ForeignKey("sprint.id", ondelete="RESTRICT")),
    Column("list_name", String),
    Column("state", String, nullable=False, default="planned"),
    Column("quantity_planned", Integer, nullable=False, default=1),
    Column("quantity_done", Integer, nullable=False, default=0),
    Column("planned_on", Date),
    Column("planned_time", Integer),
    Column("minutes", Integer),
    Column("minutes_done", Integer),
    Column("outcome", String),
    Column("done_on", Date),
    Column("done_at", Moment),
    Column("logged_at", Moment),
    Column("unplanned", Boolean, nullable=False, default=False),
    Column("direction", String),
    Column("carries", Integer, nullable=False, default=0),
    Column("after_id", RowId, ForeignKey("activity.id", ondelete="RESTRICT")),
    Column("note_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT")),
    Column("result_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT")),
    Column("drop_reason_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT")),
    sqlite_autoincrement=True,
)

enrolment = Table(
    "enrolment",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("cadence_id", RowId, ForeignKey("cadence.id", ondelete="RESTRICT"), nullable=False),
    Column("owner_id", RowId, ForeignKey("member.id", ondelete="RESTRICT"), nullable=False),
    Column("deal_id", RowId, ForeignKey("deal.id", ondelete="RESTRICT")),
    Column("lead_id", RowId, ForeignKey("lead.id", ondelete="RESTRICT")),
    Column("stage_id", RowId, ForeignKey("stage.id", ondelete="RESTRICT")),
    Column("started_on", Date, nullable=False),
    Column("stopped_on", Date),
    Column("why", String),
    sqlite_autoincrement=True,
)

recurring = Table(
    "recurring",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("owner_id", RowId, ForeignKey("member.id", ondelete="RESTRICT"), nullable=False),
    Column("type_id", RowId, ForeignKey("activity_type.id", ondelete="RESTRICT"), nullable=False),
    Column("deal_id", RowId, ForeignKey("deal.id", ondelete="RESTRICT")),
    Column("lead_id", RowId, ForeignKey("lead.id", ondelete="RESTRICT")),
    Column("account_id", RowId, ForeignKey("account.id", ondelete="RESTRICT")),
    Column("list_name", String),
    Column("quantity", Integer, nullable=False, default=1),
    Column("minutes", Integer),
    Column("planned_time", Integer),
    Column("rule", String, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date),
    Column("several", Boolean, nullable=False, default=False),
    Column("stopped_on", Date),
    Column("note_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT")),
    sqlite_autoincrement=True,
)

snooze = Table(
    "snooze",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("member_id", RowId, ForeignKey("member.id", ondelete="RESTRICT"), nullable=False),
    Column("deal_id", RowId, ForeignKey("deal.id", ondelete="RESTRICT")),
    Column("lead_id", RowId, ForeignKey("lead.id", ondelete="RESTRICT")),
    Column("until_on", Date, nullable=False),
    sqlite_autoincrement=True,
)

activity_tally = Table(
    "activity_tally",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("activity_id", RowId, ForeignKey("activity.id", ondelete="RESTRICT"), nullable=False),
    Column("outcome", String, nullable=False),
    Column("units", Integer, nullable=False),
    sqlite_autoincrement=True,
)

blocker = Table(
    "blocker",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("activity_id", RowId, ForeignKey("activity.id", ondelete="RESTRICT")),
    Column("deal_id", RowId, ForeignKey("deal.id", ondelete="RESTRICT")),
    Column("since_on", Date, nullable=False),
    Column("cleared_on", Date),
    Column("reason_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT")),
    Column("clears_id", RowId, ForeignKey("member.id", ondelete="RESTRICT")),
    sqlite_autoincrement=True,
)

commitment_item = Table(
    "commitment_item",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("commitment_id", RowId, ForeignKey("commitment.id", ondelete="RESTRICT"), nullable=False),
    Column("activity_id", RowId, ForeignKey("activity.id", ondelete="RESTRICT"), nullable=False),
    Column("type_id", RowId, ForeignKey("activity_type.id", ondelete="RESTRICT"), nullable=False),
    Column("minutes", Integer),
    Column("quantity", Integer, nullable=False, default=1),
    Column("planned_on", Date),
    Column("deal_id", RowId, ForeignKey("deal.id", ondelete="RESTRICT")),
    Column("deal_value", BigInteger),
    Column("deal_currency", String),
    Column("deal_stage_id", RowId, ForeignKey("stage.id", ondelete="RESTRICT")),
    Column("deal_close_on", Date),
    Column("deal_agreement_on", Date),
    sqlite_autoincrement=True,
)

fate = Table(
    "fate",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("sprint_id", RowId, ForeignKey("sprint.id", ondelete="RESTRICT"), nullable=False),
    Column("activity_id", RowId, ForeignKey("activity.id", ondelete="RESTRICT"), nullable=False),
    Column("fate", String, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("to_sprint_id", RowId, ForeignKey("sprint.id", ondelete="RESTRICT")),
    Column("to_member_id", RowId, ForeignKey("member.id", ondelete="RESTRICT")),
    Column("reason_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT")),
    sqlite_autoincrement=True,
)

origin = Table(
    "origin",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("kind", String, nullable=False),
    Column("source_id", RowId, nullable=False),
    Column("slot", String, nullable=False),
    Column("activity_id", RowId, ForeignKey("activity.id", ondelete="RESTRICT"), nullable=False),
    sqlite_autoincrement=True,
)

proposal = Table(
    "proposal",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("team_id", RowId, ForeignKey("team.id", ondelete="RESTRICT"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("owner_id", RowId, ForeignKey("member.id", ondelete="RESTRICT"), nullable=False),
    Column("by_id", RowId, ForeignKey("member.id", ondelete="RESTRICT"), nullable=False),
    Column("type_id", RowId, ForeignKey("activity_type.id", ondelete="RESTRICT"), nullable=False),
    Column("deal_id", RowId, ForeignKey("deal.id", ondelete="RESTRICT")),
    Column("lead_id", RowId, ForeignKey("lead.id", ondelete="RESTRICT")),
    Column("account_id", RowId, ForeignKey("account.id", ondelete="RESTRICT")),
    Column("list_name", String),
    Column("quantity", Integer, nullable=False, default=1),
    Column("minutes", Integer),
    Column("planned_on", Date),
    Column("planned_time", Integer),
    Column("state", String, nullable=False, default="open"),
    Column("made_on", Date, nullable=False),
    Column("decided_on", Date),
    Column("activity_id", RowId, ForeignKey("activity.id", ondelete="RESTRICT")),
    Column("reason_id", RowId, ForeignKey("person_text.id", ondelete="RESTRICT")),
    sqlite_autoincrement=True,
)

APPEND_ONLY: dict[str, tuple[str, ...]] = {
    "journal_entry": (),
    "journal_change": (),
    "journal_result": (),
    "deal_history": (),
    "import_seen": (),
    "commitment": ("withdrawn_by",),
    "commitment_item": (),
    "snapshot": (),
    "person_text": ("body", "erased_as",),
}
UNJOURNALLED = frozenset(APPEND_ONLY) | {"write_door"}
HISTORY_FIELDS = ("stage_id", "owner_id", "value", "currency", "probability", "close_on", "agreement_on", "closed_on", "outcome", "forecast_category")
JOURNALLED = (company, import_mapping, team, activity_type, exchange_rate, holiday, import_source, label, pipeline, product, sprint_rhythm, team_setting, account, member, stage, absence, cadence, contact, membership, sprint, week_line, working_pattern, cadence_step, deal, goal, deal_past, deal_person, lead, push_reason, activity, enrolment, recurring, snooze, activity_tally, blocker, fate, origin, proposal)
