"""Files brought in as an operator or a person of ours would, without the program around it."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from sqlalchemy import select

from bot.interchange.imports import running
from bot.interchange.imports.pace import Pace
from bot.interchange.imports.running import Plan, Watch
from bot.interchange.imports.tables import open_table
from crm import reps
from crm.imports.judging import Verdict
from crm.imports.mapping import guess
from crm.work import SYSTEM, Work
from storage.store import Store
from storage.tables import Audit, Customer, Rep
from tests.builders import HOUSE, NOW

Progressed = Callable[[int], Awaitable[None]]


class PowerCutError(Exception):
    """The process ends between two turns."""


def power_cut_after(rows: int) -> Progressed:
    left = [rows]

    async def progressed(done: int) -> None:
        left[0] -= done
        if left[0] <= 0:
            raise PowerCutError

    return progressed


class Notes(Watch):
    """What was heard of the rows: the kinds, and why rows were not written, by row."""

    def __init__(self, progressed: Progressed | None = None) -> None:
        self.kinds: dict[int, str] = {}
        self.why: dict[int, list[object]] = {}
        self._progressed = progressed

    async def heard(self, verdict: Verdict, _record, _row) -> None:
        self.kinds[verdict.number] = verdict.kind
        if verdict.faults:
            self.why[verdict.number] = [refusal for _, refusal in verdict.faults]

    async def progressed(self, rows: int) -> None:
        if self._progressed is not None:
            await self._progressed(rows)


class Desk:
    """Imports tables into one store; `by` is the system (an operator) unless a person of ours is named."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.path = folder / "customers.csv"

    def plan(self, table: str, **options) -> Plan:
        self.path.write_text(table, encoding="utf-8")
        opened = open_table(self.path)
        return Plan(opened, guess(opened.head), **options)

    async def bring(
        self,
        table: str,
        *,
        by: Rep | None = None,
        pace: Pace | None = None,
        progressed: Progressed | None = None,
        **options,
    ) -> Notes:
        """Write the table; what came of its rows."""
        notes = Notes(progressed)
        await running.run(self.store, self.plan(table, **options), self._begin(by), notes, pace or Pace(pause=0))
        return notes

    async def counts(self, table: str, *, by: Rep | None = None, pace: Pace | None = None, **options) -> dict[str, int]:
        """Write the table; its rows by kind."""
        plan = self.plan(table, **options)
        return dict(await running.run(self.store, plan, self._begin(by), Watch(), pace or Pace(pause=0)))

    async def look(self, table: str, *, by: Rep | None = None, **options) -> Notes:
        """What the table would come to."""
        notes = Notes()
        await running.preview(self.store, self.plan(table, **options), self._begin(by), notes, Pace())
        return notes

    def _begin(self, by: Rep | None) -> running.Begin:
        async def begin(session) -> Work:
            work = Work(session, NOW, SYSTEM, house=HOUSE)
            if by is not None:
                work.actor = await reps.actor_of(work, by)
            return work

        return begin

    async def begin(self, session) -> Work:
        """A unit of work of the program itself."""
        return await self._begin(None)(session)

    async def customers(self) -> Sequence[Customer]:
        async with self.store.read() as session:
            return list(await session.scalars(select(Customer).order_by(Customer.id)))

    async def audit(self, table: str = "customers") -> Sequence[Audit]:
        async with self.store.read() as session:
            return list(await session.scalars(select(Audit).where(Audit.table_name == table).order_by(Audit.id)))
