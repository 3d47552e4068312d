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
from handlers.slack.answers import Answer, Home, Open, Options, Update
from storage import inbox
from storage.inbox import Arrival, Gate, LeaseLostError, Taken
from storage.store import Store

log = structlog.get_logger("kizuna")

# Slack gives up after three seconds; what takes longer is acknowledged now and answered when it is done.
PATIENCE = 2.2
# A button on a form or on the home page has no response URL.
ON_A_PAGE: tuple[type[Answer], ...] = (Open, Update, Home)


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

    async def event(self, payload: Mapping[str, Any]) -> None:
        """Slack's events wait for nobody: once kept they may be acknowledged; the worker does them.

        All but one: somebody looks at an empty home page until it is drawn, so it is drawn here.
        """
        if not concerns_us(payload):
            return
        looked_at = unpack.name_of(payload) in handlers.slack.LOOKED_AT
        taken = await self._accept(payload, inbox.new_lease() if looked_at else None)
        if looked_at and taken is not None:
            reply = await self._do(taken, payload)
            if isinstance(reply.answer, Home):
                await self._answering.later(payload, reply)

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
        done, _ = await asyncio.wait({doing}, timeout=max(0.0, began + PATIENCE - monotonic()))
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
            async with self._store.read() as session:
                reply = await self._ear.suggest(session, payload, self._clock())
        except Exception as problem:  # noqa: BLE001 - the person goes on typing, which asks again
            mishaps.report("slack options", problem)
            reply = Reply(Options(), self._language)
        await self._answering.acknowledge(ack, payload, reply)

    async def _accept(self, payload: Mapping[str, Any], lease: str | None) -> Taken | None:
        kind, name, now = unpack.kind_of(payload), unpack.name_of(payload), self._clock()
        dedupe = unpack.dedupe(payload, again=handlers.slack.route(kind, name).again)
        body = orjson.dumps(payload).decode()
        arrival = Arrival(dedupe, "slack", f"{kind}:{name}"[:64], dedupe[:128], body, now, lease)
        new = await self._gate.accept([arrival], now)
        if dedupe not in new:
            return None
        return Taken(new[dedupe], "slack", arrival.kind, arrival.lane, body, now, now, 1, lease or "")

    async def _do(self, taken: Taken, payload: Mapping[str, Any]) -> Reply:
        try:
            await self._people.ensure(handlers.slack.known_first(payload))
            return await self._in_one_transaction(taken, payload)
        except SlackSilentError:
            # Still under our lease: when it runs out the worker tries again, and answers by direct message.
            return Reply(say.sentence("mishap.slack_silent"), self._language)
        except LeaseLostError:
            # The worker took the row over: it has done the work and has answered.
            return Reply(None, self._language)
        except Exception as problem:  # noqa: BLE001 - the person waits and must be told
            return await self._apologise(taken, payload, problem)

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
    """Other people's talk in channels, edits, and what bots say (ourselves above all) are not even kept."""
    event = payload.get("event")
    if not isinstance(event, Mapping):
        return False
    ours = event.get("channel_type") == "im" and not event.get("bot_id") and not event.get("subtype")
    return event.get("type") != "message" or ours
