"""Deals and accounts that may be meant by a few typed letters: the database narrows a hundred thousand of them to a screenful."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, String, and_, case, cast, false, func, or_, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

from sprintsales.domain.fuzzy import folded
from sprintsales.storage.journal import undone_entries
from sprintsales.storage.schema import account, deal, import_seen, lead, person_text

MOST_WORDS = 6
"""Words that are looked for; whoever types more has named it."""
MOST_LETTERS = 60
MOST_ACCOUNTS = 300
_ESCAPE = "/"
_PYTHON = "sprintsales_folded"
_SPELT_OUT = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}


class DealPlace(NamedTuple):
    """A deal as one line of what was found."""

    id: int
    name: str
    account: str | None
    owner_id: int | None
    stage_id: int
    outcome: str
    value: int | None
    currency: str
    touched: date | None
    close_on: date | None


class AccountPlace(NamedTuple):
    """An account and how many open deals it has."""

    id: int
    name: str
    open_deals: int


_QUICK = str.maketrans({chr(code): folded(chr(code)) for code in range(0xC0, 0x250) if folded(chr(code)).isascii()})


def quickly_folded(text: str) -> str:
    """Return a text as it is compared, for a hundred thousand names at once: most are Latin letters, looked up in a table."""
    found = text.translate(_QUICK).lower()
    return found if found.isascii() else folded(text)


class Bare(FunctionElement[str]):
    """A text as it is compared: without case and accents. Pure ASCII, nearly everything, costs nothing but the look."""

    inherit_cache = True
    type = String()
    name = "bare"


@compiles(Bare, "sqlite")
def _bare_on_sqlite(element: Bare, compiler: SQLCompiler, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    # LIKE minds no case of ASCII letters here, so those need no folding.
    return f"CASE WHEN length({text}) = length(CAST({text} AS BLOB)) THEN {text} ELSE {_PYTHON}({text}) END"


@compiles(Bare, "postgresql")
def _bare_on_a_server(element: Bare, compiler: SQLCompiler, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    folding = f"translate(regexp_replace(normalize(lower({text}), NFKD), '[\u0300-\u036f]', '', 'g'), 'øđłðı', 'odldi')"
    for sign, letters in _SPELT_OUT.items():
        folding = f"replace({folding}, '{sign}', '{letters}')"
    return f"CASE WHEN octet_length({text}) = char_length({text}) THEN lower({text}) ELSE {folding} END"


def deals_near(connection: Connection, team_id: int, words: str, me: int | None, limit: int) -> list[DealPlace]:
    """Return at most LIMIT deals whose name, account or number may be meant, what is likeliest first; ranking them finely is the domain's.

    ME's deals come first among equals.
    """
    said = folded(words)[:MOST_LETTERS]
    parts = said.split()[:MOST_WORDS]
    if not parts:
        return []
    _know_folding(connection)
    d = deal.c
    bare = select(d.id, d.account_id, d.owner_id, d.outcome, Bare(d.name).label("name")).where(d.team_id + 0 == team_id)
    # + 0: every row is read anyway, and by an index that is slower than from the first to the last
    named = bare.cte("named").prefix_with("MATERIALIZED").c  # each name is made bare once, not once a question
    inside = and_(*(_either(named.name, named.account_id, part, _accounts_with(connection, team_id, part)) for part in parts))
    begins, begun = _like(named.name, f"{_plain(said)}%"), _like(named.name, f"% {_plain(said)}%")
    in_order = _like(named.name, "%" + "%".join(_plain(letter) for letter in said if letter != " ") + "%")
    numbered = _numbered(connection, team_id, words.strip())
    meant = named.id.in_(numbered) if numbered else false()
    level = case((meant, 0), (begins, 1), (begun, 2), (inside, 3), else_=4)
    order = (level, named.outcome != "open", case((named.owner_id == (me or 0), 0), else_=1), func.length(named.name), named.id.desc())
    near = select(named.id).where(or_(in_order, inside, meant)).order_by(*order).limit(limit)
    return deals_with_ids(connection, team_id, list(connection.execute(near).scalars()))


def deals_with_ids(connection: Connection, team_id: int, ids: Sequence[int]) -> list[DealPlace]:
    """Return the deals with these ids that are still there."""
    if not ids:
        return []
    d = deal.c
    touched = func.coalesce(d.closed_on, d.started_on)
    columns = (d.id, d.name, account.c.name.label("account"), d.owner_id, d.stage_id, d.outcome, d.value, d.currency, touched, d.close_on)
    query = select(*columns).outerjoin(account, account.c.id == d.account_id).where(d.team_id == team_id, d.id.in_(list(ids)))
    return [DealPlace._make(row) for row in connection.execute(query.order_by(d.id)).all()]


def accounts_near(connection: Connection, team_id: int, words: str, limit: int) -> list[AccountPlace]:
    """Return at most LIMIT accounts whose name may be meant, with their open deals."""
    said = folded(words)[:MOST_LETTERS]
    parts = said.split()[:MOST_WORDS]
    if not parts:
        return []
    _know_folding(connection)
    name = Bare(account.c.name)
    fitting = and_(*(_like(name, f"%{_plain(part)}%") for part in parts))
    level = case((_like(name, f"{_plain(said)}%"), 0), (_like(name, f"% {_plain(said)}%"), 1), else_=2)
    query = select(account.c.id, account.c.name).where(account.c.team_id == team_id, fitting)
    rows = connection.execute(query.order_by(level, func.length(account.c.name), account.c.id).limit(limit)).all()
    counted = _open_deals(connection, team_id, [row.id for row in rows])
    return [AccountPlace(row.id, row.name, counted.get(row.id, 0)) for row in rows]


def _open_deals(connection: Connection, team_id: int, ids: Sequence[int]) -> dict[int, int]:
    d = deal.c
    query = select(d.account_id, func.count()).where(d.account_id.in_(list(ids)), d.team_id == team_id, d.outcome == "open")
    return {id_: int(number) for id_, number in connection.execute(query.group_by(d.account_id)).all()} if ids else {}


def _accounts_with(connection: Connection, team_id: int, part: str) -> list[int]:
    """The accounts one word stands in; too many of them narrow nothing and are left out."""
    a = account.c
    query = select(a.id).where(a.team_id == team_id, _like(Bare(a.name), f"%{_plain(part)}%")).limit(MOST_ACCOUNTS + 1)
    found = list(connection.execute(query).scalars())
    return found if len(found) <= MOST_ACCOUNTS else []


def _either(name: ColumnElement[str], account_id: ColumnElement[Any], part: str, accounts: list[int]) -> ColumnElement[bool]:
    inside = _like(name, f"%{_plain(part)}%")
    return or_(inside, account_id.in_(accounts)) if accounts else inside


def _numbered(connection: Connection, team_id: int, text: str) -> list[int]:
    """The deals a number means: ours (`#12`, `12`), then what begins with it, and the id another program knows the deal by."""
    if not any(letter.isdigit() for letter in text):
        return []
    found: list[int] = []
    digits = text.removeprefix("#")
    if digits.isascii() and digits.isdigit() and len(digits) <= 18:
        d = deal.c
        ours = select(d.id).where(d.team_id == team_id, or_(d.id == int(digits), cast(d.id, String).like(f"{digits}%")))
        found = list(connection.execute(ours.order_by(d.id).limit(10)).scalars())
    return list(dict.fromkeys((*found, *_foreign(connection, team_id, text))))


def _foreign(connection: Connection, team_id: int, text: str) -> list[int]:
    s = import_seen.c
    query = select(s.row_id, s.entry_id).where(s.team_id == team_id, s.kind == "deal", s.external_id == text)
    rows = connection.execute(query.order_by(s.id.desc()).limit(10)).all()
    void = undone_entries(connection, team_id) if rows else frozenset()
    return [int(row_id) for row_id, entry in rows if entry not in void]


def holding(connection: Connection, words: str, *texts: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return what is true where each word stands in one of the texts: nothing else can be what fuzzy.best finds by more than a guess."""
    _know_folding(connection)
    bare = [Bare(func.coalesce(text, "")) for text in texts]
    parts = re.findall(r"\w+", folded(words)[:MOST_LETTERS])[:MOST_WORDS]
    return and_(true(), *(or_(*(_like(text, f"%{_plain(part)}%") for text in bare)) for part in parts))


