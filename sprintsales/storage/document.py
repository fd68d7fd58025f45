"""An export read again: the whole of it in memory, or row by row from a file, so that a large one needs no more than a small one."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TextIO

from sprintsales.domain.errors import Refused, Unusable
from sprintsales.storage.files import is_database

SCHEMA = "sprintsales.export/1"
LEFT_OUT = frozenset({"write_door"})
"""The door is empty outside a write, and every database has one."""
GZIP_MAGIC = b"\x1f\x8b"
PIECE = 1 << 18
PLAIN = {int, str, type(None)}
BLANK = " \t\r\n"

Row = Sequence[object]
Document = Mapping[str, Any]
TableOf = tuple[str, Sequence[str], Iterable[Row]]
"""The name of a table, its columns, and its rows, to be read before the next table is."""


class NotRestorable(Refused):
    """The file is no export and no backup of sprintsales, or not a whole one."""


class Damaged(NotRestorable):
    """An export is not as it was written."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} The file was changed or cut off: export again, or restore an older one.")


class Export(Protocol):
    """An export, wherever it is read from."""

    @property
    def version(self) -> str:
        """The schema it was written in."""

    @property
    def ids(self) -> Mapping[str, int]:
        """The highest id each table ever gave out."""

    def tables(self) -> Iterator[TableOf]:
        """Yield every table once; raises NotRestorable for what is out of shape."""


class Whole:
    """An export that was read already."""

    def __init__(self, document: Document) -> None:
        """Raises NotRestorable for a document out of shape; its rows are looked at as they are read."""
        self._tables = document.get("tables")
        if not isinstance(self._tables, dict):
            raise Damaged("The export holds no tables.")
        self.version = str(document.get("version"))
        self.ids = checked_ids(document.get("ids", {}))

    def tables(self) -> Iterator[TableOf]:
        """Yield every table once."""
        for name, columns, rows in self.lists():
            yield name, columns, checked_rows(name, columns, rows)

    def lists(self) -> Iterator[tuple[str, Sequence[str], list[object]]]:
        """Yield every table once, its rows as they are."""
        assert isinstance(self._tables, dict)
        for name, table in self._tables.items():
            if not isinstance(table, dict) or not isinstance(table.get("rows"), list):
                raise Damaged(f"The table {name} of the export is out of shape.")
            yield name, checked_columns(name, table.get("columns")), table["rows"]


class Streamed:
    """An export that is read as it is asked for; keys in the order the program writes them, spaces anywhere."""

    def __init__(self, stream: TextIO, name: str) -> None:
        """Read up to the tables; raises NotRestorable for what is no export, Unusable when it cannot be read; NAME is for sentences."""
        self._text = Text(stream, name)
        head: dict[str, Any] = {}
        self._text.take("{")
        while (key := self._text.key()) != "tables":
            head[key] = self._text.value()
            if not self._text.more("}"):
                break
        self.in_order = {"schema", "version", "ids"} <= head.keys()
        """Whether what is to be known of the tables stands before them."""
        if key != "tables" or (self.in_order and head["schema"] != SCHEMA):
            raise no_export(name)
        self.version = str(head.get("version"))
        self.ids = checked_ids(head.get("ids", {}))

    def tables(self) -> Iterator[TableOf]:
        """Yield every table once."""
        text = self._text
        text.take("{")
        while True:
            name = text.key()
            text.take("{")
            if text.key() != "columns":
                raise Damaged(f"The table {name} of the export does not begin with its columns.")
            columns = checked_columns(name, text.value())
            text.take(",")
            if text.key() != "rows":
                raise Damaged(f"The table {name} of the export is out of shape.")
            yield name, columns, checked_rows(name, columns, text.items())
            text.take("}")
            if not text.more("}"):
                break
        text.take("}")
        text.end()


