"""The answers about one file on its way in; what the command `import` would be told is made from them and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sprintsales.services.importing.columns import NEEDED, NOT_YET
from sprintsales.services.importing.sight import fields_of

if TYPE_CHECKING:
    from sprintsales.services.importing.around import Around, SavedMapping
    from sprintsales.services.importing.order import ImportOrder, Report
    from sprintsales.services.importing.sight import Closer, DateAsked, Sight

KIND_WORDS: Mapping[str, str] = {
    "deals": "deals",
    "activities": "activities",
    "accounts": "companies",
    "members": "people of the team",
    "products": "products",
    "leads": "leads",
}
_WORDS: Mapping[str, str] = {
    "external_id": "id in your CRM",
    "account": "company",
    "contact": "contact person",
    "status": "won, lost or open",
    "is_closed": "closed, yes or no",
    "is_won": "won, yes or no",
    "is_deleted": "deleted, yes or no",
    "source": "lead source",
    "started_on": "created on",
    "close_on": "close date",
    "closed_on": "closed on",
    "agreement_on": "agreement date",
    "agreement_sent_on": "agreement sent on",
    "merged_ids": "ids merged into it",
    "type": "kind of work",
    "done_at": "done at",
    "planned_on": "planned for",
    "quantity": "how many",
    "list_price": "list price",
    "created_on": "came in on",
    "first_touch_on": "first contact on",
    "won_on": "became a deal on",
    "active_from": "first day",
    "active_until": "last day",
}
_NAMES: Mapping[str, str] = {
    "deals": "name of the deal",
    "accounts": "name of the company",
    "members": "name of the person",
    "products": "name of the product",
    "leads": "name of the lead",
}
FUNCTION_WORDS: Mapping[str, str] = {
    "lead_gen": "lead generation",
    "sdr": "SDR",
    "ae": "AE",
    "am": "account manager",
    "cs": "customer success",
}
NOT_USED = ""


def field_words(kind: str, name: str) -> str:
    """What a rep calls a field."""
    if name == "name":
        return _NAMES.get(kind, "name")
    start, colon, function = name.partition(":")
    if colon:
        return f"{start}, {FUNCTION_WORDS.get(function, function)}"
    return _WORDS.get(name, name.replace("_", " "))


def choosable(kind: str) -> Iterator[tuple[str, str, str]]:
    """Fields of a kind: name, words, and what it is."""
    for one in fields_of(kind):
        if one.name not in NOT_YET.get(kind, ()):
            yield one.name, field_words(kind, one.name), one.what.partition(";")[0].partition(" (")[0]
        if kind == "deals" and one.name == "owner":
            for function, words in FUNCTION_WORDS.items():
                yield f"owner:{function}", field_words(kind, f"owner:{function}"), f"a second person of the deal, {words}"


@dataclass(slots=True)
class FileDraft:
    """One file: what it shows, what is here, and what was answered so far."""

    sight: Sight
    around: Around
    kind: str
    fields: dict[str, str] = field(default_factory=dict)
    unsure: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_hand: set[str] = field(default_factory=set)
    stages: dict[str, str] = field(default_factory=dict)
    likely: set[str] = field(default_factory=set)
    """Their stages that were taken for one of ours only because they are called almost so."""
    stage_order: list[str] = field(default_factory=list)
    """The open stages as somebody put them; empty: as they are proposed."""
    activities: dict[str, str] = field(default_factory=dict)
    date_formats: dict[str, str] = field(default_factory=dict)
    currency: str | None = None
    decimal: str | None = None
    save_as: str | None = None
    saved: SavedMapping | None = None
    closer: Closer | None = None
    rehearsed: Report | None = None
    rejects: Path | None = None

    @property
    def path(self) -> Path:
        """The file."""
        return self.sight.path

    @property
    def header(self) -> tuple[str, ...]:
        """Its columns."""
        return self.sight.table.header

    def guess(self, kind: str) -> None:
        """Begin anew as a file of KIND: by the newest saved mapping whose columns are all here, else by the columns' names."""
        from sprintsales.services.importing.sight import guessed_fields

        self.kind, self.closer, self.rehearsed = kind, None, None
        self.by_hand.clear()
        guess = guessed_fields(kind, self.header)
        self.fields, self.unsure = dict(guess.fields), dict(guess.unsure)
        self.stages, self.activities, self.date_formats, self.saved = {}, {}, {}, None
        self.likely, self.stage_order = set(), []
        fitting = next((one for one in self.around.saved if one.fits(kind, self.header)), None)
        self.save_as = self.path.stem[:40] if fitting is None else fitting.name
        if fitting is not None:
            self.take_saved(fitting)

    def take_saved(self, saved: SavedMapping) -> None:
        """Read the file as one was read before."""
        body = saved.body
        self.saved, self.fields, self.unsure = saved, saved.fields, {}
        self.stages = dict(body.get("stages") or {})
        self.activities = dict(body.get("activities") or {})
        known = set(self.header)
        self.date_formats = {name: order for name, order in (body.get("date_formats") or {}).items() if name in known or name == "*"}
        self.currency, self.decimal = body.get("currency"), body.get("decimal")

    def fields_of(self, column: str) -> list[str]:
        """The fields that are read from a column."""
        return [name for name, source in self.fields.items() if source == column]

    def put(self, column: str, name: str) -> None:
        """Read field NAME from COLUMN and nothing else; NOT_USED: read nothing from it."""
        for other in self.fields_of(column):
            del self.fields[other]
        if name != NOT_USED:
            self.fields[name] = column
        self.unsure = {one: columns for one, columns in self.unsure.items() if one != name and column not in columns}
        self.by_hand.add(column)
        self.closer = self.rehearsed = None

    def is_unsure(self, column: str) -> bool:
        """Whether another column claims the same field."""
        return any(column in columns for columns in self.unsure.values())

    @property
    def missing(self) -> str:
        """What every row needs and no column gives, in words; empty: nothing."""
        for group in NEEDED[self.kind]:
            if not any(name in self.fields for name in group):
                return " or ".join(field_words(self.kind, name) for name in group)
        return ""

    # What is still to be asked.

    def unknown_stages(self) -> list[str]:
        """Their words for a stage that mean none of ours by themselves and were not answered."""
        words = self.closer.stages if self.closer else ()
        return [word for word, _ in words if self.around.stage_of(word, self.stages) is None]

    def take_likely(self) -> None:
        """Take unknown stages for those of ours that are called almost so, one word for each of ours; the page asks about them."""
        words = [word for word, _ in (self.closer.stages if self.closer else ())]
        taken = {self.around.stage_of(word, self.stages) for word in words}
        for word in self.unknown_stages():
            ours = None if word in self.likely else self.around.like(word)
            if ours is not None and ours not in taken:
                self.stages[word] = ours
                self.likely.add(word)
                taken.add(ours)

    def open_stages(self) -> list[str]:
        """The open stages in the order they will have."""
        words = [word for word, _ in (self.closer.stages if self.closer else ())]
        return self.around.open_stages(words, self.stages, self.stage_order)

    def said_stages(self) -> dict[str, str]:
        """Their words and ours, in the order somebody gave the stages."""
        words = [word for word, _ in (self.closer.stages if self.closer else ())]
        meant = {word: self.around.stage_of(word, self.stages) or self.stages.get(word, word) for word in words}
        ordered: dict[str, str] = {}
        for name in self.stage_order:
            ordered |= dict.fromkeys([word for word, ours in meant.items() if ours == name] or [name], name)
        return ordered | {word: ours for word, ours in self.stages.items() if word not in ordered}

    def asks_stages(self) -> bool:
        """Whether their stages are to be asked about: also those that were answered just now."""
        before = dict((self.saved.body.get("stages") or {}) if self.saved else {})
        return any(self.around.stage_of(word, before) is None for word, _ in (self.closer.stages if self.closer else ()))

    def asks_types(self) -> bool:
        """Whether their kinds of work are to be asked about."""
        before = dict((self.saved.body.get("activities") or {}) if self.saved else {})
        return any(self.around.type_of(word, before) is None for word, _ in (self.closer.types if self.closer else ()))

    def unknown_types(self) -> list[str]:
        """Their words for a kind of work that mean none of ours."""
        words = self.closer.types if self.closer else ()
        return [word for word, _ in words if self.around.type_of(word, self.activities) is None]

    def open_dates(self) -> list[DateAsked]:
        """Columns whose days can be read in more than one way and were not answered."""
        return [one for one in (self.closer.dates if self.closer else ()) if one.column not in self.date_formats]

    def amount_open(self) -> bool:
        """Whether it is open what a sign in the amounts means."""
        return self.closer is not None and self.closer.amount is not None and self.decimal is None

    def new_people(self) -> list[str]:
        """People the file names who are not here yet, most rows first."""
        return [name for name, _ in (self.closer.people if self.closer else ()) if name and not self.around.is_known(name)]

    def names_me(self) -> bool:
        """Whether one of the people the file names is called as I am."""
        me = " ".join(self.around.me.split()).casefold()
        return any(" ".join(name.split()).casefold() == me for name, _ in (self.closer.people if self.closer else ()))

    def order(self, *, dry_run: bool = False) -> ImportOrder:
        """What the command would be told."""
        from sprintsales.services.importing.order import ImportOrder

        saved = self.saved.body if self.saved else {}
        in_order = {one.name: self.fields[one.name] for one in fields_of(self.kind) if one.name in self.fields}
        more = {name: column for name, column in self.fields.items() if name not in in_order}
        return ImportOrder(
            self.path, kind=self.kind, fields=in_order | more, stages=self.said_stages(), activities=dict(self.activities),
            date_formats=dict(self.date_formats), currency=self.currency, decimal=self.decimal, pipeline=saved.get("pipeline"),
            new_stages=bool(self.unknown_stages()) or bool(saved.get("new_stages")), source=saved.get("source"),
            blank_clears=tuple(saved.get("blank_clears") or ()), rules=saved.get("rules") or {},
            on_conflict=saved.get("on_conflict") or "refuse", strict=bool(saved.get("strict")), save_mapping=self.save_as,
            dry_run=dry_run, rejects=self.rejects,
        )  # fmt: skip


def reading(order: str) -> str:
    """How people call the order of a day."""
    return {"dmy": "day first", "mdy": "month first", "ymd": "year first", "excel": "as Excel counts days", "epoch": "seconds since 1970"}[
        order
    ]


def plain_sentence(text: str) -> str:
    """A sentence of the import without the parts that speak of the command's options."""
    kept = [part for part in text.replace(": --", ". --").split(". ") if "--" not in part]
    said = ". ".join(kept).strip()
    return said if not said or said.endswith((".", "?", "!")) else f"{said}."
