"""The deals of the sample team that are drawn, not told one by one: what came before the story, the renewals, and a busy year's rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle
from random import Random

import nordwind as story
from names import ACCOUNTS

STAGES = {"Sales": ("Prospect", "Qualified", "Proposal", "Negotiation"), "Renewals": ("Due", "Offer out", "Agreed")}
ENDS = {"Sales": ("Won", "Lost"), "Renewals": ("Renewed", "Lapsed")}
RENEW = ("Hannah", "Piet")
SEGMENTS = ("Manufacturing", "Logistics", "Food", "Retail", "Health", "Services")
TOPICS = {
    "Dock": ("docks", "dock pilot", "gates"), "Route": ("fleet", "route planning", "night runs"),
    "Scan": ("scanners", "tags", "stock count"),
    "Care plan": ("care plan", "service", "support"),
}  # fmt: skip
LOST = ("price", "competitor", "no budget", "no decision", "timing")
PUSHES = (
    "budget round comes first", "their buyer changed", "legal takes longer", "harvest first",
    "their plant moves first", "board meets later",
    "stock-taking comes first", "waiting for their security review", "signatory travels", "three offers are asked for",
)  # fmt: skip
QUARTER_ENDS = (3, 6, 9, 12)
# By owner: the month something was won in, and its value in percent of the month's quota. Priya's months are alike and Tom's are not.
WON = {
    "Ana": {"2025-09": 118, "2025-12": 135, "2026-03": 128, "2026-06": 122, "2026-08": 55, "2026-09": 112},
    "Tom": {"2025-12": 148, "2026-03": 165, "2026-05": 30, "2026-06": 152, "2026-07": 35, "2026-08": 48, "2026-09": 172, "2026-10": 70},
    "Mara": {"2025-11": 70, "2026-03": 120, "2026-06": 110, "2026-09": 105},
    "Jonas": {"2025-10": 90, "2025-12": 140, "2026-03": 125, "2026-06": 98, "2026-09": 80},
    "Priya": {"2025-12": 104, "2026-01": 96, "2026-02": 102, "2026-03": 107, "2026-04": 94, "2026-05": 101, "2026-06": 108, "2026-07": 97,
              "2026-08": 95, "2026-09": 106, "2026-10": 99},
    "Lena": {"2026-03": 180, "2026-06": 140},
    "Hannah": {"2025-09": 80, "2025-12": 130, "2026-03": 120, "2026-06": 125, "2026-09": 90, "2026-10": 60},
    "Piet": {"2025-12": 120, "2026-03": 110, "2026-06": 90, "2026-09": 105, "2026-10": 40},
}  # fmt: skip
LOST_IN = {
    "Ana": ("2025-11", "2026-01", "2026-07", "2026-08", "2026-09"), "Tom": ("2025-10", "2026-02", "2026-04", "2026-08", "2026-08",
            "2026-09", "2026-09"),
    "Mara": ("2026-01", "2026-08", "2026-09"),
    "Jonas": ("2025-11", "2026-02", "2026-05", "2026-07", "2026-08", "2026-09", "2026-09", "2026-10"),
    "Priya": ("2026-02", "2026-04", "2026-06", "2026-08", "2026-08", "2026-09", "2026-10"),
    "Hannah": ("2026-06", "2026-09", "2026-10"), "Piet": ("2026-03", "2026-09", "2026-10"),
    "Lena": ("2025-11", "2026-08"),
}  # fmt: skip
# By owner: months a deal that is still open is to close in, or the day it should have.
OPEN = {
    "Priya": ("2026-11", "2026-12", "2026-12", "2026-12", "2027-01", "2027-02"),
    "Hannah": ("2026-11", "2026-12", "2026-12", "2026-12", "2027-01", "2026-11-11"),
    "Piet": ("2026-11", "2026-12", "2026-12", "2027-01"), "Emil": ("2027-01", "2027-02"),
    "Tom": ("2026-12", "2026-11-12"), "Jonas": ("2026-12",),
}  # fmt: skip
HANDED_OVER = {"Svartvik Timber yard app": "Emil", "Kärnten Holz scanners": "Emil"}
"""Deals that went to who came last week."""
QUIET_ONE_IN = 3
"""Of so many drawn open deals of a rep the first has been quiet for a while."""


@dataclass(frozen=True, slots=True)
class Life:
    """One drawn deal before it is told: its owner, when it began, and what happened, in order."""

    owner: str
    began: date
    close: date
    events: tuple[tuple[date, str], ...]


def deals() -> tuple[story.Deal, ...]:
    """Return every deal of the sample, the told ones first."""
    random = Random(f"{story.TODAY} deals")
    told = tuple(before(random, one) for one in story.TOLD)
    habits = cycle(("missed", "silent", "", "unplanned", "missed", "early"))
    return (*told, *(replace(one, habit=next(habits)) if is_pushed(one) else one for one in drawn(random)))


def is_pushed(deal: story.Deal) -> bool:
    """Return whether a deal's date moves when the story is well under way."""
    moved = [story.day(event.split(" ", 1)[0]) for event in deal.path if " push " in event]
    return bool(moved) and moved[0] > story.FIRST + timedelta(days=9)


