"""What somebody else did meanwhile, in words a person decides by; and what taking mine all the same does."""

from __future__ import annotations

from datetime import date

import pytest

from sprintsales.domain.errors import NotFound
from sprintsales.domain.meanwhile import ChangedMeanwhile, Difference, Gone, Over
from sprintsales.services import blocking, moving, planning, tracking
from sprintsales.services.committing import PlanChanged, commit
from sprintsales.services.dealing import add_deal, as_seen, set_fields
from sprintsales.services.undoing import undo
from sprintsales.storage import rows, tables
from tests.services.week import FRIDAY, NEXT_TUESDAY, THURSDAY, TUESDAY
from tests.services.windows import DEAL, Windows, bring, nova


def clash(windows: Windows, mine: dict[str, str], theirs: dict[str, str]) -> ChangedMeanwhile:
    """What Ana is told when Mia was faster on the same deal."""
    seen = as_seen(windows.mine, DEAL)
    set_fields(windows.theirs, DEAL, theirs)
    with pytest.raises(ChangedMeanwhile) as refusal:
        set_fields(windows.mine, DEAL, mine, seen=seen)
    return refusal.value


@pytest.mark.parametrize(
    ("field", "mine", "theirs", "told"),
    [
        ("value", "none", "52000.50", ("value", "€48,000", "€52,000.50", "no value, in EUR")),
        ("close_on", "none", "2027-12-24", ("close date", "Mon 30 Nov", "24 Dec 2027", "no close date")),
        ("agreement_on", "2026-11-20", "2026-11-25", ("agreement date", "no agreement date", "Wed 25 Nov", "Fri 20 Nov")),
        ("stage", "Negotiation", "Qualified", ("stage", "Proposal", "Qualified", "Negotiation")),
        ("probability", "60%", "62.5%", ("probability", "that of its stage", "62.5 %", "60 %")),
        ("forecast_category", "commit", "best case", ("forecast category", "no forecast category", "best case", "commit")),
        ("next_step", "call the lawyer", "send the draft", ("next step", "no next step", "send the draft", "call the lawyer")),
        ("note", "mine", "theirs", ("note", "no note", "theirs", "mine")),
        ("account", "Birch", "Nova AG", ("account", "Acme", "Nova AG", "Birch")),
        ("contact", "Lea Gold", "Ida Blum", ("contact", "no contact", "Ida Blum", "Lea Gold")),
        ("source", "Fair", "Web", ("source", "no source", "Web", "Fair")),
        ("product", "Press", "Line", ("product", "no product", "Line", "Press")),
        ("name", "Acme two", "Acme three", ("name", "Acme renewal", "Acme three", "Acme two")),
    ],
)  # fmt: skip
def test_each_field_is_told_in_words_with_who_and_when(
    windows: Windows, field: str, mine: str, theirs: str, told: tuple[str, str, str, str]
) -> None:
    refusal = clash(windows, {field: mine}, {field: theirs})
    assert refusal.told == (Difference(*told, "Mia Chef", "just now"),)
    assert refusal.thing == ("Acme three" if field == "name" else "Acme renewal")
    assert str(refusal) == (
        f"Meanwhile somebody changed {refusal.thing}. {told[0].capitalize()}: before {told[1]}, theirs {told[2]} (Mia Chef, just now), "
        f"mine {told[3]}. Nothing was saved; look again and decide."
    )


def test_a_handover_is_told_by_names(windows: Windows) -> None:
    seen = as_seen(windows.theirs, DEAL)
    set_fields(windows.seat("Ana", other=True), DEAL, {"owner": "Ben"})
    with pytest.raises(ChangedMeanwhile, match=r"Owner: before Ana Ruiz, theirs Ben Okafor \(Ana Ruiz, just now\), mine no owner"):
        set_fields(windows.theirs, DEAL, {"owner": "none"}, seen=seen)


def test_several_fields_are_told_at_once(windows: Windows) -> None:
    refusal = clash(windows, {"value": "50000", "close_on": "2026-12-11", "probability": "60"}, {"value": "1", "close_on": "2026-12-18"})
    assert [one.title for one in refusal.told] == ["value", "close date"]


