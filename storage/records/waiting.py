"""Entries of the search index that an import leaves for later: many customers at once, in the order of the index."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

# So many customers wait: few enough to be found by all of their names within seconds, and to need little memory; so
# many that a page of the index is written some times in a long import, and not a thousand times.
MOST = 10_000

Pair = tuple[str, int]


class Names(NamedTuple):
    """What a customer is found by: the key of the whole name; all keys, this one too; all grams."""

    whole: Collection[str]
    keys: Collection[str]
    grams: Collection[str]


class Waiting:
    """What new customers are to be found by as soon as it is written. `since`: the line of the audit log behind which
    somebody may have changed one of them.

    The entries of a few customers lie all over the index: written with them, nearly each is a page of its own, which
    goes to the disk again with the next few. That was two thirds of an import.
    """

    def __init__(self, since: int) -> None:
        self.since = since
        self.customers: set[int] = set()
        self._keys: list[Pair] = []
        self._grams: list[Pair] = []

    def put(self, customer_id: int, names: Names) -> None:
        self.customers.add(customer_id)
        self._keys += [(key, customer_id) for key in names.keys]
        self._grams += [(gram, customer_id) for gram in names.grams]

    def spans(self, most: int) -> Iterator[tuple[list[Pair], list[Pair]]]:
        """All of them in order, at most so many at a time: keys, then grams."""
        for keys in _spans(self._keys, most):
            yield keys, []
        for grams in _spans(self._grams, most):
            yield [], grams

    def clear(self) -> None:
        for each in (self.customers, self._keys, self._grams):
            each.clear()


def _spans(entries: list[Pair], most: int) -> Iterator[list[Pair]]:
    entries.sort()
    return (entries[at : at + most] for at in range(0, len(entries), most))
