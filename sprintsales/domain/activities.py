"""Owns the built-in types of sales work: what each is called, how it looks, what it takes, and how it can come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sprintsales.domain.nearness import nearest

VALUE, VOLUME, NON_SELLING = "value", "volume", "non_selling"
CLASSES = (VALUE, VOLUME, NON_SELLING)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a piece of work came out, and what that counts for.

    `reached`: spoke to the person (contacts reached). `held`: the meeting took place (show rate). `reply`: the answer was positive
    (time to positive response, stops a cadence). `failed`: done, but without the effect it was for.
    """

    code: str
    label: str
    reached: bool = False
    held: bool = False
    reply: bool = False
    failed: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def is_answer(self) -> bool:
        """Whether they answered, for or against: it stops a cadence. That somebody was spoken to alone is no answer."""
        return self.reply or self.held or (self.reached and (self.failed or self.code == "changes_asked"))


@dataclass(frozen=True, slots=True)
class ActivityType:
    """One kind of work; `minutes` is the default effort, `touch` whether it touches the customer, the first outcome is the usual one."""

    code: str
    name: str
    plural: str
    sign: str
    ascii_sign: str
    minutes: int
    kind: str
    touch: bool
    outcomes: tuple[Outcome, ...]
    aliases: tuple[str, ...] = ()

    def outcome(self, code: str) -> Outcome | None:
        """Return the outcome with this code, None if this type has no such outcome."""
        return next((outcome for outcome in self.outcomes if outcome.code == code), None)

    def outcome_named(self, words: str) -> Outcome | None:
        """Return the outcome typed as its code, label or a short word for it, None if it is none of this type."""
        said = _folded(words)
        return next((outcome for outcome in self.outcomes if said in {_folded(name) for name in _names(outcome)}), None)

    def near_outcome(self, word: str) -> str | None:
        """Return the outcome, as it is typed, that a word is a slip of; None where it is one of none."""
        return next(iter(nearest(_folded(word), (name for outcome in self.outcomes for name in _names(outcome)))), None)


def _names(outcome: Outcome) -> tuple[str, ...]:
    return (outcome.code, outcome.label, *outcome.aliases)


def _folded(words: str) -> str:
    return " ".join(words.lower().replace("_", " ").replace("-", " ").split())


_DONE = (Outcome("done", "done", aliases=("ok",)), Outcome("not_useful", "not useful", failed=True))
_NOT_HELD = (
    Outcome("no_show", "no show", failed=True, aliases=("noshow", "ns")),
    Outcome("rescheduled", "rescheduled", failed=True, aliases=("moved",)),
    Outcome("cancelled", "cancelled", failed=True, aliases=("canceled",)),
)
_ANSWERS = (
    Outcome("sent", "sent"),
    Outcome("replied", "replied", reached=True, reply=True, aliases=("reply", "positive")),
    Outcome("not_interested", "not interested", reached=True, failed=True, aliases=("ni", "negative")),
    Outcome("bounced", "bounced", failed=True, aliases=("bounce",)),
)

