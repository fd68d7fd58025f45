"""Where a foreign file's bytes come from, and which encoding they are in: decided over the whole file, never by dropping bytes."""

from __future__ import annotations

import codecs
import io
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sprintsales.domain.errors import NotFound, NotReadable, Refused
from sprintsales.domain.text import clean_line
from sprintsales.formats.opening import open_bytes

FILE_CAP = 512 * 1024 * 1024  # bytes
CHUNK = 1024 * 1024

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TABLES = (
    (b"PK\x03\x04", "an Excel workbook or a zip file. Open it and save the sheet as CSV UTF-8"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook. Open it and save the sheet as CSV UTF-8"),
    (b"SQLite format 3\x00", "a database, not a table of text"),
    (b"\x1f\x8b", "compressed. Unpack it first"),
    (b"%PDF", "a PDF. Export the list as CSV instead"),
    (b"<html", "a web page, as some CRMs export under the name .xls. Export it as CSV instead"),
    (b"<!doc", "a web page, as some CRMs export under the name .xls. Export it as CSV instead"),
    (b"<?xml", "an XML file. Export the list as CSV instead"),
)
# An apostrophe that may be the one a safe export puts before a formula: only then do rows need a second look.
_MAYBE_NEUTRALISED = re.compile(r"'[\s'=+\-@＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one file, which can be read from the beginning any number of times."""

    name: str
    path: Path | None
    data: bytes
    size: int
    changed_ns: int

    def open(self) -> BinaryIO:
        """A fresh binary stream; raises Refused when the file went away or changed since it was first looked at."""
        if self.path is None:
            return io.BytesIO(self.data)
        stream = _open(self.path)
        found = self.path.stat()
        if (found.st_size, found.st_mtime_ns) != (self.size, self.changed_ns):
            stream.close()
            raise Refused(f"{self.name} changed while it was being read. Import it again when it is complete.")
        return stream


@dataclass(frozen=True, slots=True)
class Reading:
    """How a source is to be decoded, and what the whole-file look found in it."""

    encoding: str
    has_nul: bool
    maybe_neutralised: bool


def find_source(place: str | Path | bytes) -> Source:
    """The source behind a path or behind bytes at hand; NotFound when there is none, Refused when it cannot be read or is too large."""
    if isinstance(place, bytes):
        return _checked(Source("the text", None, place, len(place), 0))
    path = Path(place)
    try:
        found = path.stat()
    except FileNotFoundError:
        raise NotFound(f"There is no file {_whole(path)}. Check the name and the folder.") from None
    except (OSError, ValueError) as error:
        raise Refused(f"{_shown(path)} cannot be read ({_why(error)}). Check who may read it, or name another file.") from None
    if stat.S_ISDIR(found.st_mode):
        raise Refused(f"{_shown(path)} is a folder. Name the file inside it.")
    if stat.S_ISREG(found.st_mode):
        return _checked(Source(_shown(path), path, b"", found.st_size, found.st_mtime_ns))
    if stat.S_ISFIFO(found.st_mode):  # a pipe can be read once only, so it is kept
        with _open(path) as stream:
            data = stream.read(FILE_CAP + 1)
        return _checked(Source(_shown(path), None, data, len(data), 0))
    raise Refused(f"{_shown(path)} is not a file. Name a CSV file.")


def find_encoding(source: Source, named: str | None = None) -> Reading:
    """The encoding that decodes every byte of the source: byte order mark, else UTF-16 by its zero bytes, else UTF-8, else Windows-1252.

    Raises NotReadable when the bytes are no table of text, or fit no encoding without loss; the sentence names the line.
    """
    with source.open() as stream:
        head = stream.read(4096)
    if not head:
        raise NotReadable(f"{source.name} is empty.")
    for magic, what in _NOT_TABLES:
        if head[: len(magic)].lower() == magic.lower():
            raise NotReadable(f"{source.name} is {what}.")
    if named is not None:
        return _look_through(source, _codec(named))
    marked = next((encoding for mark, encoding in _BOMS if head.startswith(mark)), None) or _wide_without_mark(head)
    if marked is not None:
        return _look_through(source, marked)
    try:
        return _look_through(source, "utf-8")
    except _NotInThisEncoding as first:
        if first.other_signs:  # real UTF-8 signs came before: reading all of it as Windows-1252 would spoil those
            raise
    return _look_through(source, "cp1252")


def _look_through(source: Source, encoding: str) -> Reading:
    nul = formula = signs = False
    line = 1
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    for chunk, last in _chunks(source):
        try:
            text = decoder.decode(chunk, last)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(encoding, "replace")
            raise _NotInThisEncoding(source.name, encoding, line + before.count("\n"), signs or not before.isascii()) from None
        except UnicodeError:  # a UTF-16 text that ends in the middle of a mark
            raise _NotInThisEncoding(source.name, encoding, line, signs) from None
        nul = nul or "\0" in text
        formula = formula or text.endswith("'") or _MAYBE_NEUTRALISED.search(text) is not None
        signs = signs or not text.isascii()
        line += text.count("\n")
    return Reading(encoding, nul, formula)


class _NotInThisEncoding(NotReadable):
    """Bytes that the encoding has no sign for; other_signs tells whether non-ASCII signs came before them."""

    def __init__(self, name: str, encoding: str, line: int, other_signs: bool) -> None:
        self.other_signs = other_signs
        super().__init__(
            f"{name} holds bytes on line {line} that are not {_PLAIN.get(encoding, encoding)} text. Save it again as CSV UTF-8."
        )


_PLAIN = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "UTF-8 or Windows-1252",
}


def _chunks(source: Source) -> Iterator[tuple[bytes, bool]]:
    with source.open() as stream:
        chunk = stream.read(CHUNK)
        while chunk:
            following = stream.read(CHUNK)
            yield chunk, not following
            chunk = following


def _wide_without_mark(head: bytes) -> str | None:
    """UTF-16 shows itself by a zero byte beside nearly every letter; a plain file with a stray NUL does not."""
    pairs = len(head) // 2
    if pairs < 2:
        return None
    if head[1::2].count(0) > 0.6 * pairs and head[::2].count(0) < 0.2 * pairs:
        return "utf-16-le"
    if head[::2].count(0) > 0.6 * pairs and head[1::2].count(0) < 0.2 * pairs:
        return "utf-16-be"
    return None


def _codec(named: str) -> str:
    try:
        found = codecs.lookup(named.strip())
        "a".encode(found.name)  # leaves out codecs that are no text encodings (base64, zip)
    except (LookupError, ValueError):
        raise Refused(f"There is no encoding '{clean_line(named, cap=40)}'. Known ones are utf-8, utf-16, cp1252, latin-1.") from None
    return found.name


def _checked(source: Source) -> Source:
    if source.size > FILE_CAP:
        raise Refused(f"{source.name} is larger than {FILE_CAP // 1024 // 1024} MB. Split it into smaller files.")
    return source


def _open(path: Path) -> BinaryIO:
    try:
        return open_bytes(path)
    except FileNotFoundError:
        raise NotFound(f"There is no file {_whole(path)}. Check the name and the folder.") from None
    except OSError as error:
        raise Refused(f"{_shown(path)} cannot be read ({_why(error)}). Check who may read it, or name another file.") from None


def _why(error: Exception) -> str:
    return (error.strerror or "unreadable").lower() if isinstance(error, OSError) else "its name is not a file name"


def _whole(path: Path) -> str:
    """The whole path, from the root on: a name alone does not say in which folder was looked."""
    try:
        return clean_line(str(path.absolute()), cap=300)
    except (OSError, ValueError):  # the folder one is in is gone
        return clean_line(str(path), cap=300)


def _shown(path: Path) -> str:
    return clean_line(path.name or str(path), cap=80)
