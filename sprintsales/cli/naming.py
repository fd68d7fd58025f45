"""What the words of a command name: items, a person, a day, a sprint."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace

    from sprintsales.domain.periods import Period
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.asking import AskedPeriod
    from sprintsales.storage.queries.people import MemberRow

_NUMBER = re.compile(r"#?[0-9]{1,12}")


def items_named(desk: Desk, words: Sequence[str]) -> list[int]:
    """Return the items meant: several numbers, or one by its words; raises NotFound, Ambiguous."""
    from sprintsales.services.items import find

    named = list(words) if all(_NUMBER.fullmatch(word) for word in words) else [" ".join(words)]
    with desk.database.read() as connection:
        return [find(connection, desk, one) for one in named]


def read_option(desk: Desk, option: str, text: str, *, past: bool = False) -> date:
    """Return the day an option names; raises Usage."""
    from sprintsales.domain.dates import read_day
    from sprintsales.domain.errors import NotReadable, Usage

    try:
        return read_day(text, today=desk.today, past=past)
    except NotReadable as error:
        raise Usage(f"{option}: {error}") from error


def rep_named(desk: Desk, name: str | None) -> MemberRow | None:
    """Return the member an option names; raises NotFound, Ambiguous."""
    from sprintsales.services.views.asking import asked_member

    with desk.database.read() as connection:
        return asked_member(connection, desk, name)


def asked_sprint(args: Namespace, desk: Desk) -> tuple[Period, AskedPeriod]:
    """Return the sprint that holds what the options name, the running one without any, and what they name; raises Usage for more."""
    from sprintsales.domain.errors import Usage
    from sprintsales.services.views.asking import asked_period, check_team

    check_team(desk, args.team)
    with desk.database.read() as connection:
        asked = asked_period(
            desk, connection, kind=args.period, at=args.at, start=args.start, end=args.end, last=args.through, week=args.week,
            number=args.sprint, default="sprint",
        )  # fmt: skip
    sprint = desk.sprint_of(asked.period.start)
    if asked.period.end > sprint.end:
        raise Usage("This is told sprint by sprint, and what you named is longer. Name one: --sprint 47, --week 2026-W47 or --at DATE")
    return sprint, asked


def days_asked(asked: AskedPeriod) -> Period | None:
    """Return the days of the sprint that are asked for, None for all of it."""
    return asked.period if asked.kind in ("day", "range") else None
