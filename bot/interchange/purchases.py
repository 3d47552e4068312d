"""`kizuna purchases FILE`: what a till has written down, brought in row by row, and what could not be, by line."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

from bot.interchange.imports.pace import MOST, PAUSE
from bot.interchange.imports.tables import Table, open_table
from crm.house import House
from crm.points.counter import sales, sales_rows
from crm.points.counter.sales import Outcome
from crm.points.counter.sales_rows import Row
from crm.refusals import Refusal, Refused
from crm.work import SYSTEM, Work
from handlers.locales import Phrases, phrases
from handlers.slack.say import refusal_key, refusal_parts
from storage.store import Store

# More lines than this nobody reads in a terminal.
TOLD = 50


class PurchasesRefusedError(ValueError):
    """Nothing was brought in; the message says why and what to do."""


@dataclass
class Result:
    """What became of a file."""

    bought: int = 0
    known: int = 0
    points: int = 0
    problems: list[tuple[int, Refusal]] = field(default_factory=list)

    def add(self, outcomes: Sequence[Outcome]) -> None:
        for each in outcomes:
            if each.problem is not None:
                self.problems.append((each.number, each.problem))
            elif each.known:
                self.known += 1
            else:
                self.bought += 1
                self.points += each.points


async def bring(store: Store, house: House, file: Path, *, dry_run: bool = False, earn: bool = True) -> str:
    """Bring the file in, at most 200 rows in a transaction; the sentences that say what became of it.

    It may be stopped and begun again: each row counts once.

    Raises:
        PurchasesRefusedError: it cannot be read as a whole, or its header says too little.
    """
    say, result = phrases(house.language), Result()
    today = house.business.local(datetime.now(UTC)).date()
    try:
        table = open_table(file)
        where = sales_rows.columns(table.head.names)
    except Refused as no:
        raise PurchasesRefusedError(_sentence(no.refusal, say)) from no
    for part in _parts(_rows(table, where, today, result)):
        result.add(await _turn(store, house, part, dry_run=dry_run, earn=earn))
        await asyncio.sleep(PAUSE)
    return "\n".join(_told(result, say, dry_run=dry_run))


def _rows(table: Table, where: dict[str, int], today: date, result: Result) -> Iterator[Row]:
    """The rows that can be read; the others are problems."""
    seen = Counter[str]()
    for number, record in table.records():
        try:
            yield sales_rows.row(record, number, where, seen, today)
        except Refused as no:
            result.problems.append((number, no.refusal))


def _parts(rows: Iterator[Row]) -> Iterator[Sequence[Row]]:
    while part := list(islice(rows, MOST)):
        yield part


async def _turn(store: Store, house: House, rows: Sequence[Row], *, dry_run: bool, earn: bool) -> list[Outcome]:
    now = datetime.now(UTC)
    if dry_run:
        async with store.read() as session:
            return await sales.judge(Work(session, now, SYSTEM, house=house), rows)
    async with store.write() as session:
        work = Work(session, now, SYSTEM, house=house)
        async with work.savepoint():
            return await sales.bring(work, rows, earn=earn)


def _told(result: Result, say: Phrases, *, dry_run: bool) -> Iterator[str]:
    if dry_run:
        yield say("sales.would", bought=f"{result.bought:,}")
    else:
        yield say("sales.done", bought=f"{result.bought:,}", points=f"{result.points:,}")
    if result.known:
        yield say("sales.known", known=f"{result.known:,}")
    if not result.problems:
        return
    yield say("sales.problems", count=f"{len(result.problems):,}")
    problems = sorted(result.problems, key=lambda each: each[0])
    yield from (say("sales.line", number=number, what=_sentence(what, say)) for number, what in problems[:TOLD])
    if len(problems) > TOLD:
        yield say("sales.more", count=f"{len(problems) - TOLD:,}")


def _sentence(refusal: Refusal, say: Phrases) -> str:
    return say(refusal_key(refusal), **refusal_parts(refusal))
