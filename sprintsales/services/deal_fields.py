"""The fields of a deal as people type them: each word list, date or amount read into the columns it fills, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.dates import DayReader
from sprintsales.domain.errors import NotFound, NotReadable
from sprintsales.domain.fuzzy import best, folded
from sprintsales.domain.money import currency_code, digits
from sprintsales.domain.text import clean_block, clean_line
from sprintsales.formats.amounts import typed_amount
from sprintsales.formats.values import read_percent
from sprintsales.formats.words import status_of
from sprintsales.services.desk import Desk, who
from sprintsales.storage.bulk import inserted
from sprintsales.storage.persons import remember, texts
from sprintsales.storage.queries.lines import contacts
from sprintsales.storage.queries.names import Names, StageRow
from sprintsales.storage.queries.people import members
from sprintsales.storage.schema import account, contact, label, product

Values = dict[str, object]
Before = Mapping[str, object]
NOTHING = frozenset({"", "-", "–", "none"})
CATEGORIES = {"omitted": "omitted", "pipeline": "pipeline", "best case": "best_case", "commit": "commit"}
PAST = frozenset({"started_on", "closed_on", "agreement_sent_on"})
"""Days that lie behind us: a weekday alone is the last one."""


@dataclass(frozen=True, slots=True)
class Pen:
    """What reading a field may look at: the write under way, whose desk, what ids are called, and the deal before the change."""

    connection: Connection
    desk: Desk
    names: Names
    before: Before

    @property
    def team_id(self) -> int:
        """The team written in."""
        return self.desk.team.id


Reader = Callable[[Pen, str, str], Values]


def nothing(text: str) -> bool:
    """Return whether a text means "empty this field"."""
    return text.strip().casefold() in NOTHING


def read_name(_pen: Pen, _field: str, text: str) -> Values:
    """A deal's name."""
    name = clean_line(text)
    if not name:
        raise NotReadable("A deal needs a name: name=Acme renewal")
    return {"name": name}


def read_value(pen: Pen, _field: str, text: str) -> Values:
    """An amount in the deal's currency."""
    return {"value": amount_of(text, str(pen.before["currency"]))}


def amount_of(text: str, currency: str) -> int | None:
    """Return an amount in minor units, None where the text says that there is none; raises NotReadable."""
    return None if nothing(text) else typed_amount(text, currency)


