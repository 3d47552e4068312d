"""Whose points are kept together: a customer's own, a family's, or a company's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from crm.points.programme import programmes
from crm.records import customers
from crm.work import Work
from storage.points import wallets
from storage.tables import Wallet, WalletMember
from storage.work import new_operation


async def opened(work: Work, customer_id: int) -> Wallet:
    """The customer's wallet, made where there is none; in a programme by company, the company's.

    In an operation of its own: whoever undoes what earned the first points must not take the wallet away, in which
    there may be others by then.

    Raises:
        Refused: Gone.
    """
    customer, _ = await customers.reached(work, customer_id)
    known = await wallets.of(work.session, customer.id)
    if known is not None:
        return known
    programme = await programmes.current(work)
    company_id = customer.company_id if programme.wallet == "company" else None
    if company_id is not None:
        wallet = await wallets.for_company(work.session, company_id, work.now)
    else:
        wallet = await wallets.new(work.session, "own", work.now)
    async with apart(work):
        await work.save(WalletMember(wallet_id=wallet.id, customer_id=customer.id))
    return wallet


@asynccontextmanager
async def apart(work: Work) -> AsyncIterator[None]:
    """What is done inside stands in the audit log as an operation of its own."""
    await work.session.flush()
    outer, work.operation = work.operation, new_operation()
    try:
        yield
        await work.session.flush()
    finally:
        work.operation = outer
