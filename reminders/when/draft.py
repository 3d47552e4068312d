"""Pieces that stand together become one date: 来週 + の + 金曜日 + 午後 + 3時; "7:30 PM" + "on" + "Fri" + "Sep 20"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from reminders.when import clocks, resolve, story, twice
from reminders.when.arithmetic import Found, instant
from reminders.when.model import Here, Piece, Reading, Slots

_TIME = frozenset({"clock", "part", "zone"})
_MARKS = frozenset({"weak", "dangling", "around"})
_DATES = (
    frozenset({"year", "years", "month", "months", "dom", "weekday"}),
    frozenset({"year", "years", "month", "months", "nth", "weekday"}),
    frozenset({"year", "years", "month", "months", "edge"}),
    frozenset({"week", "weekday"}),
    frozenset({"week", "edge"}),
    frozenset({"day", "weekday"}),
    frozenset({"shift", "weekday"}),
    frozenset({"shift", "dom"}),
    frozenset({"shift", "edge"}),
    frozenset({"weekday", "past"}),
    frozenset({"weekday", "this"}),
)
"""What one date may be made of."""

_GAP = r"[ \t]*"
_TO_DATE = re.compile(rf"[ \t,]*(?:の|\b(?:of|in|on)\b)?{_GAP}(?:\bthe\b)?{_GAP}")
_TO_TIME = re.compile(
    rf"{_GAP}(?:[のはにもで、,-]|\b(?:at|by|around|about|from|for|on|before|until|till)\b|@)?{_GAP}[~(]?{_GAP}"
)
_BACK_TO_DATE = re.compile(rf"{_GAP},?{_GAP}(?:\bon\b)?{_GAP}(?:\bthe\b)?{_GAP}")
_TO_DISTANCE = re.compile(rf"(?:の|から|より|から数えて)?{_GAP}")
_WEEK_TO_WEEKDAY = re.compile(rf"{_GAP}[、,はの]?{_GAP}")
_RANGE = re.compile(
    rf"{_GAP}(?:~|-|から|ー|to|until|till|through|thru|→|->|⇒){_GAP}(?:翌(?=[0-9一二三四五六七八九十]))?"
)
_WAVE = re.compile(rf"{_GAP}~")


@dataclass(frozen=True, slots=True)
class Draft:
    """Slots of the date itself, and a step to take from it (来週金曜 + の3日後)."""

    slots: Slots
    start: int
    end: int
    step: Slots | None = None
    spelt_back: bool = False  # an English draft may name its day after its hour


def readings(text: str, pieces: Sequence[Piece], here: Here) -> list[Reading]:
    """Every date of `text`. A range gives its beginning (10時から11時), a move its end (金曜から月曜に変更)."""
    found: list[Reading] = []
    said: Slots = {}
    index = 0
    while index < len(pieces):
        draft, after = _grown(text, pieces, index)
        if not _is_whole(draft, here):
            index += 1
            continue
        index = after
        if found:
            draft = replace(draft, slots=story.completed(text, found[-1], said, draft.slots, draft.start, here.today))
        reading = _read(text, draft, here)
        if reading:
            reading, index = _through(text, pieces, index, draft, reading, here)
            if found and story.replaces(text, found[-1].start, found[-1].end, reading.start, reading.end):
                found.pop()
            one = twice.as_one(text, found[-1], said, reading, draft.slots) if found else None
            if one:
                found.pop()
            found.append(one or reading)
            said = {**said, **draft.slots} if one else draft.slots
    return found


def _grown(text: str, pieces: Sequence[Piece], index: int) -> tuple[Draft, int]:
    first = pieces[index]
    draft = Draft(first.slots, first.start, first.end, spelt_back=first.english)
    if first.anchored:
        draft = Draft({}, first.start, first.end, step=first.slots, spelt_back=True)
    for after in range(index + 1, len(pieces)):
        longer = _joined(text, draft, pieces[after])
        if longer is None:
            return draft, after
        draft = longer
    return draft, len(pieces)


def _joined(text: str, draft: Draft, piece: Piece) -> Draft | None:
    """`draft` with `piece`, None where the piece begins something new."""
    gap = text[draft.end : piece.start]
    if piece.anchored:
        return None
    if "shift" in piece.slots and draft.slots:
        return _stepped(draft, piece, gap)
    if not _fits(draft, piece) or not _glue(draft, piece).fullmatch(gap):
        return None
    return Draft(
        _merged(draft.slots, piece.slots), draft.start, piece.end, draft.step, draft.spelt_back or piece.english
    )


def _stepped(draft: Draft, piece: Piece, gap: str) -> Draft | None:
    """12/15 and の3日前, 明日 and から3日後: the distance is counted from the date."""
    if draft.step or "shift" in draft.slots or draft.slots.keys() & _TIME or piece.slots["shift"].minutes:
        return None
    linked = gap.strip() or "dangling" in piece.slots
    if not linked or not _TO_DISTANCE.fullmatch(gap):
        return None
    return Draft(draft.slots, draft.start, piece.end, piece.slots, draft.spelt_back)


def _fits(draft: Draft, piece: Piece) -> bool:
    said = piece.slots.keys() - _MARKS
    taken = draft.slots.keys() - _MARKS
    halves = said == {"part"} and piece.slots["part"] in clocks.PARTS and "clock" not in taken
    if (said & taken) and not halves:
        return False
    if said <= _TIME:
        return "zone" not in said or "clock" in taken
    if taken & _TIME and not (draft.spelt_back or piece.english):
        return False
    dates = (said | taken) - _TIME
    return any(dates <= each for each in _DATES)


def _glue(draft: Draft, piece: Piece) -> re.Pattern[str]:
    if piece.slots.keys() & _TIME:
        return _TO_TIME
    if draft.slots.keys() & _TIME:
        return _BACK_TO_DATE
    if draft.slots.keys() == {"week"}:
        return _WEEK_TO_WEEKDAY if not piece.english else _TO_DATE
    return _TO_DATE


def _merged(slots: Slots, more: Slots) -> Slots:
    merged: Slots = {**slots, **more}
    merged.pop("weak", None)
    if "dangling" in more:
        merged.pop("dangling", None)
    return merged


def _is_whole(draft: Draft, here: Here) -> bool:
    """Whether these words are a date, and not 朝 in 朝礼, Sun in a company's name or a month alone."""
    slots = draft.slots
    if "dangling" in slots or ("weak" in slots and not here.dedicated):
        return False
    hour_alone = bool(slots.keys() & {"clock", "part"}) and slots.keys() <= _TIME | _MARKS
    return _is_day(slots) or (hour_alone and draft.step is None)


