"""Figures written down for good are read again as they were, to the last fraction."""

from __future__ import annotations

import json
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sprintsales.domain.frozen_figures import as_written, written_down
from sprintsales.domain.kpi_formulas import Figure

NUMBERS = st.one_of(st.integers(-(10**15), 10**15), st.fractions(), st.floats(allow_nan=False, allow_infinity=False, width=32))


@given(st.dictionaries(st.sampled_from(["won_value", "win_rate", "say_do"]), st.tuples(NUMBERS, st.integers(0, 99), st.fractions())))
def test_what_was_written_down_stands_whatever_is_counted_later(numbers: dict[str, tuple[float | Fraction, int, Fraction]]) -> None:
    figures = {key: Figure(value, n, part, n) for key, (value, n, part) in numbers.items()}
    later = {key: Figure(None, 7, why="nothing") for key in figures}
    assert as_written(later, json.loads(json.dumps(written_down(figures)))) == figures


def test_a_figure_without_a_number_or_out_of_shape_is_as_it_is_counted() -> None:
    counted = {"win_rate": Figure(None, 0, why="nothing was closed"), "won_count": Figure(3, 3)}
    assert written_down({"win_rate": counted["win_rate"]}) == {}
    assert as_written(counted, {"won_count": ["three"], "win_rate": [None, 0, None, None]})["won_count"] == counted["won_count"]
    assert as_written(counted, {"won_count": ["1/0", 3, None, None]})["won_count"].value is None
