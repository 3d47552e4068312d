"""What two spellings of one name have in common. For search only: names are stored as typed and never merged by key."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

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
_SPACES = re.compile("^ |  | $")
_ACCENTED = re.compile("[\u00c0-\u2fff]")
_KANJI_RUN = re.compile(r"[\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def clean(text: str, longest: int = LONGEST) -> str:
    """`text` as typed, less what cannot be seen: control characters, direction overrides, zero-width marks.

    White space of any width becomes one space. At most `longest` characters.
    """
    if text.isprintable() and not _SPACES.search(text):
        return text[:longest].rstrip()
    spaced = " ".join(text.split())
    return " ".join(spaced.translate(_SEEN).split())[:longest].rstrip()


@lru_cache(maxsize=50_000)  # an import asks for the same firms and family names by the thousand
@lru_cache(maxsize=20_000)  # an import asks for the same surnames and firms again and again
def key(name: str) -> str:
    """The search key of a stored name, empty only when nothing in it can be read.

    NFKC, casefold, accents off, legal forms dropped, variant kanji folded, 々 and ゞ written out, hiragana to katakana,
    small kana up; spaces, punctuation, ・ ー - dropped. About 2 % of different names share a key.
    """
    plain = _without_accents(_compatible(_compatible(clean(name, len(name))).casefold()))
    kept = without_legal_forms(plain).translate(_MARKS) or plain.translate(_MARKS)
    return _compatible(_written_out(kept.translate(_KANA)).translate(FOLDS))


def query_key(text: str) -> str:
    """The key of what somebody typed to find a customer: honorifics and titles do not count."""
    return key(bare(clean(text)))


def query_keys(text: str) -> tuple[str, ...]:
    """The keys to try one after the other, the surest first: the whole, then its last and its first part.

    「四日市工場 鈴木様」 and 「サクラの田中」 find 鈴木 and 田中 although no such company is known.
    """
    name = bare(clean(text))
    parts = [part for part in _BETWEEN_PARTS.split(name) if part != name and part]
    keys = [key(name), *(query_key(part) for part in (*parts[-1:], *parts[:1]))]
    return tuple(dict.fromkeys(each for each in keys if each))


def family_name(name: str) -> str:
    """The part one is addressed by: before the space in Japanese names, the last word in others.

    Without a space it is a guess good enough to search by: known long ones, else the first two kanji.
    """
    return apart(bare(clean(name)))[0]


def apart(name: str) -> tuple[str, str]:
    """A name without honorifics as family and given name, as good a guess as `family_name`. The given name of those who
    are not Japanese is empty.
    """
    family = _family_of(name)
    japanese = bool(_JAPANESE_NAME.search(name)) and name != family
    return family, name.removeprefix(family).strip() if japanese else ""


def _family_of(name: str) -> str:
    parts = name.split()
    if not _JAPANESE_NAME.search(name):
        return name.split(",", maxsplit=1)[0].strip() if "," in name else (parts or [""])[-1]
    if len(parts) > 1:
        return parts[0]
    if "・" in name.strip("・"):
        return name.strip("・").rsplit("・", 1)[-1]
    return _guessed_family(name)


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
    if not _ACCENTED.search(text):
        return text
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate(_ACCENTS))


class _Without(dict[int, int | None]):
    """A table for `str.translate` that drops characters, and asks about each only once: names come by the thousand."""

    def __init__(self, drops: Callable[[str], bool]) -> None:
        super().__init__()
        self._drops = drops

    def __missing__(self, code: int) -> int | None:
        self[code] = None if self._drops(chr(code)) else code
        return self[code]


def _is_mark(each: str) -> bool:
    """Spaces, punctuation, the long-vowel mark, and selectors of a kanji's shape."""
    if each in _NEVER_IN_KEYS or "\ufe00" <= each <= "\ufe0f" or "\U000e0100" <= each <= "\U000e01ef":
        return True
    return unicodedata.category(each)[0] in "ZPC"


_SEEN = _Without(lambda each: unicodedata.category(each) in {"Cc", "Cf", "Cs"})
_ACCENTS = dict.fromkeys(range(0x300, 0x370))
_MARKS = _Without(_is_mark)


def _written_out(katakana: str) -> str:
    """佐々木 as 佐佐木 and イスヾ as イスズ: people type either."""
    if _REPEATS.isdisjoint(katakana) and _VOICED_REPEAT not in katakana:
        return katakana
    out: list[str] = []
    for each in katakana:
        if each in _REPEATS and out:
            out.append(out[-1])
        elif each == _VOICED_REPEAT and out:
            out.append(unicodedata.normalize("NFC", out[-1] + _VOICED_MARK))
        else:
            out.append(each)
    return "".join(out)
