"""Half days: an absence or a holiday may take a part of each day only."""

from alembic import op
from sqlalchemy import Column, String
from sqlalchemy.schema import conv

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the part to both tables; what is there stays a whole day."""
    for name in ("absence", "holiday"):
        with op.batch_alter_table(name, table_kwargs={"sqlite_autoincrement": True}) as table:
            table.add_column(Column("part", String))
            table.create_check_constraint(conv(f"ck_{name}_part_known"), "part IN ('half', 'morning', 'afternoon')")
