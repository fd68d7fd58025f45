"""Column names of other programs and languages that plainly mean one of our fields; where two columns claim one, a person decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sprintsales.formats.fields import FIELDS, field_names
from sprintsales.formats.words import fold

__all__ = ["ALIASES", "FIELDS", "Guess", "field_names", "guess_kind", "guess_mapping"]

# Per kind: field, then names as they stand in exports (Salesforce reports and objects, HubSpot, Pipedrive, common exports in five
# languages). Compared without case, blanks, signs and accents, and without a "Deal - " or "Activity - " before them.
_NAMES = """
deals
  external_id: id, deal id, dealid, opportunity id, opportunityid, record id, record id - deal, hs_object_id, pipedrive system id,
    system id, case safe id, salesforce id, opp id, vorgangsnummer, id opportunità, id affare, id opportunité, id oportunidad
  merged_ids: merged ids, merged deal ids, merged record ids, hs_merged_object_ids
  name: name, deal name, dealname, title, deal title, opportunity name, opportunity, deal, subject, verkaufschance, name der
    verkaufschance, geschäft, opportunità, nome opportunità, nome affare, trattativa, opportunité, nom de l'opportunité, affaire,
    oportunidad, nombre de la oportunidad, negocio
  account: account, account name, accountname, company, company name, organization, organisation, organization name, customer, customer
    name, client, associated company, associated company (primary), partner name, kunde, kundenname, firma, unternehmen, azienda,
    cliente, nome account, entreprise, société, compte, nom du compte, empresa, cuenta, nombre de la cuenta
  contact: contact, contact name, contact person, person, primary contact, associated contact, kontakt, ansprechpartner, contatto,
    referente, interlocuteur, contacto, persona de contacto
  owner: owner, owner name, deal owner, opportunity owner, owner id, ownerid, hubspot owner id, hubspot_owner_id, sales agent, sales
    rep, salesperson, sales person, rep, rep name, account executive, owner rep, assigned to, verantwortlich, besitzer, inhaber, inhaber
    der verkaufschance, vertriebsmitarbeiter, zuständig, proprietario, titolare, titolare opportunità, venditore, agente, propriétaire,
    propriétaire de l'opportunité, commercial, responsable, propietario, propietario de la oportunidad, vendedor, comercial
  pipeline: pipeline, pipeline name, sales pipeline, vertriebspipeline, embudo
  stage: stage, stage name, stagename, deal stage, dealstage, sales stage, pipeline stage, opportunity stage, phase, verkaufsphase,
    stufe, fase, fase di vendita, étape, etapa
  status: status, deal status, outcome, result, won or lost, ergebnis, stato, esito, statut, résultat, estado, resultado
  is_closed: is closed, closed, isclosed, hs_is_closed, geschlossen
  is_won: is won, won, iswon, hs_is_closed_won, is closed won
  is_deleted: is deleted, deleted, isdeleted
  value: value, deal value, amount, deal amount, opportunity amount, close value, deal size, contract value, total contract value, tcv,
    betrag, wert, summe, volumen, auftragswert, importo, valore, ammontare, montant, valeur, importe, valor, monto
  currency: currency, deal currency, currency of value, value currency, amount currency, currency code, currency iso code,
    currencyisocode, deal currency code, deal_currency_code, währung, valuta, devise, moneda, divisa
  probability: probability, probability (%), deal probability, win probability, hs_deal_stage_probability, wahrscheinlichkeit,
    wahrscheinlichkeit (%), probabilità, probabilità (%), probabilité, probabilité (%), probabilidad, probabilidad (%)
  forecast_category: forecast category, forecastcategory, forecast category name, forecast, hs_forecast_category,
    hs_manual_forecast_category, prognosekategorie, categoria previsione, catégorie de prévision, categoría de previsión
  source: source, lead source, leadsource, deal source, origin, source channel, quelle, herkunft, leadquelle, lead-quelle, fonte,
    origine, origine lead, provenance, origen, fuente, origen del lead
  segment: segment, industry, market segment, customer segment, branche, settore, segmento, secteur, sector, industria
  product: product, product name, products, line item, produkt, prodotto, produit, producto
  territory: territory, region, regional office, area, sales region, gebiet, vertriebsgebiet, territorio, regione, zona, territoire,
    région, región
  started_on: started on, start date, created, created date, createddate, create date, createdate, creation date, created at, created
    on, date created, deal created, deal created date, creation time, add time, engage date, open date, opened on, engaged on, erstellt,
    erstellt am, erstelldatum, angelegt am, data creazione, data di creazione, creato il, date de création, créé le, fecha de creación,
    creado el
  close_on: close on, close, close date, closedate, expected close date, expected close, expected closing, expected closing date, estimated
    close date, planned close date, abschlussdatum, schlusstermin, erwartetes abschlussdatum, voraussichtlicher abschluss, data
    chiusura, data di chiusura, data chiusura prevista, data di chiusura prevista, date de clôture, date de clôture prévue, date de
    fermeture, fecha de cierre, fecha de cierre prevista
  closed_on: closed on, closed date, actual close date, closed at, close time, closed time, date closed, tatsächliches abschlussdatum,
    geschlossen am, chiuso il, data chiusura effettiva, date de clôture réelle, fecha de cierre real
  agreement_on: agreement on, agreement date, contract date, proposal date, vertragsdatum, data contratto, date du contrat, fecha del
    contrato
  agreement_sent_on: agreement sent on, agreement sent, agreement sent date, contract sent date, contract sent on
  next_step: next step, nextstep, next steps, hs_next_step, nächster schritt, prossimo passo, passo successivo, prochaine étape, próximo
    paso, paso siguiente
  note: note, notes, description, comment, comments, deal description, notiz, notizen, beschreibung, bemerkung, nota, descrizione,
    remarque, commentaire, notas, descripción, comentario
