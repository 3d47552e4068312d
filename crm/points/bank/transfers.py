"""Wallets whose points go into another, or to nobody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crm.points.bank.posting import Line, Slip, holder, locked, settled, write
from crm.work import Work
from storage.points import lots
from storage.points.entries import Day
from storage.points.wallets import Sums
from storage.tables import PointPending, Wallet


@dataclass(frozen=True)
class Portion:
    """A part of what a wallet holds, for a transfer."""

    days: Sequence[Day]
    promised: Sequence[PointPending] = ()
    owed: int = 0


async def transfer(work: Work, giver: int, taker: int, slip: Slip, *, only: Portion | None = None) -> int:
    """Move all that a wallet holds, promises and owes into another, or a portion of it, each point with its last day;
    returns the points that may be spent.
    """
    both = {each: await locked(work, each) for each in sorted({giver, taker})}
    old, new = both[giver], both[taker]
    moved = only or Portion(
        await lots.remaining(work.session, giver), await lots.pendings(work.session, giver), old.owed
    )
    days, waiting = moved.days, sum(each.remaining for each in moved.promised)
    lines = [Line(each.expires_on, points=each.points) for each in days]
    if waiting or moved.owed:
        lines.append(Line(pending=waiting, owed=moved.owed))
    for each in moved.promised:
        each.wallet_id = taker
    for name, wallet, sign in (("out", old, -1), ("in", new, 1)):
        signed = [Line(x.expires_on, sign * x.points, sign * x.pending, sign * x.owed) for x in lines]
        await _transferred(work, wallet, signed, replace(slip, key=f"{slip.key}:{name}"))
    await lots.take(work.session, giver, days)
    await lots.put(work.session, taker, days)
    await work.session.flush()
    await settled(work, await holder(work, taker), slip, Sums(new.id, new.balance, new.pending, new.owed), 0)
    return sum(each.points for each in days)


async def give_up(work: Work, wallet_id: int, slip: Slip) -> None:
    """Nobody will spend this any more: empty the wallet, promises and debts too."""
    wallet = await locked(work, wallet_id)
    days = await lots.remaining(work.session, wallet_id)
    lines = [Line(each.expires_on, points=-each.points) for each in days]
    if wallet.pending or wallet.owed:
        lines.append(Line(pending=-wallet.pending, owed=-wallet.owed))
    await _transferred(work, wallet, lines, slip, kind="adjust")
    await lots.take(work.session, wallet_id, days)
    for each in await lots.pendings(work.session, wallet_id):
        each.state, each.remaining = "dropped", 0
    await work.session.flush()


async def _all_of(work: Work, wallet: Wallet) -> Portion:
    days, promised = await lots.remaining(work.session, wallet.id), await lots.pendings(work.session, wallet.id)
    return Portion(days, promised, wallet.owed)


async def _transferred(
    work: Work, wallet: Wallet, lines: Sequence[Line], slip: Slip, *, kind: str = "transfer"
) -> None:
    """Post to a wallet that is locked, and change its sums by what is posted; its lots are the caller's matter."""
    if not lines:
        return
    await write(work, wallet.id, await holder(work, wallet.id), kind, slip, lines)
    wallet.balance += sum(each.points for each in lines)
    wallet.pending += sum(each.pending for each in lines)
    wallet.owed += sum(each.owed for each in lines)
