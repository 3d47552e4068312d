"""What is no longer needed is let go, once a night: what old events, drafts and messages said, profiles of strangers,
pages that are over, counters of past windows.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import time, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from crm import retention as rules
from reminders.rounds import Round, Swept
from storage import ledger, retention

JOB = "retention"
FROM = time(3)
PAYLOADS = timedelta(days=30)
DRAFTS = timedelta(days=30)
# A used draft can still be looked at while its log can be undone, and for the rest of the day.
USED_DRAFTS = timedelta(days=1)
# What was said is looked at again by undo (a month at most) and by cases that take long.
LETTERS = timedelta(days=180)
# Somebody who became a friend and never said who they are.
STRANGERS = timedelta(days=365)
# Pages are good for three days; that there were some is looked up for a while.
PAGES = timedelta(days=365)
# Twice the longest window that anything is counted in, and to spare.
BUCKETS = timedelta(days=7)
PAGE = 200
# Drafts go through the audit log, which makes them slower: fewer of them fill a turn.
PAGE_OF_DRAFTS = 50

Place = TypeVar("Place")


async def sweep(round_: Round) -> list[Swept]:
    """From three in the morning. The day's slot is used up at the end: a night cut short goes on where it was, and
    blanking what is blank already does nothing.
    """
    local = round_.house.business.local(round_.now)
    slot = local.date().isoformat()
    if local.time() < FROM or await _used(round_, slot):
        return []
    counts = {
        "payloads": await _payloads(round_),
        "drafts": await _drafts(round_),
        "rate buckets": await _buckets(round_),
        "letters": await _each(
            round_, partial(retention.old_letters, before=round_.now - LETTERS), retention.blank_letters
        ),
        "recipients": await _each(round_, retention.stray_letters, retention.blank_recipients),
        "strangers": await _strangers(round_),
        "pages": await _each(round_, partial(retention.old_pages, before=round_.now - PAGES), retention.drop_pages),
    }
    async with round_.operation() as work:
        await ledger.take(work.session, JOB, slot, round_.now)
    said = tuple(f"{what}: {number}" for what, number in counts.items() if number)
    return [Swept(JOB, slot, sum(counts.values()), said)] if said else []


async def _used(round_: Round, slot: str) -> bool:
    async with round_.store.read() as session:
        return await ledger.used(session, JOB, slot)


async def _payloads(round_: Round) -> int:
    blanked = 0
    async for numbers in _pages(round_, partial(retention.old_payloads, before=round_.now - PAYLOADS, limit=PAGE), 0):
        async with round_.turn() as session:
            blanked += await retention.blank_payloads(session, numbers)
    return blanked


async def _drafts(round_: Round) -> int:
    old = partial(retention.old_drafts, used=round_.now - USED_DRAFTS, made=round_.now - DRAFTS, limit=PAGE_OF_DRAFTS)
    blanked = 0
    async for ids in _pages(round_, old, 0):
        async with round_.operation() as work:
            blanked += await rules.blank_drafts(work, ids)
    return blanked


async def _strangers(round_: Round) -> int:
    silent = partial(retention.silent_strangers, before=round_.now - STRANGERS, limit=PAGE_OF_DRAFTS)
    blanked = 0
    async for ids in _pages(round_, silent, 0):
        async with round_.operation() as work:
            blanked += await rules.blank_strangers(work, ids)
    return blanked


async def _each(
    round_: Round,
    find: Callable[..., Awaitable[list[int]]],
    settle: Callable[[AsyncSession, Sequence[int]], Awaitable[int]],
) -> int:
    """Rows that no audit log remembers, a page a turn."""
    settled = 0
    async for numbers in _pages(round_, partial(find, limit=PAGE), 0):
        async with round_.turn() as session:
            settled += await settle(session, numbers)
    return settled


async def _buckets(round_: Round) -> int:
    old = partial(retention.old_buckets, before=round_.now - BUCKETS, limit=PAGE)
    dropped = 0
    async for buckets in _pages(round_, old, retention.FIRST_BUCKET):
        async with round_.turn() as session:
            dropped += await retention.drop_buckets(session, buckets)
    return dropped


async def _pages(
    round_: Round, find: Callable[[AsyncSession, Place], Awaitable[list[Place]]], place: Place
) -> AsyncIterator[list[Place]]:
    """Pages of rows behind `place`, each found in a snapshot: looking through the whole table needs no transaction."""
    while True:
        async with round_.store.read() as session:
            page = await find(session, place)
        if not page:
            return
        yield page
        place = page[-1]
