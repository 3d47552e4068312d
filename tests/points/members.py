"""A customer with points, what they tap in LINE, and what comes of it."""

from dataclasses import replace
from datetime import datetime

from crm.notices import RewardCode, RewardQuestion
from crm.points.bank import giving
from crm.points.bank.giving import Gift
from crm.points.bank.ledger import Slip
from crm.points.programme.programmes import current
from handlers.line import points
from storage.points import stocks, wallets
from storage.store import Store
from storage.tables import Customer, Rep
from tests.builders import HOUSE, NOW, written
from tests.line_events import hear, linked, owed, tap
from tests.points.programmes import a_programme

SEALED = replace(HOUSE, seal=b"k" * 32, public=True, public_url="https://crm.example.com")


async def a_member(store: Store, balance: int = 480, **programme: object) -> tuple[Rep, Customer]:
    """A customer of the rep UOWNER, linked to the account that acts by default, with so many points in the shop."""
    await a_programme(store, **programme)
    owner, customer = await linked(store)
    if balance:
        await given(store, customer, balance, "purchase:1")
    return owner, customer


async def given(
    store: Store, customer: Customer, amount: int, key: str, now: datetime = NOW, *, counts: bool = False
) -> None:
    """Points that may be spent; `counts`: towards a tier too."""
    async with written(store, now) as work:
        programme = await current(work)
        await giving.give(work, programme, customer.id, Gift(amount, Slip(key, "purchase"), counts=counts))


async def asked(store: Store, customer: Customer, code: str = "coffee", now: datetime = NOW) -> str:
    """Choose a reward; the data of the button that spends the points."""
    before = len(await owed(store, RewardQuestion))
    await hear(store, tap(points.ask_data(customer.id, code), at=now), house=SEALED)
    question = (await owed(store, RewardQuestion))[before]
    return points.redeem_data(customer.id, question.code, question.points, question.nonce)


async def redeemed(store: Store, customer: Customer, code: str = "coffee", now: datetime = NOW) -> RewardCode:
    """Choose and confirm; what is shown to the customer."""
    data = await asked(store, customer, code, now)
    await hear(store, tap(data, at=now), house=SEALED)
    return (await owed(store, RewardCode))[-1]


async def balance(store: Store, customer: Customer) -> int:
    async with store.read() as session:
        wallet = await wallets.of(session, customer.id)
    return wallet.balance if wallet else 0


async def taken(store: Store, code: str = "coffee") -> int:
    """How many of the reward are gone from its stock."""
    async with store.read() as session:
        return (await stocks.taken(session, [code])).get(code, 0)
