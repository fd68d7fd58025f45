"""Records of a delimited text with the line each began on; one broken quote costs one record, never the rest of the file."""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple, TextIO

from sprintsales.domain.errors import NotReadable

CELL_CAP = 1024 * 1024  # characters
LINE_CAP = 4 * CELL_CAP
RECORD_LINES = 20_000
RETRACE_CAP = 4 * LINE_CAP  # characters read twice because of broken quotes, over the whole file

_QUOTED = re.compile(r'"(?:[^"]++|"")*+')
_TOO_LONG = "(too long)"  # stands for a line over LINE_CAP; recognised by identity, so the same words in a file are only words


class Record(NamedTuple):
    """Cells of one record, the physical line it began on, and what is wrong with it (None: nothing)."""

    line: int
    cells: list[str]
    problem: str | None


class _TooLongError(Exception):
    """A line, or a record over many lines, went over its cap."""


class Records:
    """Reads records one at a time; set `width` (columns of the header) once it is known."""

    def __init__(self, stream: TextIO, delimiter: str) -> None:
        self.width = 0
        self._stream = stream
        self._delimiter = delimiter
        self._line = 0  # lines read so far
        self._kept: list[str] = []  # the lines of the record being read
        self._back: deque[str] = deque()  # lines to be read again after a broken record
        self._retraced = 0
        # The standard reader's cap of 128 kB would stop at a long note; ours is checked here, so that the row is refused and not the file.
        csv.field_size_limit(max(csv.field_size_limit(), LINE_CAP * 2))

    def read(self) -> Iterator[Record]:
        """Every record; raises NotReadable only when quotes are so broken that reading on would be guessing."""
        kept = self._kept
        while True:  # a reader that failed cannot go on: each broken record starts a new one
            reader = csv.reader(self._feed(), delimiter=self._delimiter, strict=True)
            while True:
                start = self._line + 1
                kept.clear()
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except (csv.Error, _TooLongError):
                    yield self._broken(start)
                    break
                if len(kept) > 1 and self._swallows_rows(cells):
                    yield self._broken(start)
                    break
                problem = None
                if (len(kept) > 1 or len(kept[0]) > CELL_CAP) and max(map(len, cells), default=0) > CELL_CAP:
                    problem = "a cell holds more than 1 MB of text"
                yield Record(start, cells, problem)

    def _feed(self) -> Iterator[str]:
        back, kept, readline = self._back, self._kept, self._stream.readline
        size = 0
        while True:
            line = back.popleft() if back else readline(LINE_CAP + 1)
            if not line:
                return
            self._line += 1
            if len(line) > LINE_CAP:
                self._skip_rest(line)
                line = _TOO_LONG
            kept.append(line)
            size = len(line) if len(kept) == 1 else size + len(line)
            if line is _TOO_LONG or size > LINE_CAP or len(kept) > RECORD_LINES:
                raise _TooLongError
            yield line

    def _skip_rest(self, line: str) -> None:
        while line and line[-1] not in "\r\n":
            line = self._stream.readline(LINE_CAP)

    def _broken(self, start: int) -> Record:
        """The refused record, with the lines behind the one that opened the quote given back to be read again."""
        kept = self._kept
        if kept[0] is _TOO_LONG:
            opened, cells, problem = 0, [""], "the line is longer than 4 MB"
        else:
            lines = [line for line in kept if line is not _TOO_LONG]
            opened = self._line_of_forgotten_quote(lines)
            cells = next(csv.reader(lines[: opened + 1], delimiter=self._delimiter), []) or [""]
            problem = (
                f"a quote opened on line {start + opened} is not closed where its cell ends. "
                "Close it, and write a quote inside a quoted cell twice"
            )
        again = kept[opened + 1 :]
        self._retraced += sum(map(len, again)) + len(again)
        if self._retraced > RETRACE_CAP:
            raise NotReadable(f"The quotes of this file do not pair, on line {start + opened} and many others. Export it again.")
        self._back.extendleft(reversed(again))
        self._line = start + opened
        return Record(start, cells, problem)

    def _line_of_forgotten_quote(self, lines: list[str]) -> int:
        """Index of the line whose quote to blame: the first one behind which a row of its own follows, else the last one opened."""
        quoted = _quoted_lines(lines, self._delimiter)
        for first, last in quoted:
            if first < last and self.width > 1 and self._width_of(lines[first + 1]) == self.width:
                return first
        return quoted[-1][0] if quoted else 0

    def _width_of(self, line: str) -> int:
        return len(next(csv.reader([line], delimiter=self._delimiter), []))

    def _swallows_rows(self, cells: list[str]) -> bool:
        """Whether a quoted cell over several lines is really a forgotten quote: the lines inside it are rows of their own."""
        width, kept = self.width, self._kept
        if width < 2:
            return False
        if len(cells) != width:
            return any(first < last and self._width_of(kept[first + 1]) == width for first, last in _quoted_lines(kept, self._delimiter))
        # Prose that breaks into exactly as many cells on every line, the first and the last too, is hardly written by anyone.
        return width >= 4 and all(line.count(self._delimiter) + 1 == width for line in kept)


def _quoted_lines(lines: list[str], delimiter: str) -> list[tuple[int, int]]:
    """First and last line (indexes) of each quoted cell of a record, up to the cell whose quote is not closed properly."""
    text = "".join(lines)
    ends = list(accumulate(map(len, lines)))
    found: list[tuple[int, int]] = []
    place = 0
    while 0 <= place < len(text):
        if text[place] == '"':
            match = _QUOTED.match(text, place)
            end = match.end() if match is not None else len(text)
            found.append((bisect_right(ends, place), min(bisect_right(ends, end), len(lines) - 1)))
            if text[end + 1 : end + 2] != delimiter:
                break
            place = end + 2
        else:
            following = text.find(delimiter, place)
            place = following + 1 if following >= 0 else -1
    return found
