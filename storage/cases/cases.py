"""Queries on cases."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.records.merges import lives_in
from storage.tables import Case, Followup, Outbox


async def by_id(session: AsyncSession, case_id: int) -> Case | None:
    return await session.get(Case, case_id)


async def locked(session: AsyncSession, case_id: int) -> Case | None:
    """The case as it stands now; nobody else changes it until we commit."""
    row = select(Case).where(col(Case.id) == case_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def open_of(session: AsyncSession, customer_id: int) -> Case | None:
    """The customer's oldest open case."""
    rows = select(Case).where(col(Case.customer_id) == customer_id, col(Case.state) == "open")
    return (await session.scalars(rows.order_by(col(Case.opened_at), col(Case.id)).limit(1))).first()


async def open_among(session: AsyncSession, customer_ids: Collection[int]) -> set[int]:
    """Those of these customers who have an open case."""
    rows = select(col(Case.customer_id)).where(col(Case.customer_id).in_(customer_ids), col(Case.state) == "open")
    return set(await session.scalars(rows))


async def of_answer(session: AsyncSession, answer_id: int) -> Case | None:
    return (await session.scalars(select(Case).where(col(Case.answer_id) == answer_id))).first()


async def told_of(session: AsyncSession, kind: str, customer_id: int, case_id: int) -> list[Outbox]:
    """Every message of this kind about the case, updates included, in order."""
    rows = select(Outbox).where(
        col(Outbox.customer_id).in_(lives_in(customer_id)),
        col(Outbox.kind) == kind,
        col(Outbox.fields)["case_id"].as_integer() == case_id,
    )
    return list(await session.scalars(rows.order_by(col(Outbox.seq))))


async def followup_of(session: AsyncSession, case_id: int) -> Followup | None:
    """What is owed because of the case; the latest when there are several."""
    rows = select(Followup).where(col(Followup.case_id) == case_id).order_by(col(Followup.id).desc()).limit(1)
    return (await session.scalars(rows)).first()
