"""Files that reps have sent, where LINE and the customer's telephone fetch them: behind names that nobody guesses.

What is asked for is looked up in the table and never becomes a path; how it is shown is ours to say and not the file's.
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from starlette.responses import FileResponse, HTMLResponse, Response

from bot.media.folder import MediaFolder
from crm.house import House
from crm.relay import kinds
from handlers import media_page
from storage.relay import media
from storage.store import Store
from storage.tables import Media

PUBLIC = re.compile(r"[\w-]{43}", re.ASCII)
# What a browser may show by itself; everything else is saved, whatever it holds.
SHOWN = frozenset({kinds.JPEG, kinds.PNG, kinds.GIF, kinds.WEBP, kinds.MP4, kinds.M4A, kinds.MP3, kinds.WAV})
HEADERS = {
    "cache-control": "private",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; sandbox",
}


async def file(store: Store, house: House, folder: MediaFolder, public: str, *, preview: bool = False) -> Response:
    """The file of this address, or its small picture; a page that says so (404) when there is none or its time is over.

    Parts of it are answered too (`Range`), for players.
    """
    found = await _found(store, public)
    name = (found.preview if preview else found.name) if found is not None else None
    path = folder.place(name) if name else None
    if found is None or path is None or not path.is_file():
        return HTMLResponse(media_page.gone(house), 404, HEADERS)
    return _preview(path) if preview else _whole(path, found)


async def _found(store: Store, public: str) -> Media | None:
    if PUBLIC.fullmatch(public) is None:
        return None
    async with store.read() as session:
        return await media.by_public(session, public, datetime.now(UTC))


def _preview(path: Path) -> Response:
    return FileResponse(path, headers=HEADERS | {"content-disposition": "inline"}, media_type=kinds.JPEG)


def _whole(path: Path, found: Media) -> Response:
    """Its name in the letters of RFC 5987, for it may be Japanese."""
    way = "inline" if found.mimetype in SHOWN else "attachment"
    name = kinds.shown_name(found.file_name, found.mimetype, "file")
    disposition = f"{way}; filename*=UTF-8''{quote(name, safe='')}"
    kind = f"{found.mimetype}; charset=utf-8" if found.mimetype.startswith("text/") else found.mimetype
    return FileResponse(path, headers=HEADERS | {"content-disposition": disposition, "content-type": kind})
