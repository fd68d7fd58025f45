"""Owns what text may be: every string that enters the program or leaves it for a terminal is cleaned here.

A name is only a name: no escape sequence, no direction override, no invisible character and no pile of accents gets through,
and what was there stays visible as a stand-in, so that nobody is fooled by two names which look the same.
"""

from __future__ import annotations

import re
from unicodedata import category, combining, is_normalized, normalize

LINE_CAP = 500
BLOCK_CAP = 20_000
MARKS_CAP = 4  # enough for Vietnamese, Hebrew with points, emoji with selector and joiner
PILE_CAP = 64  # before composing: sorting the marks of one pile takes the square of their number, hours for a megabyte of them

_ELLIPSIS = "…"
_DOT = "·"
_UNKNOWN = "\ufffd"
_JOINERS = "\u200c\u200d"  # Persian and Indic spelling and joined emoji need them
_CANCEL_TAG = "\U000e007f"
_TAGS = "".join(map(chr, range(0xE0020, 0xE0080)))

# The regional flags (Scotland, Wales, England) are a black flag, up to six tag letters, and the cancel tag. Anywhere else tags hide text.
_FLAG = "\U0001f3f4[\U000e0030-\U000e007a]{1,6}\U000e007f"
_CONTROL = "\\x00-\\x1f\\x7f"
_UNFIT = "\\x80-\\x9f\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff" + "".join(
    f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(1, 17)
)
_FORMAT = (
    "\\xad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u180e\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb"
    "\\U000110bd\\U000110cd\\U00013430-\\U0001343f\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e007f"
)
_ODD = re.compile(f"{_FLAG}|[{_CONTROL}{_UNFIT}{_FORMAT}]")
_ODD_BUT_NEWLINE = re.compile(f"{_FLAG}|[\\x00-\\x09\\x0b-\\x1f\\x7f{_UNFIT}{_FORMAT}]")
_BESIDE_C0 = re.compile(f"[\\x7f\\u2028\\u2029{_UNFIT}{_FORMAT}]")
_BESIDE_ASCII = re.compile("[^\x00-\x7e]")  # said so, a range to the last sign would be spread out, for some milliseconds of every start
_UNFIT_ONE = re.compile(f"[{_UNFIT}]")
_BREAKS = re.compile("[\t\n\r\u2028\u2029\u2800]+")  # the last is the blank of Braille, which is drawn as nothing
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
# Marks are never \w, so only a long run of such characters can hold too many of them: most text is not looked at twice.
_MAYBE_MARKS = re.compile(f"[^\\w\\x00-\\x7f]{{{MARKS_CAP + 1},}}")
_MAYBE_PILE = re.compile(f"[^\\w\\x00-\\x7f]{{{PILE_CAP + 1},}}")


def clean_line(text: str, *, cap: int = LINE_CAP) -> str:
    """Return user text as one safe line of at most `cap` characters (cut with …); cleaning it again changes nothing."""
    if text.isascii() and text.isprintable():  # nearly every cell of an import
        return _cut(text.strip(), cap)
    text = _BREAKS.sub(" ", _bounded(text, cap))
    return _cut(_settled(_ODD.sub(_stand_in, text)).strip(), cap)


def clean_block(text: str, *, cap: int = BLOCK_CAP) -> str:
    """Return a note of several lines as safe text: only newlines structure it; at most `cap` characters (cut with …)."""
    return _cut(for_terminal(_bounded(text, cap)).strip(), cap)


def for_terminal(text: str) -> str:
    """Return text that cannot steer a terminal, newlines kept, nothing cut: everything printed goes through it, twice does no harm."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ").replace("\u2800", " ")
    return _settled(_ODD_BUT_NEWLINE.sub(_stand_in, text))


def for_document(text: str, *, ascii_only: bool = False) -> str:
    """Return JSON that steers no terminal: what JSON itself leaves as it is stands as an escape, half a character as U+FFFD."""
    return (_BESIDE_ASCII if ascii_only else _BESIDE_C0).sub(_json_escape, text)


def _json_escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xD800 <= code <= 0xDFFF:
        code = ord(_UNKNOWN)  # as an escape it is refused by strict readers and by PostgreSQL
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def _stand_in(found: re.Match[str]) -> str:
    """Show what must not be sent: controls as their pictures, broken characters as U+FFFD, other format characters as a dot."""
    char = found[0]
    if len(char) > 1:
        return char  # a whole flag
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return _UNKNOWN if _UNFIT_ONE.match(char) else _DOT


def _settled(text: str) -> str:
    """Compose characters (NFC) and cap piled-up marks; after composing, so that a decomposed é does not count as a mark."""
    text = _MAYBE_PILE.sub(lambda found: _piled(found[0], PILE_CAP), text)
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
    return _MAYBE_MARKS.sub(lambda found: _piled(found[0], MARKS_CAP), text)


def _piled(text: str, cap: int) -> str:
    """Return text with at most `cap` marks on top of each other."""
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if char in _JOINERS or combining(char) or category(char) in {"Mn", "Me"} else 0
        if run <= cap:
            kept.append(char)
    return "".join(kept)


def _bounded(text: str, cap: int) -> str:
    """Return text without the part that hardly can be kept: a megabyte is not read to the end for the sake of one line."""
    text = text.strip(" \t\r\n")
    return text if len(text) <= 16 * cap else text[: 16 * cap] + _ELLIPSIS


def _cut(text: str, cap: int) -> str:
    if len(text) <= cap:
        return text
    kept = text[: cap - 1]
    if not kept.endswith(_CANCEL_TAG):
        kept = kept.rstrip(_TAGS)  # half a flag would be cleaned differently the next time
    return kept.rstrip() + _ELLIPSIS
