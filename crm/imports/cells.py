"""One cell, read into what is stored. What a cell cannot be is refused, never guessed at."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

from crm import names
from crm.imports.faults import DayUnclear, NumberRounded
from crm.records import birthdays, entries
from crm.records.birthdays import Birthday
from crm.refusals import BirthdayUnclear, Refused, TextTooLong

EXTERNAL = 200

# What people write into a cell of figures that has none; in words it may mean something and stays.
_NOTHING = frozenset(
    {
        *("-", "--", "---", "ー", "―", "‐", "−", "–", "—", "0000-00-00", "0000/00/00"),
        *("なし", "無し", "無", "ナシ", "不明", "未登録", "未設定", "未入力"),
        *("n/a", "na", "#n/a", "null", "none", "nil"),
    }
)
_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]{1,3}", re.IGNORECASE)
# A spreadsheet counts days from here; five figures are 1927 to 2173, and nothing else that stands in such a column.
_DAY_ZERO = date(1899, 12, 30)
_SERIAL = re.compile(r"([1-9][0-9]{4})(?:\.0+)?")
_HOUR = re.compile(
    r"(?:[T ]|(?<=日))\s*[0-9]{1,2}(?::[0-9]{2}){1,2}(?:[.][0-9]+)?\s*(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}|[AP]M)?$"
)
_EXTENSION = re.compile(r"(?:#|x|ext|内線).*", re.IGNORECASE)
_NO_FIGURE = re.compile(r"[^0-9]")
_FEWEST_FIGURES = 6
_GOOGLES = ":::"
_LABEL = re.compile(r"\*\s")
_ENGLISH = ("en", "英語", "english")
_JAPANESE = ("ja", "日本語", "japanese", "jp")
_UNTICKED = frozenset({"", "0", "-", "×", "✕", "false", "no", "いいえ", "なし", "未", "off", "f", "n"})

line = entries.line


def said(cell: str) -> str:
    """The cell, or nothing where somebody has written that there is nothing."""
    plain = cell.strip()
    return "" if plain.casefold() in _NOTHING else plain


def _first(cell: str) -> str:
    """Google puts several addresses or numbers of one kind into one cell; there is room for one."""
    return cell.split(_GOOGLES, maxsplit=1)[0]


def email(cell: str) -> str | None:
    """In small letters: no provider tells two people by the case of their address."""
    address = entries.email(said(_first(cell)).removeprefix("mailto:"))
    return address.lower() if address else None


def phone(cell: str) -> str | None:
    """As it stands, zeros and all."""
    if _ROUNDED.fullmatch(cell.strip()):
        raise Refused(NumberRounded())
    return entries.phone(said(_first(cell)))


def figures(number: str | None) -> str:
    """What two spellings of a telephone number have in common: 03-1234-5678, +81 3 1234 5678. Empty: too short."""
    plain = _EXTENSION.sub("", unicodedata.normalize("NFKC", number or "")).replace("(0)", "")
    digits = _NO_FIGURE.sub("", plain)
    if plain.lstrip().startswith("+81"):
        digits = "0" + digits[2:].lstrip("0")
    return digits if len(digits) >= _FEWEST_FIGURES else ""


def birthday(cell: str, today: date) -> Birthday | None:
    """As crm.records.birthdays reads it, and a spreadsheet's day number."""
    text = _day_part(said(cell))
    if not text:
        return None
    found = _serial(text, today) or birthdays.read(text, today)
    if found is None:
        raise Refused(BirthdayUnclear())
    return found


def day(cell: str, today: date) -> date | None:
    """A day of the past with its year; an hour behind it is not kept."""
    text = _day_part(said(cell))
    if not text:
        return None
    found = _serial(text, today) or birthdays.read(text, today)
    if found is None or found.year is None:
        raise Refused(DayUnclear())
    return date(found.year, found.month, found.day)


def _day_part(text: str) -> str:
    return _HOUR.sub("", unicodedata.normalize("NFKC", text)).strip()


def _serial(text: str, today: date) -> Birthday | None:
    found = _SERIAL.fullmatch(text)
    if found is None:
        return None
    meant = _DAY_ZERO + timedelta(days=int(found[1]))
    return Birthday(meant.month, meant.day, meant.year) if meant <= today else None


def external_id(cell: str) -> str | None:
    plain = names.clean(said(cell), len(cell))
    if _ROUNDED.fullmatch(plain):
        raise Refused(NumberRounded())
    if len(plain) > EXTERNAL:
        raise Refused(TextTooLong(EXTERNAL))
    return plain or None


def language(cell: str) -> str | None:
    """`ja` or `en`; a language that we do not speak is not known."""
    plain = unicodedata.normalize("NFKC", cell).strip().casefold()
    if plain.startswith(_JAPANESE):
        return "ja"
    return "en" if plain.startswith(_ENGLISH) else None


def tags(cell: str) -> list[str]:
    """Tags of one cell; Google parts them with :::, and what it stars (* myContacts) is no label of anybody's."""
    parts = (part.strip() for part in cell.replace(_GOOGLES, ",").split(","))
    return entries.tags(",".join(part for part in parts if not _LABEL.match(part)))


def ticked(cell: str) -> bool:
    return unicodedata.normalize("NFKC", cell).strip().casefold() not in _UNTICKED


def person(cell: str) -> str:
    return entries.name(cell)


def nickname(cell: str) -> str:
    """What somebody calls themselves in LINE, as it stands; a name that cannot be searched for is none."""
    clean = names.clean(cell, len(cell))
    if len(clean) > entries.NAME:
        raise Refused(TextTooLong(entries.NAME))
    return clean if names.key(clean) else entries.name(clean)


Reader = Callable[[str], object]
