"""Merging: two records of one person become one, with everything that hangs on them, and can be parted for a month."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast

from crm import operations, post
from crm.notices import Choice, MergeDone, WhichCustomer, unpack
from crm.points.bank import joining
from crm.records import choices, customers, duplicates, unions
from crm.refusals import AlreadyMerged, Gone, MergedFurther, MergeTooOld, Refused, SameCustomer, UndoTooLate
from crm.roles import must_reach, rule
from crm.work import Work
from storage import outbox, reps
from storage.handovers.rows import PENDING
from storage.records import customers as rows
from storage.records import merges
from storage.records.merges import Belonging
from storage.tables import (
    Conversation,
    Customer,
    Employment,
    Followup,
    HandoverCustomer,
    LineLink,
    Outbox,
    Rep,
    Wait,
    WalletMember,
)

UNDO_WITHIN = timedelta(days=30)
BEGIN = "merge.start"


@dataclass(frozen=True)
class Picking:
    """One of the two is known; the other is looked for, perhaps among those who are alike."""

    customer: Choice
    alike: tuple[Choice, ...]


@dataclass(frozen=True)
class Merging:
    """What a merge would do: `moves` rows of each table, and `fills` fields of the survivor's own."""

    survivor: Choice
    other: Choice
    moves: tuple[tuple[str, int], ...]
    fills: tuple[str, ...]


@rule("merges.start")
async def start(work: Work, who: str | int, other: str | int | None = None) -> Merging | Picking | WhichCustomer:
    """What would happen if `other` became one with `who`, who survives; as long as either is unclear, the question who.

    Raises:
        Refused: NobodyFound, NameMissing, Gone, NotAllowed, SameCustomer.
    """
    survivor = await choices.one(work, who, BEGIN)
    if isinstance(survivor, WhichCustomer):
        return survivor
    duplicate = await choices.one(work, other, BEGIN) if other else None
    if isinstance(duplicate, Customer):
        return await _preview(work, survivor, duplicate)
    _must_reach(work, await reps.by_id(work.session, survivor.owner_id))
    [known] = await choices.of(work, [survivor])
    alike = duplicate.choices if duplicate else await duplicates.of(work, survivor.id)
    return Picking(known, tuple(each for each in alike if each.customer_id != survivor.id))


async def _preview(work: Work, survivor: Customer, other: Customer) -> Merging:
    _must_differ(survivor, other)
    for each in (survivor, other):
        _must_reach(work, await reps.by_id(work.session, each.owner_id))
    first, second = await choices.of(work, [survivor, other])
    moves = await merges.counts(work.session, other.id)
    return Merging(first, second, tuple(moves.items()), tuple(unions.union(survivor, other)))


@rule("merges.merge")
async def merge(work: Work, survivor_id: int, other_id: int) -> MergeDone:
    """Everything of the other's becomes the survivor's, under whose name both are found from now on.

    Raises:
        Refused: Gone, SameCustomer, AlreadyMerged, NotAllowed.
    """
    survivor, other, owners = await _both(work, survivor_id, other_id)
    moved = await merges.counts(work.session, other.id)
    firm = _firm(survivor) or _firm(other)
    await joining.join(work, survivor.id, other.id)
    await _move(work, survivor, other)
    for column, value in unions.union(survivor, other).items():
        setattr(survivor, column, value)
    other.merged_into_id = survivor.id
    await customers.index(work, [survivor.id, other.id])
    done = MergeDone(
        operation=work.operation,
        customer_id=survivor.id,
        customer=survivor.name,
        company=firm,
        other=other.name,
        moved=tuple(moved.items()),
        undo_until=work.now + UNDO_WITHIN,
    )
    await _tell(work, done, owners)
    return done


async def _both(work: Work, survivor_id: int, other_id: int) -> tuple[Customer, Customer, list[Rep]]:
    """The two, locked in the order of their numbers, as everybody locks several, and their owners."""
    locked = {each: await rows.locked(work.session, each) for each in sorted({survivor_id, other_id})}
    survivor, other = locked[survivor_id], locked[other_id]
    if survivor is None or other is None:
        raise Refused(Gone())
    _must_differ(survivor, other)
    staff = await reps.by_ids(work.session, [survivor.owner_id, other.owner_id])
    for each in (survivor, other):
        if each.merged_into_id is not None:
            raise Refused(AlreadyMerged(each.name))
        _must_reach(work, staff.get(each.owner_id))
    return survivor, other, list(staff.values())


