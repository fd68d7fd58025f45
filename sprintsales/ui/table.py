"""All commands of the program's screens, in the order of their use: keys, key line, palette, help and README come from here."""

from __future__ import annotations

from sprintsales.ui.commands import EVERYWHERE, KIT_COMMANDS, Command, CommandTable, screen_word

TODAY, PLAN, STANDUP, DEALS = "today", "plan", "standup", "deals"
CLOSING, KPIS, REVIEW, TEAM = "closing", "kpis", "review", "team"
WORK = (TODAY, PLAN)
ON_DEALS = (DEALS, CLOSING)
TABS = ("today", "plan", "standup", "deals", "closing", "kpis", "review", "team")

COMMANDS = CommandTable(
    (
        Command("take_up", ("full_stop",), "not saved", "Go on with what could not be saved.", (*WORK, *ON_DEALS, TEAM), "take_up"),
        Command("done", ("space",), "done", "Mark it done: asks how it went; a block counts one for each key.", WORK, "done"),
        Command(
            "count",
            ("plus", "equals_sign"),
            "one more",
            "Count one more of a block, with its usual outcome.",
            WORK,
            "count",
            on_key_line=False,
        ),
        Command("add", ("a",), "add", "Plan work in one line: call Acme re pricing tue 30m.", (*WORK, *ON_DEALS), "quick_add"),
        Command("plan_it", ("p",), "plan it", "Plan what the line of attention asks for (enter does it too).", (PLAN, TODAY), "plan_it"),
        Command("log", ("l",), "log", "Log what you just did, unplanned: call Orsini reached 5m next email fri.", (TODAY,), "log"),
        Command("later", ("greater_than_sign", "shift+right"), "day later", "Move it to the next working day.", (PLAN,), "shift_day(1)"),
        Command(
            "earlier",
            ("less_than_sign", "shift+left"),
            "day earlier",
            "Move it to the working day before.",
            (PLAN,),
            "shift_day(-1)",
            on_key_line=False,
        ),
        Command("move", ("m",), "move", "Move it to another day.", WORK, "move"),
        Command("commit", ("C",), "commit", "Promise this week: what is planned is frozen.", (PLAN,), "commit"),
        Command(
            "withdraw",
            ("W",),
            "withdraw",
            "Take the promise back, as long as nobody touched the week since.",
            (PLAN,),
            "withdraw",
            on_key_line=False,
        ),
        Command("next_step", ("n",), "next step", "Done, and the next step planned with it in one line.", WORK, "next_step"),
        Command("drop", ("x", "delete"), "drop", "Drop it, with a reason.", WORK, "drop"),
        Command("block", ("b",), "block", "Say what stops it; again: nothing stops it any more.", WORK, "block"),
        Command("effort", ("e",), "effort", "Change its minutes.", WORK, "effort", on_key_line=False),
        Command("attention", ("tab",), "attention", "To what needs attention and back.", (PLAN,), "other_pane", on_key_line=False),
        Command(
            "next_sprint",
            ("right_square_bracket",),
            "next week",
            "The sprint after this one.",
            (PLAN, REVIEW),
            "shift_sprint(1)",
            on_key_line=False,
        ),
        Command(
            "last_sprint",
            ("left_square_bracket",),
            "last week",
            "The sprint before this one.",
            (PLAN, REVIEW),
            "shift_sprint(-1)",
            on_key_line=False,
        ),
        Command("open_deal", ("o",), "deal", "Open its deal.", WORK, "open_deal"),
        Command("plan_cure", ("p",), "plan it", "Plan the next step that its flag asks for.", (CLOSING,), "plan_next"),
        Command("weeks_back", ("left", "h"), "weeks", "Show earlier weeks (or months, quarters).", (CLOSING,), "shift_weeks(-1)"),
        Command(
            "weeks_on", ("right", "l"), "later", "Show later weeks (or months, quarters).", (CLOSING,), "shift_weeks(1)", on_key_line=False
        ),
        Command("now", ("0",), "now", "Back to the present week.", (CLOSING,), "now", on_key_line=False),
        Command("clean_up", ("c",), "clean up", "Go through all flagged deals kind by kind, each with its cure.", (CLOSING,), "clean_up"),
        Command("filter", ("slash",), "filter", "Filter while you type: words, stage: rep: value> closing< flag:", ON_DEALS, "filter"),
        Command("sort", ("s",), "sort", "Sort by the next column.", (DEALS,), "sort"),
        Command("turn", ("r",), "turn round", "Sort the other way round.", (DEALS,), "turn", on_key_line=False),
        Command("detail", ("i",), "detail", "Open or close the deal's details (enter does it too).", ON_DEALS, "detail"),
        Command("close_date", ("d",), "close date", "Change the close date, with a reason.", ON_DEALS, "close_date"),
        Command(
            "agreement_date", ("t",), "agreement", "Change the day the agreement can be sent, with a reason.", ON_DEALS, "agreement_date"
        ),
        Command("stage", ("S",), "stage", "Change the stage; won and lost are stages too.", ON_DEALS, "stage"),
        Command("value", ("v",), "value", "Change the value.", ON_DEALS, "value"),
        Command("mine", ("f2",), "mine", "Show my open deals.", ON_DEALS, "preset('mine')", on_key_line=False),
        Command("everybody", ("f3",), "everybody", "Show all open deals.", ON_DEALS, "preset('everybody')", on_key_line=False),
        Command(
            "uncovered",
            ("f4",),
            "uncovered",
            "Show what closes soon with nothing planned.",
            ON_DEALS,
            "preset('uncovered')",
            on_key_line=False,
        ),
        Command("moved", ("f5",), "moved", "Show the deals whose date moved later.", ON_DEALS, "preset('moved')", on_key_line=False),
        Command("new_deal", ("n",), "new deal", "Add a deal by its name.", (DEALS,), "new_deal", on_key_line=False),
        Command(
            "next_person",
            ("right", "space", "enter", "l"),
            "next person",
            "The next one speaks; the first step starts the clock.",
            (STANDUP,),
            "next_person",
        ),
        Command("last_person", ("left", "h"), "back", "The person before speaks again.", (STANDUP,), "last_person"),
        Command("clock", ("t",), "clock", "Start the fifteen minutes, or let them stand.", (STANDUP,), "clock"),
        Command("new_round", ("R",), "anew", "Begin anew: nobody heard, the clock at 15:00.", (STANDUP,), "new_round"),
        Command(
            "look_down",
            ("down", "j"),
            "look down",
            "Look at the person below, without a turn.",
            (STANDUP,),
            "look_person(1)",
            on_key_line=False,
        ),
        Command(
            "look_up", ("up", "k"), "look up", "Look at the person above, without a turn.", (STANDUP,), "look_person(-1)", on_key_line=False
        ),
        Command("rest_down", ("pagedown",), "rest", "Show what did not fit.", (STANDUP,), "scroll_person(1)", on_key_line=False),
        Command("rest_up", ("pageup",), "rest, back", "Back to the name.", (STANDUP,), "scroll_person(-1)", on_key_line=False),
        Command("next_part", ("right", "space", "enter", "l"), "next step", "The next step of the review.", (REVIEW,), "next_part"),
        Command("last_part", ("left", "h"), "back", "The step before.", (REVIEW,), "last_part"),
        Command("copy_view", ("y",), "copy", "Copy what is shown as Markdown.", (STANDUP, REVIEW), "copy_view"),
        Command("part_down", ("down", "j"), "down", "See more of this step.", (REVIEW,), "scroll_part(1)", on_key_line=False),
        Command("part_up", ("up", "k"), "up", "Back up in this step.", (REVIEW,), "scroll_part(-1)", on_key_line=False),
        Command("part_page_down", ("pagedown",), "page down", "A page on in this step.", (REVIEW,), "scroll_part(8)", on_key_line=False),
        Command("part_page_up", ("pageup",), "page up", "A page back in this step.", (REVIEW,), "scroll_part(-8)", on_key_line=False),
        Command("plan_next", ("p",), "plan next", "Plan the next step on this deal.", (DEALS,), "plan_next"),
        Command("zoom", ("z",), "zoom", "Weeks, months or quarters on the timeline.", (CLOSING,), "zoom"),
        Command(
            "new_person", ("n",), "new person", "Add somebody in one line: Nina Neu, nina@x.com, AE, from 1 dec.", (TEAM,), "new_person"
        ),
        Command(
            "edit_person",
            ("e",),
            "edit",
            "Name, e-mail, function, manager, territory, ...",
            (TEAM,),
            "edit_person",
        ),
        Command("role", ("R",), "role", "Change the role from a day on, or let somebody leave.", (TEAM,), "role", on_key_line=False),
        Command("working_week", ("p",), "hours", "Set the working week from a day on: mon-thu 6h.", (TEAM,), "working_week"),
        Command("absence", ("v",), "away", "Note an absence: thu - fri, today sick, fri half.", (TEAM,), "absence"),
        Command("end_absence", ("x",), "not away", "Take an absence away.", (TEAM,), "end_absence"),
        Command("holiday", ("H",), "holiday", "Note a holiday of the whole team, or take one away.", (TEAM,), "holiday", on_key_line=False),
        Command("team_week", ("P",), "team hours", "Set the team's working week from a day on.", (TEAM,), "team_week", on_key_line=False),
        Command("goal", ("t",), "goal", "Goals of the person and the team: set, change, end, look back.", (TEAM,), "goal"),
        Command("person", ("i",), "person", "Go to the person's page and back.", (TEAM,), "person"),
        Command("week", ("o",), "their week", "Open the person's week in Plan (enter does it too).", (TEAM,), "week"),
        Command("explain", ("e",), "explain", "Explain this number (enter does it too).", (KPIS,), "explain"),
        Command("period", ("p",), "period", "Another period: sprint, week, month, quarter, year.", (KPIS,), "kind(1)"),
        Command("period_back", ("P",), "period back", "The kind of period before that one.", (KPIS,), "kind(-1)", on_key_line=False),
        Command("period_before", ("left_square_bracket",), "before", "The period before this one.", (KPIS,), "shift(-1)"),
        Command("period_after", ("right_square_bracket",), "after", "The period after this one.", (KPIS,), "shift(1)", on_key_line=False),
        Command("split", ("v",), "split by", "Cut by rep, stage, source, product, week, ...", (KPIS,), "cut"),
        Command("copy_table", ("y",), "copy as Markdown", "Copy these figures as Markdown; explained, the command.", (KPIS,), "copy"),
        Command("export_table", ("E",), "export", "Write all figures into a file: CSV, Markdown or JSON.", (KPIS,), "export"),
        Command("drawer", ("tab",), "drawer", "To the explanation and back.", (KPIS,), "other_pane", on_key_line=False),
        Command("undo", ("u",), "undo", "Take your last act back.", EVERYWHERE, "screen.undo"),
        Command("redo", ("U",), "redo", "Do again what the last undo took back.", EVERYWHERE, "screen.redo", on_key_line=False),
        Command("whose", ("w",), "whose", "Look at somebody else's week.", EVERYWHERE, "screen.whose", on_key_line=False),
        *(
            Command(
                f"tab_{name}",
                (str(number),),
                name,
                f"Go to {screen_word(name)}.",
                EVERYWHERE,
                f"app.tab('{name}')",
                on_key_line=False,
            )
            for number, name in enumerate(TABS, start=1)
        ),
        Command("theme", ("ctrl+t",), "theme", "Dark or light.", EVERYWHERE, "app.flip_theme", on_key_line=False),
        *KIT_COMMANDS,
        Command("quit", ("q", "ctrl+q"), "quit", "Leave; everything is saved.", EVERYWHERE, "app.leave", on_key_line=False),
    )
)
