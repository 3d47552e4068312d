"""Queries on wishes to be forgotten, and on what must not go on with whoever has such a wish."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, literal, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.records.merges import lives_in
from storage.tables import (
    Case,
    Customer,
    Disclosure,
    Erasure,
    Followup,
    HandoverCustomer,
    Invite,
    LineLink,
    LineUser,
    LinkOffer,
    Outbox,
    SurveyInvite,
    Tracked,
    WaveCustomer,
)

QUIETLY = {"synchronize_session": False}
UNSENT = ("ready", "waiting", "scheduled", "paused")


async def by_receipt(session: AsyncSession, receipt: str) -> Erasure | None:
    """Locked: nobody else decides on it until we commit."""
    row = select(Erasure).where(col(Erasure.receipt) == receipt).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def by_id(session: AsyncSession, erasure_id: int) -> Erasure | None:
    return await session.get(Erasure, erasure_id)


async def open_of(session: AsyncSession, customer_id: int) -> Erasure | None:
    """What was asked or confirmed last for this customer and is not over."""
    rows = select(Erasure).where(
        col(Erasure.customer_id) == customer_id, col(Erasure.state).in_(("asked", "confirmed"))
    )
    return (await session.scalars(rows.order_by(col(Erasure.id).desc()).limit(1))).first()


async def confirmed(session: AsyncSession, limit: int) -> list[int]:
    """Numbers of those that are to be done, the oldest first."""
    rows = select(col(Erasure.id)).where(col(Erasure.state) == "confirmed").order_by(col(Erasure.confirmed_at))
    return list(await session.scalars(rows.limit(limit)))


async def family(session: AsyncSession, customer_id: int) -> list[Customer]:
    """The customer and every duplicate that lives on in them, locked."""
    rows = select(Customer).where(col(Customer.id).in_(lives_in(customer_id))).order_by(col(Customer.id))
    return list(await session.scalars(rows.with_for_update().execution_options(populate_existing=True)))


async def open_links(session: AsyncSession, ids: Sequence[int]) -> list[LineLink]:
    rows = select(LineLink).where(col(LineLink.customer_id).in_(ids), col(LineLink.ended_at).is_(None))
    return list(await session.scalars(rows.with_for_update()))


async def accounts(session: AsyncSession, ids: Sequence[int]) -> list[LineUser]:
    """Accounts that have ever spoken for these customers and speak for nobody else now."""
    theirs = select(col(LineLink.line_user_id)).where(col(LineLink.customer_id).in_(ids))
    others = select(col(LineLink.line_user_id)).where(
        col(LineLink.customer_id).not_in(ids), col(LineLink.ended_at).is_(None)
    )
    rows = select(LineUser).where(col(LineUser.id).in_(theirs), col(LineUser.id).not_in(others))
    return list(await session.scalars(rows.order_by(col(LineUser.id))))


async def end_all(session: AsyncSession, ids: Sequence[int], now: datetime) -> None:
    """Nothing is owed to these customers any more, nobody is asked, and no code or button of theirs works."""
    await _set(session, Followup, ids, col(Followup.state) == "open", state="dropped", done_at=now)
    closed = {"state": "closed", "step": "closed", "closed_at": now}
    await _set(session, Case, ids, col(Case.state) == "open", **closed)
    waiting = col(HandoverCustomer.state).in_(("waiting", "accepted"))
    await _set(session, HandoverCustomer, ids, waiting, state="cancelled", decided_at=now)
    await _set(session, WaveCustomer, ids, col(WaveCustomer.state) == "planned", state="skipped", why="Gone")
    await _set(session, LinkOffer, ids, col(LinkOffer.state) == "asked", state="void", decided_at=now)
    await _set(session, Invite, ids, col(Invite.used_at).is_(None), used_at=now)
    await _set(session, Disclosure, ids, col(Disclosure.expires_at) > now, expires_at=now)
    token = literal("erased-") + cast(col(SurveyInvite.id), String)
    await _set(session, SurveyInvite, ids, true(), token=token)
    unsaid = update(Outbox).where(col(Outbox.customer_id).in_(ids), col(Outbox.state).in_(UNSENT))
    await session.execute(unsaid.values(state="cancelled", lease=None), execution_options=QUIETLY)


async def _set(session: AsyncSession, kind: type[Tracked], ids: Sequence[int], where: Any, **values: Any) -> None:  # noqa: ANN401 - a condition and columns
    theirs = update(kind).where(col(kind.customer_id).in_(ids), where)  # type: ignore[attr-defined] # of all named above
    await session.execute(theirs.values(version=kind.version + 1, **values), execution_options=QUIETLY)
