"""The packing list of an export (`kizuna.json`): which files belong together, and whether they are whole.

A file that was cut short, changed or taken from another export is seen before anything is restored from it.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

NAME = "kizuna.json"
# Rises when files of this program cannot be read by the one before; new files and columns at the end do not count.
FORMAT = 1


class BadListError(ValueError):
    """The file is there and is no packing list."""


@dataclass(frozen=True)
class Packed:
    """One file: its rows without the header, and the SHA-256 of its bytes."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class PackingList:
    """`program` is the version that wrote it, `schema` the revision of the database it was read from.

    There is no moment in it: the export of a restored store is the same to the byte.
    """

    format: int
    program: str
    schema: str
    files: dict[str, Packed]

    def written(self) -> str:
        return json.dumps(asdict(self), indent=2) + "\n"


def packed(schema: str, files: dict[str, Packed]) -> PackingList:
    """The list of what this program has just written."""
    return PackingList(FORMAT, version("kizuna"), schema, files)


def read(folder: Path) -> PackingList | None:
    """The folder's list; None when it has none.

    Raises:
        BadListError
    """
    try:
        return _read(json.loads((folder / NAME).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError) as no:
        raise BadListError from no


def _read(found: dict[str, Any]) -> PackingList:
    files = {str(name): Packed(int(one["rows"]), str(one["sha256"])) for name, one in found["files"].items()}
    return PackingList(int(found["format"]), str(found["program"]), str(found["schema"]), files)


def whole(path: Path, packed: Packed) -> bool:
    """Whether the file still has the bytes that were written."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == packed.sha256