activities
  external_id: id, activity id, activityid, task id, event id, record id, hs_object_id, engagement id
  deal: deal, deal id, opportunity id, opportunity, what id, whatid, related to id, associated deal, associated deal id, associated deal
    ids
  lead: lead, lead id, who id, whoid
  owner: owner, owner name, activity owner, owner id, ownerid, assigned to, assigned to user, assigned, user, rep, sales rep, sales
    agent, hubspot owner id, zugewiesen an, verantwortlich, assegnato a, attribué à, asignado a
  type: type, activity type, task type, task subtype, event subtype, engagement type, kind, typ, art, tipo, genre
  quantity: quantity, count, number, anzahl, menge, quantità, quantité, cantidad
  done_at: done at, timestamp, done on, completed at, completed on, completed date, completed date time, marked as done time, date done,
    erledigt am, fatto il, completata il, fait le, hecho el, fecha de finalización
  planned_on: planned on, due date, due on, due, planned, activity date, scheduled on, fällig am, fälligkeitsdatum, scadenza, data di
    scadenza, échéance, date d'échéance, fecha de vencimiento, vencimiento
  minutes: minutes, duration, duration (minutes), duration in minutes, call duration, effort, dauer, minuten, durata, minuti, durée,
    duración, minutos
  outcome: outcome, result, call outcome, call disposition, meeting outcome, disposition, ergebnis, esito, résultat, resultado
  direction: direction, call direction, call type, richtung, direzione, sens, dirección
  note: note, notes, description, comment, comments, subject, body, notiz, betreff, beschreibung, nota, oggetto, objet, remarque,
    asunto, notas
  is_deleted: is deleted, deleted, isdeleted
accounts
  name: name, account, account name, company, company name, organization, organization name, customer, firma, unternehmen, kunde,
    azienda, cliente, ragione sociale, entreprise, société, compte, empresa, cuenta
  external_id: id, account id, accountid, company id, organization id, record id, hs_object_id
  territory: territory, region, area, billing country, country, gebiet, territorio, regione, territoire, région,
    región, land, paese, pays, país
  segment: segment, market segment, customer segment, segmento, tier
  industry: industry, sector, vertical, branche, settore, secteur, industria
  size: size, employees, number of employees, numberofemployees, employee count, company size, mitarbeiter, mitarbeiterzahl, dipendenti,
    effectif, empleados
  is_deleted: is deleted, deleted, isdeleted
