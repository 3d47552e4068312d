"""What a workspace remembers: people, conversations, messages, files."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.wire import JsonObject

BOT_USER = "UBOT00001"
BOT_ID = "B00000001"
APP_ID = "AKIZUNA01"
TEAM_ID = "T00000001"
SLACKBOT = "USLACKBOT"


@dataclass(slots=True)
class Member:
    """A person (or bot) of the workspace, or a stranger from another one over Slack Connect."""

    id: str
    real_name: str
    name: str = ""
    display_name: str = ""
    locale: str = "ja-JP"
    tz: str = "Asia/Tokyo"
    team_id: str = TEAM_ID
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False
    email: str = ""
    title: str = ""
    updated: int = 0


@dataclass(slots=True)
class Message:
    """`seen_by` names the one person who sees an ephemeral message; None for everyone. Attached parts are JSON."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[JsonObject] = field(default_factory=list)
    attachments: list[JsonObject] = field(default_factory=list)
    files: list[JsonObject] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: JsonObject | None = None
    edited: str | None = None
    seen_by: str | None = None
    subtype: str | None = None
    client_msg_id: str | None = None

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def from_bot(self) -> bool:
        return self.user == BOT_USER


@dataclass(slots=True)
class Conversation:
    """A channel, or (`person` set) that person's DM with the bot. Messages by ts, oldest first.

    `everyone`: newcomers are members at once. `threads_read`: (person, thread) → ts of the newest reply they have seen.
    """

    id: str
    name: str
    person: str | None = None
    private: bool = False
    archived: bool = False
    everyone: bool = False
    members: set[str] = field(default_factory=set)
    messages: dict[str, Message] = field(default_factory=dict)
    read_until: dict[str, str] = field(default_factory=dict)
    threads_read: dict[tuple[str, str], str] = field(default_factory=dict)
    created: int = 0

    @property
    def is_im(self) -> bool:
        return self.person is not None

    @property
    def channel_type(self) -> str:
        if self.is_im:
            return "im"
        return "group" if self.private else "channel"

    def replies(self, ts: str) -> list[Message]:
        return [one for one in self.messages.values() if one.thread_ts == ts and one.is_reply]


@dataclass(slots=True)
class File:
    id: str
    name: str
    size: int
    owner: str
    title: str = ""
    mimetype: str = "application/octet-stream"
    alt_text: str = ""
    content: bytes | None = None
    created: int = 0
    shared_in: list[str] = field(default_factory=list)


@dataclass(slots=True)
class OpenView:
    """A modal on somebody's screen or somebody's home. `body` is Slack's view object."""

    user: str
    body: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.body["id"])
