"""Owns how people write what changes in a team, in one line each: an absence, a working week, somebody new, a goal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sprintsales.domain.dates import DayReader
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.kpi_registry import KPIS, unit_of
from sprintsales.domain.periods import DAY, WEEKDAYS, Period
from sprintsales.domain.text import clean_line
from sprintsales.domain.workdays import AFTERNOON, HALF, MORNING

FUNCTION_WORDS: Mapping[str, str] = {
    "lead generation": "lead_gen", "lead gen": "lead_gen", "sdr": "sdr", "bdr": "sdr", "sales development": "sdr",
    "sales development representative": "sdr", "ae": "ae", "account executive": "ae", "sales": "ae", "am": "am", "account manager": "am",
    "cs": "cs", "customer success": "cs", "csm": "cs", "customer success manager": "cs",
}  # fmt: skip
ROLE_WORDS: Mapping[str, str] = {
    "rep": "rep", "sales rep": "rep", "sales representative": "rep", "seller": "rep", "user": "rep", "manager": "manager",
    "sales manager": "manager", "team lead": "manager", "viewer": "viewer", "read only": "viewer",
}  # fmt: skip
MOST_WORDS = 12
FULL_WEEK = 5

# Absences.

KINDS = ("holiday", "sick", "training", "travel", "parental", "other")
"""What an absence is for: a few words and no free text, because the journal keeps them and forgets nobody's reasons."""
KIND_WORDS: Mapping[str, str] = {
    **{kind: kind for kind in KINDS}, "vacation": "holiday", "leave": "holiday", "off": "holiday", "ill": "sick", "illness": "sick",
    "sick leave": "sick", "course": "training", "trip": "travel", "business trip": "travel", "parental leave": "parental",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """Days away (half-open), what for where it was said, and which part of each day (None: all of it)."""

    days: Period
    kind: str | None
    part: str | None = None


_FROM_TO = re.compile(r"\s*(?:–|—|\.\.+|\b(?:to|until|till|through)\b)\s*|\s+-\s+|(?<=[a-z])-(?=[a-z])", re.IGNORECASE)
_LASTING = re.compile(r"(?P<start>.+?)\s+for\s+(?P<number>[0-9]{1,3}|a)\s+(?P<unit>day|week)s?(?P<rest>.*)", re.IGNORECASE)
_ABSENCE = "write fri, fri half, thu - fri, 24 dec - 6 jan training, or mon for 2 weeks"
_HALF = r"half(?:[ -](?:a[ -])?days?)?|mornings?|afternoons?"
_PART = re.compile(rf"(?:^|\s)(?P<part>{_HALF})(?=$|[\s,])", re.IGNORECASE)
_PART_LAST = re.compile(rf"(?:(?P<part>{_HALF})(?:\s+(?P<name>.*))?|(?P<before>.*?),?\s+(?P<last>{_HALF}))", re.IGNORECASE)
PART_WORDS: Mapping[str, str] = {HALF: "half a day", MORNING: "in the morning", AFTERNOON: "in the afternoon"}


def read_absence(text: str, reader: DayReader) -> AbsenceLine:
    """Return the days, kind and part of `thu - fri`, `24 dec to 6 jan holiday`, `fri half training`, `tomorrow morning sick`,
    `mon for 2 weeks`; raises NotReadable.
    """
    said, part = clean_line(text), None
    half = _PART.search(said)
    if half:
        said, part = f"{said[: half.start()]} {said[half.end() :]}".strip(" ,"), _part(half["part"])
    return replace(_days_and_kind(said, reader), part=part)


def _part(word: str) -> str:
    """Return which part of a day a word means."""
    return next(part for part in (HALF, MORNING, AFTERNOON) if word.casefold().startswith(part))


def _days_and_kind(said: str, reader: DayReader) -> AbsenceLine:
    lasting = _LASTING.fullmatch(said)
    if lasting:
        start, rest = _day_first(lasting["start"], reader)
        if not rest:
            number = 1 if lasting["number"].lower() == "a" else int(lasting["number"])
            length = max(1, number * (7 if lasting["unit"].lower() == "week" else 1))
            return AbsenceLine(Period(start, start + length * DAY), _kind(lasting["rest"]))
    parts = _FROM_TO.split(said, maxsplit=1)
    start, rest = _day_first(parts[0], reader)
    if len(parts) == 1:
        return AbsenceLine(Period(start, start + DAY), _kind(rest))
    if rest:
        raise NotReadable(f"“{rest}” is not part of a day: {_ABSENCE}.")
    last, kind = _day_first(parts[1], replace(reader, today=start))
    if last < start:
        raise NotReadable("The last day comes before the first.")
    return AbsenceLine(Period(start, last + DAY), _kind(kind))


def _kind(words: str) -> str | None:
    """Return what an absence is for, None where it was not said; raises NotReadable for another word."""
    said = " ".join(words.casefold().replace(",", " ").split())
    if said and said not in KIND_WORDS:
        raise NotReadable(f"“{said[:40]}” is none of {', '.join(KINDS)}: say one of these, or nothing for holiday.")
    return KIND_WORDS.get(said)


@dataclass(frozen=True, slots=True)
class HolidayLine:
    """A day the team does not work, what it is called, and which part of it is off (None: all of it)."""

    day: date
    name: str
    part: str | None = None


def read_holiday(text: str, reader: DayReader) -> HolidayLine:
    """Return the day of `8 dec Immacolata`, `24 dec half`, `24 dec Christmas Eve afternoon`; raises NotReadable."""
    day, name = _day_first(clean_line(text), reader)
    half = _PART_LAST.fullmatch(name)
    if half is None:
        return HolidayLine(day, name)
    return HolidayLine(day, half["name"] or half["before"] or "", _part(half["part"] or half["last"]))


def _day_first(text: str, reader: DayReader) -> tuple[date, str]:
    """Return the day a text begins with, by the most words that name one, and the words after it."""
    words = text.split()
    for length in range(min(len(words), MOST_WORDS), 0, -1):
        day = reader.look(" ".join(words[:length]).rstrip(","))
        if day is not None:
            return day, " ".join(words[length:])
    raise NotReadable(f"“{' '.join(words)[:40]}” does not begin with a day: {_ABSENCE}.")


# Working weeks.


@dataclass(frozen=True, slots=True)
class WeekLine:
    """Minutes Monday to Sunday, and from which day on where it was said."""

    minutes: tuple[int, ...]
    from_on: date | None


_DAYS = {name: place for place, name in enumerate(WEEKDAYS)}
_DAYS |= {name: place for place, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))}
_TIME = re.compile(
    r"(?:(?P<hours>[0-9]{1,2}(?:[.,][0-9]{1,2})?)\s?h?(?:ours?)?(?:\s?(?P<rest>[0-5][0-9])m?)?"
    r"|(?P<minutes>[0-9]{1,4})\s?m(?:in)?)"
)
_OFF = frozenset({"off", "-", "–", "0", "0h", "none"})
_WEEK = "write mon-thu 6h, mon tue 8h, fri 4h, or 7.5h for Monday to Friday"


