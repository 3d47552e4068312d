"""The rows that were not written, with the reason in front, as a file that can be mended and imported again."""

import csv
import os
from collections.abc import Sequence
from pathlib import Path

from bot.interchange.cells import guarded
from bot.interchange.imports.tables import Table
from crm.imports.faults import FileUnreadable
from crm.imports.headers import OURS
from crm.refusals import Refusal, Refused
from handlers.locales import Phrases
from handlers.slack.say import refusal_key, refusal_parts

PART = ".part"
# The rows name customers: nobody but their owner needs to read them.
PRIVATE = 0o600

Faults = Sequence[tuple[str, Refusal]]


def reason(faults: Faults, say: Phrases) -> str:
    """What is the matter with a row, in one line: 「メールアドレス: …」."""
    return " ".join(_sentence(header, refusal, say) for header, refusal in faults)


def _sentence(header: str, refusal: Refusal, say: Phrases) -> str:
    said = say(refusal_key(refusal), **refusal_parts(refusal))
    return f"{header}: {said}" if header else said


class ErrorsFile:
    """Beside the file that is imported, in its encoding; `FILE.errors.csv`, kept only when there is anything in it.

    Begun at once, so that a folder that cannot be written to is found before anything is imported. What is not
    finished is gone when it is closed.

    Raises:
        Refused: FileUnreadable.
    """

    def __init__(self, table: Table, say: Phrases, target: Path) -> None:
        self.rows = 0
        self._say = say
        self._target = target
        self._part = target.with_name(target.name + PART)
        # The reason may quote a name that the file's encoding has not; its own cells all come from there.
        self._file = os.fdopen(_private(self._part), "w", encoding=table.encoding, errors="replace", newline="")
        self._lines = csv.writer(self._file, delimiter=table.delimiter)
        if table.head.codes:
            self._write("", "", *table.head.codes)
        self._write(*OURS, *table.head.names)

    def add(self, number: int, cells: Sequence[str], faults: Faults) -> None:
        self._write(str(number), reason(faults, self._say), *cells)
        self.rows += 1

    def _write(self, *cells: str) -> None:
        """Its texts are anybody's, and it is opened in a spreadsheet; read again, they say what they said."""
        self._lines.writerow(guarded(cell) for cell in cells)

    def finish(self) -> Path | None:
        """Where the file is now; None when it is empty. What somebody may be mending is never overwritten."""
        self._file.close()
        if not self.rows:
            return None
        place = _free(self._target, self._part.read_bytes())
        self._part.replace(place)
        return place

    def close(self) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)


def _private(path: Path) -> int:
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    except OSError as problem:
        raise Refused(FileUnreadable(str(path))) from problem


def _free(target: Path, content: bytes) -> Path:
    """The first of FILE.errors.csv, FILE.errors-2.csv, … that is not there, or that says the same."""
    number, place = 1, target
    while place.exists() and place.read_bytes() != content:
        number += 1
        place = target.with_name(f"{target.stem}-{number}{target.suffix}")
    return place
