"""Figures and deals: kpis, closing, forecast, and the deals list with its verbs."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sprintsales.cli.declare import DONE, SPAN, WHOSE, CommandLine, always, as_format, as_view, view_of, whole_number
from sprintsales.cli.output import emit, say, show_sheet, tell, wants_json

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from sprintsales.reports.sheet import Sheet
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.asking import AskedPeriod
    from sprintsales.services.views.deals import DealView
    from sprintsales.settings import Settings


def show(args: Namespace, sheet: Sheet) -> int:
    """Print a report in the format asked for."""
    show_sheet(args, sheet)
    return DONE


def asked(args: Namespace, desk: Desk, connection: Connection, default: str = "month") -> AskedPeriod:
    """Return the period the options name."""
    from sprintsales.services.views.asking import asked_period

    hint_last_day(args)
    return asked_period(
        desk,
        connection,
        kind=args.period,
        at=args.at,
        start=args.start,
        end=args.end,
        last=args.through,
        week=args.week,
        number=args.sprint,
        default=default,
    )


def hint_last_day(args: Namespace) -> None:
    """Say on standard error which day a range leaves out where `--to` names the last day of a month."""
    from datetime import date, timedelta

    try:
        end = date.fromisoformat(args.end or "")
    except ValueError:
        return  # none is given, or it is refused where it is read
    last = end - timedelta(days=1)
    if (end + timedelta(days=1)).day == 1:
        tell(
            f"Up to and including {last:%a} {last.day} {last:%b}; for the {end.day}th too: --through {end.isoformat()}".replace(
                "31th", "31st"
            )
        )


def names_period(args: Namespace) -> bool:
    """Return whether any option names a period."""
    return any(getattr(args, name) is not None for name in ("period", "at", "start", "end", "through", "week", "sprint"))


def whose(args: Namespace, desk: Desk, connection: Connection) -> tuple[int | None, date | None]:
    """Return the member and the day of knowledge the options name."""
    from sprintsales.services.views.asking import asked_member, check_team

    check_team(desk, args.team)
    member = asked_member(connection, desk, args.rep)
    return (None if member is None else member.id), day_known(args, desk)


def day_known(args: Namespace, desk: Desk) -> date | None:
    """Return the day of --as-of where the command takes it and it is given."""
    from sprintsales.services.views.asking import read_day_option

    said = getattr(args, "as_of", None)
    return read_day_option(desk, "--as-of", said) if said else None


def kpis(args: Namespace, settings: Settings) -> int:
    """Print the KPIs of a period."""
    from sprintsales.domain.errors import NotReadable, Usage
    from sprintsales.reports import kpis as report
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.kpi_table import kpi_table
    from sprintsales.services.views.kpi_trend import kpi_trend
    from sprintsales.services.views.kpis import kpi_view

    desk = open_desk(settings)
    with desk.database.read() as connection:
        member, as_of = whose(args, desk, connection)
        period = asked(args, desk, connection)
        whole = member is None and as_of is None and "," not in (args.by or "")
        if args.trend and not whole:
            raise Usage("The trend is told of the team, cut one way at most, as it is today: leave out --rep, --as-of or one of --by.")
        try:
            table = kpi_table(connection, desk, period, by=args.by or "rep") if whole else None
            if table is not None and args.by and not args.compare:
                view = table.view
            else:
                view = kpi_view(connection, desk, period, by=args.by, member_id=member, as_of=as_of, compare=args.compare)
            trend = kpi_trend(connection, desk, table) if table is not None and args.trend else None
            if not wants_json(args):
                return show(args, report.as_sheet(view, args.kpi, table, trend))
        except NotReadable as error:
            raise Usage(str(error)) from error
    emit(report.as_document(view, table, trend))
    return DONE


def kpi_arguments(parser: ArgumentParser) -> None:
    """Add which figures."""
    as_view(parser, *WHOSE, *SPAN, "by", "as-of")
    parser.add_argument("--kpi", action="append", default=[], metavar="KEY", help="only this KPI (repeatable); the keys are in the README")
    parser.add_argument("--trend", action="store_true", help="add the seven periods before (not with --rep, --as-of or two cuts)")
    parser.add_argument("--compare", action="store_true", help="add the period before and the same one last year")


def closing(args: Namespace, settings: Settings) -> int:
    """Print when deals can close."""
    from sprintsales.reports import closing as report
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.closing import closing_view

    desk = open_desk(settings)
    with desk.database.read() as connection:
        member, as_of = whose(args, desk, connection)
        period = asked(args, desk, connection) if names_period(args) else None
        view = closing_view(connection, desk, as_of=as_of, member_id=member, asked=period)
    if not wants_json(args):
        whole = args.all or args.format == "csv"
        return show(args, report.as_sheet(view, undated=whole, limit=None if args.limit is None else max(0, args.limit)))
    emit(report.as_document(view))
    return DONE


def closing_arguments(parser: ArgumentParser) -> None:
    """Add the options of a view; a period keeps the deals that close in it."""
    as_view(parser, *WHOSE, *SPAN, "as-of")
    parser.add_argument("--all", action="store_true", help="list the deals without a close date too (csv and json always hold them)")
    parser.add_argument("--limit", metavar="N", type=whole_number, help="list this many deals at most (json holds all of them)")


def forecast(args: Namespace, settings: Settings) -> int:
    """Print what a period will bring."""
    from sprintsales.reports import forecast as report
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.forecast import forecast_view
    from sprintsales.services.views.likely import likely_view

    desk = open_desk(settings)
    with desk.database.read() as connection:
        member, as_of = whose(args, desk, connection)
        view = forecast_view(connection, desk, asked(args, desk, connection), member_id=member, as_of=as_of, from_open=args.from_open)
        likely = likely_view(connection, desk, view.outlook.period, member) if as_of is None else None
    if not wants_json(args):
        return show(args, report.as_sheet(view, likely))
    emit(report.as_document(view, likely))
    return DONE


def forecast_arguments(parser: ArgumentParser) -> None:
    """Add which question."""
    as_view(parser, *WHOSE, *SPAN, "as-of")
    parser.add_argument("--from-open", action="store_true", help="from the deals open now only, not all revenue")


def stages(args: Namespace, settings: Settings) -> int:
    """Print the stages of the pipelines."""
    from sprintsales.reports.stages import stages_document, stages_sheet
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.asking import check_team
    from sprintsales.services.views.stages import stages_view

    desk = open_desk(settings)
    check_team(desk, args.team)
    with desk.database.read() as connection:
        view = stages_view(connection, desk)
    if not wants_json(args):
        return show(args, stages_sheet(view))
    emit(stages_document(view))
    return DONE


def deals(args: Namespace, settings: Settings) -> int:
    """Print the deals list."""
    from sprintsales.reports import deals as report
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.deals import deal_index

    desk = open_desk(settings)
    words = list(getattr(args, "words", []))
    with desk.database.read() as connection:
        member, _as_of = whose(args, desk, connection)
        period = asked(args, desk, connection) if names_period(args) else None
        index = deal_index(connection, desk)
    found = index.select(" ".join(words), sort=args.sort, reverse=args.reverse)
    if member is not None:
        found = found.of(member)
    if period is not None:
        found = found.closing_in(period.period)
    if not wants_json(args):
        return show(args, report.list_sheet(index, found))
    emit(report.list_document(index, found, period))
    return DONE


def deals_arguments(parser: ArgumentParser) -> None:
    """Add how the list is sorted; a period keeps the deals that close, or closed, in it."""
    as_view(parser, *WHOSE, *SPAN)
    parser.add_argument(
        "--sort", default="closing", metavar="KEY", help="closing (default), value, name, rep, stage, pushes, flags, next or number"
    )
    parser.add_argument("--reverse", action="store_true", help="the other way round")


def list_arguments(parser: ArgumentParser) -> None:
    """Add the filter words."""
    deals_arguments(parser)
    parser.add_argument(
        "words", nargs="*", metavar="WORDS", help="words, stage:, rep:, account:, flag:, value>10k, closing<2w, open, won, lost, all"
    )


def deals_show(args: Namespace, settings: Settings) -> int:
    """Print one deal."""
    from sprintsales.services.dealing import deal_named
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.deals import deal_view

    desk = open_desk(settings)
    deal_id = deal_named(desk, args.deal)
    as_of = day_known(args, desk)
    with desk.database.read() as connection:
        view = deal_view(connection, desk, deal_id, as_of=as_of)
    return show_deal(args, view)


def show_deal(args: Namespace, view: DealView, extra: Mapping[str, object] | None = None) -> int:
    """Print a deal as document or report."""
    from sprintsales.reports import deals as report

    if not wants_json(args):
        return show(args, report.deal_sheet(view))
    emit({**report.deal_document(view), **(extra or {})})
    return DONE


def show_arguments(parser: ArgumentParser) -> None:
    """Add which deal."""
    parser.add_argument("deal", metavar="ID", help="#12 is our number; else the CRM's id, our number or the name")
    as_view(parser, "as-of")


def deals_add(args: Namespace, settings: Settings) -> int:
    """Add a deal and print it."""
    from sprintsales.services.dealing import add_deal
    from sprintsales.services.desk import open_desk

    saved = add_deal(open_desk(settings), args.name, assignments(args.fields))
    return show_deal(args, saved.view, {"entry": saved.entry_id})


def deals_set(args: Namespace, settings: Settings) -> int:
    """Change fields of a deal and print it."""
    from sprintsales.reports.deals import deal_changes
    from sprintsales.services.dealing import deal_named, set_fields
    from sprintsales.services.desk import open_desk
    from sprintsales.services.views.deals import deal_view

    desk = open_desk(settings)
    fields, deal_id = assignments(args.fields), deal_named(desk, args.deal)
    with desk.database.read() as connection:
        before = deal_view(connection, desk, deal_id)
    saved = set_fields(desk, deal_id, fields, reason=args.reason)
    changes = deal_changes(before, saved.view)
    if not wants_json(args) and args.format == "text":
        say(set_words(saved.view, changes))
        say()
    return show_deal(args, saved.view, {"entry": saved.entry_id, "changes": changes})


def set_words(view: DealView, changes: Sequence[Mapping[str, object]]) -> str:
    """Return what was changed of a deal, field by field."""
    from sprintsales.reports.deals import change_words

    if not changes:
        return f"Nothing changed: #{view.deal.id} {view.deal.name} is so already."
    return f"Changed #{view.deal.id} {view.deal.name}: {'; '.join(change_words(one) for one in changes)}."


def assignments(words: Sequence[str]) -> dict[str, str]:
    """Return FIELD=VALUE words as a mapping; raises Usage for one that is none."""
    from sprintsales.domain.errors import Usage

    found: dict[str, str] = {}
    for word in words:
        field, sign, value = word.partition("=")
        if not sign or not field.strip():
            raise Usage(f"{word}: write FIELD=VALUE, such as close_on=2026-12-18.")
        found[field.strip()] = value
    return found


def add_arguments(parser: ArgumentParser) -> None:
    """Add the new deal's name and fields."""
    parser.add_argument("name", metavar="NAME", help="what the deal is called")
    parser.add_argument("fields", nargs="*", metavar="FIELD=VALUE", help="account, owner, stage, value, close_on, ... as for import --map")
    as_format(parser)


