"""Column types both databases store alike: row ids, civil dates and aware UTC moments."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

# SQLite gives AUTOINCREMENT only to a column declared INTEGER; PostgreSQL needs eight bytes for a journal that never shrinks.
RowId = BigInteger().with_variant(Integer(), "sqlite")

# Every moment is written with the same width, so that text order is time order.
MOMENT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC: text of fixed width in SQLite, timestamptz in PostgreSQL; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the column type of this database."""
        return dialect.type_descriptor(String(27) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Return what is stored; raises ValueError for a moment without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment.strftime(MOMENT_FORMAT) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the aware moment in UTC."""
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value)  # ten times as fast as strptime, and Z is UTC
        return value.astimezone(UTC) if isinstance(value, datetime) else None
