"""Wallets that become one and part again: when two records of one person are merged, and when somebody is forgotten."""

from crm.points.bank import ledger
from crm.points.bank.ledger import Portion, Slip
from crm.points.programme import programmes, tiers
from crm.work import Work
from storage import audit
from storage.points import entries, lots, wallets
from storage.points.entries import Day
from storage.tables import Customer, WalletMember


async def join(work: Work, survivor_id: int, other_id: int) -> None:
    """The duplicate's points become the survivor's, each with its last day. Both customers are locked.

    Where only one of them has a wallet, whoever moves the rows moves it; what others share stays with them.
    """
    ours, theirs = [await wallets.of(work.session, each) for each in (survivor_id, other_id)]
    if ours is None or theirs is None or ours.id == theirs.id or theirs.kind != "own":
        return
    await ledger.transfer(work, theirs.id, ours.id, Slip(_key(work.operation), "merge"))
    theirs.joined_id = ours.id
    await work.session.flush()
    await tiers.joined(work, await programmes.current(work), theirs.id, ours.id)


async def part(work: Work, operation: str, other_id: int) -> None:
    """The merge is undone: what came with the other goes back, as far as it has not been spent since."""
    came = await entries.of_key(work.session, f"{_key(operation)}:in")
    went = await entries.of_key(work.session, f"{_key(operation)}:out")
    theirs = await wallets.of(work.session, other_id)
    if theirs is not None and theirs.joined_id is not None:
        theirs.joined_id = None
    if not came or not went:
        return
    ours, back = came[0].wallet_id, went[0].wallet_id
    held = {each.expires_on: each.points for each in await lots.remaining(work.session, ours)}
    days = [Day(each.expires_on, min(each.points, held.get(each.expires_on, 0))) for each in came if each.expires_on]
    promised = await lots.waiting_of(work.session, ours, [other_id])
    portion = Portion([each for each in days if each.points], promised)
    await ledger.transfer(work, ours, back, Slip(f"{_key(operation)}:parted", "merge"), only=portion)


async def leave_behind(work: Work, member_id: int) -> None:
    """Somebody who is to be forgotten leaves the wallet; what nobody else shares is given up, and counted as such."""
    member = await work.session.get(WalletMember, member_id)
    if member is None or member.left_at is not None:
        return
    if len(await wallets.members(work.session, member.wallet_id)) == 1:
        await ledger.give_up(work, member.wallet_id, Slip(f"erasure:{member.id}", "erasure"))
    member.left_at = work.now


async def never_were(work: Work, operation: str) -> None:
    """The operation that made these customers is about to be undone: points that came with its log keep nobody here.

    Whoever has got or spent more than that since stays, and so does what the operation made.
    """
    for line in await audit.of_operation(work.session, operation):
        if line.table_name == Customer.__tablename__ and line.before is None:
            await _never_was(work, line.row_id)


async def _never_was(work: Work, customer_id: int) -> None:
    member = await wallets.membership(work.session, customer_id)
    if member is None or len(await wallets.members(work.session, member.wallet_id)) > 1:
        return
    postings = await entries.postings(work.session, member.wallet_id)
    if {reason for _, reason in postings} <= {"visit", "undone"}:
        for key in [key for key, reason in postings if reason == "visit"]:
            await ledger.reverse(work, key, Slip(f"{key}:undone", "undone"))
        await work.session.delete(member)
        await work.session.flush()
        await entries.belong_to_nobody(work.session, member.wallet_id)


def _key(operation: str) -> str:
    return f"merge:{operation}"
