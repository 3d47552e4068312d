"""How a log line begins: people, kinds of interaction and its day, in any order, until the note itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from crm.activities.loglines.clauses import says_nothing
from crm.activities.loglines.dates import Settled
from crm.activities.loglines.english_people import Named, names_at
from crm.activities.loglines.marks import DUE, FACT, PAST
from crm.activities.loglines.people import aside_at, bare_at, beside, plain, polite_at, topic_at
from crm.activities.loglines.words import GREETING, KindWord, kind_word_at

_SEPARATORS = re.compile(r"[\s、,，:：・/／>＞\-–—()（）【】\[\]「」@＠]*")
_AND = re.compile(r"\s*(?:と|及び|＆|&|and\b|[、,，・/／])\s*")
_PARTICLE = re.compile(
    r"(?:宅|方|邸|側)?(?:とは|には|へは|からは|からの|との|への|より|から|[をにへとはが])?(?=[^のぁ-ん]|お|ご|$)"
)
_OWNED = re.compile("[のも]")
_KIND_DONE = re.compile(
    rf"(?:しました|した|済み?|あり|有り|です)?(?=[\s、。｡,.:：/／・（(!！?？)）】」\]→⇒{PAST}{DUE}{FACT}]|$)"
)
_BEFORE_A_KIND = re.compile(r"[おご]|\b(?i:on|via|by|over|through|a|the|had)\s+|")
_WITH = re.compile(r"(?:(?i:with|to|from|for|w/)\s*)?")
# An English verb in its bare form and a date still to come before the next comma or full stop: "call Jane on Monday".
_IMPERATIVE = re.compile(rf"(?i:call|visit|e?mail|phone|meet|lunch|dinner|zoom)\b[^,.;!?。、\n{DUE}]{{0,120}}{DUE}")
# "Meeting with Jane moved to Tuesday" is only arranged.
_ARRANGED = re.compile(
    rf"[^,.;!?。、\n{DUE}]{{0,120}}\b(?i:moved|rescheduled|postponed|pushed|set|booked|scheduled|confirmed|arranged|planned)\b"
    rf"[^,.;!?。、\n{DUE}]{{0,120}}{DUE}"
)
_MOVED = re.compile(r"[にへ]\s*(?:変更|延期|リスケ|決定|設定|なっ|決ま|調整|セット)")
_DAY_DONE = re.compile(r"(?:に|は)?[\s、,，]*")
_DUE_RUN = re.compile(rf"\s*{DUE}+")
_END_OF_SENTENCE = re.compile(r"[。｡！？!?\n]")


@dataclass
class Head:
    """What the line begins with; `end` is where the note starts. `aside` are people it only talks about."""

    who: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    kinds: list[KindWord] = field(default_factory=list)
    when: date | None = None
    end: int = 0


def read_head(masked: str, dates: Sequence[Settled]) -> Head:
    head = Head(end=_skip(GREETING, masked, 0))
    over = {each.start: each for each in dates if each.past}
    while True:
        start = _skip(_SEPARATORS, masked, head.end)
        if not (_kind(head, masked, start) or _people(head, masked, start) or _day(head, masked, start, over)):
            return head


def _people(head: Head, masked: str, start: int) -> bool:
    """Takes names joined by と or commas, and the particle behind; 「田中様の件」 is named and stays in the note."""
    named = _polite(masked, start)
    if named is None and not head.who:
        named = _bare(head, masked, start)
    if named is None:
        return False
    if aside_at(masked, named.end):
        head.aside += named.names if topic_at(masked, named.end) else ()
        return False
    head.who += [name for name in named.names if name not in head.who]
    head.beside += named.beside
    if _OWNED.match(masked, named.end):
        return False
    head.end = _skip(_PARTICLE, masked, named.end)
    return True


def _polite(masked: str, start: int) -> Named | None:
    names: list[str] = []
    more: list[str] = []
    end, found = start, polite_at(masked, start)
    while found:
        names.append(plain(found[0]))
        more += beside(masked, found.end())
        end = found.end()
        joined = _AND.match(masked, end)
        found = polite_at(masked, joined.end()) if joined else None
        found = None if found and aside_at(masked, found.end()) else found
    return Named(tuple(names), tuple(more), end) if names else None


def _bare(head: Head, masked: str, start: int) -> Named | None:
    if head.kinds and (named := names_at(masked, _skip(_WITH, masked, start))):
        return named
    end = bare_at(masked, start)
    return Named((masked[start:end],), (), end) if end else None


def _kind(head: Head, masked: str, start: int) -> bool:
    """Takes a kind word that stands alone, unless it is something to do: 「電話 来週金曜」, "call Jane on Monday"."""
    word = kind_word_at(masked, _skip(_BEFORE_A_KIND, masked, start))
    done = _KIND_DONE.match(masked, word.end) if word else None
    if word is None or done is None or _is_only_planned(masked, done.end()):
        return False
    if (not head.who or head.kinds) and (_IMPERATIVE.match(masked, word.start) or _ARRANGED.match(masked, word.end)):
        return False
    head.kinds.append(word)
    head.end = done.end()
    return True


def _is_only_planned(masked: str, start: int) -> bool:
    due = _DUE_RUN.match(masked, start)
    if not due:
        return False
    return bool(_MOVED.match(masked, due.end())) or says_nothing(_END_OF_SENTENCE.split(masked[start:], maxsplit=1)[0])


def _day(head: Head, masked: str, start: int, over: dict[int, Settled]) -> bool:
    """Takes the day of the interaction where a space, a name or a kind word follows: 「昨日 田中様」, 「昨日訪問」."""
    if start not in over or head.when is not None:
        return False
    day = over[start]
    end = _skip(_DAY_DONE, masked, day.end)
    apart = masked[day.end : end].strip("には") != ""
    if not (apart or end == len(masked) or kind_word_at(masked, end) or polite_at(masked, end)):
        return False
    head.when, head.end = day.day, end
    return True


def _skip(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start
