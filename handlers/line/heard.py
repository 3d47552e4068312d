"""One LINE event, read tolerantly: an unknown type or a missing field never loses its neighbours.

The SDK's models turn an event that lacks one "required" field into an UnknownEvent without its user, and a new enum
value drops the whole batch; so the raw JSON is the truth here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from crm.house import House
from crm.post import Reply

# LINE promises a minute from its receipt; ours ends earlier, so that a reply is not begun too late.
REPLY_LIFE = timedelta(seconds=50)


@dataclass(frozen=True)
class Heard:
    """One event. `kind` is LINE's type with its sub-type ("message.text", "postback", "follow")."""

    kind: str
    at: datetime
    seq: int = 0
    user: str | None = None
    reply: Reply | None = None
    text: str = ""
    data: str = ""
    message_id: str = ""
    event: Mapping[str, Any] = field(default_factory=dict)
    house: House = field(default_factory=House)


def kind_of(event: Mapping[str, Any]) -> str:
    kind = _text(event.get("type")) or "unknown"
    message = _dict(event.get("message"))
    return f"message.{_text(message.get('type')) or 'unknown'}" if kind == "message" else kind


def lane_of(event: Mapping[str, Any]) -> str | None:
    """The user, else the group or room; None when the event names nobody."""
    source = _dict(event.get("source"))
    return next((_text(source[key]) for key in ("userId", "groupId", "roomId") if _text(source.get(key))), None)


def moment_of(event: Mapping[str, Any], received: datetime) -> datetime:
    """The event's own time (milliseconds since 1970), or the moment of receipt."""
    try:
        return datetime.fromtimestamp(float(event["timestamp"]) / 1000, tz=UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return received


def unpack(event: Mapping[str, Any], received: datetime, seq: int, house: House) -> Heard:
    """What was heard; everything that is missing is empty. Only one-to-one talk has a `user` we act for."""
    source, message, postback = (_dict(event.get(key)) for key in ("source", "message", "postback"))
    private = source.get("type", "user") == "user" and event.get("mode", "active") != "standby"
    return Heard(
        kind=kind_of(event),
        at=moment_of(event, received),
        seq=seq,
        user=(_text(source.get("userId")) or None) if private else None,
        reply=_reply(event, received),
        text=_text(message.get("text"))[:5000],
        data=_text(postback.get("data"))[:300],
        message_id=_text(message.get("id"))[:64],
        event=event,
        house=house,
    )


def _reply(event: Mapping[str, Any], received: datetime) -> Reply | None:
    token = _text(event.get("replyToken"))
    return Reply(token, received + REPLY_LIFE) if token and len(token) <= 64 else None


def _text(value: object) -> str:
    """Strings only; NUL cannot be stored in PostgreSQL."""
    return value.replace("\x00", "") if isinstance(value, str) else ""


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
