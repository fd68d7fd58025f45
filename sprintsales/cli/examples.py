"""What the help shows of each command beside its options: lines to copy, and under which heading the command stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sprintsales.cli.declare import STATUSES

TOPICS: Mapping[str, tuple[str, ...]] = {
    "my work": (
        "today",
        "plan",
        "add",
        "log",
        "done",
        "move",
        "snooze",
        "drop",
        "block",
        "unblock",
        "proposals",
        "fill",
        "week",
        "again",
        "cadences",
    ),
    "the team": ("standup", "review", "team", "goals", "sprints", "propose"),
    "deals and figures": ("deals", "cleanup", "leads", "closing", "forecast", "kpis", "stages"),
    "data": ("import", "export", "restore", "undo", "redo"),
    "beginning and care": ("demo", "init", "db", "forget"),
}
"""The commands by what they are about; one that is in none stands under “more”."""

EXAMPLES: Mapping[tuple[str, ...], tuple[tuple[str, str], ...]] = {
    (): (
        ("sprintsales demo", "look around in a sample team"),
        ("sprintsales", "open the screens"),
        ("sprintsales closing --rep ana", "what of Ana's closes when, as text"),
        ("sprintsales kpis --help", "everything about one command"),
    ),
    ("init",): (('sprintsales init --team Nordwind --me "Lena Vogt" --currency EUR', "what is missing is asked for"),),
    ("demo",): (("sprintsales demo --keep try.db", "keep the sample team in a file"),),
    ("undo",): (("sprintsales undo", "my last act"), ("sprintsales undo --entry 412", "a certain one, such as an import")),
    ("redo",): (("sprintsales redo", ""),),
    ("add",): (
        ('sprintsales add "call Corveta re pricing thu 30m"', "one item"),
        ('sprintsales add "30x call list:Q4 thu 2h"', "a block of thirty calls"),
    ),
    ("log",): (('sprintsales log "call Orsini reached 5m next email fri"', "done, and the next step planned"),),
    ("done",): (
        ("sprintsales done 12 --outcome reached", ""),
        ("sprintsales done corveta --next 'email fri'", "by its words, with the next step"),
        ("sprintsales done 15 --quantity 4", "four more of a block"),
    ),
    ("move",): (
        ("sprintsales move 12 14 fri", "two items to Friday"),
        ("sprintsales move 12 14 later", "each to the next working day"),
        ("sprintsales move 12 backlog --reason later", "out of the week"),
    ),
    ("snooze",): (
        ("sprintsales snooze 12 14 --until +3w", "two items away for three weeks"),
        ("sprintsales snooze --deal 3 --until mon", "the deal asks for nothing before Monday"),
    ),
    ("drop",): (('sprintsales drop 12 --reason "they have signed elsewhere"', ""),),
    ("block",): (('sprintsales block 12 --reason "legal has it" --who Tom', ""),),
    ("unblock",): (("sprintsales unblock 12", ""),),
    ("plan",): (
        ("sprintsales plan", "my week"),
        ("sprintsales plan --rep tom --sprint 46", "somebody else's, an earlier one"),
        ("sprintsales plan --suggest", "what could be planned next, and why"),
        ("sprintsales plan --suggest --accept all", "plan what fits of it"),
        ("sprintsales plan --commit", "promise it"),
        ("sprintsales plan --backward --period quarter", "from the gap to the quota back to this week's calls"),
    ),
    ("propose",): (
        ('sprintsales propose --to ana "call Corveta tue 30m" --reason "their board meets on Friday"', "planned when Ana says yes"),
    ),
    ("proposals",): (
        ("sprintsales proposals", "to me and by me"),
        ('sprintsales proposals --decline 4 --reason "met them yesterday"', ""),
        ("sprintsales proposals --withdraw 4", "one I made"),
    ),
    ("fill",): (
        ("sprintsales fill week --dry-run", "what my ideal week would bring; nothing is planned"),
        ("sprintsales fill copy", "last week's plan on the same weekdays, as far as it fits"),
        ("sprintsales fill copy --all --next", "all that is possible, into next week"),
        ("sprintsales fill week 1 2 5", "only these lines of what --dry-run shows"),
    ),
    ("again",): (
        ('sprintsales again add "call Acme every mon 30m"', ""),
        ("sprintsales again list", "what comes back, and when next"),
        ("sprintsales fill again", "plan what of it falls on this week"),
    ),
    ("again", "list"): (("sprintsales again list --json", "for a script"),),
    ("again", "add"): (
        ('sprintsales again add "10x call list:Q4 every 2 weeks on tue 9:00 1h"', ""),
        ('sprintsales again add "admin last workday of the month until 31 dec"', ""),
    ),
    ("again", "end"): (("sprintsales again end 3", "by its number in: again list"),),
    ("again", "pause"): (("sprintsales again pause 3 2027-01-11", ""),),
    ("cadences",): (
        ("sprintsales cadences list", "what there is, and what of mine runs"),
        ("sprintsales cadences start proposal '#12'", "for a deal by its number; lead:Frost for a lead"),
        ("sprintsales fill cadences", "plan the steps that are due"),
    ),
    ("cadences", "list"): (("sprintsales cadences list --json", "for a script"),),
    ("cadences", "add"): (
        ('sprintsales cadences add "Offer out" --for stage:Proposal "call +2, call +3 done 15m, email +5"', ""),
        ('sprintsales cadences add "New lead" --for lead:qualified "email, call +2"', "of the same name: it is changed"),
    ),
    ("cadences", "end"): (("sprintsales cadences end 'New lead'", "nobody starts it any more"),),
    ("cadences", "import"): (("sprintsales cadences import steps.csv --dry-run", "what is wrong with which line"),),
    ("cadences", "export"): (("sprintsales cadences export --output steps.csv", ""),),
    ("cadences", "start"): (("sprintsales cadences start 'Offer out' corveta", "by the deal's name"),),
    ("cadences", "stop"): (
        ("sprintsales cadences stop 3 --drop", "its open steps are dropped too"),
        ("sprintsales cadences stop", "write down those that are over: answered, moved on, closed"),
    ),
    ("week",): (
        ("sprintsales week list", ""),
        ("sprintsales week keep", "this week's plan becomes the ideal one"),
        ('sprintsales week add mon "30x call list:Q4 9:00 2h"', ""),
    ),
    ("week", "list"): (("sprintsales week list --json", "for a script"),),
    ("week", "keep"): (("sprintsales week keep --next", "what is planned for next week"),),
    ("week", "add"): (('sprintsales week add fri "research 30m"', ""),),
    ("week", "end"): (("sprintsales week end 3", "by its number in: week list"),),
    ("today",): (("sprintsales today --format md", "to paste into a chat"),),
    ("standup",): (("sprintsales standup --format md", "to post before the meeting"), ("sprintsales standup --rep ana", "one person")),
    ("review",): (("sprintsales review", "the running sprint"), ("sprintsales review --sprint 46 --format md", "an earlier one, to mail")),
    ("team",): (("sprintsales team --json", "for a script"),),
    ("sprints",): (("sprintsales sprints", ""), ("sprintsales sprints --json", "for a script")),
    ("sprints", "list"): (("sprintsales sprints list", "the last twelve, the running one, the next three"),),
    ("sprints", "goal"): (
        ('sprintsales sprints goal "Two agreements out by Friday"', "the running one"),
        ('sprintsales sprints goal "Ten demos" --at mon', "the one that holds Monday"),
    ),
    ("sprints", "close"): (("sprintsales sprints close --goal met", "the one in review; it closes itself after two working days"),),
    ("sprints", "cancel"): (('sprintsales sprints cancel --reason "the fair takes the whole week"', "open work goes to the backlog"),),
    ("sprints", "rhythm"): (("sprintsales sprints rhythm --weeks 2 --start wed", "after what is planned already"),),
    ("goals",): (("sprintsales goals list", ""), ("sprintsales goals set calls_made --owner ana --period sprint --commit 50", "")),
    ("goals", "list"): (("sprintsales goals list --json", "for a script"),),
    ("goals", "set"): (
        ("sprintsales goals set won_value --owner ana --period month --commit 40000 --stretch 48000", "a quota"),
        ("sprintsales goals set calls_made --period sprint --commit 290", "the team's"),
    ),
    ("goals", "end"): (("sprintsales goals end won_value --owner ana --period month --at 2027-01-01", "no quota from then on"),),
    ("kpis",): (
        ("sprintsales kpis", "this month"),
        ("sprintsales kpis --by rep --kpi calls_made --trend", "one figure, rep by rep, with the months before"),
        ("sprintsales kpis --by rep,month --from 2026-01-01 --to 2026-04-01 --format csv", "for a spreadsheet"),
        ("sprintsales kpis --period quarter --at 2026-08-01 --compare", "beside the quarter and the year before"),
    ),
    ("closing",): (
        ("sprintsales closing --rep ana", "one person's"),
        ("sprintsales closing --period month", "what closes this month"),
        ("sprintsales closing --all --limit 200", "those without a date too, 200 at most"),
        ("sprintsales closing --as-of 2026-11-01", "as it was known then"),
    ),
    ("forecast",): (
        ("sprintsales forecast --period quarter", ""),
        ("sprintsales forecast --from 2026-12-01 --through 2026-12-31 --from-open", "from the deals open now only"),
    ),
    ("stages",): (("sprintsales stages", ""),),
    ("deals",): (
        ("sprintsales deals list stage:proposal 'value>20k'", "the same words as on the screen"),
        ("sprintsales deals list won --period month", "what was won this month"),
    ),
    ("deals", "list"): (
        ("sprintsales deals list acme flag:uncovered", ""),
        ("sprintsales deals list all --sort value --format csv", "all, won and lost too, for a spreadsheet"),
    ),
    ("deals", "show"): (("sprintsales deals show '#12'", "by our number"), ("sprintsales deals show corveta", "by its name")),
    ("deals", "add"): (('sprintsales deals add "Nova line" value=48k close_on=2026-12-18 owner=ana', ""),),
    ("deals", "set"): (
        ("sprintsales deals set '#12' close_on=2026-12-18 --reason 'budget comes in December'", ""),
        ("sprintsales deals set '#12' stage=won", ""),
    ),
    ("leads",): (("sprintsales leads", "the queue first, then what is due"), ("sprintsales leads --queue", "those without an owner")),
    ("leads", "list"): (("sprintsales leads list late --owner ana", ""), ("sprintsales leads list all --format csv", "for a spreadsheet")),
    ("leads", "add"): (('sprintsales leads add "Jo Berg" account=Northwind source=Fair', "mine; owner=- puts it into the queue"),),
    ("leads", "set"): (
        ("sprintsales leads set '#12' category=qualified", ""),
        ("sprintsales leads set 12,13,14 owner=me", "take three from the queue"),
    ),
    ("leads", "assign"): (
        ("sprintsales leads assign --by load --dry-run", "who would get which and why"),
        ("sprintsales leads assign --by round-robin --yes", "one after the other, going on after the last one"),
    ),
    ("leads", "rules"): (("sprintsales leads rules --first-touch-days 2", "two working days; without an option it says how it is"),),
    ("leads", "convert"): (("sprintsales leads convert '#12' --name 'Nova pilot' --value 12k --close 2026-12-18", ""),),
    ("cleanup",): (
        ("sprintsales cleanup", "your deals that ask for something, the dearest first"),
        ("sprintsales cleanup --decide 12=keep 15=date:20dec 16=lost:price 19=rest:mon", "one act, one undo"),
    ),
    ("import",): (
        ("sprintsales import deals.csv --dry-run", "what would happen; nothing is kept"),
        (
            'sprintsales import deals.csv --map close_on="Close Date" --date-format dmy --save-mapping crm',
            "read and remember how",
        ),
        ("sprintsales import deals.csv --mapping crm --rejects left.csv", "every Monday after"),
    ),
    ("export",): (("sprintsales export all --output team.json", ""),),
    ("export", "all"): (("sprintsales export all --output team.json", "everything, with the whole history"),),
    ("export", "ics"): (("sprintsales export ics --output week.ics", "my week, for a calendar"),),
    ("export", "person"): (("sprintsales export person ana@example.com --output ana.json", ""),),
    ("restore",): (("sprintsales --db new.db restore team.json", "into a file that is not there yet"),),
    ("forget",): (("sprintsales forget 'Ana Ruiz' --search", "what would go; nothing is done"),),
    ("db",): (("sprintsales db status", ""), ("sprintsales db backup monday.db", "")),
    ("db", "status"): (("sprintsales db status", ""),),
    ("db", "check"): (("sprintsales db check", "exit status 1 where something is wrong"),),
    ("db", "backup"): (("sprintsales db backup monday.db", "while others go on working"),),
    ("db", "upgrade"): (("sprintsales db upgrade", ""),),
}
"""By the words of a command: lines to copy, each with what it is for where that is not plain."""


def shown(words: tuple[str, ...]) -> str:
    """Return the examples of a command for its help; nothing where there are none."""
    lines = EXAMPLES.get(words, ())
    if not lines:
        return ""
    told = [f"  {line}" + (f"\n      {why}" if why else "") for line, why in lines]
    return "examples:\n" + "\n".join(told)


def statuses() -> str:
    """Return how the program ends, by its exit status."""
    return "exit status:\n" + "\n".join(f"  {status}  {words}" for status, words in STATUSES.items())


def by_topic(commands: Sequence[tuple[str, str]]) -> str:
    """Return the commands with what they do, under their headings."""
    placed = {name for names in TOPICS.values() for name in names}
    known = dict(commands)
    more = tuple(name for name in known if name not in placed)
    parts = []
    for topic, names in {**TOPICS, "more": more}.items():
        lines = [f"  {name:<10} {known[name]}" for name in names if name in known]
        parts += ["\n".join([f"{topic}:", *lines])] if lines else []
    return "\n\n".join(parts)
