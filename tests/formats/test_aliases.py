"""Column names of other programs are recognised where they are plain, and asked about where they are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sprintsales.formats import aliases
from sprintsales.formats.aliases import FIELDS, guess_kind, guess_mapping
from sprintsales.formats.fields import field_names
from sprintsales.formats.words import activity_type_of, direction_of, status_of, truth_of

DEALS = {
    "a Salesforce report": (
        [
            "Opportunity Owner",
            "Account Name",
            "Opportunity Name",
            "Stage",
            "Forecast Category",
            "Amount Currency",
            "Amount",
            "Fiscal Period",
            "Close Date",
        ],
        {
            "owner": "Opportunity Owner",
            "account": "Account Name",
            "name": "Opportunity Name",
            "stage": "Stage",
            "forecast_category": "Forecast Category",
            "currency": "Amount Currency",
            "value": "Amount",
            "close_on": "Close Date",
        },
    ),
    "Salesforce objects": (
        ["Id", "Name", "StageName", "IsWon", "IsClosed", "IsDeleted", "OwnerId", "CloseDate", "CreatedDate", "LeadSource", "NextStep"],
        {
            "external_id": "Id",
            "name": "Name",
            "stage": "StageName",
            "is_won": "IsWon",
            "is_closed": "IsClosed",
            "is_deleted": "IsDeleted",
            "owner": "OwnerId",
            "close_on": "CloseDate",
            "started_on": "CreatedDate",
            "source": "LeadSource",
            "next_step": "NextStep",
        },
    ),
    "HubSpot": (
        [
            "Record ID",
            "Deal Name",
            "Deal Stage",
            "Pipeline",
            "Amount",
            "Close Date",
            "Deal owner",
            "Create Date",
            "Associated Company",
            "Deal probability",
        ],
        {
            "external_id": "Record ID",
            "name": "Deal Name",
            "stage": "Deal Stage",
            "pipeline": "Pipeline",
            "value": "Amount",
            "close_on": "Close Date",
            "owner": "Deal owner",
            "started_on": "Create Date",
            "account": "Associated Company",
            "probability": "Deal probability",
        },
    ),
    "Pipedrive": (
        [
            *("Deal - ID", "Deal - Title", "Deal - Value", "Deal - Currency of value", "Deal - Organization", "Deal - Contact person"),
            *("Deal - Owner", "Deal - Status", "Deal - Stage", "Deal - Expected close date", "Deal - Deal created"),
        ],
        {
            "external_id": "Deal - ID",
            "name": "Deal - Title",
            "value": "Deal - Value",
            "currency": "Deal - Currency of value",
            "account": "Deal - Organization",
            "contact": "Deal - Contact person",
            "owner": "Deal - Owner",
            "status": "Deal - Status",
            "stage": "Deal - Stage",
            "close_on": "Deal - Expected close date",
            "started_on": "Deal - Deal created",
        },
    ),
    "a German export": (
        ["Verkaufschance", "Kunde", "Inhaber", "Phase", "Betrag", "Währung", "Abschlussdatum", "Wahrscheinlichkeit (%)"],
        {
            "name": "Verkaufschance",
            "account": "Kunde",
            "owner": "Inhaber",
            "stage": "Phase",
            "value": "Betrag",
            "currency": "Währung",
            "close_on": "Abschlussdatum",
            "probability": "Wahrscheinlichkeit (%)",
        },
    ),
    "an Italian export": (
        ["Opportunità", "Azienda", "Proprietario", "Fase", "Importo", "Data di chiusura"],
        {
            "name": "Opportunità",
            "account": "Azienda",
            "owner": "Proprietario",
            "stage": "Fase",
            "value": "Importo",
            "close_on": "Data di chiusura",
        },
    ),
    "a French export": (
        ["Opportunité", "Société", "Propriétaire", "Étape", "Montant", "Date de clôture"],
        {
            "name": "Opportunité",
            "account": "Société",
            "owner": "Propriétaire",
            "stage": "Étape",
            "value": "Montant",
            "close_on": "Date de clôture",
        },
    ),
    "a Spanish export": (
        ["Oportunidad", "Cuenta", "Propietario", "Etapa", "Importe", "Fecha de cierre"],
        {
            "name": "Oportunidad",
            "account": "Cuenta",
            "owner": "Propietario",
            "stage": "Etapa",
            "value": "Importe",
            "close_on": "Fecha de cierre",
        },
    ),
}


@pytest.mark.parametrize("program", DEALS)
def test_deals_of_known_programs_are_mapped_without_a_word(program: str) -> None:
    header, mapping = DEALS[program]
    assert guess_kind(header) == "deals"
    assert guess_mapping("deals", header).mapping == mapping
    assert guess_mapping("deals", header).unclear == ()


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (
            ["Activity - Subject*", "Activity - Type", "Activity - Due date", "Activity - Duration", "Activity - Assigned to user", "Deal"],
            "activities",
        ),
        (["activity_id", "deal_id", "type", "done_at"], "activities"),
        (["name", "email", "role"], "members"),
        (["product", "series", "list price"], "products"),
        (["company", "industry", "employees"], "accounts"),
        (["lead name", "company", "lead source", "created", "lead status"], "leads"),
        (["currency", "date", "rate"], "rates"),
        (["deal", "from", "to", "on", "by"], "stage-history"),
        (["deal", "field", "from", "to", "on"], "field-history"),
        (["id", "name", "owner", "stage", "value", "close"], "deals"),
        (["a", "b"], None),
        (["name"], None),
        (["name", "note"], None),
        ([], None),
    ],
)
def test_the_kind_of_a_file_is_told_only_when_it_is_plain(header: list[str], kind: str | None) -> None:
    assert guess_kind(header) == kind


def test_two_columns_that_claim_one_field_are_a_question() -> None:
    guess = guess_mapping("deals", ["Deal Name", "Close Date", "Expected close date", "Amount", "Deal Value"])
    assert guess.mapping == {"name": "Deal Name"}
    assert dict(guess.unclear) == {"value": ("Amount", "Deal Value"), "close_on": ("Close Date", "Expected close date")}


def test_a_column_with_the_very_name_of_a_field_is_that_field() -> None:
    guess = guess_mapping("deals", ["close_on", "Close Date"])
    assert guess.mapping == {"close_on": "close_on"}
    assert guess.unclear == ()


def test_our_own_names_map_to_themselves() -> None:
    for kind in FIELDS:
        names = field_names(kind)
        assert guess_mapping(kind, names).mapping == {name: name for name in names}


def test_no_alias_means_two_fields_of_a_kind() -> None:
    seen: dict[tuple[str, str], str] = {}
    for kind, field, name in aliases._entries():
        assert field in (*field_names(kind), kind)
        assert name == "" or seen.setdefault((kind, name), field) == field, (kind, name)
    assert len(seen) > 500


def test_every_field_says_what_it_is_and_shows_an_example() -> None:
    assert set(FIELDS) == {"deals", "activities", "accounts", "members", "products", "leads", "rates", "stage-history", "field-history"}
    for fields in FIELDS.values():
        assert len({field.name for field in fields}) == len(fields)
        assert all(field.what and field.example and " " not in field.name for field in fields)
    assert {field.name for field in FIELDS["rates"] if field.required} == {"currency", "on", "rate"}


@given(st.lists(st.text(max_size=20), max_size=8))
def test_any_header_is_guessed_at_without_a_surprise(header: list[str]) -> None:
    assert guess_kind(header) in {*FIELDS, None}
    for kind in FIELDS:
        guess = guess_mapping(kind, header)
        assert set(guess.mapping.values()) <= set(header)
        assert not set(guess.mapping) & {field for field, _ in guess.unclear}


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Won", "won"),
        ("Closed Won", "won"),
        ("closedwon", "won"),
        ("Closed - Won", "won"),
        ("gewonnen", "won"),
        ("Vinta", "won"),
        ("Gagné", "won"),
        ("Closed Lost", "lost"),
        ("closed_lost", "lost"),
        ("Perdue", "lost"),
        ("In Progress", "open"),
        ("active", "open"),
        ("Closed", None),
        ("Proposal", None),
        ("", None),
        ("wonderful", None),
    ],
)
def test_status_words_say_won_lost_or_open_or_nothing(word: str, status: str | None) -> None:
    assert status_of(word) == status


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Call", "call"),
        ("E-Mail", "email"),
        ("Meeting", "meeting"),
        ("Follow-up", "follow_up"),
        ("call_inbound", None),
        ("Task", None),
        ("", None),
    ],
)
def test_activity_words_name_our_types_only_when_they_plainly_do(word: str, code: str | None) -> None:
    assert activity_type_of(word) == code


def test_directions_and_truths() -> None:
    assert [direction_of(word) for word in ("Outbound", "incoming", "sideways")] == ["out", "in", None]
    assert [truth_of(word) for word in ("TRUE", "f", "Done", "perhaps", "")] == [True, False, True, None, None]
