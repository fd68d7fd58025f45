"""The corpus of hostile text, by what it attacks; every string is meant to be only text wherever it gets."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from unicodedata import category

ESC, BEL, ST, C1 = "\x1b", "\x07", "\x1b\\", "\x9b"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"

CORPUS: Mapping[str, tuple[str, ...]] = {
    "markup": (
        "Acme [/] deal",
        "[@click=app.quit]free[/]",
        "[@click=app.leave]free[/] [@click='app.bell()']bell",
        "[b]X[/b] [red]y",
        "[bold",
        "bold]",
        "[/b][/i][/]",
        "\\[b] \\\\[b]",
        "[link=https://evil.example]click[/link]",
        "[$accent on red]x[/] [#ff0000]y",
        "[blink reverse]x",
        "[[[[[[[[[[",
        ":skull: :boom:",
    ),
    "csi": (
        f"{ESC}[31mred{ESC}[0m",
        f"{ESC}[2J{ESC}[Hwiped",
        f"{ESC}[?1049lout of the screen",
        f"{ESC}[6nask back",
        f"{ESC}cfull reset",
        f"{ESC}[8;1;1tsmall",
        f"ends in the middle {ESC}[",
        f"ends with escape {ESC}",
        f"{ESC}(0lines",
        f"{ESC}#8",
    ),
    "osc": (
        f"{ESC}]0;PWNED{BEL}after",
        f"{ESC}]0;PWNED{ST}after",
        f"{ESC}]2;PWNED never ended",
        f"{ESC}]52;c;cm0gLXJm{BEL}clip",
        f"{ESC}]52;c;cm0gLXJm{ST}clip",
        f"{ESC}]8;;https://evil.example{ST}link{ESC}]8;;{ST}",
        f"{ESC}]8;;file:///etc/passwd{BEL}link{ESC}]8;;{BEL}",
        f"{ESC}]9;notice{BEL}",
        f"{ESC}]1337;File=inline=1:AAAA{BEL}",
    ),
    "dcs": (f"{ESC}P+q544e{ST}", f"{ESC}Ptmux;{ESC}{ESC}]0;x{BEL}{ST}", f"{ESC}_Gf=100;AAAA{ST}", f"{ESC}^pm{ST}", f"{ESC}Xsos{ST}"),
    "c1": (f"{C1}31mred", "\x9d0;PWNED\x9cafter", "\x90+q\x9c", "".join(map(chr, range(0x80, 0xA0))), "next\x85line"),
    "c0": (
        "nul \x00 in the middle",
        "\x00",
        "rub\x7fout",
        "bell \x07\x07",
        "back\x08\x08\x08space",
        "shift \x0e\x0f",
        "".join(map(chr, range(1, 32))) + "all",
        "\x1c\x1d\x1e\x1funits",
        "form\x0cfeed\x0btab",
    ),
    "lines": (
        "two\nlines",
        "over\rwritten",
        "dos\r\nlines",
        "tab\tbed\t\t",
        "line\u2028and paragraph\u2029end",
        "\n\n\nleading",
        "Acme\nDone #1 forged answer\n✓ All is well",
        "a | b\n|---|---|\n| c | d |",
    ),
    "bidi": (
        "invoice\u202egnp.exe",
        "\u202aa\u202bb\u202cc\u202dd",
        "\u2066one\u2067two\u2068three\u2069",
        "\u200eltr\u200frtl\u061calm",
        "never closed \u2067\u202e",
    ),
    "invisible": (
        "zero\u200bwidth",
        "\ufeffAcme",
        "\u200b\u200b\u200b",
        "soft\u00adhyphen",
        "word\u2060joiner\u2061\u2064",
        "hid\U000e0068\U000e0069\U000e0064den",
        "\ufff9base\ufffaruby\ufffb",
        "\u180e\u200c\u200d",
        "Ac\ufe00me \U000e0100vs",
        "\u3164\u115f\u2800",
    ),
    "marks": (
        "Z" + "\u0301\u0323" * 40,
        "\u0301\u0302\u0303 starts with marks",
        "a" + "\u0f73" * 20,
        "e\u0301clair decomposed",
        "\u20dd\u20e0 around",
        "म\u094d" * 20,
    ),
    "wide": (
        "日本語株式会社",
        "👩‍👩‍👧‍👦 family",
        "👍🏽🇩🇪🇮🇹",
        SCOTLAND + " flag",
        "\U0001f3f4\U000e0067 half a flag",
        "שלום עולם",
        "שלום (Acme) 12,500",
        "مرحبا بالعالم",
        "می‌خواهم",
        "ｆｕｌｌ　ｗｉｄｔｈ",
        "ﷺ﷽𒐫",
        "ß İı ﬁ Σς",
    ),
    "broken": (
        "half \ud800 emoji",
        "\udfff",
        "\ud83d swapped \udc00\ud83d",
        "escaped byte \udc9b31m",
        "not\uffffa\ufffechar \ufdd0 \U0010ffff",
        "\ufffd",
    ),
    "formula": (
        "=1+1",
        '=HYPERLINK("https://evil.example","x")',
        "+1+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "=cmd|' /C calc'!'A1'",
        "\t=1+1",
        "\r=1+1",
        " =1+1",
        "＝1+1",
        "'=1+1",
        "''=1+1",
        '"=1+1"',
        ";=1+1",
        "%0A=1+1",
        "-5",
    ),
    "html": (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='alert(1)",
        "<svg/onload=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "javascript:alert(1)",
        "</td></tr></table><iframe src=//evil.example>",
        "<!--",
        "]]>",
        "&lt;b&gt; &amp; &#60;script&#62;",
        "<link rel=stylesheet href=//evil.example/x.css>",
        "<style>@import '//evil.example'</style>",
        "<meta http-equiv=refresh content=0;//evil.example>",
    ),
    "markdown": (
        "a | b | c",
        "\\| pipe \\",
        "ends with a stroke \\",
        "![x](https://evil.example/x.png)",
        "[x](javascript:alert(1))",
        "# heading",
        "- item",
        "1. item",
        "> quote",
        "```",
        "`code`",
        "***bold*** __under__ ~~gone~~",
        "---",
        "<https://evil.example>",
        "[x]: https://evil.example",
        "&#124; pipe",
    ),
    "data": (
        'he said "no", and left',
        '"',
        '""","',
        "a,b;c\td",
        '{"a": [1, null]}',
        "\\u001b[31m \\x1b \\n",
        "null",
        "None",
        "NaN",
        "Infinity",
        "1e400",
        "0",
        "#12",
        "true",
        "2026-11-18",
    ),
    "sql": ("'; DROP TABLE deal; --", "Robert'); DELETE FROM deal;--", "' OR '1'='1", "100%_like[a-z]", ":name ? $1 %s", "\\"),
    "shell": ("$(reboot)", "`reboot`", "; rm -rf /", "| cat /etc/passwd", "--help", "-x", "--db=/tmp/x", "@file", "$HOME ~ *", "a\\ b"),
    "format": ("{0} {} {name}", "{0.__class__.__mro__}", "%s %d %n", "%(x)s", "${x} $name", "{{}}", "%", "{", "}"),
    "path": ("../../etc/passwd", "..\\..\\windows", "/dev/null", "C:\\CON", "file:///etc/passwd", "a/b", ".", "~root", "con.txt"),
    "regex": ("(((((", "[a-z", "*", "+?", "(a+)+$", "\\", "^$", "(?P<x>", "a{99999}", "$"),
    "blank": ("", " ", "   ", "\u00a0", "\u3000\u2003", "\u200b", "\u2800"),
    "ours": (
        "erased person 14",
        "erased person",
        "not built",
        "–",
        "-",
        "none",
        "nothing planned",
        "me",
        "won",
        "all",
        "backlog",
        "total",
        "team",
        "re",
        "call",
        "tue 30m",
        "next email fri",
        "#1",
        "…",
        "loading …",
        "+ 12 more ↓",
        "▌ selected",
    ),
    "long": (
        "long " * 60,
        "W" * 600,
        "日" * 400,
        "[" * 700,
        "a\u0301" * 500,
        "👩‍👩‍👧" * 100,
        "\u202e" * 300,
        '"' * 500,
        "|" * 300,
        "very-" * 200,
    ),
}
"""By kind of attack."""

