"""Which column of a file is which field: guessed from its headers, shown, and overridden where the guess is wrong."""

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass

from crm.imports import presets
from crm.imports.faults import ColumnUnknown, FieldUnknown, NoNameColumn
from crm.imports.headers import EITHER, FIELDS, IGNORED, OURS, SYNONYMS, bare, fold
from crm.imports.presets import DATA_CODE, TAG_CODE, Preset
from crm.refusals import Refused

NAMES = frozenset({"name", "family_name", "given_name"})
# Behind every name that stands in a table.
LAST = 10_000
SHOWN = 30


@dataclass(frozen=True)
class Column:
    """One column: its place, its header as it stands, its field (None: unknown, `-`: left out on purpose).

    `rank`: which of several columns for one field comes first.
    """

    index: int
    header: str
    field: str | None
    rank: int = LAST


@dataclass(frozen=True)
class Mapping:
    """All columns in their order, and whose export it is."""

    columns: tuple[Column, ...]
    preset: Preset | None

    def of(self, field: str) -> list[Column]:
        """The columns of this field, the best first."""
        return sorted((each for each in self.columns if each.field == field), key=lambda each: (each.rank, each.index))

    def unknown(self) -> list[Column]:
        """What nobody asked to leave out and nobody knows."""
        return [each for each in self.columns if each.field is None and each.header]

    def plan(self) -> list[tuple[int, str]]:
        """What makes two imports of the same bytes the same."""
        return [(each.index, each.field) for each in self.columns if each.field not in {None, IGNORED}]


@dataclass(frozen=True)
class Heading:
    """The names of the columns, L-step's codes above them (or none), and how many rows both take."""

    names: tuple[str, ...]
    codes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        return 2 if self.codes else 1


def heading(first: Sequence[str], second: Sequence[str]) -> Heading:
    """L-step has two lines of headers: codes (タグ_12) above names."""
    coded = any(cell.startswith((TAG_CODE, DATA_CODE)) for cell in first)
    if coded or ("登録ID" in first and "表示名" in second):
        return Heading(_trimmed(second), _trimmed(first))
    return Heading(_trimmed(first))


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in cells)


def guess(head: Heading, overrides: Map[str, str] | None = None) -> Mapping:
    """Read the headers. `overrides`: {header: field}, the field `-` leaves a column out.

    Raises:
        Refused: NoNameColumn, ColumnUnknown, FieldUnknown.
    """
    folded = [fold(name) for name in head.names]
    preset = presets.detect(folded)
    columns = [_column(index, head, folded, preset) for index in range(len(folded))]
    columns = [_overridden(each, _fields(head, overrides or {})) for each in columns]
    if not any(each.field in NAMES for each in columns):
        columns = _theirs(columns)
    if not any(each.field in NAMES for each in columns):
        raise Refused(NoNameColumn(_listed(head)))
    return Mapping(tuple(columns), preset)


def _column(index: int, head: Heading, folded: Sequence[str], preset: Preset | None) -> Column:
    header, key = head.names[index], folded[index]
    if header in OURS:
        return Column(index, header, IGNORED)
    if index < len(head.codes) and head.codes[index].startswith(TAG_CODE):
        return Column(index, header, "tag")
    if preset is not None and key in preset.columns:
        return Column(index, header, preset.columns[key], list(preset.columns).index(key))
    if header and preset is not None and preset.flags_after and preset.flags_after in folded[:index]:
        return Column(index, header, "tag")
    field, rank = SYNONYMS.get(key) or SYNONYMS.get(bare(key)) or (None, LAST)
    return Column(index, header, field, rank + len(preset.columns) if preset else rank)


def _fields(head: Heading, overrides: Map[str, str]) -> dict[str, str]:
    """The overrides by folded header, checked."""
    known = {fold(name) for name in head.names}
    for header, field in overrides.items():
        if fold(header) not in known:
            raise Refused(ColumnUnknown(header[:SHOWN], _listed(head)))
        if field not in {*FIELDS, IGNORED}:
            raise Refused(FieldUnknown(field[:SHOWN], " ".join(FIELDS)))
    return {fold(header): field for header, field in overrides.items()}


def _overridden(column: Column, overrides: Map[str, str]) -> Column:
    field = overrides.get(fold(column.header))
    return column if field is None else Column(column.index, column.header, field, -1)


def _theirs(columns: Sequence[Column]) -> list[Column]:
    """「担当者名」 alone is the customer's contact, not one of ours."""
    return [
        Column(each.index, each.header, "name") if each.field == "owner" and fold(each.header) in EITHER else each
        for each in columns
    ]


def _listed(head: Heading) -> str:
    named = [name[:SHOWN] for name in head.names if name]
    return " / ".join(named[:SHOWN])
