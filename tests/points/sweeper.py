"""A process that only sweeps points, to be killed: `python -m tests.points.sweeper URL MOMENT`."""

import asyncio
import sys
from datetime import datetime

from reminders.rounds import Round
from reminders.sweeps import points
from storage.store import Store
from tests.builders import HOUSE


async def sweep(url: str, moment: str) -> None:
    store = Store.open(url)
    await points.sweep(Round(store, HOUSE, datetime.fromisoformat(moment), pause=0))
    await store.close()


if __name__ == "__main__":
    asyncio.run(sweep(sys.argv[1], sys.argv[2]))
