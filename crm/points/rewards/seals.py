"""Names and numbers that nobody can guess or forge: made with the house's own key, which never stands in the database.

Of a code of eight digits a plain digest would hide nothing: whoever gets hold of the table tries all hundred million
within a minute. With the key they would need both.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime

from crm.house import House

DIGITS = 8
_CHARACTERS = 43


def page(house: House, *of: object) -> str:
    """The name of a code's page (43 characters): the same for the same tap."""
    return _text(_sealed(house, "page", *of))


def number(house: House, page_name: str, attempt: int = 0) -> str:
    """The code to be shown, eight digits; another one for another `attempt`."""
    made = int.from_bytes(_sealed(house, "number", page_name, attempt)[:8])
    return f"{made % 10**DIGITS:0{DIGITS}}"


def digest(house: House, code: str) -> str:
    """What is stored of a code (64 characters)."""
    return _sealed(house, "code", code).hex()


def page_digest(page_name: str) -> str:
    """What is stored of a page's name, which is long enough to need no key."""
    return hashlib.sha256(page_name.encode()).hexdigest()


def stamp(house: House, *of: object) -> str:
    """What a form carries so that it cannot come from anywhere else."""
    return _text(_sealed(house, "stamp", *of))


@dataclass(frozen=True)
class Ticket:
    """What lets a telephone in: for which rep, since when. `kind`: `pass` (once, soon) or `till` (a day's work)."""

    kind: str
    rep_id: int
    at: datetime
    nonce: str


def signed(house: House, ticket: Ticket) -> str:
    """The ticket as text, for an address or a cookie. A house without a key must make none: ValueError."""
    if not house.seal:
        raise ValueError("there is no key to sign with")
    said = _said(ticket)
    return f"{said}.{_text(_sealed(house, 'ticket', said))}"


def read(house: House, text: str, kind: str) -> Ticket | None:
    """The ticket of this kind, if we have made it; whether its time is over is for the reader to see."""
    said, _, mark = text.rpartition(".")
    good = hmac.compare_digest(mark.encode(), _text(_sealed(house, "ticket", said)).encode())
    if not house.seal or not good:
        return None
    named, rep_id, at, nonce = said.split(".")
    ticket = Ticket(named, int(rep_id), datetime.fromtimestamp(int(at) / 1_000_000, tz=UTC), nonce)
    return ticket if named == kind else None


def _said(ticket: Ticket) -> str:
    return f"{ticket.kind}.{ticket.rep_id}.{round(ticket.at.timestamp() * 1_000_000)}.{ticket.nonce}"


def _sealed(house: House, *of: object) -> bytes:
    return hmac.digest(house.seal, "\x1f".join(map(str, of)).encode(), "sha256")


def _text(sealed: bytes) -> str:
    return urlsafe_b64encode(sealed).decode().rstrip("=")[:_CHARACTERS]
