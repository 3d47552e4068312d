"""A file from Slack: asked for by its id, fetched with our token, written to a folder of its own."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import outcomes, slack_errors
from bot.delivery.outcomes import FailedError, Later, Never
from bot.interchange.imports.tables import MOST_MEGABYTES
from crm.imports.faults import FileChanged, FileTooLarge
from crm.refusals import Refused

GONE = ("file_not_found", "file_deleted", "not_visible")
# Bigger than anything else that we fetch: it may take long as long as it moves.
PATIENCE = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=30)
CHUNK = 1 << 20


async def fetch(client: AsyncWebClient, file_id: str, target: Path) -> None:
    """Write the file's bytes to `target`.

    Raises:
        Refused: FileChanged when it is gone, FileTooLarge.
        FailedError: with the outcome, when Slack does not give it now or ever.
    """
    file = await _info(client, file_id)
    if int(file.get("size") or 0) > MOST_MEGABYTES * CHUNK:
        raise Refused(FileTooLarge(MOST_MEGABYTES))
    try:
        await _download(client, str(file.get("url_private_download") or file.get("url_private") or ""), target)
    except outcomes.NETWORK as cut:
        raise FailedError(outcomes.network(cut, risky=False)) from cut


async def _info(client: AsyncWebClient, file_id: str) -> dict[str, Any]:
    try:
        with slack_errors.told(risky=False, through=GONE):
            answer = await client.files_info(file=file_id)
    except SlackApiError as gone:
        raise Refused(FileChanged()) from gone
    found = answer.get("file")
    return found if isinstance(found, dict) else {}


async def _download(client: AsyncWebClient, url: str, target: Path) -> None:
    session = client.session
    assert session is not None  # noqa: S101 - our clients share one
    if not _slacks(url, client.base_url):
        raise FailedError(Never("the file is not at Slack"))  # nobody else is shown our token
    bearer = {"Authorization": f"Bearer {client.token}"}
    async with session.get(url, headers=bearer, timeout=PATIENCE, allow_redirects=False) as answer:
        if answer.status in {404, 410}:
            raise Refused(FileChanged())
        # Without the scope files:read Slack shows its login page instead, or sends us there.
        if answer.status != 200 or answer.content_type == "text/html":
            raise FailedError(Later(f"download: status {answer.status}", unclear=False))
        await _keep(answer, target)


def _slacks(url: str, api_url: str) -> bool:
    asked, api = urlsplit(url), urlsplit(api_url)
    if (asked.scheme, asked.netloc) == (api.scheme, api.netloc):
        return True
    return asked.scheme == "https" and (asked.hostname or "").endswith((".slack.com", ".slack-files.com"))


async def _keep(answer: aiohttp.ClientResponse, target: Path) -> None:
    kept = 0
    with target.open("wb") as file:
        async for chunk in answer.content.iter_chunked(CHUNK):
            kept += len(chunk)
            if kept > MOST_MEGABYTES * CHUNK:
                raise Refused(FileTooLarge(MOST_MEGABYTES))
            file.write(chunk)
