"""The ledger of points: every movement is one posting under a key that is never posted twice.

Functions here take the unit of work, lock the wallet by their first statement, and leave it so that what it holds is
the sum of its lots and never negative. They know nothing of the programme: whoever calls says until when points last.
A key that was posted before changes nothing, and the answer says so (`fresh` False).
"""

from dataclasses import dataclass
from datetime import date

from crm.points.bank.expiries import NEVER
from crm.points.bank.posting import (
    Line,
    Posted,
    Slip,
    again,
    expire,
    first_of,
    known_as,
    locked,
    move_wallet,
    moved,
    must_be_some,
    posted,
    settled,
    write,
)
from crm.points.bank.returns import refund, reverse
from crm.points.bank.transfers import Portion, give_up, transfer
from crm.refusals import PointsShort, Refused
from crm.work import Work
from storage.points import entries, lots, wallets
from storage.points.entries import Day
from storage.points.wallets import Move
from storage.tables import PointPending

__all__ = [
    "AT_ONCE",
    "Portion",
    "Posted",
    "Slip",
    "Term",
    "adjust",
    "drop",
    "earn",
    "expire",
    "give_up",
    "pend",
    "refund",
    "release",
    "reverse",
    "spend",
    "transfer",
    "undo",
]


@dataclass(frozen=True)
class Term:
    """Promised points may be spent from `ready_on` (None: when `release` is called) and `until` a day; what was not
    released by `lapses_on` never is.
    """

    until: date = NEVER
    ready_on: date | None = None
    lapses_on: date | None = None


AT_ONCE = Term()


async def earn(
    work: Work, customer_id: int, points: int, slip: Slip, *, until: date = NEVER, counts: int | None = None
) -> Posted:
    """Add `points` (> 0) that may be spent until a day; `counts` of them (all) count towards a tier.

    Raises:
        Refused: Gone.
    """
    must_be_some(points)
    counted = points if counts is None else counts
    sums = await moved(work, customer_id, Move(work.today, points=points, idle_until=slip.idle_until))
    line = Line(until, points=points, counts=counted)
    if not await write(work, sums.wallet_id, customer_id, "earn", slip, [line]):
        return await again(work, slip, sums, Move(work.today, points=-points))
    await lots.put(work.session, sums.wallet_id, [Day(until, points)])
    return await settled(work, customer_id, slip, sums, points)


async def pend(
    work: Work, customer_id: int, points: int, slip: Slip, term: Term = AT_ONCE, *, counts: bool = True
) -> Posted:
    """Promise `points` (> 0), which are not to be spent yet.

    Raises:
        Refused: Gone.
    """
    must_be_some(points)
    sums = await moved(work, customer_id, Move(work.today, pending=points, idle_until=slip.idle_until))
    if not await write(work, sums.wallet_id, customer_id, "pending", slip, [Line(pending=points)]):
        return await again(work, slip, sums, Move(work.today, pending=-points))
    await lots.promise(
        work.session,
        PointPending(
            wallet_id=sums.wallet_id,
            customer_id=customer_id,
            key=slip.key,
            reason=slip.reason,
            source=slip.source,
            points=points,
            remaining=points,
            counts=counts,
            ready_on=term.ready_on,
            lapses_on=term.lapses_on,
            expires_on=term.until,
        ),
    )
    return posted(slip, sums, 0)


async def release(work: Work, key: str, *, until: date | None = None, idle_until: date | None = None) -> Posted | None:
    """What was promised under the key may be spent from now on (`until` a day, or the one that was promised); None when
    there is nothing to release. `idle_until` as in `Slip`.
    """
    promised = await waiting(work, key)
    if promised is None:
        return None
    points, last = promised.remaining, until or promised.expires_on
    slip = Slip(f"{key}:released", promised.reason, promised.source)
    move = Move(work.today, points=points, pending=-points, idle_until=idle_until)
    sums = await move_wallet(work, promised.wallet_id, move)
    counted = points if promised.counts else 0
    line = Line(last, points=points, pending=-points, counts=counted)
    await write(work, sums.wallet_id, promised.customer_id, "release", slip, [line], of_key=key)
    promised.state, promised.remaining = "released", 0
    await lots.put(work.session, sums.wallet_id, [Day(last, points)])
    return await settled(work, promised.customer_id, slip, sums, points)


