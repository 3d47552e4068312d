"""What two spellings of one name have in common. For search only: names are stored as typed and never merged by key."""

import re
import unicodedata

from crm.names.forms import without_legal_forms
from crm.names.honorifics import bare
from crm.names.variants import FOLDS

LONGEST = 100
"""Characters of a name; what is longer was pasted by mistake."""

_KANA = str.maketrans(
    {chr(code): chr(code + 0x60) for code in [*range(0x3041, 0x3097), 0x309D, 0x309E]}
    | dict(zip("ぁぃぅぇぉっゃゅょゎゕゖ", "アイウエオツヤユヨワカケ", strict=True))
    | dict(zip("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ", strict=True))
)
_REPEATS = frozenset("々〻ヽ")
_VOICED_REPEAT, _VOICED_MARK = "ヾ", "\u3099"
_NEVER_IN_KEYS = frozenset("ーｰ−'`´~")
_JAPANESE_NAME = re.compile(r"[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LONG_FAMILY_NAMES = (
    "長谷川|長谷部|五十嵐|小野寺|小笠原|小田島|小山田|小野田|佐久間|久保田|大久保|大和田|大河原|大田原|宇佐美|宇都宮|日下部|曽我部|二階堂|東海林"
    "|波多野|三田村|御手洗|武者小路|勅使河原|安孫子|八重樫|和久井|加賀美|仲宗根|喜屋武|我那覇"
)
_FAMILY = re.compile(rf"{_LONG_FAMILY_NAMES}|.々.|.[ノヶケ之].")
_BETWEEN_PARTS = re.compile(r"[\s・/／]+|(?<=\S\S)の(?=\S\S)")
_KANJI_RUN = re.compile(r"[\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def clean(text: str, longest: int = LONGEST) -> str:
    """`text` as typed, less what cannot be seen: control characters, direction overrides, zero-width marks.

    White space of any width becomes one space. At most `longest` characters.
    """
    spaced = " ".join(text.split())
    seen = "".join(each for each in spaced if unicodedata.category(each) not in {"Cc", "Cf", "Cs"})
    return " ".join(seen.split())[:longest].rstrip()


def key(name: str) -> str:
    """The search key of a stored name, empty only when nothing in it can be read.

    NFKC, casefold, accents off, legal forms dropped, variant kanji folded, 々 and ゞ written out, hiragana to katakana,
    small kana up; spaces, punctuation, ・ ー - dropped. About 2 % of different names share a key.
    """
    plain = _without_accents(_compatible(_compatible(clean(name, len(name))).casefold()))
    kept = _without_marks(without_legal_forms(plain)) or _without_marks(plain)
    return _compatible(_written_out(kept.translate(_KANA)).translate(FOLDS))


def query_key(text: str) -> str:
    """The key of what somebody typed to find a customer: honorifics and titles do not count."""
    return key(bare(clean(text)))


def query_keys(text: str) -> tuple[str, ...]:
    """The keys to try one after the other, the surest first: the whole, then its last and its first part.

    「四日市工場 鈴木様」 and 「サクラの田中」 find 鈴木 and 田中 although no such company is known.
    """
    parts = [part for part in _BETWEEN_PARTS.split(bare(clean(text))) if part]
    keys = [query_key(text), *(query_key(part) for part in (*parts[-1:], *parts[:1]))]
    return tuple(dict.fromkeys(each for each in keys if each))


def family_name(name: str) -> str:
    """The part one is addressed by: before the space in Japanese names, the last word in others.

    Without a space it is a guess good enough to search by: known long ones, else the first two kanji.
    """
    name = bare(clean(name))
    parts = name.split()
    if not _JAPANESE_NAME.search(name):
        return name.split(",")[0].strip() if "," in name else (parts or [""])[-1]
    if len(parts) > 1:
        return parts[0]
    if "・" in name.strip("・"):
        return name.strip("・").rsplit("・", 1)[-1]
    return _guessed_family(name)


def bigrams(key: str) -> set[str]:
    """Every two neighbouring characters of a key; a key of one character is its own."""
    return {key[at : at + 2] for at in range(len(key) - 1)} or ({key} if key else set())


def search_keys(name: str, reading: str | None = None, company: str | None = None) -> set[str]:
    """The keys a customer is found by: name, family name, parts, reading, company, and company before name."""
    person = bare(clean(name))
    people = {person, family_name(person), *person.split()}
    readings = {reading, *reading.split()} if reading else set()
    firms = {company, f"{company} {person}", f"{company} {family_name(person)}"} if company else set()
    return {found for each in people | readings | firms if (found := key(each))}


def _guessed_family(name: str) -> str:
    known = _FAMILY.match(name)
    if known:
        return known[0]
    run = _KANJI_RUN.match(name)
    return run[0][:2] if run else name


def _compatible(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _without_accents(text: str) -> str:
    """é as e, for Latin letters; the voiced marks of kana are other characters and stay."""
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(each for each in apart if not "\u0300" <= each <= "\u036f"))


def _without_marks(text: str) -> str:
    return "".join(each for each in text if not _is_mark(each))


def _is_mark(each: str) -> bool:
    """Spaces, punctuation, the long-vowel mark, and selectors of a kanji's shape."""
    if each in _NEVER_IN_KEYS or "\ufe00" <= each <= "\ufe0f" or "\U000e0100" <= each <= "\U000e01ef":
        return True
    return unicodedata.category(each)[0] in "ZPC"


def _written_out(katakana: str) -> str:
    """佐々木 as 佐佐木 and イスヾ as イスズ: people type either."""
    out: list[str] = []
    for each in katakana:
        if each in _REPEATS and out:
            out.append(out[-1])
        elif each == _VOICED_REPEAT and out:
            out.append(unicodedata.normalize("NFC", out[-1] + _VOICED_MARK))
        else:
            out.append(each)
    return "".join(out)
