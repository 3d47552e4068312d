"""The counter where Slack's people wait: their act is in the inbox first, then done, then answered in time."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from time import monotonic
from typing import Any

import orjson
import structlog
from slack_bolt.context.ack.async_ack import AsyncAck

import handlers.slack
from bot import mishaps
from bot.answering import Answering
from bot.ear import ANYTHING, FORMS_OWN, Ear, Reply
from bot.people import People, SlackSilentError
from handlers.locales import phrases
from handlers.slack import say, unpack
from handlers.slack.answers import Answer, Home, Open, Options, Tell, Update
from storage import inbox
from storage.inbox import Arrival, Gate, LeaseLostError, Taken
from storage.store import Store

log = structlog.get_logger("kizuna")

# Slack gives up after three seconds; what takes longer is acknowledged now and answered when it is done.
PATIENCE = 2.2
# Words, and words with files; all else that Slack calls a message (edits, joins, deletions) is not said to us.
SAID = (None, "", "file_share")
# A button on a form or on the home page has no response URL: what it has to tell opens as a form.
ON_A_PAGE: tuple[type[Answer], ...] = (Open, Update, Home, Tell)


class Counter:
    """Takes acts from Bolt's listeners."""

    def __init__(
        self,
        store: Store,
        gate: Gate,
        ear: Ear,
        people: People,
        answering: Answering,
        clock: Callable[[], datetime],
        language: str,
    ) -> None:
        self._store = store
        self._gate = gate
        self._ear = ear
        self._people = people
        self._answering = answering
        self._clock = clock
        self._language = language  # of those we do not know yet
        self.patience = PATIENCE
        self._drawing: set[asyncio.Task[None]] = set()  # a task that nobody holds may vanish

    async def event(self, payload: Mapping[str, Any]) -> None:
        """Slack's events wait for nobody: once kept they may be acknowledged; the worker does them.

        All but one: somebody looks at an empty home page until it is drawn. To look is no deed, so it is not kept: if
        we die meanwhile, Slack tells us again.
        """
        if not concerns_us(payload):
            return
        if unpack.name_of(payload) not in handlers.slack.LOOKED_AT:
            await self._accept(payload, None)
            return
        drawing = asyncio.ensure_future(self._draw(payload))
        self._drawing.add(drawing)
        drawing.add_done_callback(self._drawing.discard)
        await asyncio.wait({drawing}, timeout=self.patience)  # what takes longer goes on while Slack has its 200

    async def _draw(self, payload: Mapping[str, Any]) -> None:
        try:
            await self._people.ensure(handlers.slack.known_first(payload))
            async with self._store.read() as session:
                reply = await self._ear.look(session, payload, self._clock())
            await self._answer(None, payload, await self._drawn(payload, reply))
        except SlackSilentError:
            return  # who it is cannot be asked, and nobody could be shown anything: the page is opened again
        except Exception as problem:  # noqa: BLE001 - somebody looks at an empty page and must be told why
            await self._regret(payload, mishaps.report("slack home", problem))

    async def _regret(self, payload: Mapping[str, Any], reference: str) -> None:
        try:
            async with self._store.write() as session:
                await self._ear.regret(session, unpack.user_of(payload), reference, self._clock())
        except Exception as worse:  # noqa: BLE001 - the database is away: there is nothing left to say it with
            mishaps.report("slack home", worse)

    async def act(self, payload: Mapping[str, Any], ack: AsyncAck) -> None:
        """A command, click or form: kept, done and answered while the person looks on."""
        began = monotonic()
        try:
            taken = await self._accept(payload, inbox.new_lease())
        except Exception as problem:  # noqa: BLE001 - nothing is kept; the person waits and must be told to try again
            reference = mishaps.report("slack counter", problem)
            await self._answer(ack, payload, self._apology(payload, reference, self._language, kept=False))
            return
        if taken is None:
            await ack()  # the second click of a double click
            return
        doing = asyncio.ensure_future(self._do(taken, payload))
        done, _ = await asyncio.wait({doing}, timeout=max(0.0, began + self.patience - monotonic()))
        if not done:
            await ack()
        await self._answer(ack if done else None, payload, await doing)

    async def _answer(self, ack: AsyncAck | None, payload: Mapping[str, Any], reply: Reply) -> None:
        """In the acknowledgement if it is still to be had; where nothing can be said any more, by direct message."""
        if ack is not None:
            said = await self._answering.acknowledge(ack, payload, reply)
        else:
            said = await self._answering.later(payload, reply)
        if reply.answer is not None and not said:
            async with self._store.write() as session:
                await self._ear.owe(session, unpack.user_of(payload), reply.answer, self._clock())

    async def suggest(self, payload: Mapping[str, Any], ack: AsyncAck) -> None:
        """Option lists are read, not done; while somebody types, an empty one is better than an error."""
        try:
            async with asyncio.timeout(self.patience), self._store.read() as session:
                reply = await self._ear.suggest(session, payload, self._clock())
        except Exception as problem:  # noqa: BLE001 - the person goes on typing, which asks again
            mishaps.report("slack options", problem)
            reply = Reply(Options(), self._language)
        await self._answering.acknowledge(ack, payload, reply)

    async def _accept(self, payload: Mapping[str, Any], lease: str | None) -> Taken | None:
        kind, name, now = unpack.kind_of(payload), unpack.name_of(payload), self._clock()
        dedupe = unpack.dedupe(payload, again=handlers.slack.route(kind, name).again)
        body = orjson.dumps(unpack.kept(payload)).decode()
        arrival = Arrival(dedupe, "slack", f"{kind}:{name}"[:64], dedupe[:128], body, now, lease)
        new = await self._gate.accept([arrival], now)
        if dedupe not in new:
            return None
        return Taken(new[dedupe], "slack", arrival.kind, arrival.lane, body, now, now, 1, lease or "")

    async def _do(self, taken: Taken, payload: Mapping[str, Any]) -> Reply:
        try:
            await self._people.ensure(handlers.slack.known_first(payload))
            reply = await self._in_one_transaction(taken, payload)
        except SlackSilentError:
            # Still under our lease: when it runs out the worker tries again, and answers by direct message.
            return Reply(say.sentence("mishap.slack_silent"), self._language)
        except LeaseLostError:
            # The worker took the row over: it has done the work and has answered.
            return Reply(None, self._language)
        except Exception as problem:  # noqa: BLE001 - the person waits and must be told
            return await self._apologise(taken, payload, problem)
        try:
            return await self._drawn(payload, reply)
        except Exception as problem:  # noqa: BLE001 - it is done, but the page still shows it as it was
            return Reply(say.undrawn(mishaps.report("slack home", problem, row=taken.seq)), reply.language)

    async def _drawn(self, payload: Mapping[str, Any], reply: Reply) -> Reply:
        """The page that the answer asks for, as it is after the commit."""
        if not isinstance(reply.answer, Home) or reply.answer.view:
            return reply
        async with self._store.read() as session:
            return await self._ear.draw(session, payload, reply.answer, self._clock())

    async def _in_one_transaction(self, taken: Taken, payload: Mapping[str, Any]) -> Reply:
        async with self._store.write() as session:
            reply = await self._ear.slack(session, taken, self._clock(), _place(payload))
            freed = f"{taken.seq}:{taken.lease}" if reply.refused else None
            await inbox.finish(session, taken.seq, taken.lease, dedupe=freed)
        return reply

    async def _apologise(self, taken: Taken, payload: Mapping[str, Any], problem: Exception) -> Reply:
        """Commands are tried again by the worker (their text is nowhere else); the rest can be pressed again."""
        reference = mishaps.report(f"slack {taken.kind}", problem, row=taken.seq)
        kept, language = unpack.kind_of(payload) == unpack.COMMAND, self._language
        try:
            async with self._store.write() as session:
                language = await self._ear.language_of(session, payload)
                if kept:
                    await inbox.fail(session, taken, self._clock(), reference)
                else:
                    await inbox.give_up(session, taken, reference)
        except Exception as worse:  # noqa: BLE001 - the lease runs out by itself; the person must still be answered
            mishaps.report("slack counter", worse, row=taken.seq)
        return self._apology(payload, reference, language, kept=kept)

    def _apology(self, payload: Mapping[str, Any], reference: str, language: str, *, kept: bool) -> Reply:
        answer: Answer | None = say.mishap(reference, kept=kept)
        if unpack.kind_of(payload) == unpack.SUBMIT:
            answer = say.in_form(answer, payload["view"], phrases(language))
        return Reply(answer, language)


def _place(payload: Mapping[str, Any]) -> tuple[type[Answer], ...]:
    if unpack.kind_of(payload) == unpack.SUBMIT:
        return FORMS_OWN
    if unpack.kind_of(payload) == unpack.COMMAND or payload.get("response_url"):
        return ANYTHING
    return ON_A_PAGE


def concerns_us(payload: Mapping[str, Any]) -> bool:
    """Other people's talk in channels, edits, what bots say (ourselves above all), other tabs: not even kept."""
    event = payload.get("event")
    if not isinstance(event, Mapping):
        return False
    ours = event.get("channel_type") == "im" and event.get("subtype") in SAID and not _by_us(payload, event)
    if event.get("type") in handlers.slack.LOOKED_AT:
        return bool(event.get("tab", "home") == "home")  # the talk with the bot is the other tab: Slack draws that one
    return event.get("type") != "message" or ours


def _by_us(payload: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Bots give themselves away, but files that we share ourselves come back under our own user."""
    given = payload.get("authorizations")
    ours = given if isinstance(given, list) else []
    own = [each.get("user_id") for each in ours if isinstance(each, Mapping) and each.get("is_bot")]
    return bool(event.get("bot_id")) or event.get("user") in own
