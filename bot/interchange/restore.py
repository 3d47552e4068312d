"""`kizuna import DIR`: an export put back into an empty store, which is then the store that was exported."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import wiring
from bot.interchange.export import file_of
from bot.interchange.unpacking import Box, RestoreRefusedError, Row, opened
from bot.serving import UNREACHABLE, CannotServeError, only_one
from crm.records import customers
from crm.relay import search
from crm.work import Work
from handlers.locales import phrases
from storage import migrations
from storage.interchange import restores
from storage.interchange.nouns import NOUNS
from storage.store import Store

__all__ = ["RestoreRefusedError", "restore"]

BATCH = 1000
# Row of the file, and the numbers of a row and of the one that it refers to.
Later = tuple[int, tuple[int, int]]


async def restore(store: Store, folder: Path, language: str = "ja") -> dict[str, int]:
    """Fill the empty store with the export in `folder`; rows restored by noun.

    A database without any schema gets ours first. One transaction: all of it is there afterwards, or nothing.

    Raises:
        RestoreRefusedError: the folder holds no whole export that we can read, or the store is not empty, in use, away
            or of another version, or the database gave up.
    """
    say = phrases(language)
    try:
        box = opened(folder, say)
        with only_one(store.url):
            await _migrated(store.url)
            return await _restored(store, box)
    except CannotServeError as no:
        raise RestoreRefusedError(say("restore.serving" if no.key == "serve.another" else no.key)) from no
    except restores.BusyError as no:
        raise RestoreRefusedError(say("restore.serving")) from no
    except DBAPIError as no:
        # A full disk, a lost connection, another process that writes to the same file: the transaction is gone whole.
        raise RestoreRefusedError(say("restore.database", reason=restores.reason(no))) from no


async def _migrated(url: str) -> None:
    try:
        has, needs = await asyncio.to_thread(migrations.status, url)
        if has is None:
            await asyncio.to_thread(migrations.upgrade, url)
    except SQLAlchemyError as away:
        raise CannotServeError(UNREACHABLE) from away
    if has not in {None, needs}:
        raise CannotServeError("serve.not_migrated")


async def _restored(store: Store, box: Box) -> dict[str, int]:
    async with store.write() as session:
        await restores.hold(session)
        rows = await restores.held(session)
        if rows:
            raise RestoreRefusedError(box.say("restore.not_empty", rows=rows))
        counts = {noun: await _fill(session, box, noun) for noun in restores.in_order()}
        await _find_again(session)
        await restores.count_on(session)
    return {noun: counts[noun] for noun in NOUNS}


async def _fill(session: AsyncSession, box: Box, noun: str) -> int:
    """A page in memory at a time. Rows that refer to a later one of their own table get that number at the end."""
    rows = box.rows(noun)
    reference = restores.own_reference(noun)
    later: list[Later] = []
    filled = 0
    while page := list(islice(rows, BATCH)):
        later += _postponed(page, reference) if reference else []
        with _told(box, noun, page):
            await restores.put(session, noun, [values for _, values in page])
        filled += len(page)
    if reference and later:
        with _told(box, noun, later):
            await restores.refer(session, noun, reference, [pair for _, pair in later])
    return filled


def _postponed(page: Sequence[Row], reference: str) -> list[Later]:
    """Takes the reference out of rows whose target is not there yet; what they refer to, by row of the file."""
    found = []
    for at, values in page:
        if values[reference] is not None and values[reference] >= values["id"]:
            found.append((at, (values["id"], values[reference])))
            values[reference] = None
    return found


@contextmanager
def _told(box: Box, noun: str, rows: Sequence[tuple[int, object]]) -> Iterator[None]:
    """A row that the database does not take is told by its place in the file."""
    try:
        yield
    except restores.BadRowError as bad:
        where = {"name": file_of(noun), "row": rows[bad.at][0]}
        raise RestoreRefusedError(box.say("restore.row", **where, reason=bad.reason)) from bad


async def _find_again(session: AsyncSession) -> None:
    """The search keys are not in the files: they follow from names and from what was said, by this program's rules."""
    work = Work(session, wiring.utc_now())
    last = 0
    while ids := await restores.customers(session, last, BATCH):
        await customers.index(work, ids)
        last = ids[-1]
    said: int | None = 0
    while said is not None:
        said = await search.index_again(work, said, BATCH)
