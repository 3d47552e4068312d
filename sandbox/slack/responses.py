"""Response URLs: what a bot may still say after a command or a click."""

from sandbox.slack import events, shapes
from sandbox.slack.arguments import Arguments, Refused
from sandbox.slack.chat import contents
from sandbox.slack.records import BOT_USER, Message
from sandbox.slack.tickets import Reply
from sandbox.slack.workspace import Workspace
from sandbox.wire import Answer, Call, json_answer, text_answer


def respond(space: Workspace, call: Call) -> Answer:
    reply = space.tickets.spend(call.path.rsplit("/", 1)[-1])
    if isinstance(reply, str):
        return json_answer({"ok": False, "error": reply}, 404)
    try:
        _perform(space, reply, Arguments(call))
    except Refused as refused:
        return json_answer({"ok": False, "error": refused.code, **refused.more}, 400)
    return text_answer("ok")


def _perform(space: Workspace, reply: Reply, given: Arguments) -> None:
    original = space.rooms[reply.channel].messages.get(reply.ts or "")
    if given.flag("delete_original"):
        if original is not None:
            _delete(space, original)
    elif given.flag("replace_original") and original is not None:
        _replace(space, original, given)
    else:
        speak(space, reply, given)


def speak(space: Workspace, reply: Reply, given: Arguments) -> Message:
    """A new message: for that person alone unless `response_type` is in_channel."""
    public = given.text("response_type") == "in_channel"
    message = Message(space.ts(), reply.channel, BOT_USER, **contents(space, given))
    message.thread_ts = given.text("thread_ts") or reply.thread_ts
    message.seen_by = None if public else reply.user
    space.post(message)
    if public:
        events.echo_posted(space, message)
    return message


def _delete(space: Workspace, original: Message) -> None:
    room = space.rooms[original.channel]
    room.messages.pop(original.ts, None)
    space.changed(room, original.seen_by)
    if original.seen_by is None:
        events.echo_deleted(space, original)


def _replace(space: Workspace, original: Message, given: Arguments) -> None:
    content = contents(space, given)
    before = shapes.message(original, space.settings.bot_name)
    original.text, original.blocks = content["text"], content["blocks"]
    original.attachments = content["attachments"]
    original.edited = space.ts()
    space.changed(space.rooms[original.channel], original.seen_by)
    if original.seen_by is None:
        events.echo_changed(space, original, before)
