"""Facts about the team as text and as a document."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from sprintsales.domain.periods import Period
from sprintsales.reports.sheet import as_text
from sprintsales.reports.team import team_document, team_sheet
from sprintsales.services import planning, seats
from sprintsales.services.calendar_edits import WeekWish, note_absence, set_week
from sprintsales.services.committing import commit
from sprintsales.services.goals import GoalWish, set_goal
from sprintsales.services.views.team import team_view
from tests.services.week import FRIDAY, MONDAY, NEXT_MONDAY, THURSDAY, WEDNESDAY, Week


def lived(week: Week) -> None:
    """A team with a part-timer, somebody away, goals and a promise, and one who joins."""
    mia, ana = week.desk("Mia"), week.desk("Ana")
    set_week(mia, WeekWish((450, 450, 450, 450, 0, 0, 0), MONDAY, ana.me.id))
    note_absence(ana, ana.me.id, Period(THURSDAY, date(2026, 11, 21)), "training")
    set_goal(mia, GoalWish("calls_made", "sprint", MONDAY, Decimal(20), member_id=ana.me.id))
    set_goal(mia, GoalWish("won_value", "month", MONDAY, Decimal(90_000)))
    set_goal(mia, GoalWish("win_rate", "month", MONDAY, Decimal("0.25")))
    planning.add(ana, "call acme re price tue 30m")
    commit(ana)
    seats.add_member(mia, seats.NewMember("Nina Neu", function="sdr", from_on=NEXT_MONDAY))
    seats.end_seat(mia, week.desk("Ben").me.id, FRIDAY)


def seen(week: Week, who: str) -> tuple[str, dict[str, Any]]:
    """The report and the document as somebody gets them."""
    desk = week.desk(who, WEDNESDAY)
    with desk.database.read() as connection:
        view = team_view(connection, desk)
    return as_text(team_sheet(view), 140), json.loads(json.dumps(team_document(view), allow_nan=False))


def test_the_report_says_who_works_when_and_how_goals_stand(week: Week) -> None:
    lived(week)
    text, _ = seen(week, "Mia")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "Ana Ruiz rep AE Mon Tue Wed Thu – 7.5h 22.5 11.3 assumed 0.5 0/1 light Mia Chef" in lines
    assert "Ben Okafor rep, leaves after Fri 20 Nov AE Mon Tue Wed Thu Fri 8h 40.0 20.0 assumed 0.0 – Mia Chef" in lines
    assert "Nina Neu rep from Mon 23 Nov SDR Mon Tue Wed Thu Fri 8h – – – – Mia Chef" in lines
    assert "Ana Ruiz Thu 19 Nov Fri 20 Nov training" in lines
    assert "Ana Ruiz calls sprint 0 15 10 behind, 20 in a whole sprint" in lines
    assert "Nordwind win rate month – 25.0 % nothing was won or lost" in lines


def test_the_document_holds_what_scripts_need_and_keeps_kinds_of_absence_from_colleagues(week: Week) -> None:
    lived(week)
    _, mine = seen(week, "Ana")
    _, theirs = seen(week, "Vic")
    assert (mine["schema"], [one["name"] for one in mine["members"]]) == (
        "sprintsales.team/1", ["Mia Chef", "Ana Ruiz", "Ben Okafor", "Vic Viewer", "Nina Neu"],
    )  # fmt: skip
    found = mine["members"][1]
    assert found["absences"] == [{"start": "2026-11-19", "end": "2026-11-21", "kind": "training", "part": None}]
    assert theirs["members"][1]["absences"][0]["kind"] is None
    assert (found["minutes"], found["capacity"]["gross"], found["planned_selling"]) == (1350, 675, 30)
    [goal] = found["goals"]
    assert (goal["value"], goal["goal"], goal["full_goal"], goal["verdict"]) == (0, 15, 20, "behind")
    won = next(one for one in mine["goals"] if one["kpi"] == "won_value")
    assert (won["goal"], won["value"]) == ("90000.00", "0.00")
