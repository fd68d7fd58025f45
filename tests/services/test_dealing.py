"""Adding and changing deals by field, as a rep types it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session

from sprintsales.domain.errors import Ambiguous, NotFound, NotReadable
from sprintsales.domain.meanwhile import ChangedMeanwhile
from sprintsales.services.dealing import NotOpen, add_deal, as_seen, deal_named, set_fields
from sprintsales.services.desk import Desk
from sprintsales.services.roles import ReadsOnly
from sprintsales.services.undoing import undo
from sprintsales.services.views.deals import DealView
from sprintsales.storage import rows, tables
from tests.services.week import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, Week


@pytest.fixture
def desk(week: Week) -> Desk:
    """Ana's desk on Monday."""
    return week.desk("Ana")


def changed(desk: Desk, **fields: str) -> DealView:
    """Change the Acme renewal and return it."""
    return set_fields(desk, 1, fields).view


def test_a_new_deal_is_mine_open_and_starts_today(desk: Desk) -> None:
    view = add_deal(desk, "  Nova \x1b[31mline ", {"value": "48k", "close_on": "18 dec", "account": "Nova AG"}).view
    deal = view.deal
    assert deal.name == "Nova ␛[31mline"
    assert (deal.owner, deal.stage, deal.outcome, deal.started_on) == ("Ana Ruiz", "Prospect", "open", MONDAY)
    assert (deal.value, deal.close_on, deal.account, deal.pushes) == (48_000_00, date(2026, 12, 18), "Nova AG", 0)


def test_an_amount_is_read_in_the_currency_given_with_it(desk: Desk) -> None:
    deal = add_deal(desk, "Tokyo", {"value": "48,000", "currency": "jpy"}).view.deal
    assert (deal.own_value, deal.currency, deal.value) == (48_000, "JPY", None)
    euros = set_fields(desk, deal.id, {"currency": "EUR"}).view.deal
    assert (euros.own_value, euros.value) == (48_000_00, 48_000_00), "the figures stay, the minor units follow the currency"


@pytest.mark.parametrize(
    ("field", "text", "shown"),
    [
        ("probability", "60 %", 600),
        ("forecast_category", "Best Case", "best_case"),
        ("agreement_on", "next fri", date(2026, 11, 27)),
        ("started_on", "last fri", date(2026, 11, 13)),
        ("source", "Fair", "Fair"),
        ("segment", "Retail", "Retail"),
        ("territory", "North", "North"),
        ("product", "Press", "Press"),
        ("owner", "ben", "Ben Okafor"),
        ("account", "gale", "Gale"),
        ("stage", "nego", "Negotiation"),
    ],
)
def test_a_field_takes_what_people_type(desk: Desk, field: str, text: str, shown: object) -> None:
    assert getattr(changed(desk, **{field: text}).deal, field) == shown


def test_texts_are_kept_and_shown(desk: Desk) -> None:
    changed(desk, contact="Lea Gold", next_step="send the draft", note="two\nlines")
    view = changed(desk, next_step="call the lawyer")
    assert (view.contact, view.next_step, view.note) == ("Lea Gold", "call the lawyer", "two\nlines")
    assert changed(desk, note="").note is None


