"""Of two records of one person, in Slack."""

from dataclasses import dataclass
from datetime import datetime

from crm.notices.base import Choice, Notice


@dataclass(frozen=True)
class MergeDone(Notice):
    """`other` lives on in `customer` (`state`: merged, undone). Stands in a DM and is updated in place.

    `moved`: how many rows went over, by the name of their table. `by` is who did it, for readers who did not: they get
    no Undo. `left`: how much an undo could not put back, because somebody has worked on it since.
    """

    operation: str
    customer_id: int
    customer: str
    company: str | None
    other: str
    moved: tuple[tuple[str, int], ...]
    undo_until: datetime
    by: str = ""
    state: str = "merged"
    left: int = 0


@dataclass(frozen=True)
class AlikeFound(Notice):
    """A customer has been made whom we may know already, under these records."""

    customer_id: int
    customer: str
    company: str | None
    alike: tuple[Choice, ...]
