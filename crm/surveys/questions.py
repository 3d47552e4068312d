"""The questions of a survey of the company's own: what they may be, what a tap on one means, and which comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_QUESTIONS = 10
CHOICES = (2, 10)
WORDS, LABEL, KEY = 300, 40, 32
SCALE = range(11)
END = "end"
SKIP = "-"

Raw = dict[str, Any]
Replies = Mapping[str, "Reply"]


@dataclass(frozen=True)
class Option:
    """One of several answers; `next`: the key of the question that follows it, END, or "" for the question's own."""

    key: str
    ja: str
    en: str
    next: str = ""


@dataclass(frozen=True)
class Question:
    """`kind`: choice (one of `choices`), scale (`least` to `most`, whose ends may be worded) or text.

    `next`: the key of the question that follows, END, or "" for the one after it; on a scale `branches` goes before, by
    score. Only later questions follow, so every way comes to an end.
    """

    key: str
    kind: str
    ja: str
    en: str
    choices: tuple[Option, ...] = ()
    next: str = ""
    least: int = 1
    most: int = 5
    ends: Mapping[str, str] = field(default_factory=dict)
    branches: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """What was answered to one question; nothing at all is a text that was passed over."""

    score: int | None = None
    choices: tuple[str, ...] = ()
    text: str | None = None


def of(raw: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """The questions as the store holds them (`stored`), in their order."""
    return tuple(
        Question(**{**each, "choices": tuple(Option(**option) for option in each.get("choices", ()))}) for each in raw
    )


def stored(question: Question) -> Raw:
    """The question as JSON can hold it."""
    plain = dict(vars(question))
    return plain | {
        "choices": [dict(vars(option)) for option in question.choices],
        "ends": dict(question.ends),
        "branches": dict(question.branches),
    }


def tapped(question: Question, answer: str) -> Reply | None:
    """What a button of the question means; None for what is no answer to it."""
    if question.kind == "choice":
        return Reply(choices=(answer,)) if answer in {each.key for each in question.choices} else None
    if question.kind == "scale":
        number = int(answer) if answer.isascii() and answer.isdecimal() and len(answer) <= 2 else -1
        return Reply(score=number) if question.least <= number <= question.most else None
    return Reply() if answer == SKIP else None


def way(questions: Sequence[Question], replies: Replies) -> tuple[list[str], Question | None]:
    """The keys that have been answered, in order, and the question that comes next (None: there is none left)."""
    places, passed, at = {each.key: place for place, each in enumerate(questions)}, list[str](), 0
    while at < len(questions):
        question = questions[at]
        if question.key not in replies:
            return passed, question
        passed.append(question.key)
        goes_to = _next(question, replies[question.key])
        at = len(questions) if goes_to == END else max(places.get(goes_to, at + 1), at + 1)
    return passed, None


def _next(question: Question, reply: Reply) -> str:
    chosen = next((each.next for each in question.choices if each.key in reply.choices), "")
    return chosen or question.branches.get(str(reply.score), "") or question.next
