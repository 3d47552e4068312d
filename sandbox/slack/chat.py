"""chat.*: posting, changing and deleting messages."""

from typing import Any

from sandbox.shape import Fault
from sandbox.slack import events, shapes
from sandbox.slack.arguments import Arguments, Refused
from sandbox.slack.checks import blocks_faults, placed
from sandbox.slack.fill import filled
from sandbox.slack.limits import ATTACHMENTS, MARKDOWN_TEXT, METADATA_BYTES, TEXT_TRUNCATED_AT
from sandbox.slack.pictures import picture_faults
from sandbox.slack.records import BOT_USER, SLACKBOT, Conversation, Message
from sandbox.slack.workspace import Workspace
from sandbox.wire import JsonObject


def post_message(space: Workspace, given: Arguments) -> JsonObject:
    room = target(space, given.needed("channel"))
    _within_rate(space, room)
    message = space.post(_composed(space, given, room))
    events.echo_posted(space, message)
    return {"channel": room.id, "ts": message.ts, "message": shapes.message(message, space.settings.bot_name)}


def post_ephemeral(space: Workspace, given: Arguments) -> JsonObject:
    room = target(space, given.needed("channel"))
    user = given.needed("user")
    if user not in space.members or not space.sees(user, room):
        raise Refused("user_not_in_channel")
    message = _composed(space, given, room)
    message.seen_by = user
    message.metadata = None
    return {"message_ts": space.post(message).ts}


def update(space: Workspace, given: Arguments) -> JsonObject:
    """What is not given stays as it was."""
    room, message = own_message(space, given, "cant_update_message")
    content = contents(space, given)
    before = shapes.message(message, space.settings.bot_name)
    message.text = content["text"] or message.text
    for part in ("blocks", "attachments"):
        if given.values.get(part) is not None:
            setattr(message, part, content[part])
    if given.values.get("metadata") is not None:
        message.metadata = _metadata(given)
    message.edited = space.ts()
    space.changed(room)
    events.echo_changed(space, message, before)
    shape = shapes.message(message, space.settings.bot_name)
    return {"channel": room.id, "ts": message.ts, "text": message.text, "message": shape}


def delete(space: Workspace, given: Arguments) -> JsonObject:
    room, message = own_message(space, given, "cant_delete_message")
    del room.messages[message.ts]
    space.changed(room)
    events.echo_deleted(space, message)
    return {"channel": room.id, "ts": message.ts}


def get_permalink(space: Workspace, given: Arguments) -> JsonObject:
    room = target(space, given.needed("channel"))
    message = room.messages.get(given.needed("message_ts"))
    if message is None or message.seen_by:
        raise Refused("message_not_found")
    link = f"https://{space.settings.domain}.slack.com/archives/{room.id}/p{message.ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={room.id}" if message.is_reply else ""
    return {"channel": room.id, "permalink": link + thread}


def target(space: Workspace, name: str) -> Conversation:
    """Where a message may go: a channel the bot is in, a DM, or a person (whose DM opens)."""
    member = space.members.get(name)
    if member is not None and not member.deleted and name not in (BOT_USER, SLACKBOT):
        return space.im(name)
    room = None if member is not None or name == "bot" else space.room(name)
    if room is None or (room.private and BOT_USER not in room.members):
        raise Refused("channel_not_found")
    if BOT_USER not in room.members:
        raise Refused("not_in_channel")
    if room.archived:
        raise Refused("is_archived")
    return room


def own_message(space: Workspace, given: Arguments, refusal: str) -> tuple[Conversation, Message]:
    room = space.room(given.needed("channel"))
    if room is None or given.text("channel") == "bot":
        raise Refused("channel_not_found")
    message = room.messages.get(given.needed("ts"))
    if message is None or message.seen_by:
        raise Refused("message_not_found")
    if not message.from_bot:
        raise Refused(refusal)
    return room, message


def contents(space: Workspace, given: Arguments, *, may_be_empty: bool = False) -> dict[str, Any]:
    """Checked text, blocks and attachments."""
    blocks = given.json("blocks", "invalid_blocks_format") or []
    attachments = given.json("attachments", "invalid_attachments") or []
    text = given.text("text")
    if (markdown := given.text("markdown_text")) and (text or blocks):
        raise Refused("markdown_text_conflict")
    if len(markdown) > MARKDOWN_TEXT:
        raise Refused("msg_too_long")
    if not (text or markdown or blocks or attachments or may_be_empty):
        raise Refused("no_text")
    refuse_blocks(blocks_faults(blocks) or picture_faults(space, blocks))
    _check_attachments(attachments)
    return {"text": (text or markdown)[:TEXT_TRUNCATED_AT], "blocks": filled(blocks), "attachments": attachments}


def refuse_blocks(faults: list[Fault]) -> None:
    if faults:
        lines = [placed(fault) for fault in faults]
        messages = [f"[ERROR] {line}" for line in lines]
        raise Refused("invalid_blocks", errors=lines, response_metadata={"messages": messages})


def _check_attachments(attachments: object) -> None:
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise Refused("invalid_attachments")
    if len(attachments) > ATTACHMENTS:
        raise Refused("too_many_attachments")
    for index, attachment in enumerate(attachments):
        if "blocks" in attachment:
            refuse_blocks(blocks_faults(attachment["blocks"], ("attachments", index, "blocks")))
            attachment["blocks"] = filled(attachment["blocks"])


def _composed(space: Workspace, given: Arguments, room: Conversation) -> Message:
    content = contents(space, given)
    thread_ts = given.text("thread_ts") or None
    if thread_ts is not None and thread_ts not in room.messages:
        raise Refused("thread_not_found")
    return Message(
        space.ts(),
        room.id,
        BOT_USER,
        **content,
        thread_ts=thread_ts,
        broadcast=given.flag("reply_broadcast"),
        metadata=_metadata(given),
    )


def _metadata(given: Arguments) -> JsonObject | None:
    value = given.json("metadata", "invalid_metadata_format")
    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("event_payload"), dict) or not value.get("event_type"):
        raise Refused("invalid_metadata_format")
    if len(str(value)) > METADATA_BYTES:
        raise Refused("metadata_too_large")
    return value


def _within_rate(space: Workspace, room: Conversation) -> None:
    settings = space.settings
    wait = space.rates.wait(f"post {room.id}", settings.posts_per_second, settings.posts_burst)
    if wait:
        raise Refused("ratelimited", status=429, headers={"retry-after": str(max(1, round(wait)))})
