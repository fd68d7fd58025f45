"""What a deals file may say, what it is warned about, and what is refused with which sentence."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from sprintsales.domain.errors import NotFound, NotReadable, Usage
from sprintsales.services.importing.order import Unclear
from sprintsales.storage import tables
from sprintsales.storage.rows import add
from tests.services.importing_team import DEALS, FIELDS, Team, codes

GOOD = "1,Northwind,Nord AG,Ben Kaya,Qualified,1000.00,2026-12-04"
ALL_FIELDS = "id,name,account,contact,owner,stage,status,value,currency,probability,forecast,source,segment,product,region,created,close,"
ALL_FIELDS += "closed,agreement,next step,note\n"
ALL = dict(
    zip(
        (
            "external_id", "name", "account", "contact", "owner", "stage", "status", "value", "currency", "probability",
            "forecast_category", "source", "segment", "product", "territory", "started_on", "close_on", "closed_on", "agreement_on",
            "next_step", "note",
        ),
        ALL_FIELDS.strip().split(","),
        strict=True,
    )
)  # fmt: skip


def bring(team: Team, text: str, **order: Any) -> Any:
    return team.bring(text, **{"date_formats": {"*": "ymd"}, **order})


def test_every_field_of_a_row_arrives(team: Team) -> None:
    row = "7,Northwind,Nord AG,Jo Berg,Ben Kaya,Proposal,open,1234.565,USD,55 %,Best Case,Fair,SMB,GTX,North,2026-09-01,2026-12-18,,"
    row += "2026-12-01,mail Jo,likes it\n"
    report = bring(team, ALL_FIELDS + row, fields=ALL)
    assert (report.added, report.refusals) == (1, [])
    deal = team.deal("Northwind")
    wanted = {
        "account": "Nord AG", "owner": "Ben Kaya", "stage": "Proposal", "outcome": "open", "value": 123457, "currency": "USD",
        "probability": 550, "forecast_category": "best_case", "product": "GTX", "started_on": "2026-09-01", "close_on": "2026-12-18",
        "closed_on": None, "agreement_on": "2026-12-01",
    }  # fmt: skip
    assert {name: deal[name] for name in wanted} == wanted
    labels = team.one("SELECT s.name AS s, g.name AS g, t.name AS t FROM deal d, label s, label g, label t WHERE s.id = d.source_id "
                      "AND g.id = d.segment_id AND t.id = d.territory_id")  # fmt: skip
    assert labels == {"s": "Fair", "g": "SMB", "t": "North"}
    texts = {row["kind"]: row["body"] for row in team.rows("SELECT kind, body FROM person_text WHERE kind IN ('next_step', 'note')")}
    assert texts == {"next_step": "mail Jo", "note": "likes it"}
    contact = team.one("SELECT p.body, c.account_id FROM contact c JOIN person_text p ON p.id = c.name_id")
    assert contact == {"body": "Jo Berg", "account_id": deal["account_id"]}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("1,Deal,Nord,,Qualified,5,2026-12-04", "no_owner"),
        ("1,Deal,,Ana Rossi,Qualified,5,2026-12-04", "no_account"),
        ("1,Deal,Nord,Ana Rossi,Qualified,,2026-12-04", "no_value"),
        ("1,,Nord,Ana Rossi,Qualified,5,2026-12-04", "no_name"),
        ("1,Deal,Nord,Ana Rossi,Won,0,2026-11-04", "zero_won_value"),
        ("1,Deal,Nord,Ana Rossi,Won,5,", "closed_without_date"),
        ("1,Deal,Nord,Ana Rossi,Lost,5,2027-01-04", "future_closed"),
        ("1,Deal,Nord,Ana Rossi,Qualified,5,2026-11-04", "overdue_close"),
        ("1,Deal,Nord,New Rep,Qualified,5,2026-12-04", "unknown_rep"),
        ("1,Deal,New Co,Ana Rossi,Qualified,5,2026-12-04", "unknown_account"),
    ],
)
def test_a_row_worth_a_look_comes_in_with_a_warning(team: Team, line: str, code: str) -> None:
    report = team.deals(line)
    assert (report.added, report.refusals) == (1, [])
    assert codes(report)[code] == 1
    assert report.warnings[code].lines == [2]


@pytest.mark.parametrize(
    ("header", "row", "fields", "code"),
    [
        (
            "id,created,close,stage", "1,2026-12-01,2026-11-01,Won", {"started_on": "created", "close_on": "close", "stage": "stage"},
            "close_before_start",
        ),
        ("id,created", "1,", {"started_on": "created"}, "no_start"),
        ("id,stage,status", "1,Proposal,won", {"stage": "stage", "status": "status"}, "status_stage_conflict"),
        ("id,product", "1,Widget", {"product": "product"}, "unknown_product"),
        ("id,chance", "1,1", {"probability": "chance"}, "probability_scale"),
        ("id,chance", "1,140 %", {"probability": "chance"}, "probability_scale"),
    ],
)  # fmt: skip
def test_other_columns_have_their_warnings_too(team: Team, header: str, row: str, fields: dict[str, str], code: str) -> None:
    report = bring(team, f"{header}\n{row}\n", fields={"external_id": "id", **fields})
    assert report.added == 1
    assert codes(report)[code] == 1


@pytest.mark.parametrize(
    ("line", "column", "value", "says"),
    [
        (",,Nord,Ana,Qualified,5,2026-12-04", "id", "", "needs an id or a name"),
        ("1,Deal,Nord,Ana,Nowhere,5,2026-12-04", "stage", "Nowhere", "--stage Nowhere=OURS"),
        ("1,Deal,Nord,Ana,Qualified,NaN,2026-12-04", "value", "NaN", "not a number"),
        ("1,Deal,Nord,Ana,Qualified,1e400,2026-12-04", "value", "1e400", "scientific notation"),
        ("1,Deal,Nord,Ana,Qualified,Infinity,2026-12-04", "value", "Infinity", "not a number"),
        ("1,Deal,Nord,Ana,Qualified,99999999999999999,2026-12-04", "value", "99999999999999999", "beyond what can be kept"),
        ("1,Deal,Nord,Ana,Qualified,$5,2026-12-04", "value", "$5", "--currency"),
        ("1,Deal,Nord,Ana,Qualified,5,2026-02-30", "close", "2026-02-30", "--date-format close=FORMAT"),
        ("1,Deal,Nord,Ana,Qualified,5,04.12.2026", "close", "04.12.2026", "--date-format"),
        (f"{'9' * 300},Deal,Nord,Ana,Qualified,5,2026-12-04", "id", None, "at most 255"),
        ("1,Deal,Nord,Ana,Qualified,5", None, None, "6 cells, the header has 7 columns"),
        ("1,Deal,Nord,Ana,Qualified,5,2026-12-04,more", None, None, "8 cells"),
    ],
)
def test_a_refused_row_names_line_column_value_reason_and_a_way_out(
    team: Team, line: str, column: str | None, value: str | None, says: str
) -> None:
    report = team.deals(GOOD.replace("1,", "0,", 1), line)
    (refusal,) = report.refusals
    assert (report.rows, report.added, refusal.line, refusal.column) == (2, 1, 3, column)
    assert says in refusal.reason
    assert value is None or refusal.value == value
    assert refusal.reason.endswith((".", "columns"))


def test_a_refused_row_leaves_no_account_person_or_stage_behind(team: Team) -> None:
    before = team.state()
    report = team.deals(
        "1,Deal,Ghost Co,Ghost Rep,Ghost Stage,oops,2026-12-04", "2,Deal,Ghost Co,Ghost Rep,Ghost Stage,5,x", new_stages=True
    )
    assert (report.added, report.warnings, report.new_stages, report.entry_id) == (0, {}, [], None)
    assert team.state() == before


def test_a_name_first_met_in_a_refused_row_is_counted_where_it_comes_in(team: Team) -> None:
    report = team.deals("1,Deal,Nord,Ana,Qualified,5,oops", GOOD)
    assert report.warnings["unknown_account"].lines == [3]


def test_strict_refuses_names_that_are_not_known_here(team: Team) -> None:
    lines = ("1,D,Nord AG,Ana Rossi,Qualified,5,2026-12-04", "2,D,,Ben Kaya,Qualified,5,2026-12-04", "3,D,,ana@north.example,Qualified,5,")
    report = team.deals(*lines, strict=True)
    assert [(one.line, one.column) for one in report.refusals] == [(2, "account"), (3, "owner")]
    assert all("--strict" in one.reason for one in report.refusals)
    assert team.deal("D")["owner"] == "Ana Rossi"
    assert (team.count("account"), team.count("member")) == (0, 1)


def test_a_further_persons_name_is_strict_too(team: Team) -> None:
    report = bring(team, "id,sdr\n1,Sam\n", fields={"external_id": "id", "owner:sdr": "sdr"}, strict=True)
    assert [one.column for one in report.refusals] == ["sdr"]


@pytest.mark.parametrize(
    ("stage", "status", "ours", "outcome"),
    [
        ("Closed Won", "", "Won", "won"),
        ("closedlost", "", "Lost", "lost"),
        ("QUALIFIED ", "", "Qualified", "open"),
        ("Proposal", "Won", "Won", "won"),
        ("Who knows", "lost", "Lost", "lost"),
        ("Won", "open", "Prospect", "open"),
        ("", "won", "Won", "won"),
        ("", "", "Prospect", "open"),
    ],
)
def test_stage_and_status_words_find_our_stage(team: Team, stage: str, status: str, ours: str, outcome: str) -> None:
    fields = {"external_id": "id", "name": "name", "stage": "stage", "status": "status"}
    report = bring(team, f"id,name,stage,status\n1,Deal,{stage},{status}\n", fields=fields)
    assert report.refusals == []
    assert (team.deal("Deal")["stage"], team.deal("Deal")["outcome"]) == (ours, outcome)


@pytest.mark.parametrize(("closed", "won", "outcome"), [("true", "true", "won"), ("true", "false", "lost"), ("false", "false", "open")])
def test_closed_and_won_flags_tell_the_status(team: Team, closed: str, won: str, outcome: str) -> None:
    fields = {"external_id": "id", "name": "name", "is_closed": "c", "is_won": "w"}
    bring(team, f"id,name,c,w\n1,Deal,{closed},{won}\n", fields=fields)
    assert team.deal("Deal")["outcome"] == outcome


def stages_of(team: Team) -> list[str]:
    return [row["name"] for row in team.rows("SELECT name FROM stage ORDER BY position, id")]


def test_the_first_files_stages_replace_what_a_team_begins_with_in_the_order_of_a_sale(team: Team) -> None:
    lines = ("2,Delta,,,Engaging,5,", "3,Eder,,,prospecting,5,", "4,Fink,,,Proposal,5,")
    report = team.deals(GOOD.replace("Qualified", "Closing call"), *lines, new_stages=True)
    assert report.new_stages == ["prospecting", "Engaging", "Closing call"]
    assert report.dropped_stages == ["Prospect", "Qualified", "Negotiation"]
    assert stages_of(team) == ["prospecting", "Engaging", "Proposal", "Closing call", "Won", "Lost"]
    assert not team.undo().kept
    assert stages_of(team) == ["Prospect", "Qualified", "Proposal", "Negotiation", "Won", "Lost"]
    said = {"Engaging": "Engaging", "prospecting": "First talk", "Proposal": "Proposal"}
    team.deals(GOOD, *lines, new_stages=True, stages=said)
    assert stages_of(team) == ["Qualified", "Engaging", "First talk", "Proposal", "Won", "Lost"]


def test_a_team_with_deals_keeps_its_stages_and_is_asked_whether_a_new_one_is_one_of_them(team: Team) -> None:
    team.deals(GOOD)
    report = team.deals("2,Delta,,,Demo,5,", "3,Eder,,,qualification,5,", new_stages=True)
    assert stages_of(team) == ["Prospect", "Qualified", "qualification", "Demo", "Proposal", "Negotiation", "Won", "Lost"]
    assert len({row["position"] for row in team.rows("SELECT position FROM stage")}) == 8
    assert (report.dropped_stages, len(report.notes)) == ([], 1)
    assert report.notes[0].endswith("Did you mean Qualified? Then say --stage qualification=Qualified")


def test_what_is_suggested_can_be_pasted_into_a_shell(team: Team) -> None:
    with pytest.raises(Unclear) as asked:
        team.bring("id,name,Close Date,Expected Close,Deal owner\n1,Roof,2026-12-04,2026-12-04,Ana Rossi\n", fields={})
    words = shlex.split(str(asked.value).partition("read: ")[2])
    assert "close_on=Close Date" in words
    assert "owner=Deal owner" in words


def test_a_stage_merged_into_another_means_the_other(team: Team) -> None:
    team.change(tables.Stage, 2, archived=True, merged_into_id=3)
    assert team.deals(GOOD).refusals == []
    assert team.deal("Northwind")["stage"] == "Proposal"


def test_rows_go_into_the_pipeline_they_name(team: Team) -> None:
    desk = team.desk()

    def renewals(session: Any) -> None:
        pipeline = add(session, tables.Pipeline(team_id=desk.team.id, name="Renewals", position=1))
        for place, (name, kind) in enumerate((("Due", "open"), ("Won", "won"), ("Lost", "lost"))):
            add(session, tables.Stage(team_id=desk.team.id, pipeline_id=pipeline, name=name, position=place, kind=kind))

    desk.write(desk.act("add", "added a pipeline"), renewals)
    fields = {"external_id": "id", "name": "name", "pipeline": "pipe", "stage": "stage"}
    text = "id,name,pipe,stage\n1,A,renewals,Due\n2,B,Sales,Proposal\n3,C,,Proposal\n4,D,Elsewhere,Proposal\n"
    report = bring(team, text, fields=fields)
    assert [(one.line, one.column) for one in report.refusals] == [(5, "pipe")]
    assert "--pipeline" in report.refusals[0].reason
    placed = team.rows("SELECT d.name, p.name AS p FROM deal d JOIN pipeline p ON p.id = d.pipeline_id")
    assert {row["name"]: row["p"] for row in placed} == {"A": "Renewals", "B": "Sales", "C": "Sales"}
    assert bring(team, text, fields=fields, pipeline="Sales").added == 1
    with pytest.raises(NotFound, match="no pipeline Nope. Here are: Sales, Renewals"):
        bring(team, text, fields=fields, pipeline="Nope")


def test_deals_marked_deleted_are_left_out(team: Team) -> None:
    report = bring(team, "id,is_deleted\n1,true\n2,false\n3,\n", fields={"external_id": "id"})
    assert (report.rows, report.added, report.left_out) == (3, 2, 1)
    assert codes(report)["deleted_rows_left_out"] == 1


def test_shares_of_one_and_of_a_hundred_are_told_apart_by_their_column(team: Team) -> None:
    fields = {"external_id": "id", "name": "id", "probability": "chance"}
    bring(team, "id,chance\n1,0.5\n2,1\n", fields=fields)
    bring(team, "id,chance\n3,50\n4,1\n", fields=fields)
    assert [row["probability"] for row in team.rows("SELECT probability FROM deal ORDER BY id")] == [500, 1000, 500, 10]


def test_a_thousand_that_may_be_a_one_asks_for_the_decimal_sign(team: Team) -> None:
    report = team.deals("1,Deal,Nord,Ana,Qualified,1.234,2026-12-04")
    (refusal,) = report.refusals
    assert (refusal.column, refusal.value) == ("value", "1.234")
    assert "--decimal point or --decimal comma" in refusal.reason


def test_a_comma_may_be_said_to_separate_decimals(team: Team) -> None:
    fields = {"external_id": "id", "name": "id", "value": "value"}
    bring(team, "id;value\n1;1.234\n", fields=fields, decimal="comma")
    assert team.deal("1")["value"] == 123400


@pytest.mark.parametrize(
    ("way", "value", "close", "counts"),
    [
        ("update", 20000, "2026-12-11", (1, 1, 0)),
        ("line-items", 30000, "2026-12-04", (1, 1, 0)),
        ("refuse", 10000, "2026-12-04", (1, 0, 1)),
    ],
)
def test_an_id_twice_in_a_file_is_decided(team: Team, way: str, value: int, close: str, counts: tuple[int, int, int]) -> None:
    lines = ("1,Deal,,,Qualified,100.00,2026-12-04", "1,Deal,,,Qualified,200.00,2026-12-11")
    report = team.deals(*lines, on_conflict=way)
    assert (report.added, report.combined, len(report.refusals)) == counts
    assert (team.deal("Deal")["value"], team.deal("Deal")["close_on"]) == (value, close)
    if way == "refuse":
        assert "line 2" in report.refusals[0].reason
        assert "--on-conflict update" in report.refusals[0].reason
    else:
        assert codes(report)["duplicate_row"] == 1
    assert team.deals(*lines, on_conflict=way).entry_id is None


def test_a_row_that_stands_twice_alike_is_passed_over(team: Team) -> None:
    report = team.deals(GOOD, GOOD)
    assert (report.added, report.unchanged, report.refusals) == (1, 1, [])
    assert codes(report)["duplicate_row"] == 1


def test_line_items_in_two_currencies_are_not_added_up(team: Team) -> None:
    fields = {"external_id": "id", "name": "id", "value": "value", "currency": "cur"}
    report = bring(team, "id,value,cur\n1,5,EUR\n1,7,USD\n1,,EUR\n", fields=fields, on_conflict="line-items")
    assert [(one.line, "USD" in one.reason) for one in report.refusals] == [(3, True)]
    assert team.deal("1")["value"] == 500


def test_every_row_is_counted_once(team: Team) -> None:
    team.deals(GOOD)
    lines = (GOOD, "2,A,,,Qualified,1,", "2,A,,,Qualified,2,", "3,B,,,Nowhere,1,", "4,C,,,Qualified,1,")
    report = team.deals(*lines, on_conflict="update")
    assert report.rows == report.added + report.changed + report.unchanged + report.left_out + report.combined + len(report.refusals) == 5


@pytest.mark.parametrize(
    ("order", "says"),
    [
        ({"fields": {"external_id": "idd"}}, "Did you mean id?"),
        ({"fields": {"externalid": "id"}}, "Did you mean external_id?"),
        ({"fields": {"id": "external_id"}}, "FIELD=COLUMN"),
        ({"fields": {"external_id": "id", "owner:boss": "owner"}}, "lead_gen, sdr, ae, am, cs"),
        ({"fields": {**FIELDS}, "stages": {"Talks": "Nowhere"}}, "we have no stage Nowhere"),
        ({"fields": {**FIELDS}, "date_formats": {"close": "ddmm"}}, "choose one of ymd"),
        ({"fields": {**FIELDS}, "date_formats": {"closing": "dmy"}}, "no column closing"),
        ({"fields": {**FIELDS}, "blank_clears": ("name",)}, "a blank cell may clear account"),
        ({"fields": {**FIELDS}, "blank_clears": ("note",)}, "no column is mapped to note"),
        ({"fields": {**FIELDS}, "on_conflict": "first"}, "update, refuse, line-items"),
        ({"fields": {**FIELDS}, "decimal": "dot"}, "point"),
    ],
)
def test_a_slip_of_the_pen_is_answered_with_what_there_is(team: Team, order: dict[str, Any], says: str) -> None:
    with pytest.raises(Usage) as refused:
        team.bring(f"{DEALS}{GOOD}\n", **{"date_formats": {"*": "ymd"}, **order})
    assert says in str(refused.value)


def test_a_currency_that_is_none_is_refused_at_once(team: Team) -> None:
    with pytest.raises(NotReadable, match="not a currency code"):
        team.deals(GOOD, currency="Euro")


def test_a_mapping_without_what_every_deal_needs_is_asked_for_it(team: Team) -> None:
    with pytest.raises(Unclear, match="external_id or name"):
        bring(team, f"{DEALS}{GOOD}\n", fields={"value": "value"})


def test_dates_that_can_be_two_days_are_asked_about_naming_the_option(team: Team) -> None:
    text = "id,close\n1,03/04/2026\n2,05/06/2026\n"
    with pytest.raises(Unclear, match="--date-format close=dmy or close=mdy"):
        team.bring(text, fields={"external_id": "id", "name": "id", "close_on": "close"})
    fields = {"external_id": "id", "name": "id", "close_on": "close"}
    team.bring(text, fields=fields, date_formats={"close": "dmy"})
    assert team.deal("1")["close_on"] == "2026-04-03"


def test_a_date_column_without_a_single_date_asks_nothing(team: Team) -> None:
    report = team.bring("id,close\n1,\n2,\n", fields={"external_id": "id", "close_on": "close"})
    assert (report.added, report.refusals) == (2, [])


def test_columns_nobody_reads_are_named(team: Team) -> None:
    report = bring(team, "id,name,mood,merged\n1,Deal,good,7\n", fields={"external_id": "id", "name": "name", "merged_ids": "merged"})
    assert report.unused == ["mood"]
    assert any("merged_ids" in note for note in report.notes)


def test_names_of_persons_never_stand_in_the_journal_nor_in_the_merge_base(team: Team) -> None:
    fields = {
        "external_id": "id",
        "name": "name",
        "owner": "owner",
        "owner:sdr": "sdr",
        "contact": "contact",
        "note": "note",
        "next_step": "next",
    }
    text = "id,name,owner,sdr,contact,note,next\n1,Deal,{}\n"
    bring(team, text.format("Zelda Quux,Yorick Blau,Xenia Prim,wants Wendel Voss,call Ulf Tamm"), fields=fields)
    bring(team, text.format("Ruprecht Sohn,Quirin Pahl,Otto Nagel,saw Mika Lund,mail Kai Jost"), fields=fields)
    team.bring("name,email,manager\nIda Holm,ida@holm.example,Gustav Falk\n", kind="members")
    words = (
        "Zelda Quux Yorick Blau Xenia Prim Wendel Voss Ulf Tamm Ruprecht Sohn Quirin Pahl Otto Nagel Mika Lund Kai Jost Ida Holm ida@holm"
    )
    words += " Gustav Falk"
    held = {row["body"] for row in team.rows("SELECT body FROM person_text")}
    assert {"Zelda Quux", "Quirin Pahl", "Ida Holm", "ida@holm.example", "Gustav Falk"} <= held
    for table in ("journal_entry", "journal_change", "journal_result", "import_seen", "deal_history", "import_mapping"):
        text = str(team.rows(f"SELECT * FROM {table}"))
        assert [word for word in words.split() if word in text] == [], table
