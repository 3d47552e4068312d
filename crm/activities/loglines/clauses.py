"""A note in clauses: which of them holds which date still to come, and what is to be done then.

Sentences end at 。！？ and line ends. A comma parts clauses only before a piece with a date of its own; so does a space
in Japanese. A piece that says what the next one is about (「見積の件、来週回答」) stays with it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm.activities.loglines.dates import Settled
from crm.activities.loglines.marks import DUE, FACT, PAST
from crm.activities.loglines.words import TOPIC_END, kind_words

_SENTENCE_END = re.compile(
    r"[。｡！？!?；;\n]|(?<=\s)[/|](?=\s)|(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bCo)(?<!\bInc)(?<!\bLtd)\.(?=\s|$)"
)
_COMMA = re.compile("[、,，]|(?<![0-9０-９日)）])[→⇒➡]")
_COLON = re.compile(r"[:：](?=\s|[^\x00-\x7f])")
_APART_BEFORE = re.compile(r"(?:\s+[（(【]?|[（(【])$")
_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_SPACE = re.compile(r"\s+|[→⇒]")
# 「資料 12/8に送付」: what is sent stands before the date.
_NEEDS_ITS_OBJECT = re.compile(
    rf"{DUE}+[〜～~\s]*(?:まで)?(?:に|から|は)?\s*(?:参加|出席|同席|開催|登壇|再?送付|送信|郵送|発送|共有|持参|提出|お?届け|お渡し"
    r"|納品|搬入|返却|返送|FAX|メール|送[るり]|届け[るま]|渡[すし]|send)(?:予定|します|する|いたします|ます)?[\s。]*$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:[はをにがのでとも、]|から|まで)$")
_EITHER = re.compile(r"\s*(?:か|または|又は|もしくは|or|[〜～~–/／-]|から)\s*")
_BOTH = re.compile(r"\s*(?:と|及び|and|[・、,，&＆])\s*")
_RANGE_END = re.compile(r"\s*(?:[〜～~–-]|から)\s*\d{1,2}(?:[:：]\d{2}|時(?:\d{1,2}分|半)?)?(?:まで)?")
_PARTICLE = re.compile(
    r"(?:[AaPp][Mm](?![A-Za-z])中?)?(?:ま?でには?|まで|迄に?|には|にて|では|付けで?|頃に?|ごろに?|以降に?|中に|を(?:目処|目途|目安)に|[にではの]|から)(?!す|き)|[AaPp][Mm](?![A-Za-z])"
)
_PREPOSITION = re.compile(
    r"(?:^|\s)(?:on|by|at|before|until|till|from|in|for|around|the|no later than)\s*$", re.IGNORECASE
)
_LEADING_AND = re.compile(r"^\s*(?:and|then|but|to)\s+", re.IGNORECASE)
_SPACES = " \u3000\t\r\n"
_EDGES = " \u3000\t\r\n、。｡,，.:：;→⇒>＞・-–—〜～~*※!！?？/／"
_LOOSE_END = re.compile(r"(?:[はをにがの]|から)$")
_NEXT_TIME = re.compile(r"^次回は?\s*$")
_AND_THEN = re.compile("して$")
_BRACKETS = (("（", "）"), ("(", ")"), ("「", "」"), ("【", "】"), ("[", "]"))


@dataclass(frozen=True)
class Clause:
    """`text[start:end]`, with the dates in it that are still to come. Several dates share one thing to do."""

    start: int
    end: int
    due: tuple[Settled, ...] = ()


def divide(masked: str, start: int, dates: Sequence[Settled]) -> list[Clause]:
    """The clauses of the note that begins at `start`."""
    due = [each for each in dates if each.due]
    found: list[Clause] = []
    for first, last in _sentences(masked, start):
        groups: list[Clause] = []
        for piece in _pieces(masked, first, last, due):
            _join_or_append(masked, groups, piece)
        found += [part for group in groups for part in _parted(masked, group)]
    return found


def what_of(text: str, clause: Clause) -> str:
    """What is to be done: the clause without its dates and the particle behind them; "" when nothing is left."""
    behind = _without_tail(text[clause.due[-1].end : clause.end]).strip(_EDGES)
    before = _PREPOSITION.sub("", text[clause.start : clause.due[0].start])
    before = _LEADING_AND.sub("", before).strip(_EDGES if not behind else _SPACES).lstrip(_EDGES)
    before = (_NEXT_TIME if behind else _LOOSE_END).sub("", before)
    apart = "" if _JAPANESE.search(before[-1:] + behind[:1]) else " "
    return _AND_THEN.sub("", _balanced(f"{before}{apart}{behind}".strip(_EDGES)))


def leaves_a_choice(masked: str, clause: Clause) -> bool:
    """Whether its dates are alternatives: 「12/4か12/7に」."""
    between = masked[clause.due[0].end : clause.due[-1].start].replace(DUE, "")
    return len(clause.due) > 1 and bool(_EITHER.fullmatch(between))


def says_nothing(masked: str) -> bool:
    """Whether there is nothing in it but a date."""
    rest = re.sub(f"[{PAST}{DUE}{FACT}]+", DUE, masked).strip(_EDGES)
    return not _without_tail(rest.removeprefix(DUE)).strip(_EDGES)


def _sentences(masked: str, start: int) -> Iterator[tuple[int, int]]:
    for end in _SENTENCE_END.finditer(masked, start):
        yield from _after_colon(masked, start, end.start())
        start = end.end()
    yield from _after_colon(masked, start, len(masked))


def _after_colon(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence whose beginning says what kind of contact it was, up to a colon, is two: 「電話で3点: 金曜に…」."""
    colon = _COLON.search(masked, start, end)
    if colon and kind_words(masked, start, colon.start()) and not says_nothing(masked[colon.end() : end]):
        yield start, colon.start()
        start = colon.end()
    yield start, end


