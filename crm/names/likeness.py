"""How near typed words come to the names of a customer, for a question. Nothing here is ever enough to act on."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from crm.names.entry import split_new
from crm.names.folding import query_key, query_keys
from crm.names.readings import from_romaji, other_ways

# Between a firm and one of its people: 「サクラの田中」, 「サクラの森」; not in 井の上.
_OWNS = re.compile(r"(?<=\S\S)の(?=\S)")
_KANA = re.compile("[\u30a1-\u30f6]+")

ALIKE = 0.65
"""One wrong character in three is a slip, two in five are another name."""

ALIKE_AT_FIRM = 0.5
"""Where the firm is right, one character of two is enough to ask: サクラの田仲 for サクラ 田中."""

_HOLDS = 0.8
_FIRM_ONLY = 0.9


@dataclass(frozen=True)
class Asked:
    """What was typed to find somebody, as keys.

    `whole` as it stands, and without what may stand between firm and person: 「サクラの田中」, 「サクラ 営業部 田中」.
    The last of them is the likeliest to have a beginning in common with a key. `turned` has the first and the last part
    changed round, `parts` are those two, the last one first. `person` is whoever is named behind a firm, `heard` what
    Latin letters sound like, in katakana. The first of `whole` is empty for words without a name.
    """

    whole: tuple[str, ...]
    turned: str = ""
    parts: tuple[str, ...] = ()
    person: str = ""
    heard: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> "Asked":
        whole, *parts = query_keys(text) or ("",)
        owned = _owned(text)
        last, first = owned[-1] if owned else parts if len(parts) == 2 else ("", "")
        if not last:
            return cls((whole,), heard=_heard(whole))
        new = split_new(text)
        person = query_key(new.name) if new and new.company else last if owned else ""
        ways = dict.fromkeys((whole, first + last, *(firm + theirs for theirs, firm in owned)))
        return cls(tuple(ways), last + first, (last, first), person, _heard(whole, last + first))

    @property
    def by_ear(self) -> tuple[str, ...]:
        """Where kana or Latin letters tell only the sound: keys of other names that sound so."""
        words = self.whole[0]
        return other_ways(words) if _KANA.fullmatch(words) or self.heard else ()


def _owned(text: str) -> list[tuple[str, str]]:
    """「日の出物産の田中 一郎」 as the keys of a person and of the firm before it, wherever it could be divided."""
    divided = ((query_key(text[each.end() :]), query_key(text[: each.start()])) for each in _OWNS.finditer(text))
    return [(person, firm) for person, firm in divided if person and firm]


def _heard(*words: str) -> tuple[str, ...]:
    return tuple(kana for kana in map(from_romaji, words) if kana)


def likeness(asked: Asked, others: Sequence[tuple[Sequence[str], str]]) -> list[float]:
    """0 for somebody else, else ALIKE to 1, for each of the others: all keys that find them, the firm's among them."""
    near = Nearness({key for keys, _ in others for key in keys})
    words = [each for each in (*asked.whole, asked.turned, *asked.heard) if each]
    likely = near.to_any((*words, *asked.parts))
    return [
        0.0
        if likely.isdisjoint(keys) and not any(_is_behind(each, firm) for each in words)
        else _likeness(asked, near, words, keys, firm)
        for keys, firm in others
    ]


class Nearness:
    """How near words come to each of many keys: 1 for the same, ALIKE_AT_FIRM at the least, else 0.

    Each character that is wrong, missing, too many or changed round with its neighbour takes off. The keys are compared
    all at once and only once: one by one it would take ten times as long.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = list(keys)
        self._known: dict[str, dict[str, float]] = {}

    def to_any(self, words: Iterable[str]) -> set[str]:
        """The keys that come near to any of the words."""
        return {key for each in words for key in self._all(each)}

    def of(self, words: str, key: str) -> float:
        return self._all(words).get(key, 0.0)

    def nearest(self, words: str, keys: Iterable[str]) -> float:
        known = self._all(words)
        return max([known[key] for key in keys if key in known], default=0.0) if known else 0.0

    def _all(self, words: str) -> dict[str, float]:
        known = self._known.get(words)
        if known is None:
            known = self._known[words] = self._compared(words)
        return known

    def _compared(self, words: str) -> dict[str, float]:
        likely = extract(words, self._keys, scorer=OSA.normalized_similarity, limit=None, score_cutoff=ALIKE_AT_FIRM)
        near = {key: score for key, score, _ in likely}
        if len(words) > 1:
            near |= {key: max(near.get(key, 0.0), _HOLDS) for key in self._keys if words in key}
        return near


def _likeness(asked: Asked, near: Nearness, words: Iterable[str], keys: Sequence[str], firm: str) -> float:
    people = _people(keys, firm)
    scores = [_one(near, each, people, firm) for each in words]
    if len(asked.parts) == 2 and firm:
        last, first = asked.parts
        scores += [_both(near, last, first, people, firm), _both(near, first, last, people, firm)]
    best = max(scores)
    return best if best >= ALIKE else 0.0


def _people(keys: Sequence[str], firm: str) -> Sequence[str]:
    """Without the firm itself, and without a person's key with the firm's in front of it."""
    if not firm:
        return keys
    of_firm = {firm, *(firm + key for key in keys)}
    return [key for key in keys if key not in of_firm]


def _is_behind(words: str, firm: str) -> bool:
    """Whether the words name somebody behind the firm's name."""
    return bool(firm) and words != firm and words.startswith(firm)


def _one(near: Nearness, words: str, people: Iterable[str], firm: str) -> float:
    """Words in one piece: a person, a person behind the firm's name, or the firm."""
    if _is_behind(words, firm):
        person = near.nearest(words.removeprefix(firm), people)
        return (1 + person) / 2 if person >= ALIKE_AT_FIRM else 0.0
    return max(near.nearest(words, people), _FIRM_ONLY * near.of(words, firm))


def _both(near: Nearness, person: str, place: str, people: Iterable[str], firm: str) -> float:
    at, who = near.of(place, firm), near.nearest(person, people)
    return (at + who) / 2 if at >= ALIKE and who >= ALIKE_AT_FIRM else 0.0
