"""Follow-ups whose time has come: their owner is told, once."""

from collections.abc import Sequence

from crm.activities import nudges
from crm.work import Work
from reminders.rounds import Round, Swept
from storage.tables import Outbox

JOB = "followups"


async def sweep(round_: Round) -> list[Swept]:
    """Nudge for everything that may be told. The mark is made in the transaction that owes the message, so that neither
    another machine nor a crash makes it two; what nobody could be told while we were down is told now.
    """
    async with round_.store.read() as session:
        due = await nudges.due(round_.work(session))
    said = list[str]()
    try:
        said += [line for lines in await round_.each(due.single, _nudge) for line in lines]
    finally:  # one that cannot be told keeps no bundle from being told; a bundle is many rows already, so one by one
        said += [line for lines in await round_.each(due.bundles, _bundle, batch=1) for line in lines]
    return [Swept(JOB, "", len(said), tuple(said))] if said else []


async def _bundle(work: Work, bundles: Sequence[Sequence[int]]) -> list[str]:
    return [line for each in bundles for line in await _nudge(work, each)]


async def _nudge(work: Work, numbers: Sequence[int]) -> list[str]:
    rows = await nudges.nudge(work, numbers)
    return [f"followup {_told_of(row)}: {row.kind} {row.recipient}" for row in rows]


def _told_of(row: Outbox) -> str:
    """The numbers of what the message tells of, as far as it shows them."""
    if "lines" not in row.fields:
        return str(row.fields["followup_id"])
    shown = ", ".join(str(each["followup_id"]) for each in row.fields["lines"])
    return f"{shown} and {row.fields['more']} more" if row.fields["more"] else shown
