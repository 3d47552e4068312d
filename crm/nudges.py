"""Nudges: whoever owes something that has come due is told, once."""

from collections.abc import Sequence

from crm import followups, post
from crm.roles import rule
from crm.work import Work
from storage import nudges, reps
from storage.tables import Followup, Outbox


@rule("followups.nudge")
async def nudge(work: Work, ids: Sequence[int]) -> list[Outbox]:
    """Tell the owners of these follow-ups that they are due; returns what is owed now.

    Marked in the same transaction: what another machine was faster with, or somebody has settled, is left out. A batch
    at a time, because at nine on a Monday hundreds are due at once and the doors are busy.
    """
    due = sorted(await nudges.locked(work.session, ids), key=lambda followup: (followup.due_at, followup.id))
    for followup in due:
        followup.nudged_at = work.now
    return await post.to_reps(work, await _letters(work, due))


async def _letters(work: Work, due: Sequence[Followup]) -> list[post.Letter]:
    owners = await reps.by_ids(work.session, sorted({followup.owner_id for followup in due}))
    known = await nudges.customers(work.session, sorted({followup.customer_id for followup in due}))
    return [
        post.Letter(
            owners[followup.owner_id], followups.notice(followup, known[followup.customer_id]), followup.customer_id
        )
        for followup in due
    ]
