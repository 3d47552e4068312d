"""Things that work for a short while: trigger ids (once, 3 s) and response URLs (5 times, 30 min)."""

import itertools
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass

KEPT = 10_000


@dataclass(slots=True)
class Trigger:
    user: str
    at: float
    used: bool = False


@dataclass(slots=True)
class Reply:
    """Where a response URL leads. `ts` is the message that was clicked, None for a command."""

    channel: str
    user: str
    ts: str | None
    thread_ts: str | None
    at: float
    uses: int = 0


class Tickets:
    def __init__(self) -> None:
        self.trigger_seconds = 3.0
        self.response_seconds = 1800.0
        self.response_uses = 5
        self._triggers: OrderedDict[str, Trigger] = OrderedDict()
        self._replies: OrderedDict[str, Reply] = OrderedDict()
        self._serial = itertools.count(1)

    def trigger(self, user: str) -> str:
        trigger_id = f"{time.time_ns() // 1_000_000}.{next(self._serial):09d}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user, time.monotonic())
        if len(self._triggers) > KEPT:
            self._triggers.popitem(last=False)
        return trigger_id

    def exchange(self, trigger_id: str) -> str | None:
        """Uses it up. None when all is well, else Slack's error code."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            return "invalid_trigger_id"
        if trigger.used:
            return "exchanged_trigger_id"
        if time.monotonic() - trigger.at > self.trigger_seconds:
            return "expired_trigger_id"
        trigger.used = True
        return None

    def owner(self, trigger_id: str) -> str:
        """Whose click it came from; "" when it is unknown."""
        trigger = self._triggers.get(trigger_id)
        return trigger.user if trigger else ""

    def response(self, channel: str, user: str, ts: str | None = None, thread_ts: str | None = None) -> str:
        ticket = secrets.token_urlsafe(18)
        self._replies[ticket] = Reply(channel, user, ts, thread_ts, time.monotonic())
        if len(self._replies) > KEPT:
            self._replies.popitem(last=False)
        return ticket

    def spend(self, ticket: str) -> Reply | str:
        """Where the answer goes, or Slack's error code."""
        reply = self._replies.get(ticket)
        if reply is None or time.monotonic() - reply.at > self.response_seconds:
            return "expired_url"
        if reply.uses >= self.response_uses:
            return "used_url"
        reply.uses += 1
        return reply

    def clear(self) -> None:
        self._triggers.clear()
        self._replies.clear()
