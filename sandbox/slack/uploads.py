"""Files that a person brings along: into a message, or into a form, where Slack uploads them as they are chosen."""

import base64
import binascii
import time
from typing import Any

from sandbox.slack import shapes
from sandbox.slack.files import mimetype_of
from sandbox.slack.forms import Values, elements
from sandbox.slack.records import File
from sandbox.slack.visit import Visit
from sandbox.visits import Lost
from sandbox.wire import JsonObject

FILE_INPUT = "file_input"


async def upload(visit: Visit) -> JsonObject:
    """`files` of {"name", "mimetype"?, "base64"}: they are nobody's but the uploader's until a form is sent."""
    return {"files": [taken(visit, one) for one in visit.body.get("files", [])]}


def taken(visit: Visit, named: JsonObject, room: str | None = None) -> JsonObject:
    """One file with its bytes, shared in `room`; answers it as Slack shows it."""
    space = visit.space
    try:
        content = base64.b64decode(named["base64"], validate=True)
        name = str(named["name"])
    except (KeyError, TypeError, binascii.Error) as broken:
        raise Lost("a file needs name and base64", 400) from broken
    file = File(space.new_id("F"), name, len(content), visit.user.id, created=int(time.time()))
    file.mimetype = named.get("mimetype") or mimetype_of(name)
    file.content = content
    if room is not None:
        file.shared_in.append(room)
    space.keep_file(file)
    return shapes.file(file, visit.origin, space.settings.domain)


def in_form(visit: Visit, blocks: list[JsonObject], typed: Values) -> None:
    """Makes of the files in a form what Slack sends of them; each may be an id, or a file to be uploaded now."""
    for block, element in elements(blocks):
        state = typed.get(block["block_id"], {}).get(element["action_id"])
        if element["type"] == FILE_INPUT and state is not None:
            state["files"] = [_chosen(visit, one) for one in state.get("files") or []]


def _chosen(visit: Visit, named: Any) -> JsonObject:  # noqa: ANN401 - an id, a file, or a file to be
    if isinstance(named, dict) and "base64" in named:
        return taken(visit, named)
    file_id = named.get("id") if isinstance(named, dict) else named
    file = visit.space.files.get(str(file_id))
    if file is None:
        raise Lost(f"no such file: {file_id}", 400)
    return shapes.file(file, visit.origin, visit.space.settings.domain)
