"""Erasing a person: the texts are gone everywhere, everything counted stays, and only a manager does it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import Session

from sprintsales.domain.errors import Ambiguous, NotFound, Refused
from sprintsales.services import blocking, dealing, erasing, planning, tracking
from sprintsales.services.erasing import person_named
from sprintsales.services.roles import NotAllowed
from sprintsales.services.undoing import redo, undo
from sprintsales.services.views.deals import deal_view
from sprintsales.storage import rows, tables
from sprintsales.storage.check import check
from sprintsales.storage.journal import NotUndone
from sprintsales.storage.persons import has_login, login_seal, remember
from sprintsales.storage.queries.persons import ABOUT, KINDS, UNDER, tables_with_texts
from sprintsales.storage.schema import metadata
from tests.services.erasures import erased, holding, look, worked
from tests.services.week import WEDNESDAY, Week


def test_what_a_rep_wrote_and_what_was_written_on_the_reps_work_goes(week: Week, tmp_path: Path) -> None:
    worked(week)
    mia = week.desk("Mia", WEDNESDAY)
    view = look(mia, "ana ruiz")
    assert (view.person.name, view.seat, dict(view.counts)) == (
        "Ana Ruiz",
        "rep",
        {"name": 1, "note": 3, "reason": 4, "next_step": 1},
    )
    done = erased(mia, "ana ruiz", tmp_path)
    assert (dict(done.counts), done.scrubbed) == (dict(view.counts), True)
    gone = ("ana-note", "ana-result", "ana-block", "ana-drop", "ana-step", "ana-deal-note", "ana-push", "mia-goal")
    assert holding(week.database, *gone) == []
    assert holding(week.database, "ben-note", "Ben Okafor")


def test_the_name_stands_nowhere_but_where_a_colleague_wrote_it(week: Week, tmp_path: Path) -> None:
    worked(week)
    mia = week.desk("Mia", WEDNESDAY)
    (named,) = look(mia, "ana ruiz").mentions
    assert (named.kind, named.why, named.at) == ("note", "named", (("activity", 4),))
    assert "ask Ana Ruiz for the draft" in named.excerpt
    erased(mia, "ana ruiz", tmp_path)
    assert holding(week.database, "Ana Ruiz") == [f"person_text {named.text_id}: ana ruiz"]
    erased(mia, f"#{look(mia, 'erased person 2').person.number}", tmp_path, also=[named.text_id])
    assert holding(week.database, "Ana Ruiz") == []


def test_screens_show_the_number_of_an_erased_person_and_old_names_are_not_found(week: Week, tmp_path: Path) -> None:
    worked(week)
    mia = week.desk("Mia", WEDNESDAY)
    number = erased(mia, "ana ruiz", tmp_path).number
    again = week.desk(f"erased person {number}", WEDNESDAY)
    assert again.me.name == f"erased person {number}"
    with week.database.read() as connection:
        assert deal_view(connection, again, 1).deal.owner == f"erased person {number}"
    with pytest.raises(NotFound, match="no Ana Ruiz in this team"):
        week.desk("Ana Ruiz")


def test_the_database_stays_clean_and_the_journal_replays(week: Week, tmp_path: Path) -> None:
    worked(week)
    erased(week.desk("Mia", WEDNESDAY), "ana ruiz", tmp_path)
    assert check(week.database).findings == ()


def test_an_erasure_is_an_act_of_the_manager_that_undo_does_not_take_back(week: Week, tmp_path: Path) -> None:
    mia = week.desk("Mia")
    done = erased(mia, "ana ruiz", tmp_path)
    with week.database.read() as connection:
        entry = metadata.tables["journal_entry"].c
        row = connection.execute(select(entry.verb, entry.summary, entry.member_id, entry.final).where(entry.id == done.entry_id)).one()
    assert tuple(row) == ("forget", f"erased person {done.number}", mia.me.id, True)
    with pytest.raises(NotUndone, match=r"erased person \d+\) is kept for good. An earlier act is taken back by its number"):
        undo(mia)


def test_earlier_names_go_too(week: Week, tmp_path: Path) -> None:
    mia, ana = week.desk("Mia"), week.desk("Ana")

    def rename(session: Session) -> bool:
        name = remember(session.connection(), mia.team.id, "name", "Ana Bianchi")
        return rows.put(session, tables.Member, ana.me.id, name_id=name)

    mia.write(mia.act("team", "changed a name"), rename)
    assert look(mia, "ana ruiz").person.name == "Ana Bianchi"
    erased(mia, "ana bianchi", tmp_path)
    assert holding(week.database, "Ana Ruiz", "Ana Bianchi") == []


def test_keeping_the_notes_erases_name_and_addresses_only(week: Week, tmp_path: Path) -> None:
    worked(week)
    mia = week.desk("Mia", WEDNESDAY)
    assert dict(erased(mia, "ana ruiz", tmp_path, keep_notes=True).counts) == {"name": 1}
    assert holding(week.database, "ana-deal-note")


def test_a_contact_goes_with_the_texts_on_the_contact_and_the_deals_texts_are_listed(week: Week, tmp_path: Path) -> None:
    ana, mia = week.desk("Ana"), week.desk("Mia")
    dealing.set_fields(ana, 1, {"contact": "Jo Quill", "next_step": "call Quill", "note": "wants blue"})
    view = look(mia, "jo quill")
    assert (view.person.kind, view.person.account, dict(view.counts)) == ("contact", "Acme", {"name": 1})
    assert [(one.kind, one.why) for one in view.mentions] == [("next_step", "part"), ("note", "deal")]
    number = erased(mia, "jo quill", tmp_path, also=[one.text_id for one in view.mentions]).number
    with week.database.read() as connection:
        shown = deal_view(connection, mia, 1)
    assert (shown.contact, shown.note) == (f"erased person {number}", f"erased person {number}")
    assert holding(week.database, "Quill", "wants blue") == []


def test_a_lead_is_erased_by_name(week: Week, tmp_path: Path) -> None:
    planning.add(week.desk("Ana"), 'call "Lena Frost" re lead-note tue')
    mia = week.desk("Mia")
    assert dict(erased(mia, "lena frost", tmp_path).counts) == {"name": 1, "note": 1}
    assert holding(week.database, "Lena Frost", "lead-note") == []


def test_erasing_again_finds_what_came_since_and_else_says_that_nothing_is_left(week: Week, tmp_path: Path) -> None:
    mia = week.desk("Mia")
    first = erased(mia, "ana ruiz", tmp_path)
    assert erased(mia, f"#{first.number}", tmp_path).entry_id is None
    planning.add(mia, "call acme re later-note tue", owner_id=look(mia, f"#{first.number}").person.row_id)
    assert dict(erased(mia, f"#{first.number}", tmp_path).counts) == {"note": 1}


def test_only_a_manager_erases_and_nobody_erases_the_own_person(week: Week, tmp_path: Path) -> None:
    for who in ("Ana", "Vic"):
        with pytest.raises(NotAllowed):
            erased(week.desk(who), "ben okafor", tmp_path)
    with pytest.raises(erasing.NotYourself, match="Ask another manager"):
        erased(week.desk("Mia"), "mia chef", tmp_path)
    assert holding(week.database, "Ben Okafor")


def test_a_seat_taken_away_meanwhile_counts(week: Week, tmp_path: Path) -> None:
    mia = week.desk("Mia")
    week.seat("Ben", role="manager")
    ben = week.desk("Ben")
    week.seat("Ben", role="rep")
    with pytest.raises(NotAllowed, match="erased by a manager"):
        erased(ben, "ana ruiz", tmp_path)
    assert mia.me.role == "manager"


def test_names_that_fit_several_persons_ask_for_the_number(week: Week) -> None:
    dealing.set_fields(week.desk("Ana"), 1, {"contact": "Ben Okafor"})
    with pytest.raises(Ambiguous, match=r"#\d+ Ben Okafor \(member\), #\d+ Ben Okafor \(contact at Acme\)"):
        look(week.desk("Mia"), "ben okafor")
    with pytest.raises(NotFound, match="no member, no contact and no lead"):
        look(week.desk("Mia"), "zed")
    with pytest.raises(NotFound, match="no person #9999"):
        look(week.desk("Mia"), "#9999")


def test_a_name_that_no_door_cleaned_stays_one_line_in_the_questions(week: Week, tmp_path: Path) -> None:
    mia, ana = week.desk("Mia"), week.desk("Ana").me.id

    def rename(session: Session) -> bool:
        name = remember(session.connection(), mia.team.id, "name", "Eve\n✓ All is well\x1b]0;x\x07")
        return rows.put(session, tables.Member, ana, name_id=name)

    mia.write(mia.act("team", "changed a name"), rename)
    person = look(mia, "eve").person
    assert "\n" not in person.name
    assert "\x1b" not in person.name
    erased(mia, person.name, tmp_path)
    assert holding(week.database, "All is well", "Ana Ruiz") == []


def test_a_longer_name_is_not_a_mention(week: Week) -> None:
    ana = week.desk("Ana")
    dealing.set_fields(ana, 1, {"contact": "Ben Okafors", "note": "Ben Okaforsen called"})
    dealing.set_fields(ana, 2, {"contact": "Ben Okafor Junior", "note": "BEN OKAFOR, called"})
    view = look(week.desk("Mia"), "ben okafor")
    assert [(one.excerpt, one.why) for one in view.mentions] == [("BEN OKAFOR, called", "named"), ("Ben Okaforsen called", "part")]


def test_another_persons_name_is_not_erased_as_a_text(week: Week, tmp_path: Path) -> None:
    mia = week.desk("Mia")
    ben = look(mia, "ben okafor").person.number
    with pytest.raises(Refused, match="is the name of another person"):
        erased(mia, "ana ruiz", tmp_path, also=[ben])
    with pytest.raises(NotFound, match="no text #9999"):
        erased(mia, "ana ruiz", tmp_path, also=[9999])
    assert holding(week.database, "Ana Ruiz")


def test_places_that_keep_the_name_are_named(week: Week) -> None:
    dealing.add_deal(week.desk("Ana"), "Ben Okafor consulting")
    found = {(one.table, one.column) for one in look(week.desk("Mia"), "ben okafor").elsewhere}
    assert found == {("deal", "name"), ("journal_entry", "summary"), ("journal_change", "after")}


def test_whoever_was_reading_meanwhile_reads_on(week: Week, tmp_path: Path) -> None:
    other = week.desk("Ben")
    before = other.database.change_counter()
    number = erased(week.desk("Mia"), "ana ruiz", tmp_path).number
    assert isinstance(before, int)
    with other.database.read() as connection:
        assert person_named(connection, week.desk("Mia"), f"erased person {number}").erased
    assert planning.add(other, "call gale wed").ids


def test_every_link_into_the_text_store_is_judged_when_a_person_is_erased() -> None:
    of_rows = {table for places in ABOUT.values() for table, _ in places} | {table for places in UNDER.values() for table, _ in places}
    by_author_only = {"deal", "push_reason"}
    assert set(tables_with_texts()) == of_rows | set(KINDS) | by_author_only


def test_no_verb_writes_a_persons_name_anywhere_but_into_the_text_store(week: Week, tmp_path: Path) -> None:
    worked(week)
    ana, mia = week.desk("Ana"), week.desk("Mia")
    ben = week.desk("Ben").me
    planning.add(ana, 'call "Lena Frost" tue')
    dealing.set_fields(ana, 2, {"contact": "Jo Quill"}, reason="Jo Quill asked")
    dealing.set_fields(mia, 1, {"owner": "Ben Okafor"}, reason="handed to Ben Okafor")
    tracking.log(week.at(ana, WEDNESDAY), 'call "Lena Frost" reached re Jo Quill is away')
    blocking.block(mia, [planning.add(mia, "call gale thu").ids[0]], "Jo Quill is away", clears_id=ben.id)
    undo(mia)
    redo(mia)
    names = ("Ana Ruiz", "Ben Okafor", "Lena Frost", "Jo Quill")
    assert [place for place in holding(week.database, *names) if not place.startswith("person_text")] == []


def test_a_login_is_kept_as_salt_and_digest_and_goes_with_the_person(week: Week, tmp_path: Path) -> None:
    mia, ana = week.desk("Mia"), week.desk("Ana").me.id
    mia.write(mia.act("seat", "let in"), lambda session: rows.put(session, tables.Member, ana, login=login_seal("ana_ruiz")))
    assert holding(week.database, "ana_ruiz") == []
    login = select(metadata.tables["member"].c.login).where(metadata.tables["member"].c.id == ana)
    with week.database.read() as connection:
        assert has_login("ana_ruiz", connection.execute(login).scalar_one())
    erased(mia, "ana ruiz", tmp_path)
    with week.database.read() as connection:
        assert connection.execute(login).scalar_one() is None
