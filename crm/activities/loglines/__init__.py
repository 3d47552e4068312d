"""Reads a rep's log line once its dates are known: who, what kind of touch, the note, its day, and what is to be done.

「田中様 訪問 見積の件で打合せ。来週金曜15時に電話」 is a visit to 田中 with the note 「見積の件で打合せ。
来週金曜15時に電話」, and 電話 is to be done on that Friday at three.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, time

from crm.activities.loglines import doubts
from crm.activities.loglines.clauses import Clause, divide, leaves_a_choice, what_of
from crm.activities.loglines.dates import Now, Settled, settle
from crm.activities.loglines.head import Head, read_head
from crm.activities.loglines.marks import mask
from crm.activities.loglines.model import CONTACT, LONGEST_WHAT, Dated, LogLine, Task
from crm.activities.loglines.promises import is_promise, is_undertaken
from crm.activities.loglines.tenses import EARLIER, TOLD_OF
from crm.activities.loglines.whom import read_whom
from crm.activities.loglines.words import kind_words

__all__ = ["CONTACT", "LONGEST_WHAT", "Dated", "LogLine", "Task", "read"]

_BEFORE_A_NOTE = " \u3000\t\r\n、,，。.:：・!！"
_TOPIC = re.compile("[はがをも:：,，、]")
_BREAK = re.compile(r"[、。｡,.！？!?\n]")


def read(text: str, dates: Sequence[Dated], today: date, clock: time | None = None) -> LogLine:
    """`text` as understood on the local day `today`; `dates` are those that the date grammar found in it.

    `clock` is the local time of writing: 「今日10時に訪問」 written at 15:00 is over; without it, still to come.
    """
    settled = settle(text, dates, Now(today, clock))
    masked = mask(text, settled)
    head = read_head(masked, settled)
    clauses = divide(masked, head.end, settled)
    whom = read_whom(masked, head, clauses)
    return LogLine(
        who=whom.who,
        kind=_kind(masked, head, clauses),
        text=text[head.end :].lstrip(_BEFORE_A_NOTE).rstrip(),
        when=head.when or _told_day(masked, head, clauses, settled),
        tasks=tuple(task for clause in clauses if clause.due for task in _tasks(text, masked, clause, today)),
        undated=tuple(_undated(text, clauses)),
        beside=whom.beside,
        guesses=whom.guesses,
    )


def _tasks(text: str, masked: str, clause: Clause, today: date) -> Iterator[Task]:
    words = text[clause.start : clause.end]
    promise = is_promise(words)
    what = what_of(text, clause)[:LONGEST_WHAT] or CONTACT
    if leaves_a_choice(masked, clause):
        first = clause.due[0]
        span = text[first.start : clause.due[-1].end]
        yield Task(what, first.day, first.dated.time, promise, span, "several", doubts.choice(clause.due))
        return
    for each in clause.due:
        options = doubts.instead(each, today) if each.dated.doubt == "weekday" else ()
        yield Task(what, each.day, each.dated.time, promise, each.dated.span, each.dated.doubt, options)


def _undated(text: str, clauses: Sequence[Clause]) -> Iterator[str]:
    for clause in clauses:
        words = text[clause.start : clause.end].strip(_BEFORE_A_NOTE)
        if not clause.due and words and is_undertaken(words):
            yield words[:LONGEST_WHAT]


def _kind(masked: str, head: Head, clauses: Sequence[Clause]) -> str:
    """The first kind word that is not part of something to do; a weak one yields to a sure one beside it."""
    told = [word for clause in clauses if not clause.due for word in kind_words(masked, clause.start, clause.end)]
    found = [*head.kinds, *told]
    if not found:
        return "other"
    first = found[0]
    sure = (word for word in found if not word.weak and not _BREAK.search(masked[first.end : word.start]))
    return next(sure, first).kind if first.weak else first.kind


def _told_day(masked: str, head: Head, clauses: Sequence[Clause], dates: Sequence[Settled]) -> date | None:
    """The first past day that is told of the interaction itself and not of something in it."""
    for each in dates:
        told = next((one for one in clauses if not one.due and one.start <= each.start < one.end), None)
        aside = TOLD_OF.match(masked, each.end) or EARLIER.search(masked[: each.start])
        if each.past and told and not aside and _tells_when(masked, head, told, each.start):
            return each.day
    return None


def _tells_when(masked: str, head: Head, clause: Clause, place: int) -> bool:
    """Once the line has said what kind of contact it was, other days need a kind word of their own beside them.

    「電話 サンプルは昨日発送済み」 is today's call, "Visited Jane on Monday" was on Monday.
    """
    if not head.kinds or kind_words(masked, clause.start, clause.end):
        return True
    return clause.start == head.end and not _TOPIC.search(masked, clause.start, place)
