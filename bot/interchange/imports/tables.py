"""A CSV file as it is found: its encoding, its delimiter, its header, its rows. Never the whole of it in memory."""

import codecs
import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from bot.interchange.cells import plain
from crm.imports.faults import (
    CellTooLong,
    EncodingUnknown,
    FileEmpty,
    FileTooLarge,
    FileUnreadable,
    NotText,
    QuoteOpen,
    SpreadsheetGiven,
    TooManyRows,
)
from crm.imports.headers import OURS
from crm.imports.mapping import Heading, heading
from crm.refusals import Refused

MOST_MEGABYTES = 200
# What is remembered of each row must fit into the memory of a small machine.
MOST_ROWS = 500_000
_MEGABYTE = 1 << 20
_HEAD = 64 * 1024
_DELIMITERS = ",\t;"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and its kin are ZIP files, xls is an OLE file
_NO_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\x00\x00\xfe\xff", b"\xff\xfe\x00\x00")
# Bytes that no Shift_JIS has, which Python reads all the same.
_NEVER_CP932 = re.compile("[\x80\uf8f0-\uf8f3]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
# So many characters beyond ASCII do not come out right by accident: the file is UTF-8, and broken further on.
_SURELY = 4
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_BROKEN = "\ufffd"
# How the csv module begins to say that a cell has more characters than it keeps.
_TOO_LONG = "field larger"

Record = tuple[int, list[str]]
"""(its number, as a spreadsheet counts the rows; its cells)"""


@dataclass(frozen=True)
class Table:
    """A file that can be read to its end. `rows` are those below the header that are not empty."""

    path: Path
    encoding: str
    delimiter: str
    head: Heading
    rows: int
    digest: str

    def records(self) -> Iterator[Record]:
        """The rows below the header; empty ones are left out."""
        with _text(self.path, self.encoding) as text:
            below = islice(_filled(_numbered(text, self.delimiter)), self.head.rows, None)
            yield from map(_unguarded, below) if self.guarded else below

    @property
    def guarded(self) -> bool:
        """Whether it is an errors file of ours, whose texts are kept from running in a spreadsheet."""
        return OURS[0] in self.head.names


def open_table(path: Path) -> Table:
    """Read the file through once, so that nothing is written of one that cannot be read to its end.

    Raises:
        Refused: one of the faults of files.
    """
    try:
        return _opened(path)
    except OSError as problem:
        raise Refused(FileUnreadable(path.name)) from problem


def _opened(path: Path) -> Table:
    if path.stat().st_size > MOST_MEGABYTES * _MEGABYTE:
        raise Refused(FileTooLarge(MOST_MEGABYTES))
    encoding = _encoding(path)
    with _text(path, encoding) as text:
        delimiter = _delimiter(text.read(_HEAD))
    head, rows = _measured(path, encoding, delimiter)
    return Table(path, encoding, delimiter, head, rows, _digest(path))


def _measured(path: Path, encoding: str, delimiter: str) -> tuple[Heading, int]:
    with _text(path, encoding) as text:
        records = _filled(_numbered(text, delimiter))
        first = [cells for _, cells in islice(records, 2)]
        if len(first) < 2:
            raise Refused(FileEmpty())
        head = heading(*first)
        rows = 2 - head.rows + sum(1 for _ in records)
    if not rows:
        raise Refused(FileEmpty())
    if rows > MOST_ROWS:
        raise Refused(TooManyRows(MOST_ROWS))
    return head, rows


def _numbered(text: TextIO, delimiter: str) -> Iterator[Record]:
    reader, number = csv.reader(text, delimiter=delimiter, strict=True), 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            long = str(problem).startswith(_TOO_LONG)
            raise Refused(CellTooLong(number) if long else QuoteOpen(number)) from problem
        yield number, cells


def _filled(records: Iterator[Record]) -> Iterator[Record]:
    return (record for record in records if any(cell.strip() for cell in record[1]))


def _unguarded(record: Record) -> Record:
    number, cells = record
    return number, [plain(cell) for cell in cells]


def _delimiter(start: str) -> str:
    """The one that parts the header into most cells."""
    line = next((line for line in start.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=lambda each: len(next(csv.reader([line], delimiter=each), [])))


@contextmanager
def _text(path: Path, encoding: str, errors: str = "strict") -> Iterator[TextIO]:
    with path.open(encoding=encoding, errors=errors, newline="") as text:
        yield text


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- which encoding it is ---------------------------------------------------------------------------------------------


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(_HEAD)
    if not start.strip():
        raise Refused(FileEmpty())
    if start.startswith(_WORKBOOKS):
        raise Refused(SpreadsheetGiven())
    if start.startswith(_NO_TEXT):
        raise Refused(NotText())
    told = _told(start)
    if told is not None:
        _through(path, told)
        return told
    if b"\x00" in start:
        raise Refused(NotText())
    return _guessed(path)


def _told(start: bytes) -> str | None:
    """By its mark at the beginning, or by the zeros that only two-byte characters leave in a text."""
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = start[0::2].count(0), start[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    return encoding if even != odd and _is_text(start, encoding) else None


def _is_text(start: bytes, encoding: str) -> bool:
    """Whether it comes out as lines without any character that no text has."""
    text = start[: len(start) // 2 * 2].decode(encoding, "ignore")
    return "\n" in text and not _CONTROL.search(text)


def _guessed(path: Path) -> str:
    right = _read_right(path, "utf-8")
    if right is None:
        return "utf-8"
    if right >= _SURELY or _read_right(path, "cp932") is not None:
        raise Refused(EncodingUnknown(_first_broken(path, "utf-8" if right else "cp932")))
    return "cp932"


def _through(path: Path, encoding: str) -> None:
    if _read_right(path, encoding) is not None:
        raise Refused(EncodingUnknown(_first_broken(path, encoding)))


def _read_right(path: Path, encoding: str) -> int | None:
    """None when the whole file can be read so; else how many characters beyond ASCII came out right before it failed.

    Raises:
        Refused: NotText for a character that no text has.
    """
    decoder, right = codecs.getincrementaldecoder(encoding)(), 0
    for chunk in _chunks(path):
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as wrong:
            return right + _beyond_ascii(wrong.object[: wrong.start].decode(encoding, "ignore"))
        if "\x00" in text:
            raise Refused(NotText())
        if encoding == "cp932" and _NEVER_CP932.search(text):
            return right
        right += _beyond_ascii(text)
    return None


def _chunks(path: Path) -> Iterator[bytes]:
    """The file in pieces, and an empty one at its end."""
    with path.open("rb") as file:
        while chunk := file.read(_MEGABYTE):
            yield chunk
        yield b""


def _beyond_ascii(text: str) -> int:
    """As far as it matters."""
    return sum(1 for _ in islice(_BEYOND_ASCII.finditer(text), _SURELY))


def _first_broken(path: Path, encoding: str) -> int:
    """The number of the first row that cannot be read in this encoding."""
    with _text(path, encoding, "replace") as text:
        delimiter = _delimiter(text.read(_HEAD))
    number = 0
    with _text(path, encoding, "replace") as text:
        try:
            for number, cells in _numbered(text, delimiter):  # noqa: B007 - the last one is told
                if _broken(cells):
                    break
        except Refused:
            number += 1
    return number


def _broken(cells: Sequence[str]) -> bool:
    return any(_BROKEN in cell or _NEVER_CP932.search(cell) for cell in cells)
