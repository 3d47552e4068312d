"""What our own people do, by rule: each deed in a unit of work of its own, with the role and the teams they have."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

import pytest

from crm import reps
from crm.activities import interactions, loglines
from crm.house import House
from crm.notices import LogSaved, WhoIsMeant
from crm.records import customers
from crm.refusals import Refusal, Refused
from crm.work import SYSTEM, Work
from reminders import when
from storage.store import Store
from storage.tables import Customer, Rep
from tests.builders import HOUSE, NOW


@asynccontextmanager
async def by(store: Store, rep: Rep, now: datetime = NOW, house: House = HOUSE) -> AsyncIterator[Work]:
    """A unit of work of this person, who is an admin if the house says so."""
    async with store.write() as session:
        work = Work(session, now, SYSTEM, house=house)
        work.actor = await reps.actor_of(work, rep)
        async with work.savepoint():
            yield work


@asynccontextmanager
async def refused(refusal: Refusal) -> AsyncIterator[None]:
    """The block ends in exactly this refusal."""
    with pytest.raises(Refused) as no:
        yield
    assert no.value.refusal == refusal


async def created(store: Store, rep: Rep, text: str, now: datetime = NOW) -> Customer:
    async with by(store, rep, now) as work:
        return await customers.create(work, text)


async def logged(
    store: Store, rep: Rep, text: str, now: datetime = NOW, chosen: Mapping[str, int] | None = None
) -> tuple[LogSaved, ...] | WhoIsMeant:
    """The line as `/log` takes it."""
    async with by(store, rep, now) as work:
        return await interactions.log(work, text, understood(text, now), chosen)


def understood(text: str, now: datetime = NOW) -> loglines.LogLine:
    here = HOUSE.business.local(now)
    return loglines.read(text, when.find(text, here, HOUSE.business), here.date(), here.time())
