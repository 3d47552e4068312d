"""The two webhook doors. They verify and read by themselves, before Bolt or any model sees a byte."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from types import UnionType
from typing import Any
from urllib.parse import parse_qs

import orjson
import structlog
from linebot.v3.webhook import SignatureValidator
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import Clock, SignatureVerifier
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from handlers.line.heard import kind_of, lane_of, moment_of
from handlers.slack import unpack
from storage.inbox import Arrival, Gate

log = structlog.get_logger("kizuna")

# Slack's forms and LINE's webhooks stay far below; what is larger is not theirs.
MOST_BYTES = 1_000_000


class TooLargeError(ValueError):
    """The body is longer than any that the platforms send."""


class NonsenseError(ValueError):
    """The body is signed, yet is not what the platform sends."""


async def body_of(request: Request) -> bytes:
    """The raw body, read no further than its limit.

    Raises:
        TooLargeError
    """
    if int(request.headers.get("content-length") or 0) > MOST_BYTES:
        raise TooLargeError
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise TooLargeError
    return bytes(body)


class SlackDoor:
    """POST /slack/events: commands, events, clicks, forms and option lists."""

    def __init__(self, app: AsyncApp, signing_secret: str, clock: Callable[[], datetime]) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret, _DoorClock(clock))

    async def __call__(self, request: Request) -> Response:
        try:
            body = await body_of(request)
            if not self._signed(body, request):
                return _refuse("slack", 401, "signature")
            payload = slack_payload(body, request.headers.get("content-type", ""))
        except TooLargeError:
            return _refuse("slack", 413, "size")
        except (NonsenseError, UnicodeError, ValueError):
            return _refuse("slack", 400, "nonsense")
        if not _known(payload):
            return Response()
        heard = await self._app.async_dispatch(
            AsyncBoltRequest(body=body.decode(), headers={name: [value] for name, value in request.headers.items()})
        )
        # Bolt's 404 ("nobody listens") would make Slack send again and, in the end, switch the app off.
        status = 200 if heard.status == 404 else heard.status
        return Response(heard.body, status, media_type=heard.first_headers().get("content-type"))

    def _signed(self, body: bytes, request: Request) -> bool:
        try:
            return self._verifier.is_valid_request(body, dict(request.headers))
        except (UnicodeError, ValueError):  # a timestamp that is no number, a body that is no text
            return False


def slack_payload(body: bytes, content_type: str) -> Mapping[str, Any]:
    """The payload of a signed body: JSON (events), a form with `payload=` (clicks), or a bare form (commands).

    Raises:
        NonsenseError, UnicodeDecodeError, ValueError: it is none of them.
    """
    if "json" in content_type:
        payload = orjson.loads(body)
    else:
        form = {key: values[0] for key, values in parse_qs(body.decode(), keep_blank_values=True).items()}
        payload = orjson.loads(form["payload"]) if "payload" in form else form
    if not isinstance(payload, Mapping) or not payload:
        raise NonsenseError
    _check_shape(payload)
    return payload


# What Bolt and the handlers lean on, as Slack documents it. Each may be missing or null; none may be anything else.
_SHAPE: dict[str, type | UnionType] = {
    **dict.fromkeys(("type", "command", "text", "callback_id", "action_id", "trigger_id", "response_url"), str),
    **dict.fromkeys(("event_id", "team_id", "user_id", "channel_id", "api_app_id"), str),
    **dict.fromkeys(("view", "event", "container", "message", "team", "enterprise"), Mapping),
    **dict.fromkeys(("actions", "authorizations"), list),
    **dict.fromkeys(("user", "channel"), str | Mapping),
}
_PARTS: dict[str, type | UnionType] = {
    **dict.fromkeys(("id", "type", "callback_id", "action_id", "block_id", "hash", "private_metadata"), str),
    **dict.fromkeys(("team_id", "message_ts", "thread_ts", "user_id", "enterprise_id"), str),
    **dict.fromkeys(("state", "selected_option"), Mapping),
    **dict.fromkeys(("user", "channel"), str | Mapping),
    "blocks": list,
}
_NEEDED = {unpack.PRESS: "actions", unpack.SUBMIT: "view", unpack.CLOSE: "view", unpack.EVENT: "event"}


def _check_shape(payload: Mapping[str, Any]) -> None:
    _check(payload, _SHAPE)
    for key in _SHAPE:
        for part in _parts(payload.get(key)):
            _check(part, _PARTS)
    kind = unpack.kind_of(payload)
    needed = _NEEDED.get(kind)
    if needed and not payload.get(needed):
        raise NonsenseError
    if payload.get("view"):
        _check_form(payload["view"])
    if needed == "actions" and not all(action.get("action_id") for action in payload["actions"]):
        raise NonsenseError
    if kind == unpack.COMMAND and not (payload.get("trigger_id") and payload.get("user_id")):
        raise NonsenseError


def _check(part: object, shape: Mapping[str, type | UnionType]) -> None:
    if not isinstance(part, Mapping):
        raise NonsenseError
    if any(part.get(key) is not None and not isinstance(part[key], kind) for key, kind in shape.items()):
        raise NonsenseError


def _parts(value: object) -> list[object]:
    if isinstance(value, list):
        return list(value)
    return [value] if isinstance(value, Mapping) else []


def _check_form(view: Mapping[str, Any]) -> None:
    if not view.get("type"):
        raise NonsenseError  # Bolt would answer 500
    values = (view.get("state") or {}).get("values") or {}
    blocks = [*values.values()] if isinstance(values, Mapping) else [values]
    fields = [field for block in blocks for field in (block.values() if isinstance(block, Mapping) else [block])]
    for part in (*fields, *(view.get("blocks") or [])):
        _check(part, _PARTS)


def _known(payload: Mapping[str, Any]) -> bool:
    return unpack.kind_of(payload) in unpack.KINDS | {"url_verification"} or "ssl_check" in payload


class LineDoor:
    """POST /line/webhook: any number of events of any type; each is kept by itself."""

    def __init__(self, gate: Gate, channel_secret: str, clock: Callable[[], datetime]) -> None:
        self._gate = gate
        self._validator: Any = SignatureValidator(channel_secret)  # type: ignore[no-untyped-call] # the SDK has no types
        self._clock = clock

    async def __call__(self, request: Request) -> Response:
        try:
            body = await body_of(request)
            text = body.decode()
            if not self._validator.validate(text, request.headers.get("x-line-signature", "")):
                return _refuse("line", 401, "signature")
            arrivals = line_arrivals(text, self._clock())
        except TooLargeError:
            return _refuse("line", 413, "size")
        except (NonsenseError, UnicodeError, ValueError):
            return _refuse("line", 400, "nonsense")
        await self._gate.accept(arrivals, self._clock())
        return Response()


def line_arrivals(body: str, now: datetime) -> list[Arrival]:
    """One arrival for each event, in order of their own times; what is not an object is left out.

    Raises:
        NonsenseError, ValueError: the body is not LINE's.
    """
    payload = _lenient(body)
    events = payload.get("events", []) if isinstance(payload, Mapping) else None
    if not isinstance(events, list):
        raise NonsenseError
    arrivals = [_arrival(event, now) for event in events if isinstance(event, Mapping)]
    return sorted(arrivals, key=lambda arrival: arrival.occurred_at)


def _lenient(body: str) -> Any:  # noqa: ANN401 - any JSON
    """JSON with half an emoji in it is still the customer's message."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return json.loads(body)


