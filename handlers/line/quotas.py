"""What LINE says of the month's messages, brought by delivery as an event of ours."""

from collections.abc import Mapping
from datetime import datetime

from crm.surveys import quotas
from crm.work import Work
from handlers.line.heard import Heard


async def told(work: Work, heard: Heard) -> None:
    said = heard.event.get("quota")
    if not isinstance(said, Mapping):
        return
    await quotas.note(work, said.get("total"), int(said.get("used") or 0), datetime.fromisoformat(str(said["at"])))
