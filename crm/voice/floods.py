"""Somebody sends message upon message: all of it is kept, and what Slack gets is gathered, so that nobody else waits.

Slack takes one message a second and channel: fifty posts about one customer would hold up the rep's
others for a minute.
"""

from collections.abc import Sequence
from datetime import timedelta

from crm.notices import CustomerWroteMuch, pack, unpack
from crm.voice import strangers
from crm.work import Work
from storage import ledger
from storage.tables import LineUser, Outbox
from storage.voice import messages

MOST = 10
WITHIN = timedelta(seconds=10)
GATHERED_FOR = timedelta(seconds=5)
LINES, LINE = 20, 120


async def rising(work: Work, account: LineUser) -> bool:
    """Count one more message; whether there have been more of late than a person reads one by one."""
    await ledger.count(work.session, f"talk:{account.id}", work.now, WITHIN)
    return await ledger.counted(work.session, f"talk:{account.id}", work.now, WITHIN) > MOST


async def gather(work: Work, account: LineUser, words: str, before: Sequence[int], *, urgent: bool) -> list[Outbox]:
    """An account that nobody knows: put the words to those that are gathered already (`before`: rows that told of the
    last message), or begin. Known customers have threads, which gather by themselves.
    """
    waiting = [await messages.gathering(work.session, seq, CustomerWroteMuch.__name__) for seq in before]
    rows = [row for row in waiting if row is not None] or await _begin(work, account)
    for row in rows:
        much = unpack(row.kind, row.fields)
        assert isinstance(much, CustomerWroteMuch)  # noqa: S101 - by its kind
        row.fields = pack(_with(much, words, urgent=urgent))
    return rows


def _with(much: CustomerWroteMuch, words: str, *, urgent: bool) -> CustomerWroteMuch:
    lines = (*much.lines, words[:LINE])[:LINES]
    return CustomerWroteMuch(
        much.account_id, much.customer_id, much.customer, lines, much.count + 1, much.urgent or urgent
    )


async def _begin(work: Work, account: LineUser) -> list[Outbox]:
    """A row for the account's rep or the team, which waits a few seconds for what comes next."""
    rows = await strangers.tell(work, account, CustomerWroteMuch(account.id, None, account.display_name or "", (), 0))
    for row in rows:
        row.state, row.ready_at = "scheduled", row.ready_at + GATHERED_FOR
    return rows
