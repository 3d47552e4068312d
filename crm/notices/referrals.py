"""Who brought whom: the code that a customer gives to friends, and what came of it."""

from dataclasses import dataclass
from typing import ClassVar

from crm.notices.base import Notice


@dataclass(frozen=True)
class ReferralCard(Notice):
    """To a customer: the code for friends, what both get, and within how many days. `account`: our LINE id, for the
    address that friends open; "" for none.
    """

    channel: ClassVar[str] = "line"
    company: str
    code: str
    account: str
    referrer: int
    friend: int
    days: int


@dataclass(frozen=True)
class ReferralMet(Notice):
    """To a friend who came with somebody's code: what there is to be had, and how. Nobody is named: a code may have
    gone from hand to hand.
    """

    channel: ClassVar[str] = "line"
    company: str
    points: int
    days: int
    linked: bool = False


@dataclass(frozen=True)
class ReferralRefused(Notice):
    """To whoever sent a code that does not count; `why` is a key under `referrals.refused_`."""

    channel: ClassVar[str] = "line"
    company: str
    why: str


@dataclass(frozen=True)
class ReferralEarned(Notice):
    """To both, after the friend's first purchase. `friend`: to the friend, else to the one who brought them."""

    channel: ClassVar[str] = "line"
    company: str
    customer: str
    points: int
    balance: int
    friend: bool


@dataclass(frozen=True)
class ReferredBy(Notice):
    """To the friend's rep: who brought them."""

    customer_id: int
    customer: str
    by_id: int
    by: str
