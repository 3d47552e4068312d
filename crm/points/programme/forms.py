"""The common parts of a programme as a form has them, written into the operator's own text with its comments kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import tomlkit
from tomlkit.items import InlineTable

from crm.points.programme.programme import Programme
from crm.refusals import OutOfRange, Refusal

Way = tuple[str, ...]
MOST = 100_000


@dataclass(frozen=True)
class Number:
    """A whole number of the form: where it stands in the programme, and its bounds."""

    way: Way
    least: int = 0
    most: int = MOST


NUMBERS: dict[str, Number] = {
    "per": Number(("earn", "purchase", "per"), 1, 1_000_000),
    "points": Number(("earn", "purchase", "points")),
    "pending_days": Number(("earn", "purchase", "pending_days"), 0, 365),
    "visit": Number(("earn", "visit")),
    "survey": Number(("earn", "survey")),
    "birthday": Number(("earn", "birthday")),
    "referrer": Number(("earn", "referral", "referrer")),
    "friend": Number(("earn", "referral", "friend")),
    "months": Number(("expiry", "months"), 1, 120),
    "hand_day": Number(("earn", "hand", "day"), 0, 10_000_000),
    "hand_customer_day": Number(("earn", "hand", "customer_day"), 0, 10_000_000),
    "hand_approve_above": Number(("earn", "hand", "approve_above"), 0, 10_000_000),
}
SWITCHES = ("enabled", "referral", "tell")


@dataclass(frozen=True)
class Wish:
    """What a form holds: `numbers` by name of NUMBERS (None: what was typed is no number), the `switches` that are on,
    and the `digest` of the text that it was filled from.
    """

    digest: str
    numbers: Mapping[str, int | None] = field(default_factory=dict)
    switches: frozenset[str] = frozenset()


def held(programme: Programme, name: str) -> int:
    """The number of the form as the programme has it."""
    value: Any = programme
    for each in NUMBERS[name].way:
        value = getattr(value, each)
    return int(value)


def wrong(wish: Wish) -> tuple[tuple[str, Refusal], ...]:
    """(field, why) of every number that is none or out of range."""
    bad = [name for name, each in NUMBERS.items() if not _within(wish.numbers.get(name), each)]
    return tuple((name, OutOfRange(NUMBERS[name].least, NUMBERS[name].most)) for name in bad)


def _within(value: int | None, number: Number) -> bool:
    return value is not None and number.least <= value <= number.most


def edited(text: str, programme: Programme, wish: Wish) -> str:
    """The text with what has changed, and everything else as the operator wrote it."""
    document = tomlkit.parse(text)
    for name in SWITCHES:
        if getattr(programme, name) != (name in wish.switches):
            _put(document, (name,), name in wish.switches)
    for name, number in NUMBERS.items():
        value = wish.numbers[name]
        if value is not None and value != held(programme, name):
            _put(document, number.way, value)
    return tomlkit.dumps(document)


def _put(document: tomlkit.TOMLDocument, way: Way, value: int) -> None:
    here: Any = document
    for each in way[:-1]:
        if each not in here:
            # A table cannot stand in one that is written on one line.
            here[each] = tomlkit.inline_table() if isinstance(here, InlineTable) else tomlkit.table()
        here = here[each]
    here[way[-1]] = value


def field_of(where: str) -> str:
    """The field of the form at which a fault is said: its own, or the one nearest to it."""
    for name, number in NUMBERS.items():
        if where == ".".join(number.way):
            return name
    return "months" if where.startswith("expiry.") else "switches"
