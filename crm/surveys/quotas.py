"""LINE's monthly messages: how many there are, how many are left, and the part that stays for people's answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from crm import post
from crm.notices import WantQuota
from crm.roles import rule
from crm.work import Work
from storage import ledger
from storage.surveys import quotas

KEPT = 20
"""Per cent of a month's messages that nothing sent in bulk ever touches (source: domain page, "Money in LINE")."""
FRESH = timedelta(minutes=10)
LOOK = "line_quota"
NO_LIMIT = 1_000_000_000


@dataclass(frozen=True)
class Room:
    """`total` messages a month (None: no limit), `used` so far by what LINE and we know, `promised` to waves that are
    under way, and how many are `left` for something new.
    """

    total: int | None
    used: int
    promised: int

    @property
    def kept(self) -> int:
        return -(-(self.total or 0) * KEPT // 100)

    @property
    def left(self) -> int:
        return max((self.total or 0) - self.kept - self.used - self.promised, 0)

    def takes(self, number: int) -> bool:
        return self.total is None or number <= self.left


@rule("quotas.note")
async def note(work: Work, total: int | None, used: int, at: datetime) -> None:
    """What LINE says, as of `at`; an older word than the one we have is not heard."""
    await quotas.put(work.session, _month(work, at), total, used, at)


@rule("quotas.refresh")
async def refresh(work: Work) -> int | None:
    """How many messages a wave may still send now: None while LINE has not told, which it is asked to do."""
    await ask(work)
    known = await room(work)
    if known is None:
        return None
    return max(known.total - known.kept - known.used, 0) if known.total is not None else NO_LIMIT


async def room(work: Work, *, without: int = 0) -> Room | None:
    """As far as we know; None while LINE has not told. What `without` (a wave) has promised is not counted.

    What we have pushed since LINE last told is counted as used.
    """
    known = await quotas.of(work.session, _month(work, _really(work)))
    if known is None:
        return None
    since = await quotas.pushed_since(work.session, known.read_at)
    return Room(known.total, known.used + since, await quotas.promised(work.session, without))


async def ask(work: Work) -> None:
    """Let delivery ask LINE, at most once in a while on however many machines."""
    now = _really(work)
    known = await quotas.of(work.session, _month(work, now))
    if known is not None and now - known.read_at < FRESH:
        return
    seconds = int(FRESH.total_seconds())
    if await ledger.take(work.session, LOOK, str(int(now.timestamp()) // seconds), now):
        await post.to_fetch(work, WantQuota())


def _really(work: Work) -> datetime:
    """Where the moment is only pretended, what is sent goes out now, and counts in LINE's real month."""
    return work.sent_from or work.now


def _month(work: Work, at: datetime) -> str:
    return f"{work.house.business.local(at):%Y-%m}"