def test_my_other_window_is_told_apart_from_other_people(windows: Windows) -> None:
    seen = as_seen(windows.mine, DEAL)
    set_fields(windows.seat("Ana", other=True), DEAL, {"value": "52000"})
    with pytest.raises(ChangedMeanwhile, match="theirs €52,000 .you, in another window, just now."):
        set_fields(windows.mine, DEAL, {"value": "50000"}, seen=seen)


def test_an_import_is_told_as_such(windows: Windows) -> None:
    bring(windows.theirs, windows, "2026-12-04")
    id_ = int(nova(windows).id)
    seen = as_seen(windows.mine, id_)
    bring(windows.theirs, windows, "2026-12-11")
    with pytest.raises(ChangedMeanwhile, match="theirs Fri 11 Dec .Mia Chef, by an import, just now."):
        set_fields(windows.mine, id_, {"close_on": "2026-12-18"}, seen=seen)


def test_mine_is_taken_once_theirs_was_told_and_only_over_what_was_told(windows: Windows) -> None:
    seen = as_seen(windows.mine, DEAL)
    refusal = clash(windows, {"value": "50000"}, {"value": "52000"})
    set_fields(windows.theirs, DEAL, {"value": "53000"})
    with pytest.raises(ChangedMeanwhile, match="before €52,000, theirs €53,000") as again:
        set_fields(windows.mine, DEAL, {"value": "50000"}, seen=seen, told=refusal.now)
    saved = set_fields(windows.mine, DEAL, {"value": "50000"}, seen=seen, told=again.value.now)
    assert (saved.changed, saved.view.deal.value) == (True, 50_000_00)


def test_an_amount_typed_in_one_currency_never_lands_in_another(windows: Windows) -> None:
    seen = as_seen(windows.mine, DEAL)
    refusal = clash(windows, {"value": "50000"}, {"currency": "JPY"})
    assert refusal.told == (Difference("value", "€48,000", "¥48,000", "€50,000", "Mia Chef", "just now"),)
    deal = set_fields(windows.mine, DEAL, {"value": "50000"}, seen=seen, told=refusal.now).view.deal
    assert (deal.own_value, deal.currency) == (50_000_00, "EUR")


def test_another_currency_is_not_put_on_an_amount_that_changed_meanwhile(windows: Windows) -> None:
    refusal = clash(windows, {"currency": "USD"}, {"value": "52000"})
    assert refusal.told[0].words == "before €48,000, theirs €52,000 (Mia Chef, just now), mine $48,000"


def test_a_deal_won_meanwhile_is_reopened_only_by_who_was_told(windows: Windows) -> None:
    seen = as_seen(windows.mine, DEAL)
    refusal = clash(windows, {"stage": "Negotiation"}, {"stage": "Won"})
    assert refusal.told[0].theirs == "Won"
    deal = set_fields(windows.mine, DEAL, {"stage": "Negotiation"}, seen=seen, told=refusal.now).view.deal
    assert (deal.stage, deal.outcome, deal.closed_on) == ("Negotiation", "open", None)


def test_two_who_win_one_deal_agree_and_the_first_closing_day_stays(windows: Windows) -> None:
    seen = as_seen(windows.mine, DEAL)
    set_fields(windows.theirs, DEAL, {"stage": "Won", "closed_on": "2026-11-13"})
    saved = set_fields(windows.mine, DEAL, {"stage": "Won"}, seen=seen)
    assert (saved.changed, saved.view.deal.closed_on) == (False, date(2026, 11, 13))


def test_a_closing_day_for_a_deal_reopened_meanwhile_is_asked(windows: Windows) -> None:
    set_fields(windows.theirs, DEAL, {"stage": "Won"})
    refusal = clash(windows, {"closed_on": "2026-11-13"}, {"stage": "Proposal"})
    assert refusal.told[0].words == "before Mon 16 Nov, theirs no closing day (Mia Chef, just now), mine Fri 13 Nov"


