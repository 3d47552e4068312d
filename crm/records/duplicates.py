"""Whom we may know twice: the same or almost the same name at one company, the same e-mail address or telephone."""

from rapidfuzz.distance import OSA

from crm import names, post
from crm.imports.cells import figures
from crm.notices import AlikeFound, Choice
from crm.records import choices, customers
from crm.roles import rule
from crm.work import Work
from storage import reps
from storage.records import duplicates, finding
from storage.tables import Customer

# One glance; who is unsure looks for the name.
SHOWN = 3
# People of one firm whose names are so near to each other are worth a question; 佐藤健 and 佐藤誠 are not.
ALMOST = 0.75
# So many of a name are looked at, and so many of a firm.
LOOKED_AT, COLLEAGUES = 50, 500


@rule("duplicates.find")
async def of(work: Work, customer_id: int) -> tuple[Choice, ...]:
    """Other records that may be of the same person, the likeliest first, at most SHOWN."""
    customer = await customers.survivor(work, customer_id)
    likely = await finding.by_ids(work.session, await _reachable_alike(work, customer))
    likely += await _same_name(work, customer)
    likely += await _almost_same_name(work, customer)
    return tuple(await choices.of(work, list({each.id: each for each in likely}.values())[:SHOWN]))


@rule("duplicates.tell")
async def tell(work: Work, customer_id: int) -> tuple[Choice, ...]:
    """As `of`, for customers who were made on the way to something else: the rep's own DM says so."""
    alike, customer = await of(work, customer_id), await customers.survivor(work, customer_id)
    rep = await reps.by_id(work.session, work.actor.id)
    if alike and rep is not None:
        company = customer.company.name if customer.company else None
        notice = AlikeFound(customer.id, customer.name, company, alike)
        await post.to_rep(work, rep, notice, customer_id=customer.id)
    return alike


async def _reachable_alike(work: Work, customer: Customer) -> list[int]:
    emails = {customer.email, customer.email.lower()} if customer.email else set()
    number = figures(customer.phone)
    return await duplicates.reachable_at(work.session, emails, number, customer.id, SHOWN)


async def _same_name(work: Work, customer: Customer) -> list[Customer]:
    """The same whole name, written or read, where the company is the same or one of the two has none."""
    theirs = _whole_names(customer)
    found = await finding.with_keys(work.session, theirs, work.actor.id, LOOKED_AT)
    return [
        each
        for each in found
        if each.id != customer.id and theirs & _whole_names(each) and _could_be_one_firm(each, customer)
    ]


async def _almost_same_name(work: Work, customer: Customer) -> list[Customer]:
    """A colleague whose name is one slip away, or is only the family name of the other's."""
    if customer.company_id is None:
        return []
    found = await duplicates.colleagues(work.session, customer.company_id, customer.id, COLLEAGUES)
    return [each for each in found if _almost(names.key(each.name), names.key(customer.name))]


def _almost(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    family = names.key(names.family_name(longer))
    return shorter == family or OSA.normalized_similarity(one, other) >= ALMOST


def _whole_names(customer: Customer) -> set[str]:
    return {key for key in map(names.key, (customer.name, customer.reading or "")) if key}


def _could_be_one_firm(one: Customer, other: Customer) -> bool:
    return one.company_id == other.company_id or None in {one.company_id, other.company_id}
