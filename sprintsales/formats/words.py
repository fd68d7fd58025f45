"""Words of other programs that mean one of ours: won and lost, kinds of activity, yes and no; what is not listed is not guessed."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal

Status = Literal["won", "lost", "open"]

_LENGTH_CAP = 200  # no word listed here is as long; what is cached stays short


def fold(text: str) -> str:
    """The text without case, accents and anything but letters and digits, so that 'Closed-Won *' and 'closedwon' are one word."""
    return _fold(text[:_LENGTH_CAP])


@lru_cache(maxsize=8192)
def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


def _folded(words: str) -> list[str]:
    return [fold(word) for word in words.split(",")]


def _table(**words: str) -> dict[str, str]:
    return {word: code for code, listed in words.items() for word in _folded(listed)}


_WON = """won, closed won, close won, win, deal won, gewonnen, abgeschlossen gewonnen, vinta, vinto, chiusa vinta, chiuso vinto,
    gagné, gagnée, conclu gagné, fermée gagnée, ganada, ganado, cerrada ganada, cerrado ganado, ganho, ganha, fechado ganho"""
_LOST = """lost, closed lost, close lost, loss, deal lost, verloren, abgeschlossen verloren, persa, perso, chiusa persa, chiuso perso,
    perdu, perdue, conclu perdu, fermée perdue, perdida, perdido, cerrada perdida, cerrado perdido, fechado perdido"""
_OPEN = """open, opened, active, in progress, pending, ongoing, offen, laufend, in bearbeitung, aktiv, aperta, aperto, in corso, attiva,
    attivo, ouvert, ouverte, en cours, abierta, abierto, en curso, en progreso, aberto, aberta, em andamento"""
_STATUSES: dict[str, Status] = {
    **dict.fromkeys(_folded(_WON), "won"),
    **dict.fromkeys(_folded(_LOST), "lost"),
    **dict.fromkeys(_folded(_OPEN), "open"),
}
_ACTIVITY_TYPES = _table(
    call="call,calls,phone call,phone,outbound call,telefonat,anruf,telefonata,chiamata,appel,appel téléphonique,llamada,ligação",
    email="email,e-mail,mail,emails,send email,courriel,correo,correo electrónico,posta elettronica",
    social="social,social touch,linkedin,linkedin message,linkedin touch",
    meeting="meeting,meetings,meet,appointment,termin,besprechung,riunione,incontro,appuntamento,réunion,rendez-vous,reunión,cita,reunião",
    demo="demo,demos,demonstration,product demo,démo,démonstration,demostración,dimostrazione,vorführung",
    proposal="proposal,proposals,quote sent,angebot,proposta,offerta,proposition,devis,propuesta,oferta",
    agreement="agreement,agreement sent,contract sent,vertrag,contratto,contrat,contrato",
    follow_up="follow up,follow-up,followup,nachfassen,relance,seguimiento,sollecito",
    referral="referral,referral ask,referral request,empfehlung",
    research="research,recherche,ricerca,investigación",
    training="training,schulung,formazione,formation,formación",
    admin="admin,administration,verwaltung,amministrazione",
)
_DIRECTIONS = _table(
    out="out,outbound,outgoing,sent,ausgehend,in uscita,sortant,saliente",
    **{"in": "in,inbound,incoming,received,eingehend,in entrata,entrant,entrante"},
)
_YES = frozenset(_folded("yes,y,true,t,1,x,on,done,ja,wahr,si,sì,vero,oui,vrai,sí,verdadero,sim"))
_NO = frozenset(_folded("no,n,false,f,0,off,undone,not done,nein,falsch,falso,non,faux,não"))


def status_of(word: str) -> Status | None:
    """won, lost or open where the word can mean only that; None for anything else ('closed' alone says neither)."""
    return _STATUSES.get(fold(word))


def activity_type_of(word: str) -> str | None:
    """The code of the activity type that the word plainly names, else None; 'call_inbound' or 'task' are for a person to decide."""
    return _ACTIVITY_TYPES.get(fold(word))


def direction_of(word: str) -> str | None:
    """'in' or 'out', else None."""
    return _DIRECTIONS.get(fold(word))


def truth_of(word: str) -> bool | None:
    """True, False, or None for a word that is neither."""
    folded = fold(word)
    return True if folded in _YES else False if folded in _NO else None
