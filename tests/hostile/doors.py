"""Hostile text brought in as people do, typed into every command that writes and in files of every kind; and what is kept of it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from sprintsales.formats.fields import FIELDS
from tests.hostile.corpus import steering
from tests.hostile.fields import named, text_columns
from tests.hostile.places import Printed, ran
from tests.places import Target, console

TEXT = "\N{PILE OF POO}TEXT"
"""Stands in a template for the hostile string."""

WRITES: tuple[tuple[str, ...], ...] = (
    ("deals", "add", "--", TEXT, f"account={TEXT}", f"contact={TEXT}", f"product={TEXT}", f"source={TEXT}", f"segment={TEXT}"),
    ("deals", "add", "--", f"Acme {TEXT}", f"territory={TEXT}", f"next_step={TEXT}", f"note={TEXT}", "close_on=2026-12-18"),
    ("leads", "add", "--", TEXT, f"account={TEXT}", f"source={TEXT}", f"category={TEXT}"),
    ("leads", "set", "--", "#1", f"category={TEXT}", f"name={TEXT}"),
    ("leads", "set", "--", "#1", f"owner={TEXT}"),
    ("leads", "set", "--", TEXT, "category=x"),
    ("leads", "convert", f"--name={TEXT}", f"--value={TEXT}", "--", "#1"),
    ("leads", "convert", f"--name={TEXT}", "--", "#1"),
    ("deals", "set", f"--reason={TEXT}", "--", "#1", f"name={TEXT}", f"note={TEXT}", "close_on=+30d"),
    ("deals", "set", "--", "#2", f"owner={TEXT}"),
    ("deals", "set", "--", "#2", f"stage={TEXT}"),
    ("deals", "set", "--", "#2", f"close_on={TEXT}", f"value={TEXT}"),
    ("deals", "set", "--", "#2", f"{TEXT}={TEXT}"),
    ("add", "--", f'call "{TEXT}" re {TEXT} fri'),
    ("add", "--", f'5x call list:"{TEXT}" re {TEXT} fri 14:00 30m'),
    ("add", "--", f'call @"{TEXT}" fri'),
    ("add", "--", f'call lead:"{TEXT}" fri'),
    ("add", "--", "call", "re", TEXT, "fri"),
    ("log", "--", "call", "reached", "re", TEXT),
    ("log", "--", f"call re {TEXT} next email re {TEXT} fri"),
    ("done", f"--note={TEXT}", f"--outcome={TEXT}", "#938"),
    ("done", f"--note={TEXT}", f"--next=email re {TEXT} fri", "#939"),
    ("done", f"--note={TEXT}", "ITEM"),
    ("block", f"--reason={TEXT}", f"--who={TEXT}", "#940"),
    ("block", f"--reason={TEXT}", "ITEM"),
    ("move", f"--reason={TEXT}", "ITEM", "backlog"),
    ("drop", f"--reason={TEXT}", "ITEM"),
    ("goals", "set", "calls_made", "--commit", "7", f"--reason={TEXT}"),
    ("goals", "set", f"--commit={TEXT}", "--", TEXT),
)
"""One line for each way of typing text in; ITEM is the number of an open item of mine, made for the line."""


def typed(path: Path, template: tuple[str, ...], text: str) -> Printed:
    """What a line of WRITES prints for one string."""
    item = ""
    if "ITEM" in template:
        item = f"#{json.loads(ran(path, 'add', 'call', 'fri', '--json').out)['ids'][0]}"
    return ran(path, *typed_line(template, text, item))


def typed_line(template: tuple[str, ...], text: str, item: str) -> tuple[str, ...]:
    """A line of WRITES with one string and one item in it."""
    return tuple(item if word == "ITEM" else word.replace(TEXT, text) for word in template)


def file_of(kind: str, texts: tuple[str, ...], *, one_field: bool = False) -> str:
    """A CSV file of one kind: a row for each text, which stands in every field that takes words, and sound values in all others.

    ONE_FIELD: a row for each field that takes words instead, with one of the texts in that field only.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    names = [field.name for field in FIELDS[kind]]
    wordy = [name for name in names if name not in SOUND[kind]]
    writer.writerow(names)
    for number, text in enumerate(texts if not one_field else [texts[place % len(texts)] for place in range(len(wordy))]):
        writer.writerow([cell(kind, name, number, text if not one_field or name == wordy[number] else f"n{number}") for name in names])
    return out.getvalue()


def cell(kind: str, name: str, number: int, text: str) -> str:
    """One cell: a sound value where no words of people belong."""
    return SOUND[kind][name].format(n=number) if name in SOUND[kind] else text


SOUND: dict[str, dict[str, str]] = {
    "deals": {
        "external_id": "E{n}", "merged_ids": "", "pipeline": "", "stage": "", "status": "open", "is_closed": "", "is_won": "",
        "is_deleted": "", "value": "1200.50", "currency": "", "probability": "", "forecast_category": "", "started_on": "2026-10-01",
        "close_on": "2026-12-18", "closed_on": "", "agreement_on": "", "agreement_sent_on": "",
    },
    "activities": {
        "external_id": "E{n}", "deal": "E1", "lead": "", "type": "call", "quantity": "1", "done_at": "2026-11-17", "planned_on": "",
        "minutes": "10", "outcome": "reached", "direction": "out", "is_deleted": "", "owner": "",
    },
    "accounts": {"external_id": "E{n}", "is_deleted": ""},
    "members": {"role": "rep", "function": "ae", "active_from": "2026-01-01", "active_until": "", "manager": ""},
    "products": {"list_price": "12.50"},
    "leads": {"external_id": "E{n}", "created_on": "2026-11-02", "first_touch_on": "", "won_on": "", "is_deleted": ""},
    "rates": {"on": "2026-11-01", "rate": "0.92"},
    "stage-history": {"deal": "E1", "on": "2026-10-05", "by": ""},
    "field-history": {"deal": "E1", "on": "2026-10-05", "by": ""},
}  # fmt: skip
"""The fields of a file that take no words of people, and what a sound row has there."""

SEVERAL_LINES = frozenset({"person_text.body", "sprint.goal", "sprint.cancel_reason"})
BODIES = frozenset(
    {
        "journal_change.before",
        "journal_change.after",
        "journal_result.body",
        "import_seen.seen",
        "import_mapping.body",
        "snapshot.body",
        "activity_type.outcomes",
    }
)
LONGEST_LINE, LONGEST_BLOCK = 600, 20_000


def unclean(target: Target) -> list[str]:
    """Every stored text that a door should have cleaned: it steers, has a line break where one line belongs, or is too long."""
    found = []
    for column in text_columns():
        several = named(column) in SEVERAL_LINES or named(column) in BODIES
        longest = LONGEST_BLOCK if several else LONGEST_LINE
        for (value,) in console(target, f"SELECT DISTINCT {column.name} FROM {column.table.name} WHERE {column.name} IS NOT NULL"):
            texts = strings_in(str(value)) if named(column) in BODIES else (str(value),)
            found += [f"{named(column)}: {text[:80]!a}" for text in texts if len(text) > longest or steers(text, newline=several)]
    return found


def steers(text: str, *, newline: bool) -> bool:
    """Whether anything in a text steers; most texts need no second look."""
    return not (text.isascii() and text.isprintable()) and bool(steering(text, newline=newline))


def strings_in(value: str) -> Iterator[str]:
    """All strings in a JSON document, keys too."""
    waiting = [json.loads(value)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one
