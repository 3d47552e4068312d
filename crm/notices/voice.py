"""Customers in LINE: who is writing, whose they are, and what they ask of us before a person answers."""

from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar

from crm.notices.base import Choice, Notice

LINK_TOKEN = "LINK-TOKEN"  # noqa: S105 - where the token will stand, no secret


@dataclass(frozen=True)
class WhoIsThis(Notice):
    """To our people: somebody whom we do not know has written (`kind` as in CustomerWrote), or has come by a rep's own
    code (`kind` "friend"). `likely`: customers who go by that name.
    """

    account_id: int
    name: str
    text: str
    kind: str
    likely: tuple[Choice, ...] = ()
    urgent: bool = False
    message_id: int = 0


@dataclass(frozen=True)
class OfferDeclined(Notice):
    """To whoever thought to know them: the account says that it is somebody else."""

    customer_id: int
    customer: str


@dataclass(frozen=True)
class RepQr(Notice):
    """A rep's own QR code: whoever comes by it is theirs. `link` opens LINE with the code in the box."""

    code: str
    link: str


@dataclass(frozen=True)
class LinkQuestion(Notice):
    """To an account: is this you? One of ours thinks so."""

    channel: ClassVar[str] = "line"
    company: str
    name: str
    rep: str
    offer_id: int


@dataclass(frozen=True)
class LinkDeclined(Notice):
    """Thanks for telling that it is somebody else (`over`: that question is settled already)."""

    channel: ClassVar[str] = "line"
    over: bool = False


@dataclass(frozen=True)
class RepGreeting(Notice):
    """Somebody has come by a rep's own code."""

    channel: ClassVar[str] = "line"
    company: str
    rep: str


@dataclass(frozen=True)
class CustomerWroteMuch(Notice):
    """So many messages in a moment that they come together: the first `lines` of `count`. `account_id` where we do not
    know whose they are.
    """

    account_id: int
    customer_id: int | None
    customer: str
    lines: tuple[str, ...]
    count: int
    urgent: bool = False


@dataclass(frozen=True)
class CustomerUnlinked(Notice):
    """To the owner: the customer (or `by`, one of ours) has ended the link with this account."""

    customer_id: int
    customer: str
    by: str = ""


@dataclass(frozen=True)
class RepCard:
    """Who looks after whom: `customers` are names that the account speaks for; `hours` in the rep's own words."""

    rep: str
    customers: tuple[str, ...] = ()
    photo_url: str = ""
    hours: str = ""


@dataclass(frozen=True)
class MyRep(Notice):
    """Who looks after the customers of an account, and when the company is open."""

    channel: ClassVar[str] = "line"
    company: str
    cards: tuple[RepCard, ...]
    opens: time
    closes: time
    telephone: str = ""


@dataclass(frozen=True)
class NoRepYet(Notice):
    """Asked by an account that we do not know: what a code is good for, and that a person reads what is written.
    `page`: codes can be typed on a page of ours.
    """

    channel: ClassVar[str] = "line"
    company: str
    telephone: str = ""
    page: bool = False


@dataclass(frozen=True)
class LinkPage(Notice):
    """The way to our page on which a code is typed. LINE's link token takes the place of LINK_TOKEN in the address when
    it is said: a token lives for ten minutes.
    """

    channel: ClassVar[str] = "line"
    company: str
    url: str


@dataclass(frozen=True)
class UnlinkQuestion(Notice):
    """Which link shall end: (its number, the customer's name)."""

    channel: ClassVar[str] = "line"
    company: str
    links: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Unlinked(Notice):
    """The link has ended, or (`name` is empty) there was none."""

    channel: ClassVar[str] = "line"
    company: str
    name: str = ""


@dataclass(frozen=True)
class UrgentHeard(Notice):
    """An urgent word has reached a person; the telephone is faster."""

    channel: ClassVar[str] = "line"
    company: str
    telephone: str = ""


@dataclass(frozen=True)
class Away(Notice):
    """Nobody is here now: who will answer (`rep`, "" for anybody), and when we are back. `hint`: how to link, too."""

    channel: ClassVar[str] = "line"
    company: str
    rep: str
    back_day: date
    back_at: time
    telephone: str = ""
    hint: bool = False


@dataclass(frozen=True)
class RepAway(Notice):
    """Others are here, but `rep` is away until `back` (the day on which they are here again). `deputy` reads and
    answers meanwhile; "" for nobody.
    """

    channel: ClassVar[str] = "line"
    company: str
    rep: str
    deputy: str
    back: date
    telephone: str = ""


@dataclass(frozen=True)
class DialogueLeft(Notice):
    """Nothing more is asked; whatever they write next a person reads."""

    channel: ClassVar[str] = "line"
    company: str


@dataclass(frozen=True)
class WantMenu(Notice):
    """Not said to anybody: delivery gives the account the rich menu that goes by this alias."""

    channel: ClassVar[str] = "line"
    menu: str
