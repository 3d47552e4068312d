"""What delivery tells of a rep's reply."""

from collections.abc import Mapping

from crm.relay import receipts
from crm.relay.receipts import RECEIPT
from crm.work import Work
from handlers.line.heard import Heard


async def told(work: Work, heard: Heard) -> None:
    receipt = heard.event.get(RECEIPT)
    if isinstance(receipt, Mapping):
        await receipts.note(work, int(receipt["carrier"]), str(receipt["state"]), str(receipt["why"]))
