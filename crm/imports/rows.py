"""One row of a file: its cells through the mapping, or all that is wrong with it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from typing import Any, NamedTuple, TypeVar

from crm import names
from crm.imports import cells
from crm.imports.faults import RowRagged
from crm.imports.mapping import Column, Mapping
from crm.records import entries
from crm.records.birthdays import Birthday
from crm.refusals import NameMissing, Refusal, Refused, TooManyTags
from storage.records import grams
from storage.records.waiting import Names

ADDRESS, SOURCE, SHORT = 300, 200, 100
# So many different cells of one column are remembered: firms, titles and days come again and again.
_AGAIN = 4096
_LATIN = re.compile(r"[\x00-\u024f]+")
_LABEL = entries.line(SHORT)
_NAME = entries.line(entries.NAME)

T = TypeVar("T")


class Row(NamedTuple):
    """What one row says of a customer; None: nothing. `number` counts records as a spreadsheet does, headers too.

    `lookups`: the search keys by which a customer of this name (in this company, or with this number) is found;
    `names`: what this one will be found by. A tuple, because it comes from another process: a dataclass takes three
    times as long on its way.
    """

    number: int
    name: str
    reading: str | None = None
    company: str | None = None
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    birthday: Birthday | None = None
    owner: str | None = None
    tags: tuple[str, ...] = ()
    note: str | None = None
    source: str | None = None
    external_id: str | None = None
    language: str | None = None
    likes: str | None = None
    taboos: str | None = None
    industry: str | None = None
    size: str | None = None
    created: date | None = None
    # What the row is compared and found by, made where it is read: that is half of all the work.
    name_key: str = ""
    company_key: str = ""
    phone_key: str = ""
    lookups: tuple[str, ...] = ()
    names: Names = Names((), (), ())


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be written: (header of the column, or empty; what is the matter with it)."""

    number: int
    faults: tuple[tuple[str, Refusal], ...]


@dataclass
class _Reading:
    """The cells of one row and the faults found so far."""

    cells: Sequence[str]
    faults: list[tuple[str, Refusal]] = field(default_factory=list)

    def each(self, columns: Iterable[Column], reader: Callable[[str], T | None]) -> list[T]:
        """What the filled columns say, in their order; a cell that says nothing is left out."""
        return [value for column in columns if (value := self._one(column, reader)) is not None]

    def first(self, columns: Iterable[Column], reader: Callable[[str], T | None]) -> T | None:
        """What the first filled column says."""
        for column in columns:
            value = self._one(column, reader)
            if value is not None:
                return value
        return None

    def whole(self, columns: Sequence[Column], text: str, reader: Callable[[str], T]) -> T | None:
        """What several columns together say."""
        try:
            return reader(text)
        except Refused as no:
            self.faults.append((columns[0].header if columns else "", no.refusal))
            return None

    def texts(self, columns: Iterable[Column]) -> list[str]:
        return self.each(columns, str.strip)

    def _one(self, column: Column, reader: Callable[[str], T | None]) -> T | None:
        cell = self.cells[column.index]
        if not cell or cell.isspace():
            return None
        try:
            return reader(cell)
        except Refused as no:
            self.faults.append((column.header, no.refusal))
            return None


def _company(cell: str) -> str | None:
    name: str | None = _NAME(cells.said(cell))
    return name if name and names.key(name) else None


def _together(row: _Reading, columns: Sequence[Column], between: str, reader: entries.Reader) -> str | None:
    parts = row.texts(columns)
    text: str | None = row.whole(columns, between.join(parts), reader) if parts else None
    return text


def _keys(
    name: str,
    reading: str | None = None,
    company: str | None = None,
    phone: str | None = None,
    external_id: str | None = None,
    **_others: object,
) -> dict[str, Any]:
    person = names.bare(name)
    own, there = names.key(person), names.key(f"{company} {person}") if company else ""
    lookups = {own} if phone or not (company or external_id) else set()
    keys = names.search_keys(name, reading, company)
    return {
        "name_key": names.key(name),
        "company_key": names.key(company) if company else "",
        "phone_key": cells.figures(phone),
        "lookups": tuple(each for each in lookups | {there} if each),
        "names": Names((own,) if own else (), tuple(keys), tuple(grams.of_keys(keys))),
    }


