"""Every sign takes one column, on any terminal."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from sprintsales.ui import signs

TABLES = {"activities": signs.ACTIVITIES, "states": signs.STATES, "verdicts": signs.VERDICTS, "flags": signs.FLAGS}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_a_mark_is_one_column_and_its_stand_in_plain(table: dict[str, signs.Sign]) -> None:
    for code, sign in table.items():
        assert cell_len(sign.mark) <= 1, code
        assert sign.plain.isascii(), code
        assert sign.tone.startswith("$"), code


def test_types_of_work_differ_by_sign() -> None:
    named = [sign.mark for code, sign in signs.ACTIVITIES.items() if code not in ("research", "training", "admin")]
    assert len(set(named)) == len(named)


def test_a_plain_terminal_gets_letters() -> None:
    signs.use_plain(True)
    assert signs.drawn(signs.activity("call")) == "c"
    assert signs.on_this_terminal("▌● saved – 3 more ↓ …") == "|* saved - 3 more v ~"


def test_a_stand_in_keeps_the_width_of_a_line() -> None:
    text = "━━╸──┼ ╋ ▰▱ ▸Wed ▲ 7.5 ↻2 “x” ×3"
    signs.use_plain(True)
    assert cell_len(signs.on_this_terminal(text)) == cell_len(text)
    assert signs.on_this_terminal(text).isascii()


def test_what_the_team_invented_has_the_dot_and_nothing_to_say_too() -> None:
    assert signs.activity("golf") is signs.ACTIVITIES["admin"]
    assert signs.flag("") is signs.FLAGS["none"]
    assert signs.state("?") is signs.STATES["unknown"]
    assert signs.verdict("?") is signs.VERDICTS["none"]
