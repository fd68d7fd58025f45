"""One line plans or logs a piece of work, and what may mean two things is asked, never guessed."""

from __future__ import annotations

from datetime import date, time
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sprintsales.domain.activities import TYPES
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.quickadd import EXAMPLE, QuickAdd, read_log, read_plan, require

SUNDAY = date(2026, 11, 22)
MON, TUE, WED, FRI = (date(2026, 11, day) for day in (23, 24, 25, 27))


def plan(text: str, order: str | None = None) -> QuickAdd:
    return read_plan(text, today=SUNDAY, order=order)


def fine(text: str) -> QuickAdd:
    """The line without what is only shown, after making sure that nothing was wrong with it."""
    line = plan(text)
    assert line.problems == ()
    assert line.understood
    return QuickAdd(**{name: getattr(line, name) for name in QuickAdd.__dataclass_fields__ if name != "understood"})


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("call Acme re pricing tue 30m", QuickAdd("call", ("Acme",), note="pricing", days=(TUE,), minutes=30)),
        ("30x call list:Q4 tue 2h", QuickAdd("call", list_name="Q4", days=(TUE,), minutes=120, quantity=30)),
        ("30 calls list:Q4 tue 2h", QuickAdd("call", list_name="Q4", days=(TUE,), minutes=120, quantity=30)),
        ("30 x call list:Q4", QuickAdd("call", list_name="Q4", quantity=30)),
        ("2x call @Birch mon wed", QuickAdd("call", account="Birch", days=(MON, WED), quantity=2, separate=True)),
        ("2x call @Birch tue", QuickAdd("call", account="Birch", days=(TUE,), quantity=2)),
        (
            'meeting "Corto Ltd" 24 nov 14:00 60m #demo',
            QuickAdd("demo", ("Corto Ltd",), quoted=True, days=(TUE,), time=time(14), minutes=60),
        ),
        ("email lead:Frost in 2 days", QuickAdd("email", lead="Frost", days=(TUE,))),
        ("call Acme tomorrow 30m", QuickAdd("call", ("Acme",), days=(MON,), minutes=30)),
        ("call acme re pricing 10:30 20m", QuickAdd("call", ("acme",), note="pricing", time=time(10, 30), minutes=20)),
        ("call Sun Corp tue", QuickAdd("call", ("Sun", "Corp"), days=(TUE,))),
        ('call "Corp Sun" tue', QuickAdd("call", ("Corp Sun",), quoted=True, days=(TUE,))),
        ("call “Tue 30m” tue", QuickAdd("call", ("Tue 30m",), quoted=True, days=(TUE,))),
        ("call 3M tue 5m", QuickAdd("call", ("3M",), days=(TUE,), minutes=5)),
        ("call Studio 54 24 nov", QuickAdd("call", ("Studio", "54"), days=(TUE,))),
        ("call tomorrow Acme 30m", QuickAdd("call", ("Acme",), days=(MON,), minutes=30)),
        ("call 2026-11-24 14:00 Acme", QuickAdd("call", ("Acme",), days=(TUE,), time=time(14))),
        ("call tue re the mon offer", QuickAdd("call", days=(TUE,), note="the mon offer")),
        ("call Acme on tue at 2pm for 1h30", QuickAdd("call", ("Acme",), days=(TUE,), time=time(14), minutes=90)),
        ("call 30x list:Q4", QuickAdd("call", list_name="Q4", quantity=30)),
        ("call Acme, re pricing, tue, 14:00", QuickAdd("call", ("Acme",), note="pricing", days=(TUE,), time=time(14))),
        ("call Acme nov 24, 2026", QuickAdd("call", ("Acme",), days=(TUE,))),
        ("call Carry On tue", QuickAdd("call", ("Carry", "On"), days=(TUE,))),
        ("fu #12 next tue", QuickAdd("follow_up", deal_ref=12, days=(TUE,))),
        ('social touch @"Birch & Co" tue 24 nov', QuickAdd("social", account="Birch & Co", days=(TUE,))),
        ('call lead:"Jo Frost"', QuickAdd("call", lead="Jo Frost")),
        ("agreement sent Acme about the renewal next fri", QuickAdd("agreement", ("Acme",), note="the renewal", days=(FRI,))),
        ("admin", QuickAdd("admin")),
        ("call Next tue", QuickAdd("call", days=(TUE,))),
        ("call [red]Acme[/] tue", QuickAdd("call", ("[red]Acme[/]",), days=(TUE,))),
        ("call O'Brien's tue", QuickAdd("call", ("O'Brien's",), days=(TUE,))),
        ("call Acme 24.11", QuickAdd("call", ("Acme",), days=(TUE,))),
        ("call Acme 11/24 30m", QuickAdd("call", ("Acme",), days=(TUE,), minutes=30)),
        ("call acme re price 99.50", QuickAdd("call", ("acme",), note="price 99.50")),
    ],
)
def test_a_line_is_understood(text: str, meant: QuickAdd) -> None:
    assert fine(text) == meant


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Nothing is written"),
        ("Acme tue", "Begin with what to do"),
        ("call Acme 3/4", "write 3 apr 2027 or 4 mar 2027"),
        ("call Acme 3/4/2027", "two ways"),
        ("call Acme tue\n\nemail Birch wed\n", "These are 2 lines"),
        ("call Acme tue #email", "Both call and #email"),
        ("call Acme 3-4", "two ways"),
        ("call Acme in 2 hours", "not a day"),
        ("call Acme 10.11", "write 10:11 or 10 nov or 11 oct"),
        ("call Acme 25:00", "no time"),
        ("call Acme 14:75", "no time"),
        ("call Acme 13pm", "no time"),
        ("call Acme 2026-02-30", "no day 30"),
        ("call Acme mon 24 nov", "is a Tuesday"),
        ("call Acme 9 nov 24", "four digits"),
        ("call Acme next week", "not a day"),
        ("call Acme 2026-W47", "not a day"),
        ("call Acme mon wed", "2x for one on each day"),
        ("30x call list:Q4 mon wed", "2 days but 30"),
        ("2x call @Birch tue tue", "same day"),
        ("0x call Acme", "count is 0"),
        ("call Acme 30m 1h", "Two values for effort"),
        ("call Acme 10:00 11:00", "Two values for time"),
        ("call Acme 0m", "no effort"),
        ("call Acme 25h", "no effort"),
        ("call @Acme @Birch", "Two values for account"),
        ("call #12 #13", "Two values for deal"),
        ("call #12 Acme", "leave one out"),
        ("call Acme lead:Frost", "leave one out"),
        ("call #acme", "neither the number"),
        ("call lead: Frost", "right after"),
        ('call "Acme tue', "not closed"),
        ('call @""', "right after"),
        ("call Acme re tue", "Nothing follows"),
        ("call Acme re", "Nothing follows"),
    ],
)
def test_what_may_mean_two_things_or_nothing_is_a_problem(text: str, why: str) -> None:
    line = plan(text)
    assert any(why in problem for problem in line.problems), line
    with pytest.raises(NotReadable, match=why):
        require(text, today=SUNDAY)


