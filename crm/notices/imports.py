"""A file of customers on its way in: what it would come to, how far it is, and the order to fetch it."""

from dataclasses import dataclass, field
from typing import ClassVar

from crm.notices.base import Notice


@dataclass(frozen=True)
class Fault:
    """Why a row is not written: (header of the column or empty, key of the sentence, its parts), one or more."""

    row: int
    reasons: tuple[tuple[str, str, dict[str, str]], ...]


@dataclass(frozen=True)
class ImportCard(Notice):
    """One file, from when it was sent until it is in; each state changes the same message.

    `state`: reading, ready (waits for yes or no), running, done, stopped, or refused (`why` is a key of the catalogue
    and `parts` fill it). `columns`: (header, field or empty); `counts` by kind; `samples`: (name, company or address);
    `token` comes back with the buttons. Forgotten once it is sent: the samples are people.
    """

    secret: ClassVar[bool] = True

    state: str
    file: str
    preset: str = ""
    nicknames: bool = False
    columns: tuple[tuple[str, str], ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    samples: tuple[tuple[str, str], ...] = ()
    faults: tuple[Fault, ...] = ()
    done: int = 0
    total: int = 0
    token: str = ""
    why: str = ""
    parts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class WantImport(Notice):
    """Fetch the file from Slack and look at it; with `digest` (of what was shown) write it.

    `channel_id` and `ts` are the message it came with, `card` the number of our first message about it. `rows`: how
    many it has, `told` of which the person knows will not be written.
    """

    channel: ClassVar[str] = "import"

    file_id: str
    name: str
    channel_id: str
    ts: str
    card: int
    digest: str = ""
    told: int = 0
    rows: int = 0
