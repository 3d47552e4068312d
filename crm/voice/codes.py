"""Codes made to be copied by hand and found again in a polite sentence: invitations, stored only as a digest, and the
friend codes of reps and the referral codes of customers, which are no secret.
"""

import hashlib
import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U. Five bits a symbol, so sixteen symbols carry 80 bits."""

_PREFIX, _FRIEND_PREFIX, _REFERRAL_PREFIX = "KZ", "KR", "KF"
_GROUPS, _FRIEND_GROUPS, _GROUP = 4, 2, 4
_LOOK_ALIKES = str.maketrans("OIL", "011")
_SYMBOL = f"[{ALPHABET}OIL]"
# What a phone's keyboard makes of the hyphen: dashes of every width, the long-vowel mark, dots, underscores, spaces.
_GAP = r"[\s\-‐-―−ー_.・]{0,3}"


def _pattern(prefix: str, groups: int) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9A-Z]){prefix}" + rf"{_GAP}({_SYMBOL}{{{_GROUP}}})" * groups + r"(?![0-9A-Z])")


_CODE = _pattern(_PREFIX, _GROUPS)
_FRIEND_CODE = _pattern(_FRIEND_PREFIX, _FRIEND_GROUPS)
_REFERRAL_CODE = _pattern(_REFERRAL_PREFIX, _FRIEND_GROUPS)


def new_code() -> str:
    """A fresh code such as `KZ-7Q2M-XK0D-93TR-HV5A`: 80 random bits in groups of four."""
    return _grouped(_PREFIX, _fresh(_GROUPS))


def new_friend_code() -> str:
    """A rep's own code such as `KR-7Q2M-XK0D`: told apart from all others, not kept from anybody."""
    return _grouped(_FRIEND_PREFIX, _fresh(_FRIEND_GROUPS))


def new_referral_code() -> str:
    """What a customer gives to friends, such as `KF-7Q2M-XK0D`: as a rep's own code."""
    return _grouped(_REFERRAL_PREFIX, _fresh(_FRIEND_GROUPS))


def _fresh(groups: int) -> list[str]:
    return ["".join(secrets.choice(ALPHABET) for _ in range(_GROUP)) for _ in range(groups)]


def find_code(text: str) -> str | None:
    """The first code in `text` in its normal form, or None.

    Forgives full width, lower case, other dashes, spaces or nothing between the groups, invisible characters that
    copying brings along, and O for 0, I or L for 1. A symbol too few or too many is no code.
    """
    return _found(_CODE, _PREFIX, text)


def find_friend_code(text: str) -> str | None:
    """The first code of a rep in `text` in its normal form, or None; forgives what `find_code` does."""
    return _found(_FRIEND_CODE, _FRIEND_PREFIX, text)


def find_referral_code(text: str) -> str | None:
    """The first code of a customer in `text` in its normal form, or None; forgives what `find_code` does."""
    return _found(_REFERRAL_CODE, _REFERRAL_PREFIX, text)


def _found(pattern: re.Pattern[str], prefix: str, text: str) -> str | None:
    visible = "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    found = pattern.search(visible.upper())
    return _grouped(prefix, [group.translate(_LOOK_ALIKES) for group in found.groups()]) if found else None


def digest(code: str) -> str:
    """SHA-256 of the normal form in hex (64 characters); the code itself is never stored. ValueError if it is none."""
    normal = find_code(code)
    if normal is None:
        raise ValueError("not an invite code")
    return hashlib.sha256(normal.encode()).hexdigest()


def _grouped(prefix: str, groups: list[str]) -> str:
    return "-".join([prefix, *groups])
