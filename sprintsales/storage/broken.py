"""Which rule of the tables an error stands for: the two databases say it in different words."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy.exc import IntegrityError

UNIQUE, LINK, CHECK, OTHER = "unique", "link", "check", "other"
STATES = {"23505": UNIQUE, "23503": LINK, "23001": LINK, "23514": CHECK, "23502": CHECK}
WORDS = {"UNIQUE": UNIQUE, "FOREIGN KEY": LINK, "CHECK": CHECK, "NOT NULL": CHECK}


class BrokenRule(NamedTuple):
    """A kind of rule, and which one it was, as the database names it."""

    kind: str
    name: str


def broken_rule(error: IntegrityError) -> BrokenRule:
    """Return which rule a write broke."""
    said = str(error.orig)
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return BrokenRule(STATES.get(state, OTHER), getattr(getattr(error.orig, "diag", None), "constraint_name", None) or first_line(said))
    kind = next((kind for words, kind in WORDS.items() if words in said), OTHER)
    return BrokenRule(kind, said.rsplit(":", maxsplit=1)[-1].strip() if kind != OTHER else said)


def first_line(said: str) -> str:
    """Return the first line of what a server said; the others say where."""
    return said.strip().partition("\n")[0]
