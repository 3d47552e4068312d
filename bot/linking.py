"""The page where a code is typed, and the way from there to LINE, who tells whose account it is."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode

from crm.house import House
from crm.voice import link_pages
from crm.work import SYSTEM, Work
from handlers import link_page
from storage.store import Store

MOST_BYTES = 4_096
_TOKEN = re.compile(r"[\w.\-]{8,200}", re.ASCII)


async def body_of(stream: AsyncIterator[bytes]) -> bytes:
    """What was posted, as far as a form of ours can be long; the rest is not read."""
    body = b""
    async for part in stream:
        body += part
        if len(body) > MOST_BYTES:
            break
    return body[:MOST_BYTES]


def form(house: House, link_token: str) -> tuple[int, str]:
    """`(status, HTML)`; 404 for an address that LINE did not make."""
    return (200, link_page.page(house, link_token)) if _TOKEN.fullmatch(link_token) else (404, link_page.stale(house))


async def typed(store: Store, house: House, dialog_url: str, body: bytes) -> tuple[int, str]:
    """`(303, where LINE goes on)`, or `(status, HTML)` of the form that says what is wrong with the code."""
    try:
        fields = parse_qs(body.decode(errors="replace"), max_num_fields=10)
    except ValueError:
        fields = {}  # more fields than any form of ours has
    token, code = (fields.get(name, [""])[0] for name in ("linkToken", "code"))
    if not _TOKEN.fullmatch(token):
        return 404, link_page.stale(house)
    async with store.write() as session:
        work = Work(session, datetime.now(UTC), SYSTEM, house=house)
        async with work.savepoint():
            begun = await link_pages.begin(work, code, token)
    if not isinstance(begun, str):
        return 200, link_page.page(house, token, begun)
    return 303, f"{dialog_url}?{urlencode({'linkToken': token, 'nonce': begun})}"
