"""One LINE Official Account in memory: its friends, what was said, tokens, the monthly quota."""

import itertools
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TypeVar

from sandbox.courier import Courier
from sandbox.rates import Rates
from sandbox.stream import Stream
from sandbox.wire import JsonObject

BOT_USER = "U" + "b07" * 10 + "00"
BASIC_ID = "@kizuna-demo"
MESSAGES_PER_PERSON = 2_000
TOKENS_KEPT = 50_000
CONTENTS_KEPT = 500
FIRST_MESSAGE_ID = 461230966842064897
T = TypeVar("T")
WEEK_MS = 7 * 24 * 3600 * 1000


@dataclass(slots=True)
class Settings:
    """Seconds everywhere. `redelivery_delay` None = redelivery off, LINE's default. `chat_mode`: chat or bot."""

    bot_url: str
    channel_secret: str
    access_token: str
    basic_id: str = BASIC_ID
    display_name: str = "サクラ商事"
    chat_mode: str = "bot"
    redelivery_delay: float | None = 0.3
    answer_seconds: float = 2.0
    reply_token_seconds: float = 60.0
    redelivered_event_seconds: float = 1200.0
    retry_key_seconds: float = 86_400.0
    content_delay: float = 0.0
    link_token_seconds: float = 600.0
    webhook_active: bool = True


@dataclass(slots=True)
class Person:
    user_id: str
    display_name: str
    language: str | None = "ja"
    friend: bool = True
    blocked: bool = False
    picture_url: str | None = None
    status_message: str | None = None
    wrote_at: int = 0
    typing_until: float = 0.0
    rich_menu: str | None = None


@dataclass(slots=True)
class ReplyToken:
    """`at` and `redelivered_at` are monotonic seconds."""

    conversation: str
    at: float
    used: bool = False
    redelivered_at: float | None = None


@dataclass(slots=True)
class Accepted:
    """A request that came with a retry key and was taken."""

    request_id: str
    sent: JsonObject
    at: float


@dataclass(slots=True)
class Content:
    body: bytes
    mimetype: str
    ready_at: float
    gone: bool = False


@dataclass(slots=True)
class Quota:
    kind: str = "limited"
    value: int = 5_000
    used: int = 0

    def allows(self, count: int) -> bool:
        return self.kind == "none" or self.used + count <= self.value


@dataclass(slots=True)
class LinkToken:
    """Whose account is to be linked; `at` is monotonic seconds."""

    user_id: str
    at: float


@dataclass(slots=True)
class Menus:
    """Rich menus by id, their pictures, the default one, and the names that stand for them."""

    aliases: dict[str, str] = field(default_factory=dict)
    objects: dict[str, JsonObject] = field(default_factory=dict)
    pictures: dict[str, Content] = field(default_factory=dict)
    default: str | None = None


class Account:
    def __init__(self, settings: Settings, stream: Stream, courier: Courier) -> None:
        self.settings = settings
        self.stream = stream
        self.courier = courier
        self.people: dict[str, Person] = {}
        self.webhook_endpoint: str | None = None
        self._serial = itertools.count(FIRST_MESSAGE_ID)
        self.reset()

    def reset(self, *, people: bool = False) -> None:
        """Forgets what happened and what is still on its way to the bot; with `people` also who is there."""
        self.courier.drop()
        self.rates = Rates()
        self.quota = Quota()
        self.menus = Menus()
        self.conversations: dict[str, list[JsonObject]] = {}
        self.reply_tokens: OrderedDict[str, ReplyToken] = OrderedDict()
        self.accepted: OrderedDict[str, Accepted] = OrderedDict()
        self.contents: OrderedDict[str, Content] = OrderedDict()
        self.read_tokens: OrderedDict[str, tuple[str, str]] = OrderedDict()
        self.link_tokens: OrderedDict[str, LinkToken] = OrderedDict()
        self.quote_tokens: OrderedDict[str, tuple[str, str]] = OrderedDict()
        if people:
            self.people.clear()

    def message_id(self) -> str:
        return str(next(self._serial))

    def say(self, conversation: str, sender: str, message: JsonObject) -> JsonObject:
        """Puts a message on the screen; `sender` is bot, user or system."""
        shown = {"id": self.message_id(), "from": sender, "at": now_ms(), **message}
        lines = self.conversations.setdefault(conversation, [])
        lines.append(shown)
        if len(lines) > MESSAGES_PER_PERSON:
            del lines[0]
        self.stream.publish("line", conversation)
        return shown

    def reaches(self, target: str) -> bool:
        """Friends, those who wrote within seven days, and groups; never who has blocked the account."""
        person = self.people.get(target)
        if person is None:
            return target[:1] in "CR" and target in self.conversations
        return not person.blocked and (person.friend or now_ms() - person.wrote_at < WEEK_MS)

    def knows(self, target: str) -> bool:
        return target in self.people or target in self.conversations

    def new_reply_token(self, conversation: str, token: str | None = None) -> str:
        token = token or secrets.token_hex(16)
        remember(self.reply_tokens, token, ReplyToken(conversation, time.monotonic()), TOKENS_KEPT)
        return token

    def new_quote_token(self, conversation: str, message_id: str, token: str | None = None) -> str:
        """What that message is quoted by in the same conversation."""
        token = token or secrets.token_urlsafe(24)
        remember(self.quote_tokens, token, (conversation, message_id), TOKENS_KEPT)
        return token

    def quoted(self, conversation: str, token: str) -> str | None:
        """The message of this conversation that the token stands for."""
        where, message_id = self.quote_tokens.get(token, ("", None))
        return message_id if where == conversation else None

    def spend(self, token: str) -> str | None:
        """The conversation it answers; None when it is unknown, used or too old."""
        found = self.reply_tokens.get(token)
        if found is None or found.used or not self._alive(found):
            return None
        found.used = True
        return found.conversation

    def _alive(self, token: ReplyToken) -> bool:
        """A minute from the webhook; from a redelivery a minute again, up to 20 minutes from the event."""
        now = time.monotonic()
        lifetime = self.settings.reply_token_seconds
        if now - token.at <= lifetime:
            return True
        again = token.redelivered_at
        return (
            again is not None and now - again <= lifetime and now - token.at <= self.settings.redelivered_event_seconds
        )


def remember(table: OrderedDict[str, T], key: str, value: T, most: int) -> None:
    """Keeps the newest `most`."""
    table[key] = value
    if len(table) > most:
        table.popitem(last=False)


def now_ms() -> int:
    return time.time_ns() // 1_000_000
