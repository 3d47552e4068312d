"""Points as the calendar passes over them: who has some, what LINE allows, and a round of their sweep."""

from datetime import UTC, date, datetime, timedelta

from crm.points.bank import giving
from crm.points.bank.giving import Gift
from crm.points.bank.ledger import Slip
from crm.points.programme.programmes import parsed
from crm.privacy import consents
from crm.surveys import quotas
from reminders.rounds import Round
from reminders.sweeps import points
from storage.points import audits, wallets
from storage.tables import Consent, Customer, Rep, Wallet
from tests.builders import HOUSE, NOW, a_customer, a_line_user, written
from tests.line_events import rows
from tests.points.programmes import a_programme, text_of

PROGRAMME = parsed(text_of())
IDLE = {"kind": "inactivity", "months": 6}
# Given on 20 November 2026: the end of November 2027 is the last day. All of these are 10:00 in Tokyo.
EARNED = NOW
LAST = date(2027, 11, 30)


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - timedelta(hours=9)


def before(days: int) -> datetime:
    return at(LAST - timedelta(days=days))


async def somebody(store, *, linked: bool = True, **more) -> Customer:
    account = {name: more.pop(name) for name in ("state", "delivery_hour") if name in more}
    await a_programme(store, **more)
    customer = await a_customer(store)
    if linked:
        await a_line_user(store, customer=customer, **account)
    return customer


async def owner_of(store, customer: Customer) -> Rep:
    return next(each for each in await rows(store, Rep) if each.id == customer.owner_id)


async def give(store, customer: Customer, amount: int, now: datetime = EARNED, expiry=None, source="", **gift) -> None:
    programme = parsed(text_of(**({"expiry": expiry} if expiry else {})))
    async with written(store, now) as work:
        slip = Slip(f"given:{work.operation}", "hand", source)
        await giving.give(work, programme, customer.id, Gift(amount, slip, **gift))


async def quota(store, moment: datetime, total: int | None = None, used: int = 0) -> None:
    async with written(store, moment) as work:
        await quotas.note(work, total, used, moment)


async def sweep(store, moment: datetime, *, told: bool = True) -> None:
    """One round; LINE has told of its month unless the test is about that."""
    if told:
        await quota(store, moment)
    await points.sweep(Round(store, HOUSE, moment, pause=0))


def no(customer: Customer) -> Consent:
    return Consent(
        customer_id=customer.id,
        purpose=consents.SERVICE,
        granted=False,
        text_version="service-1",
        channel="line",
        decided_at=NOW,
    )


async def wallet_of(store, who: Customer) -> Wallet:
    async with store.read() as session:
        return await wallets.of(session, who.id)


async def drifted(store) -> list[int]:
    async with store.read() as session:
        return await audits.drifted(session, 10)
