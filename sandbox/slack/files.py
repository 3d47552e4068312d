"""files.*: the three steps of an upload, and downloads."""

import time
from typing import Any

from sandbox.multipart import uploaded
from sandbox.slack import events, shapes
from sandbox.slack.arguments import Arguments, Refused
from sandbox.slack.chat import contents, target
from sandbox.slack.records import BOT_USER, File, Message
from sandbox.slack.workspace import Workspace
from sandbox.wire import Answer, Call, JsonObject, bytes_answer, text_answer

LARGEST = 1_000_000_000
TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "csv": "text/csv",
    "txt": "text/plain",
    "pdf": "application/pdf",
    "json": "application/json",
    "html": "text/html",
}


def mimetype_of(name: str) -> str:
    return TYPES.get(name.rsplit(".", 1)[-1].lower(), "application/octet-stream")


def get_upload_url(space: Workspace, given: Arguments) -> JsonObject:
    name, size = given.needed("filename"), given.number("length", 0)
    if not 0 < size <= LARGEST:
        raise Refused("invalid_arguments" if size <= 0 else "file_upload_size_restricted")
    file = File(space.new_id("F"), name, size, BOT_USER, mimetype=mimetype_of(name), created=int(time.time()))
    file.alt_text = given.text("alt_txt")
    space.keep_file(file)
    return {"upload_url": f"{given.origin}/slack/upload/{file.id}", "file_id": file.id}


def receive(space: Workspace, call: Call) -> Answer:
    """The second step: the bytes, raw or as a form's file."""
    file = space.files.get(call.path.rsplit("/", 1)[-1])
    if file is None:
        return text_answer("no such upload", 404)
    content = uploaded(call)
    if len(content) != file.size:
        return text_answer(f"expected {file.size} bytes, got {len(content)}", 400)
    file.content = content
    return text_answer(f"OK - {len(content)}")


def complete_upload(space: Workspace, given: Arguments) -> JsonObject:
    named = given.json("files")
    if not isinstance(named, list) or not named:
        raise Refused("invalid_arguments")
    files = [_uploaded_file(space, one) for one in named]
    shown = [shapes.file(file, given.origin, space.settings.domain) for file in files]
    if channel := given.text("channel_id") or given.text("channels"):
        room = target(space, channel)
        _share(space, given, room.id, files)
        shown = [shapes.file(file, given.origin, space.settings.domain) for file in files]
    return {"files": shown}


def info(space: Workspace, given: Arguments) -> JsonObject:
    file = space.files.get(given.needed("file"))
    if file is None or file.content is None:
        raise Refused("file_not_found")
    return {"file": shapes.file(file, given.origin, space.settings.domain), "comments": []}


def delete(space: Workspace, given: Arguments) -> JsonObject:
    """The bot's own: the bytes are gone, and messages that shared nothing else go with them."""
    file = space.files.get(given.needed("file"))
    if file is None or file.content is None:
        raise Refused("file_not_found")
    if file.owner != BOT_USER:
        raise Refused("cant_delete_file")
    file.content = None
    for room in (space.rooms[each] for each in file.shared_in):
        for message in [each for each in room.messages.values() if file.id in {one["id"] for one in each.files}]:
            message.files = [one for one in message.files if one["id"] != file.id]
            if not (message.files or message.text or message.blocks):
                del room.messages[message.ts]
                events.echo_deleted(space, message)
        space.changed(room)
    return {}


def download(space: Workspace, call: Call) -> Answer:
    """`/files/{id}/{name}`. Without a good token Slack shows its login page; a 403 says the same."""
    if call.headers.get("authorization") != f"Bearer {space.settings.bot_token}":
        return text_answer("this file needs a bearer token", 403)
    return content_of(space, call.path.split("/")[2])


def content_of(space: Workspace, file_id: str) -> Answer:
    file = space.files.get(file_id)
    if file is None or file.content is None:
        return text_answer("no such file", 404)
    return bytes_answer(file.content, file.mimetype)


def _uploaded_file(space: Workspace, named: Any) -> File:  # noqa: ANN401 - whatever the bot sent
    file = space.files.get(named.get("id", "")) if isinstance(named, dict) else None
    if file is None or file.content is None:
        raise Refused("file_not_found")
    file.title = named.get("title") or file.name
    return file


def _share(space: Workspace, given: Arguments, channel: str, files: list[File]) -> None:
    for file in files:
        file.shared_in.append(channel)
    given.values["text"] = given.text("initial_comment")
    content = contents(space, given, may_be_empty=True)
    shown = [shapes.file(file, given.origin, space.settings.domain) for file in files]
    thread_ts = given.text("thread_ts") or None
    message = Message(space.ts(), channel, BOT_USER, **content, files=shown, thread_ts=thread_ts, subtype="file_share")
    events.echo_posted(space, space.post(message))
