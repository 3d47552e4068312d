"""What a person is shown of a file while it is read: samples, the first errors, how far it is."""

from collections.abc import Awaitable, Callable, Mapping
from time import monotonic

from bot.interchange.imports.errors import ErrorsFile
from bot.interchange.imports.running import Plan, Watch
from bot.interchange.imports.tables import Record
from crm.imports.headers import OURS
from crm.imports.judging import Verdict
from crm.imports.rows import Bad, Row
from crm.imports.uploads import Upload
from crm.notices import ImportCard
from crm.notices.imports import Fault
from handlers.slack.say import refusal_key, refusal_parts

SAMPLES = 3
FAULTS = 5


Moved = Callable[["Card"], Awaitable[None]]


class Card(Watch):
    """Gathers what the card tells; `moved` hears of each step."""

    def __init__(self, plan: Plan, asked: Upload, errors: ErrorsFile, moved: Moved) -> None:
        self.errors = errors
        self._plan = plan
        self._asked = asked
        self._moved = moved
        self._samples: list[tuple[str, str]] = []
        self._faults: list[Fault] = []
        self._done = 0
        self._shown = monotonic()

    @property
    def unwritten(self) -> int:
        return self.errors.rows

    @property
    def age(self) -> float:
        """Seconds since the person was last shown how far it is."""
        return monotonic() - self._shown

    async def heard(self, verdict: Verdict, record: Record, row: Row | Bad) -> None:
        if isinstance(row, Row) and len(self._samples) < SAMPLES:
            self._samples.append((row.name, row.company or row.email or row.phone or ""))
        if verdict.faults:
            self.errors.add(*record, verdict.faults)
            if len(self._faults) < FAULTS:
                self._faults.append(_fault(verdict))

    async def progressed(self, rows: int) -> None:
        self._done += rows
        await self._moved(self)

    def running(self) -> ImportCard:
        """How far it is."""
        self._shown = monotonic()
        return ImportCard("running", self._asked.name, done=self._done, total=self._plan.table.rows)

    def ready(self, counts: Mapping[str, int], token: str) -> ImportCard:
        """What the file would come to, and the question."""
        mapping = self._plan.mapping
        theirs = [each for each in mapping.columns if each.header not in {"", *OURS}]
        return ImportCard(
            "ready",
            self._asked.name,
            preset=mapping.preset.label if mapping.preset else "",
            nicknames=bool(mapping.preset and mapping.preset.nicknames),
            columns=tuple((each.header, each.field or "") for each in theirs),
            counts=dict(counts),
            samples=tuple(self._samples),
            faults=tuple(self._faults),
            token=token,
        )

    def over(self, counts: Mapping[str, int]) -> ImportCard:
        """What came of it."""
        return ImportCard("done", self._asked.name, counts=dict(counts), faults=tuple(self._faults))


def _fault(verdict: Verdict) -> Fault:
    reasons = tuple((header, refusal_key(no), refusal_parts(no)) for header, no in verdict.faults)
    return Fault(verdict.number, reasons)
