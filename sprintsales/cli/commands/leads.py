"""The commands of leads: the list, the queue and who gets it, changes, and the step to a deal."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from sprintsales.cli.declare import DONE, CommandLine, always, as_view, whole_number
from sprintsales.cli.output import emit, say, show_sheet, wants_json

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.settings import Settings

WAYS = ("territory", "load", "round-robin")


def list_arguments(parser: ArgumentParser) -> None:
    """Add the filters."""
    as_view(parser, "team")
    add = parser.add_argument
    add("--queue", action="store_true", help="only the leads without an owner")
    add("--owner", metavar="NAME", help="only this person's")
    add("--category", metavar="WORD", help="only this category, such as qualified")
    add("--source", metavar="WORD", help="only those that came from there")


def words_arguments(parser: ArgumentParser) -> None:
    """Add the filters, and words."""
    list_arguments(parser)
    told = "words, owner: category: source: state:, late, due, queue, waiting, touched, responded, converted, all"
    parser.add_argument("words", nargs="*", metavar="WORDS", help=told)


def list_(args: Namespace, settings: Settings) -> int:
    """Print the leads."""
    from sprintsales.cli.naming import rep_named
    from sprintsales.reports.leads import leads_document, leads_sheet
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.asking import check_team
    from sprintsales.services.views.leads import counted, lead_index, read_ask

    desk = open_desk(settings)
    check_team(desk, getattr(args, "team", None))
    person = rep_named(desk, args.owner)
    words = " ".join([*getattr(args, "words", []), *(["queue"] if args.queue else [])])
    with desk.database.read() as connection:
        index = lead_index(connection, desk)
    kept = [
        one
        for one in index.select(words, owner_id=person.id if person else None)
        if said(args.category, one.category) and said(args.source, one.source)
    ]
    counts = counted(kept, desk.today)
    if wants_json(args):
        emit(leads_document(kept, counts, index.rules, desk.today))
    else:
        show_sheet(args, leads_sheet(kept, counts, desk.today, read_ask(words).problems))
    return DONE


def said(word: str | None, value: str | None) -> bool:
    """Whether an option's word is in a value."""
    return word is None or word.casefold() in (value or "").casefold()


def add_arguments(parser: ArgumentParser) -> None:
    """Add the new lead's name and fields."""
    parser.add_argument("name", metavar="NAME", help="who it is, a person or a company")
    parser.add_argument("fields", nargs="*", metavar="FIELD=VALUE", help="account, source, category, owner (owner=- for the queue)")


def add(args: Namespace, settings: Settings) -> int:
    """Add a lead."""
    from sprintsales.cli.commands.numbers import assignments
    from sprintsales.services.desk import open_desk
    from sprintsales.services.leads import add_lead

    desk = open_desk(settings)
    kept = add_lead(desk, args.name, assignments(args.fields))
    return told(args, desk, kept.ids, kept.entry_id, "Added")


def set_arguments(parser: ArgumentParser) -> None:
    """Add which leads and which fields."""
    parser.add_argument("lead", metavar="ID", help="#12, several as 12,13,14, or words of its name")
    parser.add_argument("fields", nargs="+", metavar="FIELD=VALUE", help="category, owner (me, a name, - for the queue), source, account")


def set_(args: Namespace, settings: Settings) -> int:
    """Change leads."""
    from sprintsales.cli.commands.numbers import assignments
    from sprintsales.services.desk import open_desk
    from sprintsales.services.leads import set_leads

    desk = open_desk(settings)
    ids = ids_named(desk, args.lead)
    kept = set_leads(desk, ids, assignments(args.fields))
    return told(args, desk, kept.ids, kept.entry_id, "Changed")


def ids_named(desk: Desk, words: str) -> list[int]:
    """Return the leads meant: several numbers with commas, or one by its words; raises NotFound, Ambiguous."""
    from sprintsales.services.leads import lead_numbered

    parts = [part.strip() for part in words.split(",") if part.strip()]
    named = parts if all(part.removeprefix("#").isdigit() for part in parts) and parts else [words]
    with desk.database.read() as connection:
        return [lead_numbered(connection, desk, one) for one in named]


def told(args: Namespace, desk: Desk, ids: tuple[int, ...], entry: int | None, did: str) -> int:
    """Print leads after a write."""
    from sprintsales.reports.leads import lead_document, next_words, waits
    from sprintsales.services.views.leads import lead_index

    with desk.database.read() as connection:
        lines = lead_index(connection, desk, ids).lines
    if wants_json(args):
        document = {"schema": "sprintsales.lead/1", "as_of": desk.today.isoformat(), "leads": [lead_document(one) for one in lines]}
        emit({**document, "entry": entry})
        return DONE
    if not lines:
        say("Nothing changed: it is so already.")
    for one in lines:
        coming = "" if one.ahead is None else f" · {next_words(one, desk.today)}"
        say(f"{did} lead #{one.id} {one.name} · {one.owner or 'in the queue'} · {waits(one, desk.today)}{coming}")
    return DONE


def assign_arguments(parser: ArgumentParser) -> None:
    """Add how, to whom, and whether only to look."""
    add = parser.add_argument
    add("--by", choices=WAYS, required=True, help="whose territory it is, who has the fewest for the days ahead, or one after the other")
    add("--to", action="append", default=[], metavar="NAME", help="only these people take part (several times)")
    add("--dry-run", action="store_true", help="show who would get which lead and why, change nothing")
    add("--yes", action="store_true", help="do not ask")


