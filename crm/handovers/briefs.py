"""The brief: a customer as the next rep should know them before they have met, to read and to print."""

from collections.abc import Sequence
from datetime import timedelta

from crm import post
from crm.handovers import approvers, leavers, portraits
from crm.handovers.portraits import Asked
from crm.notices import BriefPaper, HandoverBrief
from crm.refusals import Gone, NotAllowed, Refused
from crm.roles import rule
from crm.work import Work
from storage import ledger, reps
from storage.handovers import briefs, rows
from storage.handovers import leavers as leaver_rows
from storage.tables import Handover, HandoverCustomer

MOST = 50
"""Customers of one paper: more would be a book, and nobody hands over a book in a taxi."""
AT_ONCE = timedelta(seconds=10)


@rule("handovers.brief")
async def brief(work: Work, row_id: int) -> HandoverBrief:
    """The brief of one customer of a handover, for those whom it concerns.

    Raises:
        Refused: Gone, NotAllowed.
    """
    handover, row = await _reached(work, row_id)
    return (await _seen(work, await portraits.of_many(work, [_asked(handover, row)])))[0]


async def of(work: Work, customer_id: int, first_step: str) -> HandoverBrief:
    """For rules: the brief of a customer who may not be in any handover yet.

    Raises:
        Refused: Gone.
    """
    return (await portraits.of_many(work, [Asked(customer_id, first_step)]))[0]


@rule("handovers.paper")
async def paper(work: Work, row_id: int) -> int:
    """Owe the reader the brief of one customer, to print. Returns how many briefs are on their way: 1.

    Raises:
        Refused: Gone, NotAllowed.
    """
    handover, row = await _reached(work, row_id)
    if await _first_press(work, f"row:{row_id}"):
        await _owe(work, await _seen(work, await portraits.of_many(work, [_asked(handover, row)])), 0)
    return 1


@rule("handovers.papers")
async def papers(work: Work, handover_id: int) -> tuple[int, int]:
    """Owe the reader all briefs of a handover that concern them, as one paper: (how many, how many did not fit).

    Raises:
        Refused: Gone (there is none), NotAllowed.
    """
    handover = await rows.by_id(work.session, handover_id)
    if handover is None:
        raise Refused(Gone())
    some, number = await briefs.rows(work.session, handover_id, await _successors(work, handover), MOST)
    if not some:
        raise Refused(Gone())
    if await _first_press(work, f"handover:{handover_id}"):
        made = await _seen(work, await portraits.of_many(work, [_asked(handover, row) for row in some]))
        await _owe(work, made, number - len(made))
    return len(some), number - len(some)


async def _reached(work: Work, row_id: int) -> tuple[Handover, HandoverCustomer]:
    row = await rows.row(work.session, row_id)
    handover = await rows.by_id(work.session, row.handover_id) if row else None
    if row is None or handover is None:
        raise Refused(Gone())
    if not (await _of_predecessor(work, handover) or await _answers(work, row.to_id)):
        raise Refused(NotAllowed(work.rule))
    return handover, row


async def _successors(work: Work, handover: Handover) -> list[int] | None:
    """The successors whose customers the actor may read of; None: all."""
    if await _of_predecessor(work, handover):
        return None
    found = [each for each in await rows.counts(work.session, handover.id) if await _answers(work, each)]
    if not found:
        raise Refused(NotAllowed(work.rule))
    return found


async def _of_predecessor(work: Work, handover: Handover) -> bool:
    """Whether the actor proposed it, is the predecessor, or answers for them."""
    return work.actor.id == handover.made_by_id or await _answers(work, handover.from_id)


async def _answers(work: Work, rep_id: int) -> bool:
    rep = await reps.by_id(work.session, rep_id)
    return rep is not None and await approvers.answers(work, rep)


def _asked(handover: Handover, row: HandoverCustomer) -> Asked:
    return Asked(row.customer_id, row.first_step or "", row.id, row.from_id, row.to_id, handover.effective_day)


async def _seen(work: Work, made: list[HandoverBrief]) -> list[HandoverBrief]:
    """Somebody who is about to leave is counted for each customer whom they look at, on paper too."""
    if await leaver_rows.leaving(work.session, work.actor.id) is not None:
        for each in made:
            await leavers.watch(work, leavers.CUSTOMER, each.customer_id)
    return made


async def _first_press(work: Work, what: str) -> bool:
    """The button may be pressed again another day, but a double click is one wish."""
    return await ledger.count(work.session, f"handover.paper:{what}:{work.actor.id}", work.now, AT_ONCE) == 1


async def _owe(work: Work, made: Sequence[HandoverBrief], more: int) -> None:
    reader = await reps.by_id(work.session, work.actor.id)
    if reader is None:
        raise Refused(Gone())
    customer_id = made[0].customer_id if len(made) == 1 else None
    notice = BriefPaper(tuple(made), work.house.company, work.today, more)
    await post.to_rep(work, reader, notice, customer_id=customer_id)
