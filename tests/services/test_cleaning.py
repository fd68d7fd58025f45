"""Facts about cleaning up: decisions on many deals are one act, and a deal that was put off asks for nothing before its day."""

from __future__ import annotations

from datetime import date

import pytest

from sprintsales.domain.meanwhile import ChangedMeanwhile
from sprintsales.services import cleaning, dealing, undoing
from sprintsales.services.cleaning import DATE, KEEP, LOST, SNOOZE, Decision
from sprintsales.services.desk import Desk
from sprintsales.services.roles import NotYours
from sprintsales.services.views.cleaning import StockView, stock_view
from sprintsales.services.views.plan import plan_view
from tests.services.week import FRIDAY, MONDAY, Week

ACME, BIRCH, CORTO, FROST = 1, 2, 3, 5


def asking(desk: Desk) -> set[int | None]:
    with desk.database.read() as connection:
        return {one.deal_id for one in plan_view(connection, desk).attention.lines}


def put_off(desk: Desk, deal_id: int, until: date) -> None:
    cleaning.clean(desk, [Decision(deal_id, SNOOZE, until)])


def test_a_deal_that_was_put_off_asks_for_nothing_before_its_day_and_then_again(week: Week) -> None:
    ana = week.desk("Ana")
    assert CORTO in asking(ana)
    put_off(ana, CORTO, date(2026, 11, 18))
    assert CORTO not in asking(ana)
    assert CORTO not in asking(week.at(ana, date(2026, 11, 17)))
    assert CORTO in asking(week.at(ana, date(2026, 11, 18)))
    put_off(ana, CORTO, FRIDAY)
    assert CORTO not in asking(week.at(ana, date(2026, 11, 18)))
    undoing.undo(ana)
    assert CORTO in asking(week.at(ana, date(2026, 11, 18)))


def test_a_date_a_loss_and_a_rest_are_one_act_with_one_undo(week: Week) -> None:
    ana = week.desk("Ana")
    before = asking(ana)
    decisions = [Decision(FROST, DATE, date(2026, 12, 11)), Decision(BIRCH, LOST), Decision(CORTO, SNOOZE, FRIDAY)]
    assert cleaning.clean(ana, decisions).count == 3
    with ana.database.read() as connection:
        frost, birch = (dealing.stored_row(connection, ana, id_) for id_ in (FROST, BIRCH))
    assert (frost["close_on"], birch["outcome"]) == (date(2026, 12, 11), "lost")
    undoing.undo(ana)
    with ana.database.read() as connection:
        assert dealing.stored_row(connection, ana, FROST)["close_on"] is None
        assert dealing.stored_row(connection, ana, BIRCH)["outcome"] == "open"
    assert asking(ana) == before


def test_nothing_is_cleaned_where_one_of_it_is_refused(week: Week) -> None:
    ana, ben_deal = week.desk("Ana"), 6
    with pytest.raises(NotYours):
        cleaning.clean(ana, [Decision(FROST, DATE, date(2026, 12, 11)), Decision(ben_deal, SNOOZE, FRIDAY)])
    with pytest.raises(cleaning.SnoozedToThePast):
        put_off(ana, CORTO, MONDAY)
    dealing.set_fields(week.desk("Mia"), ACME, {"close_on": "2026-12-24"})
    with pytest.raises(ChangedMeanwhile):
        cleaning.clean(ana, [Decision(ACME, DATE, date(2026, 12, 11), shown=(date(2026, 11, 30),))])
    with ana.database.read() as connection:
        assert dealing.stored_row(connection, ana, FROST)["close_on"] is None


def test_what_was_kept_as_it_is_asks_again_later_and_not_at_once(week: Week) -> None:
    ana = week.desk("Ana")
    assert {CORTO, ACME} <= asking(ana)
    cleaning.clean(ana, [Decision(CORTO, KEEP, FRIDAY, (FRIDAY,)), Decision(FROST, KEEP, date(2026, 12, 16), (None,))])
    assert not {CORTO, FROST} & asking(ana)
    assert CORTO in asking(week.at(ana, FRIDAY)), "on its close date at the latest"
    with ana.database.read() as connection:
        assert dealing.stored_row(connection, ana, FROST)["close_on"] == date(2026, 12, 16)
    assert FROST not in asking(week.at(ana, date(2026, 11, 29)))
    assert FROST in {one.id for one in stock(week.at(ana, date(2026, 11, 30))).deals}, "its other flag stood there all the time"
    undoing.undo(ana)
    assert CORTO in asking(ana)


def test_a_pass_is_refused_with_what_to_do(week: Week) -> None:
    ana = week.desk("Ana")
    with pytest.raises(cleaning.DecidedTwice, match="Leave one of the two out"):
        cleaning.clean(ana, [Decision(FROST, LOST), Decision(FROST, SNOOZE, FRIDAY)])
    with pytest.raises(cleaning.KeptInThePast, match="Give it a day to come"):
        cleaning.clean(ana, [Decision(FROST, KEEP, date(2026, 11, 1))])


def stock(desk: Desk) -> StockView:
    with desk.database.read() as connection:
        return stock_view(connection, desk)
