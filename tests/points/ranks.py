"""Tiers in tests: a way to give, to look, and to let the days of review come."""

from datetime import UTC, date, datetime
from typing import Any

from crm.notices import TierSeen
from crm.points.bank import giving
from crm.points.bank.giving import Gift
from crm.points.bank.ledger import Slip
from crm.points.programme import tiers
from crm.points.programme.programme import Programme
from reminders.sweeps import run_all
from storage.points import standings, wallets
from storage.store import Store
from storage.tables import Customer, TierStanding
from tests.builders import HOUSE, NOW, written
from tests.passing_time import spoken
from tests.points.programmes import SHOP

TODAY = NOW.date()
WORDS = ("TierReached", "TierEnding", "TierLowered")
SILVER = {"code": "silver", "name": "シルバー", "threshold": 1000}
GOLD = {"code": "gold", "name": "ゴールド", "threshold": 3000}


def at(year: int, month: int, day: int) -> datetime:
    """Ten in the morning in Tokyo."""
    return datetime(year, month, day, 1, tzinfo=UTC)


def ranked(**changes: Any) -> dict[str, Any]:
    return SHOP["tiers"] | changes


async def given(
    store: Store, programme: Programme, who: Customer, points: int, when: datetime = NOW, key: str = ""
) -> None:
    async with written(store, when) as work:
        slip = Slip(key or f"hand:{when:%Y%m%d}:{points}", "hand")
        await giving.give(work, programme, who.id, Gift(points, slip))


async def standing_of(store: Store, who: Customer) -> TierStanding | None:
    async with store.read() as session:
        wallet = await wallets.of(session, who.id)
        return await standings.of(session, wallet.id) if wallet else None


async def seen(store: Store, programme: Programme, who: Customer, today: date = TODAY) -> TierSeen | None:
    async with store.read() as session:
        wallet = await wallets.of(session, who.id)
        assert wallet is not None
        return await tiers.seen(session, programme, wallet.id, today)


async def swept(store: Store, when: datetime) -> list[str]:
    done = await run_all(store, HOUSE, when, really=when, pause=0, only=["tiers"])
    return [line.split(": ")[1] for each in done for line in each.said]


async def said(store: Store) -> list[str]:
    return [row.kind for row in await spoken(store) if row.kind in WORDS]
