"""conversations.*: opening DMs, reading histories."""

from typing import TypeVar

from sandbox.slack import shapes
from sandbox.slack.arguments import Arguments, Refused, refuse_arguments
from sandbox.slack.records import BOT_USER, Conversation, Message
from sandbox.slack.workspace import Workspace
from sandbox.wire import JsonObject

MOST = 999
T = TypeVar("T")
TYPES = {"im": "im", "channel": "public_channel", "group": "private_channel"}


def open_im(space: Workspace, given: Arguments) -> JsonObject:
    if channel := given.text("channel"):
        room = space.rooms.get(channel)
        if room is None or not room.is_im:
            raise Refused("channel_not_found")
        known = True
    else:
        person = _one_person(space, given)
        known = any(room.person == person for room in space.rooms.values())
        room = space.im(person)
    shape = shapes.conversation(room) if given.flag("return_im") else {"id": room.id}
    return ({"no_op": True, "already_open": True} if known else {}) | {"channel": shape}


def _one_person(space: Workspace, given: Arguments) -> str:
    people = [one for one in given.text("users").split(",") if one]
    if not people:
        raise Refused("users_list_not_supplied")
    if len(people) > 1:
        raise Refused("missing_scope", needed="mpim:write", provided=",".join(space.settings.scopes))
    member = space.members.get(people[0])
    if member is None:
        raise Refused("user_not_found")
    if member.deleted:
        raise Refused("user_disabled")
    if member.id == BOT_USER:
        raise Refused("cannot_dm_bot")
    return member.id


def info(space: Workspace, given: Arguments) -> JsonObject:
    room = visible(space, given.needed("channel"))
    shape = shapes.conversation(room)
    if given.flag("include_num_members"):
        shape["num_members"] = len(room.members)
    return {"channel": shape}


def listing(space: Workspace, given: Arguments) -> JsonObject:
    types = (given.text("types") or "public_channel").split(",")
    rooms = [
        room
        for room in space.rooms.values()
        if TYPES[room.channel_type] in types
        and not (room.archived and given.flag("exclude_archived"))
        and not (room.private and BOT_USER not in room.members)
    ]
    page, cursor = paged(rooms, given, 100)
    return {"channels": [shapes.conversation(room) for room in page], "response_metadata": {"next_cursor": cursor}}


def members(space: Workspace, given: Arguments) -> JsonObject:
    page, cursor = paged(sorted(visible(space, given.needed("channel")).members), given, 100)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def history(space: Workspace, given: Arguments) -> JsonObject:
    """Newest first; replies only where they were broadcast; never what one person alone sees."""
    room = _readable(space, given)
    shown = [one for one in _between(room, given) if not one.is_reply or one.broadcast]
    return _messages_page(space, given, room, list(reversed(shown)))


def replies(space: Workspace, given: Arguments) -> JsonObject:
    """The parent first, then oldest first."""
    room = _readable(space, given)
    parent = room.messages.get(given.needed("ts"))
    if parent is None or parent.seen_by:
        raise Refused("thread_not_found")
    thread = parent.thread_ts or parent.ts
    shown = [one for one in _between(room, given) if one.thread_ts == thread and one.ts != thread]
    first = room.messages.get(thread)
    return _messages_page(space, given, room, ([first] if first else []) + shown)


def visible(space: Workspace, name: str) -> Conversation:
    room = space.rooms.get(name)
    if room is None or (room.private and BOT_USER not in room.members):
        raise Refused("channel_not_found")
    return room


def paged(everything: list[T], given: Arguments, default: int) -> tuple[list[T], str]:
    """One page and the cursor of the next ("" when there is none)."""
    limit = given.number("limit", default)
    if not 0 < limit <= MOST + 1:
        raise Refused("invalid_limit")
    cursor = given.text("cursor")
    if cursor and not cursor.removeprefix("next:").isdigit():
        raise Refused("invalid_cursor")
    start = int(cursor.removeprefix("next:")) if cursor else 0
    more = start + limit < len(everything)
    return everything[start : start + limit], f"next:{start + limit}" if more else ""


def _readable(space: Workspace, given: Arguments) -> Conversation:
    room = visible(space, given.needed("channel"))
    if BOT_USER not in room.members:
        raise Refused("not_in_channel")
    return room


def _between(room: Conversation, given: Arguments) -> list[Message]:
    oldest, latest = _moment(given, "oldest", "0"), _moment(given, "latest", "9" * 18)
    inclusive = given.flag("inclusive")
    return [
        one
        for one in room.messages.values()
        if one.seen_by is None
        and (oldest < float(one.ts) < latest or (inclusive and float(one.ts) in (oldest, latest)))
    ]


def _moment(given: Arguments, name: str, default: str) -> float:
    try:
        return float(given.text(name) or default)
    except ValueError:
        refuse_arguments(f"invalid timestamp [json-pointer:/{name}]")


def _messages_page(space: Workspace, given: Arguments, room: Conversation, shown: list[Message]) -> JsonObject:
    page, cursor = paged(shown, given, 100)
    metadata = given.flag("include_all_metadata")
    name = space.settings.bot_name
    return {
        "messages": [shapes.threaded(one, room, name, metadata=metadata) for one in page],
        "has_more": bool(cursor),
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
        **({"response_metadata": {"next_cursor": cursor}} if cursor else {}),
    }
