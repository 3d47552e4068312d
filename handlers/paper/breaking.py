"""Where a line may end: between any two Japanese characters but before 、 and after 「, between words elsewhere.

Source: JIS X 4051 / W3C "Requirements for Japanese Text Layout", 3.1.7 and 3.1.8 (行頭禁則, 行末禁則), the strict form:
small kana and ー do not begin a line either.
"""

import re
from collections.abc import Callable

# What begins no line, and what ends none.
NO_START = frozenset(
    "、。，．・：；？！‐–—―…‥〜～ゝゞ々〻ーヽヾ゛゜%％‰℃°′″)）]］}｝>〉》」』】〕〙〗｠»”’,.:;?!"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    "｡､･｣ｰﾞﾟｧｨｩｪｫｯｬｭｮ"
)
NO_END = frozenset("(（[［{｛<〈《「『【〔〘〖｟«“‘￥＄$¥#＃№｢")
# Each of these stands alone; all else is a word until the next space.
_WIDE = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffef\U0001f000-\U0003ffff"
_ATOM = re.compile(rf"[ \u3000]+|[^ \u3000{_WIDE}]+|.")


def lines(text: str, room: float, width: Callable[[str], float], first: float | None = None) -> list[str]:
    """The text in lines of at most `room`, the first of at most `first`; a line of its own where one was typed.

    A word that is wider than a line is cut where the line ends.
    """
    found: list[str] = []
    for paragraph in text.splitlines() or [""]:
        found += _filled(paragraph, room, width, room if first is None or found else first)
    return found


def _filled(text: str, room: float, width: Callable[[str], float], first: float) -> list[str]:
    done: list[str] = []
    line, taken, most = "", 0.0, first
    for unit in _units(text):
        wide = width(unit.rstrip())
        if line and taken + wide > most:
            done, line, taken, most = [*done, line.rstrip()], "", 0.0, room
        while unit and not line and width(unit.rstrip()) > most:
            cut = _cut(unit, most, width)
            done, unit, most = [*done, unit[:cut].rstrip()], unit[cut:].lstrip(), room  # noqa: PLW2901 - what is left of the word
        line, taken = line + unit, taken + width(unit)
    return [*done, line.rstrip()] if line.strip() or not done else done


def _units(text: str) -> list[str]:
    """What no line may end in the middle of, with the space that follows it."""
    units: list[str] = []
    for atom in _ATOM.findall(text):
        if units and (atom.isspace() or atom[0] in NO_START or units[-1].rstrip()[-1:] in NO_END):
            units[-1] += atom
        else:
            units.append(atom)
    return units


def _cut(unit: str, room: float, width: Callable[[str], float]) -> int:
    """How many characters of the word a line holds, one at least; no sign is parted from its word if that can be."""
    fitting = max(1, next((at for at in range(1, len(unit) + 1) if width(unit[:at]) > room), len(unit) + 1) - 1)
    good = (at for at in range(fitting, 0, -1) if _may_part(unit[:at], unit[at:]))
    return next(good, fitting)


def _may_part(one: str, other: str) -> bool:
    return one.rstrip()[-1:] not in NO_END and other.lstrip()[:1] not in NO_START
