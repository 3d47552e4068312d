"""Queries on reps and teams."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Rep, Team


async def by_id(session: AsyncSession, rep_id: int) -> Rep | None:
    return await session.get(Rep, rep_id)


async def by_slack_id(session: AsyncSession, slack_id: str) -> Rep | None:
    return (await session.scalars(select(Rep).where(col(Rep.slack_id) == slack_id))).first()


async def locked(session: AsyncSession, slack_id: str) -> Rep | None:
    """The rep as they are now; nobody else changes this row until we commit. What others hang on it goes on."""
    row = select(Rep).where(col(Rep.slack_id) == slack_id).with_for_update(key_share=True)
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def by_friend_code(session: AsyncSession, code: str) -> Rep | None:
    """Whose personal QR code this is."""
    return (await session.scalars(select(Rep).where(col(Rep.friend_code) == code))).first()


async def by_slack_ids(session: AsyncSession, slack_ids: Sequence[str]) -> list[Rep]:
    """Those of these people whom we know, in the order of their numbers."""
    return list(await session.scalars(select(Rep).where(col(Rep.slack_id).in_(slack_ids)).order_by(col(Rep.id))))


async def by_ids(session: AsyncSession, ids: Sequence[int]) -> dict[int, Rep]:
    return {rep.id: rep for rep in await session.scalars(select(Rep).where(col(Rep.id).in_(ids)))}


async def represented_by(session: AsyncSession, rep_id: int) -> list[Rep]:
    """Whoever has named this rep as their deputy."""
    return list(await session.scalars(select(Rep).where(col(Rep.deputy_id) == rep_id).order_by(col(Rep.id))))


async def with_roles(session: AsyncSession, roles: Sequence[str]) -> list[Rep]:
    """Active reps of these roles."""
    rows = select(Rep).where(col(Rep.role).in_(roles), col(Rep.active)).order_by(col(Rep.id))
    return list(await session.scalars(rows))


async def active(session: AsyncSession) -> list[Rep]:
    return list(await session.scalars(select(Rep).where(col(Rep.active)).order_by(col(Rep.id))))


async def teams(session: AsyncSession) -> list[Team]:
    return list(await session.scalars(select(Team).order_by(col(Team.id))))


async def channel_of(session: AsyncSession, team_id: int | None) -> str | None:
    """The Slack channel that the team works in."""
    team = await team_by_id(session, team_id) if team_id is not None else None
    return team.channel if team is not None else None


async def team_by_id(session: AsyncSession, team_id: int) -> Team | None:
    return await session.get(Team, team_id)


def below(teams_: Sequence[Team], team_id: int | None) -> frozenset[int]:
    """The team and every team inside it (a 部 contains 課)."""
    if team_id is None:
        return frozenset()
    found = {team_id}
    while more := {team.id for team in teams_ if team.parent_id in found} - found:
        found |= more
    return frozenset(found)
