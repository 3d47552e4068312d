"""Dividing customers among successors: to whoever has the fewest, evenly by kind of customer, or by hand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from heapq import heapify, heapreplace

from storage.handovers.previews import Known


def fewest(customers: Sequence[Known], loads: Mapping[int, int]) -> dict[int, int]:
    """Each customer to whoever has the fewest by then. `loads`: customers that each successor has already.

    Returns {customer: rep}; of equals the first named comes first.
    """
    heap = [(load, place, rep) for place, (rep, load) in enumerate(loads.items())]
    heapify(heap)
    found = {}
    for customer in customers:
        load, place, rep = heap[0]
        found[customer.id] = rep
        heapreplace(heap, (load + 1, place, rep))
    return found


def even(customers: Sequence[Known], successors: Sequence[int]) -> dict[int, int]:
    """Of each industry, and of the key people in it, everybody gets the same number, give or take one.

    What is left over of one group goes on where the last group ended, so that nobody gets all the odd ones.
    """
    groups = defaultdict[tuple[str, bool], list[int]](list)
    for customer in customers:
        groups[customer.industry or "", customer.key_person].append(customer.id)
    ordered = [number for group in sorted(groups) for number in groups[group]]
    return {number: successors[at % len(successors)] for at, number in enumerate(ordered)}
