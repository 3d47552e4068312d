"""Points that go soon, and points that a birthday brings."""

from dataclasses import dataclass
from typing import ClassVar

from crm.notices.base import Notice
from crm.notices.points import PointsLeave


@dataclass(frozen=True)
class ExpiryWarning(Notice):
    """To a customer: everything that goes within the programme's longest warning, in one message. `more` points beyond
    the `leaves` that are named. `idle`: it goes unless something moves. `shared`: the wallet is the family's.
    """

    channel: ClassVar[str] = "line"
    company: str
    customer: str
    balance: int
    leaves: tuple[PointsLeave, ...]
    more: int = 0
    idle: bool = False
    shared: bool = False


@dataclass(frozen=True)
class BirthdayPoints(Notice):
    """To a customer who wants to be congratulated, in the month of the birthday."""

    channel: ClassVar[str] = "line"
    company: str
    customer: str
    points: int
    balance: int
