"""What handovers owe to customers: two letters around the day, and the question a month later; in business hours."""

from collections.abc import Awaitable, Callable, Sequence

from crm.activities import escalations
from crm.handovers import messages, pulse
from crm.work import Work
from reminders.rounds import Round, Swept
from storage.tables import Outbox

JOB = "handover_messages"
# So many in one transaction: what their letters share is read once, and a turn on SQLite stays short.
BATCH = 25

Do = Callable[[Work, Sequence[int]], Awaitable[list[Outbox]]]
Ready = Callable[[Work], Awaitable[list[int]]]

# In this order: whoever takes leave in this round does not see the successor arrive in the same one.
STEPS: tuple[tuple[Ready, Do], ...] = (
    (messages.farewells, messages.farewell),
    (messages.greetings, messages.greet),
    (messages.unannounced, messages.tell_unreached),
    (pulse.waiting, pulse.ask),
)


async def sweep(round_: Round) -> list[Swept]:
    """No slot: what is due is a row, marked in the transaction that owes the message."""
    said = list[str]()
    for ready, do in STEPS:
        async with round_.store.read() as session:
            work = round_.work(session)
            if not escalations.in_hours(work):
                return []
            numbers = await ready(work)
        said += [_told(row) for some in await round_.each(numbers, do, batch=BATCH) for row in some]
    return [Swept(JOB, "", len(said), tuple(said))] if said else []


def _told(row: Outbox) -> str:
    """Customers by number; our own people by Slack id."""
    if row.customer_id is not None:
        return f"customer {row.customer_id}: {row.kind}"
    return f"handover {row.fields['handover_id']}: {row.kind} {row.recipient}"
