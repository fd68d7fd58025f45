"""The current week of Ana Ruiz, told item by item: what she planned, what came of it until Friday, and the call that was carried twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

import nordwind as story
from world import World, at, week_of

from sprintsales.services.blocking import block
from sprintsales.services.committing import commit
from sprintsales.services.moving import carry, drop
from sprintsales.services.planning import add
from sprintsales.services.tracking import Report, done, log

WHO = "Ana"
SHORT = {
    "corveta": "Corveta upgrade", "alcazar": "Alcázar Seguros claims desk", "lindal": "Lindal docks pilot",
         "eibar": "Eibar Prensas press line",
    "puerto": "Puerto Almar rollout", "fresno": "Fresno Papel contract", "molino": "Molino Sagrera renewal",
    "almendra": "Almendra Foods expansion",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One item: when it was planned, the line with {deal} in it, and what happened: `DAY CLOCK what [words] [| note]`.

    What: `done OUTCOME` · `count UNITS OUTCOME` (further pairs follow) · `block` · `drop`, with the reason as the note.
    """

    planned: str
    line: str
    deal: str | None = None
    events: tuple[str, ...] = ()


MORNING = "16 08:34"
WEEK = (
    Told(MORNING, "call {deal} re order form 2026-11-16 20m", "corveta",
         ("16 09:52 done reached | two seats short, asks for a call on Wednesday",)),
    Told(MORNING, "call {deal} re terms before the board 2026-11-16 10:00 30m", "alcazar",
         ("16 10:31 done reached | budget is confirmed",)),
    Told(MORNING, "email {deal} re agenda of the demo 2026-11-16 10m", "lindal", ("16 11:05 done sent",)),
    Told(MORNING, "demo {deal} re berth planning 2026-11-16 14:00 60m", "puerto",
         ("16 15:12 done held | wants the harbour master to see it too",)),
    Told(MORNING, "follow-up {deal} re the offer sent 2026-11-16 15m", "eibar", ("17 09:05 done no answer",)),
    Told(MORNING, '14x call list:"Iberian food distributors" 2026-11-16 90m', None,
         ("16 16:10 count 4 reached 5 no_answer", "16 17:20 count 2 left_message 2 not_interested 1 meeting_set")),
    Told(MORNING, "email {deal} re the three offers asked for 2026-11-17 10m", "molino", ("17 09:20 done sent",)),
    Told(MORNING, "call {deal} re offer waits for her yes 2026-11-17 30m", "eibar",
         ("19 11:20 done reached | yes in principle, proposal by Thursday",)),
    Told(MORNING, "meeting {deal} re walk through the offer 2026-11-17 10:30 90m", "alcazar", ("17 12:10 done held | minutes sent",)),
    Told(MORNING, "meeting {deal} re data clause 2026-11-17 15:00 60m", "almendra",
         ("16 11:40 block | legal has the data clause", "20 16:10 drop | legal answers next week")),
    Told(MORNING, '15x call list:"Iberian food distributors" 2026-11-17 75m', None,
         ("17 16:05 count 3 reached 6 no_answer 2 interested", "17 17:10 count 3 left_message 1 wrong_person")),
    Told(MORNING, "call {deal} re which offer they keep 2026-11-18 08:40 10m", "molino",
         ("18 08:49 done reached | new buyer decides in January",)),
    Told(MORNING, "email {deal} re wording of the clause 2026-11-18 10m", "almendra", ("18 08:56 done replied",)),
    Told(MORNING, "demo {deal} re head of purchasing 2026-11-18 10:00 60m", "lindal",
         ("18 11:06 done held | asks for a three-month trial",)),
    Told(MORNING, "call {deal} re the two missing seats 2026-11-18 11:30 15m", "corveta",
         ("18 11:47 done reached | order form is complete",)),
    Told(MORNING, "proposal {deal} re price agreed 2026-11-18 14:00 75m", "alcazar", ("18 15:40 done sent",)),
    Told(MORNING, '10x call list:"Freight forwarders, list B" 2026-11-18 60m', None,
         ("18 09:18 count 2 reached 3 no_answer 1 interested", "18 16:40 count 1 reached 3 no_answer")),
    Told(MORNING, "demo {deal} re claims team 2026-11-19 10:00 60m", "alcazar", ("19 11:05 done held",)),
    Told(MORNING, "proposal {deal} re press line, two options 2026-11-19 90m", "eibar", ()),
    Told(MORNING, "meeting {deal} re harbour master 2026-11-19 13:00 120m", "puerto",
         ("19 15:05 done held | pilot on berth 4 from February",)),
    Told(MORNING, "follow-up {deal} re trial terms 2026-11-19 30m", "lindal", ("19 16:20 done replied",)),
    Told(MORNING, "agreement {deal} re send the draft 2026-11-19 60m", "fresno", ()),
    Told(MORNING, '12x call list:"Freight forwarders, list B" 2026-11-19 90m', None, ("19 17:35 count 2 reached 5 no_answer",)),
    Told(MORNING, "agreement {deal} re send it for signature 2026-11-20 60m", "corveta", ("20 09:25 done sent",)),
    Told(MORNING, "admin re CRM and expenses 2026-11-20 30m", None, ()),
    Told("16 15:20", "follow-up {deal} re berth list promised 2026-11-18 15m", "puerto", ("18 17:05 done replied",)),
    Told("17 12:20", "referral {deal} re their broker network 2026-11-20 30m", "alcazar", ()),
    Told("17 17:30", "call {deal} re answer to the annex 2026-11-24 20m", "alcazar", ()),
    Told("17 17:31", "follow-up {deal} re decision of the plant 2026-12-02 15m", "eibar", ()),
    Told("17 17:33", "call {deal} re data clause 2026-11-27 20m", "almendra", ()),
    Told("17 17:34", "call {deal} re countersigned copy 2026-11-25 15m", "corveta", ()),
    Told("18 08:50", "call {deal} re the new offer 2026-12-03 15m", "molino", ()),
)  # fmt: skip
LOGGED = (
    ("16 12:30", 'email "{deal}" sent 5m', "fresno"),
    ("17 14:10", 'email "{deal}" sent 5m', "lindal"),
    ("18 09:21", 'social @"Orsini Logística" sent 5m', None),
    ("19 09:40", 'email "{deal}" replied 5m', "puerto"),
)
CHAIN = ("call {deal} re legal name and billing address 2026-11-05 30m", "fresno")
CARRIES = (("06 16:50", date(2026, 11, 12), "their lawyer is away"), ("13 16:45", date(2026, 11, 18), "register extract still missing"))