def test_the_same_words_written_twice_are_no_conflict(windows: Windows) -> None:
    seen = as_seen(windows.mine, DEAL)
    set_fields(windows.theirs, DEAL, {"next_step": "call the lawyer"})
    assert not set_fields(windows.mine, DEAL, {"next_step": "call the lawyer"}, seen=seen).changed


def test_by_command_the_values_of_now_are_seen(windows: Windows) -> None:
    set_fields(windows.theirs, DEAL, {"value": "52000", "currency": "USD"})
    deal = set_fields(windows.mine, DEAL, {"value": "50000"}).view.deal
    assert (deal.own_value, deal.currency) == (50_000_00, "USD")


# What is not there any more, or over.


def test_a_deal_taken_back_meanwhile_says_who_did_it(windows: Windows) -> None:
    made = add_deal(windows.theirs, "Puerto Almar", {"owner": "Ana"}).view.deal.id
    seen = as_seen(windows.mine, made)
    undo(windows.theirs)
    with pytest.raises(Gone, match=rf"Puerto Almar \(#{made}\) is not there any more: Mia Chef took it back just now."):
        set_fields(windows.mine, made, {"value": "1"}, seen=seen)


def test_an_item_taken_back_in_my_other_window_says_so(windows: Windows) -> None:
    undo(windows.seat("Ana", other=True))
    for verb in (
        lambda: moving.move(windows.mine, [windows.item], FRIDAY),
        lambda: tracking.done(windows.mine, windows.item),
        lambda: moving.drop(windows.mine, [windows.item]),
        lambda: blocking.block(windows.mine, [windows.item], "legal"),
    ):
        with pytest.raises(Gone, match=rf"call Acme renewal \(#{windows.item}\) is not there any more: you took it back just now."):
            verb()


def test_what_never_was_is_not_said_to_be_taken_away(windows: Windows) -> None:
    for verb in (lambda: moving.move(windows.mine, [999], FRIDAY), lambda: set_fields(windows.mine, 999, {"value": "1"})):
        with pytest.raises(NotFound) as refusal:
            verb()
        assert not isinstance(refusal.value, Gone)


def test_every_act_on_a_thing_that_is_over_says_who_ended_it(windows: Windows) -> None:
    tracking.done(windows.theirs, windows.item)
    for verb in (
        lambda: moving.move(windows.mine, [windows.item], FRIDAY),
        lambda: moving.drop(windows.mine, [windows.item]),
        lambda: moving.change(windows.mine, windows.item, minutes=10),
        lambda: tracking.done(windows.mine, windows.item),
        lambda: blocking.block(windows.mine, [windows.item], "legal"),
    ):
        with pytest.raises(Over, match=r"call Acme renewal is done\. Mia Chef did it just now\. Take that back first"):
            verb()


def test_a_dropped_item_says_who_dropped_it(windows: Windows) -> None:
    moving.drop(windows.theirs, [windows.item])
    with pytest.raises(Over, match=r"was dropped\. Mia Chef dropped it just now\."):
        tracking.done(windows.mine, windows.item)


# Places.


def test_an_undated_item_put_into_the_backlog_meanwhile_is_asked(windows: Windows) -> None:
    undated = planning.add(windows.mine, "call birch").ids[0]
    shown = {undated: {"planned_on": None, "sprint_id": windows.work(undated).sprint_id}}
    moving.unplan(windows.theirs, [undated])
    with pytest.raises(ChangedMeanwhile, match="Day: before some day of Sprint 47, theirs the backlog .*, mine Thu 19 Nov") as refusal:
        moving.move(windows.mine, [undated], THURSDAY, shown=shown)
    told = {undated: {**shown[undated], **refusal.value.now}}
    assert moving.move(windows.mine, [undated], THURSDAY, shown=told) == [undated]


def test_a_sprint_that_follows_from_the_day_is_no_conflict(windows: Windows) -> None:
    seen = {windows.item: {"planned_on": TUESDAY, "sprint_id": None}}
    assert moving.move(windows.mine, [windows.item], FRIDAY, shown=seen) == [windows.item]


