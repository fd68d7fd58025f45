"""Faults planted behind the doors of a server: what its superuser can do, with every guard and every rule away meanwhile."""

from __future__ import annotations

from typing import Any

import psycopg

from tests.places import Target
from tests.storage.world import World, plant

RULES = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
)
# A superuser can tell the catalogue what is not so.
AS_IF_ASKED = "UPDATE pg_constraint SET convalidated = true WHERE contype = 'c' AND connamespace = 'public'::regnamespace"


def planted_in(world: World, *statements: str) -> None:
    """Harm a team where it is kept, so that nothing but the harm shows."""
    world.database.close()
    if world.on_file:
        plant(world.path, *statements)
    else:
        plant_on_server(world.target, *statements)


def plant_on_server(target: Target, *statements: str) -> None:
    """Change what no door, trigger, link or rule of a server would let pass, and put the rules back over it."""
    with psycopg.connect(str(target)) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET allow_system_table_mods = on")
        rules: list[tuple[Any, ...]] = connection.execute(RULES.encode()).fetchall()
        for table, name, _ in rules:
            connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())
        for statement in statements:
            connection.execute(statement.encode())
        for table, name, definition in rules:
            connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID".encode())
        connection.execute(AS_IF_ASKED.encode())