def schedule(world: World) -> None:
    """Put Ana's week and the carried call into the story."""
    planned = [one for one in WEEK if one.planned == MORNING]
    for place, told in enumerate(planned):
        world.at(moment(f"16 08:{31 + place}"), partial(plan, world, told))
    for told in WEEK:
        if told.planned != MORNING:
            world.at(moment(told.planned), partial(plan, world, told))
    world.at(moment("16 09:12"), lambda: commit(world.desk(WHO)))
    world.at(moment("02 08:12"), partial(begin_chain, world))
    for when, line, deal in LOGGED:
        world.at(moment(when), partial(log_line, world, line, deal))


def moment(text: str) -> datetime:
    """Return a moment of November."""
    day, clock = text.split(" ")
    return at(date(2026, 11, int(day)), clock)


def plan(world: World, told: Told) -> None:
    """Plan an item and let its story follow."""
    [id_] = add(world.desk(WHO), told.line.format(deal=f"#{world.deals[SHORT[told.deal]].id}" if told.deal else "")).ids
    world.scripted.add(id_)
    for event in told.events:
        day, clock, rest = event.split(" ", 2)
        world.at(moment(f"{day} {clock}"), partial(happen, world, id_, rest))


def happen(world: World, id_: int, said: str) -> None:
    """Let one thing happen to an item."""
    words, _, note = said.partition(" | ")
    what, *rest = words.split()
    desk = world.desk(WHO)
    if what == "done":
        done(desk, id_, Report(outcome=" ".join(rest), note=note or None))
    elif what == "block":
        block(desk, [id_], note, clears_id=world.desk("Tom").me.id)
    elif what == "drop":
        drop(desk, [id_], note)
    else:
        for units, outcome in zip(rest[::2], rest[1::2], strict=True):
            done(world.desk(WHO), id_, Report(quantity=int(units), outcome=outcome))


def log_line(world: World, line: str, deal: str | None) -> None:
    """Log one line."""
    log(world.desk(WHO), line.format(deal=SHORT[deal] if deal else ""))


def begin_chain(world: World) -> None:
    """Plan the call that is carried twice, and let it be carried."""
    line, deal = CHAIN
    [id_] = add(world.desk(WHO), line.format(deal=f"#{world.deals[SHORT[deal]].id}")).ids
    world.scripted.add(id_)
    for when, day, reason in CARRIES:
        world.at(moment(when), partial(carry_on, world, id_, day, reason))


def carry_on(world: World, id_: int, day: date, reason: str) -> None:
    """Carry the call into the next sprint."""
    carry(world.desk(WHO), [id_], day, reason=reason)


def is_told(who: str, day: date) -> bool:
    """Return whether a day is one whose work is told item by item, so that nothing else is planned for it."""
    return who == WHO and day in week_of(story.TODAY)
