"""What a rep sees of purchases: the card of one, the last ones of a customer, and the question whose it is."""

from dataclasses import dataclass
from datetime import date, datetime

from crm.notices.base import Choice, Notice


@dataclass(frozen=True)
class PurchaseCard(Notice):
    """A purchase as it stands (`state` saved, undone or returned). `points` came for it, or are promised for
    `ready_on`; `spent` paid for a part. `balance` and `tier` are the customer's now; `off`: there is no programme.

    After a return: `returned` yen of it just now, `taken` points were taken back and `given` ones given back.
    """

    purchase_id: int
    customer_id: int
    customer: str
    company: str | None
    amount: int
    what: str
    day: date
    undo_until: datetime
    state: str = "saved"
    refunded: int = 0
    points: int = 0
    ready_on: date | None = None
    spent: int = 0
    balance: int = 0
    tier: str = ""
    off: bool = False
    returned: int = 0
    taken: int = 0
    given: int = 0


@dataclass(frozen=True)
class PurchaseLine:
    """A purchase in one line."""

    purchase_id: int
    amount: int
    refunded: int
    what: str
    day: date


@dataclass(frozen=True)
class PurchaseList(Notice):
    """Which of these came back? `amount` yen of it, 0 where nothing was said."""

    customer_id: int
    customer: str
    company: str | None
    purchases: tuple[PurchaseLine, ...]
    amount: int = 0


@dataclass(frozen=True)
class WhosePoints(Notice):
    """Who is meant by `name`? The line is kept as a draft; choosing does `then` with it. `close`: nobody goes by it."""

    draft_id: int
    name: str
    choices: tuple[Choice, ...]
    then: str
    close: bool = False
