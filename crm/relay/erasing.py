"""Forgetting the pictures and files of somebody who has asked for it: in our rows, on our disk, and in Slack."""

from collections.abc import Sequence

from crm import post
from crm.notices import WantGone
from crm.relay import media
from crm.work import Work
from storage import retention
from storage.privacy.belongings import MEDIA
from storage.privacy.erasures import UNSENT
from storage.relay import media as rows
from storage.tables import Media

NOTHING = {"state": media.GONE, "why": "unsent", "file_name": "", "customer": ""}
"""What is left of a post that shows a file."""


async def forget(work: Work, ids: Sequence[int]) -> None:
    """For the erasure: nothing of these is left but that there was something, of which kind and when."""
    for each in await rows.by_ids(work.session, ids):
        for row in await rows.told(work.session, media.marks(each)):
            row.fields = row.fields and row.fields | NOTHING
            row.state = "cancelled" if row.state in UNSENT else row.state
            await post.to_slack(work, row.recipient, WantGone(), update_of=row.seq)
        await media.forget(work, each)
        each.slack_file = None
    await work.session.flush()
    await retention.blank_audit(work.session, str(Media.__tablename__), ids, MEDIA)
