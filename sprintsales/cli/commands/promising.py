"""The promise of a sprint by command: what it would be told before it is frozen, and its withdrawal."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from sprintsales.cli.declare import DONE
from sprintsales.cli.output import emit, say, wants_json

if TYPE_CHECKING:
    from sprintsales.domain.periods import Period
    from sprintsales.services.committing import Committed
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.plan import PlanView
    from sprintsales.storage.queries.people import MemberRow


def promise(args: Namespace, desk: Desk, person: MemberRow | None, period: Period) -> int:
    """Commit to a sprint, or withdraw."""
    from sprintsales.services.committing import refuse_others

    if person is not None:
        refuse_others(desk, person.id)
    return withdrawn(args, desk, period) if args.withdraw else committed(args, desk, period)


def withdrawn(args: Namespace, desk: Desk, period: Period) -> int:
    """Take my promise back."""
    from sprintsales.services.committing import withdraw

    number = withdraw(desk, period.start)
    if wants_json(args):
        emit({"schema": "sprintsales.withdraw/1", "as_of": desk.today.isoformat(), "sprint": number})
    else:
        say(f"Withdrew the commitment to sprint {number}. It stays on record, marked as withdrawn.")
    return DONE


def committed(args: Namespace, desk: Desk, period: Period) -> int:
    """Say what is too much before it is frozen, ask about it where somebody can answer, and freeze it."""
    from sprintsales.services.committing import commit, committable
    from sprintsales.services.views.plan import plan_view

    with desk.database.read() as connection:
        committable(connection, desk, period.start)
        view = plan_view(connection, desk, None, period)
    if view.is_overloaded and not wants_json(args):
        say(too_much(view))
        if sys.stdin.isatty() and sys.stdout.isatty() and input("Commit all the same? (y/n) ").strip().lower() not in ("y", "yes"):
            say("Nothing was committed. Move or drop something first: sprintsales move ID DAY")
            return DONE
    given = commit(desk, period.start, shown=[card.id for card in view.to_promise])
    if wants_json(args):
        emit({"schema": "sprintsales.commit/1", "as_of": desk.today.isoformat(), **document(given)})
        return DONE
    for sentence in told(given):
        say(sentence)
    return DONE


def too_much(view: PlanView) -> str:
    """Return the warning that stands before a commit of more than fits."""
    from sprintsales.reports.work_items import hours

    assumed = ", assumed from the working hours" if view.capacity.assumed else ""
    room = f"{hours(view.selling_used)} h of selling are planned, {hours(view.capacity.selling)} h fit{assumed}"
    return f"More than 110 % of what fits: {room}."


def document(given: Committed) -> dict[str, object]:
    """Return a promise as JSON."""
    from sprintsales.reports.values import number

    keys = ("sprint", "items", "late", "load_minutes", "capacity_minutes", "selling_minutes", "selling_capacity", "assumed", "digest")
    said = {name: getattr(given, name) for name in keys}
    return {**said, "load": number(given.load), "light": given.is_light, "overloaded": given.is_overloaded, "entry": given.entry_id}


def told(given: Committed) -> list[str]:
    """Return a promise in sentences: how much, whether late or light, and its digest."""
    from sprintsales.reports.values import percent

    what = f"{given.items} {'item' if given.items == 1 else 'items'}"
    load = f"{given.load_minutes / 60:.1f} of {given.capacity_minutes / 60:.1f} h"
    share = f", load {percent(given.load)}" if given.load is not None else ""
    said = [f"Committed {what} for sprint {given.sprint}: {load}{share}."]
    if given.late:
        said.append("It is a late commit: your first working day of the sprint is over.")
    if given.is_light:
        said.append("It is a light sprint: under 50 % of your capacity, so it is left out of awards and trends.")
    return [" ".join(said), f"Digest {given.digest}"]
