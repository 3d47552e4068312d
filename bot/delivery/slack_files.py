"""Files with a message: shared in its thread, so that a repeat can see that they are there."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import slack_errors
from bot.delivery.letters import Letter
from bot.delivery.outcomes import FailedError, Later

File = tuple[str, bytes, str]
"""(name, content, title)"""


async def share(client: AsyncWebClient, channel: str, ts: str, files: Sequence[File], letter: Letter) -> None:
    """Upload and share all of them under the message. Raises FailedError, which remembers where the message is."""
    if not files:
        return
    keep = {"channel": channel, "ts": ts}
    with slack_errors.told(risky=False, keep=keep):
        if letter.claimed.attempts > 1 and await _shared(client, channel, ts, files):
            return
        uploaded = [await _upload(client, file, keep) for file in files]
        await client.files_completeUploadExternal(files=uploaded, channel_id=channel, thread_ts=ts)


async def _shared(client: AsyncWebClient, channel: str, ts: str, files: Sequence[File]) -> bool:
    """Did an earlier attempt share them, and only its answer was lost?"""
    page = await client.conversations_replies(channel=channel, ts=ts)
    there = {file.get("name") for message in page["messages"] or [] for file in message.get("files") or []}
    return {name for name, _, _ in files} <= there


async def _upload(client: AsyncWebClient, file: File, keep: dict[str, Any]) -> dict[str, str | None]:
    name, content, title = file
    answer = await client.files_getUploadURLExternal(filename=name, length=len(content))
    session = client.session
    assert session is not None  # noqa: S101 - our clients share one
    async with session.post(str(answer["upload_url"]), data=content) as response:
        if response.status != 200:
            raise FailedError(Later(f"upload: status {response.status}", keep=keep))
    return {"id": str(answer["file_id"]), "title": title}
