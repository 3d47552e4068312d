"""What came of fetching a file, brought by delivery as an event of ours."""

from collections.abc import Mapping

from crm.relay import media, uploads
from crm.relay.media import Fetched
from crm.work import Work
from handlers.line.heard import Heard


async def content(work: Work, heard: Heard) -> None:
    """`content` holds the fields of crm.relay.media.Fetched."""
    told = heard.event.get("content")
    if isinstance(told, Mapping):
        await media.kept(work, Fetched(**told))


async def upload(work: Work, heard: Heard) -> None:
    """The same of what somebody of ours has attached."""
    told = heard.event.get("content")
    if isinstance(told, Mapping):
        await uploads.fetched(work, Fetched(**told))