def test_dropping_what_was_moved_is_asked_and_then_done(windows: Windows) -> None:
    seen = windows.place()
    moving.move(windows.theirs, [windows.item], NEXT_TUESDAY)
    with pytest.raises(ChangedMeanwhile, match="theirs Tue 24 Nov .*, mine dropped") as refusal:
        moving.drop(windows.mine, [windows.item], shown=seen)
    moving.drop(windows.mine, [windows.item], shown={windows.item: {**seen[windows.item], **refusal.value.now}})
    assert windows.work().state == "dropped"


def test_both_moving_it_to_the_same_day_agree(windows: Windows) -> None:
    seen = windows.place()
    moving.move(windows.theirs, [windows.item], FRIDAY)
    assert moving.move(windows.mine, [windows.item], FRIDAY, shown=seen) == []


# Efforts, counts, notes, reasons.


def test_the_usual_effort_shown_for_an_item_without_its_own_is_no_conflict(windows: Windows) -> None:
    mia = windows.theirs
    mia.write(mia.act("change", "as imported"), lambda session: rows.put(session, tables.Activity, windows.item, minutes=None))
    assert moving.change(windows.mine, windows.item, shown={"minutes": 10}, minutes=25)
    assert windows.work().minutes == 25


def test_an_effort_given_meanwhile_to_an_item_without_its_own_is_asked(windows: Windows) -> None:
    mia = windows.theirs
    mia.write(mia.act("change", "as imported"), lambda session: rows.put(session, tables.Activity, windows.item, minutes=None))
    moving.change(mia, windows.item, minutes=45)
    with pytest.raises(ChangedMeanwhile, match="Effort: before 10m, theirs 45m"):
        moving.change(windows.mine, windows.item, shown={"minutes": 10}, minutes=25)


def test_one_call_told_counts_as_one_though_it_became_a_block_meanwhile(windows: Windows) -> None:
    moving.change(windows.theirs, windows.item, quantity_planned=5)
    told = tracking.done(windows.mine, windows.item, tracking.Report(outcome="reached", quantity=1))
    assert (told.quantity_done, told.quantity_planned, told.state) == (1, 5, "planned")


def test_notes_told_while_counting_a_block_are_all_kept(windows: Windows) -> None:
    block = planning.add(windows.mine, "5x call list:Q4 tue").ids[0]
    tracking.done(windows.theirs, block, tracking.Report(quantity=1, note="two want a demo"))
    tracking.done(windows.mine, block, tracking.Report(quantity=1, note="one moved away"))
    with windows.mine.database.read() as connection:
        from sprintsales.storage.queries.activities import by_ids

        assert by_ids(connection, windows.mine.team.id, [block])[block].result == "two want a demo\none moved away"


def test_a_reason_said_meanwhile_is_replaced_once_it_was_told(windows: Windows) -> None:
    blocking.block(windows.theirs, [windows.item], "legal")
    shown: dict[str, object] = {"reason": None}
    with pytest.raises(ChangedMeanwhile, match="call Acme renewal. What stops it") as refusal:
        blocking.block(windows.mine, [windows.item], "budget", shown={windows.item: shown})
    blocking.block(windows.mine, [windows.item], "budget", shown={windows.item: {**shown, **refusal.value.now}})
    assert windows.reason() == "budget"


def test_the_same_reason_said_twice_is_no_conflict(windows: Windows) -> None:
    blocking.block(windows.theirs, [windows.item], "legal")
    assert blocking.block(windows.mine, [windows.item], "legal", shown={windows.item: {"reason": None}}) == [windows.item]


# Promises.


def test_nobody_promises_less_than_what_was_looked_at(windows: Windows) -> None:
    other = planning.add(windows.mine, "demo birch wed").ids[0]
    moving.drop(windows.theirs, [other])
    with pytest.raises(PlanChanged, match="1 item has gone. Look at it, then commit again"):
        commit(windows.mine, shown=[windows.item, other])
    assert commit(windows.mine, shown=[windows.item]).items == 1
