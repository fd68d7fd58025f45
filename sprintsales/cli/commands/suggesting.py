"""The commands of what could be planned: the suggested plan, and proposals to and from people."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sprintsales.cli.declare import DONE, CommandLine, always, whole_number
from sprintsales.cli.naming import rep_named
from sprintsales.cli.output import emit, say, wants_json

if TYPE_CHECKING:
    from sprintsales.domain.periods import Period
    from sprintsales.domain.suggesting import Suggestion
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.suggestions import SuggestionsView
    from sprintsales.settings import Settings
    from sprintsales.storage.queries.people import MemberRow

ALL = "all"


def suggest_arguments(parser: ArgumentParser) -> None:
    """Add what shows suggestions, and accepts them."""
    parser.add_argument("--suggest", action="store_true", help="what could be planned next, with its reason; nothing is planned by it")
    parser.add_argument(
        "--accept",
        metavar="ID",
        nargs="+",
        help="plan these suggestions, named as the list names them, or all that fit",
    )


def suggest(args: Namespace, desk: Desk, person: MemberRow | None, period: Period) -> int:
    """Show what is suggested, or accept some of it."""
    from sprintsales.services.suggesting import accept
    from sprintsales.services.views.suggestions import suggestions

    with desk.database.read() as connection:
        view = suggestions(connection, desk, person.id if person else None, period)
    if args.accept is None:
        show(args, view)
        return DONE
    chosen = chosen_of(view, args.accept)
    done = accept(desk, chosen, owner_id=view.who.id)
    ids = [*done.planned, *done.moved]
    over = view.found.left_over if list(args.accept) == [ALL] else 0
    if wants_json(args):
        emit(
            {
                "schema": "sprintsales.accept/1", "as_of": desk.today.isoformat(), "planned": list(done.planned), "moved": list(done.moved),
                "left_over": over, "entry": done.entry_id,
            }
        )  # fmt: skip
        return DONE
    rest = f" {over} left over: they do not fit any more." if over else ""
    say(f"Accepted {done.count} of {len(view.found.lines)} ({', '.join(f'#{id_}' for id_ in ids)}).{rest} sprintsales undo takes it back.")
    return DONE


def chosen_of(view: SuggestionsView, words: Sequence[str]) -> list[Suggestion]:
    """Return the suggestions named as the list names them, or all that fit; raises Usage, NotFound, Refused where none fits.

    A place in the list is no name: places shift when somebody plans meanwhile, and the wrong one would be accepted.
    """
    from sprintsales.domain.errors import NotFound, Refused, Usage
    from sprintsales.services.views.suggestions import nothing_words

    known = {one.what.key: one for one in view.found.lines}
    example = next(iter(known), "deal:62:call")
    if [word.lower() for word in words] == [ALL]:
        if not view.found.lines:
            raise Refused(nothing_words(view))
        if not view.found.fitting:
            raise Refused(f"None of the {len(view.found.lines)} fits any more. Name those you want all the same: --accept {example}")
        return list(view.found.fitting)
    for word in words:
        if word.lstrip("#").isdigit():
            raise Usage(f"“{word}” is a place in the list, and places shift. Name it as the list does, such as {example}, or write all.")
        if word.lower() not in known:
            raise NotFound(f"“{word}” is not suggested, or no longer. See what is: sprintsales plan --suggest")
    return [known[word.lower()] for word in dict.fromkeys(words)]


def show(args: Namespace, view: SuggestionsView) -> None:
    """Print suggestions in the format asked for."""
    from sprintsales.cli.output import show_sheet
    from sprintsales.reports.suggestions import suggestions_document, suggestions_sheet

    if wants_json(args):
        emit(suggestions_document(view))
    else:
        show_sheet(args, suggestions_sheet(view))


def propose_arguments(parser: ArgumentParser) -> None:
    """Add the line, to whom, and why."""
    parser.add_argument("line", nargs="+", metavar="LINE", help='what to propose: "call Acme re pricing tue 30m"')
    parser.add_argument("--to", metavar="NAME", required=True, help="to whom; a part of the name is enough")
    parser.add_argument("--reason", metavar="TEXT", help="why: it stands beside the proposal and becomes the note")


def propose(args: Namespace, settings: Settings) -> int:
    """Propose work to somebody."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.proposing import propose as make

    desk = open_desk(settings)
    person = rep_named(desk, args.to)
    assert person is not None
    done = make(desk, " ".join(args.line), person.id, reason=args.reason)
    if wants_json(args):
        emit(
            {
                "schema": "sprintsales.propose/1",
                "as_of": desk.today.isoformat(),
                "ids": list(done.ids),
                "to": person.name,
                "entry": done.entry_id,
            }
        )
        return DONE
    say(f"Proposed {', '.join(f'#{id_}' for id_ in done.ids)} to {person.name}: {done.said}. It is planned when {person.name} accepts it.")
    return DONE


def proposals_arguments(parser: ArgumentParser) -> None:
    """Add what answers proposals or takes them back."""
    answer = parser.add_mutually_exclusive_group()
    answer.add_argument("--decline", metavar="N", nargs="+", type=whole_number, help="say no to these, with --reason")
    answer.add_argument("--withdraw", metavar="N", nargs="+", type=whole_number, help="take back these, which I made")
    parser.add_argument("--reason", metavar="TEXT", default="", help="why not; whoever proposed it reads it")


def proposals(args: Namespace, settings: Settings) -> int:
    """Show proposals to me and by me with what became of them, or answer some."""
    from sprintsales.services.desk import open_desk
    from sprintsales.services.proposing import decline, retract
    from sprintsales.services.views.proposals import proposals_view

    desk = open_desk(settings)
    if args.decline or args.withdraw:
        ids = decline(desk, args.decline, args.reason) if args.decline else retract(desk, args.withdraw)
        word = "Declined" if args.decline else "Took back"
        if wants_json(args):
            emit({"schema": "sprintsales.proposals/1", "as_of": desk.today.isoformat(), "ids": ids})
        else:
            say(f"{word} {', '.join(f'#{id_}' for id_ in ids)}.")
        return DONE
    with desk.database.read() as connection:
        view = proposals_view(connection, desk)
    if wants_json(args):
        emit(view.document())
        return DONE
    for one in view.lines:
        say(one.sentence)
    if not view.lines:
        say("Nothing is proposed to you or by you. A manager proposes with: sprintsales propose --to NAME LINE --reason WHY")
    return DONE


def answers(args: Namespace) -> bool:
    """Return whether proposals are answered or taken back."""
    return bool(args.decline or args.withdraw)


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(
        ("propose",), "propose work to somebody, who accepts or declines it (managers only)", propose, propose_arguments, writes=always
    ),
    CommandLine(("proposals",), "what is proposed to me and by me, and what became of it", proposals, proposals_arguments, writes=answers),
)
