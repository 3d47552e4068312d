"""Follow-ups and promises: what is owed to a customer, and by when."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from crm import operations, post
from crm.activities import nudges
from crm.activities.nudges import UNDO_WITHIN
from crm.notices import Due, FollowupNudge
from crm.refusals import (
    AlreadyTheirs,
    ChangedSince,
    Gone,
    NotAMember,
    NotUnderstood,
    OnlyReads,
    Past,
    Refused,
    ReopenTooLate,
    UndoTooLate,
)
from crm.roles import must_reach, rule
from crm.work import Work
from storage import reps
from storage.activities import followups
from storage.records import customers
from storage.tables import Customer, Followup, Rep

SNOOZES = ("hour", "tomorrow", "business_day")
WHAT, WORD = 500, 300


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
        what=what[:WHAT],
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


def is_past(work: Work, day: date, at: time | None) -> bool:
    """Whether the day, or the hour on it, is over."""
    return day < work.today or (at is not None and work.house.business.moment(day, at) < work.now)


def must_come(work: Work, day: date, at: time | None) -> None:
    """Refuse what is past."""
    if is_past(work, day, at):
        raise Refused(Past())


@rule("followups.show")
async def show(work: Work, followup_id: int) -> FollowupNudge:
    """The follow-up, for a form that changes it."""
    followup, customer = await _reached(work, followup_id)
    return nudges.notice(followup, customer)


@rule("followups.settle")
async def settle(work: Work, followup_id: int, state: str) -> FollowupNudge:
    """Done, or dropped because nothing is owed any more."""
    followup, customer = await _reached(work, followup_id)
    if followup.state == state:
        return nudges.notice(followup, customer, state)
    _must_be_open(followup)
    followup.state, followup.done_at = state, work.now
    return await _show(work, followup, customer, state)


@rule("followups.reopen")
async def reopen(work: Work, followup_id: int) -> FollowupNudge:
    """It was not done after all: a slip of the thumb is taken back within ten minutes.

    Raises:
        Refused: ReopenTooLate, ChangedSince, and those of operations.undo.
    """
    followup, customer = await _reached(work, followup_id)
    last = await followups.last_change(work.session, followup_id)
    if followup.state != "open":
        if last is None or last.rule != "followups.settle":
            raise Refused(ChangedSince())
        await _undo(work, last.operation)
    return await _show(work, followup, customer, "due")


async def _undo(work: Work, operation: str) -> None:
    try:
        await operations.undo(work, operation, UNDO_WITHIN)
    except Refused as no:
        if isinstance(no.refusal, UndoTooLate):
            raise Refused(ReopenTooLate(no.refusal.minutes)) from no
        raise


@rule("followups.snooze")
async def snooze(work: Work, followup_id: int, until: str) -> FollowupNudge:
    """Ask me again: in an hour, tomorrow, or on the next business day (`until` one of SNOOZES)."""
    followup, customer = await _reached(work, followup_id)
    return await _put_off(work, followup, customer, *_later(work, until))


@rule("followups.reschedule")
async def reschedule(work: Work, followup_id: int, day: date, at: time | None) -> FollowupNudge:
    """Ask me again on that day, perhaps at that hour.

    Raises:
        Refused: Past, Gone, ChangedSince, NotAllowed.
    """
    must_come(work, day, at)
    followup, customer = await _reached(work, followup_id)
    return await _put_off(work, followup, customer, day, at)


async def _put_off(work: Work, followup: Followup, customer: Customer, day: date, at: time | None) -> FollowupNudge:
    _must_be_open(followup)
    if (followup.due_day, followup.due_time, followup.nudged_at) == (day, at, None):
        return nudges.notice(followup, customer, "snoozed")  # pressed twice: it stands there already
    move(work, followup, day, at)
    return await _show(work, followup, customer, "snoozed")


def move(work: Work, followup: Followup, day: date, at: time | None) -> None:
    """Give it another date: it will be told again, and climbs anew if it is missed again.

    A promise that is put off when its time has come stays broken: see storage.activities.promises.
    """
    followup.due_day, followup.due_time = day, at
    followup.due_at = due_moment(work, day, at)
    followup.nudged_at, followup.escalated = None, 0


@rule("followups.hand")
async def hand(work: Work, followup_id: int, slack_id: str, word: str = "") -> FollowupNudge:
    """Somebody else does it now; they are told by whom they got it and why. A promise stays one.

    Raises:
        Refused: NotAMember, OnlyReads, AlreadyTheirs, Gone, ChangedSince, NotAllowed.
    """
    followup, customer = await _reached(work, followup_id)
    _must_be_open(followup)
    owner = await taker(work, slack_id)
    if owner.id == followup.owner_id:
        raise Refused(AlreadyTheirs(owner.full_name))
    followup.owner_id, followup.escalated, followup.nudged_at = owner.id, 0, None
    handed = replace(nudges.notice(followup, customer, "handed"), owner=owner.full_name)
    await nudges.retell(work, handed, but=owner.slack_id)
    if owner.id != work.actor.id:
        await give(work, followup, customer, owner, word)
    return handed


async def give(work: Work, followup: Followup, customer: Customer, owner: Rep, word: str = "") -> None:
    """Tell the owner from whom they have got it, and why."""
    giver = await reps.by_id(work.session, work.actor.id)
    given = nudges.notice(followup, customer, "given")
    given = replace(given, by=giver.full_name if giver else "", word=word.strip()[:WORD])
    await post.to_rep(work, owner, given, customer_id=customer.id)
    if followup.due_at <= work.now:
        followup.nudged_at = work.now  # they have just been told


async def taker(work: Work, slack_id: str | None) -> Rep:
    """Who is to do it: themselves where nobody is named."""
    by_name = slack_id is not None
    rep = await (reps.by_slack_id(work.session, slack_id or "") if by_name else reps.by_id(work.session, work.actor.id))
    if rep is None or not rep.active:
        raise Refused(NotAMember())
    if rep.role == "read_only" and rep.slack_id not in work.house.admins:
        raise Refused(OnlyReads(rep.full_name))
    return rep


async def _show(work: Work, followup: Followup, customer: Customer, state: str) -> FollowupNudge:
    """Wherever the follow-up stands on a screen, what became of it is shown in its place."""
    await work.session.flush()
    notice = replace(nudges.notice(followup, customer, state), revision=followup.version)
    await nudges.retell(work, notice)
    return notice


def _must_be_open(followup: Followup) -> None:
    if followup.state != "open":
        raise Refused(ChangedSince())


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


async def _reached(work: Work, followup_id: int) -> tuple[Followup, Customer]:
    """The follow-up, locked, and its customer, for their owner, who answers for them, or the customer's deputy."""
    known = await followups.by_id(work.session, followup_id)
    customer = await customers.locked(work.session, known.customer_id) if known else None
    followup = await followups.locked(work.session, followup_id)
    owner = await reps.by_id(work.session, followup.owner_id) if followup else None
    if customer is None or followup is None or owner is None:
        raise Refused(Gone())
    if work.actor.kind != "rep" or customer.deputy_id != work.actor.id:
        must_reach(work, owner)
    return followup, customer
