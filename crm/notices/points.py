"""Points as customers see them in LINE: what came, what went, and the card that shows all of it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from crm.notices.base import Notice


@dataclass(frozen=True)
class PointsMoved(Notice):
    """To a customer: `points` (signed) came or went for `reason` (`points.reason_…`), and the balance after it.

    `pending`: what came may be spent from `ready_on` only. `owed`: an earlier refund was taken from it first.
    """

    channel: ClassVar[str] = "line"
    company: str
    customer: str
    points: int
    balance: int
    reason: str
    note: str = ""
    pending: bool = False
    ready_on: date | None = None
    owed: int = 0


@dataclass(frozen=True)
class PointsLeave:
    """So many points go after a day."""

    day: date
    points: int


@dataclass(frozen=True)
class PointsStep:
    """A line of the history: what moved, when, and why."""

    day: date
    points: int
    reason: str
    kind: str
    note: str = ""
    pending: int = 0
    entry_id: int = 0


@dataclass(frozen=True)
class TierSeen:
    """Where somebody stands. `missing` of `by` (points, or money in yen) until the tier called `next`.

    `until`: it would be lost, and is kept until then; `to_keep`: what is missing to keep it.
    """

    name: str
    next: str = ""
    missing: int = 0
    by: str = "points"
    perks: tuple[str, ...] = ()
    until: date | None = None
    to_keep: int = 0


@dataclass(frozen=True)
class PointsStatement:
    """All about a wallet, as cards show it; not said by itself. `leaves`: what goes next, soonest first."""

    customer_id: int
    balance: int
    pending: int = 0
    owed: int = 0
    tier: TierSeen | None = None
    leaves: tuple[PointsLeave, ...] = ()
    history: tuple[PointsStep, ...] = ()
    value_yen: int = 1
    shared: bool = False
