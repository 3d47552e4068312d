"""What the words around a date tell of it.

It is over (月曜に訪問しました), it was moved (金曜から月曜に変更), it goes on from the one before (来週水曜か木曜).
"""

import re
from datetime import date

from reminders.when.model import Reading, Slots

_TIME = frozenset({"clock", "part", "zone"})
_ACTS = (
    "訪問|来社|来店|来訪|来場|送付|送信|電話|架電|納品|出荷|発送|受領|受注|面談|商談|打合せ|打ち合わせ|会食|同行|参加|出席|名刺交換|お会い|会い|会っ"
    "|伺い|伺っ|行き|行っ|帰り|戻り|戻っ|届き|届い|話し|送り|送っ"
)
_DONE = re.compile(
    r"[^、。,.!?\n0-9とてでまアて約予]{0,12}?"
    rf"(?:{_ACTS})(?:を|は)?(?:実施|完了)?(?:(?:いた|致)?しました|した(?![いら])|済み|済(?=$|[、。\s])|ました|た(?![いらめ]))",
)
_DID = re.compile(
    r"\b(?:met|visited|called|spoke|talked|emailed|e-mailed|sent|saw|delivered|shipped|received|had|demoed|presented)\b"
    r"(?:(?!\b(?:to|for|by|before|until|about|re|and|will|next|this|coming|wants?|needs?)\b)[^.;,\n]){0,40}$",
)
_MOVED = re.compile(
    r"\s*(?:に|へ)?\s*(?:日程)?\s*(?:変更|延期|移動|ずら|リスケ|振替|振り替|後ろ倒|前倒|変わ|変え|繰り上|繰り下|繰上|繰下)",
)
_MOVE = re.compile(
    r"\b(?:mov(?:ed?|ing)|resched\w+|chang(?:ed?|ing)|postpon\w+|shift(?:ed)?|push(?:ed)?)\b[^.;]{0,40}$"
)
_THE_MEETING = re.compile(r"\s*の[^、。\n]{0,15}?[をがはも]、?\s*")
_THE_APPOINTMENT = re.compile(r"(?:'s)?\s[^.;,\n]{0,30}\bto\s+(?:the\s+)?|(?:'s)?\s+to\s+")
_ALSO = re.compile(r"[ \t]*(?:か|と|や|・|、|,|/|または|又は|もしくは|or|and|&)[ \t]*(?:the[ \t]+)?")
_SAME_SENTENCE = re.compile(r"[^。.!?\n]{0,30}")
_ARROWS = ("→", "->", "⇒")
_REACH = 60
"""How many characters before a date can say what happened on it; more would make long texts slow."""


def is_over(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is when something was done. Careful: 金曜に訪問したいと言われました is not over."""
    return bool(_DONE.match(text, end) or _DID.search(text, max(0, start - _REACH), start))


def is_moved(text: str, start: int, between: str, end: int) -> bool:
    """Whether two dates with "from … to" between them tell of one that took the other's place, not of a range."""
    return between.strip() in _ARROWS or bool(
        _MOVED.match(text, end) or _MOVE.search(text, max(0, start - _REACH), start)
    )


def replaces(text: str, old_start: int, old_end: int, start: int, end: int) -> bool:
    """金曜の打合せを月曜に変更, "moved Friday's meeting to Monday": the second date stands for the first."""
    if _THE_MEETING.fullmatch(text, old_end, start) and _MOVED.match(text, end):
        return True
    return bool(
        _THE_APPOINTMENT.fullmatch(text, old_end, start) and _MOVE.search(text, max(0, old_start - _REACH), old_start)
    )


def completed(text: str, last: Reading, said: Slots, slots: Slots, start: int, today: date) -> Slots:
    """`slots` with what the date before them (`last`, read from `said`) already told: 来週水曜か木曜, 12月10日と15日.

    An hour alone belongs to the coming day that was named with an hour before it: 明日10時に電話、15時に訪問.
    """
    also = bool(_ALSO.fullmatch(text, last.end, start))
    named = slots.keys() - _TIME
    if not named and (also or _goes_on(text, last, start, today)):
        return {**slots, "day": last.day}
    if also and named == {"weekday"} and "week" in said and slots["weekday"] > said.get("weekday", 6):
        return {**slots, "week": said["week"]}
    if also and "dom" in named <= {"dom", "weekday"} and slots["dom"] > said.get("dom", 31):
        return {**_month_of(said), **slots}
    return slots


def _goes_on(text: str, last: Reading, start: int, today: date) -> bool:
    return bool(last.time and last.day > today and _SAME_SENTENCE.fullmatch(text, last.end, start))


def _month_of(said: Slots) -> Slots:
    month: Slots = {}
    if "month" in said:
        month["month"] = said["month"]
    if "months" in said:
        month["months"] = said["months"]
    if "year" in said:
        month["year"] = said["year"]
    if "years" in said:
        month["years"] = said["years"]
    return month
