"""Is this process well: can it reach its database, and do its loops still turn?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from storage.store import Store

# A worker that has not come round for this long is stuck: a turn takes milliseconds, a poll one second.
STUCK_SECONDS = 60.0


@dataclass
class Pulse:
    """When each loop last came round, by its name, as seconds of `perf_counter`; None: it does not run here."""

    beats: dict[str, Callable[[], float | None]] = field(default_factory=dict)

    def stuck(self) -> list[str]:
        last = {name: beat() for name, beat in self.beats.items()}
        return [name for name, at in last.items() if at is not None and perf_counter() - at > STUCK_SECONDS]


async def problem(store: Store, pulse: Pulse) -> str | None:
    """What is the matter, in two words for an operator; None when all is well."""
    stuck = pulse.stuck()
    if stuck:
        return f"stuck: {', '.join(stuck)}"
    try:
        async with store.read() as session:
            await session.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError):
        return "database away"
    return None