def read_week(text: str, reader: DayReader) -> WeekLine:
    """Return the week of `mon-thu 6h`, `mon-fri 8h, wed 4h from 1 dec`, `7.5h`; a day not named is off, a later part wins. NotReadable."""
    said, _, tail = clean_line(text).lower().partition(" from ")
    from_on = reader.read(tail) if tail.strip() else None
    minutes = [0] * 7
    for part in re.split(r"\s*[,;]\s*", said.strip()):
        days, worked = _part_of_week(part)
        for day in days:
            minutes[day] = worked
    return WeekLine(tuple(minutes), from_on)


def _part_of_week(part: str) -> tuple[Sequence[int], int]:
    """Return the days of a part of a week, and the minutes worked on each."""
    words = re.sub(r"\s*-\s*(?=[a-z])|(?<=[a-z])–(?=[a-z])", "-", part).split()
    days: list[int] = []
    while words and (found := _days_of(words[0])) is not None:
        days += found
        words = words[1:]
    left = " ".join(words)
    if left in _OFF and days:
        return days, 0
    found_time = _TIME.fullmatch(left)
    if found_time is None:
        raise NotReadable(f"“{part[:40]}” is no part of a working week: {_WEEK}.")
    if found_time["minutes"]:
        worked = int(found_time["minutes"])
    else:
        worked = int(Decimal(found_time["hours"].replace(",", ".")) * 60) + int(found_time["rest"] or 0)
    if worked > 24 * 60:
        raise NotReadable("A day has 24 hours.")
    return days or range(FULL_WEEK), worked


def _days_of(word: str) -> Sequence[int] | None:
    """Return the weekdays of `mon`, `mon-thu`; a dash alone stands for a day off and names none; None for another word."""
    if word in ("-", "–"):
        return ()
    first, dash, last = word.strip("-").partition("-")
    if first not in _DAYS or (dash and last not in _DAYS):
        return None
    start, end = _DAYS[first], _DAYS[last] if dash else _DAYS[first]
    return [day % 7 for day in range(start, end + 1 if end >= start else end + 8)]


def week_text(minutes: Sequence[int]) -> str:
    """Return a week as `read_week` reads it: `mon-thu 6h, fri 4h`."""
    parts: list[str] = []
    start = 0
    while start < 7:
        end = start
        while end + 1 < 7 and minutes[end + 1] == minutes[start]:
            end += 1
        if minutes[start]:
            named = WEEKDAYS[start] if end == start else f"{WEEKDAYS[start]}-{WEEKDAYS[end]}"
            whole, rest = divmod(minutes[start], 60)
            parts.append(f"{named} {whole}h{f' {rest:02d}' if rest else ''}")
        start = end + 1
    return ", ".join(parts) or "mon-sun off"


