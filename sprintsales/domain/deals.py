"""What is known of one deal on one day, and the plain questions that can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

DEFAULT_TOUCH_CADENCE = 21
"""Days a deal may go without a touch where its stage says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DealFacts:
    """One deal as known on one day: counted by storage, judged here. Money in minor units, probability in whole per mille."""

    id: int
    name: str
    created_on: date
    """Known here from this day on (the day it was added or imported)."""
    external_id: str | None = None
    account: str | None = None
    owner_id: int | None = None
    owner: str | None = None
    manager: str | None = None
    territory: str | None = None
    product: str | None = None
    segment: str | None = None
    source: str | None = None
    team: str | None = None
    function: str | None = None
    pipeline_id: int | None = None
    pipeline: str | None = None
    stage_id: int | None = None
    stage: str | None = None
    stage_kind: str = "open"
    stage_position: int = 0
    expected_days: int | None = None
    touch_cadence_days: int = DEFAULT_TOUCH_CADENCE
    outcome: str = "open"
    value: int | None = None
    """In the team's currency; None where unknown or where there is no rate."""
    currency: str | None = None
    own_value: int | None = None
    """In the deal's own currency."""
    probability: int | None = None
    """Per mille: the deal's own, else the stage's."""
    forecast_category: str | None = None
    """The rep's override; None: derived from the probability."""
    started_on: date | None = None
    close_on: date | None = None
    agreement_on: date | None = None
    agreement_sent_on: date | None = None
    closed_on: date | None = None
    first_close_on: date | None = None
    pushes: int = 0
    days_slipped: int = 0
    stage_since: date | None = None
    """The day it entered its stage; None where nobody saw it enter, as with most deals that came in by import."""
    stage_seen_on: date | None = None
    """The first day it was known to stand in its stage."""
    next_touch: tuple[str, date] | None = None
    """Type and day of the first open touch from today on."""
    open_touches: tuple[date, ...] = field(default=())
    """Planned days of all open touches, past ones too."""
    last_touch: date | None = None
    blocked: bool = False
    missing: bool = False
    """A complete re-import no longer holds it."""
    known_from_dates_only: bool = False


def opened_on(deal: DealFacts) -> date:
    """The day the deal began: its start date, else the day it became known here."""
    return deal.started_on or deal.created_on


def is_open_on(deal: DealFacts, day: date) -> bool:
    """Whether the deal was open on that day: begun by then and not closed by the end of it.

    A won or lost deal without a closing day counts as never open, because nothing says until when it was.
    """
    if opened_on(deal) > day:
        return False
    if deal.outcome == "open":
        return True
    return deal.closed_on is not None and deal.closed_on > day


def is_known_value(deal: DealFacts) -> bool:
    """Whether the deal has an amount; a zero is an empty field in most exports and counts as unknown."""
    return bool(deal.value or deal.own_value)


def age_days(deal: DealFacts, today: date) -> int:
    """Days since the deal began."""
    return (today - opened_on(deal)).days


def stage_age_days(deal: DealFacts, today: date) -> int | None:
    """Days since the deal entered its stage; None where that day is unknown."""
    return None if deal.stage_since is None else (today - deal.stage_since).days


def least_stage_age(deal: DealFacts, today: date) -> int | None:
    """Days the deal has stood in its stage at least: its age there, else the days since it was first known to stand in it."""
    since = deal.stage_since or deal.stage_seen_on
    return None if since is None else (today - since).days


def days_to_close(deal: DealFacts, today: date) -> int | None:
    """Days until the expected close date, negative once it is past; None without a date."""
    return None if deal.close_on is None else (deal.close_on - today).days


def agreed_after_close(deal: DealFacts) -> bool:
    """Whether the agreement, not sent yet, is dated after the close: one of the two dates cannot be true."""
    return deal.agreement_on is not None and deal.close_on is not None and not deal.agreement_sent_on and deal.agreement_on > deal.close_on


def silent_slip_days(deal: DealFacts, today: date) -> int:
    """Days by which an open deal's close date is past without anyone having changed it; 0 where it is not."""
    if deal.outcome != "open" or deal.close_on is None:
        return 0
    return max(0, (today - deal.close_on).days)


def has_touch_between(deal: DealFacts, first: date, last: date) -> bool:
    """Whether an open touch is planned from `first` to `last`, both inclusive."""
    return any(first <= day <= last for day in deal.open_touches)
