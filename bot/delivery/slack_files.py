"""Files with a message: shared in its thread, so that a repeat can see that they are there."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import slack_errors
from bot.delivery.letters import Letter
from bot.delivery.outcomes import FailedError, Later
from bot.media.folder import MediaFolder
from handlers.slack.answers import Stored

File = tuple[str, bytes, str]
"""(name, content, title)"""
GONE = ("file_not_found", "file_deleted")
# Ten megabytes take longer than a message; delivery's patience with one attempt is the limit of all its calls.
UPLOADING = aiohttp.ClientTimeout(total=18, sock_connect=5)
AFTER_IT = 200


@dataclass(frozen=True)
class Thread:
    """Where files are shared: in the thread that `root` begins, with the message `ts` in it (or `root` itself)."""

    channel: str
    root: str
    ts: str


async def share(
    client: AsyncWebClient,
    thread: Thread,
    files: Sequence[File | Stored],
    letter: Letter,
    folder: MediaFolder | None = None,
) -> list[str]:
    """Upload and share all of them in the thread; Slack's numbers of them.

    Files of our folder that have gone meanwhile are left out. Raises FailedError, which remembers where the message is.
    """
    there = [each for each in files if not isinstance(each, Stored) or _path(each, folder).is_file()]
    if not there:
        return []
    keep = {"channel": thread.channel, "ts": thread.ts}
    with slack_errors.told(risky=False, keep=keep):
        if letter.claimed.attempts > 1 and (shared := await _shared(client, thread, there)):
            return shared
        uploaded = [await _upload(client, file, folder, keep) for file in there]
        await client.files_completeUploadExternal(files=uploaded, channel_id=thread.channel, thread_ts=thread.root)
    return [str(each["id"]) for each in uploaded]


async def delete(client: AsyncWebClient, ids: Sequence[str]) -> None:
    """Delete files in Slack; those that are gone already are no trouble. Raises FailedError."""
    for each in ids:
        try:
            with slack_errors.told(risky=False, through=GONE):
                await client.files_delete(file=each)
        except SlackApiError:
            continue


def _path(file: Stored, folder: MediaFolder | None) -> Path:
    assert folder is not None  # noqa: S101 - wired wherever files of it are shared
    return folder.place(file.name)


async def _shared(client: AsyncWebClient, thread: Thread, files: Sequence[File | Stored]) -> list[str]:
    """Their numbers, if an earlier attempt shared them and only its answer was lost: they come after the message."""
    page = await client.conversations_replies(
        channel=thread.channel, ts=thread.root, oldest=thread.ts, inclusive=True, limit=AFTER_IT
    )
    there = {
        str(file.get("name")): str(file.get("id"))
        for message in page["messages"] or []
        if float(message["ts"]) >= float(thread.ts)
        for file in message.get("files") or []
    }
    names = [_name(each) for each in files]
    return [there[name] for name in names] if there.keys() >= set(names) else []


def _name(file: File | Stored) -> str:
    return file.file_name if isinstance(file, Stored) else file[0]


async def _upload(
    client: AsyncWebClient, file: File | Stored, folder: MediaFolder | None, keep: dict[str, Any]
) -> dict[str, str | None]:
    async with _content(file, folder) as (content, size):
        answer = await client.files_getUploadURLExternal(filename=_name(file), length=size)
        session = client.session
        assert session is not None  # noqa: S101 - our clients share one
        async with session.post(str(answer["upload_url"]), data=content, timeout=UPLOADING) as response:
            if response.status != 200:
                raise FailedError(Later(f"upload: status {response.status}", keep=keep))
    return {"id": str(answer["file_id"]), "title": file.title if isinstance(file, Stored) else file[2]}


@asynccontextmanager
async def _content(file: File | Stored, folder: MediaFolder | None) -> AsyncIterator[tuple[bytes | BinaryIO, int]]:
    """What is to be sent, and how many bytes; a file of our folder is read as it goes."""
    if not isinstance(file, Stored):
        yield file[1], len(file[1])
        return
    path = _path(file, folder)
    with path.open("rb") as stored:
        yield stored, path.stat().st_size
