"""Whom a log line means: its names, checked against the customers we have. A doubt is a question, never a guess."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm import names
from crm.activities.loglines import LogLine
from crm.records import finding
from crm.records.finding import Found
from crm.refusals import Gone, NameMissing, NobodyFound, Refused
from crm.work import Work
from storage.records import customers
from storage.tables import Customer

# The last の, space or dot between a firm and a person.
_PARTS = re.compile(r"(.*\S)(?:\s+|の|・)(\S+)")


@dataclass(frozen=True)
class Unsettled:
    """A name that could mean several customers; `close`: nobody goes by it, `found` only have names like it."""

    name: str
    found: tuple[Customer, ...] = ()
    close: bool = True


async def settle(work: Work, line: LogLine, chosen: Mapping[str, int]) -> tuple[Customer, ...] | Unsettled:
    """Everyone the line is about, each once; or the first name that a person must settle.

    `chosen` says who a name is, where somebody has been asked. Nobody named at all: empty.

    Raises:
        Refused: Gone for a chosen customer who is not there any more.
    """
    if line.who:
        return await _all_of(work, line.who, line.beside, chosen)
    return await _guessed(work, line, chosen)


async def _guessed(work: Work, line: LogLine, chosen: Mapping[str, int]) -> tuple[Customer, ...] | Unsettled:
    """Words that only may be names: they must mean one customer beyond doubt, and no two of them different ones."""
    sure: dict[str, Customer] = {}
    for first, *_ in line.guesses:
        found = Found((await _chosen(work, chosen[first]),)) if first in chosen else await _found(work, first)
        if found.sure is not None:
            sure[first] = found.sure
        if first in chosen:
            break
    people = {each.id: each for each in sure.values()}
    if len(people) == 1 or chosen.keys() & sure.keys():
        name = next((name for name in sure if name in chosen), next(iter(sure)))
        return await _all_of(work, next(each for each in line.guesses if each[0] == name), line.beside, chosen)
    if people:
        return Unsettled(next(iter(sure)), tuple(people.values()), close=False)
    likeliest = next((group[0] for group in line.guesses if group[0][:1].isupper()), None)
    return _asked(likeliest, await _found(work, likeliest)) if likeliest else ()


async def _all_of(
    work: Work, who: Sequence[str], beside: Sequence[str], chosen: Mapping[str, int]
) -> tuple[Customer, ...] | Unsettled:
    near = [(await _found(work, name)).customers for name in beside]
    people: dict[int, Customer] = {}
    for name in who:
        found = Found((await _chosen(work, chosen[name]),)) if name in chosen else await _named(work, name, near)
        if found.sure is None:
            return _asked(name, found)
        people[found.sure.id] = found.sure
    return tuple(people.values())


def _asked(name: str, found: Found) -> Unsettled:
    return Unsettled(name, found.customers, close=found.close or not found.customers)


async def _named(work: Work, name: str, near: Sequence[Sequence[Customer]]) -> Found:
    """Whom the name means; of several, the one whom the words beside it mean too: "Jane Smith (Harbor Coffee)"."""
    found = await _found(work, name)
    if found.close or not found.customers:
        found = await _with_firm(work, name) or found
    if len(found.customers) <= 1:
        return found
    for others in near:
        numbers = {each.id for each in others}
        if len(both := [each for each in found.customers if each.id in numbers]) == 1:
            return Found(tuple(both), close=found.close)
    return found


async def _with_firm(work: Work, name: str) -> Found | None:
    """「Harbor CoffeeのJane」: the last part names the person, what stands before it the firm, in so many letters."""
    parts = _PARTS.fullmatch(names.bare(name))
    if not parts:
        return None
    firm, person = names.key(parts[1]), await _found(work, parts[2])
    theirs = [each for each in person.customers if each.company and names.key(each.company.name) == firm]
    return Found(tuple(theirs), close=person.close) if theirs else None


async def _found(work: Work, name: str) -> Found:
    try:
        return await finding.find(work, name)
    except Refused as no:
        if isinstance(no.refusal, NobodyFound | NameMissing):
            return Found(())
        raise


async def _chosen(work: Work, customer_id: int) -> Customer:
    chosen = await customers.by_id(work.session, customer_id)
    if chosen is None:
        raise Refused(Gone())
    return chosen
