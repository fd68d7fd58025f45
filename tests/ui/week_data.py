"""A made-up week that meets every state of a card."""

from __future__ import annotations

from sprintsales.ui.widgets.frame import FrameView, Tile, Uncovered
from sprintsales.ui.widgets.week import Card, DayColumn

FRAME = FrameView(
    team="Nordwind",
    sprint_name="Sprint 47",
    dates="Mon 16 – Fri 20 Nov",
    short_dates="16–20 Nov",
    day_n=3,
    days=5,
    whose="Ana Ruiz",
    saved_at="09:41",
    tiles=(
        Tile("Promise", "9", "22", "good", "on pace", "", 9 / 22, 0.42, narrow_value="9/22"),
        Tile("Calls", "31", "40", "good", "ahead 15", "+15", 31 / 40, 0.42, narrow_value="31/40"),
        Tile("Meetings", "2", "5", "good", "on pace", "", 2 / 5, 0.42, narrow=False),
        Tile("New leads", "3", "10", "risk", "1 behind", "1", 0.3, 0.42, "Leads", "3/10"),
        Tile("Won Nov", "€12k", "€40k", "bad", "€11k short", "€11k", 0.3, 0.58, "Won", "€12/40k"),
    ),
    uncovered=Uncovered("€86,200", "€86k", "2 deals", "was €131,000 Mon"),
)

WEEK = (
    DayColumn(
        "Mon 16",
        240,
        390,
        past=True,
        cards=(
            Card("m1", "done", "Acme renewal", "call", "Call", "20m"),
            Card("m2", "late", "Gale expansion", "follow_up", "Follow-up", "late"),
        ),
    ),
    DayColumn(
        "Tue 17",
        282,
        390,
        past=True,
        cards=(
            Card("t1", "overdue", "Eder Maschinenbau", "call", "Call", "overdue", tone="bad"),
            Card("t2", "blocked", "Gale expansion", "meeting", "Meet", "blocked", tone="risk"),
        ),
    ),
    DayColumn(
        "Wed 18",
        288,
        390,
        is_today=True,
        cards=(
            Card("w1", "done", "Delta upsell", "call", "Call", "10m"),
            Card("w2", "planned", "Corto upgrade", "call", "Call", "15m"),
            Card("w3", "planned", "Frost contract", "call", "Call", "30m", "↻2", "$warning"),
            Card("w4", "planned", "Eder Maschinenbau", "call", "Call", "30m", "+"),
        ),
    ),
    DayColumn(
        "Thu 19",
        450,
        390,
        cards=tuple(Card(f"h{number}", "planned", f"Prospecting ×{number}", "call", "Call", "60m") for number in range(1, 8)),
    ),
    DayColumn("Fri 20", 0, 180, foot=((("3.0 h free", "$muted"),), (("s", "bold $accent"), (" suggest", "$muted")))),
)
