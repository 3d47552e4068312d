"""The customer has left us in LINE: what is still to go there is not said, and whoever wrote it hears so."""

from typing import cast

from crm.notices import RepReply, pack, unpack
from crm.relay import receipts
from crm.work import Work
from storage.relay import replies as rows
from storage.tables import LineUser, Outbox, Reply


async def left(work: Work, account: LineUser) -> None:
    """For a rule that has heard that the account is gone: LINE would take what is still to go there, and drop it."""
    for reply in await rows.pending_to(work.session, account.id):
        carrier = await rows.unsaid(work.session, reply.carrier)
        if reply.carrier is not None and carrier is None:
            continue  # on its way: what comes of it is told by delivery
        take_out(carrier, reply)
        receipts.end(work, reply, "failed", "left")
        await receipts.show(work, reply)


def take_out(carrier: Outbox | None, reply: Reply) -> None:
    """The row says no more what this reply says."""
    if carrier is None or not carrier.fields:
        return
    said = cast(RepReply, unpack(carrier.kind, carrier.fields))
    others = tuple(each for each in said.parts if each.reply_id != reply.id)
    carrier.fields = pack(RepReply(said.rep_id, said.rep, said.icon, others))
    carrier.state = carrier.state if others else "cancelled"
