"""Importing a file: read it through, look at what it would come to, write it turn by turn.

`preview` writes nothing; `run` goes on where an earlier run of the same file, mapping and owner was cut short.
"""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from time import monotonic

from sqlalchemy.ext.asyncio import AsyncSession

from bot.interchange.imports.pace import MOST, Growth, Pace
from bot.interchange.imports.pages import Batch, Pages, Told, beside, within
from bot.interchange.imports.tables import Record, Table
from crm.imports import indexing, running
from crm.imports import mapping as columns
from crm.imports.judging import Job, Verdict
from crm.imports.rows import Bad, Row
from crm.work import Work
from storage.interchange import imports as queries
from storage.store import Store

Begin = Callable[[AsyncSession], Awaitable[Work]]
"""A unit of work of whoever imports."""


@dataclass(frozen=True)
class Plan:
    """A file and what is to be done with it. `owner`: the Slack id of whose customers they become by default."""

    table: Table
    mapping: columns.Mapping
    owner: str | None = None
    overwrite: bool = False
    keep_unknown: bool = False

    @property
    def digest(self) -> str:
        """Names the run: the same bytes, read in the same way, for the same owner."""
        told = [self.table.digest, self.mapping.plan(), self.owner, self.overwrite, self.keep_unknown]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


class Watch:
    """Hears of each row; the base of what shows progress."""

    async def heard(self, verdict: Verdict, record: Record, row: Row | Bad) -> None:
        """A row and what it comes to; those of an earlier run of the same file only when they were not written."""

    async def progressed(self, rows: int) -> None:
        """So many more rows are done; none where something else was written."""


@dataclass(frozen=True)
class Office:
    """Where a file is read into, for whom, before whose eyes, and how fast."""

    store: Store
    begin: Begin
    watch: Watch
    pace: Pace


async def preview(store: Store, plan: Plan, begin: Begin, watch: Watch, pace: Pace) -> Mapping[str, int]:
    """What the file would come to, in rows by kind (crm.imports.judging.KINDS).

    Raises:
        crm.refusals.Refused: whoever imports may not, or nobody is named whose customers they become.
    """
    async with store.read() as session:
        work = await begin(session)
        job, today = await _prepared(work, plan), work.today
    async with opened(plan, today, pace) as pages:
        return await _look(Office(store, begin, watch, pace), job, pages, None)


async def run(store: Store, plan: Plan, begin: Begin, watch: Watch, pace: Pace) -> Mapping[str, int]:
    """Write the file; the counts of all its rows, those of earlier runs that were cut short included.

    Raises:
        crm.refusals.Refused: as `preview`, or somebody else is importing the same file now.
    """
    office = Office(store, begin, watch, pace)
    async with _turn(office) as work:
        job, begun = await _prepared(work, plan), await running.begin(work, plan.digest)
    if begun.over:
        return begun.counts
    async with opened(plan, work.today, pace) as pages:
        if begun.next_row:
            await _remember(office, job, begun)
            await _look(office, job, pages, begun.next_row)
        await _write(office, job, begun, pages)
    async with _turn(office) as work:
        return await running.finish(work, begun)


@asynccontextmanager
async def _turn(office: Office) -> AsyncIterator[Work]:
    async with office.store.write() as session:
        work = await office.begin(session)
        async with work.savepoint():
            yield work


async def make_good(store: Store, begin: Begin, pace: Pace) -> None:
    """What runs that were cut short have left undone for the customers who are in the store: that they are found.

    Nobody may ever go on with such a run. Of one that is under way it does a little twice.
    """
    office = Office(store, begin, Watch(), pace)
    async with store.read() as session:
        runs = await running.unfinished(await begin(session))
    for job, begun in runs:
        await _remember(office, job, begun)


async def _prepared(work: Work, plan: Plan) -> Job:
    return await running.prepare(work, plan.mapping, plan.table.rows, plan.owner, overwrite=plan.overwrite)


@asynccontextmanager
async def opened(plan: Plan, today: date, pace: Pace) -> AsyncIterator[Pages]:
    """The rows of the file, read beside everything else."""
    told = Told(plan.table, plan.mapping, today, plan.keep_unknown)
    async with beside(told) if pace.apart else within(told) as pages:
        yield pages


async def _look(office: Office, job: Job, pages: Pages, before: int | None) -> Mapping[str, int]:
    """Also how a run that was cut short remembers what its rows before `before` have claimed."""
    counts: Counter[str] = Counter()
    while batch := await pages.next(office.pace.look, before):
        async with office.store.read() as session:
            verdicts = await running.look(await office.begin(session), job, batch.rows)
        counts.update(verdict.kind for verdict in verdicts)
        await _tell(office.watch, batch, verdicts, unwritten=before is not None)
    return counts


async def _remember(office: Office, job: Job, begun: running.Begun) -> None:
    async with office.store.read() as session:
        unsure = await running.remember(await office.begin(session), job, begun)
    for part in unsure:
        async with office.store.read() as session:
            await indexing.wait(await office.begin(session), job, part)
        await _index(office, job, begun)


async def _write(office: Office, job: Job, begun: running.Begun, pages: Pages) -> None:
    size, growth = office.pace.first, Growth()
    while batch := await pages.next(size):
        async with _turn(office) as work:
            began = monotonic()
            verdicts = await running.write(work, job, begun, batch.rows, batch.span)
        size = office.pace.next(size, monotonic() - began)
        await _tell(office.watch, batch, verdicts)
        await asyncio.sleep(office.pace.pause)
        if len(job.waiting.customers) >= office.pace.gather:
            await _index(office, job, begun)
        if growth.by(len(batch.rows)):
            await _learn(office)
    await _index(office, job, begun)
    if growth.much:
        await _learn(office)


async def _learn(office: Office) -> None:
    async with office.store.write() as session:
        await queries.learn(session)


async def _index(office: Office, job: Job, begun: running.Begun) -> None:
    """Write what the customers so far have left for later. Cut short, it is done by the run that goes on."""
    for keys, grams in job.waiting.spans(office.pace.span):
        async with _turn(office) as work:
            await indexing.index(work, keys, grams)
        await office.watch.progressed(0)
        await asyncio.sleep(office.pace.pause)
    if job.waiting.customers:
        await _mend(office, job, begun)
    job.waiting.clear()


async def _mend(office: Office, job: Job, begun: running.Begun) -> None:
    """Asked only when all is written: whoever changes a name from now on finds what there is to be taken back."""
    async with office.store.read() as session:
        outdated = await indexing.overtaken(await office.begin(session), job, begun.operation)
    for part in _parts(sorted(outdated), MOST):
        async with _turn(office) as work:
            await indexing.mend(work, part)
        await asyncio.sleep(office.pace.pause)


def _parts(ids: Sequence[int], most: int) -> Iterator[Sequence[int]]:
    return (ids[at : at + most] for at in range(0, len(ids), most))


async def _tell(watch: Watch, batch: Batch, verdicts: Sequence[Verdict], *, unwritten: bool = False) -> None:
    for verdict, record, row in zip(verdicts, batch.records, batch.rows, strict=True):
        if verdict.faults or not unwritten:
            await watch.heard(verdict, record, row)
    await watch.progressed(len(batch.rows))
