"""Importing a file: looking at what it would come to, and writing it a few rows at a time, so that a run that is cut
short can be gone on with and nothing is ever half written.
"""

from collections import Counter
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass

from crm.imports import judging, writing
from crm.imports.faults import ImportElsewhere, OwnerNeeded, TooManyRows
from crm.imports.indexing import unsure
from crm.imports.judging import Job, Verdict
from crm.imports.mapping import Mapping
from crm.imports.owners import Owners
from crm.imports.rows import Bad, Row
from crm.refusals import Gone, Refused
from crm.roles import rule
from crm.work import Work
from storage import reps
from storage.interchange import imports
from storage.records.waiting import Waiting
from storage.tables import ImportRun

# What everybody may bring in for themselves; more is a matter for whoever looks after everybody's customers.
MOST_OF_ONE = 500


@dataclass(frozen=True)
class Begun:
    """A run as it stands: `next_row` is the first that is still to be written; `over`: none is."""

    run_id: int
    operation: str
    next_row: int
    counts: Map[str, int]
    over: bool = False


@rule("imports.prepare")
async def prepare(work: Work, mapping: Mapping, rows: int, owner: str | None, *, overwrite: bool = False) -> Job:
    """Make ready to read so many rows. `owner`: the Slack id of whose customers they become where a row names nobody.

    Raises:
        Refused: TooManyRows for whoever may only bring in their own, OwnerUnknown, OwnerNeeded.
    """
    if work.actor.kind == "rep" and work.actor.role != "admin" and rows > MOST_OF_ONE:
        raise Refused(TooManyRows(MOST_OF_ONE))
    owners = Owners.among(await reps.active(work.session), owner)
    if owners.default is None and not mapping.of("owner"):
        raise Refused(OwnerNeeded())
    return Job(owners, overwrite=overwrite, waiting=Waiting(await imports.last_line(work.session)))


@rule("imports.look")
async def look(work: Work, job: Job, rows: Sequence[Row | Bad]) -> list[Verdict]:
    """What these rows would come to; nothing is written."""
    judged, verdicts = await judging.judge(work, job, rows)
    known = await imports.customers(work.session, [each.known.id for each in judged if each.known])
    for each in judged:
        customer = known.get(each.known.id) if each.known else None
        verdicts[each.row.number] = Verdict(each.row.number, judging.kind(job, each.row, customer))
    return [verdicts[each.number] for each in rows]


@rule("imports.begin")
async def begin(work: Work, digest: str) -> Begun:
    """Begin the run of this file, or go on with one that was cut short. One that was done begins anew, unless it was
    done by this very operation.
    """
    run = await imports.begin(work.session, digest, work.operation, work.now)
    if run.state == "done" and run.operation == work.operation:
        return Begun(run.id, run.operation, run.next_row, dict(run.counts), over=True)
    if run.state == "done":
        run.state, run.next_row, run.counts, run.done_at = "running", 0, {}, None
        run.operation, run.started_at = work.operation, work.now
    return _begun(run)


@rule("imports.unfinished")
async def unfinished(work: Work) -> list[tuple[Job, Begun]]:
    """Runs that were cut short, each with a job that reads nothing: whoever goes on with them may never come."""
    line = await imports.last_line(work.session)
    return [(Job(Owners({}, {}), Waiting(line)), _begun(run)) for run in await imports.unfinished(work.session)]


@rule("imports.remember")
async def remember(work: Work, job: Job, run: Begun) -> list[list[int]]:
    """Before a run is gone on with: which customers it has created already. Those who may not be in the search index
    yet, in parts that can wait together.
    """
    made = await imports.made(work.session, run.operation)
    job.memory.make(made)
    return unsure(work, made)


@rule("imports.run")
async def write(work: Work, job: Job, run: Begun, rows: Sequence[Row | Bad], span: tuple[int, int]) -> list[Verdict]:
    """Write these rows. `span`: the first row of them, and the one to go on with after them.

    All of it belongs to the run's operation, and how far the file has come is kept in the same transaction.

    Raises:
        Refused: ImportElsewhere when somebody else has gone on with this run meanwhile.
    """
    work.operation = run.operation
    stored = await _locked(work, run, span[0])
    judged, verdicts = await judging.judge(work, job, rows)
    verdicts |= await writing.update(work, job, [each for each in judged if each.known])
    verdicts |= await writing.create(work, job, [each for each in judged if not each.known])
    found = [verdicts[each.number] for each in rows]
    stored.counts = dict(Counter(stored.counts) + Counter(each.kind for each in found))
    stored.next_row = span[1]
    return found


@rule("imports.finish")
async def finish(work: Work, run: Begun) -> Map[str, int]:
    """The file has been read to its end; the counts of all its rows."""
    stored = await imports.locked(work.session, run.run_id)
    if stored is None:
        raise Refused(Gone())
    stored.state, stored.done_at = "done", work.now
    return dict(stored.counts)


def _begun(run: ImportRun) -> Begun:
    return Begun(run.id, run.operation, run.next_row, dict(run.counts))


async def _locked(work: Work, run: Begun, first: int) -> ImportRun:
    stored = await imports.locked(work.session, run.run_id)
    if stored is None or stored.state != "running" or stored.operation != run.operation or stored.next_row > first:
        raise Refused(ImportElsewhere())
    return stored