def _must_differ(survivor: Customer, other: Customer) -> None:
    if survivor.id == other.id:
        raise Refused(SameCustomer())


def _must_reach(work: Work, owner: Rep | None) -> None:
    if owner is None:
        raise Refused(Gone())
    must_reach(work, owner)


async def _move(work: Work, survivor: Customer, other: Customer) -> None:
    """All that hangs on the other goes over, row by row, so that the audit log knows the way back."""
    theirs, ours = [await merges.belongings(work.session, each.id) for each in (other, survivor)]
    known = {mark for row in ours if (mark := _only_once(row))}
    for row in theirs:
        if _only_once(row) in known:
            _close(work, row)
        row.customer_id = survivor.id
    if other.company_id is not None and survivor.company_id not in {None, other.company_id}:
        # The firm that gives way goes on to know who worked there.
        left = Employment(company_id=other.company_id, title=other.title, ended_at=work.now, customer_id=survivor.id)
        work.add(left)


def _only_once(row: Belonging) -> tuple[object, ...] | None:
    """What one customer has only once as long as it is open: two rows with the same mark are one thing."""
    match row:
        case LineLink(ended_at=None):
            return ("account", row.line_user_id)
        case Followup(kind="cadence", state="open"):
            return ("cadence",)
        case HandoverCustomer() if row.state in PENDING:
            return ("handover",)
        case Conversation(closed_at=None) | Wait(answered_at=None) | WalletMember(left_at=None):
            return (str(row.__tablename__),)
    return None


def _close(work: Work, row: Belonging) -> None:
    """The survivor has the same already."""
    if isinstance(row, LineLink):
        row.ended_at = work.now
    elif isinstance(row, Followup):
        row.state, row.done_at = "dropped", work.now
    elif isinstance(row, HandoverCustomer):
        row.state, row.decided_at = "cancelled", work.now
    elif isinstance(row, Conversation):
        row.closed_at = work.now
    elif isinstance(row, Wait):
        row.answered_at, row.ended = work.now, "none"
    elif isinstance(row, WalletMember):
        row.left_at = work.now


async def _tell(work: Work, done: MergeDone, owners: Sequence[Rep]) -> None:
    """Whoever did it can undo it; the owners hear of it."""
    actor = await reps.by_id(work.session, work.actor.id)
    if actor is not None:
        await post.to_rep(work, actor, done, customer_id=done.customer_id)
    for owner in owners:
        if owner.id != work.actor.id:
            told = replace(done, by=actor.full_name if actor else "Kizuna")
            await post.to_rep(work, owner, told, customer_id=done.customer_id)


@rule("merges.undo")
async def undo(work: Work, operation: str) -> MergeDone:
    """Part the two again within a month. What people have done since stays where it is, and is counted.

    Raises:
        Refused: Gone, MergeTooOld, AlreadyUndone, MergedFurther, NotAllowed.
    """
    cards = [
        row
        for row in await outbox.of_operation(work.session, operation)
        if row.kind == MergeDone.__name__ and row.fields
    ]
    if not cards:
        raise Refused(Gone())
    try:
        lines, left = await operations.undo_fields(work, operation, UNDO_WITHIN)
    except Refused as no:
        raise Refused(MergeTooOld(UNDO_WITHIN.days)) if isinstance(no.refusal, UndoTooLate) else no from no
    both = {line.row_id for line in lines if line.table_name == Customer.__tablename__}
    done = cast(MergeDone, unpack(cards[0].kind, cards[0].fields))
    survivor = await rows.by_id(work.session, done.customer_id)
    if survivor is not None and survivor.merged_into_id is not None:
        raise Refused(MergedFurther(survivor.name))
    await work.session.flush()
    for other in sorted(both - {done.customer_id}):
        await joining.part(work, operation, other)
    await customers.index(work, both | {done.customer_id})
    return await _tell_undone(work, cards, left)


async def _tell_undone(work: Work, cards: Sequence[Outbox], left: int) -> MergeDone:
    for row in cards:
        told = replace(cast(MergeDone, unpack(row.kind, row.fields)), state="undone", left=left)
        await post.to_slack(work, row.recipient, told, customer_id=row.customer_id, update_of=row.seq)
    return replace(cast(MergeDone, unpack(cards[0].kind, cards[0].fields)), state="undone", left=left)


def _firm(customer: Customer) -> str | None:
    return customer.company.name if customer.company else None
