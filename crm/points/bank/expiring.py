"""What the calendar does to points: promises come true or lapse, points go, and their owners are told before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from crm import post
from crm.notices import ExpiryWarning, PointsLeave
from crm.points.bank import giving, ledger, telling
from crm.points.earning import referrals
from crm.points.programme import programmes
from crm.points.programme.programme import Programme
from crm.post import LineLetter
from crm.privacy import consents, hours
from crm.roles import rule
from crm.surveys.hours import MORNING
from crm.work import Work
from storage import ledger as slots
from storage.points import expiring, lots
from storage.points.expiring import Holder, Stretch
from storage.privacy import consents as decisions
from storage.tables import PointLot, Wallet

NAMED = 6
"""So many days are named in a warning; what goes later is one sum."""
WARNED = "points_warned"
_REFERRALS = "referrals:"


@rule("points_sweep.release")
async def release(work: Work, keys: Sequence[str]) -> int:
    """What was promised for today may be spent; returns how many promises came true."""
    programme, done = await programmes.current(work), 0
    for key in keys:
        promised = await lots.pending_of(work.session, key)
        posted = await giving.release(work, programme, key)
        if promised is None or posted is None:
            continue
        done += 1
        if promised.customer_id is not None:
            await telling.tell(work, programme, promised.customer_id, posted, promised.reason)
    return done


@rule("points_sweep.drop")
async def drop(work: Work, keys: Sequence[str]) -> int:
    """What should have happened by yesterday never will; returns how many promises lapsed."""
    done = 0
    for key in keys:
        promised = await lots.pending_of(work.session, key)
        if promised is None or await ledger.drop(work, key, "lapsed") is None:
            continue
        done += 1
        if promised.source.startswith(_REFERRALS):
            await referrals.lapsed(work, int(promised.source.removeprefix(_REFERRALS)))
    return done


@rule("points_sweep.expire")
async def expire(work: Work, wallet_ids: Sequence[int]) -> int:
    """Post what could be spent until yesterday; returns how many points went."""
    gone = 0
    for each in sorted(wallet_ids):
        gone += await ledger.expire(work, each)
        await work.session.flush()
    return gone


def ahead(work: Work, programme: Programme) -> list[Stretch]:
    """The days of which somebody is to be told now: what would fall due while we do not write counts as today's."""
    last = work.house.business.next_business_day(work.today) - timedelta(days=1)
    return expiring.stretches(work.today, last, programme.expiry.warn_days)


async def waiting(work: Work, after: int, limit: int) -> list[int]:
    """Wallets whose owners are to be warned in this hour, after the one of that number. Only reads."""
    programme, local = await programmes.current(work), work.house.business.local(work.now)
    stretches = ahead(work, programme)
    if not programme.enabled or not stretches or not work.house.business.is_business_day(local.date()):
        return []
    morning = MORNING[0] <= local.hour < MORNING[1]
    return await expiring.due(work.session, stretches, local.hour, morning=morning, after=after, limit=limit)


@dataclass(frozen=True)
class _Going:
    """What goes of a wallet within the longest warning, of its whole `balance`."""

    wallet: Wallet
    leaves: tuple[PointsLeave, ...]
    balance: int
    idle: bool


@rule("points_sweep.warn")
async def warn(work: Work, wallet_ids: Sequence[int], room: int) -> int | None:
    """Tell the owners of these wallets, each once a day at most, of all that goes soon; how many messages that are.

    None, and nothing changed, when there is no room for them in LINE's month. Who does not want such messages is
    counted as told.
    """
    stretches = ahead(work, await programmes.current(work))
    wallets = await expiring.locked(work.session, wallet_ids)
    held = await expiring.lots_of(work.session, [each.id for each in wallets], work.today)
    going = {each.id: _going(each, held[each.id], stretches) for each in wallets}
    holders = [each for each in await expiring.holders(work.session, list(going)) if going[each.wallet_id].leaves]
    told = await _told(work, holders)
    if len(told) > room:
        return None
    fresh = [each for each in told if await _first_today(work, each)]
    late = {each.wallet_id for each in told} - {each.wallet_id for each in fresh}
    letters = [_letter(work, each, going[each.wallet_id]) for each in fresh]
    await post.to_lines(work, letters)
    await _mark(work, [each for each in wallets if each.id not in late], stretches)
    return len(letters)


async def _first_today(work: Work, holder: Holder) -> bool:
    """What comes up later on the same day is told on the next."""
    return await slots.take(work.session, WARNED, f"{holder.customer.id}:{work.today}", work.now)


def _going(wallet: Wallet, held: Sequence[PointLot], stretches: Sequence[Stretch]) -> _Going:
    first, last = stretches[0].first, stretches[-1].last
    balance = sum(each.remaining for each in held)
    if wallet.expires_on is not None and first <= wallet.expires_on <= last and balance:
        return _Going(wallet, (PointsLeave(wallet.expires_on, balance),), balance, idle=True)
    soon = tuple(PointsLeave(each.expires_on, each.remaining) for each in held if each.expires_on <= last)
    return _Going(wallet, soon, balance, idle=False)


async def _told(work: Work, holders: Sequence[Holder]) -> list[Holder]:
    """Those who take such messages; of several who share a wallet and a phone, one."""
    no = await decisions.declined(work.session, [each.customer.id for each in holders], consents.SERVICE)
    wanted = [each for each in holders if each.customer.id not in no]
    return list({(each.wallet_id, each.account.id): each for each in wanted}.values())


def _letter(work: Work, holder: Holder, going: _Going) -> LineLetter:
    due = hours.due(work.house.business, holder.account, work.now)
    return LineLetter(holder.account, _notice(work, holder, going), holder.customer.id, due)


def _notice(work: Work, holder: Holder, going: _Going) -> ExpiryWarning:
    return ExpiryWarning(
        company=work.house.company,
        customer=holder.customer.name,
        balance=going.balance,
        leaves=going.leaves[:NAMED],
        more=sum(each.points for each in going.leaves[NAMED:]),
        idle=going.idle,
        shared=going.wallet.kind != "own",
    )


async def _mark(work: Work, wallets: Sequence[Wallet], stretches: Sequence[Stretch]) -> None:
    for stretch in stretches:
        await expiring.mark(work.session, [each.id for each in wallets], stretch)
        for each in wallets:
            if each.expires_on is not None and stretch.first <= each.expires_on <= stretch.last:
                slot = f"{each.id}:{each.expires_on}:{stretch.days}"
                await slots.take(work.session, expiring.IDLE, slot, work.now)
