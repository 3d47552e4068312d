"""What a customer sends beside words: pictures, films, sounds, other files, and where they are."""

import base64
import binascii
import mimetypes
import time

from sandbox.line.account import CONTENTS_KEPT, Content, remember
from sandbox.line.visit import Visit
from sandbox.visits import Lost
from sandbox.wire import JsonObject

PLAYED = ("video", "audio")
DURATION_MS = 3_000


async def image(visit: Visit) -> JsonObject:
    """`base64` and perhaps its `mimetype`."""
    return await _send(visit, {"type": "image", "contentProvider": {"type": "line"}}, "image/png")


async def file(visit: Visit) -> JsonObject:
    """`name`, `base64` and perhaps its `mimetype`: a picture, film or sound goes as what it is, the rest as a file."""
    name = visit.text("name")
    mimetype = visit.text("mimetype", mimetypes.guess_type(name)[0] or "application/octet-stream")
    kind = mimetype.partition("/")[0]
    if kind == "image":
        return await image(visit)
    if kind in PLAYED:
        duration = int(visit.body.get("duration", DURATION_MS))
        return await _send(visit, {"type": kind, "duration": duration, "contentProvider": {"type": "line"}}, mimetype)
    return await _send(visit, {"type": "file", "fileName": name, "fileSize": len(_bytes(visit))}, mimetype)


async def location(visit: Visit) -> JsonObject:
    """`latitude` and `longitude`; a place that was looked up has a `title` and an `address` too."""
    try:
        place = {name: float(visit.body[name]) for name in ("latitude", "longitude")}
    except (KeyError, TypeError, ValueError) as broken:
        raise Lost("a place needs latitude and longitude", 400) from broken
    names = {name: visit.text(name) for name in ("title", "address") if visit.body.get(name)}
    return await visit.message({"type": "location", **names, **place})


async def _send(visit: Visit, message: JsonObject, mimetype: str) -> JsonObject:
    """The event tells of it; the bytes wait to be fetched."""
    account = visit.account
    message_id = account.message_id()
    ready_at = time.monotonic() + account.settings.content_delay
    content = Content(_bytes(visit), visit.text("mimetype", mimetype), ready_at)
    remember(account.contents, message_id, content, CONTENTS_KEPT)
    return await visit.message({"id": message_id, **message, "url": f"/people/line/content/{message_id}"})


def _bytes(visit: Visit) -> bytes:
    try:
        return base64.b64decode(visit.text("base64"), validate=True)
    except binascii.Error as broken:
        raise Lost("base64 is broken", 400) from broken
