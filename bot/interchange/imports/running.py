"""Importing a file: read it through, look at what it would come to, write it turn by turn.

`preview` writes nothing; `run` goes on where an earlier run of the same file, mapping and owner was cut short.
"""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from time import monotonic

from sqlalchemy.ext.asyncio import AsyncSession

from bot.interchange.imports.pages import Batch, Pages, Told, beside, within
from bot.interchange.imports.tables import Record, Table
from crm.imports import mapping as columns
from crm.imports import running
from crm.imports.judging import Job, Verdict
from crm.imports.rows import Bad, Row
from crm.work import Work
from storage.store import Store

# The law of the store for whoever is not the serving process itself: so many rows a commit, and a pause after it.
MOST = 200
PAUSE = 0.005
LOOKED_AT = 500
FEWEST = 10

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


@dataclass(frozen=True)
class Pace:
    """How much at a time: at most `most` rows in one transaction, and so few that it ends within `turn` seconds; `look`
    rows between two pauses where nothing is written. `apart`: rows are read in a process of its own, on the other core.
    """

    most: int = MOST
    turn: float | None = None
    look: int = LOOKED_AT
    apart: bool = False
    pause: float = PAUSE

    @property
    def first(self) -> int:
        return self.most if self.turn is None else FEWEST

    def next(self, size: int, took: float) -> int:
        """How many rows to write in the next turn, after so many took so many seconds."""
        if self.turn is None:
            return self.most
        return max(FEWEST, min(self.most, size * 2, int(size * self.turn / max(took, 0.001))))


class Watch:
    """Hears of each row; the base of what shows progress."""

    async def heard(self, verdict: Verdict, record: Record, row: Row | Bad) -> None:
        """A row and what it comes to; those of an earlier run of the same file only when they were not written."""

    async def progressed(self, rows: int) -> None:
        """So many more rows are done."""


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
    async with store.write() as session:
        work = await begin(session)
        async with work.savepoint():
            job, begun = await _prepared(work, plan), await running.begin(work, plan.digest)
            await running.remember(work, job, begun)
    if begun.over:
        return begun.counts
    office = Office(store, begin, watch, pace)
    async with opened(plan, work.today, pace) as pages:
        if begun.next_row:
            await _look(office, job, pages, begun.next_row)
        await _write(office, job, begun, pages)
    async with store.write() as session:
        work = await begin(session)
        async with work.savepoint():
            return await running.finish(work, begun)


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


async def _write(office: Office, job: Job, begun: running.Begun, pages: Pages) -> None:
    size = office.pace.first
    while batch := await pages.next(size):
        async with office.store.write() as session:
            began = monotonic()
            work = await office.begin(session)
            async with work.savepoint():
                verdicts = await running.write(work, job, begun, batch.rows, batch.span)
        size = office.pace.next(size, monotonic() - began)
        await _tell(office.watch, batch, verdicts)
        await asyncio.sleep(office.pace.pause)


async def _tell(watch: Watch, batch: Batch, verdicts: Sequence[Verdict], *, unwritten: bool = False) -> None:
    for verdict, record, row in zip(verdicts, batch.records, batch.rows, strict=True):
        if verdict.faults or not unwritten:
            await watch.heard(verdict, record, row)
    await watch.progressed(len(batch.rows))
