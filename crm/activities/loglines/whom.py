"""Whom a line is about, by all the ways in which lines name people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from crm.activities.loglines import english_people, people
from crm.activities.loglines.clauses import Clause
from crm.activities.loglines.head import Head

T = TypeVar("T")


@dataclass(frozen=True)
class Whom:
    """`who` are names for sure. Where there is none, `guesses` are words that may be names, with those joined to them.

    `beside` stands next to any of them: a firm, perhaps.
    """

    who: tuple[str, ...]
    beside: tuple[str, ...] = ()
    guesses: tuple[tuple[str, ...], ...] = ()


def read_whom(masked: str, head: Head, clauses: Sequence[Clause]) -> Whom:
    """The names the line begins with, else those of its first clause that has any; what is to be done comes last."""
    if head.who:
        along = (
            name for clause in clauses if not clause.due for name in people.along(masked, clause.start, clause.end)
        )
        return Whom(_once((*head.who, *along)), tuple(head.beside))
    told_first = sorted(clauses, key=lambda clause: bool(clause.due))
    for clause in told_first:
        if (found := _sure(masked, clause)).who:
            return found
    if head.aside:
        return Whom(tuple(head.aside))
    named = [each for clause in told_first for each in english_people.guesses(masked, clause.start, clause.end)]
    return Whom((), _once(one for each in named for one in each.beside), _once(each.names for each in named))


def _sure(masked: str, clause: Clause) -> Whom:
    polite = [(at, (name,), more) for at, name, more in people.named_in(masked, clause.start, clause.end)]
    latin = [(at, each.names, each.beside) for at, each in english_people.sure_names(masked, clause.start, clause.end)]
    found = sorted([*polite, *latin])
    who = _once(people.plain(one) for _, names, _ in found for one in names)
    return Whom(who, _once(one for *_, more in found for one in more))


def _once(each: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(each))
