"""A wave and its days: customers in LINE, what LINE says of the month, and a clock that goes morning by morning."""

from datetime import UTC, date, datetime, timedelta

from crm.surveys import waves
from crm.surveys.waves import Wish
from reminders.rounds import Round
from reminders.sweeps import surveys
from storage.tables import Company, LineQuota, WaveCustomer
from tests.builders import HOUSE, NOW, a_customer, a_line_user, a_rep, saved
from tests.deeds import by
from tests.line_events import rows

# A Tuesday; Monday the 23rd of November is a holiday.
FIRST, LAST = date(2026, 11, 24), date(2026, 11, 27)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour of Tokyo's."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=9)


async def a_month(store, *, total: int | None = 1000, used: int = 0, read_at: datetime = NOW, month: str = "2026-11"):
    async with store.write() as session:
        await session.merge(LineQuota(month=month, total=total, used=used, read_at=read_at))


async def people(store, number: int, *, owner=None, company: Company | None = None, **account):
    """Customers in LINE, in order."""
    owner = owner or await a_rep(store, role="admin")
    found = []
    for each in range(number):
        customer = await a_customer(store, owner=owner, name=f"田中 {each}", company_id=company.id if company else None)
        await a_line_user(store, customer=customer, **account)
        found.append(customer)
    return found


async def a_firm(store, **fields) -> Company:
    return await saved(store, Company(name="株式会社サクラ", key="サクラ", **fields))


async def started(store, maker, *, now: datetime = NOW, **wish):
    async with by(store, maker, now) as work:
        return await waves.start(work, Wish(**({"survey": "nps", "starts_on": FIRST, "ends_on": LAST} | wish)))


async def swept(store, now: datetime, *, dry_run: bool = False) -> list[str]:
    """What one round has said."""
    told = await surveys.sweep(Round(store, HOUSE, now, dry_run=dry_run, pause=0))
    return [line for each in told for line in each.said]


async def mornings(store, first: date, last: date, *, minutes: int = 30) -> None:
    """Rounds from the first to the last day: all morning, and now and then before and after it."""
    day = first
    while day <= last:
        for hour in (8, 9, 10, 11, 12, 15, 20):
            for minute in range(0, 60, minutes):
                await swept(store, at(day, hour, minute))
        day += timedelta(days=1)


async def states(store) -> dict[str, int]:
    """How many of the waves' customers by state, and why if they were passed by."""
    found: dict[str, int] = {}
    for row in await rows(store, WaveCustomer):
        found[row.why or row.state] = found.get(row.why or row.state, 0) + 1
    return found
