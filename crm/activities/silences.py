"""Who has gone quiet, by their own rhythm: days since the last touch against the usual gap between contacts.

Source: the field's own definitions, "Silence". Any touch ends a silence; only two-sided contacts make a rhythm.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from crm.records.stages import TWO_SIDED
from crm.work import Work
from storage.activities import silences
from storage.desks import Moment

# How many gaps are looked at, and fewer than how many say nothing.
GAPS = 10
FEWEST_GAPS = 4
# Quiet is who was not heard of for more than so many times the usual gap.
QUIET = 2
# Whoever was heard of later than so many others is not the one to worry about.
MOST = 3_000


@dataclass(frozen=True)
class Silence:
    """Nothing was heard of the customer for `days`, where `rhythm` days between contacts are usual."""

    customer_id: int
    days: int
    rhythm: float


def rhythm(days: Iterable[str]) -> float | None:
    """The median of the last gaps between days (2026-11-20) of contact; None where there are too few."""
    latest = sorted(set(days), reverse=True)[: GAPS + 1]
    if len(latest) <= FEWEST_GAPS:
        return None
    numbers = [date.fromisoformat(day).toordinal() for day in latest]
    gaps = sorted(later - earlier for later, earlier in pairwise(numbers))
    middle = len(gaps) // 2
    return float(gaps[middle]) if len(gaps) % 2 else (gaps[middle - 1] + gaps[middle]) / 2


async def of_mine(work: Work, moment: Moment) -> list[Silence]:
    """The actor's customers who are quiet, the quietest by their own measure first."""
    longest = await silences.longest(work.session, work.actor.id, moment, MOST)
    # Nobody's rhythm is shorter than a day.
    silent = [(number, (work.today - day).days, cadence) for number, day, cadence in longest]
    silent = [each for each in silent if each[1] > QUIET]
    contacts = await silences.contact_days(work.session, [number for number, _, _ in silent], TWO_SIDED)
    usual = ((number, days, rhythm(contacts.get(number, ())) or cadence) for number, days, cadence in silent)
    quiet = [Silence(number, days, each) for number, days, each in usual if each is not None and days > QUIET * each]
    return sorted(quiet, key=lambda each: (-each.days / each.rhythm, each.customer_id))
