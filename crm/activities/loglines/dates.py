"""Which of the dates in a log line are still to come, and which tell when something was.

The grammar of dates looks ahead: 「月曜」 is the next Monday. In a log line the words around it may say that it was the
last one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from crm.activities.loglines import facts, promises, tenses
from crm.activities.loglines.model import Dated
from crm.activities.loglines.words import kind_words

_WEEK = timedelta(days=7)
# So far ahead, a date without a year is one that has just been: 「11/18(木) 訪問」, written on 20 November.
_FAR = timedelta(days=300)
_YEAR = re.compile(r"\d{4}|年|next|\d[/.]\d{1,2}[/.]\d")
_REACH = 40
_BREAK = re.compile(r"[。、，,.！？!?；;\n]")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]|\.(?=\s|$)")
_ON_THE_DAY = re.compile(r"\bon\s+$", re.IGNORECASE)
_WEEKDAY_ALONE = re.compile(
    r"[月火水木金土日]曜日?(?:の?(?:朝|夕方|夜|晩|午[前後]))?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:\s+(?:morning|afternoon|evening|night))?",
    re.IGNORECASE,
)
_BARE_WEEKDAY = re.compile(
    r"[月火水木金土日]曜|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)?\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Settled:
    """A date with the day that the line means, and whether that is over. A `fact`: nothing is to be done on it."""

    dated: Dated
    day: date
    past: bool
    fact: bool = False

    @property
    def start(self) -> int:
        return self.dated.start

    @property
    def end(self) -> int:
        return self.dated.end

    @property
    def due(self) -> bool:
        return not (self.past or self.fact)


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
    told = _first_is_told(text, ordered)
    for at, dated in enumerate(ordered):
        before = _BREAK.split(text[stops[at] : dated.start])[-1]
        parts = _BREAK.split(text[dated.end : starts[at + 1]])
        one = _settled(dated, before, parts[0], now)
        if told and at == 0 and one.due:
            one = Settled(dated, dated.day - _WEEK, past=True)
        goes_on = len(parts) == 1 and at + 1 < len(ordered)
        fact = one.due and facts.tells(before, parts[0], goes_on=goes_on)
        settled.append(replace(one, fact=fact))
    return settled


def _first_is_told(text: str, ordered: Sequence[Dated]) -> bool:
    """「月曜に村上様と打合せ。A案に決定」 was last Monday: what comes of it is told right after.

    Only a bare weekday that opens the line, or that English names at the end of the first sentence ("on Friday").
    """
    if not ordered or ordered[0].time is not None or not _WEEKDAY_ALONE.fullmatch(ordered[0].span):
        return False
    first = ordered[0]
    sentence = _SENTENCE_END.split(text, maxsplit=1)
    opens = not text[: first.start].strip() or _ON_THE_DAY.search(text, 0, first.start)
    if len(sentence) < 2 or not opens or first.end > len(sentence[0]) or not kind_words(sentence[0]):
        return False
    ahead = tenses.DEADLINE.search(sentence[0]) or tenses.PLANNED.search(sentence[0])
    return not ahead and bool(tenses.RESULT.search(sentence[1]))


def _settled(dated: Dated, before: str, behind: str, now: Now) -> Settled:
    day = dated.day
    if day > now.today and _means_the_last_one(dated, before, behind, now.today):
        day = _last_one(dated, now.today)
    if day == now.today:
        return Settled(dated, day, past=_is_over(dated, before, behind, now.clock))
    return Settled(dated, day, past=day < now.today)


def _means_the_last_one(dated: Dated, before: str, behind: str, today: date) -> bool:
    if dated.doubt == "year" or (dated.day - today > _FAR and not _YEAR.search(dated.span)):
        return not _lies_ahead(dated, before, behind)
    return bool(_BARE_WEEKDAY.match(dated.span)) and _has_happened(before, behind)


def _last_one(dated: Dated, today: date) -> date:
    if dated.doubt != "year" and dated.day - today <= _FAR:
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
    if tenses.PAST_AFTER.search(behind) and not tenses.ARRANGED.search(behind):
        return True
    verbs = list(tenses.TENSE_BEFORE.finditer(before))
    return bool(verbs) and verbs[-1]["past"] is not None


def _lies_ahead(dated: Dated, before: str, behind: str) -> bool:
    around = f"{before[-_REACH:]}{dated.span}{behind}"
    return bool(tenses.DEADLINE.search(around) or tenses.PLANNED.search(around)) or promises.is_promise(around)
