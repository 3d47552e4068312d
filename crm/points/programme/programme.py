"""The points programme: what is earned for what, how long it lasts, tiers and rewards. One TOML file says all of it.

Every table and field below may stand in the file under its own name (docs/points.md shows them all); what is left out
counts as its default here, and a name that is not known is an error. Points and money are whole numbers.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, StrictBool, StrictInt

# Strict, because pydantic would read `true` as 1 and 20261231 as a day of 1970.
Day = Annotated[date, Strict()]
Points = Annotated[StrictInt, Field(ge=0, le=10_000_000)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,32}$")]
Name = Annotated[str, Field(min_length=1, max_length=40)]


class Part(BaseModel):
    """Base of all parts: immutable, and no field that we do not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Expiry(Part):
    """When points go: so many `months` after they were earned (`rolling`; with `month_end` at the end of that month),
    after so many months without any movement (`inactivity`), or `never`.
    """

    kind: Literal["rolling", "inactivity", "never"] = "rolling"
    months: Annotated[StrictInt, Field(ge=1, le=120)] = 12
    month_end: StrictBool = True
    warn_days: tuple[Annotated[StrictInt, Field(ge=1, le=180)], ...] = (30, 7, 1)


class ByPurchase(Part):
    """`points` for every full `per` yen of what was paid; `pending_days` until they may be spent."""

    per: Annotated[StrictInt, Field(ge=1, le=1_000_000)] = 100
    points: Points = 0
    pending_days: Annotated[StrictInt, Field(ge=0, le=365)] = 0


class ByEvent(Part):
    """Points for taking part in something, once a customer, by the rep who names its `code`."""

    code: Code
    name: Name
    points: Points
    starts: Day | None = None
    ends: Day | None = None


class ByHand(Part):
    """What a rep may give at will: points a day, points a day to one customer; above `approve_above` at once a manager
    must agree.
    """

    day: Points = 3000
    customer_day: Points = 1000
    approve_above: Points = 500


class ByReferral(Part):
    """Both sides are rewarded after the friend's first purchase, within so many days."""

    referrer: Points = 0
    friend: Points = 0
    lapse_days: Annotated[StrictInt, Field(ge=1, le=730)] = 180


class Earning(Part):
    """What points are given for; 0 points: not for that. `birthday`: once a year, in the month of the birthday."""

    purchase: ByPurchase = ByPurchase()
    visit: Points = 0
    survey: Points = 0
    birthday: Points = 0
    referral: ByReferral = ByReferral()
    hand: ByHand = ByHand()
    event: tuple[ByEvent, ...] = ()


class Tier(Part):
    """From `threshold` on; purchases earn `rate` percent of the usual. `perks`: what it brings besides points.

    `priority`: whoever has it is answered first.
    """

    code: Code
    name: Name
    threshold: Points = 0
    rate: Annotated[StrictInt, Field(ge=100, le=1000)] = 100
    perks: tuple[Annotated[str, Field(min_length=1, max_length=60)], ...] = ()
    priority: StrictBool = False


class Tiers(Part):
    """Reached by points earned (`points`) or money spent (`money`) in the last `months` (`rolling`) or in the calendar
    year, and through the next (`year`). Who would lose one is told, and keeps it for `grace_days`.
    """

    by: Literal["points", "money"] = "points"
    period: Literal["rolling", "year"] = "rolling"
    months: Annotated[StrictInt, Field(ge=1, le=60)] = 12
    grace_days: Annotated[StrictInt, Field(ge=0, le=365)] = 30
    tier: tuple[Tier, ...] = ()


class Reward(Part):
    """Something for `points`. `stock`: how many there are in all, `each`: how many a customer may have, `tiers`: for
    whom, `minutes`: how long its code is good. `kind`: a `discount` on the next purchase at our own shop, a `gift`
    worth `cost` yen, or a `coupon` of LINE's (`coupon`: its id there).
    """

    code: Code
    name: Name
    points: Annotated[StrictInt, Field(ge=1, le=10_000_000)]
    kind: Literal["discount", "gift", "coupon"] = "gift"
    cost: Annotated[StrictInt, Field(ge=0, le=10_000_000)] = 0
    description: Annotated[str, Field(max_length=200)] = ""
    stock: Annotated[StrictInt, Field(ge=0)] | None = None
    each: Annotated[StrictInt, Field(ge=1)] | None = None
    tiers: tuple[Code, ...] = ()
    starts: Day | None = None
    ends: Day | None = None
    minutes: Annotated[StrictInt, Field(ge=1, le=60)] = 15
    coupon: Annotated[str, Field(max_length=64)] | None = None


class Programme(Part):
    """All of it. `value_yen`: what a point is worth (the liability of the reports); `wallet`: whose points are kept
    together; `tell`: whether customers hear of points that were added, as they always do of points spent and expiring.

    `enabled` False: no points at all; `referral` False: nobody is asked to bring friends.
    """

    preset: Literal["shop", "clinic", "dealer", "b2b"] | None = None
    enabled: StrictBool = False
    referral: StrictBool = False
    value_yen: Annotated[StrictInt, Field(ge=0, le=1000)] = 1
    wallet: Literal["person", "company"] = "person"
    tell: StrictBool = False
    expiry: Expiry = Expiry()
    earn: Earning = Earning()
    tiers: Tiers = Tiers()
    reward: tuple[Reward, ...] = ()

    def reward_of(self, code: str) -> Reward | None:
        return next((each for each in self.reward if each.code == code), None)

    def tier_of(self, code: str | None) -> Tier | None:
        return next((each for each in self.tiers.tier if each.code == code), None)