def assign(args: Namespace, settings: Settings) -> int:
    """Show who would get which lead of the queue and why; then do it, once somebody says yes."""
    from sprintsales.domain.errors import Usage
    from sprintsales.reports.leads import assign_document, assigned_words, preview_sheet
    from sprintsales.reports.sheet import as_text
    from sprintsales.services.assigning import assign as give
    from sprintsales.services.assigning import preview
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.asking import asked_member

    desk = open_desk(settings)
    with desk.database.read() as connection:
        people = [asked_member(connection, desk, name) for name in args.to]
        to = [one.id for one in people if one is not None]
        found = preview(connection, desk, args.by, to=to)
    asks = sys.stdin.isatty() and sys.stdout.isatty()
    if not wants_json(args):
        from sprintsales.cli.output import report_width

        say(as_text(preview_sheet(found), report_width()))
    if args.dry_run:
        if wants_json(args):
            emit(assign_document(found, None))
        return DONE
    if not args.yes:
        if wants_json(args) or not asks:
            raise Usage("Say --yes to assign them like that, or --dry-run to look only.")
        if input("Assign them like that? (y/n) ").strip().lower() not in ("y", "yes"):
            say("Nothing was assigned.")
            return DONE
    done = give(desk, args.by, to=to, shown=found.shown)
    if wants_json(args):
        emit(assign_document(found, done))
    else:
        say(f"{assigned_words(done)} Take it back with: sprintsales undo")
    return DONE


def convert_arguments(parser: ArgumentParser) -> None:
    """Add which lead, and what of the deal is known."""
    add = parser.add_argument
    add("lead", metavar="ID", help="#12, or words of its name")
    add("--name", metavar="NAME", help="what the deal is called (default: as the lead's company)")
    add("--value", metavar="AMOUNT", help="what it is worth")
    add("--close", dest="close_on", metavar="DATE", help="when it should close")
    add("--stage", metavar="STAGE", help="where it begins (default: the first open stage)")
    add("--owner", metavar="NAME", help="whose deal it is (default: the lead's owner)")


def convert(args: Namespace, settings: Settings) -> int:
    """Make a lead a deal."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.leads import convert as make
    from sprintsales.services.views.deals import deal_view

    desk = open_desk(settings)
    [lead_id] = ids_named(desk, args.lead)[:1]
    fields = {name: value for name in ("name", "value", "close_on", "stage", "owner") if (value := getattr(args, name)) is not None}
    done = make(desk, lead_id, fields)
    with desk.database.read() as connection:
        deal = deal_view(connection, desk, done.deal_id).deal
    if wants_json(args):
        document = {"schema": "sprintsales.leads-convert/1", "as_of": desk.today.isoformat(), "lead": lead_id, "deal_id": deal.id}
        emit({**document, "deal": deal.name, "items": done.items, "entry": done.entry_id})
        return DONE
    moved = f" {done.items} planned item{'' if done.items == 1 else 's'} went with it." if done.items else ""
    say(f"Lead #{lead_id} is now the deal #{deal.id} {deal.name}.{moved} Take it back with: sprintsales undo")
    return DONE


def rules_arguments(parser: ArgumentParser) -> None:
    """Add what may be set."""
    parser.add_argument("--first-touch-days", metavar="N", type=whole_number, help="working days until a first touch is due (at first: 1)")
    told = "whether the first touch of an assigned lead waits for its owner's yes, or is planned at once"
    parser.add_argument("--first-touch", choices=("proposed", "planned"), help=told)


def rules(args: Namespace, settings: Settings) -> int:
    """Print the team's rules of leads, or set them."""
    from sprintsales.services.assigning import set_rules
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.leads import rules_of

    desk = open_desk(settings)
    if changes_rules(args):
        found = set_rules(desk, days=args.first_touch_days, plans=args.first_touch)
    else:
        with desk.database.read() as connection:
            found = rules_of(connection, desk.team.id)
    if wants_json(args):
        told = {"first_touch_days": found.days, "first_touch_is": found.plans}
        emit({"schema": "sprintsales.leads-rules/1", "as_of": desk.today.isoformat(), **told})
        return DONE
    many = "on the day it comes in" if not found.days else f"within {found.days} working day{'' if found.days == 1 else 's'}"
    say(f"A first touch is due {many}; that of an assigned lead is {found.plans}{' to its owner' if found.plans == 'proposed' else ''}.")
    return DONE


def changes_rules(args: Namespace) -> bool:
    """Whether something is to be set."""
    return args.first_touch_days is not None or args.first_touch is not None


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(("leads",), "the leads: who waits for an owner or a first touch", list_, list_arguments, view=True),
    CommandLine(("leads", "list"), "the leads that fit some words", list_, words_arguments, view=True),
    CommandLine(("leads", "add"), "add a lead", add, add_arguments, writes=always),
    CommandLine(("leads", "set"), "change leads: FIELD=VALUE", set_, set_arguments, writes=always),
    CommandLine(
        ("leads", "assign"), "give the leads of the queue their owners", assign, assign_arguments, writes=lambda args: not args.dry_run
    ),
    CommandLine(("leads", "rules"), "when a first touch is due, and whether it is proposed", rules, rules_arguments, writes=changes_rules),
    CommandLine(("leads", "convert"), "make a lead a deal", convert, convert_arguments, writes=always),
)
