"""Owns money: whole minor units (cents) and a currency code, never a float, so that every sum is exact to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from sprintsales.domain.errors import NotReadable

LIMIT = 10**15  # minor units: ten thousand milliards of euros; sums of many stay far inside 64 bits

# ISO 4217, with a few codes withdrawn since 2015 that still stand in old exports (HRK, BGN, SLL, ZWL, MRO, STD, BYR, VEF, LTL, ANG, CUC).
_CODES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BYR BZD CAD CDF CHE CHF CHW CLF
    CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR
    ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LYD MAD MDL MGA MKD MMK MNT MOP MRO MRU
    MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP
    SLE SLL SOS SRD SSP STD STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VEF VES VND VUV WST
    XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL
"""
CURRENCIES = frozenset(_CODES.split())
_NOT_TWO = {
    0: "BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DIGITS = {code: places for places, codes in _NOT_TWO.items() for code in codes.split()}
SYMBOLS: dict[str, str] = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "PLN": "zł", "CZK": "Kč"}
"""By ISO 4217 code; any other currency is said as its code."""


def known(currency: str) -> bool:
    """Return whether this is a currency code of ISO 4217, in capitals."""
    return currency in CURRENCIES


def whole_money(minor: int, currency: str) -> str:
    """Return an amount as people read it, whole units with the currency's sign: `€27,600`, `1,200 CHF` where there is none."""
    unit: int = 10 ** digits(currency)
    text = f"{rounded(Fraction(minor, unit)):,}"
    sign = SYMBOLS.get(currency)
    return f"{sign}{text}" if sign else f"{currency} {text}"


def currency_code(text: str) -> str:
    """Return the ISO 4217 code meant by typed text (any case); raises NotReadable for anything else, signs like € included."""
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise NotReadable(f"“{text.strip()[:20]}” is not a currency code; write three letters such as EUR or USD.")
    return code


def digits(currency: str) -> int:
    """Return how many decimals the currency has (source: ISO 4217): 2, but 0 for JPY, 3 for KWD, 4 for CLF; unknown codes have 2."""
    return _DIGITS.get(currency, 2)


def to_minor(amount: Decimal, currency: str, *, rounding: bool = False) -> int:
    """Return an amount of major units as minor units, exactly.

    With `rounding` surplus decimals are rounded half away from zero (imports, which warn); without it they raise NotReadable.
    So do NaN, infinity and anything beyond LIMIT.
    """
    if not amount.is_finite():
        raise NotReadable("This is not a number.")
    places = digits(currency)
    if amount and amount.adjusted() + places > 15:  # before any power of ten is computed: 1e999999 must cost nothing
        raise NotReadable(_too_large(currency))
    sign, figures, exponent = amount.as_tuple()
    assert isinstance(exponent, int)  # only NaN and infinity have a letter here
    text = "".join(map(str, figures)) if amount else "0"
    shift = exponent + places if amount else 0
    if shift >= 0:
        magnitude = int(text) * 10**shift
    else:
        whole, rest = text[:shift], text[shift:]
        if rest.strip("0") and not rounding:
            raise NotReadable(f"{currency} has {_decimals(places)}; this amount has more.")
        magnitude = int(whole or "0") + (1 if len(text) >= -shift and rest[0] >= "5" else 0)
    return checked(-magnitude if sign else magnitude, currency)


def checked(minor: int, currency: str = "") -> int:
    """Return the amount unchanged; raises NotReadable beyond LIMIT minor units, which no deal is worth."""
    if abs(minor) > LIMIT:
        raise NotReadable(_too_large(currency))
    return minor


def major(minor: int, currency: str) -> str:
    """Return minor units as a string of major units with the currency's decimals and no separators: 123450 EUR is '1234.50'."""
    places = digits(currency)
    if not places:
        return str(minor)
    whole, rest = divmod(abs(minor), 10**places)
    return f"{'-' if minor < 0 else ''}{whole}.{rest:0{places}d}"


def rounded(amount: Fraction) -> int:
    """Return the whole number nearest to an exact fraction, halves away from zero, as commerce rounds."""
    magnitude = (2 * abs(amount.numerator) + amount.denominator) // (2 * amount.denominator)
    return magnitude if amount >= 0 else -magnitude


def share(minor: int, per_mille: int) -> int:
    """Return so many thousandths of an amount in minor units, halves away from zero: 50000 at 50 ‰ is 2500."""
    return rounded(Fraction(minor * per_mille, 1000))


def split(minor: int, weights: Sequence[int]) -> list[int]:
    """Return the amount in parts proportional to the weights whose sum is exactly the amount.

    Method: largest remainder; equal remainders go to the earlier part. Raises ValueError without a positive weight.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("an amount is split by weights that are not negative and not all zero")
    whole, rests = zip(*(divmod(abs(minor) * weight, total) for weight in weights), strict=True)
    parts = list(whole)
    by_rest = sorted(range(len(weights)), key=lambda index: -rests[index])
    for index in by_rest[: abs(minor) - sum(whole)]:
        parts[index] += 1
    return parts if minor >= 0 else [-part for part in parts]


def convert(minor: int, rate: Fraction, from_digits: int, to_digits: int) -> int:
    """Return an amount in another currency's minor units; `rate` is major units of the target for one major unit of the source.

    Computed exactly and rounded once, halves away from zero. Raises NotReadable for a rate that is not positive or a result beyond LIMIT.
    """
    if rate <= 0:
        raise NotReadable("An exchange rate must be greater than zero.")
    return checked(rounded(minor * rate * Fraction(10**to_digits, 10**from_digits)))


def _too_large(currency: str) -> str:
    top = major(LIMIT, currency) if currency else f"{LIMIT}"
    return f"This amount is beyond what can be kept ({top}{' ' + currency if currency else ''})."


def _decimals(places: int) -> str:
    return {0: "no decimals", 1: "one decimal"}.get(places, f"{places} decimals")
