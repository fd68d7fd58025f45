"""What a backward plan rests on: conversion rates, won values and lags of a person and the team, from the figures' own counting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

from sqlalchemy import Connection

from sprintsales.domain.backward import CONTACT, DEAL, MEETING, WEEKS, WIN, Lag, Rate, Tally, lag_of
from sprintsales.domain.kpi_facts import Counts, KpiFacts, counted, units_of, units_with
from sprintsales.domain.kpis import cuts_named
from sprintsales.domain.periods import DAY, Period
from sprintsales.domain.statistics import mean
from sprintsales.services.desk import Desk
from sprintsales.services.views.kpi_counting import Counting, Question


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean won value in minor units of N wins with a value; None of nothing."""

    value: Fraction | None
    n: int


@dataclass(frozen=True, slots=True)
class Experience:
    """What the last 26 weeks taught, of one person beside the team."""

    counted: Period
    rates: dict[str, Rate]
    mean_won: Mean
    team_mean_won: Mean
    lag: Lag


def experience(connection: Connection, desk: Desk, member_id: int) -> Experience:
    """Return what 26 weeks up to and including today hold of one person and of the whole team, in one reading."""
    end = desk.today + DAY
    period = Period(end - timedelta(weeks=WEEKS), end)
    counting = Counting(connection, desk, Question(period, "range", cuts_named("rep")), ())
    team = KpiFacts(
        period=period,
        today=counting.today,
        closed=list(counting.closed()),
        created=list(counting.created()),
        activities=list(counting.activities()),
    )
    mine = (member_id,)
    own = replace(
        team,
        closed=[row for row in team.closed if row.group == mine],
        created=[row for row in team.created if row.group == mine],
        activities=[row for row in team.activities if row.group == mine],
    )
    of_own, of_team = counted(own), counted(team)
    told, all_told = tallies(of_own), tallies(of_team)
    return Experience(
        counted=period,
        rates={key: Rate(key, told[key], all_told[key]) for key in told},
        mean_won=Mean(mean(of_own.won_values), len(of_own.won_values)),
        team_mean_won=Mean(mean(of_team.won_values), len(of_team.won_values)),
        lag=lag_of(of_own.won_cycles, of_team.won_cycles),
    )


def tallies(counts: Counts) -> dict[str, Tally]:
    """Return the quotients of the four rates, as the figures of the same names count them."""
    reached, known = units_with(counts, "call", "reached")
    took_place, told = units_with(counts, "meeting", "held")
    held = took_place + units_of(counts, "meeting") - told  # one without an outcome is taken as held, as in the figures
    return {
        WIN: Tally(counts.won_count, counts.won_count + counts.lost_count),
        DEAL: Tally(counts.created, held),
        MEETING: Tally(held, reached),
        CONTACT: Tally(reached, known),
    }