class Reader:
    """Reads the rows of one file. `today`: birthdays and other days of the past lie before it."""

    def __init__(self, mapping: Mapping, today: date, *, keep_unknown: bool = False) -> None:
        self._columns = {each.field: mapping.of(each.field) for each in mapping.columns if each.field}
        self._width = len(mapping.columns)
        self._unknown = mapping.unknown() if keep_unknown else []
        preset = mapping.preset
        foreign = preset is not None and not preset.own
        self._prefix = f"{preset.name}:" if preset and foreign else ""
        self._origin = preset.label if preset and foreign else ""
        self._cards = bool(preset and preset.cards)
        self._person: entries.Reader = cells.nickname if preset and preset.nicknames else cells.person
        self._sourced = self._origin or any(map(self._of, ("source", "event", "exchanged")))
        self._day = lru_cache(_AGAIN)(partial(cells.day, today=today))
        self._tagged = lru_cache(_AGAIN)(cells.tags)
        # Only what the file has: most files have few of our fields, and there may be very many rows.
        firsts = self._firsts(today).items()
        self._first = [(name, columns, reader) for name, reader in firsts if (columns := self._of(name))]
        self._joined = [each for each in self._joins() if each[1]]

    def _of(self, name: str) -> list[Column]:
        return self._columns.get(name, [])

    def _firsts(self, today: date) -> dict[str, entries.Reader]:
        """Fields that the first filled column tells."""
        return {
            "company": lru_cache(_AGAIN)(_company),
            "email": cells.email,
            "phone": cells.phone,
            "birthday": lru_cache(_AGAIN)(partial(cells.birthday, today=today)),
            "owner": _LABEL,
            "language": cells.language,
            "industry": _LABEL,
            "size": _LABEL,
            "created": self._day,
        }

    def _joins(self) -> list[tuple[str, list[Column], str, entries.Reader]]:
        """Fields that several columns tell together, and what stands between them."""
        address = sorted(self._of("postal") + self._of("address"), key=lambda each: each.index)
        return [
            ("title", self._of("department") + self._of("title"), " ", lru_cache(_AGAIN)(_LABEL)),
            ("address", address, " ", cells.line(ADDRESS)),
            ("likes", self._of("likes"), "\n", entries.text),
            ("taboos", self._of("taboos"), "\n", entries.text),
        ]

    def read(self, number: int, row: Sequence[str]) -> Row | Bad:
        if len(row) != self._width:
            return Bad(number, (("", RowRagged(len(row), self._width)),))
        reading = _Reading(row)
        told = self._told(reading)
        return Bad(number, tuple(reading.faults)) if reading.faults else Row(number, **told, **_keys(**told))

    def _told(self, row: _Reading) -> dict[str, Any]:
        tags = self._tags(row)
        told: dict[str, Any] = {name: row.first(columns, reader) for name, columns, reader in self._first}
        told |= {name: _together(row, columns, between, reader) for name, columns, between, reader in self._joined}
        return told | {
            "name": self._name(row),
            "reading": self._parts(row, "reading", "family_reading", "given_reading", _NAME),
            "tags": tags,
            "note": self._note(row),
            "source": self._source(row, tags),
            "external_id": self._external(row),
        }

    def _name(self, row: _Reading) -> str:
        found = self._parts(row, "name", "family_name", "given_name", self._person)
        if found is None and not row.faults:
            columns = self._of("name") or self._of("family_name") or self._of("given_name")
            row.faults.append((columns[0].header, NameMissing()))
        return str(found or "")

    def _parts(self, row: _Reading, whole: str, family: str, given: str, reader: entries.Reader) -> str | None:
        """A name that stands in one column, or in two: the family name first where it is Japanese."""
        columns = self._of(family) + self._of(given)
        parts = [row.first(self._of(each), str.strip) for each in (family, given)]
        known = [part for part in parts if part]
        if len(known) == 2 and all(_LATIN.fullmatch(part) for part in known):
            known.reverse()
        joined = row.whole(columns, " ".join(known), reader) if known else None
        return joined or row.first(self._of(whole), reader)

    def _note(self, row: _Reading) -> str | None:
        if not (self._of("note") or self._unknown):
            return None
        unknown = ((each, row.first([each], str.strip)) for each in self._unknown)
        parts = row.texts(self._of("note")) + [f"{each.header}: {cell}" for each, cell in unknown if cell]
        columns = self._of("note") or self._unknown
        return row.whole(columns, "\n".join(parts), entries.text) if parts else None

    def _tags(self, row: _Reading) -> tuple[str, ...]:
        cellfuls = row.each(self._of("tags"), self._tagged)
        found = [tag for cellful in cellfuls for tag in cellful]
        found += [each.header for each in self._of("tag") if cells.ticked(row.cells[each.index])]
        once = {tag.casefold(): tag[: entries.TAG] for tag in found}
        if len(once) > entries.TAGS:
            columns = self._of("tags") + self._of("tag")
            row.faults.append((columns[0].header, TooManyTags(entries.TAGS)))
        return tuple(once.values())

    def _source(self, row: _Reading, tags: Sequence[str]) -> str | None:
        """Whence the customer comes; a business card from where and when it was exchanged."""
        if not self._sourced:
            return None
        said = row.texts(self._of("source") + self._of("event"))
        exchanged = row.first(self._of("exchanged"), self._day)
        where = said or (list(tags) if self._cards else [])
        parts = [self._origin, *where, exchanged.isoformat() if exchanged else ""]
        text = " ".join(part for part in parts if part)
        return row.whole(self._of("source"), text[:SOURCE] if self._cards else text, cells.line(SOURCE))

    def _external(self, row: _Reading) -> str | None:
        """Their number, with the name of the program in front: number 12 of another program is somebody else."""
        found = row.first(self._of("external_id"), cells.external_id)
        return f"{self._prefix}{found}" if found else None
