"""The nightly self-check of points: whoever keeps sums must be able to show that they are right."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from crm import alarms
from crm.notices import Alarm
from crm.roles import rule
from crm.work import Work
from storage import ledger
from storage.points import audits

JOB = "point_check"
DRIFT = "points_drift"
HOUR = 3
"""Local; before it the day's check is not due."""
MOST = 10


async def due(work: Work) -> bool:
    """Whether today's check is still to be made. Only reads."""
    local = work.house.business.local(work.now)
    return local.hour >= HOUR and not await ledger.used(work.session, JOB, local.date().isoformat())


async def drifted(work: Work) -> list[int]:
    """Wallets that do not agree with themselves, the first so many. Only reads."""
    return await audits.drifted(work.session, MOST)


@rule("points_check.report")
async def report(work: Work, wallets: Sequence[int]) -> bool:
    """The check was made: use up the day, and tell the admins where something is wrong; whether they were told."""
    day = work.today.isoformat()
    if not await ledger.take(work.session, JOB, day, work.now) or not wallets:
        return False
    named = " ".join(f"#{each}" for each in wallets)
    return await alarms.raise_(work, Alarm(DRIFT, reference=f"{day} {named}", count=len(wallets)), slot=day)


async def last(session: AsyncSession) -> tuple[date, bool] | None:
    """The day of the last check, and whether all was well; None before the first."""
    day = await audits.last_slot(session, JOB)
    if day is None:
        return None
    return date.fromisoformat(day), not await ledger.used(session, alarms.job(DRIFT), day)
