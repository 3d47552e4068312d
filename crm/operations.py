"""Undo: every change is an operation, and any operation can be inverted where nobody has acted on it since."""

from collections.abc import Collection
from datetime import timedelta

from crm.refusals import AlreadyUndone, ChangedSince, Gone, Refused, UndoTooLate
from crm.roles import must_reach
from crm.work import Work
from storage import audit, inversions, outbox, reps
from storage.inversions import Part
from storage.records import customers
from storage.tables import Audit

# What the reminders write on a row by themselves, and what counts its changes: nobody has worked on it.
REMINDED = frozenset({"version", "nudged_at", "escalated"})


async def undo(work: Work, operation: str, within: timedelta) -> list[Audit]:
    """For rules that undo their own kind: invert the changes, newest first, and cancel what is not said yet.

    All or nothing: a row that was changed since makes the whole undo a refusal. Returns the inverted lines.

    Raises:
        Refused: Gone, UndoTooLate, AlreadyUndone, ChangedSince, NotAllowed.
    """
    lines = await _lines(work, operation, within)
    for line in audit.outcomes(lines):
        if not await audit.invert(work.session, line):
            raise Refused(ChangedSince())
    await _settle(work, operation)
    return lines


async def undo_fields(work: Work, operation: str, within: timedelta) -> tuple[list[Audit], int]:
    """As `undo`, where people may have worked on: what they have changed since stays as it is, the rest is put back.

    Returns the lines, and how many rows could not be put back as a whole.

    Raises:
        Refused: Gone, UndoTooLate, AlreadyUndone, NotAllowed.
    """
    lines = await _lines(work, operation, within)
    put_back = [await audit.put_back(work.session, line) for line in audit.outcomes(lines)]
    await _settle(work, operation)
    return lines, put_back.count(False)


async def undo_parts(work: Work, parts: Collection[Part], *, but: Collection[str]) -> set[Part]:
    """For operations on many customers: undo what they did to some of these, whom the caller has locked, may act for
    and marks as undone. A few statements, however many they are.

    Only these customers' lines and messages are touched, and no rows of the tables `but`. A customer's own row goes
    back field by field, as with `undo_fields`; of what hangs on them everything that nobody has touched since. Returns
    the parts of which something stays as it is.
    """
    left = await inversions.put_back(work.session, await inversions.parts(work.session, parts, but), REMINDED)
    for operation in sorted({operation for operation, _ in parts}):
        await outbox.cancel(work.session, operation, [customer for each, customer in parts if each == operation])
    return left


async def _lines(work: Work, operation: str, within: timedelta) -> list[Audit]:
    """What the operation changed, when it may be undone: its customers are locked."""
    lines = await audit.of_operation(work.session, operation)
    if not lines:
        raise Refused(Gone())
    await _may_undo(work, lines)
    if await audit.undone(work.session, operation):
        raise Refused(AlreadyUndone())
    if work.now - lines[0].at > within:
        raise Refused(UndoTooLate(int(within.total_seconds() // 60)))
    return lines


async def _settle(work: Work, operation: str) -> None:
    await audit.mark_undone(work.session, operation, work.now)
    await outbox.cancel(work.session, operation)


async def _may_undo(work: Work, lines: list[Audit]) -> None:
    for customer_id in sorted({line.customer_id for line in lines if line.customer_id}):
        customer = await customers.locked(work.session, customer_id)
        owner = await reps.by_id(work.session, customer.owner_id) if customer else None
        if owner is not None and lines[0].actor != str(work.actor):
            must_reach(work, owner)
