"""What customers settle and ask about their own data, and what our people hear of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from crm.notices.base import Notice


@dataclass(frozen=True)
class SettingsCard(Notice):
    """What is sent (`purposes`: each with whether it is on; none for whom we do not know), in which language, at which
    hour. `hours` are those that can be asked for.
    """

    channel: ClassVar[str] = "line"
    company: str
    purposes: tuple[tuple[str, bool], ...]
    language: str | None
    hour: int | None
    hours: tuple[int, ...]


@dataclass(frozen=True)
class LanguageNoted(Notice):
    """From now on we speak `language`, beginning with this."""

    channel: ClassVar[str] = "line"
    language: str


@dataclass(frozen=True)
class HourNoted(Notice):
    """What is not urgent comes at `hour`; it was `asked` for at another one when nobody is to be disturbed then."""

    channel: ClassVar[str] = "line"
    hour: int
    asked: int


@dataclass(frozen=True)
class WhoseData(Notice):
    """The account speaks for several: whose data are meant? `people`: (what the button carries, name); `wish`:
    disclosure or erasure.
    """

    channel: ClassVar[str] = "line"
    wish: str
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ErasureQuestion(Notice):
    """What goes, what stays, and the button that goes on; `last`: the second time, after which it is done."""

    channel: ClassVar[str] = "line"
    name: str
    token: str
    last: bool = False


@dataclass(frozen=True)
class ErasureAnswered(Notice):
    """What became of the wish. `state`: confirmed, left (they keep everything), late (asked too long ago), done."""

    channel: ClassVar[str] = "line"
    state: str
    receipt: str


@dataclass(frozen=True)
class ErasureReceipt(Notice):
    """It is done. In the language that they spoke, because by now we do not know who they are."""

    channel: ClassVar[str] = "line"
    receipt: str
    language: str


@dataclass(frozen=True)
class ErasureTold(Notice):
    """To the owner: the customer is forgotten from now on. Forgotten itself once it has arrived."""

    secret: ClassVar[bool] = True
    customer: str
    receipt: str


@dataclass(frozen=True)
class DisclosureSummary(Notice):
    """What we know of the customer, in short; `counts` by kind. `link`: all of it, until `until`; without one a person
    brings it.
    """

    channel: ClassVar[str] = "line"
    secret: ClassVar[bool] = True
    name: str
    facts: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, int], ...]
    link: str | None
    until: datetime | None


@dataclass(frozen=True)
class DisclosureWanted(Notice):
    """To the owner: the customer has asked to see their data; `link` says that they can see them on our page, otherwise
    somebody has to hand them over by `due`.
    """

    customer_id: int
    customer: str
    link: bool
    due: date