def _is_day(slots: Slots) -> bool:
    named = slots.keys()
    if "week" in named and "weekday" not in named and "edge" not in named:
        return slots["week"] > 0
    if "months" in named and not named & {"dom", "nth", "edge"}:
        return slots["months"] > 0
    if "nth" in named:
        return "weekday" in named
    return bool(named & {"day", "shift", "edge", "dom", "weekday", "week", "months"})


def _read(text: str, draft: Draft, here: Here) -> Reading | None:
    try:
        return _settled(text, draft, here)
    except (ValueError, OverflowError):
        return None  # 2月30日, 午後13時, the year 12026: words like a date for what no calendar has


def _settled(text: str, draft: Draft, here: Here) -> Reading | None:
    slots = draft.slots
    if "shift" in slots and slots["shift"].minutes:
        moment = instant(slots["shift"], here)
        return Reading(moment.date(), moment.time(), draft.start, draft.end)
    if slots.keys() & {"weekday", "dom"} and story.is_over(text, draft.start, draft.end):
        slots = {**slots, "past": True}
    found = resolve.day_of(slots, here)
    clock, part = slots.get("clock"), slots.get("part")
    if found is None:
        passed = clocks.has_passed(clock, part, here)
        found = Found(here.in_days(int(passed)))
    day = resolve.step(draft.step, found.day, here) if draft.step else found.day
    if clock is None:
        return Reading(day, None, draft.start, draft.end, None, found.doubt, clocks.PARTS.get(part or "", part))
    at = clocks.told(clock, part)
    return _zoned(datetime.combine(day + timedelta(days=at.days), at.time), found.doubt, draft, here)


def _zoned(local: datetime, doubt: str | None, draft: Draft, here: Here) -> Reading:
    zone = draft.slots.get("zone")
    if zone:
        local = clocks.converted(local.date(), local.time(), zone, here)
    return Reading(local.date(), local.time(), draft.start, draft.end, zone, doubt)


def _through(
    text: str, pieces: Sequence[Piece], index: int, draft: Draft, reading: Reading, here: Here
) -> tuple[Reading, int]:
    """`reading`, which is what `draft` says, with the end of its range taken in, and where to go on."""
    gap = _RANGE.match(text, reading.end)
    if index == len(pieces) or not gap or pieces[index].start != gap.end():
        return reading, index
    end, after = _grown(text, pieces, index)
    if not _is_whole(end, here):
        return reading, index
    until = _read(text, end, here)
    if until is None:
        return reading, after
    if story.is_moved(text, reading.start, gap[0], end.end):
        return until, after
    # 10時〜11時: what stands after a wave stays in the note, so that the length of the meeting is not lost.
    if _WAVE.match(text, reading.end) and reading.time and end.slots.keys() <= _TIME:
        return reading, after
    if draft.slots.keys() <= _TIME < end.slots.keys() | _TIME:  # 2pm to 4pm tomorrow
        reading = replace(reading, day=until.day)
    return replace(reading, end=end.end), after
