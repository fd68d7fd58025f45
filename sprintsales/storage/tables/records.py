"""Tables of the journal, what was derived from it, snapshots and what imports saw."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from sprintsales.storage.tables.base import Base, amount, between, days, key, link, moment, one_of, shape, words
from sprintsales.storage.types import RowId


class JournalEntry(Base, table=True):
    """One act: who did what, when it was recorded, when it was known, and which act it undoes."""

    __tablename__ = "journal_entry"
    __table_args__ = shape(
        *days("known_on"),
        Index("ix_journal_entry_team", "team_id", "id"),
        Index(
            "ix_journal_entry_undoes",
            "undoes_id",
            sqlite_where=text("undoes_id IS NOT NULL"),
        ),
        UniqueConstraint("token"),
    )
    id: int | None = key()
    team_id: int | None = Field(default=None, sa_type=RowId, nullable=True)
    recorded_at: datetime = moment()
    happened_at: datetime = moment()
    known_on: date
    clock_set: bool = False
    member_id: int | None = Field(default=None, sa_type=RowId, nullable=True)
    verb: str
    summary: str
    final: bool = False
    reason_id: int | None = Field(default=None, sa_type=RowId, nullable=True)
    token: str
    undoes_id: int | None = Field(default=None, sa_type=RowId, nullable=True)


class JournalChange(Base, table=True):
    """What an act changed in one row: an update keeps only the changed fields."""

    __tablename__ = "journal_change"
    __table_args__ = shape(
        one_of("op", "create", "update", "delete"),
        Index("ix_journal_change_row", "tbl", "row_id", "id"),
        Index("ix_journal_change_entry", "entry_id"),
    )
    id: int | None = key()
    entry_id: int = Field(sa_type=RowId)
    tbl: str
    row_id: int = Field(sa_type=RowId)
    op: str
    before: str | None = words(default=None, nullable=True)
    after: str | None = words(default=None, nullable=True)


class JournalResult(Base, table=True):
    """What an act gave back (JSON), for a caller who asks again with the same token."""

    __tablename__ = "journal_result"
    __table_args__ = shape(UniqueConstraint("entry_id"))
    id: int | None = key()
    entry_id: int = Field(sa_type=RowId)
    body: str = words()


class DealHistory(Base, table=True):
    """A deal as it was known from a day on, written by the database at every change that matters."""

    __tablename__ = "deal_history"
    __table_args__ = shape(
        Index("ix_deal_history_deal", "deal_id", "known_on", "id"),
        Index(
            "ix_deal_history_moved",
            "team_id",
            "known_on",
            sqlite_where=text("close_before IS NOT NULL AND close_on <> close_before"),
        ),
        Index("ix_deal_history_cleared", "team_id", "known_on", sqlite_where=text("close_before IS NOT NULL AND close_on IS NULL")),
    )
    id: int | None = key()
    team_id: int = Field(sa_type=RowId)
    deal_id: int = Field(sa_type=RowId)
    entry_id: int = Field(sa_type=RowId)
    known_on: date
    stage_id: int | None = Field(default=None, sa_type=RowId, nullable=True)
    owner_id: int | None = Field(default=None, sa_type=RowId, nullable=True)
    value: int | None = amount(default=None, nullable=True)
    currency: str | None = None
    probability: int | None = None
    close_on: date | None = None
    close_before: date | None = None
    agreement_on: date | None = None
    closed_on: date | None = None
    outcome: str | None = None
    forecast_category: str | None = None
    gone: bool = False


class ImportSource(Base, table=True):
    """Where imported rows come from; their foreign ids are unique within it."""

    __tablename__ = "import_source"
    __table_args__ = shape(UniqueConstraint("team_id", "name"))
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    name: str


class ImportMapping(Base, table=True):
    """A saved way of reading a file: columns, stages, date formats, rules (a JSON document)."""

    __tablename__ = "import_mapping"
    __table_args__ = shape(UniqueConstraint("company_id", "name"))
    id: int | None = key()
    company_id: int = link("company", optional=False)
    version: int = 1
    name: str
    kind: str
    body: str = words()


class ImportSeen(Base, table=True):
    """What a file last said about a row of ours: the merge base and the link to the foreign id."""

    __tablename__ = "import_seen"
    __table_args__ = shape(
        Index("ix_import_seen_foreign", "source_id", "kind", "external_id", "id"),
        Index("ix_import_seen_row", "team_id", "kind", "row_id", "id"),
        Index("ix_import_seen_entry", "entry_id"),
    )
    id: int | None = key()
    team_id: int = Field(sa_type=RowId)
    entry_id: int = Field(sa_type=RowId)
    source_id: int = Field(sa_type=RowId)
    kind: str
    external_id: str
    row_id: int = Field(sa_type=RowId)
    seen: str = words()


class Snapshot(Base, table=True):
    """A picture that never changes: taken at commit, at the close of a sprint and at each forecast call."""

    __tablename__ = "snapshot"
    __table_args__ = shape(
        one_of("kind", "commit", "close", "call", "forecast"),
        *days("on_day"),
        Index("ix_snapshot_team_kind", "team_id", "kind", "on_day"),
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    entry_id: int = Field(sa_type=RowId)
    kind: str
    on_day: date
    sprint_id: int | None = link("sprint")
    member_id: int | None = link("member")
    body: str = words()
    digest: str


class WriteDoor(Base, table=True):
    """The one row that names the act under way; empty outside a write, so that no other write gets in."""

    __tablename__ = "write_door"
    __table_args__ = (between("id", 1, 1),)
    id: int | None = key()
    entry_id: int | None = Field(default=None, sa_type=RowId, nullable=True)
    known_on: date | None = None
