"""What somebody proposes, before anything of it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

KINDS = ("followups", "promises", "cases")
MOVE, KEEP, CLOSE = "move", "keep", "close"
CHOICES = (MOVE, KEEP, CLOSE)
METHODS = ("fewest", "even", "hand")
"""How customers are divided among successors: to whoever has the fewest, evenly by industry and key people, by hand."""


@dataclass(frozen=True)
class Wish:
    """What the first form holds; people by their Slack id. `customers`: numbers, none for all of the predecessor's.

    `by_hand`: the successor of each customer, where the method is hand.
    """

    predecessor: str
    customers: tuple[int, ...]
    successors: tuple[str, ...]
    method: str
    reason: str
    effective_day: date
    return_day: date | None = None
    overlap_until: date | None = None
    told: bool = False
    joint_visit: bool = False
    by_hand: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """What the second form adds: what becomes of each kind (`choices`), and what is said and noted.

    `first_steps`: {customer: what the predecessor would do first}; `calls`: customers who hear it by telephone first.
    """

    choices: Mapping[str, str] = field(default_factory=dict)
    notice_day: date | None = None
    farewell: str | None = None
    greeting: str | None = None
    note: str | None = None
    first_steps: Mapping[int, str] = field(default_factory=dict)
    calls: frozenset[int] = frozenset()
