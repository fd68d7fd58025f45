"""Hostile and endless text before every reader of words, numbers and days: understood or refused with a sentence, and at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import pytest

from sprintsales.domain import activities, dates, fuzzy, money, periods, quickadd, times
from sprintsales.domain.errors import NotReadable, Refused, Usage
from sprintsales.formats import aliases, amounts, header, spreadsheet, values, words
from sprintsales.formats import dates as file_dates
from sprintsales.reports import sheet
from sprintsales.services.views.deal_filter import deal_filter
from sprintsales.settings import read_today, target_of, without_password, zone_named
from tests.hostile.corpus import MONSTERS, STRINGS

TODAY = date(2026, 11, 18)
NAMES = [(place, text) for place, text in enumerate(STRINGS)]

READERS: dict[str, Callable[[str], object]] = {
    "day": lambda text: dates.read_day(text, today=TODAY),
    "day in a sentence": lambda text: dates.DayReader(TODAY, past=True).look(text),
    "time": times.read_time,
    "minutes": times.read_minutes,
    "type of work": activities.type_named,
    "currency": money.currency_code,
    "week": periods.iso_week,
    "plan": lambda text: quickadd.read_plan(text, today=TODAY),
    "plan with a note": lambda text: quickadd.read_plan(f"call Acme re {text} fri 30m", today=TODAY),
    "plan in quotes": lambda text: quickadd.read_plan(f'call "{text}" fri', today=TODAY),
    "log": lambda text: quickadd.read_log(text, today=TODAY),
    "log and next": lambda text: quickadd.read_log(f"call {text} next email {text} fri", today=TODAY),
    "names alike": lambda text: fuzzy.matches(text, NAMES),
    "the best name": lambda text: fuzzy.best(text, NAMES),
    "the exact name": lambda text: fuzzy.best(text, NAMES, exact=True),
    "a long name": lambda text: fuzzy.matches("acme line deal x", [(1, text), (2, f"acme {text}")]),
    "filter": lambda text: deal_filter(text, today=TODAY, currency="EUR"),
    "filter by name": lambda text: deal_filter(f'name:"{text}" stage:{text} value>{text} closing<{text}', today=TODAY, currency="EUR"),
    "day in a file": lambda text: file_dates.read_date(text, "ymd"),
    "moment in a file": lambda text: file_dates.read_moment(text, "dmy", zone_named("Europe/Rome")),
    "order of days": lambda text: file_dates.date_order([text, text]),
    "amount": lambda text: amounts.read_amount(text, "EUR"),
    "number": amounts.read_number,
    "style of amounts": lambda text: amounts.amount_style([text, text]),
    "percent": values.read_percent,
    "whole number": values.read_whole,
    "minutes in a file": values.read_minutes,
    "yes or no": values.read_bool,
    "scale": lambda text: values.probability_scale([text]),
    "status": words.status_of,
    "type in a file": words.activity_type_of,
    "direction": words.direction_of,
    "truth": words.truth_of,
    "header": lambda text: header.clean_header([text, text, "name"]),
    "mapping": lambda text: aliases.guess_mapping("deals", [text, "name", text]),
    "kind of file": lambda text: aliases.guess_kind([text, "name", "stage"]),
    "safe cell": lambda text: spreadsheet.unneutralise(spreadsheet.neutralise(text)),
    "time zone": zone_named,
    "today": read_today,
    "database": target_of,
    "server": lambda text: target_of(f"postgresql://{text}@{text}/{text}?{text}={text}"),
    "shown server": lambda text: without_password(f"postgresql://{text}:{text}@{text}/{text}?password={text}"),
    "cells": sheet.cells,
    "fitted": lambda text: sheet.fitted(text, 40),
    "sentence": sheet.sentence,
}
"""By what is read; each may refuse, none may fail."""
TEXT_BACK = ("safe cell",)


def take(read: Callable[[str], object], text: str) -> object:
    """What a reader understood; a refusal with its sentence."""
    try:
        return read(text)
    except (NotReadable, Refused, Usage) as refusal:
        said = str(refusal)
    assert said.strip(), f"refused without a word: {text[:40]!a}"
    return said


@pytest.mark.parametrize("name", READERS)
def test_a_hostile_string_is_understood_or_refused(name: str) -> None:
    for text in STRINGS:
        found = take(READERS[name], text)
        if name in TEXT_BACK:
            assert found == text


AT_ONCE = ("marks", "brackets")
"""The endless texts that show best whether something looks at each letter more than once."""


@pytest.mark.parametrize("name", READERS)
def test_an_endless_text_is_understood_or_refused_at_once(name: str) -> None:
    for kind in AT_ONCE:
        started = time.process_time()
        take(READERS[name], MONSTERS[kind])
        assert time.process_time() - started < 2, f"{name} of {kind}"


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_a_megabyte_is_understood_or_refused_at_once(name: str) -> None:
    for kind, text in MONSTERS.items():
        started = time.process_time()
        take(READERS[name], text)
        assert time.process_time() - started < 2, f"{name} of {kind}"
