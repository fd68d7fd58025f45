"""When deals can close: every open deal with its flags, what is uncovered, the weeks ahead, and the same on an earlier day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sprintsales.services.dealing import add_deal, set_fields
from sprintsales.services.desk import Desk
from sprintsales.services.undoing import undo
from sprintsales.services.views.closing import ClosingDeal, ClosingView, closing_view
from sprintsales.services.views.deals import deal_index, deal_view
from sprintsales.storage import rows, tables
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, TUESDAY, WEDNESDAY, Week


def view(desk: Desk, **more: Any) -> ClosingView:
    """Return the closing view."""
    with desk.database.read() as connection:
        return closing_view(connection, desk, **more)


def row(found: ClosingView, name: str) -> ClosingDeal:
    """Return one deal of it."""
    return next(one for one in found.deals if one.deal.name == name)


def plan_call(desk: Desk, deal_id: int, day: date, type_id: int = 1) -> None:
    """Plan one activity for a deal."""
    activity = tables.Activity(team_id=1, type_id=type_id, owner_id=desk.me.id, deal_id=deal_id, planned_on=day)
    desk.write(desk.act("test", "planned"), lambda session: rows.add(session, activity))


def test_every_open_deal_is_listed_dated_ones_first(week: Week) -> None:
    found = view(week.desk("Ana"))
    assert [one.deal.close_on for one in found.deals][:2] == [FRIDAY, date(2026, 11, 25)]
    assert found.deals[-1].deal.name == "Frost [/] contract"
    assert len(found.deals) == 8
    assert (found.undated.count, found.undated.value, found.undated.unvalued) == (1, 0, 1)


def test_a_deal_that_closes_soon_is_covered_by_a_touch_before_the_date_and_by_nothing_else(week: Week) -> None:
    desk = week.desk("Ana")
    found = view(desk)
    assert (found.uncovered.count, found.uncovered.value) == (3, 12_000_00 + 9_400_00 + 48_000_00)
    plan_call(desk, 3, NEXT_MONDAY)
    admin = 12
    plan_call(desk, 3, TUESDAY, admin)
    assert "uncovered" in row(view(desk), "Corto upgrade").codes, "one too late, the other no touch"
    plan_call(desk, 3, FRIDAY)
    assert "uncovered" not in row(view(desk), "Corto upgrade").codes
    assert row(view(desk), "Corto upgrade").deal.next_touch == ("call", FRIDAY)


def test_one_reps_deals_alone(week: Week) -> None:
    desk = week.desk("Ben")
    assert {one.deal.owner for one in view(desk, member_id=desk.me.id).deals} == {"Ben Okafor"}


def test_the_weeks_ahead_hold_each_dated_deal_once_and_no_overdue_one(week: Week) -> None:
    desk = week.desk("Ana", on=NEXT_MONDAY)
    found = view(desk)
    assert (found.overdue.count, found.overdue.value) == (1, 12_000_00)
    assert [(one.start, one.count) for one in found.weeks if one.count][:2] == [(NEXT_MONDAY, 1), (date(2026, 11, 30), 2)]
    assert found.weeks[1].value == 48_000_00 + 55_000_00
    assert found.weeks[1].weighted == 24_000_00 + 41_250_00
    assert sum(one.count for one in found.weeks) == 4, "two lie beyond thirteen weeks"


def test_a_push_is_seen_and_an_undone_one_is_not(week: Week) -> None:
    set_fields(week.desk("Ana", on=WEDNESDAY), 1, {"close_on": "2027-01-15"}, reason="customer asked")
    found = row(view(week.desk("Ana", on=FRIDAY)), "Acme renewal")
    assert (found.deal.pushes, found.deal.days_slipped, found.deal.first_close_on) == (1, 46, date(2026, 11, 30))
    assert "pushed" in found.codes
    then = row(view(week.desk("Ana", on=FRIDAY), as_of=TUESDAY), "Acme renewal").deal
    assert (then.close_on, then.pushes, then.first_close_on) == (date(2026, 11, 30), 0, date(2026, 11, 30))
    undo(week.desk("Ana", on=FRIDAY))
    assert row(view(week.desk("Ana", on=FRIDAY)), "Acme renewal").deal.pushes == 0


def test_two_pushes_of_one_sprint_are_one(week: Week) -> None:
    set_fields(week.desk("Ana", on=MONDAY), 1, {"close_on": "2026-12-15"})
    set_fields(week.desk("Ana", on=WEDNESDAY), 1, {"close_on": "2026-12-22"})
    found = row(view(week.desk("Ana", on=FRIDAY)), "Acme renewal").deal
    assert (found.pushes, found.days_slipped) == (1, 22)


def test_a_closed_deal_leaves_the_list_and_is_still_there_on_the_day_before(week: Week) -> None:
    set_fields(week.desk("Ana", on=WEDNESDAY), 3, {"stage": "won"})
    desk = week.desk("Ana", on=FRIDAY)
    assert len(view(desk).deals) == 7
    assert len(view(desk, as_of=TUESDAY).deals) == 8


def test_before_anything_was_imported_deals_are_known_from_dates_only(week: Week) -> None:
    found = view(week.desk("Ana"), as_of=date(2026, 10, 15))
    assert (len(found.deals), found.from_dates_only, found.day) == (8, 8, date(2026, 10, 15))


def test_a_rep_who_dates_everything_to_the_months_end_is_told_deal_by_deal(week: Week) -> None:
    desk = week.desk("Ben")

    def imported(session: Any) -> None:
        for n, close_on in enumerate([date(2027, 1, 31), date(2027, 2, 28), date(2027, 4, 30)]):
            fields: dict[str, Any] = {
                "team_id": 1,
                "owner_id": desk.me.id,
                "pipeline_id": 1,
                "stage_id": 1,
                "currency": "EUR",
                "started_on": MONDAY,
            }
            rows.add(session, tables.Deal(name=f"Late {n}", close_on=close_on, **fields))

    mia = week.desk("Mia")
    mia.write(mia.act("import", "three more"), imported)
    flagged = {one.deal.name for one in view(desk).deals if "placeholder" in one.codes}
    assert {"Late 0", "Late 1", "Late 2"} <= flagged
    set_fields(desk, 9, {"close_on": "2027-01-29"})
    assert "placeholder" not in row(view(desk), "Late 0").codes, "a person has just given it"


def test_a_date_sooner_than_won_deals_of_that_stage_needed_is_unlikely(week: Week) -> None:
    desk = week.desk("Ana", on=FRIDAY)

    def sold(session: Any) -> None:
        for n in range(20):
            fields: dict[str, Any] = {"team_id": 1, "pipeline_id": 1, "currency": "EUR", "outcome": "won", "closed_on": date(2026, 11, 1)}
            deal = rows.add(session, tables.Deal(name=f"Sold {n}", stage_id=5, started_on=date(2026, 5, 1), **fields))
            rows.add(session, tables.DealPast(team_id=1, deal_id=deal, on_day=date(2026, 5, 1), stage_id=2))
            rows.add(session, tables.DealPast(team_id=1, deal_id=deal, on_day=date(2026, 10, 1), stage_id=4))

    mia = week.desk("Mia", on=FRIDAY)
    mia.write(mia.act("import", "twenty won"), sold)
    add_deal(desk, "In a hurry", {"stage": "Qualified", "close_on": "2026-12-20"})
    add_deal(desk, "In time", {"stage": "Qualified", "close_on": "2027-07-20"})
    found = view(desk)
    assert "unlikely" in row(found, "In a hurry").codes
    assert "unlikely" not in row(found, "In time").codes


def test_a_deals_page_tells_its_moves_stages_and_work(week: Week) -> None:
    desk = week.desk("Ana", on=WEDNESDAY)
    plan_call(desk, 1, MONDAY)
    set_fields(desk, 1, {"close_on": "2026-12-14", "stage": "Negotiation"}, reason="legal")
    with desk.database.read() as connection:
        found = deal_view(connection, desk, 1)
    assert [(told.move.days, told.by, told.move.reason, told.slip) for told in found.moves] == [(14, "Ana Ruiz", "legal", "plan_missed")]
    assert [(one.stage, one.on, one.seen) for one in found.stages] == [
        ("Proposal", date(2026, 11, 2), False),
        ("Negotiation", WEDNESDAY, True),
    ]
    assert [(one.type, one.planned_on) for one in found.work] == [("call", MONDAY)]
    assert found.stage_age == 0
    assert "close_date" not in found.failed
    assert "next_touch" in found.failed


def test_the_list_is_filtered_while_typing_and_sorted_with_the_unknown_last(week: Week) -> None:
    desk = week.desk("Ana")
    set_fields(desk, 2, {"status": "lost"})
    with desk.database.read() as connection:
        index = deal_index(connection, desk)

    def names(text: str, **more: Any) -> list[str]:
        return [line.name for line in index.select(text, **more).lines]

    assert len(names("")) == 7
    assert names("acme") == ["Acme spare parts", "Acme renewal"]
    assert names("ACME stage:prop rep:ben") == ["Acme spare parts"]
    assert names("value>50k closing<2027-01-01") == ["Gale expansion"]
    assert names("closing<=2w flag:uncovered", sort="value") == ["Acme renewal", "Corto upgrade", "Acme spare parts"]
    assert names("lost") == ["Birch pilot"]
    assert len(names("all")) == 8
    assert names("closing:none") == ["Frost [/] contract"]
    assert names("", sort="value")[-1] == names("", sort="value", reverse=True)[-1] == "Frost [/] contract"
    assert index.select("value>much").asked.problems
    assert len(names("value>much")) == 7, "half a term hides nothing"
    assert index.select("acme").value == 57_400_00


def test_a_filter_over_ten_thousand_deals_finds_every_one(week: Week) -> None:
    desk = week.desk("Ana")
    with desk.database.read() as connection:
        index = deal_index(connection, desk)
    many = type(index)(index.as_of, index.currency, index.lines * 1250)
    found = many.select("acme stage:proposal")
    assert len(found.lines) == 2500


def test_stage_age_is_counted_in_days(week: Week) -> None:
    set_fields(week.desk("Ana"), 1, {"stage": "Negotiation"})
    assert row(view(week.desk("Ana", on=MONDAY + timedelta(days=9))), "Acme renewal").stage_age == 9
