"""Two records of one person, for the tests of merging."""

from datetime import timedelta

from crm.notices import MergeDone
from crm.records import finding, merges
from storage.store import Store
from storage.tables import (
    Anniversary,
    Company,
    Consent,
    Customer,
    Employment,
    Invite,
    Message,
    Rep,
)
from tests.builders import (
    NOW,
    a_case,
    a_followup,
    a_handover,
    a_line_user,
    an_answer,
    an_interaction,
    saved,
)
from tests.deeds import by, created
from tests.line_events import rows

DAY = timedelta(days=1)


async def merged(store: Store, rep: Rep, survivor: Customer, other: Customer, now=NOW) -> MergeDone:
    async with by(store, rep, now) as work:
        return await merges.merge(work, survivor.id, other.id)


async def undone(store: Store, rep: Rep, done: MergeDone, now=NOW) -> MergeDone:
    async with by(store, rep, now) as work:
        return await merges.undo(work, done.operation)


async def fresh(store: Store, customer: Customer) -> Customer:
    return next(each for each in await rows(store, Customer) if each.id == customer.id)


async def owners(store: Store, kind: type) -> list[int]:
    return [each.customer_id for each in await rows(store, kind)]


async def found(store: Store, rep: Rep, words: str) -> list[int]:
    async with by(store, rep) as work:
        return [each.id for each in (await finding.find(work, words)).customers]


async def two_of(store: Store, rep: Rep) -> tuple[Customer, Customer]:
    """One person, known twice."""
    return await created(store, rep, "株式会社サクラ 田中一郎"), await created(store, rep, "タナカイチロー")


async def everything(store: Store, customer: Customer) -> None:
    """A row of every kind that hangs on a customer."""
    account = await a_line_user(store, customer=customer)
    touch = await an_interaction(store, customer=customer)
    await a_followup(store, customer=customer, promise=True, interaction_id=touch.id)
    await a_case(store, customer=customer, answer=await an_answer(store, customer=customer, score=2))
    await saved(store, Anniversary(customer_id=customer.id, kind="contract", month=4, day=1))
    company = await saved(store, Company(name="株式会社モミジ", key="モミジ"))
    await saved(store, Employment(customer_id=customer.id, company_id=company.id, ended_at=NOW))
    decision = {"purpose": "surveys", "granted": True, "text_version": "surveys-1", "channel": "line"}
    await saved(store, Consent(customer_id=customer.id, decided_at=NOW, **decision))
    await saved(
        store, Invite(customer_id=customer.id, rep_id=customer.owner_id, code_digest="d" * 64, expires_at=NOW + DAY)
    )
    await a_handover(store, customer=customer)
    said = {"direction": "in", "platform_id": "m1", "kind": "text", "text": "こんにちは", "at": NOW}
    await saved(store, Message(line_user_id=account.id, customer_id=customer.id, **said))