def before(random: Random, deal: story.Deal) -> story.Deal:
    """Return a told deal with a beginning: it came to where it is told from one stage before."""
    place = STAGES["Sales"].index(deal.stage) if deal.stage in STAGES["Sales"] else 0
    path = deal.path
    if deal.name in HANDED_OVER:
        path = (*path, f"11-10 owner {HANDED_OVER[deal.name]}")
    if not place:
        return replace(deal, path=path)
    began = max(story.day(deal.started), story.FIRST)
    until = min([story.day(one.split()[0]) for one in path] + [date(2026, 10, 2)])
    first = 0 if deal.is_later else place - 1
    steps = []
    for stage in range(first + 1, place + 1):
        share = (stage - first) / (place - first + 1)
        steps.append(f"{weekday(began + (until - began) * share)} {STAGES['Sales'][stage]}")
    return (
        replace(deal, stage=STAGES["Sales"][first], path=(*steps, *path)) if until > began + timedelta(days=6) else replace(deal, path=path)
    )


def drawn(random: Random) -> Iterator[story.Deal]:
    """Yield the drawn deals, owner by owner."""
    for person in story.PEOPLE:
        who = person.first_name
        names = list(ACCOUNTS.get(who, ()))
        random.shuffle(names)
        for month, percent in WON.get(who, {}).items():
            end = day_in(random, month, at_end=int(month[5:]) in QUARTER_ENDS)
            yield told(random, names.pop(), ended(random, who, end, won=True), person.quota * percent / 100_000)
        for month in LOST_IN.get(who, ()):
            yield told(random, names.pop(), ended(random, who, day_in(random, month), won=False), size(random, who))
        for place, month in enumerate(OPEN.get(who, ())):
            forgotten = len(month) > len("2026-11")
            end = story.day(month) if forgotten else max(day_in(random, month, at_end=month.endswith("12")), date(2026, 11, 24))
            quiet = "11-06" if forgotten or place % QUIET_ONE_IN == 0 else None
            yield replace(told(random, names.pop(), still_open(random, who, end), size(random, who)), quiet=quiet)


