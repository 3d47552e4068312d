"""CSV files as people have them: every encoding and delimiter that is met, and a clear word for what cannot be read."""

import codecs
import csv
from pathlib import Path

import pytest

from bot.interchange.imports.tables import open_table
from crm.imports import faults
from crm.refusals import Refused

ROWS = [["氏名", "会社名"], ["田中 一郎", "株式会社サクラ"], ["髙橋 花子", "㈱モミジ"]]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932"]


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refused(path: Path) -> object:
    with pytest.raises(Refused) as no:
        open_table(path)
    return no.value.refusal


def text_of(rows: list[list[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    return "".join(delimiter.join(row) + end for row in rows)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_is_told_apart(tmp_path, encoding):
    table = open_table(written(tmp_path / "a.csv", text_of(ROWS).encode(encoding)))

    assert list(table.head.names) == ROWS[0]
    assert [cells for _, cells in table.records()] == ROWS[1:]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"], ids=["crlf", "lf", "cr"])
def test_every_delimiter_and_line_end_is_told_apart(tmp_path, delimiter, end):
    table = open_table(written(tmp_path / "a.csv", text_of(ROWS, delimiter, end)))

    assert [cells for _, cells in table.records()] == ROWS[1:]


def test_quotes_hold_delimiters_line_breaks_and_quotes(tmp_path):
    table = open_table(written(tmp_path / "a.csv", '氏名,備考\n田中,"見積,\n""至急"""\n山田,なし\n'))

    assert list(table.records()) == [(2, ["田中", '見積,\n"至急"']), (3, ["山田", "なし"])]


def test_rows_are_numbered_as_a_spreadsheet_shows_them_and_empty_ones_are_left_out(tmp_path):
    table = open_table(written(tmp_path / "a.csv", "氏名,会社名\n\n田中,サクラ\n,\n山田,\n"))

    assert [number for number, _ in table.records()] == [3, 5]
    assert table.rows == 2


def test_ascii_alone_is_no_riddle(tmp_path):
    table = open_table(written(tmp_path / "a.csv", "name\nJohn Smith\n"))

    assert table.encoding == "utf-8"


def test_text_that_looks_like_a_formula_stays_as_it_is(tmp_path):
    table = open_table(written(tmp_path / "a.csv", "氏名,備考\n=1+1,@SUM(A1)\n-5,+81 90\n"))

    assert [cells for _, cells in table.records()] == [["=1+1", "@SUM(A1)"], ["-5", "+81 90"]]


def test_broken_utf_8_is_not_taken_for_shift_jis(tmp_path):
    content = "氏名,会社名\n田中一郎,株式会社サクラ\n".encode() + b"\xe5\xb1\n" + "鈴木,サクラ\n".encode()

    assert refused(written(tmp_path / "a.csv", content)) == faults.EncodingUnknown(3)


def test_broken_shift_jis_names_its_row(tmp_path):
    content = "氏名,会社名\n田中,サクラ\n".encode("cp932") + b"\xfc\xfc,x\n"

    assert refused(written(tmp_path / "a.csv", content)) == faults.EncodingUnknown(3)


def test_broken_utf_16_names_its_row(tmp_path):
    content = codecs.BOM_UTF16_LE + "氏名\n田中\n".encode("utf-16-le") + b"\x00\xd8\x41\x00\n\x00"

    assert refused(written(tmp_path / "a.csv", content)) == faults.EncodingUnknown(3)


def test_a_file_in_another_language_than_its_encoding_is_refused(tmp_path):
    assert refused(written(tmp_path / "a.csv", "name\nMüller,Söhne\n".encode("latin-1"))) == faults.EncodingUnknown(2)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04" + b"\x00" * 50, b"\xd0\xcf\x11\xe0" + b"\x00" * 50], ids=["xlsx", "xls"]
)
def test_a_workbook_is_told_how_to_become_a_table(tmp_path, content):
    assert refused(written(tmp_path / "a.csv", content)) == faults.SpreadsheetGiven()


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-1.7",
        b"\x00\x01\x02\x03" * 300,
        b"name\nTanaka\x00Ichiro\n",
        b"SQLite format 3\x00" + bytes(range(256)) * 40,
        b"\x7fELF\x02\x01\x01" + b"\x00\x81\x40" * 500,
    ],
    ids=["png", "pdf", "noise", "a zero in the middle", "a database", "a program"],
)
def test_what_is_no_text_is_refused(tmp_path, content):
    assert isinstance(refused(written(tmp_path / "a.csv", content)), faults.NotText)


@pytest.mark.parametrize(
    "content", ["", "\n\n", "氏名,会社名\n", "氏名\n\n , \n"], ids=["nothing", "blank", "header", "gaps"]
)
def test_a_file_without_customers_is_refused(tmp_path, content):
    assert refused(written(tmp_path / "a.csv", content)) == faults.FileEmpty()


def test_a_quote_that_is_never_closed_names_its_row(tmp_path):
    assert refused(written(tmp_path / "a.csv", '氏名,備考\n田中,よい\n山田,"開いたまま\n鈴木,\n')) == faults.QuoteOpen(
        3
    )


def test_a_cell_of_a_whole_book_names_its_row(tmp_path):
    book = "田" * (csv.field_size_limit() + 1)

    assert refused(written(tmp_path / "a.csv", f"氏名,備考\n田中,\n山田,{book}\n")) == faults.CellTooLong(3)


def test_words_behind_a_closed_quote_name_their_row(tmp_path):
    assert refused(written(tmp_path / "a.csv", '氏名\n"田中"一郎\n')) == faults.QuoteOpen(2)


def test_a_gigabyte_is_refused_unread(tmp_path):
    path = written(tmp_path / "a.csv", "氏名\n田中\n")
    with path.open("r+b") as file:
        file.truncate(1 << 30)

    assert refused(path) == faults.FileTooLarge(200)


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert refused(tmp_path / "どこにも.csv") == faults.FileUnreadable("どこにも.csv")


def test_the_same_bytes_have_the_same_digest(tmp_path):
    one, other = (open_table(written(tmp_path / name, text_of(ROWS))) for name in ("a.csv", "b.csv"))

    assert one.digest == other.digest
    assert one.digest != open_table(written(tmp_path / "c.csv", text_of(ROWS[:2]))).digest
