"""What can be wrong with a file, or with a row of it. Each is a sentence that says what to do next."""

from dataclasses import dataclass

from crm.refusals import Refusal

# --- the file: nothing of it is written -------------------------------------------------------------------------------


@dataclass(frozen=True)
class SpreadsheetGiven(Refusal):
    """A workbook (xlsx, xls, numbers, ods) where a CSV file is wanted."""


@dataclass(frozen=True)
class NotText(Refusal):
    """A picture, a PDF, or anything else that is no text."""


@dataclass(frozen=True)
class EncodingUnknown(Refusal):
    """Bytes in `row` that are no characters in the encoding of the rest."""

    row: int


@dataclass(frozen=True)
class QuoteOpen(Refusal):
    """A quotation mark that begins in `row` is never closed, or something follows a closed one."""

    row: int


@dataclass(frozen=True)
class CellTooLong(Refusal):
    """A cell in `row` is longer than any that people write: mostly a quotation mark that is never closed."""

    row: int


@dataclass(frozen=True)
class FileTooLarge(Refusal):
    """More than `most` megabytes."""

    most: int


@dataclass(frozen=True)
class TooManyRows(Refusal):
    """More than `most` rows."""

    most: int


@dataclass(frozen=True)
class FileEmpty(Refusal):
    """No row below the header."""


@dataclass(frozen=True)
class FileUnreadable(Refusal):
    """The file is not there, or we may not read it."""

    path: str


@dataclass(frozen=True)
class NoNameColumn(Refusal):
    """None of the columns holds a name."""

    columns: str


@dataclass(frozen=True)
class ColumnUnknown(Refusal):
    """The mapping names a column that the file has not."""

    name: str
    columns: str


@dataclass(frozen=True)
class FieldUnknown(Refusal):
    """The mapping names a field that we have not."""

    name: str
    fields: str


@dataclass(frozen=True)
class OwnerNeeded(Refusal):
    """The file has no column of owners, and none was named."""


@dataclass(frozen=True)
class FileChanged(Refusal):
    """The file is gone or is not the one that was shown."""


@dataclass(frozen=True)
class ImportElsewhere(Refusal):
    """The same file is being imported somewhere else at this moment."""


@dataclass(frozen=True)
class ImportStarted(Refusal):
    """It is too late to leave it: the file is being written."""

    file: str


# --- a row: it is not written, all others are -------------------------------------------------------------------------


@dataclass(frozen=True)
class RowRagged(Refusal):
    """The row has `cells` cells where the header has `columns`."""

    cells: int
    columns: int


@dataclass(frozen=True)
class DayUnclear(Refusal):
    """No day, or one that is yet to come."""


@dataclass(frozen=True)
class NumberRounded(Refusal):
    """A spreadsheet has written a long number as 9.01E+09: its figures are lost."""


@dataclass(frozen=True)
class OwnerUnknown(Refusal):
    """Nobody of ours goes by this Slack id or full name."""

    name: str


@dataclass(frozen=True)
class OwnerSeveral(Refusal):
    """Several of ours go by this full name."""

    name: str


@dataclass(frozen=True)
class OwnerBeyond(Refusal):
    """Whoever imports may not give customers to this person."""

    name: str


@dataclass(frozen=True)
class CustomerElsewhere(Refusal):
    """The customer is here already, and belongs to somebody whom the importer does not stand in for."""

    name: str


@dataclass(frozen=True)
class SameAsRow(Refusal):
    """An earlier row of the same file means the same customer."""

    row: int


@dataclass(frozen=True)
class SeveralFit(Refusal):
    """`many` customers could be meant."""

    many: int


@dataclass(frozen=True)
class OtherPerson(Refusal):
    """Somebody with another name has the same e-mail address or number."""

    name: str


@dataclass(frozen=True)
class OtherRecord(Refusal):
    """The customer whom it fits has another number or e-mail address already."""

    name: str
