"""The deals list and one deal, as reports and as documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sprintsales.domain.activities import kind_of
from sprintsales.domain.attention import flag_sentence
from sprintsales.domain.flag_registry import FLAGS
from sprintsales.domain.flags import Flag
from sprintsales.domain.forecast import Heap
from sprintsales.domain.hygiene import HYGIENE
from sprintsales.domain.slips import why_moved
from sprintsales.reports.closing import facts_document, flag_words, heap_document, raised_documents, touch_document, touch_words
from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import DASH, amount, brief, count, day, iso, money, percent, period_document, priced, value_words

if TYPE_CHECKING:
    from sprintsales.services.views.asking import AskedPeriod
    from sprintsales.services.views.deal_filter import DealLine
    from sprintsales.services.views.deals import DealIndex, DealSelection, DealView, ToldMove


def list_document(index: DealIndex, found: DealSelection, asked: AskedPeriod | None = None) -> dict[str, object]:
    """Return the list as the document sprintsales.deals/1."""
    currency = index.currency
    return {
        "schema": "sprintsales.deals/1",
        "as_of": iso(index.as_of),
        "period": None if asked is None else period_document(asked.period, asked.kind),
        "currency": currency,
        "count": len(found.lines),
        "of": found.of_all(index),
        "value": money(found.value, currency),
        "weighted": money(found.weighted, currency),
        "flags": dict(Counter(code for line in found.lines for code in line.flags)),
        "stages": [{"stage": stage, **heap_document(heap, currency)} for stage, heap in by_stage(found)],
        "problems": list(found.asked.problems),
        "deals": [line_document(line, currency) for line in found.lines],
    }


def by_stage(found: DealSelection) -> list[tuple[str | None, Heap]]:
    """Return count and value of the deals found, stage by stage in the order of the stages."""
    of_stage: dict[tuple[int, str], list[DealLine]] = {}
    for line in found.lines:
        of_stage.setdefault((line.stage_position, line.stage or ""), []).append(line)
    return [(stage or None, Heap.of(one.value for one in lines)) for (_place, stage), lines in sorted(of_stage.items())]


def line_document(line: DealLine, currency: str) -> dict[str, object]:
    """Return one line."""
    return {
        "id": line.id,
        "name": line.name,
        "account": line.account,
        "owner": line.owner,
        "stage": line.stage,
        "status": line.outcome,
        "value": money(line.value, currency),
        "probability": None if line.probability is None else line.probability / 1000,
        "close_on" if line.outcome == "open" else "closed_on": iso(line.close_on),
        "pushes": line.pushes,
        "days_slipped": line.days_slipped,
        "next_activity": touch_document(line.next_touch),
        "flags": list(line.flags),
    }


def list_sheet(index: DealIndex, found: DealSelection) -> Sheet:
    """Return the list as a report."""
    columns = (
        Column("#", right=True, key="id"),
        Column("", key="flags"),
        Column("deal", cut=True, key="name"),
        Column("owner", cut=True, key="owner"),
        Column("stage", cut=True, key="stage"),
        Column("value", right=True, key="value"),
        Column("close", key="close_on"),
        Column("moved", right=True, key="pushes", spare=True),
        Column("next touch", cut=True, key="next_touch"),
    )
    rows = tuple(_line_cells(line, index) for line in found.lines)
    many = f"{count(len(found.lines))} of {count(found.of_all(index))}"
    title = f"Deals · {many} · {priced(found.value, index.currency)}"
    title += f" · weighted {priced(found.weighted, index.currency)}" if found.weighted else ""
    listed = Section("", columns, rows, notes=found.asked.problems, empty="No deal fits. Try fewer words, or add: all")
    return Sheet(title, (listed, *_sums(index, found)))


def _sums(index: DealIndex, found: DealSelection) -> list[Section]:
    """How many raise which flag, and what stands in which stage."""
    if not found.lines:
        return []
    raised = Counter(code for line in found.lines for code in line.flags)
    flags = " · ".join(f"{FLAGS[code].sign} {count(raised[code])} {FLAGS[code].title}" for code in FLAGS if raised[code])
    columns = (Column("stage", cut=True), Column("deals", right=True), Column("value", right=True))
    rows = []
    for stage, heap in by_stage(found):
        value = heap.value if heap.count > heap.unvalued else None
        sums = Cell(count(heap.count), heap.count), Cell(amount(value, index.currency), money(value, index.currency))
        rows.append((plain(stage or "no stage"), *sums))
    return [Section("by stage", columns, tuple(rows), (flags,) if flags else ())]


def _line_cells(line: DealLine, index: DealIndex) -> tuple[Cell, ...]:
    touch = line.next_touch
    return (
        Cell(str(line.id), line.id),
        Cell(flag_words(line.flags[0]).split()[0] if line.flags else "·", " ".join(line.flags) or None),
        plain(line.name),
        plain(line.owner),
        plain(line.stage),
        Cell(amount(line.value, index.currency), money(line.value, index.currency)),
        Cell(brief(line.close_on, index.as_of), line.close_on),
        Cell(f"{line.pushes}×" if line.pushes else "", line.pushes),
        Cell(touch_words(touch, index.as_of), iso(touch[1]) if touch else None),
    )


def deal_document(view: DealView) -> dict[str, object]:
    """Return one deal as the document sprintsales.deal/1."""
    deal = view.deal
    return {
        "schema": "sprintsales.deal/1",
        "as_of": iso(view.as_of),
        **facts_document(deal, view.currency),
        "status": deal.outcome,
        "manager": deal.manager,
        "function": deal.function,
        "path": [{"stage": one.name, "kind": one.kind} for one in view.path],
        "touch_days": deal.touch_cadence_days,
        "currency": view.currency,
        "own_value": None if deal.own_value is None else money(deal.own_value, deal.currency or view.currency),
        "own_currency": deal.currency,
        "forecast_category": view.forecast_category,
        "contact": view.contact,
        "agreement_sent_on": iso(deal.agreement_sent_on),
        "closed_on": iso(deal.closed_on),
        "next_step": view.next_step,
        "note": view.note,
        "outcome_reason": view.outcome_reason,
        "people": [{"function": function, "name": name} for function, name in view.people],
        "stage_age_days": view.stage_age,
        "stage_age_least_days": view.least_stage_age,
        "days_to_close": view.days_to_close,
        "flags": [flag.code for flag in view.flags],
        "raised": raised_documents(view.flags),
        "hygiene": _hygiene(view) if deal.outcome == "open" else None,
        "date_moves": [_move_document(told, view.currency) for told in view.moves],
        "stages": [{"stage": one.stage, "on": iso(one.on), "seen": one.seen} for one in view.stages],
        "activities": [
            {
                "id": one.id, "type": one.type, "state": one.state, "owner": one.owner, "planned_on": iso(one.planned_on),
                "done_on": iso(one.done_on), "outcome": one.outcome, "note": one.note,
            }
            for one in view.work
        ],
    }  # fmt: skip


SET = (
    "name", "account", "contact", "owner", "pipeline", "stage", "status", "currency", "value", "probability", "forecast_category", "source",
    "segment", "product", "territory", "started_on", "close_on", "closed_on", "agreement_on", "agreement_sent_on", "next_step", "note",
)  # fmt: skip


def deal_changes(before: DealView, after: DealView) -> list[dict[str, object]]:
    """Return the fields of a deal that are not as they were: field, old and new as documents write them."""
    old, new = set_document(before), set_document(after)
    changed = [field for field in SET if old[field] != new[field]]
    unit = {"currency": new["currency"]} if old["currency"] == new["currency"] else {}
    return [{"field": field, "old": old[field], "new": new[field], **(unit if field == "value" else {})} for field in changed]


def set_document(view: DealView) -> dict[str, object]:
    """Return a deal's fields as they are set: the amount in the deal's own currency."""
    document = deal_document(view)
    money_of = {"value": document["own_value"], "currency": document["own_currency"]}
    return {**document, **money_of}


def change_words(change: Mapping[str, object]) -> str:
    """Return one change in words: value 12,000 → 15,000."""
    field, unit = str(change["field"]).replace("_", " "), f" {change['currency']}" if change.get("currency") else ""
    old, new = (value_words(one) if one is None else f"{unit} {value_words(one)}".strip() for one in (change["old"], change["new"]))
    return f"{field} {old} → {new}"


def _move_document(told: ToldMove, currency: str) -> dict[str, object]:
    move = told.move
    return {
        "on": iso(move.on),
        "from": iso(move.from_date),
        "to": iso(move.to_date),
        "days": move.days,
        "by": told.by,
        "reason": move.reason,
        "class": told.slip,
        "value": money(move.value, currency),
    }


def deal_sheet(view: DealView) -> Sheet:
    """Return one deal as a report."""
    deal = view.deal
    sections = [_facts(view), *_flags(view.flags)]
    if view.moves:
        sections.append(_moves(view))
    if view.stages:
        rows = tuple((plain(one.stage), Cell(day(one.on, view.as_of) + ("" if one.seen else " or before"), one.on)) for one in view.stages)
        sections.append(Section("stages", (Column("stage", cut=True), Column("since")), rows))
    if view.work:
        sections.append(_work(view))
    return Sheet(f"#{deal.id} {deal.name}", tuple(sections))


def _facts(view: DealView) -> Section:
    deal, today = view.deal, view.as_of
    own = "" if deal.currency == view.currency else f" (own currency: {priced(deal.own_value, deal.currency or '')})"
    close = day(deal.close_on, today)
    if deal.pushes:
        times = "once" if deal.pushes == 1 else f"{deal.pushes} times"
        close += f" · moved later {times}, {deal.days_slipped} days; first {day(deal.first_close_on, today)}"
    touch = deal.next_touch
    lines: list[tuple[str, str | None]] = [
        ("account", deal.account),
        ("contact", view.contact),
        ("owner", deal.owner),
        *((function, name) for function, name in view.people),
        ("stage", _stage_words(view)),
        ("value", f"{priced(deal.value, view.currency)}{own}"),
        ("probability", None if deal.probability is None else f"{percent(deal.probability / 1000, 0)} · {view.forecast_category}"),
        ("started", None if deal.started_on is None else day(deal.started_on, today)),
        ("agreement", _agreement(view)),
        ("close", close),
        ("closed", None if deal.closed_on is None else f"{day(deal.closed_on, today)} · {deal.outcome}"),
        ("next touch", touch_words(touch, today) or None),
        ("last touch", None if deal.last_touch is None else day(deal.last_touch, today)),
        ("product", deal.product),
        ("source", deal.source),
        ("segment", deal.segment),
        ("territory", deal.territory),
        ("next step", view.next_step),
        ("note", view.note),
        ("why", view.outcome_reason),
        ("health", _health(view)),
        ("CRM id", deal.external_id),
    ]
    rows = tuple((Cell(name, name), plain(text)) for name, text in lines if text)
    return Section("", (Column("", key="field"), Column("", key="value", wraps=True)), rows)


def _hygiene(view: DealView) -> dict[str, bool | None]:
    """Each hygiene rule with whether the deal passes it, None where that is unknown."""
    return {rule.key: None if rule.key in view.unjudged else rule.key not in view.failed for rule in HYGIENE}


def _health(view: DealView) -> str | None:
    """How many hygiene rules an open deal passes, and which it does not."""
    if view.deal.outcome != "open":
        return None
    failed = ", ".join(rule.title for rule in HYGIENE if rule.key in view.failed)
    of = len(HYGIENE) - len(view.unjudged)
    unknown = ", ".join(rule.title for rule in HYGIENE if rule.key in view.unjudged)
    return f"{of - len(view.failed)} of {of}" + (f", not: {failed}" if failed else "") + (f"; unknown: {unknown}" if unknown else "")


def _stage_words(view: DealView) -> str:
    least = view.least_stage_age
    age = f" · {view.stage_age} days" if view.stage_age is not None else f" · at least {least} days" if least else ""
    return f"{view.deal.stage or DASH} ({view.deal.outcome}){age}"


def _agreement(view: DealView) -> str | None:
    deal = view.deal
    if deal.agreement_sent_on is not None:
        return f"sent {day(deal.agreement_sent_on, view.as_of)}"
    return None if deal.agreement_on is None else day(deal.agreement_on, view.as_of)


def _flags(flags: Iterable[Flag]) -> list[Section]:
    told = [(flag.kind, flag_sentence(flag)) for flag in flags]
    notes = tuple(f"{kind.sign} {why[:1].upper()}{why[1:]}. {kind.cure}" for kind, why in told)
    return [Section("needs attention", notes=notes)] if notes else []


def _moves(view: DealView) -> Section:
    columns = (Column("on"), Column("from"), Column("to"), Column("days", right=True), Column("by", cut=True), Column("why", wraps=True))
    rows = []
    for told in view.moves:
        move = told.move
        days = [Cell(day(one, view.as_of), one) for one in (move.on, move.from_date, move.to_date)]
        why = why_moved(told.slip, move.reason)
        rows.append((*days, Cell(f"{move.days:+d}", move.days), plain(told.by), plain(why)))
    return Section("close date", columns, tuple(rows))


def _work(view: DealView) -> Section:
    columns = (Column("", key="state"), Column("type"), Column("day"), Column("who", cut=True), Column("what", wraps=True))
    rows = tuple(
        (
            plain(one.state),
            plain(kind_of(one.type).name),
            Cell(day(one.done_on or one.planned_on, view.as_of), one.done_on or one.planned_on),
            plain(one.owner),
            plain(" · ".join(part for part in ((one.outcome or "").replace("_", " "), one.note or "") if part)),
        )
        for one in view.work
    )
    return Section("work", columns, rows)
