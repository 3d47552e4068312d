"""Queries on what several customers ask us to do better."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.records.merges import lives_in
from storage.tables import Customer, Message, SurveyAnswer, Theme, Voice


@dataclass(frozen=True)
class Counted:
    """A theme, by how many customers it was raised, how many of them have heard what became of it, and when last."""

    theme: Theme
    customers: int
    told: int
    last: datetime | None


async def by_id(session: AsyncSession, theme_id: int) -> Theme | None:
    return await session.get(Theme, theme_id)


async def locked(session: AsyncSession, theme_id: int) -> Theme | None:
    """The theme as it stands now; nobody else changes it until we commit."""
    row = select(Theme).where(col(Theme.id) == theme_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def open_(session: AsyncSession, limit: int) -> list[Theme]:
    """Themes that are not done, the newest first."""
    rows = select(Theme).where(col(Theme.state) == "open").order_by(col(Theme.id).desc()).limit(limit)
    return list(await session.scalars(rows))


async def named(session: AsyncSession, title: str) -> Theme | None:
    """The open theme of this title."""
    rows = select(Theme).where(col(Theme.state) == "open", col(Theme.title) == title).order_by(col(Theme.id))
    return (await session.scalars(rows.limit(1))).first()


async def page(session: AsyncSession, skip: int, limit: int) -> list[Counted]:
    """All themes: the open ones first, and of these the one that most customers have raised."""
    raised = func.count(col(Voice.customer_id).distinct())
    told = func.count(case((col(Voice.told_at).is_not(None), col(Voice.customer_id))).distinct())
    rows = (
        select(Theme, raised, told, func.max(col(Voice.created_at)))
        .outerjoin(Voice, col(Voice.theme_id) == col(Theme.id))
        .group_by(col(Theme.id))
        .order_by(case((col(Theme.state) == "open", 0), else_=1), raised.desc(), col(Theme.id).desc())
    )
    return [Counted(*row) for row in await session.execute(rows.offset(skip).limit(limit))]


async def count(session: AsyncSession) -> int:
    return int((await session.execute(select(func.count(col(Theme.id))))).scalar_one())


async def voices(session: AsyncSession, theme_id: int, limit: int) -> list[tuple[Voice, Customer]]:
    """What was said of it, the newest first."""
    rows = select(Voice, Customer).join(Customer, col(Customer.id) == col(Voice.customer_id))
    rows = rows.where(col(Voice.theme_id) == theme_id).order_by(col(Voice.id).desc()).limit(limit)
    return [(voice, customer) for voice, customer in await session.execute(rows)]


async def raised_by(session: AsyncSession, theme_id: int) -> int:
    """How many customers have raised it."""
    rows = select(func.count(col(Voice.customer_id).distinct())).where(col(Voice.theme_id) == theme_id)
    return int((await session.execute(rows)).scalar_one())


async def said(session: AsyncSession, theme_id: int, customer_id: int) -> list[Voice]:
    """What this customer (and the duplicates in them) said of it, the oldest first, locked."""
    rows = select(Voice).where(col(Voice.theme_id) == theme_id, col(Voice.customer_id).in_(lives_in(customer_id)))
    return list(await session.scalars(rows.order_by(col(Voice.id)).with_for_update()))


async def known(session: AsyncSession, theme_id: int, source: str, source_id: int) -> Voice | None:
    """What was noted of these words already."""
    rows = select(Voice).where(
        col(Voice.theme_id) == theme_id, col(Voice.source) == source, col(Voice.source_id) == source_id
    )
    return (await session.scalars(rows.limit(1))).first()


async def to_tell(session: AsyncSession, limit: int) -> list[tuple[int, int]]:
    """(theme, customer) of those who have not heard yet what became of it."""
    return await _pairs(session, limit, col(Theme.state) == "done", col(Voice.told_at).is_(None))


async def to_ask(session: AsyncSession, before: datetime, limit: int) -> list[tuple[int, int]]:
    """(theme, customer) of those who have heard it before that moment and were not asked since."""
    return await _pairs(session, limit, col(Voice.told_at) <= before, col(Voice.asked_at).is_(None))


async def _pairs(session: AsyncSession, limit: int, *where: ColumnElement[bool]) -> list[tuple[int, int]]:
    rows = (
        select(col(Voice.theme_id), col(Voice.customer_id))
        .join(Theme, col(Theme.id) == col(Voice.theme_id))
        .where(*where)
        .distinct()
        .order_by(col(Voice.theme_id), col(Voice.customer_id))
    )
    return [(theme, customer) for theme, customer in await session.execute(rows.limit(limit))]


async def message(session: AsyncSession, message_id: int) -> Message | None:
    return await session.get(Message, message_id)


async def answer(session: AsyncSession, answer_id: int) -> SurveyAnswer | None:
    return await session.get(SurveyAnswer, answer_id)
