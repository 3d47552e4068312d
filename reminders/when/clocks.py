"""From an hour as said to a time: 夜8時 is 20:00, a bare 3時 in business talk 15:00, 25時 one o'clock the day after."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple

from reminders.when.model import Clock, Here

_EVENING_FROM = 5
_SMALL_HOURS = range(1, 7)
_LONGEST_DAY = 30

PASSED = {"morning": 10, "am": 12, "noon": 14, "pm": 18, "afternoon": 18, "evening": 19, "close": 19}
"""The hour from which a part of the day, said alone, is tomorrow's. Nights are always today's."""

PARTS = {"am": "morning", "pm": "afternoon"}
"""How the strict halves of the day are called when no hour follows."""

_HOURS_EAST = {
    "utc": 0, "gmt": 0, "bst": 1, "cet": 1, "cest": 2, "ist": 5.5, "sgt": 8, "hkt": 8, "jst": 9, "kst": 9,
    "aest": 10, "aedt": 11, "pst": -8, "pdt": -7, "mst": -7, "mdt": -6, "est": -5, "edt": -4, "cdt": -5,
}  # fmt: skip
ZONE = rf"(?:{'|'.join(_HOURS_EAST)}|日本時間|z)"


class Told(NamedTuple):
    """A time and how many days after the named day it lies."""

    time: time
    days: int = 0


def told(clock: Clock, part: str | None) -> Told:
    """ValueError for what no clock shows: 午後13時, 31時, 10:75."""
    hour = clock.hour if clock.sure and part not in PARTS else _hour(clock.hour, part)
    if clock.hour > 12 and part in PARTS:
        raise ValueError(f"no hour of {part}: {clock.hour}")
    if not 0 <= hour < _LONGEST_DAY:
        raise ValueError(f"no hour: {hour}")
    days, hour = divmod(hour, 24)
    return Told(time(hour, clock.minute), days)


def _hour(hour: int, part: str | None) -> int:
    if part == "night" and (hour < _EVENING_FROM or hour == 12):
        return hour % 12 + 24
    if part == "am":
        return 0 if hour == 12 else hour
    afternoon = part in {"pm", "afternoon", "evening", "night"} or (part == "noon" and hour < 11)
    if afternoon or (part is None and hour in _SMALL_HOURS):
        return hour + 12 if hour < 12 else hour
    return hour


def has_passed(clock: Clock | None, part: str | None, here: Here) -> bool:
    """Whether an hour or a part of the day, said without a day, must be tomorrow's."""
    if clock is None:
        return here.now.hour >= PASSED.get(part or "", 24)
    at = told(clock, part)
    return at.days == 0 and at.time < here.now.time().replace(second=0, microsecond=0)


def converted(day: date, at: time, zone: str, here: Here) -> datetime:
    """That wall clock of `zone` (a name, or "+09:00") in the zone of `here`."""
    return datetime.combine(day, at, _zone(zone)).astimezone(here.now.tzinfo)


def _zone(name: str) -> timezone:
    if name in {"z", "日本時間"}:
        return UTC if name == "z" else timezone(timedelta(hours=9))
    offset = re.fullmatch(r"([+-])(\d{2}):?(\d{2})", name)
    if not offset:
        return timezone(timedelta(hours=_HOURS_EAST[name]))
    sign = -1 if offset[1] == "-" else 1
    return timezone(sign * timedelta(hours=int(offset[2]), minutes=int(offset[3])))
