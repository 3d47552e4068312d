"""One Slack workspace in memory: who is in it, what was said, what stands on whose screen."""

import itertools
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from sandbox.courier import Courier
from sandbox.rates import Rates
from sandbox.slack.records import BOT_USER, SLACKBOT, Conversation, File, Member, Message, OpenView
from sandbox.slack.socket import SocketMode
from sandbox.slack.tickets import Tickets
from sandbox.stream import Stream
from sandbox.wire import JsonObject

MESSAGES_PER_CONVERSATION = 5_000
FILES_KEPT = 500
VIEWS_KEPT = 2_000
SCOPES = (
    "commands",
    "chat:write",
    "im:write",
    "im:history",
    "channels:history",
    "groups:history",
    "users:read",
    "files:read",
    "files:write",
)
EVENTS = frozenset({"message.im", "message.channels", "message.groups", "app_home_opened", "user_change"})


@dataclass(slots=True)
class Settings:
    """`shortcuts`: of a message's menu, as {"callback_id", "name"}; `echo`: the bot hears its own posts, as on Slack.

    `retry_delays` in seconds (Slack's own: 0, 60, 300).
    """

    bot_url: str
    signing_secret: str
    bot_token: str
    app_token: str
    team_name: str = "サクラ商事"
    domain: str = "sakura-demo"
    bot_name: str = "kizuna"
    scopes: tuple[str, ...] = SCOPES
    events: frozenset[str] = EVENTS
    commands: list[JsonObject] = field(default_factory=list)
    shortcuts: list[JsonObject] = field(default_factory=list)
    echo: bool = True
    retry_delays: tuple[float, ...] = (0.1, 0.5, 1.0)
    posts_per_second: float = 1.0
    posts_burst: float = 20.0
    answer_seconds: float = 3.0


class Workspace:
    def __init__(self, settings: Settings, stream: Stream, courier: Courier) -> None:
        self.settings = settings
        self.stream = stream
        self.courier = courier
        self.rates = Rates()
        self.tickets = Tickets()
        self.socket = SocketMode()
        self.members: dict[str, Member] = {}
        self.rooms: dict[str, Conversation] = {}
        self.files: OrderedDict[str, File] = OrderedDict()
        self.modals: dict[str, list[OpenView]] = {}
        self.homes: dict[str, OpenView] = {}
        self.suggested: OrderedDict[tuple[str, str], list[JsonObject]] = OrderedDict()
        self._serial = itertools.count(1)
        self._last_ts = 0
        self._add_bots()

    def _add_bots(self) -> None:
        self.members[BOT_USER] = Member(BOT_USER, self.settings.bot_name, self.settings.bot_name, is_bot=True)
        self.members[SLACKBOT] = Member(SLACKBOT, "Slackbot", "slackbot", is_bot=True)

    def reset(self, *, people: bool = False) -> None:
        """Forgets what happened and what is still on its way to the bot; with `people` also who is there."""
        self.courier.drop()
        for room in self.rooms.values():
            room.messages.clear()
            room.read_until.clear()
            room.threads_read.clear()
        for table in (self.files, self.modals, self.homes, self.suggested, self.rates, self.tickets):
            table.clear()
        if people:
            self.members.clear()
            self.rooms.clear()
            self._add_bots()

    def people(self) -> list[Member]:
        return [one for one in self.members.values() if one.id not in (BOT_USER, SLACKBOT)]

    def ts(self) -> str:
        """Later than every one before, also when the clock stands still."""
        self._last_ts = max(self._last_ts + 1, time.time_ns() // 1000)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_id(self, letter: str) -> str:
        return f"{letter}{next(self._serial):08d}"

    def room(self, name: str, user: str | None = None) -> Conversation | None:
        """By id, by name with or without #; "bot" is `user`'s DM with the bot."""
        if name in self.rooms:
            return self.rooms[name]
        if name == "bot" and user is not None:
            return self.im(user)
        plain = name.removeprefix("#")
        return next((room for room in self.rooms.values() if not room.is_im and room.name == plain), None)

    def im(self, user: str) -> Conversation:
        """That person's DM with the bot; opened when there is none."""
        found = next((room for room in self.rooms.values() if room.person == user), None)
        if found is None:
            found = Conversation(self.new_id("D"), self.settings.bot_name, person=user, members={user, BOT_USER})
            found.created = int(time.time())
            self.rooms[found.id] = found
        return found

    def sees(self, user: str, room: Conversation) -> bool:
        return room.person == user if room.is_im else user in room.members

    def post(self, message: Message) -> Message:
        room = self.rooms[message.channel]
        room.messages[message.ts] = message
        if len(room.messages) > MESSAGES_PER_CONVERSATION:
            room.messages.pop(next(iter(room.messages)))
        self.changed(room, message.seen_by)
        return message

    def whisper(self, room: Conversation, user: str, text: str, sender: str = SLACKBOT) -> Message:
        """A line that only `user` sees."""
        return self.post(Message(self.ts(), room.id, sender, text, seen_by=user))

    def changed(self, room: Conversation, user: str | None = None) -> None:
        self.stream.publish("slack", user or room.person, room.id)

    def keep_file(self, file: File) -> None:
        self.files[file.id] = file
        if len(self.files) > FILES_KEPT:
            self.files.popitem(last=False)

    def view(self, view_id: str) -> OpenView | None:
        stacked = (view for stack in self.modals.values() for view in stack)
        return next((view for view in itertools.chain(stacked, self.homes.values()) if view.id == view_id), None)

    def response_url(self, origin: str, ticket: str) -> str:
        return f"{origin}/slack/response/{ticket}"

    def secret_word(self) -> str:
        return secrets.token_hex(4)
