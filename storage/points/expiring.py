"""Queries on what goes soon: which wallets' owners are to be told, and how far they have been told already."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Customer, Ledger, LineLink, LineUser, PointLot, Wallet, WalletMember

IDLE = "points_idle"
"""The job under whose slots the ledger keeps how far a wallet was warned that goes by inactivity."""


@dataclass(frozen=True)
class Stretch:
    """The days from `first` to `last`, both included, of which somebody is told `days` before at the latest."""

    first: date
    last: date
    days: int


class Holder(NamedTuple):
    """Somebody who shares a wallet, and a reachable account of theirs."""

    wallet_id: int
    customer: Customer
    account: LineUser


def stretches(today: date, upto: date, days: Collection[int]) -> list[Stretch]:
    """The nearest first; `upto` is the last day before there is another chance to tell anybody."""
    found, first = list[Stretch](), today
    for each in sorted(set(days)):
        last = upto + timedelta(days=each)
        if last >= first:
            found.append(Stretch(first, last, each))
            first = last + timedelta(days=1)
    return found


async def due(
    session: AsyncSession, ahead: Sequence[Stretch], hour: int, *, morning: bool, after: int, limit: int
) -> list[int]:
    """Wallets with something in these stretches of which nobody was told so closely, one of whose owners may be written
    to in this hour (those without an hour of their own in the `morning`); after the wallet of that number.
    """
    lots: Select[int] = select(col(PointLot.wallet_id).label("id")).where(
        col(PointLot.remaining) > 0,
        col(PointLot.expires_on) >= ahead[0].first,
        col(PointLot.expires_on) <= ahead[-1].last,
        or_(*(_unwarned(each) for each in ahead)),
    )
    idle: Select[int] = select(col(Wallet.id).label("id")).where(
        col(Wallet.balance) > 0,
        col(Wallet.expires_on) >= ahead[0].first,
        col(Wallet.expires_on) <= ahead[-1].last,
        or_(*(_idle_unwarned(each) for each in ahead)),
    )
    both = lots.union(idle).subquery()
    found = select(both.c.id).where(both.c.id > after, _someone(both.c.id, hour, morning=morning))
    return list(await session.scalars(found.order_by(both.c.id).limit(limit)))


def _unwarned(stretch: Stretch) -> ColumnElement[bool]:
    inside = col(PointLot.expires_on).between(stretch.first, stretch.last)
    return and_(inside, or_(col(PointLot.warned).is_(None), col(PointLot.warned) > stretch.days))


def _idle_unwarned(stretch: Stretch) -> ColumnElement[bool]:
    slot = cast(col(Wallet.id), String) + ":" + cast(col(Wallet.expires_on), String) + f":{stretch.days}"
    told = exists().where(col(Ledger.job) == IDLE, col(Ledger.slot) == slot)
    return and_(col(Wallet.expires_on).between(stretch.first, stretch.last), ~told)


def _someone(wallet_id: ColumnElement[int], hour: int, *, morning: bool) -> ColumnElement[bool]:
    theirs = col(LineUser.delivery_hour)
    in_time = or_(theirs == hour, theirs.is_(None)) if morning else theirs == hour
    return exists(_holding().where(col(WalletMember.wallet_id) == wallet_id, in_time))


def _holding() -> Select[int, Customer, LineUser]:
    return (
        select(col(WalletMember.wallet_id), Customer, LineUser)
        .join(Customer, col(Customer.id) == col(WalletMember.customer_id))
        .join(LineLink, col(LineLink.customer_id) == col(Customer.id))
        .join(LineUser, col(LineUser.id) == col(LineLink.line_user_id))
        .where(
            col(WalletMember.left_at).is_(None),
            col(LineLink.ended_at).is_(None),
            col(LineUser.state) == "friend",
            col(Customer.erased_at).is_(None),
        )
    )


async def holders(session: AsyncSession, wallet_ids: Collection[int]) -> list[Holder]:
    """Everybody who shares these wallets and can be reached, the latest account of each."""
    found = _holding().where(col(WalletMember.wallet_id).in_(wallet_ids)).order_by(col(LineLink.id).desc())
    latest: dict[tuple[int, int], Holder] = {}
    for wallet_id, customer, account in await session.execute(found):
        latest.setdefault((wallet_id, customer.id), Holder(wallet_id, customer, account))
    return list(latest.values())


async def locked(session: AsyncSession, wallet_ids: Collection[int]) -> list[Wallet]:
    """These wallets as they stand now, in order; nothing moves in them until we commit."""
    found = select(Wallet).where(col(Wallet.id).in_(wallet_ids)).order_by(col(Wallet.id)).with_for_update()
    return list(await session.scalars(found.execution_options(populate_existing=True)))


async def lots_of(session: AsyncSession, wallet_ids: Collection[int], today: date) -> dict[int, list[PointLot]]:
    """What may be spent in each, what goes first before the rest."""
    found = select(PointLot).where(
        col(PointLot.wallet_id).in_(wallet_ids), col(PointLot.remaining) > 0, col(PointLot.expires_on) >= today
    )
    ordered = found.order_by(col(PointLot.expires_on)).execution_options(populate_existing=True)
    by_wallet: dict[int, list[PointLot]] = {each: [] for each in wallet_ids}
    for lot in await session.scalars(ordered):
        by_wallet[lot.wallet_id].append(lot)
    return by_wallet


async def mark(session: AsyncSession, wallet_ids: Collection[int], stretch: Stretch) -> None:
    """Their owners have been told of all that goes in this stretch."""
    lots = update(PointLot).where(
        col(PointLot.wallet_id).in_(wallet_ids), col(PointLot.expires_on).between(stretch.first, stretch.last)
    )
    closer = or_(col(PointLot.warned).is_(None), col(PointLot.warned) > stretch.days)
    done = lots.where(closer).values(warned=stretch.days)
    await session.execute(done, execution_options={"synchronize_session": False})
