"""A till of its own: `python -m tests.points.teller URL CUSTOMER PREFIX TIMES spend|both` posts and says what was done.

`spend`: takes 100 points TIMES times, each in a transaction of its own, and prints how often there was enough.
`both`: gives 7 and takes 3 under the keys PREFIX:0 …, from the first on, whatever was done before; says when it begins.
"""

import asyncio
import sys
from datetime import UTC, datetime

from crm.points.bank import ledger
from crm.points.bank.ledger import Slip
from crm.refusals import Refused
from crm.work import SYSTEM, Work
from storage.store import Store
from tests.builders import HOUSE


async def spend(store: Store, customer_id: int, prefix: str, times: int) -> None:
    done = 0
    for number in range(times):
        try:
            async with store.write() as session:
                work = Work(session, datetime.now(UTC), SYSTEM, house=HOUSE)
                async with work.savepoint():
                    await ledger.spend(work, customer_id, 100, Slip(f"{prefix}:{number}", "redemption"))
            done += 1
        except Refused:
            continue
    sys.stdout.write(f"{done}\n")


async def both(store: Store, customer_id: int, prefix: str, times: int) -> None:
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    for number in range(times):
        async with store.write() as session:
            work = Work(session, datetime.now(UTC), SYSTEM, house=HOUSE)
            async with work.savepoint():
                await ledger.earn(work, customer_id, 7, Slip(f"{prefix}:{number}:in", "visit"))
                await ledger.spend(work, customer_id, 3, Slip(f"{prefix}:{number}:out", "checkout"))
    sys.stdout.write("done\n")


async def main(url: str, customer: str, prefix: str, times: str, what: str) -> None:
    store = Store.open(url)
    try:
        await (spend if what == "spend" else both)(store, int(customer), prefix, int(times))
    finally:
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
