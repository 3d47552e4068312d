"""What a person types and opens: commands, messages, shortcuts, the home tab, a changed profile."""

import time
import uuid

import orjson

from sandbox.courier import Delivery
from sandbox.slack import events, outbound, payloads, shapes, uploads
from sandbox.slack.arguments import Arguments, Refused
from sandbox.slack.records import APP_ID, TEAM_ID, Conversation, Message
from sandbox.slack.responses import speak
from sandbox.slack.tickets import Reply
from sandbox.slack.typed import encoded, rich_text
from sandbox.slack.visit import Visit, outcome
from sandbox.visits import Lost
from sandbox.wire import Call, JsonObject

TIMED_OUT = "operation_timeout"


async def command(visit: Visit) -> JsonObject:
    room = visit.room()
    name, _, text = visit.text("text").strip().partition(" ")
    known = [str(one["name"]) for one in visit.space.settings.commands]
    if known and name not in known:
        visit.space.whisper(room, visit.user.id, f"`{name}` is not a valid command.")
        return {"status": 0, "ms": 0, "ack": None, "error": "unknown_command"}
    delivery = await outbound.command(visit.space, _command_fields(visit, room, name, text.strip()))
    ack = _loaded(delivery)
    error = _show_ack(visit, room, name, delivery, ack)
    return outcome(delivery, ack=ack) | ({"error": error} if error else {})


def _command_fields(visit: Visit, room: Conversation, name: str, text: str) -> dict[str, str]:
    space, user = visit.space, visit.user
    ticket = space.tickets.response(room.id, user.id, thread_ts=visit.body.get("thread_ts"))
    return {
        "token": "sandbox-verification-token",
        "team_id": TEAM_ID,
        "team_domain": space.settings.domain,
        "channel_id": room.id,
        "channel_name": str(payloads.channel(room)["name"]),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": encoded(space, text),
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": space.response_url(visit.origin, ticket),
        "trigger_id": space.tickets.trigger(user.id),
    }


def _loaded(delivery: Delivery) -> object:
    """JSON, or the text itself, or None when the acknowledgement was empty."""
    if not delivery.body.strip():
        return None
    try:
        return orjson.loads(delivery.body)
    except orjson.JSONDecodeError:
        return delivery.body.decode("utf-8", "replace")


def _show_ack(visit: Visit, room: Conversation, name: str, delivery: Delivery, ack: object) -> str | None:
    """Slack shows the body of a 200; anything else becomes Slackbot's remark. Returns an error, if any."""
    if not delivery.accepted:
        failure = TIMED_OUT if delivery.error == "http_timeout" else "dispatch_failed"
        visit.space.whisper(room, visit.user.id, f'{name} failed with the error "{failure}"')
        return delivery.error or "dispatch_failed"
    said: object = {"text": ack} if isinstance(ack, str) else ack
    if not isinstance(said, dict) or not said:
        return None
    given = Arguments(_no_call(visit))
    given.values = said
    try:
        speak(visit.space, Reply(room.id, visit.user.id, None, visit.body.get("thread_ts"), 0), given)
    except Refused as refused:
        visit.space.whisper(room, visit.user.id, f'{name} failed with the error "invalid_command_response"')
        return f"invalid_command_response: {refused.code} {refused.more.get('errors', '')}".strip()
    return None


def _no_call(visit: Visit) -> Call:
    return Call("slack", "", "POST", "", "", {}, b"", visit.origin)


async def say(visit: Visit) -> JsonObject:
    room, space = visit.room(), visit.space
    text = encoded(space, visit.text("text", ""))
    thread_ts = visit.body.get("thread_ts")
    if thread_ts is not None and thread_ts not in room.messages:
        raise Lost(f"no such message: {thread_ts}")
    message = Message(space.ts(), room.id, visit.user.id, text, thread_ts=thread_ts)
    message.blocks = rich_text(text) if text else []
    message.files = [uploads.taken(visit, one, room.id) for one in visit.body.get("files", [])]
    message.subtype = "file_share" if message.files else None
    message.client_msg_id = str(uuid.uuid4())
    space.post(message)
    room.read_until[visit.user.id] = message.ts
    if thread_ts is not None:
        room.threads_read[visit.user.id, thread_ts] = message.ts
    if not events.heard(space, room.id):
        return {"status": 0, "ms": 0, "error": "not_subscribed", "ts": message.ts}
    delivery = await outbound.event(space, events.envelope(events.message_event(space, message)))
    return outcome(delivery, ts=message.ts)


async def shortcut(visit: Visit) -> JsonObject:
    """With a message: a message shortcut, which has a response URL; without: a global one, which has none."""
    space, user = visit.space, visit.user
    payload = payloads.common(space, "message_action" if "ts" in visit.body else "shortcut", user)
    payload |= {
        "callback_id": visit.text("callback_id"),
        "trigger_id": space.tickets.trigger(user.id),
        "action_ts": f"{time.time():.6f}",
    }
    if "ts" in visit.body:
        room = visit.room()
        message = visit.message(room)
        ticket = space.tickets.response(room.id, user.id)
        payload |= {
            "channel": payloads.channel(room),
            "message_ts": message.ts,
            "message": shapes.threaded(message, room, space.settings.bot_name),
            "response_url": space.response_url(visit.origin, ticket),
        }
    return outcome(await outbound.interaction(space, payload))


async def home(visit: Visit) -> JsonObject:
    space, user = visit.space, visit.user
    tab = visit.text("tab", "home")
    event: JsonObject = {"type": "app_home_opened", "user": user.id, "channel": space.im(user.id).id, "tab": tab}
    if tab == "home" and user.id in space.homes:
        event["view"] = space.homes[user.id].body
    event["event_ts"] = f"{time.time():.6f}"
    return outcome(await outbound.event(space, events.envelope(event)))


async def change(visit: Visit) -> JsonObject:
    """Changed fields of the profile; the event tells the whole of it, as Slack's does."""
    member = visit.user
    for name, value in visit.body.items():
        if name == "id" or name not in type(member).__dataclass_fields__:
            raise Lost(f"no such field: {name}", 400)
        setattr(member, name, value)
    member.updated = int(time.time())
    visit.space.stream.publish("slack")
    return outcome(await outbound.event(visit.space, events.envelope(events.user_changed(member))))


async def raw_event(visit: Visit) -> JsonObject:
    """Any event at all; `forge` and `stale` spoil the signature. Without `event` the body goes as it is."""
    fields = dict(visit.body)
    forge, stale = bool(fields.pop("forge", False)), bool(fields.pop("stale", False))
    event = fields.pop("event", None)
    body = fields if event is None else events.envelope(event, **fields)
    return outcome(await outbound.event(visit.space, body, forge=forge, stale=stale))
