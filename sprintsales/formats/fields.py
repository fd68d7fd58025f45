"""The fields an import can fill, per kind of file: the one list behind --map, its help and the guesses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """A field by the name --map uses: what it is, whether a row is refused without it, and an example of a value."""

    name: str
    what: str
    required: bool
    example: str


_ROWS = """
deals
  external_id       | id of the deal in the other program (it or a name is needed)        | OPP-1042
  merged_ids        | ids of deals merged into this one there, separated by ;             | OPP-17;OPP-18
  name              | name of the deal; without one the id, or account and product        | Northwind renewal
  account           | company the deal is with                                            | Northwind
  contact           | person there                                                        | Jo Berg
  owner             | who owns it: a name or an e-mail; owner:sdr for a second person     | ana@example.com
  pipeline          | pipeline it is in                                                   | New business
  stage             | stage it is in                                                      | Proposal
  status            | won, lost or open; wins over the stage                              | won
  is_closed         | yes when the deal is decided (with is_won: the status)              | true
  is_won            | yes when the deal is won                                            | false
  is_deleted        | yes for rows that are to be left out                                | false
  value             | what it is worth                                                    | 12,500.00
  currency          | currency of the value                                               | EUR
  probability       | chance to win, in percent or 0 to 1                                 | 50 %
  forecast_category | commit, best case, pipeline, omitted                                | commit
  source            | where it came from                                                  | Referral
  segment           | segment of the market                                               | Manufacturing
  product           | what is sold                                                        | GTX Pro
  territory         | region                                                              | Central
  started_on        | day it was created                                                  | 2026-09-01
  close_on          | expected close date; of a closed deal the actual one                | 2026-12-18
  closed_on         | day it was won or lost                                              | 2026-12-16
  agreement_on      | day the written agreement can be sent                               | 2026-12-01
  agreement_sent_on | day the written agreement was sent                                  | 2026-12-02
  next_step         | what comes next                                                     | send draft
  note              | a note                                                              | Wants a pilot
activities
  external_id       | id of the activity in the other program                             | TASK-77
  deal              | the deal, by its external id                                        | OPP-1042
  lead              | the lead, by its external id                                        | LEAD-9
  owner             | who did or does it; the deal's owner without                        | ana@example.com
  type *            | kind of work                                                        | call
  quantity          | how many                                                            | 30
  done_at           | when it was done                                                    | 2026-11-18 10:30
  planned_on        | day it is planned for                                               | 2026-11-20
  minutes           | how long it takes                                                   | 30
  outcome           | what came of it                                                     | reached
  direction         | in or out                                                           | out
  note              | a note                                                              | Asked for prices
  is_deleted        | yes for rows that are to be left out                                | false
accounts
  name *            | name of the company                                                 | Northwind
  external_id       | id of the account in the other program                              | ACC-5
  territory         | region                                                              | Central
  segment           | segment of the market                                               | Mid-size
  industry          | trade                                                               | Machines
  size              | how large it is                                                     | 250
  is_deleted        | yes for rows that are to be left out                                | false
members
  name *            | name of the person                                                  | Ana Rossi
  email             | e-mail                                                              | ana@example.com
  role              | rep, manager or viewer                                              | rep
  function          | lead_gen, sdr, ae, am or cs                                         | ae
  manager           | name of the manager                                                 | Ben Kaya
  team              | team                                                                | South
  territory         | region                                                              | Central
  active_from       | first day                                                           | 2026-01-01
  active_until      | last day                                                            | 2026-12-31
products
  name *            | name of the product                                                 | GTX Pro
  list_price        | price on the list                                                   | 4,821.00
  series            | family it belongs to                                                | GTX
leads
  external_id       | id of the lead in the other program (it or a name is needed)        | LEAD-9
  name              | name of the person or company                                       | Jo Berg
  account           | company                                                             | Northwind
  owner             | who follows it up                                                   | Ana Rossi
  source            | where it came from                                                  | Trade fair
  category          | qualified, unqualified, ...                                         | qualified
  created_on        | day it came in                                                      | 2026-11-02
  first_touch_on    | day of the first contact                                            | 2026-11-03
  won_on            | day it became a deal                                                | 2026-11-20
  is_deleted        | yes for rows that are to be left out                                | false
rates
  currency *        | currency the rate is for                                            | USD
  on *              | day it holds from                                                   | 2026-11-01
  rate *            | worth of one unit in the team's currency                            | 0.92
stage-history
  deal *            | the deal, by its external id                                        | OPP-1042
  from              | stage before                                                        | Qualified
  to *              | stage after                                                         | Proposal
  on *              | day of the change                                                   | 2026-10-05
  by                | who changed it                                                      | Ana Rossi
field-history
  deal *            | the deal, by its external id                                        | OPP-1042
  field *           | name of the field                                                   | close_on
  from              | value before                                                        | 2026-11-30
  to                | value after                                                         | 2026-12-18
  on *              | day of the change                                                   | 2026-11-18
  by                | who changed it                                                      | Ana Rossi
"""


def _registry() -> dict[str, tuple[Field, ...]]:
    fields: dict[str, tuple[Field, ...]] = {}
    kind = ""
    for row in _ROWS.strip().splitlines():
        if "|" not in row:
            kind = row.strip()
            fields[kind] = ()
            continue
        name, what, example = (cell.strip() for cell in row.split("|"))
        fields[kind] += (Field(name.removesuffix(" *").strip(), what, name.endswith("*"), example),)
    return fields


FIELDS: dict[str, tuple[Field, ...]] = _registry()
KINDS: tuple[str, ...] = tuple(FIELDS)


def field_names(kind: str) -> tuple[str, ...]:
    """Names of the fields of a kind, in the order of the registry; raises KeyError for an unknown kind."""
    return tuple(field.name for field in FIELDS[kind])
