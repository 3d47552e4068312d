"""Somebody writes whom we do not know: one of ours may, and is asked once a day with the likely customers at hand."""

import unicodedata
from dataclasses import replace

from crm import post
from crm.notices import Choice, CustomerWrote, Notice, WhoIsThis, unpack
from crm.records import choices, finding
from crm.refusals import Refused
from crm.work import SYSTEM, Work
from storage import ledger, outbox, reps
from storage.tables import LineUser, Outbox
from storage.voice import messages

FRIEND = "friend"
LIKELY = 3
_ASKED = "who-is-this"


async def heard(
    work: Work, account: LineUser, text: str, kind: str, message_id: int, *, urgent: bool = False
) -> list[Outbox]:
    """Pass on what an unknown account said: the day's first words with the question who it is."""
    if await ledger.take(work.session, _ASKED, f"{account.id}:{work.today}", work.now):
        asked = await question(work, account, text, kind)
        return await tell(work, account, replace(asked, urgent=urgent, message_id=message_id))
    return await tell(work, account, CustomerWrote(None, account.display_name or "", text, kind, urgent, message_id))


async def came(work: Work, account: LineUser) -> list[Outbox]:
    """Tell a rep who has come by their own code, with the question who it is."""
    await ledger.take(work.session, _ASKED, f"{account.id}:{work.today}", work.now)
    return await tell(work, account, await question(work, account, "", FRIEND))


async def named(work: Work, account: LineUser) -> None:
    """LINE has told the account's name after the question went out: it is asked again in the same place."""
    last = await messages.latest_in(work.session, account.id)
    told = last.details.get("told", "") if last is not None else ""
    for seq in told.split():
        row = await outbox.by_seq(work.session, int(seq))
        if row is None or row.kind != WhoIsThis.__name__:
            continue
        before = unpack(row.kind, row.fields)
        assert isinstance(before, WhoIsThis)  # noqa: S101 - by its kind
        now = await question(work, account, before.text, before.kind)
        await post.to_slack(
            work, row.recipient, replace(now, urgent=before.urgent, message_id=before.message_id), update_of=row.seq
        )


async def question(work: Work, account: LineUser, text: str, kind: str) -> WhoIsThis:
    return WhoIsThis(account.id, account.display_name or "", text, kind, await _likely(work, account))


async def _likely(work: Work, account: LineUser) -> tuple[Choice, ...]:
    """Customers who go by the name that the account bears in LINE; those of the rep whose code brought it go first."""
    name = "".join(each for each in account.display_name or "" if unicodedata.category(each)[0] != "S").strip()
    try:
        found = await finding.find(replace(work, actor=replace(SYSTEM, id=account.rep_id or 0)), name)
    except Refused:
        return ()
    return tuple(await choices.of(work, found.customers[:LIKELY]))


async def tell(work: Work, account: LineUser, notice: Notice) -> list[Outbox]:
    """The rep whose code brought the account, else the team."""
    rep = await reps.by_id(work.session, account.rep_id) if account.rep_id else None
    return [await post.to_rep(work, rep, notice)] if rep is not None else await post.to_team(work, notice)
