"""Colleagues who leave: their customers are not left behind, and nobody carries the customer list away unseen."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

from crm import post
from crm.handovers import approvers
from crm.notices import LeaverAlert, LeaverBack, LeaverViews, Notice, unpack
from crm.work import Work
from storage import ledger, outbox, reps
from storage.handovers import leavers
from storage.tables import Handover, Rep

# What somebody who is about to leave can look at: one customer after the other, lists page by page, files.
CUSTOMER, PAGE, FILE = "customer", "page", "file"
# More in a day is no daily work: a busy rep meets ten people a day, and twenty pages are three hundred customers.
MOST_CUSTOMERS = 30
MOST_PAGES = 20
DAY = timedelta(days=1)
ALARM = "leaver_views"


async def left(work: Work, rep: Rep) -> None:
    """The account is closed: a draft of a handover, once, and whoever answers for them hears of it."""
    behind = await leavers.left(work.session, rep.id)
    if not behind.unplanned or await leavers.draft(work.session, rep.id) is not None:
        return
    draft = Handover(from_id=rep.id, reason="leaving", state="draft", effective_day=work.today)
    await work.save(draft)
    alert = LeaverAlert(
        handover_id=draft.id,
        name=rep.full_name,
        customers=behind.customers,
        promises=behind.promises,
        followups=behind.followups,
        cases=behind.cases,
    )
    draft.cards = await _tell(work, rep, alert)


async def back(work: Work, rep: Rep) -> None:
    """The account is open again: a draft that nobody has taken up is withdrawn, and who heard of it hears that too."""
    draft = await leavers.draft(work.session, rep.id)
    if draft is None:
        return
    draft.state, draft.finished_at = "cancelled", work.now
    await _retell(work, draft, "back")
    for reader in draft.cards:
        await post.to_slack(work, reader, LeaverBack(rep.full_name))


async def settle_draft(work: Work, rep_id: int) -> None:
    """After somebody has proposed: once every customer of the leaver is in a handover, the draft has served."""
    draft = await leavers.draft(work.session, rep_id)
    if draft is None or await leavers.unplanned(work.session, rep_id):
        return
    draft.state, draft.finished_at = "done", work.now
    await _retell(work, draft, "planned")


async def _tell(work: Work, rep: Rep, notice: Notice) -> dict[str, int]:
    """Whoever answers for the rep; where nobody does, the team. Returns where it stands: {Slack id: number}."""
    readers = await approvers.above(work, rep)
    if not readers and work.house.team_channel:
        readers = (work.house.team_channel,)
    return {reader: (await post.to_slack(work, reader, notice)).seq for reader in readers}


async def _retell(work: Work, draft: Handover, state: str) -> None:
    """The alerts say what became of it, and lose their button."""
    for reader, seq in draft.cards.items():
        told = await outbox.by_seq(work.session, seq)
        if told is not None and told.kind == LeaverAlert.__name__ and told.fields:
            alert = replace(cast(LeaverAlert, unpack(told.kind, told.fields)), state=state)
            await post.to_slack(work, reader, alert, update_of=seq)


async def watch(work: Work, what: str, customer_id: int = 0) -> None:
    """For rules that show customers: somebody who is about to leave is counted, everybody else is not.

    `what`: CUSTOMER (with the number; each counts once a day), PAGE, FILE. Whoever answers for them hears of it when it
    is more than usual, once a day. Needs a transaction that writes.
    """
    handover = await leavers.leaving(work.session, work.actor.id) if work.actor.kind == "rep" else None
    if handover is None:
        return
    mark = f"leaver:{work.actor.id}"
    if what == CUSTOMER and await ledger.count(work.session, f"{mark}:{customer_id}", work.now, DAY) > 1:
        return
    await ledger.count(work.session, f"{mark}:{CUSTOMER if what == CUSTOMER else PAGE}", work.now, DAY)
    customers = await ledger.counted(work.session, f"{mark}:{CUSTOMER}", work.now, DAY)
    pages = await ledger.counted(work.session, f"{mark}:{PAGE}", work.now, DAY)
    if customers > MOST_CUSTOMERS or pages > MOST_PAGES:
        await _alarm(work, handover, customers, pages)


async def _alarm(work: Work, handover: int, customers: int, pages: int) -> None:
    rep = await reps.by_id(work.session, work.actor.id)
    once = f"{work.today.isoformat()}:{work.actor.id}"
    if rep is not None and await ledger.take(work.session, ALARM, once, work.now):
        await _tell(work, rep, LeaverViews(handover, rep.full_name, customers, pages))
