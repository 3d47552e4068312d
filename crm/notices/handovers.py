"""Of customers who go from one rep to another, in Slack."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.notices.base import Notice


@dataclass(frozen=True)
class HandoverPart:
    """How far one successor's customers have come: how many are in each state."""

    rep_id: int
    name: str
    states: dict[str, int]


@dataclass(frozen=True)
class HandoverLine:
    """One customer of it, and to whom they go."""

    row_id: int
    customer_id: int
    name: str
    company: str | None
    to: str


@dataclass(frozen=True)
class HandoverCard(Notice):
    """A handover as one of the people concerned sees it; stands in their DM and is updated in place.

    `can`: what the reader may do: approve, answer (as the successor `mine`), advise, cancel, undo. `lines`: the first
    of the customers who concern the reader, of `customers` in all. `told`: customers in LINE hear of it from
    `notice_day` on. `conflicts`: what spoke against it, as crm.handovers.previews.Conflict has it.
    """

    handover_id: int
    state: str
    predecessor: str
    by: str
    reason: str
    effective_day: date
    return_day: date | None
    told: bool
    notice_day: date | None
    parts: tuple[HandoverPart, ...]
    lines: tuple[HandoverLine, ...]
    customers: int
    can: tuple[str, ...] = ()
    mine: int = 0
    why: str = ""
    decided_by: str = ""
    note: str = ""
    undo_until: date | None = None
    conflicts: tuple[dict[str, Any], ...] = ()
    left: int = 0


@dataclass(frozen=True)
class HandoverDeclined(Notice):
    """A successor has said no to some customers, and why; somebody must find another way."""

    handover_id: int
    by: str
    names: tuple[str, ...]
    number: int
    why: str


@dataclass(frozen=True)
class HandoverUnanswered(Notice):
    """Nobody has answered for `days` business days: `waiting` are the names of those who are waited for."""

    handover_id: int
    state: str
    predecessor: str
    waiting: tuple[str, ...]
    customers: int
    days: int
