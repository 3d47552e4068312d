"""Giving back what was spent, and taking back what was earned, to the day on which it goes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from crm.points.bank.expiries import NEVER
from crm.points.bank.posting import Line, Posted, Slip, first_of, known_as, locked, move_wallet, posted, settled, write
from crm.refusals import Gone, PointsShort, Refused
from crm.work import Work
from storage.points import entries, lots, wallets
from storage.points.entries import Day
from storage.points.wallets import Move, Sums
from storage.tables import PointEntry, PointPending, Wallet


async def refund(work: Work, key: str, slip: Slip, points: int | None = None) -> Posted:
    """Give back what was spent under a key, all of the rest or so many `points` of it, each with the last day it had:
    what would have lasted longest first. What has gone by now is given back and goes at once.

    Raises:
        Refused: Gone when nothing was spent under that key, PointsShort when less was.
    """
    spent = [each for each in await entries.of_key(work.session, key) if each.points < 0]
    if not spent:
        raise Refused(Gone())
    home = (await _home(work, spent[0].wallet_id)).id
    if known := await known_as(work, slip):
        return known
    back = await _to_give_back(work, key, spent, points)
    gone = [each for each in back if each.expires_on < work.today]
    here = [each for each in back if each.expires_on >= work.today]
    total, alive = sum(each.points for each in back), sum(each.points for each in here)
    sums = await move_wallet(work, home, Move(work.today, points=alive, idle_until=slip.idle_until))
    customer_id = spent[0].customer_id
    lines = [Line(each.expires_on, points=each.points) for each in back]
    await write(work, sums.wallet_id, customer_id, "refund", slip, lines, of_key=key)
    if gone:
        late = replace(slip, key=f"{slip.key}:gone")
        lines = [Line(each.expires_on, points=-each.points) for each in gone]
        await write(work, sums.wallet_id, customer_id, "expire", late, lines)
    await lots.put(work.session, sums.wallet_id, here)
    given = await settled(work, customer_id, slip, sums, total)
    return replace(given, points=alive)


async def reverse(work: Work, key: str, slip: Slip, points: int | None = None) -> Posted:
    """Take back what was earned (or promised) under a key, all of the rest or so many `points` of it.

    First what is still pending, then the points that came with it, then those that go next; what has been spent
    already is owed, and taken from what is earned next. The way towards a tier is taken back too.

    Raises:
        Refused: Gone when nothing was earned under that key, PointsShort when less was.
    """
    first = next(iter(await entries.of_key(work.session, key)), None)
    if first is None or first.kind not in {"earn", "pending", "adjust"}:
        raise Refused(Gone())
    wallet = await _home(work, first.wallet_id)
    if known := await known_as(work, slip):
        return known
    earned = await _earned(work, key)
    wanted = earned.rest if points is None else points
    if wanted > earned.rest:
        raise Refused(PointsShort(earned.rest))
    if wanted == 0:
        return posted(slip, Sums(wallet.id, wallet.balance, wallet.pending, wallet.owed), 0)
    return await _reversed(work, wallet, earned, replace(slip, key=slip.key), wanted, key)


@dataclass(frozen=True)
class _Earned:
    """What a key brought and what is left of it: `pending` still waits, `counts` of `rest` count towards a tier."""

    customer_id: int | None
    rest: int
    counts: int
    last: date
    promised: PointPending | None


async def _home(work: Work, wallet_id: int) -> Wallet:
    """Where the wallet's points are now, locked."""
    wallet = await locked(work, await wallets.home(work.session, wallet_id))
    # It may have been joined to another while we waited for the lock.
    return wallet if wallet.joined_id is None else await _home(work, wallet.id)


async def _to_give_back(work: Work, key: str, spent: Sequence[PointEntry], points: int | None) -> list[Day]:
    """What was spent and has not been given back, what lasts longest first."""
    rest: dict[date, int] = {}
    for each in spent:
        rest[each.expires_on or NEVER] = rest.get(each.expires_on or NEVER, 0) - each.points
    for each in await entries.returning(work.session, key):
        if each.kind == "refund":
            rest[each.expires_on or NEVER] -= each.points
    days = [Day(day, left) for day, left in sorted(rest.items(), reverse=True) if left]
    wanted = sum(rest.values()) if points is None else points
    back = first_of(days, wanted)
    if back is None or not back:
        raise Refused(PointsShort(sum(rest.values())))
    return back


async def _earned(work: Work, key: str) -> _Earned:
    own, since = await entries.of_key(work.session, key), await entries.returning(work.session, key)
    came = [each for each in (*own, *since) if each.kind in {"earn", "adjust", "release"}]
    back = [each for each in since if each.kind == "reverse"]
    promised = await lots.pending_of(work.session, key)
    waiting = promised if promised is not None and promised.state == "waiting" else None
    taken = sum(each.points - each.owed for each in back)
    rest = sum(each.points for each in came) + taken + (waiting.remaining if waiting else 0)
    counts = sum(each.counts for each in (*came, *back))
    last = next((each.expires_on for each in came if each.expires_on), NEVER)
    return _Earned(own[0].customer_id, rest, counts, last, waiting)


async def _reversed(work: Work, wallet: Wallet, earned: _Earned, slip: Slip, points: int, key: str) -> Posted:
    waiting = min(points, earned.promised.remaining) if earned.promised else 0
    if earned.promised and waiting:
        earned.promised.remaining -= waiting
        earned.promised.state = "dropped" if earned.promised.remaining == 0 else "waiting"
    alive = [each for each in await lots.remaining(work.session, wallet.id) if each.expires_on >= work.today]
    own_first = sorted(alive, key=lambda each: (each.expires_on != earned.last, each.expires_on))
    there = min(points - waiting, sum(each.points for each in alive))
    taken = first_of(own_first, there) or []
    debt = points - waiting - there
    counted = min(points - waiting, earned.counts)
    lines = [Line(each.expires_on, points=-each.points) for each in taken]
    if waiting or debt or not lines:
        lines.append(Line(pending=-waiting, owed=debt))
    lines[0] = replace(lines[0], counts=-counted)
    await write(work, wallet.id, earned.customer_id, "reverse", slip, lines, of_key=key)
    await lots.take(work.session, wallet.id, taken)
    wallet.balance, wallet.pending, wallet.owed = wallet.balance - there, wallet.pending - waiting, wallet.owed + debt
    await work.session.flush()
    return posted(slip, Sums(wallet.id, wallet.balance, wallet.pending, wallet.owed), -there)
