"""The formulas of the KPIs: each reads counted facts and gives one figure with its n, its quotient and, without a number, why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sprintsales.domain.accountability import PromiseNumbers, closed_only, summed
from sprintsales.domain.activities import VALUE, VOLUME
from sprintsales.domain.kpi_facts import CountRow, Counts, selling_minutes, units_of, units_with
from sprintsales.domain.statistics import Number, mean, median, ratio, rounded

LOGGED_ENOUGH = Fraction(60, 100)
"""Share of the available time that must be logged before a selling-time share means anything."""
NOT_BUILT = "not built"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, exact and unrounded, money in minor units. `why`: the reason there is none; `note`: what to know beside it."""

    value: int | float | Fraction | None
    n: int = 0
    numerator: Number | None = None
    denominator: Number | None = None
    why: str | None = None
    note: str | None = None


Formula = Callable[[Counts], Figure]


def share(numerator: Number, denominator: Number, why: str, *, n: int | None = None, note: str | None = None) -> Figure:
    """A quotient with its parts; no number where the denominator is 0 (then `why` says so)."""
    value = ratio(numerator, denominator)
    size = (denominator if isinstance(denominator, int) else 0) if n is None else n
    return Figure(value, size, numerator, denominator, why if value is None else None, note)


def some(n: int, one: str, more: str | None = None) -> str:
    """ "1 call", "12 calls", "2 pushes"."""
    return f"{n} {one}" if n == 1 else f"{n} {more or one + 's'}"


def total(value: int, known: int, of: int, one: str, more: str | None = None) -> Figure:
    """A sum of amounts: 0 of nothing, but no number where there are deals and not one has an amount."""
    if of and not known:
        return Figure(None, 0, why=f"no value is known ({some(of, one, more)})")
    left = f"{some(of - known, one, more)} without a value left out" if known < of else None
    return Figure(value, known, note=left)


def unit_count(code: str) -> Formula:
    """A formula that counts done units of one activity type."""

    def formula(counts: Counts) -> Figure:
        units = units_of(counts, code)
        return Figure(units, units)

    return formula


def rows_count(family: Callable[[Counts], Sequence[CountRow] | None]) -> Formula:
    """A formula that adds up the units of a family of rows."""

    def formula(counts: Counts) -> Figure:
        rows = family(counts)
        if rows is None:
            return Figure(None, why=NOT_BUILT)
        units = sum(row.units for row in rows)
        return Figure(units, units)

    return formula


def median_hours(family: Callable[[Counts], Sequence[CountRow] | None], why: str) -> Formula:
    """A formula that gives the median of minutes as hours."""

    def formula(counts: Counts) -> Figure:
        rows = family(counts)
        if rows is None:
            return Figure(None, why=NOT_BUILT)
        middle = median(row.units for row in rows)
        return Figure(None, why=why) if middle is None else Figure(middle / 60, len(rows))

    return formula


def average(values: Callable[[Counts], Sequence[int]], of: Callable[[Sequence[int]], Fraction | None], why: str) -> Formula:
    """A formula that gives the mean or median of a list."""

    def formula(counts: Counts) -> Figure:
        listed = values(counts)
        found = of(listed)
        return Figure(found, len(listed), why=why if found is None else None)

    return formula


def calls_reached(counts: Counts) -> Figure:
    """Calls that reached the person."""
    reached, known = units_with(counts, "call", "reached")
    calls = units_of(counts, "call")
    if calls and not known:
        return Figure(None, 0, why=f"no outcome is known ({some(calls, 'call')})")
    return Figure(reached, known, note=_without_outcome(calls - known, "call"))


def contact_rate(counts: Counts) -> Figure:
    """reached / calls with a known outcome."""
    reached, known = units_with(counts, "call", "reached")
    return share(reached, known, "no call with an outcome", note=_without_outcome(units_of(counts, "call") - known, "call"))


def held(code: str) -> Formula:
    """A formula that counts meetings or demos that took place; one without an outcome is taken as held."""

    def formula(counts: Counts) -> Figure:
        took_place, known = units_with(counts, code, "held")
        units = took_place + units_of(counts, code) - known
        return Figure(units, units)

    return formula


