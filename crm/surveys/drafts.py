"""A survey as somebody has written it down, in a file or a form: everything that is wrong with it, and where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm.surveys.questions import CHOICES, END, KEY, LABEL, MOST_QUESTIONS, SCALE, WORDS, Option, Question

Where = tuple[str | int, ...]
TITLE = 100
REMIND = (1, 30)
KINDS = ("choice", "scale", "text")
_TOP = {"title", "closes_on", "remind_after", "anonymous", "questions"}
_OF_QUESTION = {"key", "kind", "ja", "en", "choices", "next", "least", "most", "ends", "branches"}
_OF_OPTION = {"key", "ja", "en", "next"}


@dataclass(frozen=True)
class Fault:
    """`key` is a catalogue key under `survey_faults.`; `where`: the way to the value, as ("questions", 0, "kind")."""

    where: Where
    key: str
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """A survey that may be made."""

    title: str
    questions: tuple[Question, ...]
    closes_on: date | None = None
    remind_after: int | None = None
    anonymous: bool = False


def read(raw: Mapping[str, Any], today: date) -> tuple[Draft | None, list[Fault]]:
    """The draft, or everything that is wrong: all of it at once, so that it is mended in one go."""
    faults = [*_unknown((), raw, _TOP), *_top(raw, today)]
    given = raw.get("questions")
    tables = [each if isinstance(each, Mapping) else {} for each in given] if isinstance(given, list) else []
    faults += _questions(tables, anonymous=raw.get("anonymous") is True)
    if faults:
        return None, faults
    draft = Draft(
        title=raw["title"].strip(),
        questions=tuple(_question(each) for each in tables),
        closes_on=raw.get("closes_on"),
        remind_after=raw.get("remind_after"),
        anonymous=raw.get("anonymous", False),
    )
    return draft, []


def _top(raw: Mapping[str, Any], today: date) -> Iterator[Fault]:
    if not _worded(raw.get("title"), TITLE):
        yield Fault(("title",), "words", {"most": str(TITLE)})
    closes = raw.get("closes_on")
    if closes is not None and (type(closes) is not date or closes < today):
        yield Fault(("closes_on",), "closes_on")
    remind = raw.get("remind_after")
    if remind is not None and not _whole(remind, range(REMIND[0], REMIND[1] + 1)):
        yield Fault(("remind_after",), "number", {"least": str(REMIND[0]), "most": str(REMIND[1])})
    if not isinstance(raw.get("anonymous", False), bool):
        yield Fault(("anonymous",), "yes_or_no")
    if remind is not None and raw.get("anonymous") is True:
        yield Fault(("remind_after",), "no_reminder")


def _questions(tables: Sequence[Mapping[str, Any]], *, anonymous: bool) -> Iterator[Fault]:
    if not 1 <= len(tables) <= MOST_QUESTIONS:
        yield Fault(("questions",), "how_many", {"most": str(MOST_QUESTIONS)})
    keys = [str(each.get("key", "")) for each in tables]
    for at, table in enumerate(tables):
        here = ("questions", at)
        yield from _unknown(here, table, _OF_QUESTION)
        if not _keyed(table.get("key")) or keys[at] in {*keys[:at], END}:
            yield Fault((*here, "key"), "key", {"most": str(KEY)})
        yield from _words(here, table, WORDS)
        yield from _answers(here, table, anonymous=anonymous)
        for where, goes_to in _nexts(here, table):
            if goes_to not in {*keys[at + 1 :], END}:
                yield Fault(where, "next", {"next": str(goes_to)[:KEY]})


def _answers(here: Where, table: Mapping[str, Any], *, anonymous: bool) -> Iterator[Fault]:
    kind = table.get("kind")
    if kind not in KINDS:
        yield Fault((*here, "kind"), "kind", {"kinds": ", ".join(KINDS)})
    if kind == "text" and anonymous:
        # Whoever writes is known by their account: only taps can be nobody's.
        yield Fault((*here, "kind"), "no_text")
    if kind == "choice":
        yield from _choices(here, table.get("choices"))
    if kind == "scale":
        yield from _scale(here, table)


def _choices(here: Where, given: object) -> Iterator[Fault]:
    options = [each if isinstance(each, Mapping) else {} for each in given] if isinstance(given, list) else []
    if not CHOICES[0] <= len(options) <= CHOICES[1]:
        yield Fault((*here, "choices"), "choices", {"least": str(CHOICES[0]), "most": str(CHOICES[1])})
    keys = [each.get("key") for each in options]
    for at, option in enumerate(options):
        there = (*here, "choices", at)
        yield from _unknown(there, option, _OF_OPTION)
        if not _keyed(option.get("key")) or option.get("key") in keys[:at]:
            yield Fault((*there, "key"), "key", {"most": str(KEY)})
        yield from _words(there, option, LABEL)


def _scale(here: Where, table: Mapping[str, Any]) -> Iterator[Fault]:
    least, most = table.get("least", 1), table.get("most", 5)
    if not (_whole(least, SCALE) and _whole(most, SCALE) and least < most):
        yield Fault((*here, "least"), "scale")
    ends = table.get("ends", {})
    names = {f"{end}_{language}" for end in ("low", "high") for language in ("ja", "en")}
    if (
        not isinstance(ends, Mapping)
        or not set(ends) <= names
        or not all(_worded(each, LABEL) for each in ends.values())
    ):
        yield Fault((*here, "ends"), "ends", {"names": ", ".join(sorted(names))})
    if not isinstance(table.get("branches", {}), Mapping):
        yield Fault((*here, "branches"), "next", {"next": ""})


def _words(here: Where, table: Mapping[str, Any], most: int) -> Iterator[Fault]:
    """Japanese is asked for; without English everybody reads the Japanese."""
    if not _worded(table.get("ja"), most):
        yield Fault((*here, "ja"), "words", {"most": str(most)})
    if "en" in table and not _worded(table["en"], most):
        yield Fault((*here, "en"), "words", {"most": str(most)})


def _nexts(here: Where, table: Mapping[str, Any]) -> Iterator[tuple[Where, object]]:
    if table.get("next"):
        yield (*here, "next"), table["next"]
    branches = table.get("branches")
    if isinstance(branches, Mapping):
        yield from (((*here, "branches"), each) for each in branches.values())
    options = table.get("choices")
    for at, option in enumerate(options if isinstance(options, list) else ()):
        if isinstance(option, Mapping) and option.get("next"):
            yield (*here, "choices", at, "next"), option["next"]


def _unknown(here: Where, table: Mapping[str, Any], known: set[str]) -> Iterator[Fault]:
    return (Fault((*here, name), "unknown", {"name": name[:KEY]}) for name in table if name not in known)


def _worded(words: object, most: int) -> bool:
    return isinstance(words, str) and 0 < len(words.strip().encode("utf-16-le")) // 2 <= most and "\x00" not in words


def _keyed(key: object) -> bool:
    """What a button can carry."""
    return isinstance(key, str) and 0 < len(key) <= KEY and key.isascii() and key.replace("_", "").isalnum()


def _whole(number: object, among: range) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number in among


def _question(table: Mapping[str, Any]) -> Question:
    options = tuple(
        Option(each["key"], each["ja"].strip(), each.get("en", each["ja"]).strip(), each.get("next", ""))
        for each in table.get("choices", ())
    )
    return Question(
        key=table["key"],
        kind=table["kind"],
        ja=table["ja"].strip(),
        en=table.get("en", table["ja"]).strip(),
        choices=options if table["kind"] == "choice" else (),
        next=table.get("next", ""),
        least=table.get("least", 1),
        most=table.get("most", 5),
        ends=dict(table.get("ends", {})),
        branches={str(score): goes_to for score, goes_to in table.get("branches", {}).items()},
    )