members
  name: name, full name, user name, user, rep, sales rep, sales agent, salesperson, employee, member, owner, mitarbeiter,
    vertriebsmitarbeiter, nome, venditore, agente, nom, commercial, nombre, vendedor
  email: email, e-mail, email address, mail, e-mail-adresse, posta elettronica, courriel, adresse e-mail, correo, correo electrónico
  role: role, rolle, ruolo, rôle, rol
  function: function, sales function, funktion, funzione, fonction, función
  manager: manager, manager name, reports to, team lead, supervisor, vorgesetzter, vorgesetzte, responsabile, capo, responsable,
    superviseur, jefe, gerente
  team: team, team name, mannschaft, squadra, équipe, equipo
  territory: territory, region, regional office, area, office, gebiet, territorio, regione, territoire, région, región
  active_from: active from, start date, hire date, hired on, joined, joined on, eintritt, eintrittsdatum, data di assunzione, date
    d'embauche, fecha de alta
  active_until: active until, end date, left on, leaving date, termination date, austritt, austrittsdatum, data di uscita, date de
    départ, fecha de baja
products
  name: name, product, product name, title, produkt, produktname, artikel, prodotto, produit, producto
  list_price: list price, price, sales price, unit price, standard price, preis, listenpreis, verkaufspreis, prezzo, prezzo di listino,
    prix, prix catalogue, precio, precio de lista
  series: series, family, product family, category, product line, serie, familie, produktfamilie, famiglia, linea, famille, gamme,
    familia, línea
leads
  external_id: id, lead id, leadid, record id, hs_object_id
  name: name, lead name, lead, full name, title, contact, contact name, person, nome, nom, nombre
  account: account, account name, company, company name, organization, firma, unternehmen, azienda, entreprise, société, empresa
  owner: owner, owner name, lead owner, owner id, ownerid, assigned to, rep, sales rep, hubspot owner id, verantwortlich, proprietario,
    propriétaire, propietario
  source: source, lead source, leadsource, origin, channel, quelle, leadquelle, fonte, origine, provenance, origen, fuente
  category: category, lead category, status, lead status, qualification, kategorie, categoria, stato, catégorie, statut, categoría,
    estado
  created_on: created on, created, created date, createddate, create date, createdate, created at, date created, lead created, erstellt,
    erstellt am, data creazione, date de création, fecha de creación
  first_touch_on: first touch on, first touch, first contact date, first contacted, first activity date, erstkontakt, primo contatto,
    premier contact, primer contacto
  won_on: won on, converted date, converteddate, converted on, conversion date, konvertiert am, convertito il, converti le, convertido
    el
  is_deleted: is deleted, deleted, isdeleted
rates
  currency: currency, currency code, currency iso code, isocode, iso code, währung, valuta, devise, moneda, divisa
  on: on, date, valid from, start date, startdate, datum, data, fecha
  rate: rate, exchange rate, conversion rate, conversionrate, kurs, wechselkurs, cambio, tasso di cambio, taux, taux de change, tipo de
    cambio
stage-history
  deal: deal, deal id, opportunity id, opportunityid, deal external id
  from: from, from stage, old stage, previous stage, stage from
  to: to, to stage, new stage, stage, stage name, stagename, stage to
  on: on, transition date, date, changed on, change date, created date, createddate, changed at, timestamp
  by: by, changed by, created by id, createdbyid, user, owner
field-history
  deal: deal, deal id, opportunity id, opportunityid, deal external id
  field: field, field name, property, property name
  from: from, old value, oldvalue, previous value, value before
  to: to, new value, newvalue, value, value after
  on: on, created date, createddate, changed on, change date, date, changed at, timestamp
  by: by, changed by, created by id, createdbyid, user, source id
