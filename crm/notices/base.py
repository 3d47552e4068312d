"""What every notice is, and the small things that several of them hold."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import ClassVar


@dataclass(frozen=True)
class Notice:
    """Base of all notices; `channel` says who can phrase it. A `secret` one is forgotten once it is sent; one that is
    `drawn` takes long to phrase (a document, a chart), so that is done off the event loop. The words of one that is
    `unkept` are not kept with the talk: what stands there in their place is what a notification shows.
    """

    channel: ClassVar[str] = "slack"
    version: ClassVar[int] = 1
    secret: ClassVar[bool] = False
    drawn: ClassVar[bool] = False
    unkept: ClassVar[bool] = False


@dataclass(frozen=True)
class Due:
    """A follow-up in one line."""

    followup_id: int
    what: str
    day: date
    time: time | None
    promise: bool


@dataclass(frozen=True)
class Sentence(Notice):
    """One sentence of the catalogue: a refusal, a small confirmation. `parts` fill its placeholders."""

    key: str
    parts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """One of several customers that a name could mean."""

    customer_id: int
    name: str
    company: str | None
    owner: str
