"""A field that holds nothing but a date (a form's date box, `due:`), where a wider reader may help in English."""

import re
from datetime import datetime

import dateparser

from reminders.when.model import Moment
from reminders.when.refuse import BLANK, blanked
from reminders.when.text import fold

_NOTHING = re.compile(r"^[\W\d_]*$|^\D*\b(?:week|month|quarter|year)s?\b\D*$", re.IGNORECASE)
_TIMED = re.compile(r"[0-9]\s*(?:[:.][0-9]{2}|[ap]\.?m|h\b|o'clock)|noon|midnight|hour|minute", re.IGNORECASE)


def english_field(text: str, now: datetime) -> Moment | None:
    """What dateparser makes of the whole `text`.

    None for what is not ASCII, for bare figures and periods ("next year"), and for refused numbers.
    """
    if not text.isascii() or _NOTHING.match(text) or BLANK in blanked(fold(text).text):
        return None
    settings = {
        "RELATIVE_BASE": now.replace(tzinfo=None),
        "PREFER_DATES_FROM": "future",
        "RETURN_AS_TIMEZONE_AWARE": False,
        "REQUIRE_PARTS": ["day"],
    }
    read = dateparser.parse(text, languages=["en"], settings=settings)
    if read is None:
        return None
    stripped = text.strip()
    start = text.index(stripped)
    at = read.time().replace(second=0, microsecond=0) if _TIMED.search(text) else None
    return Moment(read.date(), at, stripped, start, start + len(stripped))
