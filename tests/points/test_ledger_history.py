"""Any history of points comes to what a simple bank says, on both databases, step by step."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlmodel import col

from crm.points.bank import ledger
from crm.points.bank.ledger import Slip, Term
from crm.refusals import PointsShort, Refused
from storage.points import wallets
from storage.store import Store
from storage.tables import PointEntry, PointLot, PointPending
from tests.builders import HOUSE, NOW, a_customer, a_rep, written
from tests.points.bank import Account, Bank, Short

WHO = st.sampled_from(["tanaka", "suzuki"])
POINTS = st.integers(1, 300)
LASTING = st.sampled_from([0, 1, 2, 30, 365])
TODAY = HOUSE.business.local(NOW).date()


WHICH = st.integers(0, 1000)


def one_of(keys: list[str], which: int) -> str:
    return keys[which % len(keys)]


@dataclass(frozen=True)
class Deed:
    """A posting that can be made again."""

    name: str
    who: str
    key: str
    points: int
    more: tuple[Any, ...] = ()


class History(RuleBasedStateMachine):
    """Both sides are told the same."""

    runner: asyncio.Runner
    store: Store

    @initialize()
    def open_accounts(self) -> None:
        self.bank, self.now, self.n, self.deeds = Bank(), NOW, 0, list[Deed]()
        self.ids = self.runner.run(self._customers())

    async def _customers(self) -> dict[str, int]:
        rep = await a_rep(self.store)
        return {who: (await a_customer(self.store, owner=rep, name=who)).id for who in ("tanaka", "suzuki")}

    @property
    def today(self) -> date:
        return HOUSE.business.local(self.now).date()

    def key(self) -> str:
        self.n += 1
        return f"{self.ids['tanaka']}:{self.n}"

    def do(self, deed: Deed, told: Any) -> bool:
        """The ledger does it, and the bank; both refuse, or neither. Whether it was done."""
        try:
            told()
        except Short:
            with pytest.raises(Refused) as no:
                self.runner.run(self._post(deed))
            assert isinstance(no.value.refusal, PointsShort)
            return False
        self.runner.run(self._post(deed))
        self.deeds.append(deed)
        return True

    async def _post(self, deed: Deed) -> Any:
        slip, who = Slip(deed.key, "hand"), self.ids[deed.who]
        async with written(self.store, self.now) as work:
            if deed.name in {"earn", "adjust"}:
                return await getattr(ledger, deed.name)(work, who, deed.points, slip, until=deed.more[0])
            if deed.name in {"refund", "reverse"}:
                return await getattr(ledger, deed.name)(work, deed.more[0], slip, deed.points)
            if deed.name == "promise":
                return await ledger.pend(work, who, deed.points, slip, Term(deed.more[0]))
            if deed.name == "spend":
                return await ledger.spend(work, who, deed.points, slip)
            more = ("lapsed",) if deed.name == "drop" else ()
            return await getattr(ledger, deed.name)(work, deed.key, *more)

    @rule(who=WHO, points=POINTS, days=LASTING)
    def earn(self, who: str, points: int, days: int) -> None:
        key, until = self.key(), self.today + timedelta(days=days)
        self.do(Deed("earn", who, key, points, (until,)), lambda: self.bank.earn(key, who, points, until, self.today))

    @rule(who=WHO, points=POINTS, days=LASTING)
    def promise(self, who: str, points: int, days: int) -> None:
        key, until = self.key(), self.today + timedelta(days=400 + days)
        self.do(Deed("promise", who, key, points, (until,)), lambda: self.bank.promise(key, who, points, until))

    @precondition(lambda self: self.waiting())
    @rule(which=WHICH)
    def release(self, which: int) -> None:
        key = one_of(self.waiting(), which)
        self.do(Deed("release", self.bank.came[key].account, key, 0), lambda: self.bank.release(key, self.today))

    @precondition(lambda self: self.waiting())
    @rule(which=WHICH)
    def drop(self, which: int) -> None:
        key = one_of(self.waiting(), which)
        self.do(Deed("drop", self.bank.came[key].account, key, 0), lambda: self.bank.drop(key))

    def waiting(self) -> list[str]:
        return [key for key, each in self.bank.came.items() if each.waiting]

    @rule(who=WHO, share=st.integers(1, 5), more=st.sampled_from([0, 0, 0, 1]))
    def spend(self, who: str, share: int, more: int) -> None:
        key, points = self.key(), max(1, self.bank.accounts[who].spendable(self.today) * share // 5) + more
        self.do(Deed("spend", who, key, points), lambda: self.bank.spend(key, who, points, self.today))

    @precondition(lambda self: self.bank.spent)
    @rule(which=WHICH, part=st.integers(1, 4))
    def refund(self, which: int, part: int) -> None:
        key, new = one_of(list(self.bank.spent), which), self.key()
        who, days = self.bank.spent[key]
        points = max(1, sum(days.values()) // part)
        self.do(Deed("refund", who, new, points, (key,)), lambda: self.bank.refund(key, points, self.today))

    @precondition(lambda self: self.bank.came)
    @rule(which=WHICH, part=st.integers(1, 4))
    def reverse(self, which: int, part: int) -> None:
        key, new = one_of(list(self.bank.came), which), self.key()
        points = max(1, self.bank.came[key].rest // part)
        who = self.bank.came[key].account
        self.do(Deed("reverse", who, new, points, (key,)), lambda: self.bank.reverse(key, points, self.today))

    @rule(who=WHO, points=POINTS, days=LASTING)
    def add_by_hand(self, who: str, points: int, days: int) -> None:
        key, until = self.key(), self.today + timedelta(days=days)
        deed = Deed("adjust", who, key, points, (until,))
        self.do(deed, lambda: self.bank.adjust(key, who, points, until, self.today))

    @rule(who=WHO, points=st.integers(-200, -1), days=LASTING)
    def take_by_hand(self, who: str, points: int, days: int) -> None:
        key, until = self.key(), self.today + timedelta(days=days)
        deed = Deed("adjust", who, key, points, (until,))
        self.do(deed, lambda: self.bank.adjust(key, who, points, until, self.today))

    @rule(days=st.sampled_from([1, 1, 2, 31]))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(who=WHO)
    def the_night_comes(self, who: str) -> None:
        self.bank.expire(who, self.today)
        self.runner.run(self._expire(self.ids[who]))

    async def _expire(self, customer_id: int) -> None:
        async with written(self.store, self.now) as work:
            wallet = await wallets.of(work.session, customer_id)
            if wallet is not None:
                await ledger.expire(work, wallet.id)

    @rule(data=st.data())
    def the_same_again(self, data: st.DataObject) -> None:
        """A replay of anything that was done: the sums below say that nothing changed."""
        if self.deeds:
            deed = data.draw(st.sampled_from(self.deeds))
            with suppress(Refused):
                again = self.runner.run(self._post(deed))
                assert again is None or not again.fresh

    @invariant()
    def all_is_as_the_bank_says(self) -> None:
        for who, account in self.bank.accounts.items():
            self.runner.run(self._compare(self.ids[who], account, self.bank.pending(who)))

    async def _compare(self, customer_id: int, account: Account, pending: int) -> None:
        async with self.store.read() as session:
            wallet = await wallets.of(session, customer_id)
            if wallet is None:
                assert (account.lots, account.owed, pending) == ({}, 0, 0)
                return
            lots = dict((await session.execute(_lots(wallet.id))).all())
            by_day = dict((await session.execute(_by_day(wallet.id))).all())
            sums = (await session.execute(_sums(wallet.id))).one()
            waiting = (await session.execute(_waiting(wallet.id))).scalar_one()
        assert lots == {day: points for day, points in account.lots.items() if points}
        assert {day: points for day, points in by_day.items() if points} == lots
        assert tuple(sums) == (wallet.balance, wallet.pending, wallet.owed, account.counts)
        assert wallet.balance == sum(lots.values()) >= 0
        assert (wallet.pending, wallet.owed, waiting) == (pending, account.owed, pending)


def _lots(wallet_id: int) -> Any:
    found = select(col(PointLot.expires_on), col(PointLot.remaining))
    return found.where(col(PointLot.wallet_id) == wallet_id, col(PointLot.remaining) > 0)


def _by_day(wallet_id: int) -> Any:
    found = select(col(PointEntry.expires_on), func.sum(PointEntry.points)).where(
        col(PointEntry.wallet_id) == wallet_id, col(PointEntry.expires_on).is_not(None)
    )
    return found.group_by(col(PointEntry.expires_on))


def _sums(wallet_id: int) -> Any:
    columns = (PointEntry.points, PointEntry.pending, PointEntry.owed, PointEntry.counts)
    return select(*(func.coalesce(func.sum(each), 0) for each in columns)).where(PointEntry.wallet_id == wallet_id)


def _waiting(wallet_id: int) -> Any:
    found = select(func.coalesce(func.sum(PointPending.remaining), 0))
    return found.where(col(PointPending.wallet_id) == wallet_id, col(PointPending.state) == "waiting")


def test_any_history_comes_to_what_a_simple_bank_says(database_url):
    store = Store.open(database_url)
    with asyncio.Runner() as runner:
        machine = type("HistoryHere", (History,), {"runner": runner, "store": store})
        try:
            run_state_machine_as_test(
                machine,
                # A history that fails is short enough to read; making it shorter would take minutes of a database.
                settings=settings(max_examples=12, stateful_step_count=60, deadline=None, phases=[Phase.generate]),
            )
        finally:
            runner.run(store.close())
