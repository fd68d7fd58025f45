"""What was won counts for whoever had the deal when it closed."""

from __future__ import annotations

from sprintsales.services.dealing import set_fields
from sprintsales.services.views.frame import frame_view
from tests.services.week import MONDAY, TUESDAY, Week


def won(week: Week, who: str) -> int:
    """What the frame of a person says was won this month, in minor units."""
    desk = week.desk(who, on=TUESDAY)
    with desk.database.read() as connection:
        return next(tile.value for tile in frame_view(connection, desk, desk.me.id).tiles if tile.key == "won_value")


def test_a_deal_handed_over_after_it_was_won_still_counts_for_who_won_it(week: Week) -> None:
    set_fields(week.desk("Ana", on=MONDAY), 3, {"stage": "Won"})
    assert (won(week, "Ana"), won(week, "Ben")) == (12_000_00, 0)
    set_fields(week.desk("Mia", on=TUESDAY), 3, {"owner": "Ben Okafor"})
    assert (won(week, "Ana"), won(week, "Ben")) == (12_000_00, 0)