"""
_PREFIXES = {
    "deals": ("deal", "opportunity"),
    "activities": ("activity", "task"),
    "leads": ("lead",),
    "accounts": ("account", "organization"),
    "products": ("product",),
}

# What a file of the kind cannot be without and, of the second group, how many more make it plain.
_SIGNS: dict[str, tuple[tuple[str, ...], tuple[str, ...], int]] = {
    "deals": ((), ("stage", "status", "value", "close_on", "probability", "forecast_category", "started_on"), 2),
    "activities": (("type",), ("done_at", "planned_on", "deal", "minutes", "outcome", "direction"), 2),
    "accounts": (("name",), ("industry", "size", "segment", "territory"), 2),
    "members": (("name",), ("email", "role", "function", "manager", "team", "territory"), 2),
    "products": (("name", "list_price"), (), 0),
    "leads": ((), ("source", "category", "created_on", "first_touch_on", "won_on"), 3),
    "rates": (("currency", "on", "rate"), (), 0),
    "stage-history": (("deal", "from", "to", "on"), (), 0),
    "field-history": (("deal", "field", "from", "to", "on"), (), 0),
}
# A column of these is a deal's own, so that the file is no list of accounts, members, products or leads.
_DEAL_MARKS = ("stage", "close_on", "probability", "forecast_category")


@dataclass(frozen=True, slots=True)
class Guess:
    """Fields with the one column that plainly means each, and the fields that several columns claim."""

    mapping: dict[str, str]
    unclear: tuple[tuple[str, tuple[str, ...]], ...]


def guess_mapping(kind: str, header: Sequence[str]) -> Guess:
    """The columns of a header that plainly are fields of the kind; a field claimed by two columns is unclear and not mapped.

    A column that bears a field's very name is that field, whatever others claim. Raises KeyError for an unknown kind.
    """
    claims: dict[str, list[str]] = {}
    for column in header:
        field = _field_of(kind, column)
        if field is not None:
            claims.setdefault(field, []).append(column)
    mapping: dict[str, str] = {}
    unclear: list[tuple[str, tuple[str, ...]]] = []
    for field in field_names(kind):
        columns = claims.get(field, [])
        exact = [column for column in columns if column.strip().lower() == field]
        if len(exact) == 1 or len(columns) == 1:
            mapping[field] = (exact or columns)[0]
        elif columns:
            unclear.append((field, tuple(columns)))
    return Guess(mapping, tuple(unclear))


def guess_kind(header: Sequence[str]) -> str | None:
    """The one kind of file this header plainly belongs to; None when none or several fit."""
    fits = [kind for kind in FIELDS if _fits(kind, header)]
    for narrow in ("field-history", "stage-history", "rates"):
        if narrow in fits:
            return narrow
    return fits[0] if len(fits) == 1 else None


def _fits(kind: str, header: Sequence[str]) -> bool:
    needed, helpful, how_many = _SIGNS[kind]
    found = _fields_in(kind, header)
    if not found.issuperset(needed) or len(found.intersection(helpful)) < how_many:
        return False
    if kind == "deals":
        return not _typed_work(header) and not found.isdisjoint(_DEAL_MARKS)
    if kind in ("accounts", "members", "products", "leads"):
        return _fields_in("deals", header).isdisjoint(_DEAL_MARKS) and not _typed_work(header)
    return True


def _typed_work(header: Sequence[str]) -> bool:
    """Whether this is a list of work: a kind, and when it was done or is due."""
    found = _fields_in("activities", header)
    return "type" in found and not found.isdisjoint(("done_at", "planned_on"))


def _fields_in(kind: str, header: Sequence[str]) -> set[str]:
    return {field for column in header if (field := _field_of(kind, column)) is not None}


def _field_of(kind: str, column: str) -> str | None:
    names = ALIASES[kind]
    field = names.get(fold(column))
    if field is not None:
        return field
    before, dash, rest = column.partition(" - ")
    return names.get(fold(rest)) if dash and fold(before) in _PREFIXES.get(kind, ()) else None


def _entries() -> Iterator[tuple[str, str, str]]:
    """Kind, field and folded name, for every name of the table."""
    kind = ""
    for part in re.split(r"\n(?! {4})", _NAMES.strip()):  # what is indented by four goes on
        field, colon, names = part.partition(":")
        if not colon:
            kind = part
        for name in names.split(","):
            yield kind, field.strip(), fold(name)


def _read_names() -> dict[str, dict[str, str]]:
    aliases = {kind: {fold(field.name): field.name for field in fields} for kind, fields in FIELDS.items()}
    for kind, field, name in _entries():
        if name:
            aliases[kind].setdefault(name, field)
    return aliases


# Per kind: the folded column name and the field it means.
ALIASES: dict[str, dict[str, str]] = _read_names()
