"""Cards, rewards and their codes: what customers see of it in LINE, and staff in Slack."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import ClassVar

from crm.notices.base import Notice
from crm.notices.points import PointsStatement, PointsStep


@dataclass(frozen=True)
class PointsCard:
    """All about one customer's points; `rewards`: there is something to be had for them. `progress`: so many percent of
    the way to the next tier.
    """

    customer: str
    statement: PointsStatement
    progress: int = 0
    rewards: bool = True


@dataclass(frozen=True)
class PointsCards(Notice):
    """「ポイント」: a card for each customer whom the account speaks for. `referral`: friends may be brought."""

    channel: ClassVar[str] = "line"
    company: str
    cards: tuple[PointsCard, ...]
    referral: bool = False


@dataclass(frozen=True)
class PointsAfter:
    """A line of the history, and what the wallet held after it."""

    step: PointsStep
    balance: int


@dataclass(frozen=True)
class PointsHistory(Notice):
    """A page of the history, newest first. `trail`: the numbers of the lines behind which this page and those before it
    began (none: the newest); `more`: there are older ones.
    """

    channel: ClassVar[str] = "line"
    customer_id: int
    customer: str
    lines: tuple[PointsAfter, ...]
    trail: tuple[int, ...] = ()
    more: bool = False


@dataclass(frozen=True)
class RewardLine:
    """A reward that may be had. `short` points are missing; `left`: so few are there; `until`: the last day."""

    code: str
    name: str
    points: int
    description: str = ""
    short: int = 0
    left: int | None = None
    until: date | None = None


@dataclass(frozen=True)
class TierPerks:
    """What a tier brings besides points; `own`: the customer has it."""

    name: str
    perks: tuple[str, ...]
    own: bool = False


@dataclass(frozen=True)
class RewardList(Notice):
    """What may be had for points now. `page` counts from 0; `more`: there is another."""

    channel: ClassVar[str] = "line"
    customer_id: int
    customer: str
    balance: int
    rewards: tuple[RewardLine, ...]
    perks: tuple[TierPerks, ...] = ()
    page: int = 0
    more: bool = False


@dataclass(frozen=True)
class RewardQuestion(Notice):
    """Shall the points be spent? `nonce` makes all taps on its button one. `minutes`: how long the code will be good; 0
    for a coupon of LINE's.
    """

    channel: ClassVar[str] = "line"
    customer_id: int
    customer: str
    code: str
    name: str
    points: int
    balance: int
    minutes: int
    nonce: str


@dataclass(frozen=True)
class RewardCode(Notice):
    """The code to show to the staff until a time of today: `number` has eight digits; `picture` is the address of the
    same as a QR code ("": there is none). Forgotten once it is sent, and not kept with the talk: whoever reads it there
    could use it.
    """

    channel: ClassVar[str] = "line"
    secret: ClassVar[bool] = True
    unkept: ClassVar[bool] = True
    redemption_id: int
    customer: str
    name: str
    points: int
    balance: int
    number: str
    until: time
    picture: str = ""


@dataclass(frozen=True)
class RewardCoupon(Notice):
    """A coupon of LINE's (`coupon` is its id there), for so many points."""

    channel: ClassVar[str] = "line"
    name: str
    points: int
    balance: int
    coupon: str


@dataclass(frozen=True)
class RewardRefused(Notice):
    """Why a reward is not to be had: `gone` (no longer in the programme, or not now), `empty`, `enough` (had as many as
    one may), `tier`, `short` (of so many points), `changed` (it costs something else by now); or what has become of a
    code: `used`, `lapsed`, `cancelled`.
    """

    channel: ClassVar[str] = "line"
    why: str
    name: str = ""
    short: int = 0


@dataclass(frozen=True)
class RewardUsed(Notice):
    """The staff has handed it over."""

    channel: ClassVar[str] = "line"
    customer: str
    name: str


@dataclass(frozen=True)
class RewardReturned(Notice):
    """The points are back, with the last days they had: the code has `lapsed`, was `cancelled` by the customer, or
    `undone` by the staff. `gone` of them had a last day that has passed meanwhile.
    """

    channel: ClassVar[str] = "line"
    why: str
    name: str
    points: int
    balance: int
    gone: int = 0


@dataclass(frozen=True)
class RewardConfirmed(Notice):
    """To whoever has confirmed a code: what to hand over, and to whom."""

    redemption_id: int
    customer_id: int
    customer: str
    company: str | None
    name: str
    points: int
    tier: str = ""


@dataclass(frozen=True)
class RewardTakenBack(Notice):
    """To whoever has taken a confirmation back: the customer has the points again."""

    customer: str
    name: str
    points: int


@dataclass(frozen=True)
class TillPass(Notice):
    """The way to the till for one telephone: `url` works once, until a moment."""

    secret: ClassVar[bool] = True
    url: str
    until: datetime


@dataclass(frozen=True)
class CodesGuessed(Notice):
    """To the admins: `rep` (Slack id) has typed so many codes that do not exist, and may not try for a while."""

    rep: str
    times: int
    minutes: int