STRINGS: tuple[str, ...] = tuple(dict.fromkeys(text for texts in CORPUS.values() for text in texts))

WHOLE = os.environ.get("HOSTILE_WHOLE") == "1"
"""Whether the long tests take every string to every place (half an hour) instead of some to each (three minutes)."""


def thin(strings: Sequence[str], step: int, first: int = 0) -> Sequence[str]:
    """Return every STEP-th string from FIRST on; all of them when the whole corpus is asked for."""
    return strings if WHOLE else strings[first::step]


MEGABYTE = 1_000_000
MONSTERS: Mapping[str, str] = {
    "one letter": "x" * MEGABYTE,
    "words": "word " * (MEGABYTE // 5),
    "marks": "e" + "\u0301\u0323" * (MEGABYTE // 2),
    "escapes": "\x1b[31m" * (MEGABYTE // 5),
    "brackets": "[" * 100_000,
    "closed brackets": "[b]" * 100_000,
    "lines": "line\n" * (MEGABYTE // 5),
    "wide": "日" * MEGABYTE,
    "quotes": '"' * MEGABYTE,
    "digits": "9" * MEGABYTE,
    "blanks": "a" + " " * MEGABYTE + "b",
}
"""Texts so long that only their beginning can be kept."""

JOINERS = "\u200c\u200d"
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e007a]{1,6}\U000e007f")
_ODD_KINDS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def steering(text: str, *, newline: bool = True) -> list[str]:
    """The characters of TEXT that could steer a terminal, mislead the eye, or are no text; judged without the code under test."""
    return [
        char
        for char in set(_FLAG.sub("", text))
        if char not in JOINERS
        and not (newline and char == "\n")
        and (category(char) in _ODD_KINDS or ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF)
    ]


def harm(text: str, where: str) -> list[str]:
    """The place and the characters in a sentence where TEXT could steer a terminal; nothing where it could not."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return []
    found = steering(text)
    return [f"{where}: {sorted(map(ascii, found))} in {_around(text, found[0])!a}"] if found else []


def assert_harmless(text: str, where: str) -> None:
    """Fail with the place and the characters when TEXT could steer a terminal."""
    assert harm(text, where) == []


def _around(text: str, char: str) -> str:
    at = text.index(char)
    return text[max(0, at - 60) : at + 60]
