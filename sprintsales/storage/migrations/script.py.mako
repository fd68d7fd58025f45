"""${message}."""

# A table of SQLite is changed by op.batch_alter_table, which rebuilds it with its named rules, its AUTOINCREMENT and, by the
# upgrade around it, the ids it gave out. Triggers are dropped before the steps and made again after the last.
from alembic import op
import sqlalchemy as sa
import sqlmodel
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """${message}."""
    ${upgrades if upgrades else "pass"}
