"""What points have come to in a month: as a report shows it, and the ledger's lines as a file for accounting."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from crm.notices.base import Notice


@dataclass(frozen=True)
class PointSums:
    """What all wallets hold together at the end of a day."""

    points: int
    pending: int = 0
    owed: int = 0


@dataclass(frozen=True)
class PointFlows:
    """What moved in some time, each as it is said (no minus signs): `earned` may be spent by now, `returned` was taken
    back for refunds and debts, `spent` left, `restored` came back, `expired` went. `adjusted` is signed.
    """

    earned: int = 0
    returned: int = 0
    spent: int = 0
    restored: int = 0
    expired: int = 0
    adjusted: int = 0

    @property
    def total(self) -> int:
        """What the balance has changed by."""
        return self.earned - self.returned - self.spent + self.restored - self.expired + self.adjusted


@dataclass(frozen=True)
class TierCost:
    """Of all who have a tier now (`name` "" for none): the points given in the month, and what rewards cost, in yen."""

    name: str
    wallets: int
    points: int
    cost: int


@dataclass(frozen=True)
class RewardTaken:
    """A reward that was taken in the month."""

    name: str
    times: int
    points: int
    cost: int


@dataclass(frozen=True)
class PointsMonth:
    """A month's report; not said by itself. `year` is the same for the twelve months that end with it; `earlier` and
    `later`: there is a month to turn to.
    """

    first: date
    last: date
    opening: PointSums
    closing: PointSums
    flows: PointFlows
    year: PointFlows
    value_yen: int = 1
    tiers: tuple[TierCost, ...] = ()
    rewards: tuple[RewardTaken, ...] = ()
    earlier: bool = False
    later: bool = False


@dataclass(frozen=True)
class PointsMonthFile(Notice):
    """To whoever asked: the ledger of a month (`first` is its first day), a row a line with the opening balance before
    and the closing one behind; columns as in crm.points.reports.COLUMNS.
    """

    secret: ClassVar[bool] = True
    first: date
    rows: tuple[tuple[str, ...], ...]
