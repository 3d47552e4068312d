"""Queries on wallets: whose they are, their sums, and the lock under which all of it changes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Table, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Wallet, WalletMember

_TABLE: Table = Wallet.__table__  # type: ignore[attr-defined] # SQLModel sets it on table classes
_MEMBERS: Table = WalletMember.__table__  # type: ignore[attr-defined] # as above
_MOVED = (
    update(_TABLE)
    .values(
        balance=_TABLE.c.balance + bindparam("points"),
        pending=_TABLE.c.pending + bindparam("waiting"),
        owed=_TABLE.c.owed + bindparam("debt"),
        expires_on=func.coalesce(bindparam("idle_until", type_=_TABLE.c.expires_on.type), _TABLE.c.expires_on),
    )
    .where(
        _TABLE.c.balance + bindparam("points") >= 0,
        or_(_TABLE.c.expires_on.is_(None), _TABLE.c.expires_on >= bindparam("today")),
    )
    .returning(_TABLE.c.id, _TABLE.c.balance, _TABLE.c.pending, _TABLE.c.owed)
)
_OF_CUSTOMER = _MOVED.where(
    _MEMBERS.c.wallet_id == _TABLE.c.id, _MEMBERS.c.customer_id == bindparam("customer"), _MEMBERS.c.left_at.is_(None)
)
_BY_NUMBER = _MOVED.where(_TABLE.c.id == bindparam("number"))


class Sums(NamedTuple):
    """A wallet after something moved."""

    wallet_id: int
    balance: int
    pending: int
    owed: int


class Move(NamedTuple):
    """What a posting does to the sums of a wallet; `today` keeps what has gone already from being revived."""

    today: date
    points: int = 0
    pending: int = 0
    owed: int = 0
    idle_until: date | None = None


async def move(session: AsyncSession, who: int, what: Move, *, is_wallet: bool = False) -> Sums | None:
    """Lock the wallet of a customer (or of this number) and change its sums in one statement.

    None, and nothing changed, when there is no wallet, it holds too little, or all in it has gone by today.
    """
    values = {"points": what.points, "waiting": what.pending, "debt": what.owed, "today": what.today}
    target = {"number": who} if is_wallet else {"customer": who}
    connection = await session.connection()
    statement = _BY_NUMBER if is_wallet else _OF_CUSTOMER
    found = await connection.execute(statement, values | target | {"idle_until": what.idle_until})
    row = found.first()
    return Sums(*row) if row is not None else None


async def of(session: AsyncSession, customer_id: int, *, lock: bool = False) -> Wallet | None:
    """The customer's wallet, if there is one."""
    found = (
        select(Wallet)
        .join(WalletMember, col(WalletMember.wallet_id) == col(Wallet.id))
        .where(col(WalletMember.customer_id) == customer_id, col(WalletMember.left_at).is_(None))
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(found.with_for_update(of=Wallet) if lock else found)).first()


async def locked(session: AsyncSession, wallet_id: int) -> Wallet | None:
    found = select(Wallet).where(col(Wallet.id) == wallet_id).with_for_update()
    return (await session.scalars(found.execution_options(populate_existing=True))).first()


async def for_company(session: AsyncSession, company_id: int, now: datetime) -> Wallet:
    """The company's one wallet, made where there is none; two who come at once get the same."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    new_one = dialect.insert(Wallet).values(kind="company", company_id=company_id, created_at=now)
    await session.execute(new_one.on_conflict_do_nothing(index_elements=["company_id"]))
    return (await session.scalars(select(Wallet).where(col(Wallet.company_id) == company_id))).one()


async def members(session: AsyncSession, wallet_id: int) -> Sequence[WalletMember]:
    """Who shares it now, whoever came first before the others."""
    found = select(WalletMember).where(col(WalletMember.wallet_id) == wallet_id, col(WalletMember.left_at).is_(None))
    return (await session.scalars(found.order_by(col(WalletMember.id)))).all()


async def membership(session: AsyncSession, customer_id: int) -> WalletMember | None:
    found = select(WalletMember).where(col(WalletMember.customer_id) == customer_id)
    return (await session.scalars(found.where(col(WalletMember.left_at).is_(None)))).first()


async def home(session: AsyncSession, wallet_id: int) -> int:
    """Where the wallet's points live on: in whatever it was joined to, or where they are."""
    way = select(col(Wallet.id), col(Wallet.joined_id)).where(col(Wallet.id) == wallet_id).cte("way", recursive=True)
    way = way.union_all(select(col(Wallet.id), col(Wallet.joined_id)).join(way, col(Wallet.id) == way.c.joined_id))
    return int((await session.scalars(select(way.c.id).where(way.c.joined_id.is_(None)))).one())


async def gone_idle(session: AsyncSession, today: date, limit: int) -> list[int]:
    """Wallets in which nothing has moved for too long, and that still hold something."""
    found = select(col(Wallet.id)).where(col(Wallet.expires_on) < today, col(Wallet.balance) > 0)
    return list(await session.scalars(found.order_by(col(Wallet.expires_on)).limit(limit)))


async def new(session: AsyncSession, kind: str, now: datetime) -> Wallet:
    wallet = Wallet(kind=kind, created_at=now)
    session.add(wallet)
    await session.flush()
    return wallet
