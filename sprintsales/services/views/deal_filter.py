"""The words typed above the deals list, as a test each line passes or not, and the keys lines are sorted by."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sprintsales.domain.dates import DayReader
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.flag_registry import FLAGS
from sprintsales.domain.fuzzy import MOST_TYPED, folded
from sprintsales.domain.money import digits

EXAMPLE = "acme stage:proposal rep:ana value>10k closing<2026-12-31 flag:uncovered"
OUTCOMES = ("open", "won", "lost")
MINE = frozenset({"rep:me", "owner:me", "rep=me", "owner=me"})


@dataclass(frozen=True, slots=True)
class DealLine:
    """One deal as a line of the list; money in minor units of the team's currency."""

    id: int
    name: str
    account: str | None
    owner_id: int | None
    owner: str | None
    stage: str | None
    stage_position: int
    outcome: str
    value: int | None
    close_on: date | None
    """The expected close date; of a closed deal the day it closed."""
    pushes: int
    days_slipped: int
    next_touch: tuple[str, date] | None
    flags: tuple[str, ...]
    """Codes, the worst first."""
    words: str
    """Everything words are searched in, without case and accents."""
    probability: int | None = None
    """Of an open deal, in per mille."""
    twin: bool = False
    """Another open deal has the same name and account, so that the number alone tells them apart."""


Test = Callable[[DealLine], bool]
_TERM = re.compile(r"(?P<key>[a-z_]+)(?P<sign><=|>=|[:=<>])(?P<value>.+)", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"#(?P<id>[0-9]{1,18})")
_PART = re.compile(r'(?:[^\s"]|"[^"]*")+')
_AMOUNT = re.compile(r"(?P<number>[0-9]{1,18}(?:[.,][0-9]{1,18})?)(?P<unit>k|m|b)?", re.IGNORECASE)
_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    ":": operator.eq,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_UNITS = {"k": 10**3, "m": 10**6, "b": 10**9}


@dataclass(frozen=True, slots=True)
class DealFilter:
    """What was typed, understood: all tests must pass; `outcomes` are those shown; `problems` are parts that were not understood."""

    tests: tuple[Test, ...] = ()
    outcomes: frozenset[str] = frozenset({"open"})
    problems: tuple[str, ...] = ()

    def passes(self, line: DealLine) -> bool:
        """Return whether a line is shown."""
        return line.outcome in self.outcomes and all(test(line) for test in self.tests)


def deal_filter(text: str, *, today: date, currency: str, me: int | None = None) -> DealFilter:
    """Return the filter a text means: words of name, account, owner or stage, and terms such as `stage:proposal` or `won`.

    `#12` is the deal with this number, open or not; `rep:me` means the deals of the member ME.
    Terms: `stage:`, `rep:`, `account:`, `name:`, `flag:`, `value>`, `closing<`; `open` (if nothing is said), `won`, `lost`, `all`.
    Nothing raises: what is half typed or wrong becomes a problem and hides nothing, because people see the list while they type.
    """
    tests: list[Test] = []
    outcomes: set[str] = set()
    problems: list[str] = []
    if len(text) > MOST_TYPED:
        problems.append(f"Only the first {MOST_TYPED:,} characters are read.")
    for part in _PART.findall(text[:MOST_TYPED]):
        word = part.replace('"', "")
        if word.lower() in OUTCOMES:
            outcomes.add(word.lower())
        elif word.lower() == "all":
            outcomes.update(OUTCOMES)
        elif number := _NUMBER.fullmatch(word):
            tests.append(_numbered(int(number["id"])))
            outcomes.update(OUTCOMES)
        elif me is not None and word.lower() in MINE:
            tests.append(_of(me))
        elif word:
            try:
                tests.append(_test(word, today, currency))
            except NotReadable as error:
                problems.append(str(error))
    return DealFilter(tuple(tests), frozenset(outcomes or {"open"}), tuple(problems))


def _numbered(id_: int) -> Test:
    return lambda line: line.id == id_


def _of(member_id: int) -> Test:
    return lambda line: line.owner_id == member_id


def _test(word: str, today: date, currency: str) -> Test:
    found = _TERM.fullmatch(word)
    if found is None or found["key"].lower() not in _KEYS:
        return _containing(word)
    return _KEYS[found["key"].lower()](found["sign"], found["value"], today, currency)


def _containing(word: str) -> Test:
    said = folded(word)
    return lambda line: said in line.words


def _named(pick: Callable[[DealLine], str | None]) -> _Maker:
    def make(_sign: str, value: str, _today: date, _currency: str) -> Test:
        said = folded(value)
        if said in {"none", "-"}:
            return lambda line: pick(line) is None
        return lambda line: said in folded(pick(line) or "")

    return make


def _flag(_sign: str, value: str, _today: date, _currency: str) -> Test:
    said = value.lower().replace("-", "_")
    if said == "any":
        return lambda line: bool(line.flags)
    fitting = {code for code in FLAGS if code.startswith(said)}
    if not fitting:
        raise NotReadable(f"There is no flag {value}; the flags are {', '.join(FLAGS)}.")
    return lambda line: not fitting.isdisjoint(line.flags)


def _value(sign: str, value: str, _today: date, currency: str) -> Test:
    found = _AMOUNT.fullmatch(value)
    if found is None:
        raise NotReadable(f"value{sign}{value}: write an amount such as value>10k.")
    whole, _, rest = found["number"].replace(",", ".").partition(".")
    unit = _UNITS.get((found["unit"] or "").lower(), 1) * 10 ** digits(currency)
    level = int(whole) * unit + (int(rest) * unit // 10 ** len(rest) if rest else 0)
    holds = _COMPARED[sign]
    return lambda line: line.value is not None and holds(line.value, level)


def _closing(sign: str, value: str, today: date, _currency: str) -> Test:
    if value.lower() == "none":
        return lambda line: line.close_on is None
    said = f"+{value}" if re.fullmatch(r"[0-9]{1,6}[dw]", value.lower()) else value
    day = DayReader(today).look(said)
    if day is None:
        raise NotReadable(f"closing{sign}{value}: write a day, or a time from now such as closing<2w.")
    holds = _COMPARED[sign]
    return lambda line: line.close_on is not None and holds(line.close_on, day)


_Maker = Callable[[str, str, date, str], Test]
_KEYS: Mapping[str, _Maker] = {
    "stage": _named(lambda line: line.stage),
    "rep": _named(lambda line: line.owner),
    "owner": _named(lambda line: line.owner),
    "account": _named(lambda line: line.account),
    "name": _named(lambda line: line.name),
    "flag": _flag,
    "value": _value,
    "closing": _closing,
    "close": _closing,
}
FILTER_KEYS = tuple(_KEYS)

SortKey = Callable[[DealLine], tuple[bool, object]]
SORTS: Mapping[str, SortKey] = {
    "closing": lambda line: (line.close_on is None, line.close_on or date.max),
    "value": lambda line: (line.value is None, -(line.value or 0)),
    "name": lambda line: (False, line.words),
    "rep": lambda line: (line.owner is None, folded(line.owner or "")),
    "stage": lambda line: (line.stage is None, -line.stage_position),
    "pushes": lambda line: (False, -line.pushes),
    "flags": lambda line: (not line.flags, FLAGS[line.flags[0]].rank if line.flags else 0),
    "next": lambda line: (line.next_touch is None, line.next_touch[1] if line.next_touch else date.max),
    "number": lambda line: (False, line.id),
}
"""By the word of --sort; what is unknown comes last."""
