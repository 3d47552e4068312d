"""What is said of tiers: to customers when one is reached, ends or has ended, and to their owners."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from crm.notices.base import Notice


@dataclass(frozen=True)
class TierReached(Notice):
    """To a customer: from now on they have this tier; `perks` is what it brings, purchases earn `rate` percent."""

    channel: ClassVar[str] = "line"
    company: str
    customer: str
    tier: str
    perks: tuple[str, ...] = ()
    rate: int = 100


@dataclass(frozen=True)
class TierEnding(Notice):
    """To a customer: the tier is kept `until` a day, and longer with `missing` more of `by` (points, or money in yen);
    afterwards it is `next` ("" for none).
    """

    channel: ClassVar[str] = "line"
    company: str
    customer: str
    tier: str
    until: date
    missing: int
    by: str = "points"
    next: str = ""


@dataclass(frozen=True)
class TierLowered(Notice):
    """To a customer: `before` has ended, and `tier` ("" for none) is what they have now."""

    channel: ClassVar[str] = "line"
    company: str
    customer: str
    before: str
    tier: str = ""


@dataclass(frozen=True)
class TierNews(Notice):
    """To the owner of a customer: a tier was reached (`what` "reached"), will end ("ending", `until` a day) or has
    ended ("lowered"; `tier` "" for none). `others` share the points.
    """

    customer_id: int
    customer: str
    what: str
    tier: str
    before: str = ""
    until: date | None = None
    others: int = 0
