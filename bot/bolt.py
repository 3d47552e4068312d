"""Bolt, with as few listeners as there are kinds of payload: Bolt walks them one by one, our route tables do not."""

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot import mishaps
from bot.counter import Counter
from handlers.slack.unpack import EVENT

ANY = re.compile(".*", re.DOTALL)

Body = dict[str, Any]
Next = Callable[[], Awaitable[Any]]


def build(counter: Counter, client: AsyncWebClient, signing_secret: str) -> AsyncApp:
    """The app that both HTTP and Socket Mode feed. It makes no call of its own, so Slack may be away at our start."""
    app = AsyncApp(
        name="kizuna",
        logger=_silent(),
        client=client,
        signing_secret=signing_secret,
        authorize=_authorize(client.token or ""),
        # We know our own messages by their bot_id; Bolt would have to ask Slack who we are first.
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    _listen(app, counter)
    return app


def _silent() -> logging.Logger:
    """Bolt logs the bodies that it cannot handle, and customers' words with them; our doors keep their own count."""
    logger = logging.getLogger("kizuna.bolt")
    logger.setLevel(logging.CRITICAL)
    return logger


def _authorize(token: str) -> Any:  # noqa: ANN401 - Bolt inspects its argument names
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    return authorize


def _listen(app: AsyncApp, counter: Counter) -> None:
    # A listener's event would be acknowledged by Bolt *before* the listener runs; a middleware answers for itself.
    async def keep_events(body: Body, next: Next) -> BoltResponse | None:  # noqa: A002 - Bolt goes by the name
        if body.get("type") != EVENT:
            await next()
            return None
        await counter.event(body)
        return BoltResponse(status=200)

    async def act(body: Body, ack: AsyncAck) -> None:
        await counter.act(body, ack)

    async def suggest(body: Body, ack: AsyncAck) -> None:
        await counter.suggest(body, ack)

    async def passed_over(ack: AsyncAck) -> None:
        await ack()

    async def lost(error: Exception) -> None:
        # Bolt would log it itself, bodies and all; it then answers 500, and Slack sends events again.
        mishaps.report("bolt", error)

    app.error(lost)
    app.use(keep_events)
    app.command(ANY)(act)
    app.action(ANY)(act)
    app.view_submission(ANY)(act)
    app.shortcut(ANY)(act)
    app.options(ANY)(suggest)
    app.view_closed(ANY)(passed_over)
