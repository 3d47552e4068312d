"""Is it out already? Slack promises no idempotency key, so every post is marked and looked for before a repeat."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.delivery import slack_errors
from bot.delivery.letters import Letter

EVENT_TYPE = "kizuna_row"
# Slack's clock and ours may differ by this much.
MARGIN = timedelta(minutes=2)
PAGE = 200

Place = tuple[str, str | None]
"""A channel, and the thread in it."""


def mark(uuid: str) -> dict[str, Any]:
    """The metadata that every post carries."""
    return {"event_type": EVENT_TYPE, "event_payload": {"row": uuid}}


async def find(client: AsyncWebClient, letter: Letter, thread: tuple[str, str] | None) -> tuple[str, str] | None:
    """(channel, ts) of the message that carries this row's mark; `thread` is where it would stand as a reply.

    Raises FailedError; what was unclear stays so.
    """
    with slack_errors.told(risky=False, unclear=True):
        channel = thread[0] if thread else await _channel(client, letter.claimed.recipient)
        cursor = ""
        while True:
            page = await _page(client, letter, (channel, thread[1] if thread else None), cursor)
            ts = _marked(page["messages"] or [], letter.claimed.uuid)
            if ts is not None:
                return channel, ts
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None


async def _channel(client: AsyncWebClient, recipient: str) -> str:
    """A person's DM, which only opening it tells; a channel is itself."""
    if not recipient.startswith(("U", "W")):
        return recipient
    answer = await client.conversations_open(users=recipient)
    return str((answer["channel"] or {})["id"])


async def _page(client: AsyncWebClient, letter: Letter, place: Place, cursor: str) -> AsyncSlackResponse:
    first = letter.claimed.first_tried_at or letter.claimed.created_at
    oldest = f"{(first - MARGIN).timestamp():.6f}"
    more = cursor or None
    channel, thread_ts = place
    if thread_ts is None:
        return await client.conversations_history(
            channel=channel, oldest=oldest, include_all_metadata=True, limit=PAGE, cursor=more
        )
    return await client.conversations_replies(
        channel=channel, ts=thread_ts, oldest=oldest, include_all_metadata=True, limit=PAGE, cursor=more
    )


def _marked(messages: Sequence[dict[str, Any]], uuid: str) -> str | None:
    for message in messages:
        payload = (message.get("metadata") or {}).get("event_payload") or {}
        if payload.get("row") == uuid:
            return str(message["ts"])
    return None
