"""Whoever plans in one line is offered deals, accounts and leads while typing, own deals first, in a file and on a server alike."""

from __future__ import annotations

import pytest

from sprintsales.domain.completing import put
from sprintsales.domain.errors import NotFound
from sprintsales.services import planning
from sprintsales.services.dealing import add_deal, set_fields
from sprintsales.services.explaining import MIND, explain_plan
from sprintsales.services.views.completing import Offers, offers_for
from tests.services.week import FRIDAY, Week


def found(week: Week, text: str, who: str = "Ana") -> Offers:
    desk = week.desk(who)
    with desk.database.read() as connection:
        return offers_for(connection, desk, text, len(text))


def puts(offers: Offers) -> list[str]:
    return [f"{one.kind} {one.put}" for one in offers.offers]


def test_own_open_deals_are_offered_before_the_teams_and_closed_ones_last(week: Week) -> None:
    assert puts(found(week, "call acm")) == ['deal "Acme renewal"', 'deal "Acme spare parts"', 'account @"Acme"']
    set_fields(week.desk("Ben"), 6, {"stage": "won"})
    assert puts(found(week, "call acm")) == ['deal "Acme renewal"', 'account @"Acme"', "deal #6"]
    assert [one.name for one in found(week, "call ").offers][:2] == ["Corto upgrade", "Acme renewal"]
    assert puts(found(week, "email lead:fro")) == ['lead lead:"Lena Frost"']
    assert puts(found(week, "2x call @bir")) == ['account @"Birch"']
    assert puts(found(week, "call #7")) == ['deal "Gale expansion"']


def test_a_name_two_deals_have_is_put_in_by_its_number_and_means_that_one(week: Week) -> None:
    ana, ben = week.desk(), week.desk("Ben")
    add_deal(ben, "ACME RENEWAL", {})
    add_deal(ana, 'The "big" one', {})
    theirs = found(week, "call acme rene").offers[1]
    assert (theirs.put, theirs.is_mine) == (f"#{theirs.id}", False)
    big = found(week, "call big").offers[0]
    assert big.put == f"#{big.id}"
    for one in (theirs, big):
        made = planning.add(ana, f"call {one.put} fri").understood
        assert (made.target.deal_id, made.days) == (one.id, (FRIDAY,))


def test_a_lead_and_an_account_are_named_by_their_number_too(week: Week) -> None:
    ana = week.desk()
    assert planning.add(ana, "call lead:#1 fri").understood.target.lead_id == 1
    assert planning.add(ana, "call @#2 fri").understood.target.name == "Birch"


def test_a_name_that_fits_two_is_asked_about_wherever_it_stands_and_the_answer_is_put_there(week: Week) -> None:
    ana = week.desk()
    add_deal(ana, "Acme pricing portal", {})
    asked = found(week, "call acme re pricing fri 30m")
    assert puts(asked) == ['deal "Acme pricing portal"', 'deal "Acme renewal"']
    assert asked.fragment is not None
    text, _ = put("call acme re pricing fri 30m", asked.fragment, asked.offers[0].put)
    assert text == 'call "Acme pricing portal" re pricing fri 30m'
    assert planning.add(ana, text).understood.target.name == "Acme pricing portal"
    assert puts(found(week, text)) == []


def test_a_day_that_may_mean_two_is_asked_about_wherever_it_stands(week: Week) -> None:
    asked = found(week, "call corto 3/4 re the offer")
    assert [one.kind for one in asked.offers] == ["day", "day"]


def test_what_is_known_and_what_is_not_are_told_apart(week: Week) -> None:
    with pytest.raises(NotFound, match=r"“corto” is Corto upgrade, but “urgent” was not understood\. A note begins with re: re urgent"):
        planning.add(week.desk(), "call corto urgent fri")


def test_a_day_in_another_sprint_or_without_work_is_planned_and_said(week: Week) -> None:
    ana = week.desk()
    with ana.database.read() as connection:
        said = [value for label, value in explain_plan(connection, ana, "call corto sat") if label == MIND]
        usual = dict(explain_plan(connection, ana, "call corto"))
        far = [value for label, value in explain_plan(connection, ana, "call corto in 10 days") if label == MIND]
    assert len(said) == 1
    assert "is no working day of yours" in said[0]
    assert usual["effort"].endswith("as usual")
    assert "next sprint" in far[0]
