"""Files of customers: dropped into the direct message, looked at, and written when their sender says so."""

from collections.abc import Mapping
from typing import Any

from crm.imports import uploads
from crm.imports.faults import SpreadsheetGiven
from crm.imports.uploads import Upload
from crm.refusals import Refused
from crm.work import Work
from handlers.slack.answers import Answer
from handlers.slack.heard import Heard
from handlers.slack.say import sentence

TABLES = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
# Of one message; whoever has more sends them one after the other.
MOST = 5
NAME = 200


async def dropped(work: Work, heard: Heard) -> Answer | None:
    """A message with files. What is no table is answered with how to make one."""
    given = heard.event.get("files")
    files = [each for each in given if isinstance(each, Mapping)] if isinstance(given, list) else []
    if any(_ends(each, WORKBOOKS) for each in files):
        raise Refused(SpreadsheetGiven())
    tables = [each for each in files if _ends(each, TABLES)]
    if not tables:
        return sentence("imports.only_csv")
    await uploads.receive(work, [_upload(each, heard) for each in tables[:MOST]])
    return None


async def start(work: Work, heard: Heard) -> Answer | None:
    """`value` is the upload as it was shown; its message goes on to tell how far it is."""
    await uploads.confirm(work, Upload.of(heard.value))
    return None


async def stop(work: Work, heard: Heard) -> Answer | None:
    """`value` as above."""
    await uploads.cancel(work, Upload.of(heard.value))
    return None


def _ends(file: Mapping[str, Any], ends: tuple[str, ...]) -> bool:
    return str(file.get("name") or "").lower().endswith(ends)


def _upload(file: Mapping[str, Any], heard: Heard) -> Upload:
    return Upload(str(file.get("id") or ""), str(file["name"])[:NAME], heard.channel, heard.message_ts)
