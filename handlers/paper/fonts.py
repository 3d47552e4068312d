"""The typefaces of our documents, and the characters that they can show.

IPAex Gothic comes with the package that our charts have it from; what occurs in names and is not in it (the 𠮷 of
𠮷野家) stands in a small face of our own, see fonts/README.md.
"""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.metadata import distribution
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from crm.names.variants import FOLDS

if TYPE_CHECKING:
    from handlers.paper.faces import Face

RARE = Path(__file__).parent / "fonts" / "rare-kanji.ttf"
# 〓 is what Japanese printers put where they lack a type: a reader knows that a character is missing.
GETA = "〓"
# What stands between two words, once what has no glyph is gone from there.
_SPACES = re.compile("(?P<wide> *\u3000[ \u3000]*)| {2,}")
_MARKED = re.compile("(.)([\u0300-\u036f\u3099\u309a]+)")
# Signs that another one of the same meaning stands in for.
_ALIKE = str.maketrans("≤≥⁓", "≦≧〜")


@cache
def faces() -> "tuple[Face, ...]":
    """The typefaces, in the order in which they are asked for a character. Not for two documents at once."""
    from handlers.paper import faces as made  # noqa: PLC0415 - a third of a second for whoever prints, not at each start

    gothic = distribution("matplotlib-fontja").locate_file("matplotlib_fontja/fonts/ipaexg.ttf")
    return made.load((("gothic", Path(str(gothic))), ("rare", RARE)))


def fit(text: str) -> str:
    """The text in characters that have a glyph.

    What has none is spelt in a form that has (㏍, ⑴, ≤, an older form of a kanji); emoji are left out, and any other
    letter or sign is a 〓.
    """
    whole = _MARKED.sub(lambda found: unicodedata.normalize("NFC", found.group()), text)
    return "\n".join(_SPACES.sub(_space, "".join(map(_fitted, line))).strip() for line in whole.splitlines()).strip()


def _space(found: re.Match[str]) -> str:
    return "\u3000" if found["wide"] else " "


@lru_cache(maxsize=8192)
def _fitted(character: str) -> str:
    if character.isspace():
        return character if character == "\u3000" else " "
    plain = unicodedata.normalize("NFKC", character)
    for spelt in (character, plain, character.translate(_ALIKE), character.translate(FOLDS)):
        if all(_face_of(each) is not None for each in spelt):
            return spelt
    kind = unicodedata.category(character)
    return "" if kind in {"So", "Sk", "Cc", "Cf", "Cn", "Mn", "Me", "Mc"} else GETA


@lru_cache(maxsize=8192)
def _face_of(character: str) -> int | None:
    code = ord(character)
    return next((at for at, face in enumerate(faces()) if code in face.face.charToGlyph), None)


def runs(text: str) -> list[tuple[str, str]]:
    """(name of the face, characters), in order. What has no glyph is a 〓: see `fit`."""
    named = ((faces()[_face_of(each) or 0].fontName, each) for each in text)
    return [(name, "".join(each for _, each in some)) for name, some in groupby(named, key=lambda one: one[0])]


def width(text: str, size: float) -> float:
    """How wide the text is, in points."""
    return sum(_width(each) for each in text) * size / 1000


@lru_cache(maxsize=8192)
def _width(character: str) -> float:
    face = faces()[_face_of(character) or 0].face
    return float(face.charWidths.get(ord(character), face.defaultWidth))
