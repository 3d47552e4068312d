"""English words for hours and parts of the day: noon, half past two, 8 tonight, at 5, first thing, EOD."""

import re

from reminders.when.model import Clock, Here, Rule, Slots, any_of, plain
from reminders.when.numbers import COUNT, NO_COUNT, count

_STRONG_PARTS = {
    "eod": "close", "end of day": "close", "end of the day": "close", "end of business": "close", "cob": "close",
    "close of business": "close", "end of play": "close",
}  # fmt: skip
_WEAK_PARTS = {
    "morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night", "first thing": "morning",
    "lunchtime": "noon", "lunch time": "noon", "midday": "noon",
}  # fmt: skip
_NAMED_MINUTES = {"a quarter": 15, "quarter": 15, "half": 30}
_TOLD_MINUTES = {*_NAMED_MINUTES, "five", "ten", "twenty", "twenty-five"}


def _strong_part(match: re.Match[str], _: Here) -> Slots:
    return {"part": _STRONG_PARTS[plain(match["part"])]}


def _weak_part(match: re.Match[str], _: Here) -> Slots:
    return {"part": _WEAK_PARTS[plain(match["part"])], "weak": True}


def _half_of_day(match: re.Match[str], _: Here) -> Slots:
    return {"part": match["part"].replace(".", "")}


def _noon(match: re.Match[str], _: Here) -> Slots:
    return {"clock": Clock(24 if match[0].endswith("midnight") else 12, sure=True)}


def _at(match: re.Match[str], _: Here) -> Slots:
    hour = int(match["h"])
    return {"clock": Clock(hour, sure=hour > 12 or match["h"][0] == "0" != match["h"])}


def _hour_sign(match: re.Match[str], _: Here) -> Slots:
    return {"clock": Clock(int(match["h"]), int(match["m"] or 0), sure=True)}


def _around_the_hour(match: re.Match[str], _: Here) -> Slots | None:
    """A quarter past 8pm, 15 minutes past 15h, ten to five; but not 3 to 5 people, nine to five."""
    minutes, half = _minutes(match), match["half"]
    if minutes is None:
        return None
    hour = int(match["h"]) if match["h"].isdecimal() else count(match["h"])
    if half:
        hour = hour % 12 + 12 * (half == "p")
    total = hour * 60 + (minutes if match["way"] in {"past", "after"} else -minutes)
    return {"clock": Clock(total // 60, total % 60, sure=bool(half or match["sign"]) or hour > 12)}


def _minutes(match: re.Match[str]) -> int | None:
    said = plain(match["min"])
    if match["way"] != "past" and not (match["unit"] or match["half"] or said in _TOLD_MINUTES):
        return None
    minutes = _NAMED_MINUTES[said] if said in _NAMED_MINUTES else count(said)
    return minutes if minutes < 60 else None


def _spoken(match: re.Match[str], _: Here) -> Slots:
    """Twelve oh three, seven thirty."""
    return {"clock": Clock(count(match["h"]), count(match["oh"] or match["min"]))}


_HOUR = r"(?P<h>[01]?[0-9]|2[0-3])"
_HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_MINUTES = (
    r"(?:oh\s+(?P<oh>one|two|three|four|five|six|seven|eight|nine)"
    r"|(?P<min>ten|fifteen|(?:twenty|thirty|forty|fifty)(?:[ -]five)?))"
)
# Behind "at 5" and "seven thirty" comes no noun: "at 5 locations".
_NO_NOUN = (
    r"(?=\s*(?:$|[,.](?![0-9])|[;!?)~\u3000-\u9fff]|-(?![0-9a-z]))"
    r"|\s+(?:in the|on|today|tomorrow|tonight|next|this|sharp|mon|tue|wed|thu|fri|sat|sun|with|for)\b"
    r"|\s+(?:and|to)\s(?!\s*[0-9]))"
)

RULES = (
    Rule(
        rf"\b(?:for\s+)?(?P<min>a\s+quarter|quarter|half|{COUNT})(?P<unit>\s+minutes?)?\s+(?P<way>past|after|to|before|till)"
        rf"\s+(?P<h>[01]?[0-9]|2[0-3]|{_HOURS})(?:(?P<sign>h)|\s*(?P<half>[ap])\.?m\.?)?(?![0-9a-z:/-]){NO_COUNT}",
        _around_the_hour,
    ),
    Rule(rf"\b(?P<h>{_HOURS})\s+{_MINUTES}{_NO_NOUN}", _spoken),
    Rule(r"\b(?:12\s*)?(?:noon|midnight)\b", _noon),
    Rule(rf"(?<![0-9a-z.:/-]){_HOUR}h(?P<m>[0-5][0-9])?(?![0-9a-z])", _hour_sign),
    Rule(rf"(?:\bat|@)\s*{_HOUR}(?:\s*o'clock)?(?![0-9:%]|\s*[ap]\.?m\b){_NO_NOUN}", _at),
    Rule(
        rf"(?<![0-9.,:/$-])\b{_HOUR}(?:\s*o'clock\b"
        r"|(?=\s+(?:tonight|tomorrow)\b|\s+in\s+the\s+(?:am|pm|morning|afternoon|evening)\b))",
        _at,
    ),
    Rule(r"\bin\s+the\s+(?P<part>[ap]\.?m)\b\.?", _half_of_day),
    Rule(rf"\b(?P<part>{any_of(_STRONG_PARTS)})\b", _strong_part),
    Rule(rf"\b(?:in\s+the\s+|at\s+)?(?:early\s+|late\s+|mid-?)?(?P<part>{any_of(_WEAK_PARTS)})\b", _weak_part),
)
