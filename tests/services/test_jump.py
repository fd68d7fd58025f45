"""Any deal, person or account is found from a few letters, whoever owns it, in a file and on a server alike."""

from __future__ import annotations

from sprintsales.domain.text import for_terminal
from sprintsales.services.dealing import add_deal, set_fields
from sprintsales.services.views.jump import JumpView, jump_view
from tests.services.week import Week


def found(week: Week, words: str, who: str = "Ana", recent: tuple[tuple[str, int], ...] = ()) -> JumpView:
    desk = week.desk(who)
    with desk.database.read() as connection:
        return jump_view(connection, desk, words, screens=("Today", "Plan", "KPIs"), recent=recent)


def names(view: JumpView) -> list[str]:
    return [f"{place.kind} {place.name}" for place in view.places]


def test_a_place_is_found_by_name_account_number_accent_or_not(week: Week) -> None:
    ana, ben = week.desk(), week.desk("Ben")
    add_deal(ben, "Müller & Söhne Straße", {"value": "5000"})
    add_deal(ana, "100% [@click=x]_x", {})
    set_fields(ben, 6, {"stage": "won"})
    acme = found(week, "acme").places
    assert [(place.kind, place.name, place.state) for place in acme[:2]] == [
        ("deal", "Acme renewal", "Proposal"),
        ("account", "Acme", "1 open"),
    ]
    assert acme[-1].name == "Acme spare parts", "what is closed comes last"
    assert names(found(week, "corto ltd")) == ["account Corto Ltd", "deal Corto upgrade"]
    assert names(found(week, "ltd upgr")) == ["deal Corto upgrade"]
    assert names(found(week, "#7")) == ["deal Gale expansion"]
    assert names(found(week, "hnsrll")) == ["deal Hansa rollout"]
    assert names(found(week, "ben ok")) == ["person Ben Okafor"]
    assert names(found(week, "kpi"))[0] == "screen KPIs"
    for words in ("muller sohne", "MÜLLER", "strasse", "söhne"):
        assert names(found(week, words)) == ["deal Müller & Söhne Straße"], words
    for words in ("100% [", "%", "_x"):
        assert names(found(week, words)) == ["deal 100% [@click=x]_x"], words
    assert names(found(week, "no such thing")) == []
    owner = found(week, "hansa r").places[0]
    assert (owner.owner, owner.state, owner.value) == ("Ben Okafor", "Prospect", 1_240_000_00)


def test_with_nothing_typed_there_is_what_was_opened_last_then_my_deals_that_close_first(week: Week) -> None:
    places = found(week, "", recent=(("deal", 8), ("person", 2))).places
    assert [place.name for place in places] == [
        "Hansa rollout", "Ana Ruiz", "Corto upgrade", "Acme renewal", "Birch pilot", "Eder press line", "Frost [/] contract",
    ]  # fmt: skip
    assert all(for_terminal(place.name) == place.name for place in places)