def show_rate(counts: Counts) -> Figure:
    """held / meetings with a known outcome."""
    took_place, known = units_with(counts, "meeting", "held")
    return share(took_place, known, "no meeting with an outcome", note=_without_outcome(units_of(counts, "meeting") - known, "meeting"))


def _without_outcome(units: int, what: str) -> str | None:
    return f"{some(units, what)} without an outcome left out" if units else None


def selling_time_share(counts: Counts) -> Figure:
    """Minutes of value and volume work / available minutes; no number while under 60 % of the time is logged."""
    if counts.facts.available is None:
        return Figure(None, why=NOT_BUILT)
    available = sum(row.units for row in counts.facts.available)
    logged = sum(counts.class_minutes.values())
    seen = ratio(logged, available)
    if seen is None:
        return Figure(None, 0, why="no working time in the period")
    if seen < LOGGED_ENOUGH:
        percent = rounded(seen * 100)
        return Figure(None, available, why=f"only {percent} % of the working time is logged; 60 % are needed")
    return share(selling_minutes(counts), available, "")


def value_share(counts: Counts) -> Figure:
    """Units of value work / units of value and volume work."""
    value, volume = counts.class_units.get(VALUE, 0), counts.class_units.get(VOLUME, 0)
    return share(value, value + volume, "no selling activity done")


def _promises(counts: Counts) -> list[PromiseNumbers]:
    return [row.numbers for row in counts.facts.promises]


def say_do(counts: Counts) -> Figure:
    """kept / (committed − moot) over closed sprints."""
    numbers = closed_only(_promises(counts))
    return share(numbers.kept, numbers.committed - numbers.moot, "nothing was promised in a closed sprint")


def on_time(counts: Counts) -> Figure:
    """Kept by the day frozen at commit / kept, over closed sprints."""
    numbers = closed_only(_promises(counts))
    return share(numbers.on_time, numbers.kept, "nothing was kept in a closed sprint")


def promised(name: str) -> Formula:
    """A formula that counts items of the promises, running sprints included."""

    def formula(counts: Counts) -> Figure:
        numbers = _promises(counts)
        everything = summed(numbers)
        running = everything.open_sprints
        so_far = sum(getattr(one, name) for one in numbers if one.open_sprints)
        note = f"{so_far} of them so far in sprints that are not closed" if running else None
        return Figure(getattr(everything, name), everything.committed, note=note)

    return formula


def won_value(counts: Counts) -> Figure:
    """The value of won deals."""
    return total(counts.won_value, len(counts.won_values), counts.won_count, "won deal")


def win_rate(counts: Counts) -> Figure:
    """won / (won + lost), by count."""
    return share(counts.won_count, counts.won_count + counts.lost_count, "nothing was won or lost")


def win_rate_value(counts: Counts) -> Figure:
    """won / (won + lost), by value."""
    if counts.lost_count and not counts.lost_value:
        return Figure(None, 0, why="lost deals carry no value, so a share by value would say nothing")
    won = counts.won_value
    n = len(counts.won_values) + counts.lost_valued
    return share(won, won + counts.lost_value, "nothing with a value was won or lost", n=n)


def deals_created(counts: Counts) -> Figure:
    """Deals that began in the period; those of which only the day they became known is known are named."""
    more = counts.startless
    note = f"{more} more without a start date" if more else None
    return Figure(counts.created, counts.created, note=note)


def conversion(counts: Counts) -> Figure:
    """won / all deals created in the period, the open ones named."""
    still = f"{counts.created_open} of them still open" if counts.created_open else None
    return share(counts.created_won, counts.created, "no deal was created", note=still)


def open_value(counts: Counts) -> Figure:
    """The value of open deals."""
    return total(counts.open_values, counts.open_valued, counts.open_count, "open deal")


def avg_open_value(counts: Counts) -> Figure:
    """The mean value of open deals that have one."""
    return share(counts.open_values, counts.open_valued, "no open deal with a value")


def weighted_pipeline(counts: Counts) -> Figure:
    """Σ value × probability of open deals, rounded once."""
    if counts.open_count and not counts.weighted_n:
        return Figure(None, 0, why=f"no value with a probability is known ({some(counts.open_count, 'open deal')})")
    left = counts.open_count - counts.weighted_n
    note = f"{some(left, 'open deal')} without value or probability left out" if left else None
    return Figure(rounded(Fraction(counts.weighted, 1000)), counts.weighted_n, note=note)


