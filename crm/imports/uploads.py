"""A file that somebody sends in Slack: fetched and looked at first, written when they have said yes."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from crm import post
from crm.handovers import leavers
from crm.imports.faults import ImportStarted
from crm.notices import ImportCard, Notice, WantImport
from crm.refusals import Gone, Refused
from crm.roles import rule
from crm.work import Work
from storage import reps
from storage.interchange import imports


@dataclass(frozen=True)
class Upload:
    """A file in Slack: its id and name, the message it came with, and the number of our message about it.

    `digest`: what was shown of it, with `rows` rows, `told` of which the person knows will not be written.
    """

    file_id: str
    name: str
    channel_id: str
    ts: str
    card: int = 0
    digest: str = ""
    told: int = 0
    rows: int = 0

    @property
    def token(self) -> str:
        """As a button carries it."""
        return json.dumps(list(asdict(self).values()), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of(cls, token: str) -> "Upload":
        """What `token` was made of."""
        return cls(*json.loads(token))

    @classmethod
    def wished(cls, notice: Notice) -> "Upload":
        """What `wanted` was made of."""
        return cls(**asdict(notice))

    def wanted(self) -> WantImport:
        return WantImport(**asdict(self))


@rule("imports.receive")
async def receive(work: Work, uploads: Sequence[Upload]) -> None:
    """Look at these files: whoever sent them sees at once that they have come."""
    for upload in uploads:
        await leavers.watch(work, leavers.FILE)
        slack_id = await _slack_id(work)
        card = await post.to_slack(work, slack_id, ImportCard("reading", upload.name))
        await post.to_importer(work, slack_id, replace(upload, card=card.seq).wanted())


@rule("imports.confirm")
async def confirm(work: Work, upload: Upload) -> None:
    """Write what was shown."""
    slack_id = await _slack_id(work)
    card = ImportCard("running", upload.name, total=upload.rows)
    await post.to_slack(work, slack_id, card, update_of=upload.card)
    await post.to_importer(work, slack_id, upload.wanted())


@rule("imports.cancel")
async def cancel(work: Work, upload: Upload) -> None:
    """Leave it.

    Raises:
        Refused: ImportStarted when both buttons have been pressed, one after the other.
    """
    slack_id = await _slack_id(work)
    if await imports.ordered(work.session, slack_id, upload.card):
        raise Refused(ImportStarted(upload.name))
    await post.to_slack(work, slack_id, ImportCard("stopped", upload.name), update_of=upload.card)


async def _slack_id(work: Work) -> str:
    rep = await reps.by_id(work.session, work.actor.id)
    if rep is None:
        raise Refused(Gone())
    return rep.slack_id
