"""Writing what a few rows come to: new customers hundreds at a time, changes one by one through the audit log."""

from collections.abc import Sequence

from crm.imports import judging, planning
from crm.imports.judging import Job, Judged, Verdict
from crm.imports.rows import Row
from crm.records import customers
from crm.refusals import Gone
from crm.work import Work
from storage import many
from storage.interchange import imports
from storage.records import customers as people
from storage.tables import Company, Customer, Employment


async def create(work: Work, job: Job, judged: Sequence[Judged]) -> dict[int, Verdict]:
    await _settle_firms(work, job, [each.row for each in judged])
    zone = work.house.business.zone
    rows = [planning.new(each.row, job.firms.get(each.row.company_key), each.owner.id, zone) for each in judged]
    ids = await many.add(work.session, work, Customer, rows)
    job.memory.make(ids)
    names = {number: each.row.names for number, each in zip(ids, judged, strict=True)}
    await people.add_names(work.session, names, job.waiting)
    return {each.row.number: Verdict(each.row.number, "new") for each in judged}


async def update(work: Work, job: Job, judged: Sequence[Judged]) -> dict[int, Verdict]:
    """Looked at first and locked only where something changes: most rows of a second import change nothing."""
    ids = {each.known.id: each.row for each in judged if each.known}
    seen = await imports.customers(work.session, ids)
    kinds = {number: judging.kind(job, ids[number], customer) for number, customer in seen.items()}
    gone = {row.number: Verdict(row.number, "duplicate", (("", Gone()),)) for n, row in ids.items() if n not in seen}
    changing = [number for number, kind in kinds.items() if kind == "update"]
    await _settle_firms(work, job, [ids[number] for number in changing])
    for number, customer in (await imports.customers(work.session, changing, lock=True)).items():
        await _change(work, job, ids[number], customer)
    if changing:
        await customers.index(work, changing)
    return gone | {ids[number].number: Verdict(ids[number].number, kind) for number, kind in kinds.items()}


async def _change(work: Work, job: Job, row: Row, customer: Customer) -> None:
    if judging.moves(job, row, customer):
        _leave(work, customer)
        customer.company_id = job.firms[row.company_key]
    for name, value in judging.changes(job, row, customer).items():
        setattr(customer, name, value)
    await work.session.flush()


def _leave(work: Work, customer: Customer) -> None:
    """The old firm's card goes on to know who worked there."""
    if customer.company_id is not None:
        firm, title = customer.company_id, customer.title
        work.add(Employment(customer_id=customer.id, company_id=firm, title=title, ended_at=work.now))


async def _settle_firms(work: Work, job: Job, rows: Sequence[Row]) -> None:
    """Every company of these rows has its number; what they say of its trade and size is kept where nobody knew it."""
    unknown = {row.company_key: row for row in rows if row.company_key and row.company_key not in job.firms}
    found = await imports.companies(work.session, unknown)
    job.firms |= {key: company.id for key, company in found.items()}
    missing = [row for key, row in unknown.items() if key not in found]
    new = [{"name": row.company, "key": row.company_key, "industry": row.industry, "size": row.size} for row in missing]
    ids = await many.add(work.session, work, Company, new)
    job.firms |= {row.company_key: number for row, number in zip(missing, ids, strict=True)}
    await _describe_firms(work, job, rows)


async def _describe_firms(work: Work, job: Job, rows: Sequence[Row]) -> None:
    telling = {
        row.company_key: row
        for row in rows
        if row.company_key and (row.industry or row.size) and row.company_key not in job.described
    }
    for key, company in (await imports.companies(work.session, telling)).items():
        company.industry = company.industry or telling[key].industry
        company.size = company.size or telling[key].size
    job.described |= set(telling)
