"""A line that waits for one answer is kept: nobody types the same visit twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from crm.refusals import Gone, Refused
from crm.roles import rule
from crm.work import Work
from storage.activities import interactions
from storage.tables import Draft


@dataclass(frozen=True)
class Waiting:
    """A line, the name that was asked about, the names that are settled, and when it was written."""

    text: str
    asks: str
    settled: dict[str, int]
    written_at: datetime


@rule("drafts.keep")
async def keep(work: Work, text: str, asks: str, chosen: Mapping[str, int]) -> Draft:
    """Keep the line until the rep has said who `asks` is; `chosen` are the names that are settled."""
    draft = Draft(rep_id=work.actor.id, text=text, card={"": asks, **{name: str(one) for name, one in chosen.items()}})
    await work.save(draft)
    return draft


@rule("drafts.use")
async def use(work: Work, draft_id: int) -> Waiting:
    """The line to log now; a draft is used once, and by its author.

    Raises:
        Refused: Gone when it is somebody else's, or used, or past its time.
    """
    draft = await interactions.draft(work.session, draft_id)
    if draft is None or draft.rep_id != work.actor.id or draft.used_at is not None or not draft.text:
        raise Refused(Gone())
    draft.used_at = work.now
    settled = {name: int(one) for name, one in draft.card.items() if name}
    return Waiting(draft.text, draft.card[""], settled, draft.created_at)