async def drop(work: Work, key: str, reason: str) -> Posted | None:
    """What was promised under the key will not come; None when nothing waits."""
    promised = await waiting(work, key)
    if promised is None:
        return None
    slip, points = Slip(f"{key}:dropped", reason, promised.source), promised.remaining
    sums = await move_wallet(work, promised.wallet_id, Move(work.today, pending=-points))
    lines = [Line(pending=-points)]
    await write(work, sums.wallet_id, promised.customer_id, "reverse", slip, lines, of_key=key)
    promised.state, promised.remaining = "dropped", 0
    return posted(slip, sums, 0)


async def spend(work: Work, customer_id: int, points: int, slip: Slip, *, kind: str = "spend") -> Posted:
    """Take `points` (> 0), those first that go first.

    Raises:
        Refused: PointsShort (with what may be spent); nothing has changed then.
    """
    must_be_some(points)
    move = Move(work.today, points=-points, idle_until=slip.idle_until)
    sums = await wallets.move(work.session, customer_id, move)
    if sums is None:
        return await _short(work, customer_id, slip)
    alive = [each for each in await lots.remaining(work.session, sums.wallet_id) if each.expires_on >= work.today]
    taken = first_of(alive, points)
    if taken is None:  # a part of the balance has gone since yesterday, and was not posted yet
        known = await entries.of_key(work.session, slip.key)
        if not known:
            raise Refused(PointsShort(sum(each.points for each in alive)))
        return await again(work, slip, sums, Move(work.today, points=points))
    lines = [Line(each.expires_on, points=-each.points) for each in taken]
    if not await write(work, sums.wallet_id, customer_id, kind, slip, lines):
        return await again(work, slip, sums, Move(work.today, points=points))
    await lots.take(work.session, sums.wallet_id, taken)
    return posted(slip, sums, -points)


async def adjust(work: Work, customer_id: int, points: int, slip: Slip, *, until: date = NEVER) -> Posted:
    """Put right by hand: add (until a day) or take; it counts towards no tier.

    Raises:
        Refused: PointsShort, Gone.
    """
    if points < 0:
        return await spend(work, customer_id, -points, slip, kind="adjust")
    must_be_some(points)
    sums = await moved(work, customer_id, Move(work.today, points=points, idle_until=slip.idle_until))
    if not await write(work, sums.wallet_id, customer_id, "adjust", slip, [Line(until, points=points)]):
        return await again(work, slip, sums, Move(work.today, points=-points))
    await lots.put(work.session, sums.wallet_id, [Day(until, points)])
    return await settled(work, customer_id, slip, sums, points)


async def undo(work: Work, operation: str, reason: str) -> None:
    """Take back what an operation gave and give back what it spent, as far as that has not happened yet."""
    for key, kind in await entries.keys_of_operation(work.session, operation):
        slip = Slip(f"{key}:undone", reason)
        if kind in {"earn", "pending"}:
            await reverse(work, key, slip)
        elif kind == "spend":
            await refund(work, key, slip)


async def waiting(work: Work, key: str) -> PointPending | None:
    """What was promised under the key and still waits, with its wallet locked."""
    promised = await lots.pending_of(work.session, key)
    if promised is None:
        return None
    await locked(work, promised.wallet_id)
    promised = await lots.pending_of(work.session, key)
    return promised if promised is not None and promised.state == "waiting" else None


async def _short(work: Work, customer_id: int, slip: Slip) -> Posted:
    """Not enough: unless the very same was posted before."""
    if known := await known_as(work, slip):
        return known
    wallet = await wallets.of(work.session, customer_id)
    days = await lots.remaining(work.session, wallet.id) if wallet else []
    idle = wallet is not None and wallet.expires_on is not None and wallet.expires_on < work.today
    raise Refused(PointsShort(0 if idle else sum(each.points for each in days if each.expires_on >= work.today)))
