"""How lines are written on the screens that ask for one: examples with what they mean, shown by the help of the screen."""

from __future__ import annotations

from collections.abc import Mapping

Example = tuple[str, str]

EXAMPLES: Mapping[str, tuple[Example, ...]] = {
    "team": (
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
}
"""By screen."""
