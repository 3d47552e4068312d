"""Errands of delivery that bring files into our folder: from LINE what customers send, from Slack what reps attach.

What came of one goes back into the inbox, as an event of ours (handlers/line/media.py).
"""

import asyncio
import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot import slack_downloads
from bot.delivery import outcomes
from bot.delivery.outcomes import FailedError, Later, Never, Outcome, Sent
from bot.delivery.records import MOST_ATTEMPTS, PATIENCE
from bot.media import previews
from bot.media.folder import MOST_BYTES, MediaFolder, UnwantedError
from bot.slack_downloads import GoneError
from crm import post
from crm.relay.media import GONE, KEPT, REFUSED, Fetched
from storage.inbox import Arrival
from storage.outbox import Claimed

CHUNK = 1 << 18
# Within delivery's patience with one attempt, so that we say ourselves what a slow one comes to.
SECONDS = 18.0
TIMEOUT = aiohttp.ClientTimeout(total=SECONDS, sock_connect=5)
# How soon, and how late, to look again whether LINE has prepared a film.
PREPARED_SECONDS = (2.0, 120.0)
UNFETCHED = "unfetched"

log = structlog.get_logger("kizuna")


class LineContent:
    """Fetches from LINE's second host, `blob_url`. Redirects are not followed: our token is for LINE alone."""

    def __init__(self, session: aiohttp.ClientSession, token: str, blob_url: str, folder: MediaFolder) -> None:
        self._session = session
        self._bearer = {"Authorization": f"Bearer {token}"}
        self._blob_url = blob_url
        self._folder = folder

    async def fetch(self, row: Claimed, now: datetime) -> Outcome:
        """Source: LINE Messaging API reference, "Get content"."""
        name = str(row.fields["name"])
        try:
            return _heard(row, "content", row.recipient, await self._fetched(row, name, now), now)
        except FailedError as failed:
            return _or_given_up(row, "content", row.recipient, failed.outcome, now)
        except outcomes.NETWORK as cut:
            return _or_given_up(row, "content", row.recipient, outcomes.network(cut, risky=False), now)

    async def _fetched(self, row: Claimed, name: str, now: datetime) -> Fetched:
        url = f"{self._blob_url}/v2/bot/message/{quote(str(row.fields['message_id']), safe='')}/content"
        async with self._session.get(url, headers=self._bearer, timeout=TIMEOUT, allow_redirects=False) as answer:
            if answer.status in {404, 410}:
                return Fetched(name, GONE)
            if answer.status != 200:
                raise FailedError(_no(answer, row, now))
            if (answer.content_length or 0) > MOST_BYTES:
                return Fetched(name, REFUSED, "large")
            chunks = answer.content.iter_chunked(CHUNK)
            try:
                kept = await self._folder.keep(name, chunks, row.fields["kind"], row.fields["ending"])
            except UnwantedError as no:
                return Fetched(name, REFUSED, no.why)
        return Fetched(name, KEPT, mimetype=kept.mimetype, size=kept.size, digest=kept.digest)


def _no(answer: aiohttp.ClientResponse, row: Claimed, now: datetime) -> Outcome:
    if answer.status == 202:
        waited = (now - (row.first_tried_at or now)).total_seconds()
        soonest, latest = PREPARED_SECONDS
        return Later("being prepared", min(max(waited / 2, soonest), latest), counted=False)
    if answer.status < 400:
        return Never(f"status {answer.status}")
    given = answer.headers.get("Retry-After", "")
    retry_after = float(given) if given.isdigit() else None
    return outcomes.line(answer.status, "", retry_after, now, risky=False, unclear=False)


class SlackUploads:
    """Fetches what reps have put into a form; `client` must not retry by itself."""

    def __init__(self, client: AsyncWebClient, folder: MediaFolder) -> None:
        self._client = client
        self._folder = folder

    async def fetch(self, row: Claimed, now: datetime) -> Outcome:
        lane = f"{post.FETCHER}:{row.fields['name']}"
        try:
            async with asyncio.timeout(SECONDS):
                return _heard(row, "upload", lane, await self._fetched(row), now)
        except FailedError as failed:
            return _or_given_up(row, "upload", lane, failed.outcome, now)
        except outcomes.NETWORK as cut:
            return _or_given_up(row, "upload", lane, outcomes.network(cut, risky=False), now)

    async def _fetched(self, row: Claimed) -> Fetched:
        name, ending = str(row.fields["name"]), str(row.fields["ending"])
        try:
            file = await slack_downloads.info(self._client, str(row.fields["file_id"]))
            if int(file.get("size") or 0) > MOST_BYTES:
                return Fetched(name, REFUSED, "large")
            async with slack_downloads.opened(self._client, file) as chunks:
                kept = await self._folder.keep(name, chunks, "file", ending)
        except GoneError:
            return Fetched(name, GONE)
        except UnwantedError as no:
            return Fetched(name, REFUSED, no.why)
        fetched = Fetched(name, KEPT, mimetype=kept.mimetype, size=kept.size, digest=kept.digest)
        small = await previews.made(self._folder, name, kept.mimetype)
        return replace(fetched, preview=small)


def _heard(row: Claimed, kind: str, lane: str, fetched: Fetched, now: datetime) -> Sent:
    event: dict[str, Any] = {"type": kind, "source": {"type": "user", "userId": lane}, "content": asdict(fetched)}
    payload = json.dumps(event, ensure_ascii=False)
    return Sent({}, heard=Arrival(f"{kind}:{row.uuid}", "line", kind, lane, payload, now))


def _or_given_up(row: Claimed, kind: str, lane: str, outcome: Outcome, now: datetime) -> Outcome:
    """The last attempt says itself that there will be no file: whoever waits for it must hear so."""
    if isinstance(outcome, Later):
        tired = row.attempts >= MOST_ATTEMPTS if outcome.counted else now - (row.first_tried_at or now) > PATIENCE
        if not tired:
            return outcome
    log.warning("media.unfetched", row=row.seq, why=getattr(outcome, "why", ""))
    return _heard(row, kind, lane, Fetched(str(row.fields["name"]), GONE, UNFETCHED), now)