def test_a_numeric_date_is_fine_where_the_order_is_known() -> None:
    assert plan("call Acme 24/11", order="dmy").days == (TUE,)
    assert plan("call Acme 11/24", order="mdy").problems == ()
    assert plan("call Acme 10.11", order="dmy").problems != ()


def test_the_reader_says_what_it_understood() -> None:
    assert plan(EXAMPLE).understood == (
        ("type", "call"),
        ("name", "Acme"),
        ("day", "Tue 24 Nov 2026"),
        ("effort", "30 min"),
        ("note", "pricing"),
    )


def test_a_log_line_names_the_outcome_and_the_next_step_with_the_same_customer() -> None:
    line = read_log("call orsini reached 5m next email fri", today=SUNDAY)
    assert line.problems == ()
    assert (line.done.type_code, line.done.target, line.done.outcome, line.done.minutes, line.done.days) == (
        "call",
        "orsini",
        "reached",
        5,
        (),
    )
    assert line.following is not None
    assert (line.following.type_code, line.following.target, line.following.days) == ("email", "orsini", (FRI,))
    assert ("outcome", "reached") in line.understood
    assert ("next name", "orsini") in line.understood
    assert ("next day", "Fri 27 Nov 2026") in line.understood


@pytest.mark.parametrize(
    ("text", "outcome", "target"),
    [
        ("call Acme no answer", "no_answer", "Acme"),
        ("call Acme left a message 2m", "left_message", "Acme"),
        ("call Acme vm yesterday", "left_message", "Acme"),
        ("meeting Acme held re the demo 1h", "held", "Acme"),
        ("email #12 sent", "sent", ""),
        ('call "Reached Ltd"', None, "Reached Ltd"),
        ("12x call list:Q4 reached 45m", "reached", ""),
    ],
)
def test_outcomes_are_said_after_the_name(text: str, outcome: str | None, target: str) -> None:
    line = read_log(text, today=SUNDAY).done
    assert line.problems == ()
    assert (line.outcome, line.target) == (outcome, target)


def test_outcomes_are_not_read_when_planning() -> None:
    assert fine("call Acme reached").target == "Acme reached"


def test_done_work_lies_in_the_past() -> None:
    assert read_log("call Acme reached fri", today=SUNDAY).done.days == (date(2026, 11, 20),)
    assert read_log("call Acme reached today", today=SUNDAY).done.days == (SUNDAY,)
    assert "still to come" in read_log("call Acme reached tomorrow", today=SUNDAY).problems[0]
    assert "still to come" in read_log("call Acme reached 24 nov", today=SUNDAY).problems[0]
    assert "Nothing follows" in read_log("call Acme reached next", today=SUNDAY).problems[0]
    assert "still to come" in read_log("call Acme reached next fri", today=SUNDAY).problems[0]


def test_a_next_step_for_somebody_else_keeps_its_own_name() -> None:
    line = read_log("call Acme reached next 2x call lead:Frost mon wed", today=SUNDAY)
    assert line.following is not None
    assert (line.following.lead, line.following.target, line.following.quantity) == ("Frost", "", 2)


