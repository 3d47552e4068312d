"""A line with its dates blacked out, so that no rule about words or commas looks inside a date.

Places stay the same: `masked[i]` stands for `text[i]`.
"""

from collections.abc import Sequence

from crm.loglines.dates import Settled

PAST, DUE = "\ue000", "\ue001"
"""Private-use characters: one for each character of a date that is over, or still to come."""


def mask(text: str, dates: Sequence[Settled]) -> str:
    characters = list(text.replace(PAST, " ").replace(DUE, " "))
    for each in dates:
        characters[each.start : each.end] = (PAST if each.past else DUE) * (each.end - each.start)
    return "".join(characters)
