"""Files that reps have put into a reply, once they are here: the last of them lets the reply go."""

from crm.records import customers
from crm.refusals import Refused
from crm.relay import carrying, media
from crm.relay.media import Fetched
from crm.roles import rule
from crm.work import Work
from storage.relay import media as rows
from storage.relay import replies
from storage.tables import Media, Reply


@rule("uploads.fetched")
async def fetched(work: Work, came: Fetched) -> None:
    """Note what came of it, once; a file that nobody waits for any more is dropped."""
    known = await rows.by_name(work.session, came.name)
    reply = await _locked(work, known) if known is not None else None
    if known is None or reply is None or known.state != media.WANTED:
        if known is None or known.state != media.KEPT:
            await media.drop(work, *(name for name in (came.name, came.preview) if name))
        return
    media.note(known, came)
    if all(each.state != media.WANTED for each in await rows.of_reply(work.session, reply.id)):
        await carrying.files_settled(work, reply)


async def _locked(work: Work, known: Media) -> Reply | None:
    """The file's reply behind its customer, both locked; None when the customer has been forgotten."""
    if known.reply_id is None:
        return None
    if known.customer_id is not None:
        try:
            await customers.reached(work, known.customer_id)
        except Refused:
            return None
    reply = await replies.locked(work.session, known.reply_id)
    await rows.lock(work.session, known)
    return reply
