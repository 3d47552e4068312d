"""How a posting is made: one key, under the lock of its wallet, and the sums beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from crm.points.bank import wallets as opening
from crm.refusals import Gone, Refused
from crm.work import Work
from storage.points import entries, lots, wallets
from storage.points.entries import Day
from storage.points.wallets import Move, Sums
from storage.tables import Wallet


@dataclass(frozen=True)
class Slip:
    """What a posting is for. `key` names it once and for all ("purchase:12"); `reason` is a word of the catalogue
    (`points.reason_…`), `source` the row behind it, `note` a person's own words.

    `idle_until`: the wallet's new last day, in a programme that counts inactivity.
    """

    key: str
    reason: str
    source: str = ""
    note: str | None = None
    idle_until: date | None = None


@dataclass(frozen=True)
class Posted:
    """What a posting did to the balance (`points`, signed), and the wallet after it; `fresh`: it was new."""

    key: str
    wallet_id: int
    points: int
    balance: int
    pending: int
    owed: int
    fresh: bool = True


@dataclass(frozen=True)
class Line:
    """One line of a posting, before it is written."""

    expires_on: date | None = None
    points: int = 0
    pending: int = 0
    owed: int = 0
    counts: int = 0


def must_be_some(points: int) -> None:
    if points <= 0:
        raise ValueError("a posting moves at least one point")


async def moved(work: Work, customer_id: int, move: Move) -> Sums:
    """Change the sums of the customer's wallet, which is opened where there is none; what has gone by idleness goes
    first, so that it is not revived.
    """
    sums = await wallets.move(work.session, customer_id, move)
    if sums is None:
        wallet = await opening.opened(work, customer_id)
        if wallet.expires_on is not None and wallet.expires_on < work.today:
            await expire(work, wallet.id)
            await work.session.flush()
        sums = await wallets.move(work.session, wallet.id, move, is_wallet=True)
    if sums is None:
        raise Refused(Gone())
    return sums


async def move_wallet(work: Work, wallet_id: int, move: Move) -> Sums:
    sums = await wallets.move(work.session, wallet_id, move, is_wallet=True)
    if sums is None:  # gone by idleness, and not posted yet
        await expire(work, wallet_id)
        await work.session.flush()
        sums = await wallets.move(work.session, wallet_id, move, is_wallet=True)
    if sums is None:
        raise Refused(Gone())
    return sums


async def expire(work: Work, wallet_id: int) -> int:
    """Post what could be spent until yesterday at the latest; returns how many points went."""
    wallet = await locked(work, wallet_id)
    idle = wallet.expires_on is not None and wallet.expires_on < work.today
    gone = [each for each in await lots.remaining(work.session, wallet.id) if idle or each.expires_on < work.today]
    total = sum(each.points for each in gone)
    slip = Slip(f"expire:{wallet.id}:{work.operation}", "expired")
    lines = [Line(each.expires_on, points=-each.points) for each in gone]
    wallet.expires_on = None if idle else wallet.expires_on
    if not gone:
        return 0
    wallet.balance -= total
    await write(work, wallet.id, await holder(work, wallet.id), "expire", slip, lines)
    await lots.take(work.session, wallet.id, gone)
    return total


async def locked(work: Work, wallet_id: int) -> Wallet:
    await work.session.flush()
    wallet = await wallets.locked(work.session, wallet_id)
    if wallet is None:
        raise Refused(Gone())
    return wallet


async def holder(work: Work, wallet_id: int) -> int | None:
    """Whose the wallet is in the first place."""
    members = await wallets.members(work.session, wallet_id)
    return members[0].customer_id if members else None


async def known_as(work: Work, slip: Slip) -> Posted | None:
    """What the key did when it was posted before."""
    known = await entries.of_key(work.session, slip.key)
    if not known:
        return None
    wallet = await locked(work, known[0].wallet_id)
    sums = Sums(wallet.id, wallet.balance, wallet.pending, wallet.owed)
    return replace(posted(slip, sums, sum(each.points for each in known)), fresh=False)


async def again(work: Work, slip: Slip, sums: Sums, back: Move) -> Posted:
    """The key was posted before: put the sums back as they were."""
    await move_wallet(work, sums.wallet_id, back)
    known = await known_as(work, slip)
    if known is None:
        raise Refused(Gone())
    return known


def first_of(days: Sequence[Day], points: int) -> list[Day] | None:
    """So many of these points, those of the first days first; None when they are too few."""
    taken, left = list[Day](), points
    for each in days:
        part = min(each.points, left)
        if part:
            taken.append(Day(each.expires_on, part))
        left -= part
    return None if left else taken


async def settled(work: Work, customer_id: int | None, slip: Slip, sums: Sums, points: int) -> Posted:
    """Of what has just come, first what is owed."""
    if not sums.owed or not sums.balance:
        return posted(slip, sums, points)
    alive = [each for each in await lots.remaining(work.session, sums.wallet_id) if each.expires_on >= work.today]
    paid = min(sums.owed, sum(each.points for each in alive))
    if not paid:
        return posted(slip, sums, points)
    taken = first_of(alive, paid) or []
    now = await move_wallet(work, sums.wallet_id, Move(work.today, points=-paid, owed=-paid))
    lines = [Line(each.expires_on, points=-each.points, owed=-each.points) for each in taken]
    debt = Slip(f"{slip.key}:owed", "owed", slip.source)
    await write(work, sums.wallet_id, customer_id, "reverse", debt, lines)
    await lots.take(work.session, sums.wallet_id, taken)
    return posted(slip, now, points - paid)


def posted(slip: Slip, sums: Sums, points: int) -> Posted:
    return Posted(slip.key, sums.wallet_id, points, sums.balance, sums.pending, sums.owed)


async def write(
    work: Work,
    wallet_id: int,
    customer_id: int | None,
    kind: str,
    slip: Slip,
    lines: Iterable[Line],
    of_key: str | None = None,
) -> bool:
    shared: dict[str, Any] = {
        "wallet_id": wallet_id,
        "customer_id": customer_id,
        "at": work.now,
        "day": work.today,
        "kind": kind,
        "reason": slip.reason,
        "note": slip.note,
        "actor": str(work.actor),
        "operation": work.operation,
        "source": slip.source,
        "key": slip.key,
        "of_key": of_key,
    }
    parts = [shared | vars(line) | {"part": number} for number, line in enumerate(lines)]
    return await entries.write(work.session, parts)
