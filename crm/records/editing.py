"""Forms that several people may have open at once: what somebody changed, and what another changed meanwhile.

A form carries the version of the row that it shows. What its sender left as it was shown is not written, so nobody's
later change is overwritten by an old form; what both changed is a clash, told instead of decided.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crm.records.entries import Reader
from crm.refusals import Refusal, Refused, WrongFields
from crm.work import Work
from storage import history, reps
from storage.records import profiles
from storage.tables import Audit, Tracked

Texts = Mapping[str, str]
Shown = Callable[[Mapping[str, Any]], dict[str, str]]
"""From a row's columns (as the audit log keeps them) to what stands in the form's fields."""

REP = "rep:"


@dataclass(frozen=True)
class Clash:
    """A field that `who` (a rep's name, or nobody's) changed while its form was open; `typed` was not saved."""

    field: str
    typed: str
    who: str


@dataclass(frozen=True)
class Edited:
    """What became of a form: the fields that were saved, and those that were not."""

    saved: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()


async def compare(
    work: Work, row: Tracked, version: int, given: Texts, shown: Shown
) -> tuple[dict[str, str], tuple[Clash, ...]]:
    """What is to be written of the fields given, and what is not because somebody else was faster."""
    meanwhile = await profiles.changes_since(work.session, row, version)
    present = shown(history.values(row))
    opened = shown(meanwhile[0].before or {}) if meanwhile else present
    touched = {field: typed for field, typed in given.items() if not same(typed, opened.get(field, ""))}
    new = {field: typed for field, typed in touched.items() if not same(typed, present.get(field, ""))}
    clashing = [field for field in new if not same(present.get(field, ""), opened.get(field, ""))]
    names = await _names(work, meanwhile) if clashing else {}
    clashes = tuple(Clash(field, new[field], names.get(_who(meanwhile, field, shown), "")) for field in clashing)
    return {field: typed for field, typed in new.items() if field not in clashing}, clashes


def read(typed: Texts, readers: Mapping[str, Reader]) -> dict[str, Any]:
    """Each field by its reader.

    Raises:
        Refused: WrongFields with all that is wrong, so that nobody mends a form one error at a time.
    """
    values: dict[str, Any] = {}
    faults: list[tuple[str, Refusal]] = []
    for field, text in typed.items():
        try:
            values[field] = readers[field](text)
        except Refused as no:
            faults.append((field, no.refusal))
    if faults:
        raise Refused(WrongFields(tuple(faults)))
    return values


def wrong(field: str, refusal: Refusal) -> Refused:
    """One field that is wrong, to be raised."""
    return Refused(WrongFields(((field, refusal),)))


def same(one: str, other: str) -> bool:
    """Whether two texts say the same; what a form does to line ends and their spaces is nobody's change."""
    return _lines(one) == _lines(other)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _who(meanwhile: list[Audit], field: str, shown: Shown) -> str:
    """The actor who changed the field last."""

    def _value(columns: Mapping[str, Any] | None) -> str:
        return shown(columns or {}).get(field, "")

    changed = (line.actor for line in reversed(meanwhile) if _value(line.before) != _value(line.after))
    return next(changed, "")


async def _names(work: Work, lines: list[Audit]) -> dict[str, str]:
    ids = {int(line.actor.removeprefix(REP)) for line in lines if line.actor.startswith(REP)}
    return {f"{REP}{rep.id}": rep.full_name for rep in (await reps.by_ids(work.session, sorted(ids))).values()}
