"""One spelling to read, with the way back to the person's own characters."""

import re
import unicodedata
from dataclasses import dataclass

_DASHES = dict.fromkeys("‐‑‒–—−－", "-")
_WAVES = dict.fromkeys("〜～∼˜", "~")
_WIDE = {chr(code + 0xFEE0): chr(code).lower() for code in range(0x21, 0x7F)}
_ONE_TO_ONE = str.maketrans(
    {chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    | _WIDE
    | _DASHES
    | _WAVES
    | {"\u3000": " ", "\u00a0": " ", "\u202f": " ", "〔": "(", "【": "[", "】": "]", "〕": ")", "’": "'", "々": "々"},
)

# Half-width katakana, ㋿ ㍻, ㈪ ㊊, and the signs for days, months and hours: one character that reads as several,
# or (ｶﾞ) two that read as one.
_SPECIAL = re.compile(r"[ｦ-ﾟ㋿㍻-㍾㈪-㈰㊊-㊐㏠-㏾㋀-㋋㍘-㍰]")
_CHUNK = re.compile(r"[ｶ-ﾄﾊ-ﾎｳ]ﾞ|[ﾊ-ﾎ]ﾟ|.", re.DOTALL)
_CIRCLED_WEEKDAYS = re.compile(r"[㊊-㊐]")
_HOUR_SIGNS = re.compile(r"[㍘-㍰]")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` to match against; `starts` and `ends` give each of its characters' place in the original."""

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` (not empty) lies in the person's text."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Full width, case, dashes and waves made one; characters outside of this grammar's interest are left alone."""
    if text.isascii():
        return Folded(text.lower())
    plain = text.translate(_ONE_TO_ONE)
    return _spread(plain) if _SPECIAL.search(plain) else Folded(plain)


def _spread(plain: str) -> Folded:
    read: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for chunk in _CHUNK.finditer(plain):
        said = _spell(chunk[0])
        read.append(said)
        starts += [chunk.start()] * len(said)
        ends += [chunk.end()] * len(said)
    return Folded("".join(read), tuple(starts), tuple(ends))


def _spell(chunk: str) -> str:
    if not _SPECIAL.match(chunk):
        return chunk
    said = unicodedata.normalize("NFKC", chunk)
    if _CIRCLED_WEEKDAYS.match(chunk):
        return f"({said})"
    if _HOUR_SIGNS.match(chunk):
        return said.replace("点", "時")
    return said.lower()
