"""A new customer as typed after `/customer new`: which words are the firm, which the person, which the reading.

The rules, the surest first; a quoted part is never taken apart:
1. Kana in parentheses is the reading: 「田中 一郎（たなか いちろう）」. So is kana behind a full name in kanji, be it
   two words or one of five kana and more (three behind four kanji in one word): 「田中一郎 たなか いちろう」. In
   「田中 さくら」 and 「長谷川 さくら」 it is the given name.
2. A quoted first part with words after it is the firm: 「"Green Tea" Jane Smith」.
3. A legal form marks the firm, before or behind its name: 「㈱サクラ 田中」, 「サクラ株式会社 東京支店 田中」,
   "Acme Co., Ltd. Jane Smith", "Jane Smith, Acme Inc.".
4. Only Latin words, or one or two words of kana, are one person.
5. Two words are firm and person, unless they look like surname and given name: one to three kanji that do not end as
   firms do (商事, 銀行, 病院 …), then one to three kanji or up to five kana. So 「日立 田中」 is read as one person; a
   legal form or quotes say otherwise.
6. Of three words and more the last is the person, the last two where they look like surname and given name, and Latin
   words at the end after Japanese ones.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from crm.names.folding import clean, key
from crm.names.forms import ENGLISH_WORD, JAPANESE_FORM, names_a_department, names_a_firm
from crm.names.honorifics import honorific, is_honorific

_LONGEST_LINE = 1000
_KANA = r"[\u3041-\u309f\u30a0-\u30ff\uff66-\uff9f\s]+"
_READING = re.compile(rf"[(（]\s*({_KANA})\s*[)）]")
_PART = re.compile(r'["“”＂]([^"“”＂]+)["“”＂](?=\s|$)|[「『]([^」』]+)[」』](?=\s|$)|(\S+)')
_ALL_KANA = re.compile(_KANA)
_KANJI = re.compile(r"[\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SURNAME = re.compile(r"[\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffffノヶケの]{1,3}")
_GIVEN = re.compile(r"[\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{1,3}|[\u3041-\u30ff]{1,5}")
_JAPANESE = re.compile(r"[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]")
_FEW_KANA, _ENOUGH_KANA, _ENOUGH_KANJI = 3, 5, 3
_KEPT_HONORIFICS = frozenset({"先生", "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "madam", "sir"})

Words = Sequence[str]


@dataclass(frozen=True)
class NewCustomer:
    """As typed, without what cannot be seen and without 様 and its like; "Mr", "Dr" and 先生 tell something and stay.

    Nothing is cut: whoever stores it refuses what is longer than `LONGEST` and says so.
    """

    company: str | None
    name: str
    reading: str | None


def split_new(text: str) -> NewCustomer | None:
    """Reads the words after `/customer new`; None when they name no person. The rules are those of this module."""
    line, reading = _cut_reading(_clean(re.sub("[、，]", " ", text)))
    parts = [(quoted or corner or word, not word) for quoted, corner, word in _PART.findall(line)]
    words = [_clean(word) for word, _ in parts]
    if reading is None:
        words, reading = _trailing_reading(words)
    company, person = _divide(words, quoted=bool(parts) and parts[0][1])
    name = _without_politeness(_clean(" ".join(person)))
    if not key(name) or is_honorific(name):
        return None
    firm = _without_politeness(_clean(" ".join(company)).rstrip(","))
    return NewCustomer(company=firm or None, name=name, reading=_clean(reading) if reading else None)


def _clean(text: str) -> str:
    return clean(text, _LONGEST_LINE)


def _cut_reading(line: str) -> tuple[str, str | None]:
    found = _READING.search(line)
    if not found or not found[1].strip():
        return line, None
    return f"{line[: found.start()]} {line[found.end() :]}", found[1].strip()


def _trailing_reading(words: Words) -> tuple[list[str], str | None]:
    """Cuts kana that repeats a full name in kanji off the end."""
    for size in (2, 1):
        before, tail = list(words[:-size]), words[-size:]
        if not before or not all(map(_ALL_KANA.fullmatch, tail)) or not _ends_in_full_name(before):
            continue
        if size == 2 or len(tail[0]) >= (_FEW_KANA if len(before[-1]) > _ENOUGH_KANJI else _ENOUGH_KANA):
            return before, " ".join(tail)
    return list(words), None


def _ends_in_full_name(words: Words) -> bool:
    last = words[-1]
    if len(words) > 1 and _one_person(words[-2], last):
        return True
    return len(last) >= _ENOUGH_KANJI and bool(_KANJI.search(last)) and not _is_firm(last)


def _divide(words: Words, *, quoted: bool) -> tuple[Words, Words]:
    """Firm and person, both as words."""
    if quoted and len(words) > 1:
        return words[:1], words[1:]
    return _by_comma(words) or _by_japanese_form(words) or _by_english_form(words) or _by_shape(words)


def _by_comma(words: Words) -> tuple[Words, Words] | None:
    """Person before firm, as in "Jane Smith, Acme Inc."; the comma of "Co., Ltd." divides nothing."""
    for at, word in enumerate(words[:-1]):
        person, firm = [*words[:at], word.rstrip(",")], words[at + 1 :]
        if word.endswith(",") and not any(map(_is_form, person)) and _is_form(firm[-1]) and not _is_form(firm[0]):
            return firm, person
    return None


def _by_japanese_form(words: Words) -> tuple[Words, Words] | None:
    at = next((i for i, word in enumerate(words) if _has_form(word)), None)
    if at is None:
        return None
    first, last = _reach(words, at)
    return words[first : last + 1], [*words[:first], *words[last + 1 :]]


def _reach(words: Words, at: int) -> tuple[int, int]:
    """The first and the last word of the firm whose legal form stands in word `at`."""
    folded = _compatible(words[at])
    alone, leads = JAPANESE_FORM.fullmatch(folded), JAPANESE_FORM.match(folded)
    if alone and at == 0:
        return 0, _with_more_of_the_firm(words, min(1, len(words) - 1), latin=True)
    if leads and not alone:
        return at, _with_more_of_the_firm(words, at, latin=True)
    if at + 1 < len(words):
        return 0, _with_more_of_the_firm(words, at, latin=False)
    return (at - 1 if alone else at), at


def _with_more_of_the_firm(words: Words, last: int, *, latin: bool) -> int:
    """The firm goes on over departments, and over Latin words before Japanese ones: 「株式会社ABC Trading 田中」."""
    while last + 2 < len(words) and (
        names_a_department(words[last + 1])
        or names_a_firm(words[last + 1])
        or (latin and not _japanese(words[last + 1]) and any(map(_japanese, words[last + 2 :])))
    ):
        last += 1
    return last


def _by_english_form(words: Words) -> tuple[Words, Words] | None:
    """The firm reaches up to its last form in a row; a form in front (K.K. Sakura) takes the next word along."""
    at = next((i for i, word in enumerate(words) if _is_form(word)), None)
    if at is None or len(words) == 1:
        return None
    if at == 0:
        return words[:2], words[2:]
    while at + 1 < len(words) and _is_form(words[at + 1]):
        at += 1
    return words[: at + 1], words[at + 1 :]


def _by_shape(words: Words) -> tuple[Words, Words]:
    if len(words) < 2 or not any(map(_japanese, words)):
        return [], words
    pair = _one_person(words[-2], words[-1]) or all(map(_ALL_KANA.fullmatch, words[-2:]))
    if len(words) == 2 and pair:
        return [], words
    latin = next((i for i in range(len(words)) if not any(map(_japanese, words[i:]))), len(words))
    size = len(words) - latin or (2 if pair else 1)
    return words[:-size], words[-size:]


def _one_person(surname: str, given: str) -> bool:
    """Whether two words look like one Japanese person's surname and given name."""
    given = honorific(given)[0]
    return bool(_SURNAME.fullmatch(surname) and _GIVEN.fullmatch(given)) and not (_is_firm(surname) or _is_firm(given))


def _is_firm(word: str) -> bool:
    return names_a_firm(word) or _has_form(word)


def _has_form(word: str) -> bool:
    return bool(JAPANESE_FORM.search(_compatible(word)))


def _is_form(word: str) -> bool:
    """A whole word that is a legal form as one writes it: Inc., LTD, K.K.; "co" and "ag" in a name are not."""
    return bool(ENGLISH_WORD.fullmatch(word)) and not word.islower()


def _japanese(word: str) -> bool:
    return bool(_JAPANESE.search(word))


def _compatible(word: str) -> str:
    return unicodedata.normalize("NFKC", word)


def _without_politeness(name: str) -> str:
    rest, kept = honorific(name)
    return name if kept is None or kept.lower() in _KEPT_HONORIFICS else rest
