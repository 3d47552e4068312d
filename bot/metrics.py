"""What `/metrics` tells."""

from prometheus_client import Counter, Gauge, Histogram

from storage import inbox, outbox
from storage.store import Store

WAITS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600)

DELIVERIES = Counter("kizuna_deliveries", "Attempts to send by what came of them", ["channel", "outcome"])
SAY_SECONDS = Histogram("kizuna_say_seconds", "How long a platform took for one message", ["channel"])
OWED_SECONDS = Histogram("kizuna_owed_seconds", "From owing a message to having sent it", ["channel"], buckets=WAITS)
DOOR_SECONDS = Histogram("kizuna_door_seconds", "How long a webhook waited for its answer", ["door", "status"])
INBOX_ROWS = Gauge("kizuna_inbox_rows", "Events that are not done", ["state"])
OUTBOX_ROWS = Gauge("kizuna_outbox_rows", "Messages that are not settled, or went wrong", ["channel", "state"])


async def look(store: Store) -> None:
    """Read the queues' depths into the gauges."""
    async with store.read() as session:
        waiting, owed = await inbox.counts(session), await outbox.counts(session)
    INBOX_ROWS.clear()
    OUTBOX_ROWS.clear()
    for state, number in waiting.items():
        INBOX_ROWS.labels(state).set(number)
    for (channel, state), number in owed.items():
        OUTBOX_ROWS.labels(channel, state).set(number)
