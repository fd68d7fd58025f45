"""The flags a deal's dates can raise: one row each with its words, sign, tone, cure and weight."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FlagKind:
    """One flag. `rank`: 1 is the worst. `asks`: it wants something done, so it may become a line of attention."""

    code: str
    title: str
    sign: str
    ascii_sign: str
    tone: str
    """muted, risk or bad; `flags.tone` refines it for pushes."""
    rule: str
    cure: str
    rank: int
    asks: bool = True
    proposes: str = "call"
    """Activity type that would answer it."""
    minutes: int = 15


_ROWS = (
    FlagKind(
        "uncovered", "closing soon, nothing planned", "!", "!", "risk",
        "The agreement or close date is inside the sprint or within 14 days, and no touch is planned from today to that date.",
        "Plan a touch before the date, or move the date.", 1, proposes="call", minutes=30,
    ),
    FlagKind(
        "overdue", "close date is past", "✗", "x", "bad",
        "The expected close date is before today and nobody has changed it.",
        "Ask the customer for a new date, or mark the deal won or lost.", 2,
    ),
    FlagKind(
        "agreement_late", "agreement is late", "≠", "/=", "bad",
        "The agreement date is before today and no agreement has been sent.",
        "Send the agreement, or give it a new date.", 3, proposes="agreement", minutes=30,
    ),
    FlagKind(
        "agreement_after_close", "agreement after close", "≠", "/=", "bad",
        "The agreement date lies after the expected close date.",
        "Bring the agreement forward, or move the close date behind it.", 4, proposes="agreement", minutes=15,
    ),
    FlagKind(
        "unlikely", "unlikely date", "≠", "/=", "bad",
        "The date is sooner than 95 % of the won deals of this stage and age needed (at least 20 of them).",
        "Ask the customer what has to happen until then, and set the date that follows.", 5,
    ),
    FlagKind(
        "stalled", "stalled", "‖", "=", "bad",
        "The deal has been in its stage longer than 90 % of the won deals (of at least 20), else longer than the stage's expected days.",
        "Plan the step that moves it on, or move it back to the stage it is really in.", 6, minutes=30,
    ),
    FlagKind(
        "pushed", "pushed", "→", ">", "muted",
        "The expected close date has been moved later.",
        "Agree the next step and its day with the customer before giving a date again.", 7,
    ),
    FlagKind(
        "no_date", "no close date", "?", "?", "muted",
        "The deal has no expected close date.",
        "Give it a date the customer has named, or mark it lost.", 8,
    ),
    FlagKind(
        "dead", "dead", "†", "+", "muted",
        "The deal is older than 99 % of the won deals of its pipeline ever became (at least 20 of them).",
        "Ask once for a yes or a no, then mark it lost.", 9, proposes="email", minutes=10,
    ),
    FlagKind(
        "no_value", "no value", "?", "?", "muted",
        "The deal has no amount.",
        "Enter what it would be worth.", 10,
    ),
    FlagKind(
        "placeholder", "placeholder date", "?", "?", "muted",
        "The date is the last day of a month, set over 30 days ahead and not touched by a person within 30 days, "
        "and this rep has more than three times as many such dates as chance would give.",
        "Replace it by a day the customer has named.", 11,
    ),
    FlagKind(
        "missing", "missing in CRM", "?", "?", "muted",
        "A complete import no longer holds this deal; it is left out of forecast and attention.",
        "Look it up in the CRM, then mark it won or lost, or merge it.", 12, asks=False,
    ),
)  # fmt: skip

FLAGS: dict[str, FlagKind] = {kind.code: kind for kind in _ROWS}
"""By code, the worst first."""
