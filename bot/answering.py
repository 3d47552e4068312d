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
from handlers.slack.answers import Errors, Finished, Home, Open, Options, Push, SlackMessage, Tell, Update, View
from handlers.slack.blocks import PHRASES, pages

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
        elif isinstance(answer, Push) and kind == unpack.SUBMIT:
            await ack(response_action="push", view=answer.view)
        elif isinstance(answer, Finished):
            await ack(response_action="clear")
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
        match reply.answer:
            case Open(view):
                opened = await self._done(self._open(payload, view), payload)
                return opened or await self._respond(payload, say.sentence("mishap.form_gone"), reply.language)
            case Update(view):
                return await self._done(self._update(payload, view), payload)
            case Home(view=view):
                return await self._done(self._publish(payload, view), payload)
            case Tell() as telling:
                told = await self._respond(payload, telling, reply.language)
                return told or await self._show(payload, telling, reply.language)
        return reply.answer is None

    async def _respond(self, payload: Mapping[str, Any], answer: Tell, language: str) -> bool:
        """Where the person acted, if messages can stand there."""
        url = payload.get("response_url")
        return bool(url) and await self._done(self._say(str(url), answer, language), payload)

    async def _show(self, payload: Mapping[str, Any], answer: Tell, language: str) -> bool:
        """On a page, which takes no messages, as a form that has nothing to fill in."""
        if not payload.get("view") or unpack.kind_of(payload) != unpack.PRESS or answer.lasting:
            return False
        view = pages.showing(self._message(answer, language), phrases(language))
        turns = answer.replace and pages.is_shown(payload["view"])
        return await self._done(self._update(payload, view) if turns else self._open(payload, view), payload)

    async def _done(self, answering: Awaitable[None], payload: Mapping[str, Any]) -> bool:
        try:
            await answering
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as problem:
            log.warning("answer_lost", error=type(problem).__name__, kind=unpack.kind_of(payload))
            return False
        return True

    async def _open(self, payload: Mapping[str, Any], view: View) -> None:
        trigger = str(payload.get("trigger_id", ""))
        if (payload.get("view") or {}).get("type") == "modal":
            await self._client.views_push(trigger_id=trigger, view=view)
        else:
            await self._client.views_open(trigger_id=trigger, view=view)

    async def _update(self, payload: Mapping[str, Any], view: View) -> None:
        await self._client.views_update(view_id=str(payload["view"]["id"]), view=view)

    async def _publish(self, payload: Mapping[str, Any], view: View) -> None:
        await self._client.views_publish(user_id=unpack.user_of(payload), view=view)

    async def _say(self, url: str, answer: Tell, language: str) -> None:
        message = self._message(answer, language)
        webhook = AsyncWebhookClient(url, session=self._session)
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
