"""Of handovers that were taken back."""

from dataclasses import dataclass

from crm.notices.base import Notice


@dataclass(frozen=True)
class HandoverUndone(Notice):
    """What an undo came to, for whoever is concerned. `state`: undoing (a large one, still at it) or undone.

    `customers` are back with `predecessor`. `left`: how many are not as they were before, the first of them by name
    (`names`), by the reason: owner (somebody else has them by now), merged (they are one with another customer), late
    (they had moved too long ago), touched (they are back, but what was worked on since stays where it is).
    `told`: customers who had been written to about it, which nobody can take back.
    """

    handover_id: int
    state: str
    predecessor: str
    by: str
    customers: int = 0
    left: tuple[tuple[str, int], ...] = ()
    names: tuple[str, ...] = ()
    told: int = 0
