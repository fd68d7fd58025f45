"""A setting changed by the program leaves everything else in the file alone; how the screens stood is found again, or nothing is."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sprintsales.domain.errors import Unusable
from sprintsales.keeping import changed, keep_settings, read_state, state_file, write_state
from sprintsales.settings import SETTINGS, Clock, Settings, load

FILE = '# mine\n"theme" = "light"  # sunny # office\nfuture = 3\nuser = \'Ana\'\n\n# colours of the keys\n[keys]\ntheme = "x"\n'


def test_a_kept_setting_leaves_comments_order_unknown_keys_and_tables_as_they_are() -> None:
    after = changed(FILE, {"theme": "terminal", "signs": "ascii", "user": None})
    assert after == (
        '# mine\ntheme = "terminal"  # sunny # office\nfuture = 3\nsigns = "ascii"\n\n# colours of the keys\n[keys]\ntheme = "x"\n'
    )
    assert changed("", {"user": 'A "B" \\ ü'}) == 'user = "A \\"B\\" \\\\ ü"\n'
    assert changed(after, {"theme": "terminal"}) == after


KEYS = st.sampled_from(["theme", "signs", "user", "copies", "other"])
LINES = st.one_of(
    st.just('# a comment = "x" [y]'),
    st.just(""),
    st.builds(lambda key, value: f"{key} = {json.dumps(value, ensure_ascii=False)}  # why", KEYS, st.text("ab #=[]ü\"'\\", max_size=6)),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(LINES, max_size=6),
    st.booleans(),
    st.dictionaries(KEYS.filter(lambda key: key != "other"), st.text('ab #"ü', max_size=5), max_size=3),
)
def test_after_a_change_the_file_says_what_was_wanted_and_otherwise_what_it_said(
    lines: list[str], table: bool, wanted: dict[str, str]
) -> None:
    lines = list({one if one.startswith("#") else one.split(" =")[0]: one for one in lines}.values())  # a key stands there once
    before = "\n".join([*lines, *(["[t]", 'theme = "kept"'] if table else [])])
    after = changed(before, dict(wanted))
    assert tomllib.loads(after) == tomllib.loads(before) | wanted
    assert all(one in after for one in lines if one.startswith("#"))


def test_a_file_the_program_cannot_change_safely_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    known = Settings(database="x.db", config_path=path)
    for text in ('note = """\ntheme = "a"\n"""\n', "theme = light\n"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(Unusable, match="by hand"):
            keep_settings(known, {"theme": "dark"})
        assert path.read_text(encoding="utf-8") == text
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(Unusable, match="theme = dark"):
        keep_settings(replace(known, config_path=blocked / "config.toml"), {"theme": "dark"})
    keep_settings(replace(known, config_path=tmp_path / "new" / "config.toml"), {"database": "postgresql://ana:secret@host/x"})
    assert "secret" not in (tmp_path / "new" / "config.toml").read_text(encoding="utf-8")


def test_every_setting_is_read_from_its_variable_and_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("copies = false\n", encoding="utf-8")
    found = load(environ={"SPRINTSALES_CONFIG": str(path), **{one.variable: "ascii" for one in SETTINGS if one.key != "copies"}})
    assert not found.copies
    assert set(found.given) == {one.key for one in SETTINGS} - {"copies"}
    assert {one.key for one in SETTINGS} <= set(Settings.__dataclass_fields__)


def test_how_the_screens_stood_is_kept_for_each_database_and_user(tmp_path: Path) -> None:
    mine = Settings(database=str(tmp_path / "a.db"), user="Ana", state_folder=tmp_path / "state")
    assert read_state(mine) == {}
    assert write_state(mine, {"recent": [["deal", 3]]})
    assert read_state(mine) == {"recent": [["deal", 3]]}
    for other in (replace(mine, user="Ben"), replace(mine, database=str(tmp_path / "b.db"))):
        assert read_state(other) == {}
    for nowhere in (replace(mine, clock=Clock(date(2026, 11, 18), asked=True)), replace(mine, state_folder=None)):
        assert (state_file(nowhere), write_state(nowhere, {"x": 1}), read_state(nowhere)) == (None, False, {})


@pytest.mark.parametrize("broken", [b"", b"[1]", b"\xff\xfe", b"[" * 100_000, b'{"recent": '])
def test_a_broken_or_unwritable_state_is_no_error(tmp_path: Path, broken: bytes) -> None:
    mine = Settings(database="a.db", state_folder=tmp_path)
    path = state_file(mine)
    assert path is not None
    path.write_bytes(broken)
    assert read_state(mine) == {}
    assert not write_state(replace(mine, state_folder=path / "below"), {"x": 1})
