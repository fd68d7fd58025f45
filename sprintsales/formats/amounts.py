"""Amounts of money and plain numbers as people and CRMs write them; what could mean two amounts is refused, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from sprintsales.domain import money
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.text import clean_line

DecimalSign = Literal["point", "comma"]

_LENGTH_CAP = 64
_SIGNS: dict[DecimalSign, str] = {"point": ".", "comma": ","}
_SAME = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "−": "-", "﹣": "-", "－": "-", "’": "'", "ʼ": "'"})
_SCALES = {
    **dict.fromkeys(("k", "tsd", "tsd.", "mila"), 10**3),
    **dict.fromkeys(("m", "mm", "mn", "mio", "mio.", "mln", "mln."), 10**6),
    **dict.fromkeys(("b", "bn", "mrd", "mrd.", "mld", "mld."), 10**9),
}
_DOLLARS = "USD CAD AUD NZD SGD HKD MXN ARS CLP COP TWD BBD BMD BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD"
_CURRENCY_SIGNS = dict(
    line.strip().split(":")
    for line in f"""
        $:{_DOLLARS}
        us$:USD
        a$:AUD
        au$:AUD
        c$:CAD
        ca$:CAD
        nz$:NZD
        s$:SGD
        hk$:HKD
        mx$:MXN
        r$:BRL
        €:EUR
        £:GBP EGP LBP SYP FKP GIP SHP
        ¥:JPY CNY
        ₹:INR
        rs:INR PKR LKR NPR MUR SCR
        ₽:RUB
        ₺:TRY
        ₩:KRW
        ₪:ILS
        ₫:VND
        ₴:UAH
        ฿:THB
        ₦:NGN
        ₱:PHP
        zł:PLN
        kč:CZK
        kr:SEK NOK DKK ISK
        fr:CHF
        sfr:CHF
        ft:HUF
        lei:RON MDL
    """.strip().splitlines()
)

_WORD = r"[^\W\d_]{0,4}[$€£¥₹₽₺₩₪₫₴฿₦₱]|[^\W\d_]{1,4}\.?"
_AMOUNT = re.compile(
    rf"(?P<sign>[+-]?)\s*(?P<before>{_WORD})?\s*(?P<sign2>[+-]?)\s*(?P<figures>[0-9][0-9 .,']*|[.,][0-9]+)"
    rf"(?P<after>(?:\s*(?:{_WORD})){{0,2}})\s*(?P<sign3>-?)"
)
_WORDS = re.compile(_WORD)
_FAST = re.compile(r"-?[0-9]{1,12}\.[0-9]{1,2}")
_GROUPED = re.compile(r"[0-9]{1,3}(?P<group>[ '.,])[0-9]{3}(?:(?P=group)[0-9]{3})*")
_GROUPED_IN_INDIA = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
_DECIMAL_OR_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_COMMA_AND_ONE = re.compile(r"(?:[A-Z]{3}|[$€£¥])?\s*[+-]?([1-9][0-9]*),([0-9])\s*(?:[A-Z]{3}|[$€£¥])?")
_NOT_FINITE = re.compile(r"(?i)[+-]?\s*(?:nan|inf|infinity|null|none|n/?a|#\w*[/!?]?\w*[!?]?)")


def read_amount(text: str, currency: str, *, decimal: DecimalSign | None = None) -> int | None:
    """An amount in minor units of the currency, None for a blank cell.

    `decimal` is the column's decimal sign (see amount_style); without it 1.234 is refused, since it may be either, while 45,000 is
    thousands: programs write three decimals with a point, nobody writes money with three behind a comma. Surplus decimals are rounded
    half away from zero, as domain.money does. k, M, bn and accounting parentheses are understood; a currency sign or code that
    contradicts `currency`, NaN, scientific notation and figures of other scripts raise NotReadable with the reason.
    """
    if not text or text.isspace():
        return None
    return _amount(text, currency, decimal)


def typed_amount(text: str, currency: str) -> int | None:
    """An amount somebody types alone, in minor units: there is no column that shows what a sign means.

    What can be read in two ways raises NotReadable with both readings: 1.234, and 1,5, which is as likely 15 with a slip as 1.50.
    """
    slip = _COMMA_AND_ONE.fullmatch(text.translate(_SAME).strip())
    if slip is not None:
        raise _two_ways(text, f"{slip[1]}.{slip[2]}" + "0" * (money.digits(currency) - 1), slip[1] + slip[2])
    try:
        return read_amount(text, currency)
    except _EitherWay:
        readings = [read_amount(text, currency, decimal=sign) for sign in ("comma", "point")]
        if "," in text:
            readings.reverse()
        raise _two_ways(text, *(money.major(one or 0, currency) for one in readings)) from None


def _two_ways(text: str, first: str, second: str) -> NotReadable:
    return NotReadable(f"{quoted(text)} can be read in two ways: {first} or {second}. Write the one you mean just like that.")


class _EitherWay(NotReadable):
    """Figures whose sign may separate thousands or decimals."""


def read_number(text: str, *, decimal: DecimalSign | None = None) -> Decimal | None:
    """A plain number, such as an exchange rate or a quantity, exactly as written; None for a blank cell. Raises NotReadable."""
    if not text or text.isspace():
        return None
    found = _match(text)
    if found["before"] or found["after"].strip():
        raise NotReadable(f"{quoted(text)} is not a plain number.")
    return _signed(found, _figures(text, found["figures"], decimal))


def amount_style(samples: Iterable[str]) -> DecimalSign | None:
    """The decimal sign of a column, decided by its unmistakable values together; None where they contradict or only 1.234 is there.

    A column without any separator is 'point': its values read the same either way; so is one that has only 45,000 and the like.
    """
    seen: set[DecimalSign] = set()
    unclear = False
    for text in set(samples):
        found = _AMOUNT.fullmatch(text.translate(_SAME).strip(" ()")) if len(text) <= _LENGTH_CAP else None
        if found is None or not ("." in found["figures"] or "," in found["figures"]):
            continue
        sign = _decimal_sign(found["figures"])
        if sign is not None:
            seen.add(sign)
        elif "." in found["figures"]:
            unclear = True
    if len(seen) == 1:
        return seen.pop()
    return None if seen or unclear else "point"


def quoted(text: str) -> str:
    """The text as a sentence shows it: cleaned, short, in quotation marks."""
    return f"“{clean_line(text, cap=40)}”"


@lru_cache(maxsize=65536)  # a column repeats its values; what is kept is short, because long cells are refused
def _amount(text: str, currency: str, decimal: DecimalSign | None) -> int:
    places = money.digits(currency)
    if text.isdigit() and text.isascii() and len(text) <= 12:
        return money.checked(int(text) * 10**places, currency)
    if places == 2 and decimal != "comma" and _FAST.fullmatch(text):
        whole, _, rest = text.partition(".")
        return int(whole + rest.ljust(2, "0"))
    found = _match(text)
    scale = 1
    words = [*_WORDS.findall(found["before"] or ""), *_WORDS.findall(found["after"])]
    scaled = [word for word in _WORDS.findall(found["after"])[:1] if word.lower() in _SCALES]
    for word in scaled:
        scale = _SCALES[word.lower()]
        words.remove(word)
    for word in words:
        _check_currency(text, word, currency)
    if decimal is None and _DECIMAL_OR_THOUSANDS.fullmatch(found["figures"].strip()):
        if places == 0 and scale == 1:  # yen have no decimals
            decimal = "point" if "," in found["figures"] else "comma"
        elif places != 3 and "," in found["figures"]:
            decimal = "point"
    figures = _figures(text, found["figures"], decimal)
    return money.to_minor(_signed(found, figures) * scale, currency, rounding=True)


def _match(text: str) -> re.Match[str]:
    if len(text) > _LENGTH_CAP:
        raise NotReadable(f"{quoted(text)} is too long for an amount.")
    plain = text.translate(_SAME).strip()
    if plain.startswith("(") and plain.endswith(")"):
        inner = plain[1:-1].strip()
        plain = f"-{inner}" if inner[:1] not in ("-", "+") and inner[-1:] != "-" else plain
    found = _AMOUNT.fullmatch(plain)
    if found is not None:
        return found
    if _NOT_FINITE.fullmatch(plain):
        raise NotReadable(f"{quoted(text)} is not a number. Leave the cell empty where there is none.")
    if any(sign.isdigit() and not sign.isascii() for sign in plain):
        raise NotReadable(f"{quoted(text)} is written in figures that are not read here. Write it with 0 to 9.")
    if re.fullmatch(r"(?i)[+-]?[0-9.,]+e[+-]?[0-9]+", plain):
        raise NotReadable(f"{quoted(text)} is in scientific notation. Write all figures out.")
    if plain.endswith("%"):
        raise NotReadable(f"{quoted(text)} is a percentage, not an amount.")
    raise NotReadable(f"{quoted(text)} is not an amount.")


def _signed(found: re.Match[str], figures: Decimal) -> Decimal:
    signs = found["sign"] + found["sign2"] + found["sign3"]
    if len(signs) > 1:
        raise NotReadable(f"{quoted(found.string)} has more than one sign.")
    return -figures if signs == "-" else figures


def _check_currency(text: str, word: str, currency: str) -> None:
    allowed = _CURRENCY_SIGNS.get(word.lower().rstrip("."), word.upper() if money.known(word.upper()) else "").split()
    if not allowed:
        raise NotReadable(f"{quoted(text)} is not an amount with a currency known here.")
    if currency not in allowed:
        raise NotReadable(f"{quoted(text)} is in {word}, but {currency} is expected here. Map a currency column or name the currency.")


def _decimal_sign(figures: str) -> DecimalSign | None:
    """The decimal sign these figures show by themselves; None when they could be read either way. At least one . or , is there."""
    last: DecimalSign = "point" if figures.rfind(".") > figures.rfind(",") else "comma"
    other: DecimalSign = "comma" if last == "point" else "point"
    sign = _SIGNS[last]
    if figures.count(sign) > 1:
        return other  # only thousands are separated more than once
    if _SIGNS[other] in figures:
        return last
    before, _, after = figures.strip().partition(sign)
    return None if len(after) == 3 and before.isdigit() and len(before) <= 3 and before[0] != "0" else last


def _figures(text: str, figures: str, decimal: DecimalSign | None) -> Decimal:
    figures = figures.strip()
    if decimal is None and ("." in figures or "," in figures):
        decimal = _decimal_sign(figures)
        if decimal is None:
            raise _EitherWay(f"{quoted(text)} may mean thousands or decimals. Say which sign separates the decimals of this column.")
    sign = _SIGNS[decimal or "point"]
    whole, _, rest = figures.partition(sign)
    grouped = _GROUPED.fullmatch(whole) or (_GROUPED_IN_INDIA.fullmatch(whole) if sign == "." else None)
    if (whole and not whole.isdigit() and (grouped is None or sign in whole)) or (rest and not rest.isdigit()):
        raise NotReadable(f"{quoted(text)} is not an amount with a decimal {decimal or 'point'}.")
    return Decimal(f"{re.sub(r'[^0-9]', '', whole) or '0'}.{rest or '0'}")
