"""Files that people have put into Slack: looked up by their numbers and fetched with our token, from Slack alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import outcomes, slack_errors
from bot.delivery.outcomes import FailedError, Later, Never

GONE = ("file_not_found", "file_deleted", "not_visible")
# Bigger than anything else that we fetch: it may take long as long as it moves.
PATIENCE = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=30)
CHUNK = 1 << 20


class GoneError(Exception):
    """The file is not there (any more)."""


async def info(client: AsyncWebClient, file_id: str) -> dict[str, Any]:
    """What Slack says of the file.

    Raises:
        GoneError
        FailedError: with the outcome, when Slack does not tell now or ever.
    """
    try:
        with slack_errors.told(risky=False, through=GONE):
            answer = await client.files_info(file=file_id)
    except SlackApiError as gone:
        raise GoneError from gone
    found = answer.get("file")
    return found if isinstance(found, dict) else {}


@asynccontextmanager
async def opened(client: AsyncWebClient, file: dict[str, Any]) -> AsyncIterator[AsyncIterator[bytes]]:
    """The bytes of the file that `info` told of, a part at a time.

    Raises:
        GoneError
        FailedError: as in `info`; Never when its address is not Slack's: nobody else is shown our token.
    """
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    session = client.session
    assert session is not None  # noqa: S101 - our clients share one
    if not is_slacks(url, client.base_url):
        raise FailedError(Never("the file is not at Slack"))
    bearer = {"Authorization": f"Bearer {client.token}"}
    try:
        async with session.get(url, headers=bearer, timeout=PATIENCE, allow_redirects=False) as answer:
            if answer.status in {404, 410}:
                raise GoneError
            # Without the scope files:read Slack shows its login page instead, or sends us there.
            if answer.status != 200 or answer.content_type == "text/html":
                raise FailedError(Later(f"download: status {answer.status}", unclear=False))
            yield answer.content.iter_chunked(CHUNK)
    except outcomes.NETWORK as cut:
        raise FailedError(outcomes.network(cut, risky=False)) from cut


def is_slacks(url: str, api_url: str) -> bool:
    """Whether the address is that of the API's own host (a fake's, in the sandbox), or one of Slack's by https."""
    asked, api = urlsplit(url), urlsplit(api_url)
    if (asked.scheme, asked.netloc) == (api.scheme, api.netloc):
        return True
    return asked.scheme == "https" and (asked.hostname or "").endswith((".slack.com", ".slack-files.com"))
