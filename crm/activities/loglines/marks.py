"""A line with its dates blacked out, so that no rule about words or commas looks inside a date.

Places stay the same: `masked[i]` stands for `text[i]`.
"""

from collections.abc import Sequence

from crm.activities.loglines.dates import Settled

PAST, DUE, FACT = "\ue000", "\ue001", "\ue002"
"""Private-use characters: one for each character of a date that is over, still to come, or only told."""

_NEVER_TYPED = str.maketrans(dict.fromkeys((PAST, DUE, FACT), " "))


def mask(text: str, dates: Sequence[Settled]) -> str:
    characters = list(text.translate(_NEVER_TYPED))
    for each in dates:
        mark = PAST if each.past else FACT if each.fact else DUE
        characters[each.start : each.end] = mark * (each.end - each.start)
    return "".join(characters)