def set_arguments(parser: ArgumentParser) -> None:
    """Add which deal, which fields and why."""
    parser.add_argument("deal", metavar="ID", help="#12 is our number; else the CRM's id, our number or the name")
    parser.add_argument("fields", nargs="+", metavar="FIELD=VALUE", help="what to change; FIELD= empties a field")
    parser.add_argument("--reason", metavar="R", help="why; a push without one is taken and asked for later")
    as_format(parser)


COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(("kpis",), "the KPIs of a period, cut by rep, product, month and more", kpis, kpi_arguments, view=True),
    CommandLine(("closing",), "when each open deal can really close, and what is uncovered", closing, closing_arguments, view=True),
    CommandLine(
        ("forecast",), "what a period will bring: won, commit, best case, weighted by date", forecast, forecast_arguments, view=True
    ),
    CommandLine(("stages",), "the stages of the pipelines, and what stands open in each", stages, view_of("team"), view=True),
    CommandLine(("deals",), "the deals, filtered and sorted", deals, deals_arguments, view=True),
    CommandLine(("deals", "list"), "the deals that fit some words", deals, list_arguments, view=True),
    CommandLine(("deals", "show"), "one deal with its dates, stages, flags and work", deals_show, show_arguments, view=True),
    CommandLine(("deals", "add"), "add a deal", deals_add, add_arguments, writes=always),
    CommandLine(("deals", "set"), "change a deal: FIELD=VALUE", deals_set, set_arguments, writes=always),
)
