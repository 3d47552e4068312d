"""New customers come into the search index thousands at a time (storage.records.waiting): cut short, it is done again;
overtaken by somebody who has changed a name meanwhile, it is put right.
"""

from collections.abc import Collection, Sequence

from crm import names
from crm.imports.judging import Job
from crm.records import customers
from crm.roles import rule
from crm.work import Work
from storage.interchange import imports
from storage.records import customers as people
from storage.records import grams, merges
from storage.records.waiting import MOST, Names, Pair


def unsure(work: Work, made: Collection[int]) -> list[list[int]]:
    """Of the customers that a run has created before it was cut short, those whose entries may not all be written, in
    parts that can wait together: no more than waited for one turn, and what came in that turn.
    """
    last = sorted(made)[-2 * MOST :] if people.index_waits(work.session) else []
    return [last[at : at + MOST] for at in range(0, len(last), MOST)]


@rule("imports.wait")
async def wait(work: Work, job: Job, ids: Sequence[int]) -> None:
    """Let these customers wait again, with the names that they have by now."""
    for number, spelt in (await merges.spellings(work.session, ids)).items():
        keys = {key for each in spelt for key in names.search_keys(*each)}
        job.waiting.put(number, Names((), keys, grams.of_keys(keys)))


@rule("imports.index")
async def index(work: Work, keys: Sequence[Pair], pairs: Sequence[Pair]) -> None:
    """Write some of what waits."""
    await people.add_entries(work.session, keys, pairs)


@rule("imports.overtaken")
async def overtaken(work: Work, job: Job, operation: str) -> set[int]:
    """Of the customers that waited, those who may have got another name before all of it was written. Who waits from
    now on was not there before.
    """
    changed = await imports.changed_since(work.session, job.waiting.since, operation)
    job.waiting.since = await imports.last_line(work.session)
    return job.waiting.customers & changed


@rule("imports.mend")
async def mend(work: Work, ids: Collection[int]) -> None:
    """Take back what their old names have left in the index."""
    await customers.index(work, ids)
