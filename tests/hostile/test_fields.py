"""No text column is forgotten: each has hostile text in it, or admits only the program's own words."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from tests.hostile.corpus import CORPUS, STRINGS
from tests.hostile.fields import CASES, admits_only_words, fill, is_unique, named, text_columns


def test_the_corpus_is_large_and_says_no_string_twice() -> None:
    assert len(STRINGS) >= 60
    assert len(CORPUS) >= 20
    assert len(set(STRINGS)) == len(STRINGS)


def test_every_text_column_has_hostile_text_of_its_own() -> None:
    open_to_all = {named(column) for column in text_columns() if not admits_only_words(column)}
    # A new text column: say in tests/hostile/fields.py what a console may put into it.
    assert open_to_all == set(CASES)


def test_a_column_without_two_equal_rows_gets_unlike_texts() -> None:
    for column in text_columns():
        case = CASES.get(named(column))
        if case is not None and is_unique(column):
            assert case.fill("x", 1) != case.fill("x", 2), named(column)


def test_there_is_a_row_for_every_text_column(plain: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(plain, tmp_path / "team.db"))
    fill(path, codes=True)
    connection = sqlite3.connect(path)
    connection.text_factory = bytes
    try:
        for column in text_columns():
            count, filled = connection.execute(f"SELECT count(*), count({column.name}) FROM {column.table.name}").fetchone()
            assert count, f"{named(column)}: add a row in tests/hostile/fields.py"
            assert named(column) not in CASES or count == filled, named(column)
    finally:
        connection.close()
