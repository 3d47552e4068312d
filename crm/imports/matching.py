"""Whom a row means: nobody yet, one customer, or it cannot be told. A doubt is reported, never settled by a guess."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from crm import names
from crm.imports import cells
from crm.imports.faults import OtherPerson, OtherRecord, SameAsRow, SeveralFit
from crm.imports.presets import numbered
from crm.imports.rows import Row
from crm.refusals import Refused
from storage.interchange.imports import Known

# More of them a query could not hold; who is in none of them is left out one by one.
MOST_RANGES = 50


@dataclass
class Memory:
    """What the rows so far have claimed; it is made anew by reading the file again, so a crash does not lose it.

    `seen`: the row by the hash of each of its identities; `taken`: the row by the customer that it meant; `ranges`: the
    customers that this very import has created, and those `beside` them. They are no candidates: what rows of one file
    have to do with each other is settled by `seen`, so that it does not matter how many of them stand in the store
    already.
    """

    seen: dict[int, int] = field(default_factory=dict)
    taken: dict[int, int] = field(default_factory=dict)
    ranges: list[range] = field(default_factory=list)
    beside: set[int] = field(default_factory=set)

    def make(self, ids: Iterable[int]) -> None:
        """Remember these as created by this import, in few ranges: a hundred thousand numbers are one of them."""
        for number in sorted(ids):
            if self.ranges and self.ranges[-1].stop == number:
                self.ranges[-1] = range(self.ranges[-1].start, number + 1)
            elif len(self.ranges) < MOST_RANGES:
                self.ranges.append(range(number, number + 1))
            else:
                self.beside.add(number)

    def has_made(self, customer_id: int) -> bool:
        return customer_id in self.beside or any(customer_id in each for each in self.ranges)


def identities(row: Row) -> Iterator[tuple[str, ...]]:
    """By what a second row of the same file would be the same customer."""
    if row.external_id:
        yield "number", row.external_id
    if row.email:
        yield "email", row.email
    if row.phone_key:
        yield "phone", row.phone_key, row.name_key
    if row.company_key:
        yield "firm", row.company_key, row.name_key
    elif not row.external_id:
        # Consumers of one name are many: with another address or telephone they are another one.
        yield "name", row.name_key, row.email or "", row.phone_key


def claim(memory: Memory, row: Row) -> None:
    """Remember the row. Refused when an earlier one means the same customer."""
    marks = [hash(each) for each in identities(row)]
    for mark in marks:
        if mark in memory.seen:
            raise Refused(SameAsRow(memory.seen[mark]))
    for mark in marks:
        memory.seen[mark] = row.number


class Candidates:
    """Known customers by what a row can name them with."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._numbers: dict[str, list[Known]] = defaultdict(list)
        self._emails: dict[str, list[Known]] = defaultdict(list)
        self._names: dict[str, list[Known]] = defaultdict(list)
        for each in known:
            if each.external_id:
                self._numbers[each.external_id].append(each)
            if each.email:
                self._emails[each.email.lower()].append(each)
            self._names[names.key(each.name)].append(each)

    def meant(self, row: Row) -> Known | None:
        """The customer of this row; None for a new one.

        Raises:
            Refused: SeveralFit, OtherPerson, OtherRecord.
        """
        return (
            self._by_number(row)
            or self._by_email(row)
            or self._by_phone(row)
            or (self._by_firm(row) if row.company_key else self._by_name(row))
        )

    def _by_number(self, row: Row) -> Known | None:
        found = _one(self._numbers.get(row.external_id or "", []))
        # A program's own number (`hubspot:12`) is sure whatever the name says by now; a plain 12 may be anybody's.
        if found is not None and not numbered(row.external_id or "") and names.key(found.name) != row.name_key:
            raise Refused(OtherPerson(found.name))
        return found

    def _by_email(self, row: Row) -> Known | None:
        found = self._emails.get(row.email or "", [])
        same = [each for each in found if names.key(each.name) == row.name_key]
        if found and not same:
            raise Refused(OtherPerson(found[0].name))
        return _agreeing(row, _one(same))

    def _by_phone(self, row: Row) -> Known | None:
        if not row.phone_key:
            return None
        named = self._names.get(row.name_key, [])
        return _agreeing(row, _one([each for each in named if cells.figures(each.phone) == row.phone_key]))

    def _by_firm(self, row: Row) -> Known | None:
        named = self._names.get(row.name_key, [])
        there = [each for each in named if each.company and names.key(each.company) == row.company_key]
        found = _agreeing(row, _one(there))
        # Two of a name in one firm have an address each.
        if found is not None and row.email and found.email and found.email.lower() != row.email:
            raise Refused(OtherRecord(found.name))
        return found

    def _by_name(self, row: Row) -> Known | None:
        """A name alone means a customer of whom nothing else is known, or nothing that speaks against it."""
        if row.external_id:
            return None
        named = [each for each in self._names.get(row.name_key, []) if each.company is None]
        exact = [each for each in named if _details(each) == (row.email or "", row.phone_key)]
        return _one(exact) or _one([each for each in named if _compatible(row, each)])


def _one(found: Sequence[Known]) -> Known | None:
    if len(found) > 1:
        raise Refused(SeveralFit(len(found)))
    return found[0] if found else None


def _agreeing(row: Row, found: Known | None) -> Known | None:
    if found is not None and row.external_id and found.external_id and found.external_id != row.external_id:
        raise Refused(OtherRecord(found.name))
    return found


def _details(known: Known) -> tuple[str, str]:
    return (known.email or "").lower(), cells.figures(known.phone)


def _compatible(row: Row, known: Known) -> bool:
    pairs = zip(_details(known), (row.email or "", row.phone_key), strict=True)
    return all(not theirs or not ours or theirs == ours for theirs, ours in pairs)
