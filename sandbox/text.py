"""Lengths as the platforms count them."""

import unicodedata

ZERO_WIDTH_JOINER = "\u200d"


def utf16(text: str) -> int:
    """UTF-16 code units: an emoji outside the basic plane counts two."""
    return len(text) + sum(char > "\uffff" for char in text)


def graphemes(text: str) -> int:
    """What a person would call characters: 👨‍👩‍👧 and が written with a combining mark count one each."""
    count, joined, flags = 0, False, 0
    for char in text:
        flag = "\U0001f1e6" <= char <= "\U0001f1ff"
        second_of_flag = flag and flags % 2 == 1
        if not (joined or second_of_flag or _extends(char)):
            count += 1
        flags = flags + 1 if flag else 0
        joined = char == ZERO_WIDTH_JOINER
    return count


def _extends(char: str) -> bool:
    """Marks, variation selectors, joiners, skin tones: part of the character before."""
    return (
        unicodedata.category(char) in ("Mn", "Me", "Mc")
        or char == ZERO_WIDTH_JOINER
        or "\U0001f3fb" <= char <= "\U0001f3ff"
    )
