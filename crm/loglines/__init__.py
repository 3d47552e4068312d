"""Reads a rep's log line once its dates are known: who, what kind of touch, the note, its day, and what is to be done.

「田中様 訪問 見積の件で打合せ。来週金曜15時に電話」 is a visit to 田中 with the note 「見積の件で打合せ。
来週金曜15時に電話」, and 電話 is to be done on that Friday at three.
"""

import re
from collections.abc import Sequence
from datetime import date, time

from crm.loglines.clauses import Clause, divide, leaves_a_choice, what_of
from crm.loglines.dates import Now, Settled, settle
from crm.loglines.head import Head, read_head
from crm.loglines.marks import mask
from crm.loglines.model import CONTACT, LONGEST_WHAT, Dated, LogLine, Task
from crm.loglines.people import named_in
from crm.loglines.words import EARLIER, OWED_TO_US, PROMISED, TOLD_OF, kind_words

__all__ = ["CONTACT", "LONGEST_WHAT", "Dated", "LogLine", "Task", "read"]

_BEFORE_A_NOTE = " \u3000\t\r\n、,，。.:：・!！"
_BREAK = re.compile(r"[、。｡,.！？!?\n]")


def read(text: str, dates: Sequence[Dated], today: date, clock: time | None = None) -> LogLine:
    """`text` as understood on the local day `today`; `dates` are those that the date grammar found in it.

    `clock` is the local time of writing: 「今日10時に訪問」 written at 15:00 is over; without it, still to come.
    """
    settled = settle(text, dates, Now(today, clock))
    masked = mask(text, settled)
    head = read_head(masked, settled)
    clauses = divide(masked, head.end, settled)
    return LogLine(
        who=tuple(head.who) or _named(masked, clauses),
        kind=_kind(masked, head, clauses),
        text=text[head.end :].lstrip(_BEFORE_A_NOTE).rstrip(),
        when=head.when or _told_day(masked, clauses, settled),
        tasks=tuple(task for clause in clauses if clause.due for task in _tasks(text, masked, clause)),
    )


def _tasks(text: str, masked: str, clause: Clause) -> list[Task]:
    words = text[clause.start : clause.end]
    promise = bool(PROMISED.search(words)) and not OWED_TO_US.search(words)
    what = what_of(text, clause)[:LONGEST_WHAT] or CONTACT
    if leaves_a_choice(masked, clause):
        first = clause.due[0]
        span = text[first.start : clause.due[-1].end]
        return [Task(what, first.day, first.dated.time, promise, span, doubt="several")]
    return [Task(what, each.day, each.dated.time, promise, each.dated.span, each.dated.doubt) for each in clause.due]


def _named(masked: str, clauses: Sequence[Clause]) -> tuple[str, ...]:
    """The names of the first clause that has any; what is to be done comes last."""
    for clause in sorted(clauses, key=lambda clause: bool(clause.due)):
        names = tuple(dict.fromkeys(named_in(masked, clause.start, clause.end)))
        if names:
            return names
    return ()


def _kind(masked: str, head: Head, clauses: Sequence[Clause]) -> str:
    """The first kind word that is not part of something to do; a weak one yields to a sure one beside it."""
    told = [word for clause in clauses if not clause.due for word in kind_words(masked, clause.start, clause.end)]
    found = [*head.kinds, *told]
    if not found:
        return "other"
    first = found[0]
    sure = (word for word in found if not word.weak and not _BREAK.search(masked[first.end : word.start]))
    return next(sure, first).kind if first.weak else first.kind


def _told_day(masked: str, clauses: Sequence[Clause], dates: Sequence[Settled]) -> date | None:
    """The first past day that is told of the interaction itself and not of something in it."""
    told = [clause for clause in clauses if not clause.due]
    for each in dates:
        inside = any(clause.start <= each.start < clause.end for clause in told)
        aside = TOLD_OF.match(masked, each.end) or EARLIER.search(masked[: each.start])
        if each.past and inside and not aside:
            return each.day
    return None