def _arrival(event: Mapping[str, Any], now: datetime) -> Arrival:
    dedupe = f"line:{_event_id(event)}"[:255]
    kind, lane = kind_of(event), lane_of(event)
    return Arrival(dedupe, "line", kind[:64], (lane or dedupe)[:128], _readable(event), moment_of(event, now))


def _readable(event: Mapping[str, Any]) -> str:
    """JSON that the worker can read again, whatever the lenient reader let in (half an emoji, an infinite number)."""
    try:
        return orjson.dumps(event).decode()
    except orjson.JSONEncodeError:
        finite = json.loads(json.dumps(event), parse_constant=lambda _: None)  # as orjson writes an infinite number
        return json.dumps(finite, ensure_ascii=False).encode("utf-8", "replace").decode()


def _event_id(event: Mapping[str, Any]) -> str:
    """LINE's own id; without one, what the event says (but not how often it was delivered)."""
    given = event.get("webhookEventId")
    if isinstance(given, str) and given:
        return given
    said = {key: value for key, value in event.items() if key != "deliveryContext"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _refuse(door: str, status: int, why: str) -> Response:
    log.warning("refused", door=door, status=status, why=why)
    return PlainTextResponse(why, status)


class _DoorClock(Clock):
    """Slack's verifier asks for the time by this interface."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now().timestamp()
