"""One deal looked at alone is judged as in the list: by all open deals of its owner."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sprintsales.services.demo import make_demo
from sprintsales.services.desk import open_desk
from sprintsales.services.views.deals import deal_index, deal_view, listed_view
from sprintsales.settings import Clock

DAY = date(2026, 11, 18)


@pytest.mark.slow
def test_a_deal_has_the_same_flags_alone_and_in_the_list(tmp_path: Path) -> None:
    desk = open_desk(make_demo(tmp_path / "demo.db", DAY, clock=Clock(DAY)))
    with desk.database.read() as connection:
        index = deal_index(connection, desk)
        alone = {deal_id: [flag.code for flag in deal_view(connection, desk, deal_id).flags] for deal_id in index.judged}
        listed = {deal_id: [flag.code for flag in listed_view(connection, desk, index, deal_id).flags] for deal_id in index.judged}
    desk.database.close()
    assert len(alone) > 30
    assert alone == listed
    assert any(alone.values())
