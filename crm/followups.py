"""Follow-ups and promises: what is owed to a customer, and by when."""

from datetime import date, datetime, time, timedelta

from crm import post
from crm.notices import Due, FollowupNudge
from crm.refusals import ChangedSince, Gone, NotUnderstood, Refused
from crm.roles import must_reach, rule
from crm.work import Work
from storage import customers, followups, outbox, reps
from storage.tables import Customer, Followup

SNOOZES = ("hour", "tomorrow", "business_day")


def due(followup: Followup) -> Due:
    """The follow-up in one line."""
    return Due(followup.id, followup.what, followup.due_day, followup.due_time, followup.promise)


@rule("followups.add")
async def add(  # noqa: PLR0913 - each part of a promise is named by its caller
    work: Work,
    customer: Customer,
    what: str,
    day: date,
    at: time | None = None,
    *,
    promise: bool = False,
    interaction_id: int | None = None,
    case_id: int | None = None,
    owner_id: int | None = None,
) -> Followup:
    """Owe something to the customer. A day without a time is due when business opens on it, or on the next one."""
    followup = Followup(
        customer_id=customer.id,
        owner_id=owner_id or customer.owner_id,
        interaction_id=interaction_id,
        case_id=case_id,
        what=what[:500],
        promise=promise,
        due_day=day,
        due_time=at,
        zone=work.house.business.zone.key,
        due_at=due_moment(work, day, at),
    )
    await work.save(followup)
    return followup


def due_moment(work: Work, day: date, at: time | None) -> datetime:
    """The UTC instant of a due date: its time, or the opening of that business day (a holiday's: the next one)."""
    business = work.house.business
    return business.moment(day, at) if at is not None else business.moment(business.on_or_after(day), None)


@rule("followups.settle")
async def settle(work: Work, followup_id: int, state: str) -> FollowupNudge:
    """Done, or dropped because nothing is owed any more."""
    followup = await _reached(work, followup_id)
    if followup.state == state:
        return await describe(work, followup, state)
    if followup.state != "open":
        raise Refused(ChangedSince())
    followup.state, followup.done_at = state, work.now
    return await _show(work, followup, state)


@rule("followups.snooze")
async def snooze(work: Work, followup_id: int, until: str) -> FollowupNudge:
    """Ask me again: in an hour, tomorrow, or on the next business day (`until` one of SNOOZES)."""
    followup = await _reached(work, followup_id)
    if followup.state != "open":
        raise Refused(ChangedSince())
    followup.due_day, followup.due_time = _later(work, until)
    followup.due_at = due_moment(work, followup.due_day, followup.due_time)
    followup.nudged_at = None
    return await _show(work, followup, "snoozed")


async def _show(work: Work, followup: Followup, state: str) -> FollowupNudge:
    """Where the nudge stands, what became of it is shown in its place."""
    notice = await describe(work, followup, state)
    told = await outbox.told(work.session, FollowupNudge.__name__, followup.customer_id, followup_id=followup.id)
    owner = await reps.by_id(work.session, followup.owner_id)
    if told is not None and owner is not None:
        await post.to_slack(work, owner.slack_id, notice, customer_id=followup.customer_id, update_of=told)
    return notice


def _later(work: Work, until: str) -> tuple[date, time | None]:
    business = work.house.business
    if until == "hour":
        local = business.local(work.now) + timedelta(hours=1)
        return local.date(), local.time().replace(second=0, microsecond=0)
    if until == "tomorrow":
        return work.today + timedelta(days=1), business.opens
    if until == "business_day":
        return business.next_business_day(work.today), None
    raise Refused(NotUnderstood("until"))


async def _reached(work: Work, followup_id: int) -> Followup:
    known = await followups.by_id(work.session, followup_id)
    if known is None:
        raise Refused(Gone())
    await customers.locked(work.session, known.customer_id)
    followup = await followups.locked(work.session, followup_id)
    owner = await reps.by_id(work.session, known.owner_id)
    if followup is None or owner is None:
        raise Refused(Gone())
    must_reach(work, owner)
    return followup


async def describe(work: Work, followup: Followup, state: str = "due") -> FollowupNudge:
    """The follow-up as it is told to its owner."""
    customer = await customers.by_id(work.session, followup.customer_id)
    if customer is None:
        raise Refused(Gone())
    return notice(followup, customer, state)


def notice(followup: Followup, customer: Customer, state: str = "due") -> FollowupNudge:
    """As `describe`, where the customer and the company are at hand."""
    return FollowupNudge(
        followup_id=followup.id,
        customer_id=customer.id,
        customer=customer.name,
        company=customer.company.name if customer.company else None,
        what=followup.what,
        day=followup.due_day,
        time=followup.due_time,
        promise=followup.promise,
        state=state,
    )
