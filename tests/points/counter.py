"""A counter: a rep of a team with a manager, a customer in LINE, and what is typed there."""

from dataclasses import dataclass
from datetime import datetime

from crm.notices import GrantShown, PurchaseCard, PurchaseList, WhosePoints
from crm.points.bank import statements
from crm.points.counter import counters, grants, purchases, readings
from crm.points.programme.programme import Programme
from reminders import when
from storage.points import wallets
from storage.store import Store
from storage.tables import Customer, Outbox, Rep
from tests.builders import HOUSE, NOW, a_line_user, a_rep, a_team
from tests.deeds import by, created
from tests.line_events import rows
from tests.points.programmes import a_programme


@dataclass
class Counter:
    """Everything that stands at a counter."""

    store: Store
    programme: Programme
    rep: Rep
    manager: Rep
    customer: Customer

    async def buys(self, text: str, now: datetime = NOW, chosen: int | None = None) -> PurchaseCard | WhosePoints:
        """`/purchase text`."""
        async with by(self.store, self.rep, now) as work:
            return await purchases.note(work, text, bought(text, now), chosen)

    async def asks_back(self, text: str, now: datetime = NOW) -> PurchaseList | WhosePoints:
        """`/purchase 返品 text`."""
        async with by(self.store, self.rep, now) as work:
            return await purchases.find(work, text, bought(text, now))

    async def brings_back(self, purchase_id: int, amount: int, now: datetime = NOW) -> PurchaseCard:
        async with by(self.store, self.rep, now) as work:
            return await purchases.refund(work, purchase_id, amount, "サイズ違い")

    async def gives(self, text: str, now: datetime = NOW, rep: Rep | None = None) -> GrantShown | WhosePoints:
        """`/points text` with a plus."""
        async with by(self.store, rep or self.rep, now) as work:
            return await grants.give(work, text, readings.points(readings.plain(text)))

    async def takes(self, text: str, now: datetime = NOW) -> GrantShown | WhosePoints:
        """`/points text` with a minus."""
        async with by(self.store, self.rep, now) as work:
            return await counters.checkout(work, text, readings.points(readings.plain(text)))

    async def balance(self, now: datetime = NOW) -> int:
        today = HOUSE.business.local(now).date()
        async with self.store.read() as session:
            return (await statements.of(session, self.programme, self.customer.id, today)).balance

    async def pending(self) -> int:
        async with self.store.read() as session:
            wallet = await wallets.of(session, self.customer.id)
        return wallet.pending if wallet else 0

    async def told(self, kind: str, to: str = "") -> list[Outbox]:
        """What was owed of this kind, in order."""
        return [each for each in await rows(self.store, Outbox) if each.kind == kind and to in {"", each.recipient}]


def bought(text: str, now: datetime = NOW) -> readings.Said:
    """The line as `/purchase` takes it."""
    plain, here = readings.plain(text), HOUSE.business.local(now)
    return readings.purchase(plain, when.find(plain, here, HOUSE.business), here.date())


async def a_counter(store: Store, **changes: object) -> Counter:
    """佐藤 serves 田中; 高橋 is above 佐藤. `changes` in the programme."""
    programme = await a_programme(store, **changes)
    team = await a_team(store)
    manager = await a_rep(store, slack_id="UABOVE", role="manager", full_name="高橋 誠", team_id=team.id)
    rep = await a_rep(store, slack_id="USATO", team_id=team.id)
    customer = await created(store, rep, "田中 一郎")
    await a_line_user(store, customer=customer)
    return Counter(store, programme, rep, manager, customer)
