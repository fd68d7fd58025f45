"""Owns the one-line syntax of planning and logging: `call Acme re pricing tue 30m`, `call orsini reached 5m next email fri`.

    [30x] TYPE [NAME] [@Account] [lead:Name] [list:Name] [#12] [re NOTE] [days] [time] [minutes]

- Days, time and minutes stand at the end of the name or of the note. Only what cannot be a name is understood before it too: 2026-11-24,
  +3d, 14:00, and `today` or `tomorrow` in small letters right after the type ("call Today Media"). A name in quotes is never searched.
- `30x` with one day or none is one block of 30; `2x` with two days is one item for each day.
- `#12` is the deal with our number 12; `#demo` says that a meeting is a demo: there are no tags, and a demo counts as a kind of its own.
- Nothing is guessed: what may mean two things becomes a problem, with a sentence that says what to write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time
from typing import TypeVar

from sprintsales.domain.activities import TYPES, near_type, type_begun, type_named
from sprintsales.domain.dates import DayReader, misspelt_day
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.one_line import too_many, without_bullet
from sprintsales.domain.quickadd_said import contradictions, understood
from sprintsales.domain.text import clean_line
from sprintsales.domain.times import read_minutes, read_span, read_time

T = TypeVar("T")

EXAMPLE = "call Acme re pricing tue 30m"

_QUOTES = '"“”„'
_TOKEN = re.compile(rf"(?P<sigil>@|\#|(?i:lead|list|account):)?(?:[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)[{_QUOTES}]|(?P<word>\S+))")
_COUNT = re.compile(r"([0-9]{1,4})[x×]", re.IGNORECASE)
_PLAIN_COUNT = re.compile(r"([0-9]{1,4})")
_PLAIN_NUMBER = re.compile(r"[0-9]{1,9}")
_MARKS = {"@": "account", "account:": "account", "lead:": "lead", "list:": "list"}
_CLEAR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[+-][0-9]{1,4}[dw]|[0-9]{1,2}:[0-9]{2}")
_WIDER = {"demo": "meeting"}
"""What kind of work is one of another kind, so that both may stand in a line: a demo is a meeting."""
_ABOUT = {"re", "re:", "about", "about:"}
_STOPS = ",;"
_PHRASE = 4  # words in the longest day, time or outcome


@dataclass(frozen=True, slots=True)
class QuickAdd:
    """One line as understood; `problems` are sentences that must be empty before anything is written.

    `target_words` name a deal, account or lead by words (`quoted`: the whole name, exactly); `separate`: one item for each of `days`,
    else one item of `quantity` units; `time`, `minutes`, `note` and `outcome` are None where nothing was typed.
    """

    type_code: str | None = None
    target_words: tuple[str, ...] = ()
    quoted: bool = False
    deal_ref: int | None = None
    account: str | None = None
    lead: str | None = None
    list_name: str | None = None
    days: tuple[date, ...] = ()
    time: time | None = None
    minutes: int | None = None
    quantity: int = 1
    separate: bool = False
    note: str | None = None
    outcome: str | None = None
    slip: str | None = None
    """What the last word of the name may have been meant as, as a sentence; for where no such name is known."""
    understood: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        """The name as typed, '' where none was."""
        return " ".join(self.target_words)

    @property
    def aims(self) -> bool:
        """Whether the line says for whom the work is (a list is not somebody)."""
        return bool(self.target_words or self.deal_ref or self.account or self.lead)


@dataclass(frozen=True, slots=True)
class LogLine:
    """Work already done (`done.outcome` is the code of its outcome, None if not said) and the next step planned with it, if any."""

    done: QuickAdd
    following: QuickAdd | None = None

    @property
    def understood(self) -> tuple[tuple[str, str], ...]:
        """What was read, as (label, value), the next step with labels of its own."""
        return self.done.understood + tuple(
            (f"next {label}", value) for label, value in (self.following.understood if self.following else ())
        )

    @property
    def problems(self) -> tuple[str, ...]:
        """The sentences of both halves."""
        return self.done.problems + (self.following.problems if self.following else ())


def read_plan(text: str, *, today: date, order: str | None = None, week_start: int = 0, fiscal_start_month: int = 1) -> QuickAdd:
    """Return what a line of planning says, with its problems; `order` is the order of numeric dates (dmy, mdy, ymd or None)."""
    if too_many(text):
        return QuickAdd(problems=too_many(text))
    reader = DayReader(today, order, week_start=week_start, fiscal_start_month=fiscal_start_month)
    return _Line(_tokens(text), reader).read()


def read_log(text: str, *, today: date, order: str | None = None, week_start: int = 0, fiscal_start_month: int = 1) -> LogLine:
    """Return what a line about done work says: as read_plan, with an outcome after the name, days in the past, and `next ...` as a plan.

    A next step that names nobody is for whoever the work was with.
    """
    if too_many(text):
        return LogLine(QuickAdd(problems=too_many(text)))
    reader = DayReader(today, order, week_start=week_start, fiscal_start_month=fiscal_start_month)
    tokens = _tokens(text)
    cut = next((at for at, token in enumerate(tokens) if at and token.is_word("next") and _names_type(tokens[at + 1 :])), len(tokens))
    done = _Line(tokens[:cut], replace(reader, past=True), log=True).read()
    if cut == len(tokens):
        return LogLine(done)
    following = _Line(tokens[cut + 1 :], reader).read()
    if not following.aims:
        following = replace(
            following, target_words=done.target_words, quoted=done.quoted, deal_ref=done.deal_ref, account=done.account, lead=done.lead
        )
        following = replace(following, understood=understood(following))
    return LogLine(done, following)


def require(text: str, *, today: date, order: str | None = None, week_start: int = 0, fiscal_start_month: int = 1) -> QuickAdd:
    """Return what a line of planning says; raises NotReadable with all its problems if there are any."""
    line = read_plan(text, today=today, order=order, week_start=week_start, fiscal_start_month=fiscal_start_month)
    if line.problems:
        raise NotReadable(" ".join(line.problems))
    return line


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    sigil: str = ""
    quoted: bool = False

    def is_word(self, *words: str) -> bool:
        return not self.quoted and not self.sigil and self.text.lower() in words


def _tokens(text: str) -> list[_Token]:
    found = _TOKEN.finditer(without_bullet(clean_line(text)))
    return [
        _Token(
            (each["quoted"] if each["quoted"] is not None else each["word"]).strip(),
            (each["sigil"] or "").lower(),
            each["quoted"] is not None,
        )
        for each in found
    ]


_LINKS = (_Token("on"), _Token("at"), _Token("for"))  # small letters: "Carry On tue" is a name and a day

_SOON = (_Token("today"), _Token("tomorrow"))


def _joined(tokens: list[_Token]) -> str:
    return " ".join(token.text for token in tokens)


def _names_type(tokens: list[_Token]) -> bool:
    line = _Line(tokens, DayReader(date.min))
    if tokens:
        line.take_head()
    return line.type_code is not None


class _Line:
    """The reading of one line: tokens are taken away as they are understood; what is left names the target."""

    def __init__(self, tokens: list[_Token], reader: DayReader, *, log: bool = False) -> None:
        self.tokens = list(tokens)
        self.reader = reader
        self.log = log
        self.type_code: str | None = None
        self.quantity: int | None = None
        self.deal_ref: int | None = None
        self.named: dict[str, str] = {}
        self.days: list[date] = []
        self.time: time | None = None
        self.minutes: int | None = None
        self.outcome: str | None = None
        self.problems: list[str] = []

    def read(self) -> QuickAdd:
        if not self.tokens:
            self.problems.append(f"Nothing is written; try: {EXAMPLE}.")
        else:
            self.take_head()
            if not self.type_code:
                self.problems.append(self.no_type())
        self.take_marked()
        cut = next((at for at, token in enumerate(self.tokens) if token.is_word(*_ABOUT)), len(self.tokens))
        target = self.take_clear(self.take_end(self.tokens[:cut], outcome=self.log))
        days_before_note, self.days = self.days, []
        note = self.take_end(self.tokens[cut + 1 :], outcome=False)
        self.days = days_before_note + self.days
        if cut < len(self.tokens) and not note:
            self.problems.append(f"Nothing follows “{self.tokens[cut].text}”; write what it is about, or leave it out.")
        slip = misspelt_day(note[-1].text, sure=True) if note and not note[-1].quoted and not self.days else None
        if slip is not None:
            self.problems.append(f"“{note[-1].text}” is not a day. Did you mean {slip}? A word of the note is written in quotes.")
        line = QuickAdd(
            type_code=self.type_code,
            slip=self.slip_of(target),
            target_words=tuple(token.text for token in target),
            quoted=any(token.quoted for token in target),
            deal_ref=self.deal_ref,
            account=self.named.get("account"),
            lead=self.named.get("lead"),
            list_name=self.named.get("list"),
            days=tuple(self.days),
            time=self.time,
            minutes=self.minutes,
            quantity=1 if self.quantity is None else self.quantity,
            separate=len(self.days) > 1,
            note=_joined(note) or None,
            outcome=self.outcome,
        )
        return replace(line, understood=understood(line), problems=(*self.problems, *contradictions(line, self.reader)))

    def take_head(self) -> None:
        """Take the count and the type from the start of the line; `30 calls` counts only before a type."""
        start = 0
        first = self.tokens[0]
        count = None if first.quoted or first.sigil else _COUNT.fullmatch(first.text) or _PLAIN_COUNT.fullmatch(first.text)
        if count:
            crossed = len(self.tokens) > 1 and self.tokens[1].is_word("x", "×")
            start = 2 if crossed else 1
        for size in (3, 2, 1):
            words = self.tokens[start : start + size]
            plain = _joined(words) if not any(token.quoted or token.sigil for token in words) else ""
            kind = type_named(plain) or (type_begun(plain) if size == 1 else None)
            if kind:
                self.type_code, self.quantity = kind.code, int(count[1]) if count else None
                self.tokens = self.tokens[start + size :]
                break
        if self.type_code and self.quantity is None and self.tokens and not self.tokens[0].quoted:
            after = _COUNT.fullmatch(self.tokens[0].text)
            if after and not self.tokens[0].sigil:
                self.take_count(int(after[1]))

    def take_count(self, count: int) -> None:
        """Take a count behind the type, unless it may begin a name: `call 10x Growth`."""
        word, follows = self.tokens[0].text, next(iter(self.tokens[1:]), None)
        if follows and not follows.quoted and not follows.sigil and follows.text[0].isupper():
            name, kind = f"{word} {follows.text}", TYPES[self.type_code or ""].name
            self.problems.append(f"“{name}” may be a name, or {count} of it; write {word} {kind} {follows.text}, or the name in quotes.")
        self.quantity = count
        self.tokens = self.tokens[1:]

    def no_type(self) -> str:
        """What is said where no kind of work is named; the first word may be a slip of one."""
        head = self.tokens[0]
        counted = not head.sigil and (_COUNT.fullmatch(head.text) or _PLAIN_COUNT.fullmatch(head.text))
        first = next(iter(self.tokens[1 if counted else 0 :]), None)
        near = near_type(first.text) if first and not first.quoted and not first.sigil else None
        if first and near is not None:
            return f"“{first.text}” is no kind of work. Did you mean {near}?"
        return f"Begin with what to do ({', '.join(kind.name for kind in TYPES.values())}), for example: {EXAMPLE}."

    def slip_of(self, target: list[_Token]) -> str | None:
        """What the last word of a name may have been meant as: an outcome of done work, or a day."""
        last = target[-1] if target else None
        if last is None or last.quoted:
            return None
        kind = TYPES.get(self.type_code or "")
        outcome = kind.near_outcome(last.text) if self.log and kind and self.outcome is None else None
        if outcome is not None:
            return f"“{last.text}” is no outcome of a {kind.name if kind else ''}. Did you mean {outcome}?"
        day = misspelt_day(last.text) if not self.days else None
        return None if day is None else f"“{last.text}” is not a day. Did you mean {day}?"

    def take_marked(self) -> None:
        """Take what carries a mark (@, #, lead:, list:), wherever it stands."""
        kept: list[_Token] = []
        for token in self.tokens:
            if token.sigil == "#":
                self.take_number_or_tag(token)
            elif token.sigil and token.text:
                name = _MARKS[token.sigil]
                if self.named.setdefault(name, token.text) != token.text:
                    self.problems.append(f"Two values for {name}: “{self.named[name]}” and “{token.text}”.")
            elif token.sigil or (not token.quoted and token.text.lower() in {*_MARKS, "#"}):
                self.problems.append(f"Write the name right after “{token.sigil or token.text}”, in quotes if it has spaces.")
            elif not token.quoted and token.text[0] in _QUOTES:
                self.problems.append("A quotation mark is not closed; write one behind the name too.")
            else:
                kept.append(token)
        self.tokens = kept

    def take_number_or_tag(self, token: _Token) -> None:
        kind = None if token.quoted else type_named(token.text)
        if not token.quoted and _PLAIN_NUMBER.fullmatch(token.text):
            self.deal_ref = self.once("deal", self.deal_ref, int(token.text))
        elif kind and self.type_code not in (None, kind.code, _WIDER.get(kind.code)):
            self.problems.append(f"Both {TYPES[self.type_code or ''].name} and #{token.text} are named; leave one out.")
        elif kind:
            self.type_code = kind.code
        else:
            self.problems.append(f"“#{token.text}” is neither the number of a deal (#12) nor a type of work (#demo).")

    def take_end(self, tokens: list[_Token], *, outcome: bool) -> list[_Token]:
        """Take days, time, effort and (for done work) the outcome from the end of some tokens, last first; return those left."""
        days: list[date] = []
        while tokens:
            for size in range(min(_PHRASE, len(tokens)), 0, -1):
                phrase = tokens[-size:]
                if not any(token.quoted for token in phrase) and self.take(_joined(phrase).rstrip(_STOPS), days, outcome=outcome):
                    tokens = self.without_link(tokens[:-size], _joined(phrase))
                    break
            else:
                break
        self.days += reversed(days)
        last = tokens[-1] if tokens else None
        return [*tokens[:-1], replace(last, text=last.text.rstrip(_STOPS) or last.text)] if last and not last.quoted else tokens

    def without_link(self, tokens: list[_Token], phrase: str) -> list[_Token]:
        """Drop the on, at or for that led to a phrase."""
        if tokens and tokens[-1] == _Token("in"):
            self.problems.append(f"“in {phrase}” is not a day; write a time such as 14:00, or an effort without “in”.")
            return tokens[:-1]
        return tokens[:-1] if tokens and tokens[-1] in _LINKS else tokens

    def take_clear(self, tokens: list[_Token]) -> list[_Token]:
        """Take from the middle of a name what no name is made of."""
        kept: list[_Token] = []
        for at, token in enumerate(tokens):
            clear = _CLEAR.fullmatch(token.text) and not token.quoted
            if not ((clear or (at == 0 and token in _SOON)) and self.take(token.text, self.days, outcome=False)):
                kept.append(token)
        return kept

    def take(self, phrase: str, days: list[date], *, outcome: bool) -> bool:
        """Return whether the phrase is a day, a time, an effort or an outcome, and keep it; a wrong one is taken too, as a problem."""
        try:
            minutes, clock = read_span(phrase) or (read_minutes(phrase), read_time(phrase))
            day = self.reader.look(phrase) if minutes is None and clock is None else None
        except NotReadable as refusal:
            self.problems.append(str(refusal))
            return True
        kind = TYPES.get(self.type_code or "")
        result = kind.outcome_named(phrase) if outcome and kind else None
        if minutes is not None:
            self.minutes = self.once("effort", self.minutes, minutes)
        if clock is not None:
            self.time = self.once("time", self.time, clock)
        elif day is not None:
            days.append(day)
        elif minutes is None and result is not None:
            self.outcome = self.once("outcome", self.outcome, result.code)
        return not (minutes is None and clock is None and day is None and result is None)

    def once(self, label: str, before: T | None, now: T) -> T:
        if before is not None and before != now:
            first, second = (f"{one:%H:%M}" if isinstance(one, time) else str(one) for one in (now, before))  # read from the end
            self.problems.append(f"Two values for {label}: {first} and {second}; leave one out.")
        return now