@pytest.mark.parametrize(
    "field", ["account", "contact", "owner", "value", "close_on", "product", "source", "probability", "forecast_category"]
)
def test_an_empty_value_empties_a_field(desk: Desk, field: str) -> None:
    view = changed(desk, **{field: ""})
    assert (view.contact if field == "contact" else getattr(view.deal, "own_value" if field == "value" else field)) in (None, 500)


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("close_on", "31 feb", "no day 31"),
        ("close_on", "soon", "write tomorrow"),
        ("value", "NaN", "NaN"),
        ("currency", "bitcoin", "currency code"),
        ("stage", "Nowhere", "The stages are Prospect"),
        ("status", "maybe", "open, won or lost"),
        ("owner", "nobody in particular", "Here are"),
        ("name", " ", "needs a name"),
        ("closed_on", "2026-11-20", "still to come"),
        ("forecast_category", "surely", "commit, best case"),
        ("colour", "red", "has no field colour"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_write(desk: Desk, field: str, text: str, sentence: str) -> None:
    before = as_seen(desk, 1)
    with pytest.raises((NotReadable, NotFound), match=sentence):
        changed(desk, **{field: text})
    assert as_seen(desk, 1) == before


def test_a_won_stage_closes_the_deal_today_and_an_open_one_reopens_it(desk: Desk) -> None:
    won = changed(desk, stage="won").deal
    assert (won.outcome, won.stage, won.closed_on) == ("won", "Won", MONDAY)
    again = changed(desk, stage="Proposal").deal
    assert (again.outcome, again.closed_on) == ("open", None)


def test_a_deal_can_have_been_lost_last_friday(desk: Desk) -> None:
    lost = changed(desk, status="lost", closed_on="last fri").deal
    assert (lost.outcome, lost.stage, lost.closed_on) == ("lost", "Lost", date(2026, 11, 13))
    with pytest.raises(NotOpen, match="started on"):
        changed(desk, closed_on="2026-09-01")


def test_an_open_deal_takes_no_closing_day(desk: Desk) -> None:
    with pytest.raises(NotOpen, match="stage=won"):
        changed(desk, closed_on="yesterday")


def test_a_push_without_a_reason_is_taken_and_one_with_a_reason_keeps_it(week: Week, desk: Desk) -> None:
    assert changed(desk, close_on="2026-12-11").deal.pushes == 1
    view = set_fields(week.desk("Ana", on=date(2026, 11, 25)), 1, {"close_on": "2026-12-18"}, reason="board meets later").view
    assert [(told.by, told.move.reason, told.slip) for told in view.moves] == [
        ("Ana Ruiz", None, "no_plan"), ("Ana Ruiz", "board meets later", "no_plan"),
    ]  # fmt: skip
    assert (view.deal.first_close_on, view.deal.days_slipped) == (date(2026, 11, 30), 18)


def test_a_change_is_undone_as_one_with_what_it_made(desk: Desk) -> None:
    changed(desk, close_on="2027-01-15", source="Fair", stage="won")
    undo(desk)
    deal = set_fields(desk, 1, {"value": "1"}).view.deal
    assert (deal.close_on, deal.source, deal.outcome, deal.pushes) == (date(2026, 11, 30), None, "open", 0)


def test_nothing_is_written_where_all_is_so_already(desk: Desk) -> None:
    assert not set_fields(desk, 1, {"stage": "Proposal", "value": "48000"}).changed


def test_two_people_changing_one_field_are_told_and_other_fields_merge(week: Week, desk: Desk) -> None:
    seen = as_seen(desk, 1)
    set_fields(week.desk("Mia"), 1, {"close_on": "2026-12-24"})
    with pytest.raises(ChangedMeanwhile, match="Acme renewal. Close date: before Mon 30 Nov, theirs Thu 24 Dec"):
        set_fields(desk, 1, {"close_on": "2026-12-11"}, seen=seen)
    deal = set_fields(desk, 1, {"value": "50000"}, seen=seen).view.deal
    assert (deal.close_on, deal.value) == (date(2026, 12, 24), 50_000_00)


def test_the_same_token_adds_one_deal(desk: Desk) -> None:
    first, second = (add_deal(desk, "Once", token="t-1") for _ in range(2))
    assert first.view.deal.id == second.view.deal.id


def test_the_journal_names_the_deal_and_no_person(desk: Desk) -> None:
    changed(desk, owner="Ben", contact="Lea Gold")
    with desk.database.read() as connection:
        said = connection.exec_driver_sql("SELECT summary FROM journal_entry ORDER BY id DESC LIMIT 1").scalar_one()
        after = " ".join(connection.exec_driver_sql("SELECT coalesce(after, '') FROM journal_change").scalars())
    assert said == "changed Acme renewal: owner, contact"
    assert "Lea Gold" not in after


def test_a_viewer_changes_nothing(week: Week) -> None:
    with pytest.raises(ReadsOnly):
        set_fields(week.desk("Vic"), 1, {"value": "1"})


def test_a_deal_is_meant_by_number_or_name(desk: Desk) -> None:
    assert deal_named(desk, "#2") == 2
    assert deal_named(desk, "acme ren") == 1
    with pytest.raises(Ambiguous, match="spare parts"):
        deal_named(desk, "acme")


def test_days_of_the_week_lie_ahead_for_what_is_to_come(desk: Desk, week: Week) -> None:
    assert changed(desk, close_on="fri").deal.close_on == FRIDAY
    later = week.at(desk, WEDNESDAY)
    assert changed(later, agreement_sent_on="tue").deal.agreement_sent_on == TUESDAY


@pytest.mark.parametrize(("said", "stage"), [("won", "Renewed"), ("Lost", "Lapsed")])
def test_a_renewal_is_won_and_lost_in_its_own_pipeline(week: Week, desk: Desk, said: str, stage: str) -> None:
    def lay(session: Session) -> None:
        renewals = rows.add(session, tables.Pipeline(team_id=1, name="Renewals"))
        for place, (name, kind) in enumerate((("Due", "open"), ("Renewed", "won"), ("Lapsed", "lost")), 1):
            rows.add(session, tables.Stage(team_id=1, pipeline_id=renewals, name=name, position=place, kind=kind))

    manager = week.desk("Mia")
    manager.write(manager.act("team", "laid a second pipeline"), lay)
    renewal = add_deal(desk, "Nova renewal", {"stage": "Due"}).view.deal
    assert set_fields(desk, renewal.id, {"stage": said}).view.deal.stage == stage