def _like(text: ColumnElement[str], pattern: str) -> ColumnElement[bool]:
    return text.like(pattern, escape=_ESCAPE)


def _plain(text: str) -> str:
    """A text in which no sign stands for anything else."""
    return "".join(_ESCAPE + sign if sign in "%_/" else sign for sign in text)


def _know_folding(connection: Connection) -> None:
    """Teach a file's connection our folding; a server has its own."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.create_function(_PYTHON, 1, quickly_folded, deterministic=True)


class LeadPlace(NamedTuple):
    """A lead as one line of what was found: its name, else its account's."""

    id: int
    name: str
    account: str | None
    owner_id: int | None
    category: str | None


def leads_near(connection: Connection, team_id: int, words: str, limit: int) -> list[LeadPlace]:
    """Return at most LIMIT leads whose own name, or whose account's, may be meant; erased ones are not found by name."""
    parts = folded(words)[:MOST_LETTERS].split()[:MOST_WORDS]
    if not parts:
        return []
    _know_folding(connection)
    own, company = person_text.c.body, account.c.name
    known = [Bare(func.coalesce(text, "")) for text in (own, company)]
    fitting = and_(*(or_(*(_like(text, f"%{_plain(part)}%") for text in known)) for part in parts))
    name = func.coalesce(own, company)
    query = (
        select(lead.c.id, name, company, lead.c.owner_id, lead.c.category)
        .outerjoin(person_text, person_text.c.id == lead.c.name_id)
        .outerjoin(account, account.c.id == lead.c.account_id)
        .where(lead.c.team_id == team_id, name.is_not(None), fitting)
    )
    return [LeadPlace._make(row) for row in connection.execute(query.order_by(func.length(name), lead.c.id).limit(limit)).all()]
