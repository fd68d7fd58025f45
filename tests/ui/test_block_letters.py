"""Names in block letters: Latin ones with their accents, the given name where the whole is too wide, any other letter-spaced."""

from __future__ import annotations

import pytest

from sprintsales.ui import signs
from sprintsales.ui.widgets.block_letters import big_text, block_rows, spaced
from sprintsales.ui.widgets.unit_chart import counted, unit_chart


def drawn(text: str, width: int = 80) -> list[str]:
    return [row.plain for row in big_text(text, width, "$accent")]


def test_a_name_stands_in_three_rows_of_half_blocks() -> None:
    assert drawn("Ana") == [" ▄▄  ▄  ▄  ▄▄ ", "█▄▄█ █▀▄█ █▄▄█", "█  █ █  █ █  █"]


@pytest.mark.parametrize("name", ["Jürgen Bäcker", "Óscar Ñuñez", "Çağla Şahin", "Zoë Łęcka", "Søren Æbelø", "O’Neill-Strauß", "11/26"])
def test_every_latin_letter_has_a_form_and_all_rows_one_width(name: str) -> None:
    rows = block_rows(name)
    assert rows is not None
    assert len({len(row) for row in rows}) == 1


def test_an_accent_stands_over_its_letter() -> None:
    assert block_rows("Ü") == ("█  █", "█  █", "▀▄▄▀")


def test_a_name_too_wide_is_cut_to_the_given_name_and_never_in_a_letter() -> None:
    assert drawn("Maximiliane Schwarzenberger", 60) == drawn("Maximiliane", 60)
    assert drawn("Tom Schwarzenberger", 40) == [*drawn("Tom")[:2], f"{drawn('Tom')[2]}  Schwarzenberger"]
    assert drawn("Donaudampfschifffahrtsgesellschaft", 20)[1] == "Donaudampfschifffah…"


def test_other_scripts_are_letter_spaced_unless_their_letters_join() -> None:
    assert drawn("王小明")[1] == "王 小 明"
    assert spaced("Жанна", 20) == "Ж а н н а"
    assert spaced("ليلى", 20) == "ليلى"
    assert spaced("e\u0301a", 20) == "e\u0301 a"


def test_a_terminal_of_letters_gets_letters() -> None:
    signs.use_plain(True)
    assert drawn("Ana")[1] == "A n a"


def test_a_unit_chart_counts_itself_or_is_counted_where_there_is_no_room() -> None:
    fates = ["missed", "kept", "kept", "kept late", "moot", "carried"]
    assert unit_chart(fates, 10).plain == "●●◐↻✗∅"
    assert unit_chart(fates, 5).plain == "●2◐1…"
    assert counted(fates) == {"kept": 2, "kept late": 1, "carried": 1, "missed": 1, "moot": 1}
