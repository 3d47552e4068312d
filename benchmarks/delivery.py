"""What the drain loop costs: rows a second with a mouth that says nothing, beside the bare claim and settle."""

import asyncio
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from sqlalchemy import insert

from bot.delivery import ACKNOWLEDGED_TOGETHER, Delivery
from bot.delivery.letters import Letter
from bot.delivery.outcomes import Outcome, Sent
from crm.house import House
from crm.notices import Notice, Sentence, pack
from handlers.locales import Phrases
from storage import letters, migrations, outbox
from storage.store import Store
from storage.tables import Outbox

ROWS = 2_000
LANES = 500
GOAL = 0.5
NOTICE = Sentence("followups.done")


class SilentMouth:
    """Takes every letter and sends nothing."""

    kinds = frozenset({type(NOTICE).__name__})

    def phrase(self, notice: Notice, _say: Phrases) -> Notice:
        return notice

    async def say(self, _letter: Letter, _phrased: Notice, _now: datetime) -> Outcome:
        return Sent({"channel": "D1", "ts": "1.1"})


def now() -> datetime:
    return datetime.now(UTC)


async def fill(store: Store) -> None:
    """Owe ROWS messages on LANES lanes."""
    at = now()
    row = {"channel": "slack", "kind": type(NOTICE).__name__, "fields": pack(NOTICE), "operation": "bench"}
    rows = [
        row
        | {
            "uuid": outbox.new_uuid(),
            "recipient": f"U{number % LANES}",
            "lane": f"slack:U{number % LANES}",
            "schema_version": 1,
            "state": "ready",
            "ready_at": at,
            "created_at": at,
            "attempts": 0,
            "platform": {},
        }
        for number in range(ROWS)
    ]
    async with store.write() as session:
        await session.execute(insert(Outbox), rows)


async def bare(store: Store) -> int:
    """Claim and settle with nothing in between, in batches of the same size."""
    settled, claimed = 0, list[outbox.Claimed]()
    while True:
        async with store.write() as session:
            batch = claimed[:ACKNOWLEDGED_TOGETHER]
            held = await letters.held(session, batch)
            await letters.settle_sent(session, {seq: {} for seq in held}, now())
            settled += len(held)
            del claimed[:ACKNOWLEDGED_TOGETHER]
            await outbox.wake_due(session, now())
            claimed += await outbox.claim(session, now(), sorted(SilentMouth.kinds))
        if not claimed:
            return settled


async def drained(store: Store) -> int:
    return await Delivery(store, {"slack": SilentMouth()}, House(), now).drain()


async def rate(url: str, work: Any) -> float:  # noqa: ANN401 - one of the two above
    store = Store.open(url)
    await fill(store)
    began = perf_counter()
    done = await work(store)
    seconds = perf_counter() - began
    await store.close()
    assert done == ROWS
    return ROWS / seconds


async def measured() -> Sequence[float]:
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for work in (bare, drained):
            url = f"sqlite:///{folder}/{work.__name__}.db"
            await asyncio.to_thread(migrations.upgrade, url)
            found.append(await rate(url, work))
    return found


def measure() -> list[dict[str, Any]]:
    """The lines of the table; `value` and `baseline` in rows a second on SQLite."""
    baseline, value = asyncio.run(measured())
    ratio = value / baseline
    name = "delivery: drain with a silent mouth / bare claim and settle"
    return [
        {
            "name": name,
            "value": round(value),
            "baseline": round(baseline),
            "ratio": round(ratio, 2),
            "goal": f">= {GOAL}",
            "holds": ratio >= GOAL,
        }
    ]


if __name__ == "__main__":
    print(measure())
