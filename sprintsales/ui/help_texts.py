"""What the help of each screen says beside its keys: what the screen is for, what its lines take, and the signs on it."""

from __future__ import annotations

from dataclasses import dataclass

from sprintsales.ui import signs
from sprintsales.ui.signs import Sign
from sprintsales.ui.widgets.unit_chart import UNITS


@dataclass(frozen=True, slots=True)
class HelpText:
    """The words of one screen: `groups` are titles with ids of commands, `lines` examples and meanings, `legend` signs and words."""

    purpose: str
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    legend: tuple[tuple[Sign, str], ...] = ()


_WORK_STATES = tuple(
    (signs.STATES[code], word)
    for code, word in (
        ("planned", "planned"), ("done", "done"), ("overdue", "overdue"), ("blocked", "blocked"), ("carried", "carried over, so often"),
        ("added", "added after the promise"), ("dropped", "dropped"), ("moot", "not needed any more"),
    )
)  # fmt: skip
_FATES = tuple((Sign(unit.mark, unit.mark, unit.tone), unit.words) for unit in UNITS.values())
_TYPES = tuple(
    (signs.ACTIVITIES[code], word)
    for code, word in (
        ("call", "call"), ("email", "e-mail"), ("social", "social touch"), ("meeting", "meeting"), ("demo", "demo"),
        ("proposal", "proposal"), ("agreement", "agreement"), ("follow_up", "follow-up"), ("referral", "referral ask"),
        ("admin", "other work"),
    )
)  # fmt: skip
_FLAGS = tuple(
    (signs.FLAGS[code], word)
    for code, word in (
        ("uncovered", "closes soon, nothing planned"), ("overdue", "close date is past"), ("unlikely", "a date that is hardly true"),
        ("blocked", "blocked"), ("stalled", "nothing happens"), ("pushed", "moved later"), ("pulled", "moved earlier"),
        ("no_date", "a date or value is missing"), ("dead", "dead"),
    )
)  # fmt: skip
_DATES = (
    (Sign("§", "S", "$foreground"), "agreement"),
    (Sign("●", "*", "$foreground"), "close date"),
    (Sign("○", "o"), "earlier close date"),
)
_VERDICTS = (
    (signs.VERDICTS["good"], "on pace or ahead"), (signs.VERDICTS["risk"], "behind"), (signs.VERDICTS["over"], "above what fits"),
)  # fmt: skip
_PLAN_LINES = (
    ("call Acme re pricing tue 30m", "type, deal, re what, day, minutes; in any order after the type"),
    ('10x call list:"fair leads" wed 60m', "a block: ten calls in an hour"),
    ("agreement #12 fri 14:00", "a deal by its number, a fixed time"),
)
_EDITS = ("close_date", "agreement_date", "stage", "value", "plan_next", "plan_cure", "add")
_PRESETS = ("filter", "mine", "everybody", "uncovered", "moved")
_FILTER_LINES = (
    ("acme", "a part of the name, account, owner or stage"),
    ("stage:proposal rep:ana account:orban", "one stage, owner, account; rep:me are mine"),
    ("value>10k closing<2w flag:uncovered", "amounts, days or times from now, a flag"),
    ("won · lost · all · #12", "closed ones too; one deal by its number"),
)

