"""Which of the dates in a log line are still to come, and which tell when something was.

The grammar of dates looks ahead: 「月曜」 is the next Monday. In a log line the words around it may say that it was the
last one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from crm.loglines import words
from crm.loglines.model import Dated

_WEEK = timedelta(days=7)
_BREAK = re.compile(r"[。、，,.！？!?；;\n]")
_BARE_WEEKDAY = re.compile(
    r"[月火水木金土日]曜|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)?\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Settled:
    """A date with the day that the line means, and whether that is over."""

    dated: Dated
    day: date
    past: bool

    @property
    def start(self) -> int:
        return self.dated.start

    @property
    def end(self) -> int:
        return self.dated.end


@dataclass(frozen=True)
class Now:
    """The local day and, where it is known, the clock; without it a time today is still to come."""

    today: date
    clock: time | None = None


def settle(text: str, dates: Sequence[Dated], now: Now) -> list[Settled]:
    """`dates` in order, each as the line means it."""
    ordered = sorted(dates, key=lambda dated: dated.start)
    stops = [0, *(dated.end for dated in ordered)]
    starts = [*(dated.start for dated in ordered), len(text)]
    settled = []
    for at, dated in enumerate(ordered):
        before = _BREAK.split(text[stops[at] : dated.start])[-1]
        behind = _BREAK.split(text[dated.end : starts[at + 1]])[0]
        settled.append(_settled(dated, before, behind, now))
    return settled


def _settled(dated: Dated, before: str, behind: str, now: Now) -> Settled:
    day = dated.day
    if day > now.today and _means_the_last_one(dated, before, behind):
        day = _last_one(dated)
    if day == now.today:
        return Settled(dated, day, past=_is_over(dated, before, behind, now.clock))
    return Settled(dated, day, past=day < now.today)


def _means_the_last_one(dated: Dated, before: str, behind: str) -> bool:
    if dated.doubt == "year":
        return not _lies_ahead(dated, before, behind)
    return bool(_BARE_WEEKDAY.match(dated.span)) and _has_happened(before, behind)


def _last_one(dated: Dated) -> date:
    if dated.doubt != "year":
        return dated.day - _WEEK
    leap_day = (dated.day.month, dated.day.day) == (2, 29)
    return dated.day if leap_day else dated.day.replace(year=dated.day.year - 1)


def _is_over(dated: Dated, before: str, behind: str, clock: time | None) -> bool:
    """A date of today: 「本日訪問」 was, 「本日中に送付」 will be, 「15時に電話」 depends on the clock."""
    if _has_happened(before, behind):
        return True
    if dated.time is not None:
        return clock is not None and dated.time < clock
    return not _lies_ahead(dated, before, behind)


def _has_happened(before: str, behind: str) -> bool:
    if words.PAST_AFTER.search(behind) and not words.ARRANGED.search(behind):
        return True
    verbs = list(words.TENSE_BEFORE.finditer(before))
    return bool(verbs) and verbs[-1]["past"] is not None


def _lies_ahead(dated: Dated, before: str, behind: str) -> bool:
    around = f"{before[-12:]}{dated.span}{behind}"
    return any(each.search(around) for each in (words.DEADLINE, words.PLANNED, words.PROMISED))
