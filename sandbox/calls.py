"""The log of what the bot asked of the platforms. Tests read it; the oldest entries fall out at the cap."""

import itertools
import time
from collections import deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson

from sandbox.wire import Call

KEPT = 50_000
LARGEST_BODY_KEPT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    n: int
    call: Call
    status: int
    answer: bytes
    at: float

    def shape(self) -> dict[str, Any]:
        call = self.call
        return {
            "n": self.n,
            "place": call.place,
            "method": call.method,
            "verb": call.verb,
            "path": call.path,
            "headers": dict(call.headers),
            "body": readable(call),
            "status": self.status,
            "answer": _loaded(self.answer),
            "at": self.at,
        }


class CallLog:
    """Entries stay as bytes until someone reads them: 50,000 parsed bodies would weigh ten times as much."""

    def __init__(self, kept: int = KEPT) -> None:
        self._entries: deque[Entry] = deque(maxlen=kept)
        self._serial = itertools.count(1)
        self.last = 0

    def record(self, call: Call, status: int, answer: bytes) -> None:
        self.last = next(self._serial)
        kept = answer if len(answer) <= LARGEST_BODY_KEPT else b""
        self._entries.append(Entry(self.last, call, status, kept, time.time()))

    def since(self, n: int = 0, place: str | None = None, method: str | None = None) -> list[dict[str, Any]]:
        """Entries newer than number `n`, oldest first."""
        newer = itertools.takewhile(lambda entry: entry.n > n, reversed(self._entries))
        wanted = [entry for entry in newer if place in (None, entry.call.place) and method in (None, entry.call.method)]
        return [entry.shape() for entry in reversed(wanted)]

    def clear(self) -> None:
        """The numbers go on, so that a reader's `since` stays good."""
        self._entries.clear()


def readable(call: Call) -> object:
    """Query and form as an object, JSON as it is, anything else as its length."""
    if len(call.body) > LARGEST_BODY_KEPT:
        return {"bytes": len(call.body)}
    if not call.body:
        return dict(parse_qsl(call.query, keep_blank_values=True))
    if call.content_type == "application/x-www-form-urlencoded":
        return dict(parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True))
    parsed = _loaded(call.body) if call.content_type == "application/json" else None
    return {"bytes": len(call.body)} if parsed is None else parsed


def _loaded(body: bytes) -> object:
    try:
        return orjson.loads(body) if body else None
    except orjson.JSONDecodeError:
        return body.decode("utf-8", "replace")
