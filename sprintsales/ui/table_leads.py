"""The commands of the Leads screen, in the order of their use; the table of all commands takes them in."""

from __future__ import annotations

from sprintsales.ui.commands import Command

ON_LEADS = "leads"

LEAD_COMMANDS: tuple[Command, ...] = (
    Command(
        "assign_leads",
        ("A",),
        "assign",
        "Give the queue its owners: shows who would get what, and why.",
        (ON_LEADS,),
        "assign",
    ),
    Command("lead_category", ("c",), "category", "Say what it turned out to be: qualified, unqualified, ...", (ON_LEADS,), "category"),
    Command("lead_source", ("S",), "source", "Say where it came from.", (ON_LEADS,), "source", on_key_line=False),
    Command(
        "sort_leads",
        ("s",),
        "sort",
        "Sort by the next: due, name, owner, category, ...",
        (ON_LEADS,),
        "sort",
        on_key_line=False,
    ),
    Command("lead_owner", ("o",), "owner", "Take it, give it to somebody, or put it into the queue.", (ON_LEADS,), "owner"),
    Command("lead_touch", ("t",), "touch", "Plan its first touch, or the next one, in one line.", (ON_LEADS,), "touch"),
    Command("lead_log", ("l",), "log", "Log what you just did with it: call lead:Berg reached.", (ON_LEADS,), "log"),
    Command("convert_lead", ("v",), "deal", "Make it a deal: Nova pilot, 12k, 18 dec.", (ON_LEADS,), "convert"),
    Command("new_lead", ("n",), "new lead", "Add a lead by its name.", (ON_LEADS,), "new_lead", on_key_line=False),
    Command(
        "lead_detail", ("i",), "detail", "Open or close the lead's details (enter does it too).", (ON_LEADS,), "detail", on_key_line=False
    ),
    Command("filter_leads", ("slash",), "filter", "Filter while you type: words, owner: source: sort: late all", (ON_LEADS,), "filter"),
    Command("leads_mine", ("f2",), "mine", "Show my leads.", (ON_LEADS,), "preset('mine')", on_key_line=False),
    Command("leads_everybody", ("f3",), "everybody", "Show everybody's leads.", (ON_LEADS,), "preset('everybody')", on_key_line=False),
    Command("leads_queue", ("f4",), "queue", "Show the leads without an owner.", (ON_LEADS,), "preset('queue')", on_key_line=False),
    Command("leads_late", ("f5",), "late", "Show the leads whose first touch is late.", (ON_LEADS,), "preset('late')", on_key_line=False),
)
