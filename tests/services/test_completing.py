"""Whoever plans in one line is offered deals, accounts and leads while typing, own deals first, in a file and on a server alike."""

from __future__ import annotations

from sprintsales.services import planning
from sprintsales.services.dealing import add_deal, set_fields
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
