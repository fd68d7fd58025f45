"""How Alembic runs the steps: on the connection it is handed, inside the transaction that is already open."""

from __future__ import annotations

from alembic import context

from sprintsales.storage.schema import metadata


def run() -> None:
    """Run the steps; the caller begins, commits or rolls back."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,  # names of constraints; the steps spell out everything else
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
