"""What points cost: giving and taking beside the barest transaction that locks a row and adds one, and the card.

`python -m benchmarks.points` measures both databases, the card at a million entries.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlmodel import col

from benchmarks.databases import databases
from crm.house import House
from crm.points.bank import ledger, statements
from crm.points.bank.ledger import Slip
from crm.points.programme.programme import Programme, Tier, Tiers
from crm.work import SYSTEM, Work
from reminders.rounds import Round
from reminders.sweeps import points as sweeps
from storage import migrations, urls
from storage.store import Store, _sqlite_engine
from storage.tables import Customer, PointEntry, PointLot, Rep, TierStanding, Wallet, WalletMember

CUSTOMERS, ENTRIES, BIG = 20_000, 1_000_000, 10_000
AT_ONCE = 5_000
ROUNDS, TIMES = 7, 150
ASKED = 21
GOAL, GOAL_CARD_MS, GOAL_SWEEP = 0.5, 10, 1.2
FEW, DUE, SWEEPS = 20_000, 300, 7
NOW = datetime(2026, 11, 20, tzinfo=UTC)
TODAY = date(2026, 11, 20)
BUSY, COMMON = 1, 2
"""A customer with ten thousand entries, and one with as many as most."""
SILVER, GOLD = (
    Tier(code="silver", name="シルバー", threshold=1000),
    Tier(code="gold", name="ゴールド", threshold=9_999_999),
)
PROGRAMME = Programme(enabled=True, tiers=Tiers(tier=(SILVER, GOLD)))

Deed = Callable[[int], Awaitable[object]]


# --- giving and taking ------------------------------------------------------------------------------------------------


def _bare_engine(url: str) -> AsyncEngine:
    """As the store opens it: WAL, synchronous=FULL, one writer."""
    return _sqlite_engine(url, writes=True) if urls.is_sqlite(url) else create_async_engine(urls.parse(url))


class Bench:
    """One database, a customer in it, and the deeds that are compared; `n` keeps the keys apart."""

    def __init__(self, url: str) -> None:
        self.store, self.engine, self.n = Store.open(url), _bare_engine(url), 0

    async def bare(self, number: int) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(select(col(Wallet.id)).where(col(Wallet.id) == BUSY).with_for_update())
            await connection.execute(insert(PointEntry), _entry(BUSY, BUSY, f"bare:{number}", 1, TODAY))

    async def earn(self, number: int) -> None:
        async with self.store.write() as session:
            await ledger.earn(Work(session, NOW, SYSTEM, house=House()), BUSY, 10, Slip(f"earn:{number}", "visit"))

    async def spend(self, number: int) -> None:
        async with self.store.write() as session:
            await ledger.spend(Work(session, NOW, SYSTEM, house=House()), BUSY, 1, Slip(f"spend:{number}", "checkout"))

    async def took(self, deed: Deed) -> float:
        """Seconds for `TIMES` of them, one after the other."""
        began = perf_counter()
        for _ in range(TIMES):
            self.n += 1
            await deed(self.n)
        return perf_counter() - began

    async def close(self) -> None:
        await self.store.close()
        await self.engine.dispose()


async def _speeds(url: str) -> dict[str, float]:
    """Postings a second, by deed; the deeds take turns, so that a slow moment strikes all."""
    bench = Bench(url)
    deeds = {"bare": bench.bare, "earn": bench.earn, "spend": bench.spend}
    for deed in deeds.values():
        await deed(-1)
    found: dict[str, list[float]] = {name: [] for name in deeds}
    for _ in range(ROUNDS):
        for name, deed in deeds.items():
            found[name].append(await bench.took(deed))
    await bench.close()
    return {name: TIMES / median(took) for name, took in found.items()}


# --- the card ---------------------------------------------------------------------------------------------------------


def _entry(wallet: int, customer: int, key: str, points: int, day: date) -> dict[str, Any]:
    return {
        "wallet_id": wallet,
        "customer_id": customer,
        "at": NOW,
        "day": day,
        "kind": "earn",
        "points": points,
        "pending": 0,
        "owed": 0,
        "counts": points,
        "expires_on": date(2027, 11, 30),
        "reason": "purchase",
        "actor": "system",
        "operation": "o" * 32,
        "source": "purchases:1",
        "key": key,
        "part": 0,
    }


async def _fill(connection: AsyncConnection) -> None:
    """People with a wallet each, and a million entries: ten thousand of the first, the rest of everybody."""
    plain: dict[str, Any] = {"version": 1, "created_at": NOW}
    person = {"display_name": "佐藤", "full_name": "佐藤 花子", "role": "rep", "language": "ja", "active": True}
    await connection.execute(insert(Rep), [plain | person | {"id": 1, "slack_id": "U1", "seen_at": NOW}])
    numbers = range(1, CUSTOMERS + 1)
    named: dict[str, Any] = {"name": "田中 一郎", "tags": [], "custom": {}, "owner_id": 1}
    wallet = {"kind": "own", "balance": 1_000_000, "pending": 0, "owed": 0, "created_at": NOW}
    await connection.execute(insert(Customer), [plain | named | {"id": each} for each in numbers])
    await connection.execute(insert(Wallet), [wallet | {"id": each} for each in numbers])
    member = [plain | {"wallet_id": each, "customer_id": each} for each in numbers]
    await connection.execute(insert(WalletMember), member)
    lots = [
        {"wallet_id": each, "expires_on": date(2027, m, 28), "remaining": 1000} for each in numbers for m in (1, 2, 3)
    ]
    await connection.execute(insert(PointLot), lots)
    standing = [plain | {"wallet_id": each, "code": "silver", "since": TODAY} for each in numbers]
    await connection.execute(insert(TierStanding), standing)
    for at in range(0, ENTRIES, AT_ONCE):
        some = [_one_of(number) for number in range(at, at + AT_ONCE)]
        await connection.execute(insert(PointEntry), some)


def _one_of(number: int) -> dict[str, Any]:
    who = BUSY if number % (ENTRIES // BIG) == 0 else 1 + number % CUSTOMERS
    return _entry(who, who, f"k:{number}", 10, TODAY - timedelta(days=number % 400))


async def _card_ms(store: Store, customer: int) -> float:
    took = list[float]()
    for _ in range(ASKED):
        async with store.read() as session:
            began = perf_counter()
            await statements.of(session, PROGRAMME, customer, TODAY)
            took.append((perf_counter() - began) * 1000)
    return median(took[1:])


async def _tended(url: str) -> None:
    """As the database tends itself in a quiet hour."""
    engine = create_async_engine(urls.parse(url), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("ANALYZE" if urls.is_sqlite(url) else "VACUUM ANALYZE"))
    await engine.dispose()


async def measured(url: str) -> dict[str, float]:
    """Postings a second by deed, and milliseconds by card."""
    await asyncio.to_thread(migrations.upgrade, url)
    engine = _bare_engine(url)
    async with engine.begin() as connection:
        await _fill(connection)
        if not urls.is_sqlite(url):
            for table in ("reps", "customers", "wallets", "point_entries"):
                await connection.execute(text(f"SELECT setval('{table}_id_seq', 2000000)"))
    await engine.dispose()
    await _tended(url)
    found = await _speeds(url)
    store = Store.open(url)
    cards = {f"card {name}": await _card_ms(store, who) for name, who in (("busy", BUSY), ("common", COMMON))}
    await store.close()
    return found | cards


# --- expiry -----------------------------------------------------------------------------------------------------------


async def _people(url: str, number: int) -> None:
    """So many customers with points that last, nothing of which is due."""
    engine = _bare_engine(url)
    plain: dict[str, Any] = {"version": 1, "created_at": NOW}
    person = {"display_name": "佐藤", "full_name": "佐藤 花子", "role": "rep", "language": "ja", "active": True}
    named: dict[str, Any] = {"name": "田中 一郎", "tags": [], "custom": {}, "owner_id": 1}
    wallet = {"kind": "own", "balance": 1_000_000, "pending": 0, "owed": 0, "created_at": NOW}
    async with engine.begin() as connection:
        await connection.execute(insert(Rep), [plain | person | {"id": 1, "slack_id": "U1", "seen_at": NOW}])
        for at in range(1, number + 1, AT_ONCE):
            some = range(at, at + AT_ONCE)
            await connection.execute(insert(Customer), [plain | named | {"id": each} for each in some])
            await connection.execute(insert(Wallet), [wallet | {"id": each} for each in some])
            member = [plain | {"wallet_id": each, "customer_id": each} for each in some]
            await connection.execute(insert(WalletMember), member)
            lots = [{"wallet_id": each, "expires_on": date(2028, 1, 31), "remaining": 1000} for each in some]
            await connection.execute(insert(PointLot), lots)
    await engine.dispose()
    await _tended(url)


async def _swept(store: Store, round_number: int) -> float:
    """Seconds to let go what `DUE` customers could spend until yesterday."""
    day = TODAY - timedelta(days=1 + round_number)
    lots = [{"wallet_id": each, "expires_on": day, "remaining": 10} for each in range(1, DUE + 1)]
    async with store.write() as session:
        await (await session.connection()).execute(insert(PointLot), lots)
    began = perf_counter()
    await sweeps.sweep(Round(store, House(), NOW, pause=0))
    return perf_counter() - began


async def _expiry(urls_of: dict[int, str]) -> dict[int, float]:
    """By how many customers there are, the median time of a sweep; the two take turns."""
    stores = {}
    for number, url in urls_of.items():
        await asyncio.to_thread(migrations.upgrade, url)
        await _people(url, number)
        stores[number] = Store.open(url)
    found: dict[int, list[float]] = {number: [] for number in stores}
    for each in range(SWEEPS + 1):
        for number, store in stores.items():
            found[number].append(await _swept(store, each))
    for store in stores.values():
        await store.close()
    return {number: median(took[1:]) for number, took in found.items()}


def expiry() -> list[dict[str, Any]]:
    """The line of the table, on SQLite: ten times the customers, equally many with something to lose."""
    with tempfile.TemporaryDirectory() as folder:
        took = asyncio.run(_expiry({number: f"sqlite:///{folder}/{number}.db" for number in (FEW, 10 * FEW)}))
    ratio = took[10 * FEW] / took[FEW]
    name = f"points: expiry of {DUE} among {10 * FEW:,} / {FEW:,} customers, ms, SQLite"
    value = {"value": round(took[10 * FEW] * 1000), "baseline": round(took[FEW] * 1000), "ratio": round(ratio, 2)}
    return [{"name": name, **value, "goal": f"<= {GOAL_SWEEP}", "holds": ratio <= GOAL_SWEEP}]


def lines(kind: str, found: dict[str, float]) -> list[dict[str, Any]]:
    """As the table prints them."""
    shown = []
    for deed in ("earn", "spend"):
        ratio = found[deed] / found["bare"]
        name = f"points: {deed} / bare lock and insert, {kind}"
        value = {"value": round(found[deed]), "baseline": round(found["bare"]), "ratio": round(ratio, 2)}
        shown.append({"name": name, **value, "goal": f">= {GOAL}", "holds": ratio >= GOAL})
    for who, words in (("busy", f"a customer with {BIG:,} entries"), ("common", "any customer")):
        took = found[f"card {who}"]
        name = f"points: card of {words}, {ENTRIES:,} in all, median ms, {kind}"
        line = {"name": name, "value": round(took, 2), "baseline": None, "ratio": None}
        shown.append(line | {"goal": f"<= {GOAL_CARD_MS}", "holds": took <= GOAL_CARD_MS})
    return shown


def measure() -> list[dict[str, Any]]:
    """The lines of the table, on both databases."""
    with databases() as urls_of:
        found = [line for kind, url in urls_of.items() for line in lines(kind, asyncio.run(measured(url)))]
    return found + expiry()


if __name__ == "__main__":
    for line in measure():
        sys.stdout.write(f"{line['name']}: {line['value']} ({line['ratio']}) {line['goal']} {line['holds']}\n")