_ROWS = (
    ActivityType(
        "call", "call", "calls", "☏", "c", 10, VOLUME, True,
        (
            Outcome("reached", "reached", reached=True, aliases=("spoke", "answered")),
            Outcome("no_answer", "no answer", failed=True, aliases=("na", "unanswered")),
            Outcome("left_message", "left a message", failed=True, aliases=("left message", "voicemail", "vm")),
            Outcome("interested", "interested", reached=True, reply=True, aliases=("positive",)),
            Outcome("meeting_set", "meeting set", reached=True, reply=True, aliases=("meeting booked", "booked")),
            Outcome("wrong_person", "wrong person", failed=True, aliases=("wrong number",)),
            Outcome("not_interested", "not interested", reached=True, failed=True, aliases=("ni", "negative")),
        ),
        ("phone", "ring", "dial", "cold call"),
    ),
    ActivityType("email", "email", "emails", "@", "@", 5, VOLUME, True, _ANSWERS, ("mail", "e-mail", "mails", "e-mails")),
    ActivityType(
        "social", "social touch", "social touches", "#", "#", 5, VOLUME, True,
        (
            Outcome("sent", "sent", aliases=("posted",)),
            Outcome("connected", "connected", reached=True, aliases=("accepted",)),
            Outcome("replied", "replied", reached=True, reply=True, aliases=("reply", "positive")),
            Outcome("no_answer", "no answer", failed=True, aliases=("na",)),
        ),
        ("linkedin", "touch", "dm"),
    ),
    ActivityType(
        "meeting", "meeting", "meetings", "&", "&", 60, VALUE, True,
        (Outcome("held", "held", reached=True, held=True, aliases=("met",)), *_NOT_HELD),
        ("meet", "visit", "appointment", "mtg"),
    ),
    ActivityType(
        "demo", "demo", "demos", "▷", ">", 60, VALUE, True,
        (Outcome("held", "held", reached=True, held=True, aliases=("shown",)), *_NOT_HELD),
        ("demonstration", "presentation"),
    ),
    ActivityType(
        "proposal", "proposal", "proposals", "¶", "P", 90, VALUE, True,
        (
            Outcome("sent", "sent"),
            Outcome("accepted", "accepted", reached=True, reply=True, aliases=("positive",)),
            Outcome("changes_asked", "changes asked", reached=True, aliases=("changes",)),
            Outcome("refused", "refused", reached=True, failed=True, aliases=("rejected", "declined", "negative")),
        ),
        ("prop", "offer", "quote"),
    ),
    ActivityType(
        "agreement", "agreement", "agreements", "§", "S", 30, VALUE, True,
        (
            Outcome("sent", "sent"),
            Outcome("signed", "signed", reached=True, reply=True, aliases=("positive",)),
            Outcome("changes_asked", "changes asked", reached=True, aliases=("changes",)),
            Outcome("refused", "refused", reached=True, failed=True, aliases=("rejected", "declined", "negative")),
        ),
        ("agr", "agree", "contract", "agreement sent"),
    ),
    ActivityType(
        "follow_up", "follow-up", "follow-ups", "»", "f", 10, VOLUME, True,
        (
            Outcome("reached", "reached", reached=True, aliases=("spoke",)),
            Outcome("no_answer", "no answer", failed=True, aliases=("na",)),
            Outcome("replied", "replied", reached=True, reply=True, aliases=("reply", "positive")),
            Outcome("not_interested", "not interested", reached=True, failed=True, aliases=("ni", "negative")),
        ),
        ("fu", "followup", "follow up"),
    ),
    ActivityType(
        "referral", "referral ask", "referral asks", "÷", "R", 15, VALUE, True,
        (
            Outcome("asked", "asked"),
            Outcome("named", "named someone", reached=True, reply=True, aliases=("named", "positive")),
            Outcome("refused", "refused", reached=True, failed=True, aliases=("negative",)),
        ),
        ("ref", "referrals"),
    ),
    ActivityType("research", "research", "research", "·", ".", 30, NON_SELLING, False, _DONE, ("prep", "preparation")),
    ActivityType("training", "training", "training", "·", ".", 60, NON_SELLING, False, _DONE, ("train", "course")),
    ActivityType("admin", "admin", "admin", "·", ".", 30, NON_SELLING, False, _DONE, ("crm", "paperwork")),
)  # fmt: skip

TYPES: Mapping[str, ActivityType] = MappingProxyType({kind.code: kind for kind in _ROWS})
_BY_NAME = {_folded(name): kind for kind in _ROWS for name in (kind.code, kind.name, kind.plural, *kind.aliases)}


def type_named(word: str) -> ActivityType | None:
    """Return the built-in type typed as its code, name, plural or a short word for it, in any case; None for any other word."""
    return _BY_NAME.get(_folded(word))


def type_begun(word: str) -> ActivityType | None:
    """Return the one built-in type whose name begins with a word (`c` is call, `ref` is referral ask); None where there are two or none."""
    start = _folded(word)
    found = [kind for kind in _ROWS if start and _folded(kind.name).startswith(start)]
    return found[0] if len(found) == 1 else None


def near_type(word: str) -> str | None:
    """Return the name of the type that a word is a slip of; None where it is one of none."""
    near = nearest(_folded(word), _BY_NAME)
    return _BY_NAME[near[0]].name if near else None


def kind_of(code: str) -> ActivityType:
    """Return the type with a code; one that is not built in, from another version of the program, is plain work of that name."""
    known = TYPES.get(code)
    if known is not None:
        return known
    name = code.replace("_", " ")
    return ActivityType(code, name, name, "·", ".", 30, NON_SELLING, False, _DONE)
