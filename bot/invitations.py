"""The printable page of an invitation, for whoever holds its code."""

from datetime import UTC, datetime

from crm.house import House
from crm.voice import invites
from handlers import invite_page
from storage.store import Store


async def page(store: Store, house: House, code: str) -> tuple[int, str]:
    """`(status, HTML)`: 404 with a friendly page when the code is wrong, used or past its days."""
    async with store.read() as session:
        found = await invites.page(session, code, datetime.now(UTC))
    if found is None:
        return 404, invite_page.gone(house)
    return 200, invite_page.page(found, house)
