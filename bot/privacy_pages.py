"""What customers look up about themselves: the page behind an address that only they have."""

from datetime import UTC, datetime

from crm.house import House
from crm.privacy import disclosures
from crm.privacy.portraits import Portrait
from crm.work import SYSTEM, Work
from handlers import disclosure_page
from storage.store import Store

JSON = ".json"
LONGEST = 100


async def page(store: Store, house: House, name: str) -> tuple[int, bytes, str]:
    """`(status, body, media type)`: HTML, or with `.json` behind the name the same as JSON; 404 when it is no page of
    ours, its time is over or the customer has been forgotten.
    """
    token, now = name.removesuffix(JSON), datetime.now(UTC)
    portrait = await _fetched(store, house, token, now) if len(token) <= LONGEST else None
    if portrait is None:
        return 404, disclosure_page.gone(house).encode(), "text/html"
    if name.endswith(JSON):
        return 200, disclosure_page.data(portrait, house, now), "application/json"
    return 200, disclosure_page.page(portrait, house, now, f"{token}{JSON}").encode(), "text/html"


async def _fetched(store: Store, house: House, token: str, now: datetime) -> Portrait | None:
    """Wrong addresses are turned away in a snapshot: whoever tries many keeps nobody from writing."""
    async with store.read() as session:
        if not await disclosures.is_open(session, token, now):
            return None
    async with store.write() as session:
        work = Work(session, now, SYSTEM, house=house)
        async with work.savepoint():
            return await disclosures.fetch(work, token)
