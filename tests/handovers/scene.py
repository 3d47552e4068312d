"""A team with customers to hand over: 佐藤 has them, 鈴木 and 高橋 could take them, 部長 answers for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from crm.handovers import agreement, proposing
from crm.handovers.plans import Wish, Words
from crm.refusals import NotAllowed
from reminders import sweeps
from reminders.rounds import Swept
from storage.handovers import rows
from storage.store import Store
from storage.tables import Customer, Handover, HandoverCustomer, Rep
from tests.builders import HOUSE, NOW, a_customer, a_rep, a_team
from tests.deeds import by

TODAY = date(2026, 11, 20)


@dataclass
class Scene:
    """The people, and what they do with handovers; each deed is a unit of work of its own."""

    store: Store
    manager: Rep
    sato: Rep
    suzuki: Rep
    takahashi: Rep
    customers: list[Customer]

    def wish(self, *successors: Rep, **more) -> Wish:
        """All of 佐藤's customers to 鈴木 from today on, unless told otherwise."""
        chosen = tuple(each.slack_id for each in successors or (self.suzuki,))
        plain = Wish(self.sato.slack_id, (), chosen, "fewest", "transfer", TODAY)
        return replace(plain, **more)

    async def proposed(self, wish: Wish | None = None, words: Words | None = None, by_: Rep | None = None) -> Handover:
        async with by(self.store, by_ or self.sato) as work:
            made = await proposing.propose(work, wish or self.wish(), words or Words(), "電話")
        assert not isinstance(made, NotAllowed)
        return made

    async def accepted(
        self, handover: Handover, successor: Rep | None = None, which: Sequence[int] | None = None
    ) -> None:
        who = successor or self.suzuki
        async with by(self.store, who) as work:
            await agreement.accept(work, handover.id, who.id, which)

    async def moved(self, handover: Handover) -> list[HandoverCustomer]:
        """All accepted rows are moved, as the sweep does it."""
        await self.swept()
        return await rows_of(self.store, handover)

    async def swept(self, now: datetime = NOW) -> list[Swept]:
        return await sweeps.run_all(self.store, HOUSE, now, really=now, pause=0)


async def a_scene(store: Store, customers: int = 2) -> Scene:
    team = await a_team(store)
    people = {
        name: await a_rep(store, slack_id=slack_id, full_name=name, team_id=team.id, role=role)
        for name, slack_id, role in (
            ("部長", "UBUCHO001", "manager"),
            ("佐藤", "USATO0001", "rep"),
            ("鈴木", "USUZUKI01", "rep"),
            ("高橋", "UTAKAHASH", "rep"),
        )
    }
    names = ("田中 一郎", "山本 花子", "中村 健", "小林 恵", "加藤 翔")
    made = [
        await a_customer(store, owner=people["佐藤"], name=names[at] if at < len(names) else f"客 {at}")
        for at in range(customers)
    ]
    return Scene(store, people["部長"], people["佐藤"], people["鈴木"], people["高橋"], made)


async def rows_of(store: Store, handover: Handover) -> list[HandoverCustomer]:
    async with store.read() as session:
        return await rows.page(session, handover.id, limit=10_000)


async def stored(store: Store, handover: Handover) -> Handover:
    async with store.read() as session:
        return await session.get_one(Handover, handover.id)


async def owners(store: Store, customers: Sequence[Customer]) -> list[int]:
    async with store.read() as session:
        return [(await session.get_one(Customer, each.id)).owner_id for each in customers]
