"""Nasty files from end to end: read, judged cell by cell, refused rows written out, and the file of rejects read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from sprintsales.domain.errors import NotReadable
from sprintsales.formats.delimited import Row, open_table
from sprintsales.formats.spreadsheet import Reject, write_rejects
from sprintsales.formats.values import read_amount, read_date

HEADER = ("id", "name", "value", "close")
GOOD = [
    "1,Acme [/] deal,1000.00,2026-12-04",
    "2,=cmd()|x,5,2026-12-04",
    '3,"Two\nlines",5,2026-12-04',
    "4,\u202egnp.exe,5,2026-12-04",
    "5,'=x,,",
]
BAD = {
    "1e400": "6,Beta,1e400,2026-12-04",
    "no such day": "7,Corto,2000,2026-02-30",
    "NaN": "8,Delta,NaN,2026-12-04",
    "Infinity": "9,Eder,Infinity,2026-12-04",
    "other figures": "10,Frost,١٢٣,2026-12-04",
    "another order": "11,Gold,5,12/04/2026",
    "a header again": "id,name,value,close",
    "too many cells": "12,Hut,5,2026-12-04,extra,=more",
    "too few cells": "13,Ill",
    "NUL": "14,Ju\0no,5,2026-12-04",
    "a quote inside": '15,"Kit "Best" Ltd",5,2026-12-04',
    "a formula for a value": "16,Loft,=1+1,2026-12-04",
    "a huge cell": f"17,{'M' * 1_100_000},5,2026-12-04",
    "a quote that never closes": '18,"Nord,5,2026-12-04',
}


def judged(row: Row) -> str | None:
    """The reason why a row is refused, the way an import finds it."""
    if row.problem is not None:
        return row.problem
    try:
        read_amount(row.cells[2], "EUR")
        read_date(row.cells[3], "ymd")
    except NotReadable as why:
        return str(why)
    return None


@pytest.mark.parametrize(("bom", "encoding"), [("", "utf-8"), ("\ufeff", "utf-8"), ("", "utf-16")])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_good_rows_come_in_and_bad_rows_can_be_mended(tmp_path: Path, bom: str, encoding: str, end: str, delimiter: str) -> None:
    lines = [",".join(HEADER), *GOOD[:3], *BAD.values(), *GOOD[3:]]
    path = tmp_path / "nasty.csv"
    path.write_bytes((bom + end.join(lines).replace(",", delimiter)).encode(encoding))
    table = open_table(path)
    rows = list(table.rows)
    reasons = {row.cells[0]: reason for row in rows if (reason := judged(row))}
    assert [row.cells[0] for row in rows if judged(row) is None] == ["1", "2", "3", "4", "5"]
    assert list(reasons) == [line.split(",")[0] for line in BAD.values()]

    rejects = tmp_path / "rejects.csv"
    write_rejects(rejects, table.header, [Reject(row.line, row.cells, reasons[row.cells[0]]) for row in rows if judged(row)])
    again = open_table(rejects)
    assert again.header[:4] == HEADER
    assert again.header[-2:] == ("line", "reason")
    read_again = {row.cells[0]: row for row in again.rows}
    for row in rows:
        if row.cells[0] in reasons:
            assert read_again[row.cells[0]].cells[: len(row.cells)] == row.cells
            assert read_again[row.cells[0]].cells[-2:] == (str(row.line), reasons[row.cells[0]])


@pytest.mark.parametrize("kind", BAD)
def test_each_bad_row_is_refused_for_itself(kind: str) -> None:
    table = open_table("\n".join([",".join(HEADER), GOOD[0], BAD[kind], GOOD[1]]).encode())
    reasons = {row.line: judged(row) for row in table.rows}
    assert [line for line, reason in reasons.items() if reason] == [3]
    assert list(reasons) == [2, 3, 4]
