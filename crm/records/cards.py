"""The customer card: what a rep wants to know of a customer at a glance."""

from dataclasses import replace
from datetime import date, datetime

from crm.activities import followups, nudges
from crm.handovers import leavers
from crm.notices import CustomerCard, Occasion, OwnField, PointsNow, Score, Touch, WhichCustomer
from crm.points.bank import statements
from crm.points.programme import programmes
from crm.privacy import consents
from crm.records import choices, finding, occasions, stages
from crm.records.customers import NAME, survivor
from crm.refusals import NobodyFound, Refused
from crm.roles import rule
from crm.work import Work
from storage import reps
from storage.activities import interactions
from storage.cases import cases
from storage.points import wallets
from storage.records import cards
from storage.tables import Customer, Interaction
from storage.voice import links

SHOWN_FOLLOWUPS = 5
SHOWN_SCORES = 3
SHOWN_DAYS = 6


@rule("customers.look_up")
async def look_up(work: Work, name: str) -> CustomerCard | WhichCustomer:
    """The card of whom the words mean; several, or nobody (no choices), come as a question."""
    try:
        found = await finding.find(work, name)
    except Refused as no:
        if isinstance(no.refusal, NobodyFound):
            return WhichCustomer(no.refusal.name, ())
        raise
    if found.sure is not None:
        return await card(work, found.sure.id)
    return WhichCustomer(name.strip()[:NAME], tuple(await choices.of(work, found.customers)), close=found.close)


@rule("customers.card")
async def card(work: Work, customer_id: int) -> CustomerCard:
    """The card, from the store alone; every figure on it has its evidence there. A duplicate's is the survivor's."""
    customer = await survivor(work, customer_id)
    await leavers.watch(work, leavers.CUSTOMER, customer.id)
    touches = await interactions.latest(work.session, customer.id)
    owed, overdue, number = await cards.owed(work.session, customer.id, nudges.clock(work), SHOWN_FOLLOWUPS)
    answers = await cards.answers(work.session, customer.id, SHOWN_SCORES)
    open_case = await cases.open_of(work.session, customer.id) is not None
    stage = await stages.of(work, customer, answers[0] if answers else None, open_case=open_case)
    return replace(
        await _person(work, customer),
        stage=stage.number,
        evidence=stage.evidence,
        last_touch=touch(touches[0]) if touches else None,
        days_since_touch=max(0, (work.today - touches[0].day).days) if touches else None,
        followups=tuple(followups.due(each) for each in owed),
        more_followups=number - len(owed),
        overdue=overdue,
        scores=tuple(Score(local_day(work, each.answered_at), each.score) for each in answers),
        open_case=open_case,
        line=await _line_state(work, customer.id),
        consent=await _consent(work, customer.id),
        occasions=await days_of(work, customer),
        custom=await _own_fields(work, customer),
        points=await _points(work, customer.id),
    )


async def _points(work: Work, customer_id: int) -> PointsNow | None:
    if await wallets.of(work.session, customer_id) is None:
        return None
    has = await statements.of(work.session, await programmes.current(work), customer_id, work.today, 0)
    return PointsNow(has.balance, has.pending, has.tier.name if has.tier else "")


async def _person(work: Work, customer: Customer) -> CustomerCard:
    """What stands on the customer's own row; of the rest nothing is known yet."""
    staff = await reps.by_ids(work.session, [customer.owner_id, customer.deputy_id or 0])
    owner, deputy = staff.get(customer.owner_id), staff.get(customer.deputy_id or 0)
    return CustomerCard(
        customer_id=customer.id,
        name=customer.name,
        reading=customer.reading,
        company=customer.company.name if customer.company else None,
        company_id=customer.company_id,
        title=customer.title,
        key_person=customer.key_person,
        owner=owner.full_name if owner else "",
        deputy=deputy.full_name if deputy else None,
        stage=None,
        evidence=(),
        last_touch=None,
        followups=(),
        more_followups=0,
        line="none",
        open_case=False,
        cadence_days=customer.cadence_days,
        likes=customer.likes,
        taboos=customer.taboos,
        note=customer.note,
        mourning_until=occasions.mourning_until(customer, work.today),
        gifts=gifts(customer),
        phone=customer.phone,
        email=customer.email,
        address=customer.address,
        tags=tuple(customer.tags),
    )


def touch(made: Interaction, by: str = "") -> Touch:
    """The interaction in one line."""
    return Touch(made.day, made.kind, made.text, by)


def local_day(work: Work, at: datetime) -> date:
    return work.house.business.local(at).date()


async def days_of(work: Work, customer: Customer) -> tuple[Occasion, ...]:
    """The birthday first, then the days that come soonest."""
    rows = await cards.anniversaries(work.session, customer.id, SHOWN_DAYS)
    born = occasions.birthday(customer, work.today)
    days = sorted((occasions.anniversary(row, work.today) for row in rows), key=lambda each: each.days)
    return (*([born] if born else []), *days)


def gifts(customer: Customer) -> str:
    """Who declines gifts: `own`, `company`, or nobody ("")."""
    if customer.gifts_declined:
        return "own"
    return "company" if customer.company is not None and customer.company.gifts_declined else ""


async def _line_state(work: Work, customer_id: int) -> str:
    """linked, gone (they blocked us), or none."""
    accounts = await links.accounts_of(work.session, customer_id)
    if not accounts:
        return "none"
    return "linked" if any(each.state == "friend" for each in accounts) else "gone"


async def _consent(work: Work, customer_id: int) -> str:
    return {True: "yes", False: "no", None: "unasked"}[await consents.given(work, customer_id)]


async def _own_fields(work: Work, customer: Customer) -> tuple[OwnField, ...]:
    filled = {int(number): value for number, value in customer.custom.items() if value not in {None, ""}}
    fields = await cards.own_fields(work.session, filled) if filled else []
    return tuple(OwnField(each.name, each.kind, str(filled[each.id])) for each in fields)
