"""Invite codes: made to be copied by hand, found again in a polite sentence, and stored only as a digest."""

import hashlib
import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U. Five bits a symbol, so sixteen symbols carry 80 bits."""

_PREFIX = "KZ"
_GROUPS, _GROUP = 4, 4
_LOOK_ALIKES = str.maketrans("OIL", "011")
_SYMBOL = f"[{ALPHABET}OIL]"
# What a phone's keyboard makes of the hyphen: dashes of every width, the long-vowel mark, dots, underscores, spaces.
_GAP = r"[\s\-‐-―−ー_.・]{0,3}"
_CODE = re.compile(
    rf"(?<![0-9A-Z]){_PREFIX}" + rf"{_GAP}({_SYMBOL}{{{_GROUP}}})" * _GROUPS + r"(?![0-9A-Z])",
)


def new_code() -> str:
    """A fresh code such as `KZ-7Q2M-XK0D-93TR-HV5A`: 80 random bits in groups of four."""
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(_GROUPS * _GROUP))
    return _grouped([symbols[at : at + _GROUP] for at in range(0, len(symbols), _GROUP)])


def find_code(text: str) -> str | None:
    """The first code in `text` in its normal form, or None.

    Forgives full width, lower case, other dashes, spaces or nothing between the groups, invisible characters that
    copying brings along, and O for 0, I or L for 1. A symbol too few or too many is no code.
    """
    visible = "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    found = _CODE.search(visible.upper())
    return _grouped([group.translate(_LOOK_ALIKES) for group in found.groups()]) if found else None


def digest(code: str) -> str:
    """SHA-256 of the normal form in hex (64 characters); the code itself is never stored. ValueError if it is none."""
    normal = find_code(code)
    if normal is None:
        raise ValueError("not an invite code")
    return hashlib.sha256(normal.encode()).hexdigest()


def _grouped(groups: list[str]) -> str:
    return "-".join([_PREFIX, *groups])