def test_problems_of_the_next_step_are_problems_of_the_line() -> None:
    assert read_log("call Acme reached next email 3/4", today=SUNDAY).problems


NAMES = st.sampled_from(["Acme", "Sun Corp", "May & June", "3M", "Studio 54", "Birch", "[/] deal", "株式会社"])


@given(
    st.sampled_from(list(TYPES)), NAMES, st.booleans(), st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    st.times().map(lambda clock: clock.replace(second=0, microsecond=0)), st.integers(1, 1440), st.integers(1, 99),
    st.permutations(["day", "time", "effort"]),
)  # fmt: skip
def test_a_line_written_from_its_parts_reads_back_in_any_order(
    code: str, name: str, quoted: bool, day: date, clock: time, minutes: int, quantity: int, order: list[str]
) -> None:
    parts = {"day": day.isoformat(), "time": clock.strftime("%H:%M"), "effort": f"{minutes}m"}
    shown = f'"{name}"' if quoted else name
    line = fine(f"{quantity}x {code} {shown} " + " ".join(parts[part] for part in order))
    assert (line.type_code, line.target, line.days, line.time, line.minutes, line.quantity) == (
        code,
        name,
        (day,),
        clock,
        minutes,
        quantity,
    )


WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "call",
                "30x",
                "2",
                "x",
                "#12",
                "#",
                "@",
                "lead:",
                '"',
                "re",
                "next",
                "mon",
                "24",
                "nov",
                "30m",
                "3/4",
                "2pm",
                "in",
                "held",
                "fri",
            ]
        ),
        st.text(max_size=6),
    ),
    max_size=9,
).map(" ".join)


@given(WORDS, st.sampled_from([None, "dmy", "mdy", "ymd"]))
@example('call @"" lead:"', None)
def test_no_line_at_all_breaks_the_reader(text: str, order: str | None) -> None:
    planned, logged = read_plan(text, today=SUNDAY, order=order), read_log(text, today=SUNDAY, order=order)
    for line in (planned, logged.done):
        assert line.problems or line.type_code in TYPES
        assert line.separate == (len(line.days) > 1)
    assert all(problem.endswith((".", "?")) for problem in planned.problems + logged.problems)
    assert logged.problems or all(day <= SUNDAY for day in logged.done.days)


def test_a_very_long_line_is_read_at_once() -> None:
    started = perf_counter()
    line = plan("call " + "Acme mon " * 10_000)
    assert sum(len(word) for word in line.target_words) < 500
    assert perf_counter() - started < 2


@pytest.mark.parametrize(
    ("text", "meant"),
    [("call Acme re pricing tomorow 30m", "tomorrow"), ("call Acme re offer fryday", "friday"), ("call Acme re offer fry", "fri"),
     ("clal Acme tue", "call"), ("emial Acme", "email"), ("30x caal list:Q4", "call")],
)  # fmt: skip
def test_a_misspelt_day_or_type_is_asked_about_and_never_swallowed(text: str, meant: str) -> None:
    assert f"Did you mean {meant}?" in " ".join(plan(text).problems)


def test_words_of_a_note_that_merely_look_like_days_are_words() -> None:
    for note in ("the web", "money", "what is due", "the sum", "pricing today's", '"tomorow"', "tomorow fri"):
        assert not plan(f"call Acme re {note}").problems, note
    assert "Did you mean" not in plan("#12 call").problems[0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("c Acme tue", "call"), ("E Acme tue", "email"), ("ref Acme", "referral"), ("30x c list:Q4", "call"), ("f Acme", "follow_up")],
)
def test_the_beginning_of_one_kind_of_work_is_enough(text: str, kind: str) -> None:
    assert (plan(text).type_code, plan(text).problems) == (kind, ())


@pytest.mark.parametrize("text", ["a Acme tue", "re Acme tue"])
def test_the_beginning_of_two_kinds_is_none(text: str) -> None:
    assert plan(text).type_code is None
    assert plan(text).problems


@pytest.mark.parametrize("bullet", ["- ", "* ", "• ", "1. ", "2) ", "- [ ] ", "\t•\t"])
def test_a_line_of_a_pasted_list_is_read_without_its_bullet(bullet: str) -> None:
    assert read_plan(f"{bullet}call Acme\ttue 30m", today=SUNDAY) == read_plan("call Acme tue 30m", today=SUNDAY)


def test_a_name_that_begins_like_a_day_stays_a_name() -> None:
    assert read_plan("call Today Media", today=SUNDAY).target == "Today Media"
    assert read_plan("call today Media", today=SUNDAY).days == (SUNDAY,)


def test_a_count_that_may_begin_a_name_is_asked_about() -> None:
    assert "“10x Growth” may be a name, or 10 of it" in read_plan("call 10x Growth", today=SUNDAY).problems[0]
    assert read_plan("call 10x list:Q4", today=SUNDAY).quantity == 10


def test_from_when_until_when_is_a_time_and_an_effort() -> None:
    line = read_plan("meeting Acme tue 14:00-15:30", today=SUNDAY)
    assert (line.time, line.minutes, line.target) == (time(14), 90, "Acme")