def quota_of(counts: Counts) -> int | None:
    """The group's own goal on won value, else the sum of its reps' quotas for this very period; None without either."""
    facts = counts.facts
    if facts.quota is not None:
        return facts.quota
    amounts = [row.amount for row in facts.quotas if row.period == facts.period]
    return sum(amounts) if amounts else None


def quota(counts: Counts) -> Figure:
    """The quota in force."""
    amount = quota_of(counts)
    return Figure(None, why="no quota") if amount is None else Figure(amount, 1)


def quota_attainment(counts: Counts) -> Figure:
    """won / quota."""
    amount = quota_of(counts)
    if amount is None:
        return Figure(None, why="no quota")
    return share(counts.won_value, amount, "the quota is 0", n=counts.won_count)


def quota_attainment_rate(counts: Counts) -> Figure:
    """Reps at 100 % and more / reps with a quota, in ended periods."""
    if not counts.facts.has_ended:
        return Figure(None, why="the period has not ended")
    rows = [row for row in counts.facts.quotas if row.period == counts.facts.period and row.amount > 0]
    return share(sum(row.won >= row.amount for row in rows), len(rows), "no rep has a quota")


def coverage(counts: Counts) -> Figure:
    """Open value closing in the period / (quota − won)."""
    amount = quota_of(counts)
    if amount is None:
        return Figure(None, why="no quota")
    if amount <= counts.won_value:
        return Figure(None, why="quota reached")
    own = ratio(counts.won_count + counts.lost_count, counts.won_count)
    needed = None if own is None else f"the own win rate needs {float(own):.1f}x"
    return share(counts.closing_value, amount - counts.won_value, "", n=counts.closing_n, note=needed)


def velocity_per_day(counts: Counts) -> Figure:
    """open deals × win rate × mean won value / median cycle."""
    rate, size, cycle = win_rate(counts).value, mean(counts.won_values), median(counts.won_cycles)
    if rate is None or size is None:
        return Figure(None, why="nothing with a value was won")
    if not cycle:
        return Figure(None, why="no cycle known" if cycle is None else "the median cycle is 0 days")
    return Figure(counts.open_count * Fraction(rate) * size / cycle, counts.won_count)


def hygiene(counts: Counts) -> Figure:
    """Open deals passing every rule / open deals judged."""
    why = "hygiene was not judged" if counts.open_count else "no open deal"
    return share(counts.clean, counts.judged, why)


def pushes(counts: Counts) -> Figure:
    """Pushes of close dates."""
    rows = counts.facts.pushes
    return Figure(None, why=NOT_BUILT) if rows is None else Figure(len(rows), len(rows))


def slipped_value(counts: Counts) -> Figure:
    """The values of pushed deals, once for each push, so that slip classes add up to it."""
    rows = counts.facts.pushes
    if rows is None:
        return Figure(None, why=NOT_BUILT)
    values = [row.value for row in rows if row.value is not None]
    return total(sum(values), len(values), len(rows), "push", "pushes")


def _call(counts: Counts) -> int | str:
    """The value called for this very period, or why there is none to compare."""
    facts = counts.facts
    if facts.calls is None:
        return NOT_BUILT
    values = [row.value for row in facts.calls if row.period == facts.period]
    if not values:
        return "no forecast call"
    return sum(values) if facts.has_ended else "the period has not ended"


def forecast_error(counts: Counts) -> Figure:
    """(forecast − actual) / actual, signed."""
    call, actual = _call(counts), counts.won_value
    return Figure(None, why=call) if isinstance(call, str) else share(call - actual, actual, "nothing was won", n=1)


def forecast_accuracy(counts: Counts) -> Figure:
    """max(0, 1 − |forecast − actual| / actual)."""
    call, actual = _call(counts), counts.won_value
    if isinstance(call, str):
        return Figure(None, why=call)
    return share(max(0, actual - abs(call - actual)), actual, "nothing was won", n=1)


def activities_done(counts: Counts) -> Figure:
    """Done units of all types."""
    units = sum(counts.units.values())
    return Figure(units, units)
