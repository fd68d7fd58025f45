"""Control totals: the file against what is here, and every deal that makes the difference."""

from __future__ import annotations

from sprintsales.reports.control_totals import lines
from sprintsales.services.importing.around import call_me, look_around
from sprintsales.storage.tables import Deal
from tests.services.importing_team import Team

FILE = (
    "1,Acme,A,Ana Rossi,Proposal,1000,2026-12-04",
    "2,Beta,B,Ben Kaya,Won,500,2026-11-02",
    "3,Corto,C,,Lost,9,2026-11-03",
    "4,Bad,D,Ben Kaya,Nowhere,1,2026-12-04",
)


def test_a_first_import_agrees_with_its_file_but_for_the_refused_rows(team: Team) -> None:
    control = team.deals(*FILE).control
    assert control is not None
    assert control.agrees
    assert (control.file.open.count, dict(control.file.open.money)) == (1, {"EUR": 100_000})
    assert (control.here.won.count, dict(control.here.won.money)) == (1, {"EUR": 50_000})
    assert [one.name for one in control.owners] == ["Ana Rossi", "Ben Kaya", None]


def test_a_deal_changed_here_is_the_difference_and_told_with_both_values(team: Team) -> None:
    team.deals(*FILE)
    team.change(Deal, int(team.deal("Acme")["id"]), value=70_000)
    report = team.deals(*FILE[1:], "1,Acme,A,Ana Rossi,Proposal,1000,2026-12-04")
    assert report.control is not None
    assert [(one.external_id, one.file.value, one.here.value) for one in report.control.differences] == [("1", 100_000, 70_000)]
    assert [one.name for one in report.control.owners if one.differs] == ["Ana Rossi"]
    assert any("1 Acme: file open EUR 1,000, here open EUR 700" in one for one in lines(report.control))


def test_deals_of_earlier_files_are_counted_apart(team: Team) -> None:
    team.deals(*FILE)
    control = team.deals(FILE[0]).control
    assert control is not None
    assert control.agrees
    assert (control.here.open.count, control.absent.won.count) == (1, 1)


def test_who_founded_the_team_is_the_person_the_file_names(team: Team) -> None:
    assert look_around(team.desk()).alone
    call_me(team.desk(), "Anna Snelling")
    team.deals("1,Acme,A,Anna Snelling,Proposal,1000,2026-12-04")
    assert team.count("member") == 1
    assert not look_around(team.desk()).alone
