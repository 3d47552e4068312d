"""Handovers as they stand in the store, without the way that leads there."""

from datetime import date

from storage.store import Store
from storage.tables import Customer, Handover, HandoverCustomer, Rep
from tests.builders import saved

FIRST_DAY = date(2026, 12, 1)


async def a_handover(store: Store, *, predecessor: Rep, **more) -> Handover:
    fields = {"reason": "transfer", "state": "agreeing", "effective_day": FIRST_DAY, "made_by_id": predecessor.id}
    return await saved(store, Handover(from_id=predecessor.id, **(fields | more)))


async def a_row(
    store: Store, handover: Handover, customer: Customer, successor: Rep, state: str = "waiting", **more
) -> HandoverCustomer:
    fields = {"handover_id": handover.id, "customer_id": customer.id, "from_id": handover.from_id}
    return await saved(store, HandoverCustomer(**fields, to_id=successor.id, state=state, **more))
