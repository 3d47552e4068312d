"""What last night's check of the points has found; nothing is summed up here."""

from bot.check.findings import Finding, finding, fine
from crm.points.bank import audits
from handlers.locales import Phrases
from storage.store import Store

NAME = "points"


async def points_findings(url: str, say: Phrases) -> list[Finding]:
    """Nothing before the first night. The database at `url` answers and has our tables."""
    store = Store.open(url)
    try:
        async with store.read() as session:
            last = await audits.last(session)
    finally:
        await store.close()
    if last is None:
        return []
    day, well = last
    return [fine(say, NAME, "points_right", day=say.day(day)) if well else _drifted(say, say.day(day))]


def _drifted(say: Phrases, day: str) -> Finding:
    return finding(say, "wrong", NAME, "points_drift", day=day)
