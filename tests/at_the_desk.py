"""What a rep finds on the desk, and the contacts that led there."""

from datetime import date, datetime, timedelta

from crm import desks
from crm.desks import Desk, Wish
from storage.store import Store
from storage.tables import Customer, Rep
from tests.builders import NOW, an_interaction
from tests.deeds import by

TODAY = date(2026, 11, 20)
"""A Friday; NOW is 9:00 in Tokyo."""
AT_FIRST = Wish()


async def desk_of(store: Store, rep: Rep, wish: Wish = AT_FIRST, now: datetime = NOW) -> Desk:
    async with by(store, rep, now) as work:
        return await desks.show(work, wish)


async def met(store: Store, customer: Customer, *days_ago: int, **more) -> None:
    for days in days_ago:
        await an_interaction(store, customer=customer, day=TODAY - timedelta(days=days), **more)