class Text:
    """JSON taken piece by piece from a stream; raises NotRestorable where it is none, Unusable where it cannot be read."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self._stream, self._name = stream, name
        self._decode = json.JSONDecoder().raw_decode
        self._text, self._place = "", 0

    def take(self, sign: str) -> None:
        """Pass a sign that must come next."""
        if self._next() != sign:
            raise self._no_export(f"there should be a {sign}")
        self._place += 1

    def more(self, closing: str) -> bool:
        """Pass a comma, or the closing sign, and return whether it was a comma."""
        if self._next() == ",":
            self._place += 1
            return True
        self.take(closing)
        return False

    def key(self) -> str:
        """Pass a key and its colon and return it."""
        if self._next() != '"':
            raise self._no_export("there should be a key")
        found = self.value()
        self.take(":")
        return str(found)

    def value(self) -> Any:
        """Pass a value and return it."""
        while True:
            self._next()
            try:
                found, end = self._decode(self._text, self._place)
            except (ValueError, RecursionError) as error:
                if not self._fill():
                    raise self._no_export(str(error)) from error
                continue
            if end < len(self._text) or not self._fill():  # a number may go on in the next piece
                self._place = end
                return found

    def items(self) -> Iterator[Any]:
        """Yield the values of a list one by one."""
        self.take("[")
        if self._next() == "]":
            self._place += 1
            return
        while True:
            yield self.value()
            if not self.more("]"):
                return

    def skip_to(self, start: str) -> bool:
        """Pass everything up to the end of a line's START and return whether there is one."""
        start = f"\n{start}"
        while (place := self._text.find(start, self._place)) < 0:
            self._place = max(self._place, len(self._text) - len(start))
            if not self._fill():
                return False
        self._place = place + len(start)
        return True

    def end(self) -> None:
        """Pass the end of the document."""
        if self._next():
            raise self._no_export("something follows its end")

    def _next(self) -> str:
        """Return the sign that comes next, nothing at the end."""
        while True:
            while self._place < len(self._text):
                if self._text[self._place] not in BLANK:
                    return self._text[self._place]
                self._place += 1
            if not self._fill():
                return ""

    def _fill(self) -> bool:
        """Read on, twice as much where that much was not enough, and return whether there was anything."""
        rest = self._text[self._place :]
        try:
            piece = self._stream.read(max(PIECE, len(rest)))
        except (ValueError, EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise self._no_export(str(error)) from error
        except OSError as error:
            raise Unusable(f"{self._name} cannot be read ({error.strerror}).") from error
        self._text, self._place = rest + piece, 0
        return bool(piece)

    def _no_export(self, why: str) -> NotRestorable:
        return NotRestorable(f"{self._name} is no export of sprintsales and no backup, or it is cut off ({why}). Try another one.")


def no_export(name: str) -> NotRestorable:
    """Return the refusal of a document that is another one."""
    return NotRestorable(f"{name} is no export of sprintsales. Make one with: sprintsales export all --format json")


def checked_ids(ids: object) -> Mapping[str, int]:
    """Return the ids given out; raises NotRestorable."""
    if not isinstance(ids, dict) or not all(type(last) is int for last in ids.values()):
        raise Damaged("The ids of the export are out of shape.")
    return ids


def checked_columns(name: str, columns: object) -> Sequence[str]:
    """Return the columns of a table; raises NotRestorable."""
    if not isinstance(columns, list) or not all(type(one) is str for one in columns) or len(set(columns)) != len(columns):
        raise Damaged(f"The table {name} of the export is out of shape.")
    return columns


def checked_rows(name: str, columns: Sequence[str], rows: Iterable[object]) -> Iterator[Row]:
    """Yield rows as wide as their table, with plain values only; raises NotRestorable with the place of the first other one."""
    width = len(columns)
    for place, row in enumerate(rows, 1):
        if not isinstance(row, list) or len(row) != width or not PLAIN.issuperset(map(type, row)):
            raise Damaged(f"Row {place} of the table {name} of the export is out of shape.")
        yield row


def fitting(export: Export, there: Mapping[str, Iterable[str]]) -> Iterator[TableOf]:
    """Yield the tables of an export; raises NotRestorable unless it has the tables and columns of its schema, each once."""
    waiting = {name: set(columns) for name, columns in there.items() if name not in LEFT_OUT}
    for name, columns, rows in export.tables():
        known = waiting.pop(name, None)
        if known is None:
            raise Damaged(f"The export has not the tables of its schema ({name}).")
        if set(columns) != known:
            raise Damaged(f"The table {name} of the export has not the columns of its schema.")
        yield name, columns, rows
    if waiting:
        raise Damaged(f"The export has not the tables of its schema ({', '.join(sorted(waiting))} is missing).")


@contextmanager
def opened(source: Path) -> Iterator[Export]:
    """Yield the export a file holds, packed (gzip) or not; raises NotRestorable for one that holds none, Unusable for no file."""
    with binary(source) as file, io.TextIOWrapper(file, encoding="utf-8-sig") as stream:
        export = Streamed(stream, str(source))
        if export.in_order:
            yield export
            return
    with binary(source) as file, io.TextIOWrapper(file, encoding="utf-8-sig") as stream:
        document = Text(stream, str(source)).value()  # another program wrote the keys in another order: all of it is read first
        if document.get("schema") != SCHEMA:
            raise no_export(str(source))
        yield Whole(document)


@contextmanager
def binary(source: Path) -> Iterator[io.BufferedReader | gzip.GzipFile]:
    """Yield the bytes of a file, unpacked where it is packed (gzip); raises Unusable."""
    if source.is_file() and is_database(source):
        raise no_export(str(source))
    try:
        file = source.open("rb")
        packed = file.peek(len(GZIP_MAGIC))[: len(GZIP_MAGIC)] == GZIP_MAGIC
    except OSError as error:
        raise Unusable(f"{source} cannot be read ({error.strerror}).") from error
    with file:
        yield gzip.GzipFile(fileobj=file) if packed else file


def read_document(source: Path) -> Document:
    """Return a whole export, read at once; its rows are looked at when they are restored.

    Raises NotRestorable, or Unusable when it cannot be read.
    """
    with binary(source) as file:
        try:
            document = json.loads(file.read().decode("utf-8-sig"))
        except (ValueError, RecursionError, EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise NotRestorable(
                f"{source} is no export of sprintsales and no backup, or it is cut off ({error}). Try another one."
            ) from error
        except OSError as error:
            raise Unusable(f"{source} cannot be read ({error.strerror}).") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise no_export(str(source))
    whole = Whole(document)
    tables = {name: {"columns": columns, "rows": rows} for name, columns, rows in whole.lists()}
    return {"schema": SCHEMA, "version": whole.version, "ids": whole.ids, "tables": tables}


def rows_of_copy(copy: Path, table: str) -> Iterator[dict[str, object]]:
    """Yield the rows of one table of a copy this program made: a row a line, so that the others need not be understood.

    Raises NotRestorable or Unusable for a file that is none.
    """
    with binary(copy) as file, io.TextIOWrapper(file, encoding="ascii") as stream:
        text, start = Text(stream, str(copy)), f'"{table}":'
        if not text.skip_to(start):
            return
        text.take("{")
        text.key()
        columns = checked_columns(table, text.value())
        text.take(",")
        text.key()
        for row in checked_rows(table, columns, text.items()):
            yield dict(zip(columns, row, strict=True))
