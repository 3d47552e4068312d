"""What the rows of a file come to: written, left as they are, or reported."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.imports import planning
from crm.imports.faults import CustomerElsewhere, OwnerBeyond, SameAsRow
from crm.imports.matching import Candidates, Memory, claim
from crm.imports.owners import Owners
from crm.imports.rows import Bad, Row
from crm.refusals import Refusal, Refused
from crm.roles import reaches
from crm.work import Work
from storage import reps
from storage.interchange import imports
from storage.interchange.imports import Known
from storage.records.waiting import Waiting
from storage.tables import Customer, Rep

KINDS = ("new", "update", "unchanged", "duplicate", "error")


@dataclass(frozen=True)
class Verdict:
    """What a row came to; `faults` say why it was not written (header of the column or empty, what is the matter)."""

    number: int
    kind: str
    faults: tuple[tuple[str, Refusal], ...] = ()


@dataclass
class Job:
    """One file on its way in: how it is read into customers, and what is remembered from row to row."""

    owners: Owners
    waiting: Waiting
    overwrite: bool = False
    memory: Memory = field(default_factory=Memory)
    firms: dict[str, int] = field(default_factory=dict)
    described: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Judged:
    """A row that can be written: the customer that it means (None: a new one) and the owner."""

    row: Row
    known: Known | None
    owner: Rep


async def judge(work: Work, job: Job, rows: Sequence[Row | Bad]) -> tuple[list[Judged], dict[int, Verdict]]:
    """Which rows can be written, and the verdicts on the others by row."""
    good = [each for each in rows if isinstance(each, Row)]
    verdicts = {each.number: Verdict(each.number, "error", each.faults) for each in rows if isinstance(each, Bad)}
    candidates = Candidates(await _known(work, job, good))
    judged = []
    for row in good:
        try:
            owner = job.owners.of(row.owner)
        except Refused as no:
            verdicts[row.number] = Verdict(row.number, "error", (("", no.refusal),))
            continue
        try:
            claim(job.memory, row)
            judged.append(Judged(row, _taken(job, row, candidates.meant(row)), owner))
        except Refused as no:
            verdicts[row.number] = Verdict(row.number, "duplicate", (("", no.refusal),))
    return await _allowed(work, judged, verdicts), verdicts


async def _known(work: Work, job: Job, rows: Sequence[Row]) -> list[Known]:
    """By number and address first: rows that are found so are not looked up by name, which many may share."""
    emails = {row.email for row in rows if row.email}
    numbers = {row.external_id for row in rows if row.external_id}
    found = [each for each in await imports.numbered(work.session, numbers, emails) if not job.memory.has_made(each.id)]
    sure = {each.external_id for each in found} | {each.email for each in found}
    keys = {key for row in rows if not {row.external_id, row.email} & (sure - {None}) for key in row.lookups}
    by_name = await imports.named(work.session, keys, job.memory.ranges)
    return list({each.id: each for each in (*found, *by_name) if not job.memory.has_made(each.id)}.values())


def _taken(job: Job, row: Row, known: Known | None) -> Known | None:
    if known is not None:
        earlier = job.memory.taken.setdefault(known.id, row.number)
        if earlier != row.number:
            raise Refused(SameAsRow(earlier))
    return known


async def _allowed(work: Work, judged: Sequence[Judged], verdicts: dict[int, Verdict]) -> list[Judged]:
    """Those that whoever imports may write: customers of their own, of their team, or everybody's."""
    known = sorted({each.known.owner_id for each in judged if each.known})
    owners = await reps.by_ids(work.session, known) if known else {}
    allowed = []
    for each in judged:
        if each.known is not None and not reaches(work, owners[each.known.owner_id]):
            no: Refusal = CustomerElsewhere(each.known.name)
            verdicts[each.row.number] = Verdict(each.row.number, "duplicate", (("", no),))
        elif each.known is None and not reaches(work, each.owner):
            no = OwnerBeyond(each.owner.full_name)
            verdicts[each.row.number] = Verdict(each.row.number, "error", (("", no),))
        else:
            allowed.append(each)
    return allowed


def kind(job: Job, row: Row, customer: Customer | None) -> str:
    if customer is None:
        return "new"
    return "update" if changes(job, row, customer) or moves(job, row, customer) else "unchanged"


def changes(job: Job, row: Row, customer: Customer) -> dict[str, Any]:
    return planning.changes(row, customer, overwrite=job.overwrite)


def moves(job: Job, row: Row, customer: Customer) -> bool:
    there = customer.company.key if customer.company else ""
    return planning.moves(row, customer, there, overwrite=job.overwrite)
