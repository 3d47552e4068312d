"""To customers, in LINE."""

from dataclasses import dataclass
from typing import ClassVar

from crm.notices.base import Notice


@dataclass(frozen=True)
class Welcome(Notice):
    """A new friend (`back`: an old one has returned)."""

    channel: ClassVar[str] = "line"
    company: str
    back: bool = False


@dataclass(frozen=True)
class Linked(Notice):
    """Greeted by name, and asked for consent with the purpose stated; not asked again without a `token`."""

    channel: ClassVar[str] = "line"
    company: str
    name: str
    rep: str
    token: str


@dataclass(frozen=True)
class HowToLink(Notice):
    """To somebody we do not know yet, once a day: their words were passed on, and what a code is good for. `page`:
    codes can be typed on a page of ours.
    """

    channel: ClassVar[str] = "line"
    company: str
    page: bool = False


@dataclass(frozen=True)
class AlreadyLinked(Notice):
    """The same account used another good code of the same customer."""

    channel: ClassVar[str] = "line"
    name: str


@dataclass(frozen=True)
class CodeRefused(Notice):
    """`why`: wrong, expired, used or locked."""

    channel: ClassVar[str] = "line"
    why: str
    company: str


@dataclass(frozen=True)
class ConsentNoted(Notice):
    """What stops or goes on (of crm.privacy.consents.PURPOSES), and how to change it."""

    channel: ClassVar[str] = "line"
    granted: bool
    company: str
    purposes: tuple[str, ...] = ("surveys",)


@dataclass(frozen=True)
class NpsQuestion(Notice):
    """0 to 10 as eleven buttons; says what the answer is used for and that it may be declined."""

    channel: ClassVar[str] = "line"
    company: str
    name: str
    token: str


@dataclass(frozen=True)
class NpsThanks(Notice):
    """After a tap. `asks` is true when the next words are taken as the reason. `points`: given for the answer."""

    channel: ClassVar[str] = "line"
    score: int
    changed: bool
    asks: bool
    name: str
    points: int = 0


@dataclass(frozen=True)
class ReasonThanks(Notice):
    """After the words; `case` promises that somebody will be in touch. `review`: where anybody may write in public."""

    channel: ClassVar[str] = "line"
    name: str
    case: bool
    rep: str
    review: str = ""


@dataclass(frozen=True)
class SurveyClosed(Notice):
    """A tap that came too late, or on a question that is not this account's."""

    channel: ClassVar[str] = "line"
    company: str


@dataclass(frozen=True)
class Apology(Notice):
    """Something went wrong on our side; the reference finds the log line."""

    channel: ClassVar[str] = "line"
    reference: str
    company: str


@dataclass(frozen=True)
class WantProfile(Notice):
    """Not said to anybody: delivery asks LINE for the profile and feeds it back into the inbox."""

    channel: ClassVar[str] = "line"
    line_user_id: int
