"""Nudges: whoever owes something that has come due is told, once, when it suits them; and what becomes of it then."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import cast

from crm import post
from crm.notices import FollowupNudge, MorningBundle, OverdueBundle, OwedLine, unpack
from crm.refusals import Gone, Refused
from crm.roles import rule
from crm.work import Work
from storage import reps
from storage.activities import followups, nudges
from storage.activities.followups import Clock, Owed
from storage.records import customers
from storage.tables import Customer, Followup, Outbox, Rep

# What is due beyond these waits for the next round, a minute later.
MOST = 10_000
# Marking them must not keep the doors waiting; nobody has more to do on a day, but a table may have been imported.
MOST_TOGETHER = 100
# As many lines as a phone shows without wearing anybody out; the rest is one press away.
SHOWN = 10
UNDO_WITHIN = timedelta(minutes=10)
KINDS = (FollowupNudge.__name__, MorningBundle.__name__, OverdueBundle.__name__)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Untold:
    """Follow-ups that may be told now, by number: one by one, and those that one owner is told of together."""

    single: Sequence[int]
    bundles: Sequence[Sequence[int]]


async def due(work: Work) -> Untold:
    """What may be told now: what has its hour one by one, what has only a day together for each owner.

    Quiet hours hold both. The day's bundle comes at the hour its reader has chosen, else when business opens; what was
    missed on an earlier day comes at once. Only reads.
    """
    midnight, tomorrow = (work.house.business.moment(work.today + each * _DAY, time()) for each in (0, 1))
    awake = [rep for rep in await nudges.waiting_owners(work.session, tomorrow) if not is_quiet(work, rep)]
    single = await nudges.timed(work.session, [rep.id for rep in awake], work.now, MOST)
    ready = [rep.id for rep in awake if _bundle_is_due(work, rep)]
    early = [rep.id for rep in awake if rep.id not in set(ready)]
    bundles = defaultdict[int, list[int]](list)
    for owners, before in ((ready, tomorrow), (early, midnight)):
        for owner, number in await nudges.of_the_day(work.session, owners, before, MOST):
            bundles[owner].append(number)
    return Untold(single, [part for numbers in bundles.values() for part in _parts(numbers)])


def _parts(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[at : at + MOST_TOGETHER] for at in range(0, len(numbers), MOST_TOGETHER)]


def is_quiet(work: Work, rep: Rep) -> bool:
    """Whether the rep wants no nudges now; who has left is stood in for by others, who have hours of their own."""
    if rep.quiet_from is None or rep.quiet_until is None or not rep.active:
        return False
    theirs = replace(work.house.business, quiet_from=rep.quiet_from, quiet_until=rep.quiet_until)
    return theirs.is_quiet(work.now)


def _bundle_is_due(work: Work, rep: Rep) -> bool:
    return work.now >= work.house.business.moment(work.today, rep.bundle_at)


@rule("followups.nudge")
async def nudge(work: Work, ids: Sequence[int]) -> list[Outbox]:
    """Tell the owners of these follow-ups that they are due; returns what is owed now.

    Marked in the same transaction: what another machine was faster with, or somebody has settled, is left out. What an
    owner has to do on a day at no certain hour comes as one message, if it is more than one thing.
    """
    told = sorted(await nudges.locked(work.session, ids), key=lambda followup: (followup.due_at, followup.id))
    for followup in told:
        followup.nudged_at = work.now
    by_owner = defaultdict[int, list[Owed]](list)
    singles = list[Owed]()
    for each in await _with_people(work, told):
        (by_owner[each.owner.id] if each.followup.due_time is None else singles).append(each)
    bundles = [each for each in by_owner.values() if len(each) > 1]
    singles += [each for some in by_owner.values() for each in some if len(some) == 1]
    rows = await post.to_reps(work, [_letter(each) for each in singles])
    return rows + [await _bundle(work, each) for each in bundles]


async def _with_people(work: Work, told: Sequence[Followup]) -> list[Owed]:
    owners = await reps.by_ids(work.session, sorted({followup.owner_id for followup in told}))
    known = await nudges.customers(work.session, sorted({followup.customer_id for followup in told}))
    return [Owed(followup, known[followup.customer_id], owners[followup.owner_id]) for followup in told]


def _letter(owed: Owed) -> post.Letter:
    return post.Letter(owed.owner, notice(owed.followup, owed.customer), owed.customer.id)


async def _bundle(work: Work, owed: Sequence[Owed]) -> Outbox:
    owner = owed[0].owner
    lines = tuple(line(work, each) for each in owed[:SHOWN])
    left_behind_by = "" if owner.active else owner.full_name
    return await post.to_rep(work, owner, MorningBundle(work.today, lines, len(owed) - len(lines), left_behind_by))


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
        kind=followup.kind,
        undo_until=undo_until(followup) if state == "done" else None,
    )


def undo_until(followup: Followup) -> datetime | None:
    return followup.done_at + UNDO_WITHIN if followup.done_at is not None else None


def line(work: Work, owed: Owed, state: str = "open") -> OwedLine:
    """The follow-up among others."""
    followup, customer = owed.followup, owed.customer
    return OwedLine(
        followup_id=followup.id,
        customer_id=customer.id,
        customer=customer.name,
        company=customer.company.name if customer.company else None,
        what=followup.what,
        day=followup.due_day,
        time=followup.due_time,
        promise=followup.promise,
        kind=followup.kind,
        late=_late(work, followup),
        owner=owed.owner.full_name,
        owner_id=owed.owner.id,
        state=state,
        undo_until=undo_until(followup) if state == "done" else None,
        revision=followup.version,
    )


def clock(work: Work) -> Clock:
    """The moment, and when its day began."""
    return Clock(work.now, work.house.business.moment(work.today, time()))


def _late(work: Work, followup: Followup) -> int | None:
    """Business days past its date (0: only hours), None while there is time (as storage: followups.overdue)."""
    asked = clock(work)
    if followup.due_at >= (asked.midnight if followup.due_time is None else asked.now):
        return None
    business = work.house.business
    return business.business_days_between(business.local(followup.due_at).date(), work.today)


async def retell(work: Work, told_now: FollowupNudge, *, but: str = "") -> None:
    """Wherever the follow-up stands on a screen, what became of it is shown in its place; not on `but`'s (a Slack id).

    Of several messages to one reader only the last is changed: the others are far up by then.
    """
    await work.session.flush()
    done = {(but, kind) for kind in KINDS}
    for row in await nudges.told(work.session, told_now.followup_id, KINDS):
        if (row.recipient, row.kind) in done or told_now.followup_id not in _numbers(row):
            continue
        done.add((row.recipient, row.kind))
        shown = told_now if row.kind == FollowupNudge.__name__ else await _redrawn(work, row)
        await post.to_slack(work, row.recipient, shown, customer_id=row.customer_id, update_of=row.seq)


def _numbers(row: Outbox) -> list[int]:
    """The follow-ups that the message tells of."""
    lines = row.fields.get("lines")
    return [each["followup_id"] for each in lines] if lines is not None else [row.fields["followup_id"]]


async def _redrawn(work: Work, row: Outbox) -> MorningBundle | OverdueBundle:
    """The bundle with its lines as they stand now."""
    first = cast(MorningBundle | OverdueBundle, unpack(row.kind, row.fields))
    owed = await followups.owed(work.session, _numbers(row))
    return replace(first, lines=tuple(_now(work, each, owed.get(each.followup_id)) for each in first.lines))


def _now(work: Work, told: OwedLine, owed: Owed | None) -> OwedLine:
    if owed is None:
        return replace(told, state="dropped")
    followup = owed.followup
    if followup.state != "open":
        return line(work, owed, followup.state)
    if followup.owner_id != told.owner_id:
        return line(work, owed, "handed")
    moved = (followup.due_day, followup.due_time) != (told.day, told.time)
    return line(work, owed, "snoozed" if moved else "open")
