"""What stands on one person's screen: conversations with their threads, forms, the home tab, and what is new of it."""

import orjson

from sandbox.slack.records import Conversation, Message
from sandbox.slack.visit import Visit
from sandbox.visits import Lost
from sandbox.wire import JsonObject

Replies = dict[str, list[Message]]


async def show(visit: Visit) -> JsonObject:
    space, user = visit.space, visit.user.id
    rooms = [space.im(user), *(room for room in space.rooms.values() if not room.is_im and space.sees(user, room))]
    home = space.homes.get(user)
    return {
        "conversations": [_conversation(room, user) for room in rooms],
        "modals": [view.body for view in space.modals.get(user, [])],
        "home": home.body if home else None,
    }


async def read(visit: Visit) -> JsonObject:
    """The whole conversation, or with `thread_ts` the replies of one thread."""
    room, user = visit.room(), visit.user.id
    thread = visit.body.get("thread_ts")
    if thread is not None and thread not in room.messages:
        raise Lost(f"no such message: {thread}")
    if thread is not None and (replies := room.replies(thread)):
        room.threads_read[user, thread] = replies[-1].ts
    elif thread is None and room.messages:
        room.read_until[user] = next(reversed(room.messages))
    return {"ok": True}


def _conversation(room: Conversation, user: str) -> JsonObject:
    seen = [one for one in room.messages.values() if one.seen_by in (None, user)]
    replies: Replies = {}
    for one in seen:
        if one.is_reply:
            replies.setdefault(one.thread_ts or "", []).append(one)
    fresh = {thread: _unread(room, user, thread, some) for thread, some in replies.items()}
    until = room.read_until.get(user, "")
    return {
        "id": room.id,
        "name": room.name,
        "kind": "im" if room.is_im else "channel",
        "unread": sum(one.user != user and one.ts > until for one in seen),
        "mentions": sum(_names(one, user) for some in fresh.values() for one in some),
        "messages": [
            _message(one, replies.get(one.ts, [])) | {"unread_replies": len(fresh.get(one.ts, []))}
            for one in seen
            if not one.is_reply or one.broadcast or one.thread_ts not in room.messages
        ],
    }


def _unread(room: Conversation, user: str, thread: str, replies: list[Message]) -> list[Message]:
    until = room.threads_read.get((user, thread), "")
    return [one for one in replies if one.user != user and one.ts > until]


def _names(one: Message, user: str) -> bool:
    """Whether it mentions that person, so that their phone would ring."""
    return f"<@{user}>" in one.text or f"<@{user}>".encode() in orjson.dumps(one.blocks)


def _message(one: Message, replies: list[Message]) -> JsonObject:
    shape: JsonObject = {
        "ts": one.ts,
        "user": one.user,
        "bot": one.from_bot,
        "text": one.text,
        "blocks": one.blocks if one.from_bot else [],
        "attachments": one.attachments,
        "files": [_file(file) for file in one.files],
        "ephemeral": one.seen_by is not None,
        "edited": one.edited is not None,
        "thread_ts": one.thread_ts,
        "reply_count": len(replies),
        "replies": [_message(reply_, []) for reply_ in replies],
    }
    return shape


def _file(file: JsonObject) -> JsonObject:
    kept = {name: file[name] for name in ("id", "name", "title", "mimetype", "size")}
    return {**kept, "url": f"/people/slack/files/{file['id']}"}
