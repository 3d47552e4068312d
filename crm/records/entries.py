"""What people type into the fields of forms, read into what is stored; a reader raises Refused for what it is not."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from crm import names
from crm.records import birthdays
from crm.refusals import (
    ChoiceUnknown,
    EmailUnclear,
    NameMissing,
    NotUnderstood,
    OutOfRange,
    PhoneUnclear,
    Refused,
    TextTooLong,
    TooManyTags,
)

Reader = Callable[[str], Any]

NAME = 100
TEXT = 3000
TAG, TAGS = 30, 30
YES = "yes"

_POLITENESS = frozenset({"様", "さま", "さん", "殿", "御中"})
_EMAIL = re.compile(r"[^\s@,;<>()\"]+@[^\s@,;<>()\"]+\.[^\s@.,;<>()\"]{2,}")
_EMAIL_LONGEST = 254
_DASHES = re.compile(r"(?<=[0-9)])[ーｰ‐‑–—−―](?=[0-9(])")
_PHONE = re.compile(r"(?=(?:[^0-9]*[0-9]){3})\+?[0-9 ()./-]+(?:(?:#|x|ext\.?|内線)[ :.]*[0-9]+)?", re.IGNORECASE)
_PHONE_LONGEST = 40
_BETWEEN_TAGS = re.compile(r"[,、，;；\n]")


def line(most: int) -> Reader:
    """One line of at most so many characters; None when it is empty."""

    def read(typed: str) -> str | None:
        return _within(names.clean(typed, len(typed)), most) or None

    return read


def text(typed: str) -> str | None:
    """Several lines, as they were typed."""
    return _within("\n".join(each.rstrip() for each in typed.strip().splitlines()), TEXT) or None


def name(typed: str) -> str:
    """A person's or a firm's name, without 様 and its like (先生 and "Dr" tell something and stay)."""
    clean = _within(names.clean(typed, len(typed)), NAME)
    rest, polite = names.honorific(clean)
    plain = rest if polite in _POLITENESS else clean
    if not names.key(plain) or plain in _POLITENESS:
        raise Refused(NameMissing())
    return plain


def email(typed: str) -> str | None:
    address = unicodedata.normalize("NFKC", typed).strip()
    if address and (len(address) > _EMAIL_LONGEST or not _EMAIL.fullmatch(address)):
        raise Refused(EmailUnclear())
    return address or None


def phone(typed: str) -> str | None:
    """As typed, in plain figures and hyphens: 「０３－１２３４」 and 「03ー1234」 are both 03-1234."""
    number = _DASHES.sub("-", unicodedata.normalize("NFKC", names.clean(typed, len(typed))))
    if number and (len(number) > _PHONE_LONGEST or not _PHONE.fullmatch(number)):
        raise Refused(PhoneUnclear())
    return number or None


def flag(typed: str) -> bool:
    return bool(typed)


def choice(*known: str) -> Reader:
    """One of these, or None."""

    def read(typed: str) -> str | None:
        if typed and typed not in known:
            raise Refused(ChoiceUnknown())
        return typed or None

    return read


def day(typed: str) -> date | None:
    """A day with its year: 2026-12-05 (as Slack's date picker gives it), 令和8年12月5日, R8.12.5."""
    if not typed.strip():
        return None
    that = birthdays.read(typed)
    if that is None or that.year is None:
        raise Refused(NotUnderstood("day"))
    return date(that.year, that.month, that.day)


def number(least: int, most: int) -> Reader:
    """A whole number in these bounds, or None; full-width figures are figures."""

    def read(typed: str) -> int | None:
        plain = unicodedata.normalize("NFKC", typed).strip().removesuffix("日")
        if not plain:
            return None
        if not (plain.isascii() and plain.isdecimal() and len(plain) < 10 and least <= int(plain) <= most):
            raise Refused(OutOfRange(least, most))
        return int(plain)

    return read


def tags(typed: str) -> list[str]:
    """Tags between commas, each once however it is written, in the order they were typed."""
    found: dict[str, str] = {}
    for part in _BETWEEN_TAGS.split(unicodedata.normalize("NFKC", typed)):
        tag = _within(names.clean(part, len(part)).lstrip("# "), TAG)
        if tag:
            found.setdefault(tag.casefold(), tag)
    if len(found) > TAGS:
        raise Refused(TooManyTags(TAGS))
    return list(found.values())


def _within(said: str, most: int) -> str:
    if len(said) > most:
        raise Refused(TextTooLong(most))
    return said
