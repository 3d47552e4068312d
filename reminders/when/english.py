"""English words for days, weeks and months. Tables first: a new word is a new entry, not a new rule."""

import re

from reminders.when import english_distances, english_hours, occasions
from reminders.when.model import Here, Rule, Slots, any_of, plain
from reminders.when.numbers import COUNT, NO_COUNT, ORDINAL, count, full_year, ordinal

_DAYS = {
    "day after tomorrow": 2, "day before yesterday": -2, "today": 0, "later today": 0, "tomorrow": 1, "tomorow": 1,
    "tommorow": 1, "tmrw": 1, "tmr": 1, "yesterday": -1,
}  # fmt: skip
_DAY_PARTS = {
    "this morning": (0, "morning"), "this afternoon": (0, "afternoon"), "this evening": (0, "evening"),
    "later tonight": (0, "night"), "tonight": (0, "night"), "last night": (-1, "night"),
}  # fmt: skip
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHORT_AND_MORE = {"mon", "wed", "sat", "sun"}
"""Short weekdays that are other words too: dates only beside something else, or after on, by, until."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RELATIONS = {"next": 1, "following": 1, "last": -1, "previous": -1, "past": -1}
_EDGES = {
    "end": "end", "close": "end", "last": "end", "beginning": "start", "start": "start", "first": "start",
    "early": "early", "middle": "mid", "mid": "mid", "late": "late",
}  # fmt: skip
_WEEK_EDGES = {"end": "within", "early": "start"}  # a working week ends on Friday
_YEAR_EDGES = {"end": "within", "early": "start"}
_SHORT_EDGES = {
    "eom": "month.end", "month end": "month.end", "month-end": "month.end", "eow": "week.within", "eoy": "year.within",
    "year end": "year.within", "year-end": "year.within",
}  # fmt: skip


def _weekday_of(match: re.Match[str]) -> int:
    return _WEEKDAYS.index(match["wd"][:3])


def _month_of(match: re.Match[str]) -> int:
    return _MONTHS.index(match["month"][:3]) + 1


def _offset(relation: str | None) -> int:
    """How many weeks or months away "this coming", "next", "the previous" are."""
    return _RELATIONS.get(relation.rsplit(maxsplit=1)[-1], 0) if relation else 0


def _day(match: re.Match[str], here: Here) -> Slots:
    return {"day": here.in_days(_DAYS[plain(match["day"])])}


def _now(_: re.Match[str], here: Here) -> Slots:
    return {"day": here.today}


def _day_part(match: re.Match[str], here: Here) -> Slots:
    days, part = _DAY_PARTS[plain(match["day"])]
    return {"day": here.in_days(days), "part": part}


def _weekday(match: re.Match[str], _: Here) -> Slots:
    slots: Slots = {"weekday": _weekday_of(match)}
    weak = match["wd"] in _SHORT_AND_MORE and match["on"] is None
    return {**slots, "weak": True} if weak else slots


def _related_weekday(match: re.Match[str], _: Here) -> Slots:
    slots: Slots = {"weekday": _weekday_of(match)}
    offset = _offset(match["rel"])
    if offset > 0:
        slots["week"] = offset
    elif offset < 0:
        slots["past"] = True
    elif plain(match["rel"]) == "this":
        slots["this"] = True
    return slots


def _nth(match: re.Match[str], _: Here) -> Slots:
    nth = -1 if match["nth"] in {"last", "final"} else ordinal(plain(match["nth"]))
    return {"nth": nth, "weekday": _weekday_of(match)}


def _next_after(match: re.Match[str], _: Here) -> Slots:
    return {"nth": 1, "weekday": _weekday_of(match)}


def _weeks_from_now(match: re.Match[str], here: Here) -> Slots:
    """3 Fridays from now: the third one after today. "Monday week" is the second Monday."""
    ahead = (_weekday_of(match) - here.today.weekday() - 1) % 7 + 1
    return {"day": here.in_days(ahead + 7 * (count(plain(match["n"])) - 1))}


def _weekday_week(match: re.Match[str], here: Here) -> Slots:
    return {"day": here.in_days((_weekday_of(match) - here.today.weekday() - 1) % 7 + 8)}


def _weekday_after_next(match: re.Match[str], _: Here) -> Slots:
    return {"weekday": _weekday_of(match), "week": 2}


def _after_next(match: re.Match[str], _: Here) -> Slots:
    return {"week": 2} if match["unit"] == "week" else {"months": 2}


def _week(match: re.Match[str], _: Here) -> Slots:
    return {"week": _offset(match["rel"])}


def _month(match: re.Match[str], _: Here) -> Slots:
    return {"months": _offset(match["rel"])}


def _dated(match: re.Match[str], here: Here) -> Slots:
    slots: Slots = {"month": _month_of(match), **_day_of_month(match, here)}
    year = match["y"] or match["yy"]
    return {**slots, "year": full_year(year, here.today)} if year else slots


def _named_month(match: re.Match[str], _: Here) -> Slots:
    slots: Slots = {"month": _month_of(match)}
    return {**slots, "year": int(match["y"])} if match["y"] else slots


def _day_of_month(match: re.Match[str], _: Here) -> Slots:
    said = plain(match["d"])
    return {"dom": int(said) if said.isdecimal() else ordinal(said)}


def _edge_word(match: re.Match[str]) -> str:
    return _EDGES[re.split(r"[\s-]", match["edge"].removeprefix("the").lstrip())[0]]


def _edge(match: re.Match[str], _: Here) -> Slots:
    """End of (next) month: without a relation the present one, or the next where its day has passed."""
    scale, edge = match["scale"], _edge_word(match)
    if scale != "month":
        edge = (_WEEK_EDGES if scale == "week" else _YEAR_EDGES).get(edge, edge)
    slots: Slots = {"edge": f"{scale}.{edge}"}
    if not match["rel"]:
        return slots
    offset = _offset(match["rel"])
    return {**slots, **_OFFSETS[scale](offset)}


def _edge_of_named_month(match: re.Match[str], here: Here) -> Slots:
    return {"edge": f"month.{_edge_word(match)}", **_named_month(match, here)}


def _short_edge(match: re.Match[str], _: Here) -> Slots:
    return {"edge": _SHORT_EDGES[plain(match["edge"])]}


def _weekend(match: re.Match[str], _: Here) -> Slots:
    slots: Slots = {"edge": "week.end"}
    offset = _offset(match["rel"])
    return {**slots, "week": offset} if offset else slots


def _weeks_away(offset: int) -> Slots:
    return {"week": offset}


def _months_away(offset: int) -> Slots:
    return {"months": offset}


def _years_away(offset: int) -> Slots:
    return {"years": offset}


_OFFSETS = {"week": _weeks_away, "month": _months_away, "year": _years_away}

_WD_NAME = (
    r"(?P<wd>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_WD = rf"{_WD_NAME}\b(?:(?<!day)\.(?=,|\s+(?:[0-9]|at\b)))?"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
_DOT = r"(?:(?<!may)(?<!june)(?<!july)(?<![a-z]{5})\.)?"
_YEAR = r"(?:,?\s+(?P<y>(?:19|20)[0-9]{2})(?![0-9:])|\s+'(?P<yy>[0-9]{2}))?"
_REL = r"(?P<rel>(?:this\s+)?(?:next|following|coming|upcoming|last|previous|past|this))"
_EDGE = (
    r"(?P<edge>(?:the\s+)?(?:end|close|beginning|start|middle|last\s+day|first\s+day)\s+of"
    r"|early(?:\s+in)?|mid(?:-|\s)?|late(?:\s+in)?)"
)
_AFTER_A_PREPOSITION = "|".join(rf"(?<=\b{word} )" for word in ("on", "by", "til", "till", "until", "before", "after"))
_DAY = rf"(?P<d>{ORDINAL}|[0-9]{{1,2}})"
_NTH = r"(?P<d>[0-9]{1,2}(?:st|nd|rd|th))"
_BEFORE_NTH = "|".join(["^", *(rf"(?<=\b{word} )" for word in ("on", "by", "until", "before", "from")), "(?<=day )"])
# The 15th, but not the 15th floor; the 24, but not the 24 of them.
_END = r"(?=\s*(?:$|[,.;!?)~-](?![0-9a-z]))|\s+at\s+[0-9])"
_NO_FLOOR = (
    r"(?=\s*(?:$|[,.;!?)~-](?![0-9a-z]))"
    r"|\s+(?:of\s+(?:the|this|next|last)|to\s+the|at|in\s+the|for|and|with|this|next)\b)"
)

# A year-end gift and the month-end report are kinds of things.
_NO_KIND = (
    r"(?!\s+(?:call|visit|meeting|stock|sales|menu|gifts?|party|parties|dinner|lunch|drinks|greetings?|cards?|sale|closing"
    r"|reports?|results|review|bonus|rush|holidays?)\b)"
)

RULES = (
    *occasions.ENGLISH,
    Rule(rf"\b(?:the\s+)?(?P<day>{any_of(_DAYS)})\b", _day),
    Rule(rf"\b(?P<day>{any_of(_DAY_PARTS)})\b", _day_part),
    Rule(r"\b(?:right\s+)?now(?=\s*(?:$|[,.;!]))", _now),
    Rule(rf"\b(?P<n>{COUNT})\s+{_WD_NAME}s\s+(?:from\s+now|from\s+today|hence)\b", _weeks_from_now),
    Rule(rf"\b(?:the\s+)?(?P<nth>{ORDINAL}|last|final)\s+{_WD}(?=\s+(?:of|in)\b)", _nth),
    Rule(rf"\b(?:the\s+)?(?P<nth>{ORDINAL})\s+{_WD}\s+(?:after|following)\b", _nth, anchored=True),
    Rule(rf"\b(?:the\s+)?{_WD}\s+after\s+next\b", _weekday_after_next),
    Rule(rf"\b{_WD}\s+week\b", _weekday_week),
    Rule(rf"\b(?:the\s+)?(?:first\s+)?{_WD}\s+(?:after|following)(?=\s)", _next_after, anchored=True),
    Rule(rf"\b(?:the\s+)?{_REL}\s+{_WD}", _related_weekday),
    Rule(rf"(?P<on>{_AFTER_A_PREPOSITION})?(?:\(\s*)?\b{_WD}(?:\s*\))?", _weekday),
    Rule(r"\b(?:the\s+)?(?P<unit>week|month)\s+after\s+next\b", _after_next),
    Rule(rf"\b{_EDGE}\s*(?:the\s+)?(?:{_REL}\s+)?(?P<scale>week|month|year)\b", _edge),
    Rule(rf"\b{_EDGE}\s*{_MONTH}{_YEAR}", _edge_of_named_month),
    Rule(rf"\b(?P<edge>{any_of(_SHORT_EDGES)})\b{_NO_KIND}", _short_edge),
    Rule(rf"\b(?:the\s+)?(?:{_REL}\s+)?weekend\b", _weekend),
    Rule(rf"\b(?:the\s+)?{_REL}\s+week\b", _week),
    Rule(rf"\b(?:the\s+)?{_REL}\s+month\b", _month),
    Rule(
        rf"\b{_MONTH}{_DOT}\s+(?:the\s+)?{_DAY}(?:-[0-9]{{1,2}}(?![0-9/-]))?(?![0-9a-z%]|:[0-9]|[./-][0-9]){NO_COUNT}{_YEAR}",
        _dated,
    ),
    Rule(
        rf"(?<![0-9./:-])\b(?:the\s+)?{_DAY}(?:\s*(?:-|\bto\b)\s*[0-9]{{1,2}}(?:st|nd|rd|th)?)?(?:\s+(?:day\s+)?of)?[\s-]+{_MONTH}(?:\.(?=,?\s+[0-9]))?{_YEAR}",
        _dated,
    ),
    Rule(rf"(?:(?<=\bof )|(?<=\bin )){_MONTH}(?:,?\s+(?P<y>20[0-9]{{2}})(?![0-9:]))?", _named_month),
    Rule(rf"\bthe\s+{_NTH}{_NO_FLOOR}", _day_of_month),
    Rule(rf"\bthe\s+(?P<d>[0-9]{{1,2}}){_END}", _day_of_month),
    Rule(rf"(?:{_BEFORE_NTH}){_NTH}{_NO_FLOOR}", _day_of_month),
    Rule(rf"\b{_NTH}(?=\s+of\s+(?:the|this|next|last)\b)", _day_of_month),
    *english_distances.RULES,
    *english_hours.RULES,
)
