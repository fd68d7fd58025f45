"""All commands of the program's screens, in the order of their use: keys, key line, palette, help and README come from here."""

from __future__ import annotations

from sprintsales.ui.commands import EVERYWHERE, KIT_COMMANDS, Command, CommandTable

TODAY, PLAN, DEALS, STANDUP, REVIEW = "today", "plan", "deals", "standup", "review"
WORK = (TODAY, PLAN)
TABS = ("today", "plan", "standup", "deals", "closing", "kpis", "review", "team")

COMMANDS = CommandTable(
    (
        Command("take_up", ("full_stop",), "not saved", "Go on with what could not be saved.", (*WORK, DEALS), "take_up"),
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
        Command("add", ("a",), "add", "Plan work in one line: call Acme re pricing tue 30m.", (*WORK, DEALS), "quick_add"),
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
        Command("filter", ("slash",), "filter", "Filter while you type: words, stage: rep: value> closing< flag:", (DEALS,), "filter"),
        Command("sort", ("s",), "sort", "Sort by the next column.", (DEALS,), "sort"),
        Command("turn", ("r",), "turn round", "Sort the other way round.", (DEALS,), "turn", on_key_line=False),
        Command("detail", ("i",), "detail", "Open or close the deal's details (enter does it too).", (DEALS,), "detail"),
        Command("close_date", ("d",), "close date", "Change the close date, with a reason.", (DEALS,), "close_date"),
        Command(
            "agreement_date", ("t",), "agreement", "Change the day the agreement can be sent, with a reason.", (DEALS,), "agreement_date"
        ),
        Command("stage", ("S",), "stage", "Change the stage; won and lost are stages too.", (DEALS,), "stage"),
        Command("value", ("v",), "value", "Change the value.", (DEALS,), "value"),
        Command("mine", ("f2",), "mine", "Show my open deals.", (DEALS,), "preset('mine')", on_key_line=False),
        Command("everybody", ("f3",), "everybody", "Show all open deals.", (DEALS,), "preset('everybody')", on_key_line=False),
        Command(
            "uncovered",
            ("f4",),
            "uncovered",
            "Show what closes soon with nothing planned.",
            (DEALS,),
            "preset('uncovered')",
            on_key_line=False,
        ),
        Command("moved", ("f5",), "moved", "Show the deals whose date moved later.", (DEALS,), "preset('moved')", on_key_line=False),
        Command("new_deal", ("n",), "new deal", "Add a deal by its name.", (DEALS,), "new_deal", on_key_line=False),
        Command("plan_next", ("p",), "plan next", "Plan the next step on this deal.", (DEALS,), "plan_next"),
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
        Command("undo", ("u",), "undo", "Take your last act back.", EVERYWHERE, "screen.undo"),
        Command("redo", ("U",), "redo", "Do again what the last undo took back.", EVERYWHERE, "screen.redo", on_key_line=False),
        Command("whose", ("w",), "whose", "Look at somebody else's week.", EVERYWHERE, "screen.whose", on_key_line=False),
        *(
            Command(
                f"tab_{name}",
                (str(number),),
                name,
                f"Go to {name.capitalize() if name != 'kpis' else 'KPIs'}.",
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
