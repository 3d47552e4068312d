"""The codes that a rep's phone shows: each good for a minute, signed, and worthless in a photograph after that.

A code names the grant, the half minute in which it was shown, and a signature of both (80 bits) under the grant's own
secret and the house's seal: neither the picture of an hour ago nor a copy of the database makes another.
"""

import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from crm.house import House
from crm.voice.codes import ALPHABET
from storage.tables import PointGrant

SHOWN = timedelta(seconds=30)
LIFE = timedelta(minutes=10)
_SIGNS = 16
_FORM = re.compile(
    rf"(?<![0-9A-Z])KG-(?P<grant>[0-9]{{1,18}})-(?P<window>[0-9]{{1,3}})-(?P<sign>[{ALPHABET}]{{{_SIGNS}}})(?![0-9A-Z])"
)
_LIKE = re.compile(r"(?<![0-9A-Z])KG-[0-9]+-[0-9]")


@dataclass(frozen=True)
class Read:
    """A code as it was sent."""

    grant_id: int
    window: int
    sign: str


def new_secret() -> str:
    return secrets.token_hex(32)


def find(text: str) -> Read | None:
    """The code in the text; one that was cut short is none that fits."""
    plain = unicodedata.normalize("NFKC", text).upper()
    found = _FORM.search(plain)
    if found is None:
        return Read(0, 0, "") if _LIKE.search(plain) else None
    return Read(int(found["grant"]), int(found["window"]), found["sign"])


def window(grant: PointGrant, at: datetime) -> int:
    """In which half minute of the offer a moment lies, from 0."""
    return (at - _began(grant)) // SHOWN


def next_at(grant: PointGrant, at: datetime) -> datetime:
    """When the picture changes."""
    return _began(grant) + (window(grant, at) + 1) * SHOWN


def code(house: House, grant: PointGrant, at: datetime) -> str:
    """What the phone shows at a moment."""
    now = window(grant, at)
    return f"KG-{grant.id}-{now}-{_sign(house, grant, f'code:{now}')}"


def is_signed(house: House, grant: PointGrant, read: Read) -> bool:
    return hmac.compare_digest(_sign(house, grant, f"code:{read.window}"), read.sign)


def is_fresh(grant: PointGrant, read: Read, at: datetime) -> bool:
    """Whether it was shown within the last minute; the clocks of LINE and ours may differ by a little."""
    return -1 <= window(grant, at) - read.window <= 1


def page(house: House, grant: PointGrant) -> str:
    """The name of the page, which only the rep is told."""
    return f"{grant.id}-{_sign(house, grant, 'page')}"


def is_page(house: House, grant: PointGrant, name: str) -> bool:
    return hmac.compare_digest(page(house, grant).encode(), name.encode())


def _began(grant: PointGrant) -> datetime:
    if grant.valid_until is None:
        raise ValueError("not an offer")
    return grant.valid_until - LIFE


def _sign(house: House, grant: PointGrant, what: str) -> str:
    key = hmac.digest(house.seal or b"-", (grant.secret or "").encode(), "sha256")
    made = hmac.digest(key, f"offer:{grant.id}:{what}".encode(), "sha256")
    return "".join(ALPHABET[byte % 32] for byte in made[:_SIGNS])
