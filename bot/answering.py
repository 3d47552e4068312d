"""Answers on their way to the person who waits: in the acknowledgement, by response_url, or as a form that opens."""

from collections.abc import Awaitable, Mapping
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.ear import Reply
from handlers.locales import phrases
from handlers.slack import say, unpack
from handlers.slack.answers import Errors, Home, Open, Options, SlackMessage, Tell, Update
from handlers.slack.blocks import PHRASES

log = structlog.get_logger("kizuna")


class Answering:
    """Says what the handler returned. Answers are never retried: what must arrive is a notice in the outbox."""

    def __init__(self, client: AsyncWebClient, session: aiohttp.ClientSession, zone: ZoneInfo) -> None:
        self._client = client
        self._session = session
        self._zone = zone

    async def acknowledge(self, ack: AsyncAck, payload: Mapping[str, Any], reply: Reply) -> bool:
        """Answer within the acknowledgement where Slack reads one, and right after it where it does not.

        False when the answer could not be given where the person acted.
        """
        answer, kind = reply.answer, unpack.kind_of(payload)
        if isinstance(answer, Errors):
            await ack(response_action="errors", errors=dict(answer.fields))
        elif isinstance(answer, Update) and kind == unpack.SUBMIT:
            await ack(response_action="update", view=answer.view)
        elif isinstance(answer, Options):
            await ack(options=list(answer.options))
        elif kind == unpack.COMMAND and isinstance(answer, Tell):
            message = self._message(answer, reply.language)
            await ack(text=message.text, blocks=list(message.blocks), response_type="ephemeral")
        else:
            await ack()
            return await self.later(payload, reply)
        return True

    async def later(self, payload: Mapping[str, Any], reply: Reply) -> bool:
        """Answer somebody whose act has been acknowledged already; False when there is no way to do so any more."""
        answer = reply.answer
        if isinstance(answer, Open) and not await self._done(self._open(payload, answer), payload):
            answer = say.sentence("mishap.form_gone")
        if isinstance(answer, Update):
            await self._done(self._update(payload, answer), payload)
        if isinstance(answer, Home):
            await self._done(self._home(payload, answer), payload)
        if isinstance(answer, Tell):
            ways = bool(payload.get("response_url"))
            return ways and await self._done(self._respond(payload, answer, reply.language), payload)
        return answer is None or isinstance(answer, Open | Update | Home)

    async def _done(self, answering: Awaitable[None], payload: Mapping[str, Any]) -> bool:
        try:
            await answering
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as problem:
            log.warning("answer_lost", error=type(problem).__name__, kind=unpack.kind_of(payload))
            return False
        return True

    async def _open(self, payload: Mapping[str, Any], answer: Open) -> None:
        trigger = str(payload.get("trigger_id", ""))
        if (payload.get("view") or {}).get("type") == "modal":
            await self._client.views_push(trigger_id=trigger, view=answer.view)
        else:
            await self._client.views_open(trigger_id=trigger, view=answer.view)

    async def _update(self, payload: Mapping[str, Any], answer: Update) -> None:
        await self._client.views_update(view_id=str(payload["view"]["id"]), view=answer.view)

    async def _home(self, payload: Mapping[str, Any], answer: Home) -> None:
        await self._client.views_publish(user_id=unpack.user_of(payload), view=answer.view)

    async def _respond(self, payload: Mapping[str, Any], answer: Tell, language: str) -> None:
        message = self._message(answer, language)
        webhook = AsyncWebhookClient(str(payload["response_url"]), session=self._session)
        said = await webhook.send(
            text=message.text,
            blocks=list(message.blocks) or None,
            response_type="ephemeral",
            replace_original=answer.replace,
        )
        if said.status_code != HTTPStatus.OK:
            raise aiohttp.ClientError(f"status {said.status_code}")

    def _message(self, answer: Tell, language: str) -> SlackMessage:
        return PHRASES[type(answer.notice)](answer.notice, phrases(language), self._zone)
