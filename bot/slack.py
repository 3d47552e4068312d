"""Slack from our side: the client, and the mouth that posts."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import slack_errors, slack_files, slack_search
from bot.delivery.letters import Letter
from bot.delivery.limits import Buckets, slack_posts
from bot.delivery.outcomes import FailedError, NotYet, Outcome, Sent
from bot.delivery.slack_files import Thread
from bot.media.fetching import SlackUploads
from bot.media.folder import MediaFolder
from crm.notices import Notice, WantGone, WantSlackFile
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from storage.letters import Standing

SECONDS = 10
CONNECTIONS = 100
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# How soon, and how late, to look again whether the row that this one updates or answers is out.
LOOK_AGAIN_SECONDS = (2.0, 3600.0)
SILENT = (WantSlackFile, WantGone)
"""Notices that are said to nobody."""

Phrase = Callable[[Any, Phrases, ZoneInfo], SlackMessage]


def http_session() -> aiohttp.ClientSession:
    """The one session that all clients of Slack share; made inside the running loop, closed by who made it."""
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    return aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=CONNECTIONS), trust_env=True)


def web_client(token: str, api_url: str, session: aiohttp.ClientSession, *, retries: bool) -> AsyncWebClient:
    """A Web API client. `retries`: wait and ask again after a 429 and after a broken connection.

    For answers (views, response URLs). Never for delivery: there a blind repeat would post twice, and waiting inside
    of the client outlasts the lease.
    """
    client = AsyncWebClient(token, api_url, timeout=SECONDS, session=session, retry_handlers=None if retries else [])
    if retries:
        client.retry_handlers.append(AsyncRateLimitErrorRetryHandler())
    if urlsplit(api_url).hostname in LOOPBACK:
        client.proxy = None  # the SDK obeys HTTPS_PROXY and knows no NO_PROXY; the sandbox is behind no proxy
    return client


class Place(NamedTuple):
    """A message in Slack."""

    channel: str
    ts: str


class SlackMouth:
    """Posts what reps read. `client` must not retry by itself; `phrases` is handlers.slack.blocks.PHRASES.

    With a `folder` it shares the files in it, and fetches into it what people attach.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        phrases: Mapping[type[Notice], Phrase],
        zone: ZoneInfo,
        limits: Buckets | None = None,
        folder: MediaFolder | None = None,
    ) -> None:
        self._client = client
        self._folder = folder
        self._uploads = SlackUploads(client, folder) if folder is not None else None
        self._phrases = phrases
        self._zone = zone
        self._limits = limits or slack_posts()
        silent = SILENT if folder is not None else ()
        self.kinds = frozenset(kind.__name__ for kind in (*phrases, *silent))

    def phrase(self, notice: Notice, say: Phrases) -> SlackMessage:
        if isinstance(notice, SILENT):
            return SlackMessage("")
        return self._phrases[type(notice)](notice, say, self._zone)

    async def say(self, letter: Letter, phrased: SlackMessage, now: datetime) -> Outcome:
        """Post, or change the message it updates; then share its files in the message's thread."""
        if letter.claimed.kind == WantSlackFile.__name__ and self._uploads is not None:
            return await self._uploads.fetch(letter.claimed, now)
        for other in (letter.update_of, letter.thread_of):
            if other is not None and other.ahead:
                return NotYet("a row before it is not out", _look_again(other, now))
        try:
            if letter.claimed.kind == WantGone.__name__:
                return await self._take_down(letter)
            place = await self._put_up(letter, phrased)
            shared = await slack_files.share(
                self._client, _thread_of(place, letter), phrased.files, letter, self._folder
            )
        except FailedError as failed:
            return failed.outcome
        return Sent(place._asdict() | ({"files": shared} if shared else {}))

    async def _take_down(self, letter: Letter) -> Outcome:
        """Delete what was shared with the row that this one updates."""
        older = letter.update_of
        await slack_files.delete(self._client, older.platform.get("files", []) if older is not None else [])
        return Sent({})

    async def _put_up(self, letter: Letter, message: SlackMessage) -> Place:
        """The message's place, however it came to be there."""
        known = place_of(letter.claimed.platform)
        if known is not None:
            return known  # posted by an earlier attempt, which then failed with the files
        older = _sent_place(letter.update_of)
        if older is not None:
            changed = await self._change(older, message, letter)
            if changed is not None:
                return changed
        if letter.unclear:
            found = await slack_search.find(self._client, letter, thread=_sent_place(letter.thread_of))
            if found is not None:
                return Place(*found)
        return await self._post(letter, message)

    async def _post(self, letter: Letter, message: SlackMessage) -> Place:
        thread = _sent_place(letter.thread_of)
        await self._limits.take(letter.claimed.recipient)
        try:
            with slack_errors.told(risky=True, through=("thread_not_found",)):
                return await self._posted(letter, message, thread)
        except SlackApiError:
            # The message it answers has been deleted: better said beside it than not at all.
            with slack_errors.told(risky=True):
                return await self._posted(letter, message, None)

    async def _posted(self, letter: Letter, message: SlackMessage, thread: Place | None) -> Place:
        answer = await self._client.chat_postMessage(
            channel=thread.channel if thread else letter.claimed.recipient,
            text=message.text,
            blocks=list(message.blocks) or None,
            thread_ts=thread.ts if thread else None,
            metadata=slack_search.mark(letter.claimed.uuid),
            unfurl_links=False,
        )
        return Place(str(answer["channel"]), str(answer["ts"]))

    async def _change(self, place: Place, message: SlackMessage, letter: Letter) -> Place | None:
        """None when there is nothing to change (it was deleted): then it is said anew."""
        try:
            with slack_errors.told(
                risky=False, unclear=letter.unclear, through=("message_not_found", "cant_update_message")
            ):
                await self._client.chat_update(
                    channel=place.channel, ts=place.ts, text=message.text, blocks=list(message.blocks)
                )
        except SlackApiError:
            return None
        return place


def _look_again(other: Standing, now: datetime) -> float:
    soonest, latest = LOOK_AGAIN_SECONDS
    return min(max((other.ready_at - now).total_seconds(), soonest), latest)


def _thread_of(place: Place, letter: Letter) -> Thread:
    """Files stand in the thread that the message is in: a message in a thread begins none of its own."""
    root = _sent_place(letter.thread_of)
    own = root is None or root.channel != place.channel
    return Thread(place.channel, place.ts if own or root is None else root.ts, place.ts)


def place_of(platform: Mapping[str, Any]) -> Place | None:
    channel, ts = platform.get("channel"), platform.get("ts")
    return Place(channel, ts) if channel and ts else None


def _sent_place(other: Standing | None) -> Place | None:
    """Where a row that this one names stands; None when there is none, or it never went out."""
    return place_of(other.platform) if other is not None else None
