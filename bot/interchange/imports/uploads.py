"""Files that people send in Slack: fetched, looked at, and written beside everything else that the process does.

One at a time, as a task of its own: turns of a few rows leave the store to the others, and the outbox row that asked
for it stays leased until all is done. A process that dies leaves the rest to the next one, which goes on where the
run stands.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from bot import mishaps
from bot.delivery import slack_files
from bot.delivery.letters import Letter
from bot.delivery.outcomes import FailedError, HandedBack, Later, Never, Outcome, Sent, Unknown
from bot.delivery.records import MOST_ATTEMPTS, done, record, work_of
from bot.interchange.imports import fetching, running
from bot.interchange.imports.cards import Card
from bot.interchange.imports.errors import ErrorsFile
from bot.interchange.imports.pace import Pace
from bot.interchange.imports.running import Begin, Plan
from bot.interchange.imports.tables import open_table
from crm import post
from crm import reps as rules
from crm.house import House
from crm.imports import mapping as columns
from crm.imports.faults import FileChanged
from crm.imports.uploads import Upload
from crm.notices import ImportCard, WantImport, unpack
from crm.refusals import NotAMember, Refused
from crm.work import SYSTEM, Work
from handlers.locales import phrases
from handlers.slack.say import refusal_key, refusal_parts
from storage import letters, outbox, reps
from storage.outbox import Claimed
from storage.store import Store

KINDS = [WantImport.__name__]
POLL_SECONDS = 0.5
RENEW_SECONDS = 10.0
TOLD_EVERY = 5.0
# In the process that serves: few rows at a time, so that whoever waits for an answer does not notice.
PACE = Pace(turn=0.02, span=2000, look=50)

log = structlog.get_logger("kizuna")


class StoppingError(Exception):
    """The process ends: the row is handed back, and the next process goes on."""


class Uploads:
    """One loop. `client` asks Slack and may retry; `clock` gives aware UTC; `told_every`: seconds between two cards."""

    def __init__(
        self,
        store: Store,
        client: AsyncWebClient,
        house: House,
        clock: Callable[[], datetime],
        told_every: float = TOLD_EVERY,
    ) -> None:
        self._store = store
        self._client = client
        self._house = house
        self._clock = clock
        self._told_every = told_every
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Take up one file after the other until `stop`; a broken database is waited for.

        Looked for now and then, not at each ring of the bell: nobody expects an answer at once, and it rings often.
        """
        begun = False
        while not self._stopping.is_set():
            try:
                if not begun:
                    await running.make_good(self._store, self._as_system, PACE)
                    begun = True
                if await self.once():
                    continue
            except Exception as problem:  # noqa: BLE001 - the loop outlives a lost database; the lease brings the row back
                mishaps.report("uploads", problem)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), POLL_SECONDS)

    def stop(self) -> None:
        """End after the turn at hand."""
        self._stopping.set()

    async def drain(self) -> None:
        """Until nothing is asked for any more."""
        while await self.once():
            pass

    async def once(self) -> bool:
        """Take up one file; False when there was none."""
        if not await self._asked():
            return False
        async with self._store.write() as session:
            now = self._clock()
            await outbox.wake_due(session, now)
            claimed = await outbox.claim(session, now, KINDS, 1)
            languages = await letters.slack_languages(session, {row.recipient for row in claimed})
        for row in claimed:
            language = languages.get(row.recipient, self._house.language)
            await self._carry(Letter(row, language, now + outbox.LEASE))
        return bool(claimed)

    async def _asked(self) -> bool:
        async with self._store.read() as session:
            wakes = await outbox.next_ready(session)
            return (wakes is not None and wakes <= self._clock()) or await letters.ready(session, KINDS)

    async def _carry(self, letter: Letter) -> None:
        """Do it under a lease that is renewed meanwhile; one that is lost ends the work."""
        doing = asyncio.ensure_future(self._done(letter))
        keeping = asyncio.ensure_future(self._keep(letter.claimed))
        try:
            await asyncio.wait({doing, keeping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            keeping.cancel()
            doing.cancel()  # nothing, when it is done
            await asyncio.gather(doing, keeping, return_exceptions=True)
        if doing.cancelled():
            log.info("uploads.lease_lost", row=letter.claimed.seq)
        else:
            await self._settle(letter, *doing.result())

    async def _keep(self, row: Claimed) -> None:
        """Returns when the lease is lost."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            async with self._store.write() as session:
                if not await outbox.renew(session, row, self._clock()):
                    return

    async def _done(self, letter: Letter) -> tuple[Outcome, ImportCard | None]:
        """What came of it, for the outbox and for the person."""
        if letter.claimed.attempts > MOST_ATTEMPTS:
            return Never("the process died at each attempt"), None
        asked = Upload.wished(unpack(letter.claimed.kind, letter.claimed.fields))
        try:
            return Sent({}), await self._taken_up(letter, asked)
        except Refused as no:
            key, parts = refusal_key(no.refusal), refusal_parts(no.refusal)
            return Sent({}), ImportCard("refused", asked.name, why=key, parts=parts)
        except FailedError as failed:
            return failed.outcome, None
        except StoppingError:
            return HandedBack(), None
        except Exception as problem:  # noqa: BLE001 - one bad file must not end the loop; it is logged and tried again
            mishaps.report("uploads", problem, row=letter.claimed.seq)
            return Later(f"failed: {type(problem).__name__}"), None

    async def _settle(self, letter: Letter, outcome: Outcome, card: ImportCard | None) -> None:
        """The row and the last word on it, together; whoever has the row by now has the last word too."""
        async with self._store.write() as session:
            work = work_of(session, self._clock(), self._house)
            async with work.savepoint():
                for each in await record(work, [done(letter, outcome)]):
                    if isinstance(each.outcome, Never | Unknown):
                        name = str(letter.claimed.fields.get("name", ""))
                        card = ImportCard("refused", name, why="imports.gave_up")
                    if card is not None:
                        await _owe(work, letter, card)

    # --- one file ---

    async def _taken_up(self, letter: Letter, asked: Upload) -> ImportCard:
        with TemporaryDirectory(prefix="kizuna-import-") as folder:
            path = Path(folder) / "upload.csv"
            await fetching.fetch(self._client, asked.file_id, path)
            table = await asyncio.to_thread(open_table, path)
            if asked.digest and table.digest != asked.digest:
                raise Refused(FileChanged())
            plan = Plan(table, columns.guess(table.head), owner=letter.claimed.recipient)
            with contextlib.closing(
                ErrorsFile(table, phrases(letter.language), path.with_name("errors.csv"))
            ) as errors:
                card = Card(plan, asked, errors, partial(self._moved, letter, asked))
                return await (self._write if asked.digest else self._look)(letter, plan, card, asked)

    async def _moved(self, letter: Letter, asked: Upload, card: Card) -> None:
        """Told now and then while it is being written; a look is over before anybody asks."""
        if self._stopping.is_set():
            raise StoppingError
        if asked.digest and card.age >= self._told_every:
            await self._show(letter, card.running())

    async def _look(self, letter: Letter, plan: Plan, card: Card, asked: Upload) -> ImportCard:
        counts = await running.preview(self._store, plan, self._begin(letter), card, PACE)
        await self._share(letter, asked, card)
        shown = replace(asked, digest=plan.table.digest, told=card.unwritten, rows=plan.table.rows)
        return card.ready(counts, shown.token)

    async def _write(self, letter: Letter, plan: Plan, card: Card, asked: Upload) -> ImportCard:
        counts = await running.run(self._store, plan, self._begin(letter), card, PACE)
        if card.unwritten != asked.told:
            await self._share(letter, asked, card)
        return card.over(counts)

    async def _share(self, letter: Letter, asked: Upload, card: Card) -> None:
        """The rows that are not written, in the thread of the file that they come from."""
        place = card.errors.finish()
        if place is None:
            return
        title = phrases(letter.language)("imports.errors_title")
        file = (f"{asked.name}.errors.csv", await asyncio.to_thread(place.read_bytes), title)
        thread = slack_files.Thread(asked.channel_id, asked.ts, asked.ts)
        await slack_files.share(self._client, thread, [file], letter)

    def _begin(self, letter: Letter) -> Begin:
        async def begin(session: AsyncSession) -> Work:
            # The run is known by the row that asked for it: what it has written before a crash, it has written.
            operation = letter.claimed.uuid.replace("-", "")
            work = Work(session, self._clock(), SYSTEM, operation, house=self._house)
            rep = await reps.by_slack_id(session, letter.claimed.recipient)
            if rep is None or not rep.active:
                raise Refused(NotAMember())
            work.actor = await rules.actor_of(work, rep)
            return work

        return begin

    async def _as_system(self, session: AsyncSession) -> Work:
        return work_of(session, self._clock(), self._house)

    async def _show(self, letter: Letter, card: ImportCard) -> None:
        async with self._store.write() as session:
            work = work_of(session, self._clock(), self._house)
            async with work.savepoint():
                await _owe(work, letter, card)


async def _owe(work: Work, letter: Letter, card: ImportCard) -> None:
    await post.to_slack(work, letter.claimed.recipient, card, update_of=int(letter.claimed.fields["card"]))
