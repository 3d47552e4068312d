"""All rules as one pattern a language, compiled at the first call; a text becomes pieces from left to right."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from reminders.when import english, figures, japanese
from reminders.when.model import Here, Piece, Rule

_LETTERS = re.compile("[a-z]")
_OTHER = re.compile("[^\x00-\x7f]")
_NAMED = re.compile(r"\(\?P<\w+>")


class Grammar:
    """`rules` in order of precedence; those of `foreign` come after and are marked English."""

    def __init__(self, rules: Iterable[Rule], english_rules: Iterable[Rule] = ()) -> None:
        marked = [(rule, False) for rule in rules] + [(rule, True) for rule in english_rules]
        self._rules = [(re.compile(rule.pattern, re.ASCII), rule, is_english) for rule, is_english in marked]
        # Names inside a rule may come up again in another one: only the rules themselves keep a name here.
        inner = (_NAMED.sub("(?:", rule.pattern) for rule, _ in marked)
        self._any = re.compile("|".join(f"(?P<r{i}>{each})" for i, each in enumerate(inner)), re.ASCII)

    def pieces(self, text: str, here: Here) -> Iterator[Piece]:
        for hit in self._any.finditer(text):
            pattern, rule, is_english = self._rules[int((hit.lastgroup or "r0")[1:])]
            match = pattern.match(text, hit.start())
            if match is None:
                continue
            try:
                slots = rule.build(match, here)
            except (ValueError, OverflowError):
                continue  # 2月30日, 午後13時, 三三時: it looks like a date and is on no calendar
            if slots:
                yield Piece(match.start(), match.end(), slots, rule.anchored, is_english)


def pieces(text: str, here: Here) -> list[Piece]:
    """What `text` (folded, refused parts blanked) says about time, in order, without overlaps."""
    grammar = _grammar(bool(_LETTERS.search(text)), bool(_OTHER.search(text)))
    return list(grammar.pieces(text, here))


@lru_cache(maxsize=4)
def _grammar(has_letters: bool, has_other: bool) -> Grammar:
    figured = (*figures.DATES, *figures.CLOCKS)
    return Grammar((*japanese.RULES, *figured) if has_other else figured, english.RULES if has_letters else ())
