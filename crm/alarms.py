"""Alarms: something needs a human, and the admins are told, once and not every minute."""

from crm import post
from crm.notices import Alarm
from crm.roles import rule
from crm.work import Work
from storage import ledger


@rule("alarms.raise_")
async def raise_(work: Work, alarm: Alarm, *, slot: str | None = None) -> bool:
    """Tell the admins, or the team channel where there are none.

    With `slot` (an hour, a day, a row's number; at most 128 characters) the same kind of alarm is raised once in it, on
    any number of machines; False when it has been raised already.
    """
    if slot is not None and not await ledger.take(work.session, job(alarm.what), slot, work.now):
        return False
    if not await post.to_admins(work, alarm) and work.house.team_channel:
        await post.to_slack(work, work.house.team_channel, alarm)
    return True


def job(what: str) -> str:
    """The name under which the ledger keeps the slots of this kind of alarm."""
    return f"alarm.{what}"
