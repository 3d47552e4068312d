"""The relay: what a customer writes as it stands in their Slack thread, and what a rep sends back."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from crm.notices.base import Notice


@dataclass(frozen=True)
class Line:
    """One message of a customer. `kind` as LINE has it, or "unsent"; `quoted` are the words that it answers; by a
    `dialogue` one of our own questions was answered, so that nobody need answer.
    """

    message_id: int
    kind: str
    text: str
    quoted: str = ""
    dialogue: bool = False
    urgent: bool = False


@dataclass(frozen=True)
class ThreadHead(Notice):
    """The first message of a customer's thread. `mention` are Slack ids of whoever holds the customer; `holder` is who
    answers just now; `moved_to`: the thread goes on elsewhere, with this colleague (Slack id).
    """

    customer_id: int
    customer: str
    company: str | None
    owner: str
    stage: int | None = None
    case_id: int | None = None
    waiting_since: datetime | None = None
    holder: str = ""
    held_until: datetime | None = None
    moved_to: str = ""


@dataclass(frozen=True)
class RelayedWords(Notice):
    """What a customer has written since the last post, in order; `count` may be more than the `lines` shown."""

    customer_id: int
    customer: str
    mention: tuple[str, ...]
    lines: tuple[Line, ...]
    count: int = 1

    @property
    def urgent(self) -> bool:
        """Somebody should look at once."""
        return any(each.urgent for each in self.lines)


@dataclass(frozen=True)
class RelayedFile(Notice):
    """A customer's picture or file, in their thread. `name` is that of its file in our folder; `state` and `why` as in
    Media, when it is not there.
    """

    media_id: int
    customer_id: int | None
    customer: str
    kind: str
    file_name: str
    name: str
    message_id: int | None = None
    mimetype: str = ""
    size: int = 0
    state: str = "kept"
    why: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file on its way to a customer: LINE fetches it at `url`. `preview` is the address of a small picture of it."""

    kind: str
    url: str
    preview: str
    file_name: str
    size: int


@dataclass(frozen=True)
class Part:
    """One message of a rep's: words (answering the one with this `quote` token), or a file."""

    reply_id: int
    text: str = ""
    quote: str = ""
    file: Attachment | None = None


@dataclass(frozen=True)
class RepReply(Notice):
    """What a rep sends on purpose, under their own name (`icon` is the address of their picture)."""

    channel: ClassVar[str] = "line"
    rep_id: int
    rep: str
    icon: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class ReplyShown(Notice):
    """A reply as it stands in Slack: its words, its `files` by name, who wrote it (Slack id), and what became of it.

    `state` and `why` as in storage.tables.Reply; `at`: when it came to that. `deciding`: to whoever must agree,
    who also reads what it `answers`.
    """

    reply_id: int
    customer_id: int | None
    customer: str
    rep: str
    text: str
    files: tuple[str, ...]
    state: str
    at: datetime
    why: str = ""
    decided_by: str = ""
    deciding: bool = False
    answers: str = ""


@dataclass(frozen=True)
class WantContent(Notice):
    """Not said to anybody: delivery fetches a message's picture or file from LINE before LINE forgets it.

    `ending` is that of the name which its sender gives it.
    """

    channel: ClassVar[str] = "line"
    media_id: int
    message_id: str
    name: str
    kind: str
    ending: str


@dataclass(frozen=True)
class WantSlackFile(Notice):
    """Not said to anybody: delivery fetches a file that a rep has put into a reply."""

    media_id: int
    file_id: str
    name: str
    ending: str


@dataclass(frozen=True)
class WantGone(Notice):
    """Not said to anybody: the files that were shared with the row that this one updates are deleted in Slack."""


@dataclass(frozen=True)
class WantDropped(Notice):
    """Not said to anybody: files of our folder are deleted, by the names that we have given them."""

    channel: ClassVar[str] = "disk"
    names: tuple[str, ...]


@dataclass(frozen=True)
class UnansweredLine:
    """A customer who waits: since when, for how many business minutes, and who is answering (Slack id, or "").

    `words` are the first of what they wrote, `kind` as LINE has it. `first`: the tier that is answered before others.
    """

    customer_id: int
    customer: str
    company: str | None
    owner: str
    since: datetime
    minutes: int
    words: str
    message_id: int
    holder: str = ""
    case: bool = False
    kind: str = "text"
    first: str = ""


@dataclass(frozen=True)
class FirstAnswers:
    """How soon first answers came, in business minutes: half of them within `median`, nine of ten within `p90`, and
    `within` of the `n` in the time that the company has set itself.
    """

    n: int
    median: int
    p90: int
    within: int


@dataclass(frozen=True)
class TeamAnswers:
    """The first answers of the last `days`, of the team: together, to customers with a case, and of each rep by name.

    `limit`: the time that the company has set itself. `reps` who took longest in front, those who answered nobody not.
    """

    days: int
    limit: int
    together: FirstAnswers
    cases: FirstAnswers
    reps: tuple[tuple[str, FirstAnswers], ...]


@dataclass(frozen=True)
class Inbox(Notice):
    """`/inbox`: a page of who waits for an answer, the longest first. `whose`: mine, team or all."""

    whose: str
    lines: tuple[UnansweredLine, ...]
    total: int
    page: int = 0
    pages: int = 1
    answers: TeamAnswers | None = None


@dataclass(frozen=True)
class UnansweredLong(Notice):
    """Somebody has waited too long: to the deputy or team (`level` 1), then to the manager (2).

    `mention` are Slack ids. `words` stand here and not in the line, so that they can be taken back.
    """

    line: UnansweredLine
    level: int
    mention: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class FoundLine:
    """A message in which the words were found: what stands before the first of them, itself, and what stands behind.

    `direction`: in or out; `by`: which of ours wrote it ("" the bot by itself, or the customer).
    """

    customer_id: int
    customer: str
    company: str | None
    at: datetime
    direction: str
    by: str
    before: str
    hit: str
    after: str


@dataclass(frozen=True)
class MessagesFound(Notice):
    """`/inbox search`: a page of what was said in LINE with these words in it, the newest first.

    `first`: there is nothing newer; `older`: the number of the message behind which the next page begins, if any.
    """

    words: str
    lines: tuple[FoundLine, ...]
    first: bool = True
    older: int | None = None


@dataclass(frozen=True)
class SaidLine:
    """One message of a talk: `direction` in or out, `by`: which of ours wrote it ("" the bot by itself)."""

    direction: str
    by: str
    words: str
    at: datetime


@dataclass(frozen=True)
class ThreadSoFar(Notice):
    """What was said last, oldest first, where a thread goes on in another place."""

    customer_id: int
    customer: str
    lines: tuple[SaidLine, ...]