# Somebody new.


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody who joins, as far as it was said."""

    name: str
    email: str | None = None
    role: str | None = None
    function: str | None = None
    from_on: date | None = None


def read_person(text: str, reader: DayReader) -> PersonLine:
    """Return who is meant by `Nina Neu, nina@x.example, AE, from 1 dec`: the name first, then in any order; raises NotReadable."""
    name, *parts = [part.strip() for part in clean_line(text).split(",")]
    if not name or "@" in name:
        raise NotReadable("Begin with the name: Nina Neu, nina@example.com, AE, from 1 dec.")
    found = PersonLine(name)
    for part in parts:
        word = part.casefold().replace("_", " ")
        if not part:
            continue
        if "@" in part and " " not in part:
            found = replace(found, email=part)
        elif word in ROLE_WORDS:
            found = replace(found, role=ROLE_WORDS[word])
        elif word in FUNCTION_WORDS:
            found = replace(found, function=FUNCTION_WORDS[word])
        elif word.startswith("from "):
            found = replace(found, from_on=reader.read(part[5:]))
        else:
            raise NotReadable(
                f"“{part[:40]}” is no e-mail address, role (rep, manager, viewer), function (SDR, AE, AM, CS) or “from” a day."
            )
    return found


# Goals.


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal: on which KPI, how much (major units of money, 0..1 for ratios), in which kind of period, from which day on, and why."""

    metric: str
    commit: Decimal
    period: str
    stretch: Decimal | None = None
    from_on: date | None = None
    reason: str | None = None


_AMOUNT = r"[^\w\s.,%-]?\s?[0-9][0-9.,]*\s?(?:[km]\b|%)?"
_GOAL = re.compile(
    rf"(?P<what>[a-z][a-z /,_-]*?)\s+(?P<commit>{_AMOUNT})"
    r"(?:\s*(?:/|per|an?|each)?\s*(?P<period>day|sprint|month|quarter|year))?"
    rf"(?:\s*,?\s*stretch\s+(?P<stretch>{_AMOUNT}))?"
)
_ALSO = {"won": "won_value", "quota": "won_value", "sales": "won_value", "meetings": "meetings_held", "new leads": "leads_created"}
_BY_SPRINT = frozenset({
    "leads_created", "calls_made", "contacts_reached", "meetings_held", "demos_held", "proposals_sent", "agreements_sent", "follow_ups",
    "activities_done",
})  # fmt: skip
"""What is usually asked for by sprint; everything else by month."""


def read_goal(text: str, reader: DayReader | None = None) -> GoalLine:
    """Return the goal of `calls 50 sprint`, `won 40k month stretch 50k from 1 jan because of the fair`, `win rate 25% quarter`.

    Without a period the usual one; days are read by READER. Raises NotReadable.
    """
    said, _, why = re.sub(r"\s+because\s+", "\0", clean_line(text), count=1, flags=re.IGNORECASE).partition("\0")
    said, _, start = said.lower().partition(" from ")
    found = _GOAL.fullmatch(said)
    if found is None:
        raise NotReadable("Write what, how much and per what: calls 50 sprint, won 40k month, win rate 25% quarter.")
    from_on = reader.read(start) if start.strip() and reader is not None else None
    metric = _metric(found["what"])
    period = found["period"] or ("sprint" if metric in _BY_SPRINT else "month")
    stretch = None if found["stretch"] is None else _amount(found["stretch"])
    return GoalLine(metric, _amount(found["commit"]), period, stretch, from_on, why.strip() or None)


def goal_text(metric: str, commit: Decimal, period: str, stretch: Decimal | None = None) -> str:
    """Return a goal as `read_goal` reads it: `calls made 50 sprint`."""
    is_share = unit_of(metric) == "ratio"

    def level(value: Decimal) -> str:
        plain = value * 100 if is_share else value
        whole = plain == plain.to_integral_value()
        return f"{plain.to_integral_value() if whole else plain.normalize():f}{'%' if is_share else ''}"

    more = "" if stretch is None else f" stretch {level(stretch)}"
    return f"{metric.replace('_', ' ')} {level(commit)} {period}{more}"


def _metric(words: str) -> str:
    said = words.strip().replace("_", " ")
    if said in _ALSO:
        return _ALSO[said]
    names = {key: {key.replace("_", " "), kpi.title.lower()} for key, kpi in KPIS.items()}
    for fits in (lambda name: name == said, lambda name: name.startswith(said)):
        keys = [key for key, known in names.items() if any(map(fits, known))]
        if len(keys) == 1:
            return keys[0]
        if keys:
            raise NotReadable(f"“{said}” could be {', '.join(KPIS[key].title for key in keys[:4])}: write more of it.")
    raise NotReadable(f"“{said[:40]}” is no figure here; such are calls, meetings, leads, demos, proposals, won, win rate.")


def _amount(text: str) -> Decimal:
    figures = re.sub(r"[^0-9.,km%]", "", text)
    scale = {"k": Decimal(1000), "m": Decimal(1_000_000), "%": Decimal("0.01")}.get(figures[-1:], Decimal(1))
    digits = figures.rstrip("km%")
    if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", digits):
        digits = digits.replace(",", "")
    if not re.fullmatch(r"[0-9]{1,15}(?:\.[0-9]{1,6})?", digits):
        raise NotReadable(f"“{text.strip()}” is no number: write 40, 12,500 or 40k.")
    return Decimal(digits) * scale
