"""Answers on their way to the person who waits: in the acknowledgement, by response_url, or as a form that opens."""

import asyncio
from collections.abc import Mapping
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
from handlers.slack import unpack
from handlers.slack.answers import Errors, Open, SlackMessage, Tell, Update
from handlers.slack.blocks import PHRASES

log = structlog.get_logger("kizuna")


class Answering:
    """Says what the handler returned. Answers are never retried: what must arrive is a notice in the outbox."""

    def __init__(self, client: AsyncWebClient, session: aiohttp.ClientSession, zone: ZoneInfo) -> None:
        self._client = client
        self._session = session
        self._zone = zone

    async def acknowledge(self, ack: AsyncAck, payload: Mapping[str, Any], reply: Reply) -> None:
        """Answer within the acknowledgement where Slack reads one, and right after it where it does not."""
        answer, kind = reply.answer, unpack.kind_of(payload)
        if isinstance(answer, Errors):
            await ack(response_action="errors", errors=dict(answer.fields))
        elif isinstance(answer, Update):
            await ack(response_action="update", view=answer.view)
        elif kind == unpack.COMMAND and isinstance(answer, Tell):
            message = self._message(answer, reply.language)
            await ack(text=message.text, blocks=list(message.blocks), response_type="ephemeral")
        else:
            await ack()
            await self.later(payload, reply)

    async def later(self, payload: Mapping[str, Any], reply: Reply) -> None:
        """Answer somebody whose act has been acknowledged already."""
        try:
            if isinstance(reply.answer, Open):
                await self._open(payload, reply.answer)
            elif isinstance(reply.answer, Tell) and payload.get("response_url"):
                await self._respond(payload, reply.answer, reply.language)
        except (SlackApiError, aiohttp.ClientError, TimeoutError, asyncio.CancelledError) as problem:
            log.warning("answer_lost", error=type(problem).__name__, kind=unpack.kind_of(payload))

    async def _open(self, payload: Mapping[str, Any], answer: Open) -> None:
        trigger = str(payload.get("trigger_id", ""))
        if payload.get("view"):
            await self._client.views_push(trigger_id=trigger, view=answer.view)
        else:
            await self._client.views_open(trigger_id=trigger, view=answer.view)

    async def _respond(self, payload: Mapping[str, Any], answer: Tell, language: str) -> None:
        message = self._message(answer, language)
        webhook = AsyncWebhookClient(str(payload["response_url"]), session=self._session)
        await webhook.send(
            text=message.text,
            blocks=list(message.blocks) or None,
            response_type="ephemeral",
            replace_original=answer.replace,
        )

    def _message(self, answer: Tell, language: str) -> SlackMessage:
        return PHRASES[type(answer.notice)](answer.notice, phrases(language), self._zone)
