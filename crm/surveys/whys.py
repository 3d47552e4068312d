"""Why a customer is not being asked: what the rep can see, and do something about."""

from collections.abc import Sequence
from datetime import timedelta

from crm.notices import WhyLine, WhyNotSent
from crm.records import choices
from crm.refusals import (
    AskedRecently,
    CompanyAsked,
    HandoverUnderWay,
    InMourning,
    NotConsented,
    NotLinked,
    OpenCase,
    Refusal,
    Refused,
    Unreachable,
)
from crm.roles import must_reach, rule
from crm.surveys import askings
from crm.work import Work
from storage import reps
from storage.surveys import whys
from storage.tables import Customer

OF: dict[type[Refusal], str] = {
    NotConsented: "declined",
    OpenCase: "case",
    InMourning: "mourning",
    HandoverUnderWay: "handover",
    AskedRecently: "recent",
    CompanyAsked: "company",
    Unreachable: "gone",
    NotLinked: "unlinked",
}
"""The word for each refusal, as it is kept with a wave and shown."""
LATE, MERGED = "late", "merged"
WORDS = (*OF.values(), LATE, MERGED)
SHOWN = 20
# Of more customers than this the first are looked at; nobody reads more names.
MOST = 1000
WAVES = timedelta(days=30)


@rule("survey_whys.mine")
async def mine(work: Work) -> WhyNotSent:
    """Of one's own customers: whom waves have passed by lately, and who may not be asked for a recommendation now."""
    passed = [
        WhyLine(each.customer_id, each.customer, each.why, wave=work.house.business.local(each.due_at).date())
        for each in await whys.skipped(work.session, work.actor.id, work.now - WAVES, MOST)
    ]
    known = {each.customer_id for each in passed}
    own = await whys.in_line(work.session, work.actor.id, MOST)
    lines = passed + [each for each in await _now(work, own) if each.customer_id not in known]
    unlinked = await whys.unlinked(work.session, work.actor.id)
    return WhyNotSent(tuple(lines[:SHOWN]), max(len(lines) - SHOWN, 0), unlinked)


@rule("survey_whys.of")
async def of(work: Work, who: str | int) -> WhyNotSent:
    """Of one customer: why not now.

    Raises:
        Refused: NotAllowed (somebody else's), and those of finding.
    """
    found = await choices.one(work, who, "customer.card")
    if not isinstance(found, Customer):
        return WhyNotSent((), who=found.name) if found.choices else WhyNotSent(())
    owner = await reps.by_id(work.session, found.owner_id)
    if owner is not None:
        must_reach(work, owner)
    try:
        await askings.account_of(work, found)
    except Refused as no:
        return WhyNotSent((_line(found, no.refusal),), who=found.name)
    return WhyNotSent(tuple(await _now(work, [found])), who=found.name)


async def _now(work: Work, some: Sequence[Customer]) -> list[WhyLine]:
    no = await askings.refusals(work, some, askings.NPS, together=False)
    return [_line(each, no[each.id]) for each in some if each.id in no]


def _line(customer: Customer, no: Refusal) -> WhyLine:
    return WhyLine(customer.id, customer.name, OF[type(no)], no.days if isinstance(no, AskedRecently) else 0)
