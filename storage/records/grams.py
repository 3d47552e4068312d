"""How a name is cut for the search index: small enough that one wrong character leaves something to be found by."""

import re
from collections.abc import Iterable
from functools import lru_cache

_KANA = re.compile("[\u30a0-\u30ff]+")
_SHORT = range(3, 6)


def pairs(key: str) -> set[str]:
    """Every two neighbouring characters of a key; a key of one character is its own.

    Of a short name in kanji or Latin letters also every two with one between: one slip in 大岡千尋 leaves only 千尋 of
    the neighbours, which hundreds share, but 大千 too. Readings are long enough without.
    """
    found = {key[at : at + 2] for at in range(len(key) - 1)} or ({key} if key else set())
    if len(key) in _SHORT and not _KANA.fullmatch(key):
        found |= {key[at] + key[at + 2] for at in range(len(key) - 2)}
    return found


def of_keys(keys: Iterable[str]) -> set[str]:
    """The pairs of all these keys together."""
    return set[str]().union(*map(_known_pairs, keys))


# An import brings the same family names and firms again and again.
_known_pairs = lru_cache(maxsize=4096)(pairs)