def told(random: Random, account: str, life: Life, value: float) -> story.Deal:
    """Return a drawn deal as the story tells one: where it stood when the story began, and what happened then."""
    renewal = life.owner in RENEW
    product = "Care plan" if renewal else random.choice(tuple(TOPICS))
    stages = STAGES["Renewals" if renewal else "Sales"]
    deal = story.Deal(
        f"{account} {'renewal' if renewal else random.choice(TOPICS[product])}", account, life.owner, random.choice(SEGMENTS), product,
        "Referral" if renewal else random.choice(story.SOURCES), round(value, 1), life.began.isoformat(), stages[0], life.close.isoformat(),
        pipeline="Renewals" if renewal else "Sales",
    )  # fmt: skip
    gone, path = [one for one in life.events if one[0] < story.FIRST], [one for one in life.events if one[0] >= story.FIRST]
    for on, what in gone:
        word, _, more = what.partition(" ")
        if what in ENDS[deal.pipeline] or word in ENDS[deal.pipeline]:
            return replace(deal, stage=word, closed=on.isoformat(), close=on.isoformat())
        if word == "push":
            deal = replace(deal, close=more.split()[0])
        elif what != "sent":
            deal = replace(deal, stage=what)
    return replace(deal, path=tuple(f"{on} {what}" for on, what in path))


def ended(random: Random, who: str, end: date, *, won: bool) -> Life:
    """Return the life of a deal that was won or lost on a day; one in two was pushed on its way there."""
    pipeline = "Renewals" if who in RENEW else "Sales"
    stages, last = STAGES[pipeline], ENDS[pipeline][0 if won else 1]
    reached = len(stages) if won else random.choice((1, 2, 2, 3, 3)[: len(stages) + 1])
    began = weekday(end - timedelta(days=random.randrange(38, 112)))
    events = walk(random, began, end, stages[:reached])
    close = end
    if random.random() < 0.5:
        close = weekday(end - timedelta(days=random.randrange(15, 40)))
        events.append((weekday(close - timedelta(days=random.randrange(0, 6))), f"push {end} {random.choice(PUSHES)}"))
    if won:
        events.append((weekday(end - timedelta(days=5)), "sent"))
    events.append((end, last if won else f"{last} {random.choice(LOST)}"))
    return Life(who, began, close, tuple(sorted(events, key=lambda pair: pair[0])))


def still_open(random: Random, who: str, end: date) -> Life:
    """Return the life of an open deal that is to close on a day; the nearer the day, the further it is."""
    stages = STAGES["Renewals" if who in RENEW else "Sales"]
    left = (end - story.TODAY).days
    reached = 1 if who == "Emil" else max(1, len(stages) - left // 21)
    began = weekday(story.TODAY - timedelta(days=random.randrange(20, 45) * reached + 5))
    if who == "Emil":
        began = date(2026, 11, 11)
    events = walk(random, began, date(2026, 11, 13), stages[:reached])
    close = end
    if left > 0 and began < date(2026, 10, 10) and random.random() < 0.6:
        close = weekday(date(2026, 10, 14) + timedelta(days=random.randrange(26)))
        events.append((weekday(close - timedelta(days=random.randrange(0, 8))), f"push {end} {random.choice(PUSHES)}"))
    return Life(who, began, close, tuple(sorted(events, key=lambda pair: pair[0])))


def walk(random: Random, began: date, end: date, stages: Sequence[str]) -> list[tuple[date, str]]:
    """Return the days a deal came into each stage after its first."""
    days = (end - began).days
    shares = [(place + random.uniform(-0.25, 0.25)) / len(stages) for place in range(1, len(stages))]
    return [(weekday(began + timedelta(days=int(days * share))), stage) for share, stage in zip(shares, stages[1:], strict=True)]


def size(random: Random, who: str) -> float:
    """Return a value in thousands, as somebody's deals have it."""
    small, large = (6, 26) if who in RENEW else (9, 62)
    return round(random.triangular(small, large, small + (large - small) / 4), 1)


def day_in(random: Random, month: str, *, at_end: bool = False) -> date:
    """Return a working day of a month, of its last days if so wished."""
    first = date.fromisoformat(f"{month}-01")
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    latest = last - timedelta(days=9 if last.month == 12 else 0)  # nobody signs over Christmas and New Year
    day = latest - timedelta(days=random.randrange(9)) if at_end else first + timedelta(days=random.randrange(4, 24))
    return weekday(day)


def weekday(day: date) -> date:
    """Return a day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
