"""A customer who waits, as tests of the inbox need one."""

from datetime import datetime
from itertools import count

from crm.relay import waits
from storage.store import Store
from storage.tables import Customer, LineUser, Message, Rep, Wait
from tests.builders import NOW, a_customer, a_line_user, saved, written

_serial = count(1)


async def a_message(store: Store, customer: Customer, text: str, at: datetime = NOW, **more) -> Message:
    """What the customer wrote then, from an account of their own, or what was written to them."""
    fields = {"direction": "in", "kind": "text"} | more
    account = fields.pop("account", None) or await a_line_user(store, customer=customer)
    assert isinstance(account, LineUser)
    row = Message(
        line_user_id=account.id, customer_id=customer.id, platform_id=f"m{next(_serial)}", text=text, at=at, **fields
    )
    return await saved(store, row)


async def waiting(
    store: Store, owner: Rep, name: str, at: datetime = NOW, text: str = "納期はいつですか", **more
) -> Wait:
    """A new customer of this rep (`more` of their columns) who has waited since then."""
    customer = await a_customer(store, owner=owner, name=name, **more)
    message = await a_message(store, customer, text, at)
    return await begun(store, customer, owner, message)


async def begun(store: Store, customer: Customer, owner: Rep, message: Message) -> Wait:
    async with written(store, message.at) as work:
        wait = await waits.begin(work, customer, owner, message)
    assert wait is not None
    return wait
