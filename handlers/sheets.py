"""Tables as CSV files that spreadsheets open safely."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

# A spreadsheet runs what begins like a formula, whoever wrote it; plain figures are none.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FIGURE = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RUNS) and not _FIGURE.fullmatch(cell) else cell


def written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(columns)
    sheet.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
