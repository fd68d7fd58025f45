"""Members, accounts and products out of files: who is whom, which seat they get, what an earlier file had named already."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.importing_team import Team, codes

SEATS = (
    "SELECT p.body AS name, e.body AS email, s.role, b.body AS boss, l.name AS territory, m.function FROM member m "
    "JOIN person_text p ON p.id = m.name_id LEFT JOIN person_text e ON e.id = m.email_id LEFT JOIN membership s ON s.member_id = m.id "
    "LEFT JOIN member bm ON bm.id = s.reports_to_id LEFT JOIN person_text b ON b.id = bm.name_id LEFT JOIN label l ON l.id = s.territory_id"
)


def seats(team: Team) -> dict[str, dict[str, Any]]:
    return {row.pop("name"): row for row in team.rows(SEATS)}


def test_a_members_file_gives_seats_and_managers_theirs(team: Team) -> None:
    report = team.bring("name,email,function,manager,region\nBen Kaya,ben@x.example,SDR,Cara Lo,East\nCara Lo,,,,\n", kind="members")
    assert (report.added, report.changed, report.unchanged, report.refusals) == (1, 0, 1, [])
    found = seats(team)
    assert found["Ben Kaya"] == {"email": "ben@x.example", "role": "rep", "boss": "Cara Lo", "territory": "East", "function": "sdr"}
    assert found["Cara Lo"]["role"] == "manager"
    again = team.bring("name,email,function,manager,region\nBen Kaya,ben@x.example,SDR,Cara Lo,East\nCara Lo,,,,\n", kind="members")
    assert (again.entry_id, again.unchanged) == (None, 2)


def test_a_manager_named_after_the_own_row_becomes_one(team: Team) -> None:
    team.bring("name,manager\nCara Lo,\nBen Kaya,Cara Lo\n", kind="members", fields={"name": "name", "manager": "manager"})
    assert seats(team)["Cara Lo"]["role"] == "manager"


def test_a_role_the_file_gives_is_not_overruled_by_being_named_manager(team: Team) -> None:
    team.bring("name,role,manager\nCara Lo,rep,\nBen Kaya,rep,Cara Lo\n", kind="members")
    assert seats(team)["Cara Lo"]["role"] == "rep"


def test_an_owner_met_in_a_deals_file_has_no_seat_until_a_members_file_gives_one(team: Team) -> None:
    team.deals("1,Deal,,Ben Kaya,Qualified,5,2026-12-04")
    assert seats(team)["Ben Kaya"]["role"] is None
    report = team.bring("name,manager\nben  kaya,Ana Rossi\n", kind="members")
    assert (report.added, report.changed) == (0, 1)
    assert (seats(team)["Ben Kaya"]["role"], team.count("member")) == ("rep", 2)


def test_an_owner_known_by_address_only_gets_the_name_from_the_members_file(team: Team) -> None:
    team.deals("1,Deal,,ben@x.example,Qualified,5,2026-12-04")
    team.bring("name,email\nBen Kaya,ben@x.example\n", kind="members")
    assert team.deal("Deal")["owner"] == "Ben Kaya"
    assert team.deals("2,Other,,BEN@x.example,Qualified,5,2026-12-04").warnings.get("unknown_rep") is None
    assert team.deal("Other")["owner"] == "Ben Kaya"
    assert team.count("member") == 2


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (",x@y.example,rep,ae,2026-01-01,", "name", "needs a name"),
        ("Ben,nobody,rep,ae,,", "email", "no e-mail address"),
        ("Ben,,boss,ae,,", "role", "manager, rep, viewer"),
        ("Ben,,rep,astronaut,,", "function", "lead_gen"),
        ("Ben,,rep,ae,2026-02-01,2026-01-01", "until", "after the first"),
        ("Ana Rossi,,rep,ae,,", "role", "your own manager's seat"),
    ],
)
def test_a_refused_member_is_told_why(team: Team, row: str, column: str, says: str) -> None:
    fields = dict.fromkeys(("name", "email", "role", "function"))
    mapped = {name: name for name in fields} | {"active_from": "from", "active_until": "until"}
    report = team.bring(f"name,email,role,function,from,until\n{row}\n", kind="members", fields=mapped, date_formats={"*": "ymd"})
    (refusal,) = report.refusals
    assert (refusal.column, says in refusal.reason) == (column, True)
    assert team.count("member") == 1


def test_a_person_twice_in_a_file_is_one_person_or_a_question(team: Team) -> None:
    text = "name,region\nBen,East\nBen,East\nBen,West\n"
    fields = {"name": "name", "territory": "region"}
    report = team.bring(text, kind="members", fields=fields)
    assert (report.added, codes(report)["duplicate_row"], [one.line for one in report.refusals]) == (1, 1, [4])
    team.bring(text, kind="members", fields=fields, on_conflict="update")
    assert seats(team)["Ben"]["territory"] == "West"


def test_members_are_undone_as_one(team: Team) -> None:
    before = team.state()
    team.bring("name,manager,region\nBen,Cara,East\nDan,Cara,West\n", kind="members")
    assert not team.undo().kept
    assert team.state() == before


def test_an_accounts_file_completes_what_a_deals_file_named(team: Team) -> None:
    team.deals("1,Deal,Nord AG,,Qualified,5,2026-12-04")
    report = team.bring("id,name,industry,employees\nA1,NORD AG,Machines,250\nA2,Nord AG,Shops,9\n", kind="accounts")
    assert (report.added, report.changed, report.conflicts) == (1, 1, [])
    assert [row["industry"] for row in team.rows("SELECT industry FROM account ORDER BY id")] == ["Machines", "Shops"]
    assert team.deal("Deal")["account"] == "Nord AG"
    again = team.bring("id,name,industry,employees\nA1,NORD AG,Machines,250\nA2,Nord AG,Shops,9\n", kind="accounts")
    assert again.entry_id is None


def test_products_have_one_name_each(team: Team) -> None:
    report = team.bring('product,sales_price,series\nGTX,"4,821.50",G\ngtx,1,G\n', kind="products")
    assert (report.added, [one.line for one in report.refusals]) == (1, [3])
    assert team.one("SELECT name, list_price, currency FROM product") == {"name": "GTX", "list_price": 482150, "currency": "EUR"}


def test_a_seat_the_tables_refuse_leaves_the_rest_of_the_file_as_good_as_it_was(team: Team) -> None:
    team.bring("name,until\nBen,2026-06-01\n", kind="members", fields={"name": "name", "active_until": "until"})
    report = team.bring("name,from\nBen,2026-07-01\nCara,2026-07-01\n", kind="members", fields={"name": "name", "active_from": "from"})
    (refusal,) = report.refusals
    assert (report.added, refusal.line, "outside what can be kept" in refusal.reason) == (1, 2, True)
    assert set(seats(team)) == {"Ana Rossi", "Ben", "Cara"}
