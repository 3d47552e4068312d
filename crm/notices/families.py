"""Customers who share a wallet."""

from dataclasses import dataclass
from typing import ClassVar

from crm.notices.base import Notice


@dataclass(frozen=True)
class FamilyChanged(Notice):
    """To everybody concerned, for it is their property: `who` shares the wallet from now on (`joined`), does so no more
    (`left`), or the reader does not (`parted`). `balance` is that of the reader's wallet after it.
    """

    channel: ClassVar[str] = "line"
    company: str
    customer: str
    what: str
    who: str
    balance: int


@dataclass(frozen=True)
class FamilyWallet(Notice):
    """To the rep who has changed it: the names of those who share the wallet now, and what is in it.

    `left`: the customer does so no more, and begins with an empty one.
    """

    customer_id: int
    customer: str
    members: tuple[str, ...]
    balance: int
    pending: int
    left: bool = False