def read_currency(pen: Pen, _field: str, text: str) -> Values:
    """A currency; the amount keeps its figures."""
    code = currency_code(text)
    value, shift = pen.before.get("value"), digits(code) - digits(str(pen.before["currency"]))
    if not isinstance(value, int) or not shift:
        return {"currency": code}
    if shift < 0 and value % 10**-shift:
        raise NotReadable(f"{code} has fewer decimals than the value has; give the value too: currency={code} value=...")
    return {"currency": code, "value": value * 10**shift if shift > 0 else value // 10**-shift}


def read_probability(_pen: Pen, _field: str, text: str) -> Values:
    """A probability in percent."""
    return {"probability": None if nothing(text) else read_percent(text, scale="percent")}


def read_category(_pen: Pen, _field: str, text: str) -> Values:
    """A forecast category, or nothing: then the probability decides."""
    if nothing(text):
        return {"forecast_category": None}
    said = folded(text.replace("_", " ").replace("-", " "))
    if said not in CATEGORIES:
        raise NotReadable(f"{text} is no forecast category; write commit, best case, pipeline or omitted.")
    return {"forecast_category": CATEGORIES[said]}


def read_day_field(pen: Pen, field: str, text: str) -> Values:
    """A day."""
    if nothing(text):
        return {field: None}
    team = pen.desk.team
    reader = DayReader(pen.desk.today, past=field in PAST, week_start=team.week_start, fiscal_start_month=team.fiscal_start_month)
    try:
        day = reader.read(text)
    except NotReadable as error:
        raise NotReadable(f"{field}: {error}") from error
    if not date(1900, 1, 1) <= day <= date(2200, 12, 31):
        raise NotReadable(f"{field}: {day} is too far away.")
    if field in PAST and day > pen.desk.today:
        raise NotReadable(f"{field}: {day} is still to come.")
    return {field: day}


def read_owner(pen: Pen, _field: str, text: str) -> Values:
    """The owner, by name or e-mail."""
    if nothing(text):
        return {"owner_id": None}
    return {"owner_id": who(text, members(pen.connection, pen.team_id, pen.desk.today)).id}


def read_account(pen: Pen, _field: str, text: str) -> Values:
    """The account; a new name makes a new account."""
    name = clean_line(text)
    if nothing(name):
        return {"account_id": None}
    known = _exactly(name, ((id_, row.name) for id_, row in pen.names.accounts.items()))
    return {"account_id": known or inserted(pen.connection, account, {"team_id": pen.team_id, "name": name})}


def read_contact(pen: Pen, _field: str, text: str) -> Values:
    """The contact; a new name makes a new contact at the deal's account."""
    name = clean_line(text)
    if nothing(name):
        return {"contact_id": None}
    known = _exactly(name, contacts(pen.connection, pen.team_id))
    if known is None:
        name_id = remember(pen.connection, pen.team_id, "name", name)
        known = inserted(pen.connection, contact, {"team_id": pen.team_id, "account_id": pen.before.get("account_id"), "name_id": name_id})
    return {"contact_id": known}


def read_product(pen: Pen, _field: str, text: str) -> Values:
    """The product; a new name makes a new product."""
    name = clean_line(text)
    if nothing(name):
        return {"product_id": None}
    known = _exactly(name, pen.names.products.items())
    return {"product_id": known or inserted(pen.connection, product, {"team_id": pen.team_id, "name": name})}


def read_label(pen: Pen, field: str, text: str) -> Values:
    """A source, segment or territory; a new name makes a new one."""
    name = clean_line(text)
    if nothing(name):
        return {f"{field}_id": None}
    rows = pen.connection.execute(label.select().where(label.c.team_id == pen.team_id, label.c.kind == field))
    known = _exactly(name, [(row.id, row.name) for row in rows])
    return {f"{field}_id": known or inserted(pen.connection, label, {"team_id": pen.team_id, "kind": field, "name": name})}


def _exactly(name: str, rows: Iterable[tuple[int, str]]) -> int | None:
    said = folded(name)
    return next((id_ for id_, known in rows if folded(known) == said), None)


def read_text(pen: Pen, field: str, text: str) -> Values:
    """A next step or a note, kept in the text store."""
    body = clean_line(text) if field == "next_step" else clean_block(text)
    old = pen.before.get(f"{field}_id")
    if nothing(body):
        return {f"{field}_id": None}
    if isinstance(old, int) and texts(pen.connection, (old,)).get(old) == body:
        return {f"{field}_id": old}
    return {f"{field}_id": remember(pen.connection, pen.team_id, field, body)}


def read_stage(pen: Pen, _field: str, text: str) -> Values:
    """A stage of the deal's pipeline (else of another one), by its name; `won` and `lost` mean the stages of that kind."""
    mine = [row for row in _stages(pen) if row.pipeline_id == pen.before.get("pipeline_id")]
    said = folded(text)
    found = next((row for row in mine if folded(row.name) == said), None)
    if found is None and said in {"won", "lost"}:
        found = next((row for row in mine if row.kind == said), None)
    if found is None:
        found = next((row for row in _stages(pen) if folded(row.name) == said), None)
    if found is None:
        try:
            found = pen.names.stages[best(text, [(row.id, row.name) for row in mine], what="stage")[0]]
        except NotFound as error:
            raise NotFound(f"There is no stage {text}. The stages are {', '.join(row.name for row in mine)}.") from error
    return {"stage_id": found.id, "pipeline_id": found.pipeline_id}


def read_status(pen: Pen, _field: str, text: str) -> Values:
    """Won, lost or open: the first stage of that kind, unless the deal stands in one."""
    said = status_of(text)
    if said is None:
        raise NotReadable(f"{text} is no status; write open, won or lost.")
    now = pen.names.stages.get(int(str(pen.before["stage_id"])))
    if now is not None and now.kind == said:
        return {}
    mine = [row for row in _stages(pen) if row.pipeline_id == pen.before.get("pipeline_id") and row.kind == said]
    if not mine:
        raise NotFound(f"This pipeline has no stage for deals that are {said}. See the stages there are: sprintsales stages")
    return {"stage_id": mine[0].id}


def _stages(pen: Pen) -> list[StageRow]:
    return [row for id_, row in pen.names.stages.items() if id_ == row.id and not row.archived]


@dataclass(frozen=True, slots=True)
class DealField:
    """One field: what people call it in a sentence, and how it is read."""

    title: str
    read: Reader


FIELDS: Mapping[str, DealField] = {
    "name": DealField("name", read_name),
    "account": DealField("account", read_account),
    "contact": DealField("contact", read_contact),
    "owner": DealField("owner", read_owner),
    "stage": DealField("stage", read_stage),
    "status": DealField("status", read_status),
    "currency": DealField("currency", read_currency),
    "value": DealField("value", read_value),
    "probability": DealField("probability", read_probability),
    "forecast_category": DealField("forecast category", read_category),
    "source": DealField("source", read_label),
    "segment": DealField("segment", read_label),
    "product": DealField("product", read_product),
    "territory": DealField("territory", read_label),
    "started_on": DealField("start", read_day_field),
    "close_on": DealField("close date", read_day_field),
    "closed_on": DealField("closing day", read_day_field),
    "agreement_on": DealField("agreement date", read_day_field),
    "agreement_sent_on": DealField("agreement sent", read_day_field),
    "next_step": DealField("next step", read_text),
    "note": DealField("note", read_text),
}
"""By the word of `FIELD=VALUE`; read in this order, so that an amount is read in the currency given with it."""
