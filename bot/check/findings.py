"""What `kizuna check` finds, and how it is put on paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "missing", "wrong", "by_hand"]
Say = Callable[..., str]
MARKS: dict[Level, str] = {"ok": "✔", "missing": "✘", "wrong": "✘", "by_hand": "☐"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `name` is a setting or a subject, `mend` is empty when there is nothing to do."""

    level: Level
    name: str
    says: str
    mend: str = ""


def fine(say: Say, name: str, key: str, **values: object) -> Finding:
    """A finding that needs nothing; `key` is the sentence in the catalogue, after `check.`."""
    return Finding("ok", name, say(f"check.{key}", name=name, **values))


def finding(say: Say, level: Level, name: str, key: str, **values: object) -> Finding:
    """A finding with its remedy: the catalogue holds the sentence `check.<key>` and its pair `check.<key>.mend`."""
    says, mend = say(f"check.{key}", name=name, **values), say(f"check.{key}.mend", name=name, **values)
    return Finding(level, name, says, mend)


def holds(findings: Sequence[Finding]) -> bool:
    """Whether nothing is missing or wrong; what is to be looked at by hand does not fail a check."""
    return not any(item.level in {"missing", "wrong"} for item in findings)


def report(findings: Sequence[Finding], say: Say) -> str:
    """The findings as a person reads them in a terminal: what is amiss comes last, next to the closing line."""
    order: dict[Level, int] = {"ok": 0, "by_hand": 1, "missing": 2, "wrong": 2}
    lines = [_lines(item) for item in sorted(findings, key=lambda item: order[item.level])]
    amiss = sum(order[item.level] == 2 for item in findings)
    by_hand = sum(item.level == "by_hand" for item in findings)
    closing = say("check.amiss", count=amiss) if amiss else say("check.all_well", count=by_hand)
    return "\n".join([*lines, "", closing])


def _lines(item: Finding) -> str:
    first = f"{MARKS[item.level]} {item.name}: {item.says}"
    return f"{first}\n    → {item.mend}" if item.mend else first
