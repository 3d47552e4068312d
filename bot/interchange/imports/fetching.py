"""A file from Slack: asked for by its id, fetched with our token, written to a folder of its own."""

from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from bot import slack_downloads
from bot.interchange.imports.tables import MOST_MEGABYTES
from bot.slack_downloads import CHUNK, GoneError
from crm.imports.faults import FileChanged, FileTooLarge
from crm.refusals import Refused


async def fetch(client: AsyncWebClient, file_id: str, target: Path) -> None:
    """Write the file's bytes to `target`.

    Raises:
        Refused: FileChanged when it is gone, FileTooLarge.
        FailedError: with the outcome, when Slack does not give it now or ever.
    """
    try:
        file = await slack_downloads.info(client, file_id)
        if int(file.get("size") or 0) > MOST_MEGABYTES * CHUNK:
            raise Refused(FileTooLarge(MOST_MEGABYTES))
        kept = 0
        async with slack_downloads.opened(client, file) as chunks:
            with target.open("wb") as written:
                async for chunk in chunks:
                    kept += len(chunk)
                    if kept > MOST_MEGABYTES * CHUNK:
                        raise Refused(FileTooLarge(MOST_MEGABYTES))
                    written.write(chunk)
    except GoneError as gone:
        raise Refused(FileChanged()) from gone
