"""Whom somebody means: a member by name, e-mail address or part of the name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from sprintsales.domain.errors import Ambiguous, NotFound


class Named(Protocol):
    """A person with a name and maybe an e-mail address."""

    @property
    def name(self) -> str:
        """The name."""

    @property
    def email(self) -> str | None:
        """The e-mail address, if it is known."""


Person = TypeVar("Person", bound=Named)


def who(named: str, members: Sequence[Person]) -> Person:
    """Return the member with this name or e-mail, or the only one whose name begins or holds it; raises NotFound, Ambiguous."""
    wanted = named.casefold().strip()
    ways: tuple[Callable[[Person], bool], ...] = (
        lambda one: wanted in (one.name.casefold(), (one.email or "").casefold()),
        lambda one: one.name.casefold().startswith(wanted),
        lambda one: wanted in one.name.casefold(),
    )
    for way in ways:
        found = [one for one in members if way(one)]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(one.name for one in found[:5])
            raise Ambiguous(f"{named} could be {names}. Write the whole name or the e-mail address.")
    names = ", ".join(one.name for one in members[:8]) or "nobody yet"
    raise NotFound(f"There is no {named} in this team. Here are: {names}.")
