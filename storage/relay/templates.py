"""Queries on the templates of replies."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import ReplyTemplate

Teams = Collection[int]


async def usable(session: AsyncSession, teams: Teams, language: str, limit: int) -> list[ReplyTemplate]:
    """Those in use of these teams and of everybody: in this language first, a team's own before everybody's."""
    foreign = case((col(ReplyTemplate.language) == language, 0), else_=1)
    general = case((col(ReplyTemplate.team_id).is_(None), 1), else_=0)
    rows = select(ReplyTemplate).where(col(ReplyTemplate.active), _of(teams))
    return list(await session.scalars(rows.order_by(foreign, general, col(ReplyTemplate.id)).limit(limit)))


async def page(session: AsyncSession, teams: Teams | None, offset: int, limit: int) -> list[ReplyTemplate]:
    """Those of these teams (None: of any) and of everybody, retired ones last, in the order in which they were made."""
    rows = select(ReplyTemplate).where(_of(teams)).order_by(~col(ReplyTemplate.active), col(ReplyTemplate.id))
    return list(await session.scalars(rows.offset(offset).limit(limit)))


async def count(session: AsyncSession, teams: Teams | None) -> int:
    return await session.scalar(select(func.count()).select_from(ReplyTemplate).where(_of(teams))) or 0


async def beside(session: AsyncSession, team_id: int | None, limit: int) -> list[ReplyTemplate]:
    """Those in use of exactly this team, or of everybody (None)."""
    own = col(ReplyTemplate.team_id).is_(None) if team_id is None else col(ReplyTemplate.team_id) == team_id
    rows = select(ReplyTemplate).where(col(ReplyTemplate.active), own).order_by(col(ReplyTemplate.id))
    return list(await session.scalars(rows.limit(limit)))


async def by_id(session: AsyncSession, template_id: int) -> ReplyTemplate | None:
    return await session.get(ReplyTemplate, template_id)


async def locked(session: AsyncSession, template_id: int) -> ReplyTemplate | None:
    row = select(ReplyTemplate).where(col(ReplyTemplate.id) == template_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


def _of(teams: Teams | None) -> ColumnElement[bool]:
    team = col(ReplyTemplate.team_id)
    return or_(team.is_(None), team.in_(sorted(teams)) if teams is not None else team.is_not(None))
