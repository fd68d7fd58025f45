"""The three-way rule: what a file said last, what it says now, what is here, and who decides where both sides changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Values = Mapping[str, object]
CRM, HERE, ASK = "crm", "here", "ask"
RULE_WORDS = (CRM, HERE, ASK)

# Who decides when the file and somebody here changed the same field to different values; for other fields the CRM does.
RULES: Mapping[str, str] = {"agreement_on": HERE, "next_step_id": HERE, "forecast_category": HERE, "close_on": ASK}

# Fields that mean something only together: they come from one side, never a stage from here with an outcome from there.
TOGETHER: tuple[tuple[str, ...], ...] = (
    ("pipeline_id", "stage_id", "outcome", "closed_on"),
    ("value", "currency"),
    ("state", "done_on", "done_at", "quantity_done"),
)


@dataclass(frozen=True, slots=True)
class Clash:
    """A field both sides changed to different values, and which side's value stays (`ask`: ours, until the owner picks)."""

    field: str
    base: object
    file: object
    here: object
    kept: str


@dataclass(slots=True)
class Verdict:
    """Which of the file's fields go in, and where the two sides clash."""

    takes: set[str] = field(default_factory=set)
    clashes: list[Clash] = field(default_factory=list)


def judge(theirs: Values, said: Values, mine: Values, rules: Values) -> Verdict:
    """Return what to do with a file's row.

    File = base: what is here stays. Only the file changed: the file is taken. Both changed, to different values: the field's rule decides.
    A field without a base (a column mapped for the first time) counts as empty before.
    """
    verdict = Verdict()
    grouped: set[str] = set()
    for group in TOGETHER:
        present = [name for name in group if name in theirs]
        if len(present) > 1:
            grouped.update(present)
            judge_together(present, theirs, said, mine, rules, verdict)
    for name in theirs:
        if name not in grouped:
            judge_together([name], theirs, said, mine, rules, verdict)
    return verdict


def judge_together(names: Sequence[str], theirs: Values, said: Values, mine: Values, rules: Values, verdict: Verdict) -> None:
    """Judge fields that come from one side: one field, or a group."""
    differing = [name for name in names if theirs[name] != mine.get(name)]
    if not differing or all(name in said and theirs[name] == said[name] for name in names):
        return
    if all(mine.get(name) == said.get(name) for name in names):
        verdict.takes.update(names)
        return
    rule = next((str(rules[name]) for name in names if name in rules and rules[name] != CRM), CRM)
    if rule == CRM:
        verdict.takes.update(names)
    for name in differing:
        if mine.get(name) != said.get(name) and (name not in said or theirs[name] != said[name]):
            verdict.clashes.append(Clash(name, said.get(name), theirs[name], mine.get(name), rule))
    if not any(clash.field in names for clash in verdict.clashes):  # each side changed another field of the group
        name = differing[0]
        verdict.clashes.append(Clash(name, said.get(name), theirs[name], mine.get(name), rule))