def _pieces(masked: str, start: int, end: int, due: Sequence[Settled]) -> Iterator[Clause]:
    for comma in [*_COMMA.finditer(masked, start, end), None]:
        stop = comma.end() if comma else end
        yield Clause(start, stop, tuple(each for each in due if start <= each.start < stop))
        start = stop


def _join_or_append(masked: str, groups: list[Clause], piece: Clause) -> None:
    last = groups[-1] if groups else None
    if last is None:
        groups.append(piece)
    elif not piece.due or _same_dates(masked, last, piece):
        groups[-1] = Clause(last.start, piece.end, last.due + piece.due)
    elif not last.due and (start := _topic_start(masked, last, piece)) is not None:
        groups[-1] = Clause(start, piece.end, piece.due)
        if start > last.start:
            groups.insert(-1, Clause(last.start, start))
    else:
        groups.append(piece)


def _same_dates(masked: str, last: Clause, piece: Clause) -> bool:
    """「12/4、12/7に訪問」: nothing but a comma between the dates."""
    return bool(last.due) and _joins(masked[last.due[-1].end : piece.due[0].start])


def _topic_start(masked: str, last: Clause, piece: Clause) -> int | None:
    """Where the last piece of `last` starts, when it says what `piece` is about or `piece` is nothing but a date."""
    words = masked[last.start : last.end].rstrip(_EDGES)
    commas = [comma.end() for comma in _COMMA.finditer(words)]
    if TOPIC_END.search(words) or says_nothing(masked[piece.start : piece.end]):
        return last.start + commas[-1] if commas else last.start
    return None


def _parted(masked: str, clause: Clause) -> Iterator[Clause]:
    """Cuts at the space before a date in Japanese, and between two dates that are not one choice."""
    if not clause.due:
        yield clause
        return
    japanese = bool(_JAPANESE.search(masked, clause.start, clause.end))
    start = _after_space(masked, clause) if japanese else clause.start
    if start > clause.start:
        yield Clause(clause.start, start)
    due = [clause.due[0]]
    for one in clause.due[1:]:
        if not _joins(masked[due[-1].end : one.start]):
            cut = one.start if japanese else due[-1].end
            yield Clause(start, cut, tuple(due))
            start, due = cut, []
        due.append(one)
    yield Clause(start, clause.end, tuple(due))


def _after_space(masked: str, clause: Clause) -> int:
    """Where what is to be done begins: at the date, if a space or bracket stands before it, else where the clause does.

    What was done ends with its kind word: in 「デモ訪問 工事 12/9」 only 工事 is to be done.
    """
    date = clause.due[0].start
    before = masked[clause.start : date]
    words = _APART_BEFORE.sub("", before)
    behind = masked[date : clause.end]
    if words in {"", before} or says_nothing(behind) or _NEEDS_ITS_OBJECT.match(behind):
        return _after_kind(masked, clause.start, clause.start + len(words))
    if _GOES_ON.search(words) or TOPIC_END.search(words):
        return clause.start
    return date


def _after_kind(masked: str, start: int, end: int) -> int:
    """Behind the space that follows the last kind word, when words stand behind it."""
    last = max((word.end for word in kind_words(masked, start, end)), default=start)
    space = _SPACE.search(masked, last, end) if last > start else None
    return space.end() if space and masked[space.end() : end].strip(_EDGES) else start


def _joins(between: str) -> bool:
    return bool(_EITHER.fullmatch(between) or _BOTH.fullmatch(between))


def _without_tail(behind: str) -> str:
    """Takes the end of a range (〜11時) and the particle off what stands behind a date."""
    found = _RANGE_END.match(behind)
    rest = behind[found.end() :] if found else behind
    rest = rest.lstrip(_SPACES)
    particle = _PARTICLE.match(rest)
    return rest[particle.end() :] if particle else rest


def _balanced(what: str) -> str:
    """Drops brackets around all of it, and a bracket whose other half went with the date."""
    for left, right in _BRACKETS:
        if what[:1] == left and what[-1:] == right and what.count(left) == 1:
            what = what[1:-1]
        elif what.count(left) > what.count(right):
            what = what.lstrip(left)
        elif what.count(right) > what.count(left):
            what = what.rstrip(right)
    return what.strip(_EDGES)
