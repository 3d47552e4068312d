"""Somebody about whom everything is known, how they are forgotten, and where anything of them stands."""

from datetime import timedelta

from sqlalchemy import select, update

from crm.privacy import erasures
from reminders.rounds import Round
from reminders.sweeps import erasures as sweeps
from storage.records import customers as keys
from storage.tables import (
    METADATA,
    Customer,
    Outbox,
)
from tests.builders import HOUSE, NOW, a_customer, a_rep, written
from tests.merging import everything

LATER = NOW + timedelta(minutes=1)
# What is planted has these letters in it, and nothing else has.
MARK = "ひみつ"
# Words of our own catalogue, not of people.
CODES = {"point_grants.reason", "point_entries.reason", "point_pendings.reason", "referrals.why"}


async def forgotten(store, customer, now=LATER) -> bool:
    """Begun by one of ours and done to the end."""
    async with written(store) as work:
        erasure = await erasures.begin(work, customer.id, "cli")
    return await sweeps.forget(Round(store, HOUSE, now, pause=0), erasure.id)


async def planted(store) -> Customer:
    """A customer with a row of every kind, and the mark in every text that is theirs, in the audit log too."""
    owner = await a_rep(store, slack_id="UOWNER")
    texts = ("reading", "title", "email", "phone", "address", "likes", "taboos", "note", "source", "external_id")
    customer = await a_customer(
        store,
        owner=owner,
        name=f"{MARK} 一郎",
        tags=[MARK],
        custom={"1": MARK},
        **{name: f"{MARK}-{name}" for name in texts},
    )
    await everything(store, customer)
    async with store.write() as session:
        await keys.set_keys(session, customer.id, {MARK})
    for table in METADATA.sorted_tables:
        if "customer_id" in table.columns and table.name != "audit":
            await _mark(store, table, table.columns["customer_id"] == customer.id)
    await _mark(store, METADATA.tables["purchase_refunds"], METADATA.tables["purchase_refunds"].columns["id"] > 0)
    await _mark(store, METADATA.tables["line_users"], METADATA.tables["line_users"].columns["id"] > 0)
    return customer


async def _mark(store, table, whose) -> None:
    """Every free text of these rows holds the mark."""
    free = {"text", "what", "words", "cause", "prevention", "given", "reason", "label", "title", "why", "first_step"}
    free |= {"display_name", "note"}
    names = {each.name for each in table.columns if f"{table.name}.{each.name}" not in CODES}
    columns = {name: f"{MARK}で{name}" for name in names & free}
    if columns:
        async with store.write() as session:
            await session.execute(update(table).where(whose).values(**columns))


async def found(store, *needles: str) -> list[str]:
    """Where one of these stands: every column of every table, as text."""
    places = []
    async with store.read() as session:
        for table in METADATA.sorted_tables:
            for row in (await session.execute(select(table))).mappings():
                places += [
                    f"{table.name}.{name}"
                    for name, value in row.items()
                    if any(needle in str(value) for needle in needles)
                ]
    return sorted(set(places))


async def all_said(store) -> None:
    """What the erasure itself had to say has arrived; the words of secret notices go then (storage.letters)."""
    async with store.write() as session:
        own = ("ErasureTold", "ErasureReceipt")
        await session.execute(
            update(Outbox).where(Outbox.kind.in_(own)).values(fields={}, recipient="", lane="", state="sent")
        )
