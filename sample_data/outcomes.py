"""How work comes out in the sample: weights of outcomes, what is said about it, and the reasons people give."""

from __future__ import annotations

from random import Random

Weights = tuple[tuple[str, int], ...]

BLOCK_CALLS: Weights = (
    ("reached", 23), ("no answer", 45), ("left a message", 13), ("interested", 5), ("meeting set", 4), ("wrong person", 3),
    ("not interested", 7),
)  # fmt: skip
SINGLE: dict[str, Weights] = {
    "call": (("reached", 52), ("no answer", 26), ("left a message", 9), ("interested", 8), ("meeting set", 5)),
    "email": (("sent", 70), ("replied", 26), ("not interested", 2), ("bounced", 2)),
    "social": (("sent", 60), ("connected", 25), ("replied", 15)),
    "meeting": (("held", 80), ("no show", 7), ("rescheduled", 9), ("cancelled", 4)),
    "demo": (("held", 84), ("no show", 5), ("rescheduled", 8), ("cancelled", 3)),
    "proposal": (("sent", 84), ("changes asked", 16)),
    "agreement": (("sent", 80), ("changes asked", 20)),
    "follow_up": (("reached", 50), ("no answer", 28), ("replied", 22)),
    "referral": (("asked", 70), ("named someone", 30)),
}
"""By type of work; what is not here has its usual outcome."""
REPEATS = frozenset({"no answer", "left a message", "no show", "rescheduled", "cancelled", "bounced"})
"""Outcomes after which the same is tried again soon."""

# By stage: type, minutes, what it is about.
STEPS: dict[str, tuple[tuple[str, int, str], ...]] = {
    "Prospect": (
        ("call", 25, "who decides"), ("email", 15, "one-page overview"), ("social", 10, "their plant news"), ("meeting", 90, "first visit"),
        ("follow-up", 20, "the overview sent"), ("call", 20, "their yard as it is"), ("email", 15, "dates for a visit"),
    ),
    "Qualified": (
        ("meeting", 90, "needs of the yard"), ("demo", 75, "with their shift leads"), ("call", 30, "budget and timing"),
        ("follow-up", 20, "open questions"), ("email", 15, "reference customers"), ("meeting", 60, "their IT"),
        ("call", 20, "who else decides"), ("follow-up", 15, "figures of the yard"), ("email", 15, "savings on one page"),
    ),
    "Proposal": (
        ("proposal", 120, "two options"), ("call", 30, "their view of the offer"), ("meeting", 90, "walk through the offer"),
        ("follow-up", 20, "answers promised"), ("demo", 75, "for their purchasing"), ("referral", 20, "their group companies"),
        ("call", 20, "budget round"), ("email", 15, "terms of payment"), ("meeting", 60, "rollout plan"),
    ),
    "Negotiation": (
        ("call", 30, "last open terms"), ("meeting", 90, "terms with legal"), ("email", 20, "the marked-up draft"),
        ("follow-up", 20, "signature path"), ("call", 20, "start date"), ("meeting", 60, "kick-off plan"), ("email", 15, "annexes"),
    ),
    "Due": (
        ("call", 25, "how they use it"), ("email", 15, "figures of their year"), ("meeting", 60, "their plans for the sites"),
        ("call", 20, "who signs this time"), ("follow-up", 15, "open tickets"), ("email", 10, "dates for the review"),
    ),
    "Offer out": (
        ("call", 20, "their view of the offer"), ("follow-up", 15, "the second option"), ("email", 15, "how the figures compare"),
        ("meeting", 60, "walk through the offer"), ("proposal", 60, "a longer term"), ("call", 15, "budget holder"),
    ),
    "Agreed": (
        ("call", 15, "order number"), ("email", 10, "the new term"), ("follow-up", 15, "signature path"),
        ("call", 20, "start of the new term"), ("email", 15, "annexes"),
    ),
}  # fmt: skip
IDLE = (("research", 45, "accounts for the next list"), ("admin", 30, "CRM and expenses"), ("training", 60, "product news"))
CARRIED = ("customer asked for next week", "no answer so far", "waiting for their numbers", "meeting moved by them", "ran out of time")
DROPPED = (
    "they will not decide this quarter",
    "answered in another call",
    "contact left the company",
    "list was exhausted",
    "no longer needed",
)
REMOVED = ("customer asked to wait", "joined with next week's visit", "waiting for legal first")
BLOCKED = ("legal has the data clause", "price approval pending", "waiting for their security form", "their buyer is on leave")
RESULTS = ("wants a reference from the same industry", "asks for delivery in February", "will bring in the plant manager",
    "price is fine, terms are not",
           "sends numbers by Friday", "compares with one other offer", "budget is confirmed", "decision moves to the board")  # fmt: skip


def drawn(random: Random, weights: Weights) -> str:
    """Return one outcome, by its weight."""
    return random.choices([word for word, _ in weights], [weight for _, weight in weights])[0]


def tallied(random: Random, units: int) -> list[tuple[str, int]]:
    """Return how the calls of a block came out: outcome and units, in the order they are counted."""
    found: dict[str, int] = {}
    for _ in range(units):
        word = drawn(random, BLOCK_CALLS)
        found[word] = found.get(word, 0) + 1
    return sorted(found.items(), key=lambda pair: -pair[1])
