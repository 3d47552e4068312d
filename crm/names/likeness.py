"""How near typed words come to the names of a customer, for a question. Nothing here is ever enough to act on."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

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


def likeness(asked: Asked, keys: Collection[str], firm: str) -> float:
    """0 for somebody else, else ALIKE to 1. `keys` are all that find the customer, `firm` the company's among them."""
    people = [key for key in keys if not _is_of_firm(key, keys, firm)]
    scores = [_one(words, people, firm) for words in (*asked.whole, asked.turned, *asked.heard) if words]
    if len(asked.parts) == 2 and firm:
        last, first = asked.parts
        scores += [_both(last, first, people, firm), _both(first, last, people, firm)]
    best = max(scores)
    return best if best >= ALIKE else 0.0


def _is_of_firm(key: str, keys: Collection[str], firm: str) -> bool:
    """The firm itself, or a person's key with the firm's in front of it."""
    return bool(firm) and (key == firm or (key.startswith(firm) and key.removeprefix(firm) in keys))


def _one(words: str, people: Iterable[str], firm: str) -> float:
    """Words in one piece: a person, a person behind the firm's name, or the firm."""
    if firm and words.startswith(firm) and words != firm:
        person = _nearest(words.removeprefix(firm), people)
        return (1 + person) / 2 if person >= ALIKE_AT_FIRM else 0.0
    return max(_nearest(words, people), _FIRM_ONLY * _near(words, firm))


def _both(person: str, place: str, people: Iterable[str], firm: str) -> float:
    at, who = _near(place, firm), _nearest(person, people)
    return (at + who) / 2 if at >= ALIKE and who >= ALIKE_AT_FIRM else 0.0


def _nearest(words: str, keys: Iterable[str]) -> float:
    return max((_near(words, key) for key in keys), default=0.0)


def _near(words: str, key: str) -> float:
    """1 for the same; each character that is wrong, missing, too many or changed round with its neighbour takes off."""
    near = OSA.normalized_similarity(words, key)
    return max(near, _HOLDS) if len(words) > 1 and words in key else near