HELP: dict[str, HelpText] = {
    "today": HelpText(
        "What you do today, in order of time, then of the value at risk. Mark each thing done and say how it went; what you did besides is "
        "logged in one line.",
        (
            ("The work under the cursor", ("done", "count", "next_step", "move", "drop", "block", "block_today", "effort", "open_deal")),
            ("More work", ("add", "log", "plan_it")),
        ),
        (*_PLAN_LINES, ("call orsini reached 5m next email fri", "log: what came of it, minutes, the next step")),
        (*_WORK_STATES, *_TYPES),
    ),
    "plan": HelpText(
        "Fill the week within your hours, beginning with what needs attention, then promise it. Nothing is final before you commit; what "
        "comes later counts as added.",
        (
            (
                "The card under the cursor",
                ("done", "count", "next_step", "later", "earlier", "move", "drop", "block", "effort", "open_deal"),
            ),
            ("Planning", ("add", "plan_it", "backward", "attention")),
            ("The promise", ("commit", "withdraw")),
            ("Other weeks", ("next_sprint", "last_sprint")),
        ),
        _PLAN_LINES,
        (*_WORK_STATES, *_TYPES, *_FLAGS),
    ),
    "standup": HelpText(
        "One person at a time, readable across the room: what was done since the last working day, what comes today, what is in the way. "
        "The first step starts the fifteen minutes.",
        (
            ("Going round", ("next_person", "last_person", "clock", "new_round")),
            ("Looking", ("look_down", "look_up", "rest_down", "rest_up")),
        ),
        (),
        _WORK_STATES,
    ),
    "deals": HelpText(
        "All deals, filtered and sorted while you type. Beside the list everything about one: its stages, its dates with their history, "
        "its work, and what is wrong with it.",
        (
            ("The deal under the cursor", ("detail", *_EDITS)),
            ("The list", (*_PRESETS, "sort", "turn", "new_deal")),
        ),
        _FILTER_LINES,
        (*_FLAGS, *_DATES, *_TYPES),
    ),
    "closing": HelpText(
        "When each deal can really close, week by week against the goal, and which dates cannot be true. Below it the forecast for week, "
        "month and quarter.",
        (
            ("The deal under the cursor", ("detail", *_EDITS)),
            ("The time shown", ("weeks_back", "weeks_on", "now", "zoom")),
            ("The list", (*_PRESETS, "clean_up")),
        ),
        _FILTER_LINES,
        (*_DATES, (Sign("│", "|"), "today, or the goal"), (Sign("‹", "<"), "off the edge"), *_FLAGS),
    ),
    "kpis": HelpText(
        "Each person's figures against the goal, with the trend of the last periods. Every number opens to its formula, the rows behind it "
        "and the command that makes it again.",
        (
            ("This number", ("explain", "drawer")),
            ("What is shown", ("period", "period_back", "period_before", "period_after", "split")),
            ("Taking it along", ("copy_table", "export_table")),
        ),
        (),
        (*_VERDICTS, (signs.STATES["unknown"], "no number, which is not 0")),
    ),
    "review": HelpText(
        "The sprint read through on Friday: goal, promise, activities, deals and dates moved, forecast, what is unfinished.",
        (
            ("The steps", ("next_part", "last_part", "part_down", "part_up", "part_page_down", "part_page_up")),
            ("Other sprints, and what was corrected since", ("next_sprint", "last_sprint", "restated")),
        ),
        (),
        (*_FATES, (Sign("≠", "#", "$accent"), "told otherwise at the close"), *_VERDICTS),
    ),
    "team": HelpText(
        "Who is here and when they work: roles, hours, absences, goals, holidays. Managers change them; everybody notes their own "
        "absences.",
        (
            ("The person under the cursor", ("person", "week", "absence", "end_absence", "working_week", "goal", "edit_person", "role")),
            ("The team", ("new_person", "holiday", "team_week")),
        ),
        (
            ("thu - fri", "v: away on both days, on holiday"),
            ("today sick", "v: or training, travel, parental, other"),
            ("fri half, fri morning", "v: away for half a day, or one half of it"),
            ("24 dec - 6 jan", "v: the last day is a day away too"),
            ("mon for 2 weeks", "v: also for 3 days"),
            ("8 dec Immacolata", "H: nobody of the team works"),
            ("24 dec half", "H: also morning, afternoon, with a name"),
            ("mon-thu 6h from 1 dec", "p, P: days not named are off"),
            ("mon-fri 8h, wed 4h", "p, P: a later part wins"),
            ("Nina Neu, n@x.com, AE", "n: the name, then in any order"),
            ("Nina, manager, from mon", "n: role and first day where they differ"),
            ("calls 50 sprint", "t: day, sprint, month, quarter, year"),
            ("won 300k quarter", "t: also quota, win rate 25%, stretch 350k"),
            ("calls 60 from 1 dec", "t: from the period of that day on"),
            ("... because WHY", "t: the reason, kept with the goal"),
        ),
        _VERDICTS,
    ),
}
"""By screen."""
